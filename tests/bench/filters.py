"""Whether limits are kept and nothing that fits is lost: generated requests against the feed's own fields.

    python -m tests.bench.filters [--requests 1000] [--wrong 5]

Each catalogue is asked twice: by filters, as `shop-assistant search` takes them, and in words, as a shopper types them.
What truly fits is computed from the fields of the feed, without any code of the project. Counted are products outside a
stated limit, and the share of what fits that is found. A request in words also finds what only the title or the
description calls so, which is no violation: its violations are those of price, brand and stock.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.build import Store, common_words, import_catalogue, load_reader, open_store
from assistant.commands.queries import read_queries
from assistant.commands.search import answer
from assistant.understanding.decision import decide
from assistant.understanding.wish import Wish, revise
from retrieval.facets import Lexicon

CATALOGUES = Path(__file__).resolve().parents[3] / "shared" / "data" / "catalogues"
EVERYTHING = 10_000

Row = dict[str, Any]
Test = Callable[[Row], bool]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request in both forms.

    Attributes:
        filters: As the contract has them.
        words: As a shopper types it.
        hard: What no product shown may break.
        fits: What a product that truly fits satisfies, `hard` included.
    """

    filters: dict[str, Any]
    words: str
    hard: tuple[Test, ...]
    fits: tuple[Test, ...]


def requests(rows: Sequence[Row], count: int, seed: int = 11) -> Iterator[Asked]:
    """Requests around products that exist, so that most have an answer; one in ten asks for a price that few keep."""
    chance = random.Random(seed)
    facet = "style" if any("style" in row for row in rows) else "category"
    priced = [row for row in rows if row.get("price")]
    for _ in range(count):
        row = chance.choice(priced)
        filters: dict[str, Any] = {}
        words: list[str] = []
        hard: list[Test] = []
        fits: list[Test] = []
        kind = str(row[facet])
        if chance.random() < 0.7:
            named = {"category": str(row["category"])} if facet == "category" else {"attributes": {"style": kind}}
            filters |= named
            fits.append(lambda each, kind=kind: each.get(facet) == kind)
            words.append(kind)
        else:
            words.append("something")
        if row.get("brand") and chance.random() < 0.4:
            brand = str(row["brand"])
            filters["brand"] = [brand]
            hard.append(lambda each, brand=brand: each.get("brand") == brand)
            words.append(f"from {brand}")
        low, high = _limits(chance, float(row["price"]))
        if low is not None:
            filters["price_min"] = low
            hard.append(lambda each, low=low: each.get("price") is not None and each["price"] >= low)
        if high is not None:
            filters["price_max"] = high
            hard.append(lambda each, high=high: each.get("price") is not None and each["price"] <= high)
        words.append(_priced(chance, low, high))
        if "stock" in row and chance.random() < 0.3:
            filters["in_stock"] = True
            hard.append(lambda each: each.get("stock", 0) > 0)
            words.append("in stock")
        if filters:
            yield Asked(filters, " ".join(each for each in words if each), tuple(hard), (*hard, *fits))


def _limits(chance: random.Random, price: float) -> tuple[float | None, float | None]:
    form = chance.choice(("max", "max", "min", "range", "none", "tight"))
    below, above = round(price * chance.uniform(0.3, 0.95), 2), round(price * chance.uniform(1.05, 2.5), 2)
    return {
        "max": (None, above),
        "min": (below, None),
        "range": (below, above),
        "none": (None, None),
        "tight": (None, below),
    }[form]


def _priced(chance: random.Random, low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return chance.choice((f"between ${low} and ${high}", f"from ${low} to ${high}", f"${low}-${high}"))
    if high is not None:
        return chance.choice((f"under ${high}", f"at most ${high}", f"up to {high} dollars", f"max ${high}"))
    if low is not None:
        return chance.choice((f"over ${low}", f"at least ${low}", f"from ${low} up", f"${low} or more"))
    return ""


def by_filters(store: Store, asked: Sequence[Asked], folder: Path) -> Iterator[list[str]]:
    """What `shop-assistant search` answers, every product that it lets through."""
    file = folder / "queries.jsonl"
    lines = ({"id": number, "query": "", "filters": each.filters} for number, each in enumerate(asked))
    file.write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
    for query in read_queries(file, EVERYTHING):
        yield [id for id, _ in answer(store.searcher, query.request, query.request)]


def in_words(store: Store, asked: Sequence[Asked]) -> Iterator[list[str]]:
    """What the assistant admits where a shopper types the request first."""
    lexicon = Lexicon.from_products(store.catalogue.all(), common_words(store.encoder))
    reader = load_reader(store.encoder)
    for each in asked:
        wish = revise(Wish(), decide(each.words, lexicon, reader).reading)
        found = store.searcher.search(wish.request(limit=EVERYTHING))
        other = set(found.relaxed) & set(wish.kinds)  # the desk shows nothing of another kind
        yield [] if other else [one.product.id for one in found.candidates]


def main() -> None:
    """Print violations and recall for each catalogue and form."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--requests", type=int, default=1000)
    parser.add_argument("--wrong", type=int, default=0, help="print so many requests with a violation or a loss")
    given = parser.parse_args()
    for feed in sorted(CATALOGUES.glob("*.jsonl")):
        rows = [json.loads(line) for line in feed.read_text("utf-8").splitlines()]
        by_id = {str(row["id"]): row for row in rows}
        asked = list(requests(rows, given.requests))
        with tempfile.TemporaryDirectory() as place:
            store = open_store(Path(place) / "store")
            try:
                import_catalogue(store, feed)
                forms = {"by filters": by_filters(store, asked, Path(place)), "in words": in_words(store, asked)}
                for name, answers in forms.items():
                    print(f"{feed.stem:18s} {name:10s} {judged(asked, answers, by_id, name, given.wrong)}", flush=True)
            finally:
                store.close()


def judged(asked: Sequence[Asked], answers: Iterator[list[str]], rows: dict[str, Row], form: str, show: int) -> str:
    """Counts over all requests, in a line."""
    tally: Counter[str] = Counter()
    recalls: list[float] = []
    for each, ids in zip(asked, answers, strict=True):
        limits = each.fits if form == "by filters" else each.hard
        broken = [id for id in ids if not all(test(rows[id]) for test in limits)]
        true = {id for id, row in rows.items() if all(test(row) for test in each.fits)}
        tally["shown"] += len(ids)
        tally["violations"] += len(broken)
        tally["with a violation"] += bool(broken)
        if true:
            recalls.append(len(true.intersection(ids)) / len(true))
        if show and (broken or (true and recalls[-1] < 0.95)):
            show -= 1
            print(
                f"  {each.words!r}: {len(broken)} outside, {len(true.intersection(ids))} of {len(true)}; {each.filters}"
            )
    mean = sum(recalls) / max(len(recalls), 1)
    whole = sum(each == 1 for each in recalls) / max(len(recalls), 1)
    return (
        f"{len(asked)} requests, {tally['shown']:,} products: {tally['violations']} violations "
        f"(in {tally['with a violation']} requests); recall {mean:.3f} (all of it in {whole:.3f}), "
        f"{len(asked) - len(recalls)} with nothing that fits"
    )


if __name__ == "__main__":
    main()
