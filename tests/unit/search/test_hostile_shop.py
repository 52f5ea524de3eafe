"""A shop whose every text is hostile: it imports, is indexed and found by words and filters, and nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from small_shop import WordEncoder

from assistant.build import Store
from assistant.commands.queries import read_queries, with_words_read
from assistant.commands.search import answer
from retrieval.catalogue import Catalogue
from retrieval.database import open_engine
from retrieval.facets import Lexicon
from retrieval.feeds.importing import import_feed
from retrieval.index import ChromaIndex
from retrieval.search import Searcher

SHARED = Path(__file__).parents[4] / "shared" / "data" / "security"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason=f"the folder {SHARED} is missing"),
]


def strings() -> list[str]:
    naughty: list[str] = json.loads((SHARED / "naughty_strings.json").read_text("utf-8"))
    with (SHARED / "xss_strings.txt").open(encoding="utf-8") as file:
        return [*naughty, *(line.rstrip("\n") for line in islice(file, 0, None, 40))]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("hostile")
    rows = (
        {
            "id": f"p{number}",
            "title": f"Lamp {text}",
            "description": f"{text} {text}",
            "category": f"{text} > lamps",
            "brand": text,
            "price": number + 1,
            "attributes": {"note": text, text[:40]: "yes"},
        }
        for number, text in enumerate(strings())
    )
    feed = folder / "feed.jsonl"
    feed.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    engine = open_engine(f"sqlite:///{folder / 'shop.db'}")
    catalogue, encoder, index = Catalogue(engine), WordEncoder(), ChromaIndex(folder / "index")
    import_feed(catalogue, feed)
    opened = Store(folder, engine, catalogue, encoder, index, Searcher(catalogue, encoder, index))
    opened.refresh()
    yield opened
    opened.close()


def test_every_row_is_a_product_and_in_the_index(store: Store) -> None:
    assert store.catalogue.count() == len(strings())  # "Lamp" is a title, whatever comes after it
    assert store.index.count() == len(strings())


def test_each_is_found_by_its_own_brand_and_price(store: Store, tmp_path: Path) -> None:
    branded = [product for product in store.catalogue.all() if product.brand]
    assert len(branded) > 0.7 * len(strings())  # of the rest the brand was nothing but markup
    file = tmp_path / "queries.jsonl"
    file.write_text(
        "".join(
            json.dumps(
                {
                    "id": each.id,
                    "query": "",
                    "filters": {"brand": [each.brand], "price_min": each.price, "price_max": each.price},
                }
            )
            + "\n"
            for each in branded
        ),
        "utf-8",
    )
    lost = [
        query.id
        for query in read_queries(file, 5)
        if query.id not in [id for id, _ in answer(store.searcher, query.request, query.request)]
    ]
    assert not lost


def test_as_queries_and_filter_values_they_are_text(store: Store, tmp_path: Path) -> None:
    lexicon = Lexicon.from_products(store.catalogue.all())
    file = tmp_path / "queries.jsonl"
    given = (
        {
            "id": number,
            "query": text,
            "filters": {"category": text, "brand": [text], "attributes": {"note": text}, "exclude": [text]},
        }
        for number, text in enumerate(strings())
        if text.strip()
    )
    file.write_text("".join(f"{json.dumps(row)}\n" for row in given), "utf-8")
    answered = 0
    for query in read_queries(file, 3):
        answer(store.searcher, with_words_read(query.request, lexicon), query.request)
        answered += 1
    assert answered == sum(bool(text.strip()) for text in strings())
