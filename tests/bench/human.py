"""How well the price limits of real people's requests are read: grammar, joint model, and both.

    python -m tests.bench.human [--requests FILE] [--catalogue FEED] [--wrong 20]

The requests are those of ShoppingBench, whose targets state the price range that each request means.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.build import load_reader
from assistant.understanding.decision import decide
from assistant.understanding.reader import read
from retrieval.encoder import BertEncoder
from retrieval.facets import Lexicon
from retrieval.feeds import read_feed
from retrieval.feeds.rows import Accepted
from retrieval.weights import DEFAULT_ENCODER, resolve

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
REQUESTS = SHARED / "utterances" / "shoppingbench_product.jsonl"
CATALOGUE = SHARED / "catalogues" / "demo_store_2465.jsonl"

Limits = tuple[float | None, float | None]


def requests(path: Path) -> Iterator[tuple[str, Limits]]:
    """Each request that states a price range, and the range."""
    for line in path.read_text("utf-8").splitlines():
        row: dict[str, Any] = json.loads(line)
        low = high = None
        for condition in row["reward"].get("price") or ():
            for relation, amounts in condition.items():
                numbers = [None if amount is None else float(amount) for amount in amounts]
                if relation == "greater than":
                    low = numbers[0]
                elif relation == "less than":
                    high = numbers[-1] if numbers[-1] is not None else numbers[0]
                else:
                    low, high = numbers[0], numbers[-1]
        yield str(row["query"]), (low, high)


def main() -> None:
    """Print the share of requests whose limits are read exactly."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--requests", type=Path, default=REQUESTS)
    parser.add_argument("--catalogue", type=Path, default=CATALOGUE)
    parser.add_argument("--wrong", type=int, default=0, help="print so many misread requests")
    given = parser.parse_args()
    encoder = BertEncoder(resolve(DEFAULT_ENCODER))
    products = (row.product for row in read_feed(given.catalogue) if isinstance(row, Accepted))
    lexicon = Lexicon.from_products(products, encoder.words)
    reader = load_reader(encoder)
    right, total, wrong = {"grammar alone": 0, "both": 0}, 0, given.wrong
    for text, limits in requests(given.requests):
        total += 1
        found = {
            "grammar alone": read(text, lexicon),
            "both": decide(text, lexicon, reader).reading,
        }
        for name, reading in found.items():
            right[name] += (reading.price_min, reading.price_max) == limits
        if wrong and (found["both"].price_min, found["both"].price_max) != limits:
            wrong -= 1
            print(f"  {text!r}: {found['both'].price_min} to {found['both'].price_max}, meant {limits}")
    for name, count in right.items():
        print(f"{name:14s} {count} of {total}: {count / total:.3f}")


if __name__ == "__main__":
    main()
