"""How search grows with the catalogue: time, memory, and that limits hold, at one size in a process of its own.

    python -m tests.bench.scale [--sizes 1000 10000 50000 100000 1000000] [--queries 200]

Products are generated; their vectors are random around a centre for each kind, which costs the search what real ones
cost. The time is that of `Searcher.search` with the query's vector at hand: limits, words, vectors, fusion, order.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

SIZES = (1_000, 10_000, 50_000, 100_000)
_DIMENSION = 384
_COLOURS = "black white red blue green grey brown beige navy pink yellow orange purple gold silver teal".split()
_MATERIALS = "cotton linen wool leather oak steel glass ceramic bamboo plastic silk denim rubber marble".split()
_SYLLABLES = [consonant + vowel for consonant in "bdfklmnprstv" for vowel in "aeio"]
_KINDS = 300
_WORDS = 6_000


class Drawn:
    """Stands for the encoder: a text's vector is drawn around the centre of the kind it names."""

    name = "drawn"
    dimension = _DIMENSION

    def __init__(self, kinds: Sequence[str]) -> None:
        self._centres = {kind: np.random.default_rng(at).normal(size=_DIMENSION) for at, kind in enumerate(kinds)}

    def encode(self, texts: Sequence[str], *, progress: Any = None) -> np.ndarray:
        """Unit vectors."""
        chance = np.random.default_rng(len(texts))
        rows = chance.normal(size=(len(texts), _DIMENSION)).astype(np.float32)
        for at, text in enumerate(texts):
            kind = next((word for word in text.split() if word in self._centres), None)
            if kind is not None:
                rows[at] += self._centres[kind]
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def words(chance: random.Random, count: int) -> list[str]:
    """So many made-up words, none twice."""
    made: dict[str, None] = {}
    while len(made) < count:
        made["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4)))] = None
    return list(made)


def catalogue(size: int, kinds: Sequence[str], vocabulary: Sequence[str]) -> Iterator[Any]:
    """Generated products."""
    from retrieval.products import Product

    chance = random.Random(size)
    for at in range(size):
        kind, colour, material = chance.choice(kinds), chance.choice(_COLOURS), chance.choice(_MATERIALS)
        yield Product(
            id=f"p{at}",
            title=f"{chance.choice(vocabulary).title()} {material} {kind} in {colour}",
            description=" ".join(chance.choices(vocabulary, k=20)),
            category=(f"Department {ord(kind[0]) % 12}", kind),
            brand=f"Brand {chance.randrange(500)}",
            price=round(chance.lognormvariate(3.5, 0.8), 2),
            currency="USD",
            attributes={"color": (colour,), "material": (material,)},
            stock=chance.randrange(20),
        )


def measure(size: int, queries: int) -> dict[str, float]:
    """Figures at one size."""
    from retrieval.catalogue import Catalogue
    from retrieval.database import open_engine
    from retrieval.embedding import product_text, text_hash
    from retrieval.index import ExactIndex
    from retrieval.requests import SearchRequest
    from retrieval.search import Searcher

    chance = random.Random(1)
    vocabulary = words(chance, _WORDS)
    kinds = vocabulary[:_KINDS]
    encoder = Drawn(kinds)
    with tempfile.TemporaryDirectory() as folder:
        store = Catalogue(open_engine(f"sqlite:///{Path(folder) / 'shop.db'}"))
        began = time.perf_counter()
        batch: list[Any] = []
        for product in catalogue(size, kinds, vocabulary):
            batch.append(product)
            if len(batch) == 20_000:
                _add(store, encoder, batch, product_text, text_hash)
                batch = []
        _add(store, encoder, batch, product_text, text_hash)
        written = time.perf_counter() - began
        index = ExactIndex()
        searcher = Searcher(store, encoder, index)
        began = time.perf_counter()
        searcher.search(SearchRequest(query=f"{kinds[0]} red"))
        opened = time.perf_counter() - began
        limited: list[float] = []
        open_: list[float] = []
        broken = 0
        for _ in range(queries):
            kind, colour = chance.choice(kinds), chance.choice(_COLOURS)
            text = f"{colour} {kind} {chance.choice(vocabulary)}"
            searcher.vector(text)
            limit = round(chance.uniform(20, 120), 2)
            request = SearchRequest(query=text, price_max=limit, include=(colour,), limit=60)
            began = time.perf_counter()
            found = searcher.search(request)
            limited.append((time.perf_counter() - began) * 1000)
            broken += sum(
                (each.product.price or 0) > limit or colour not in each.product.attributes["color"]
                for each in found.candidates
            )
            began = time.perf_counter()
            searcher.search(SearchRequest(query=text, limit=60))
            open_.append((time.perf_counter() - began) * 1000)
    return {
        "products": size,
        "two limits p50 ms": float(np.percentile(limited, 50)),
        "two limits p95 ms": float(np.percentile(limited, 95)),
        "no limit p95 ms": float(np.percentile(open_, 95)),
        "limits broken": broken,
        "written in s": written,
        "opened in s": opened,
        "peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
    }


def _add(store: Any, encoder: Drawn, batch: Sequence[Any], text_of: Any, hash_of: Any) -> None:
    store.upsert(batch)
    texts = [text_of(product) for product in batch]
    store.store_vectors(encoder.name, [p.id for p in batch], [hash_of(text) for text in texts], encoder.encode(texts))


def main() -> None:
    """Print a line for each size, then all figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--inner", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inner:
        print(json.dumps(measure(given.sizes[0], given.queries)))
        return
    found: list[dict[str, float]] = []
    for size in given.sizes:
        command = [sys.executable, "-m", "tests.bench.scale", "--inner", "--sizes", str(size)]
        done = subprocess.run(
            [*command, "--queries", str(given.queries)], stdout=subprocess.PIPE, text=True, check=True
        )
        found.append(json.loads(done.stdout.splitlines()[-1]))
        print("  ".join(f"{name} {value:,.1f}" for name, value in found[-1].items()), file=sys.stderr)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
