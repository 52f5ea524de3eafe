"""A real catalogue of 2,465 products: limits, recall, hostile words."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from small_shop import WordEncoder

from retrieval.catalogue import Catalogue
from retrieval.database import open_engine
from retrieval.encoder import BertEncoder
from retrieval.index import ExactIndex
from retrieval.indexing import refresh_index
from retrieval.products import Product
from retrieval.requests import SearchRequest, Sort
from retrieval.search import Searcher
from retrieval.weights import DEFAULT_ENCODER, resolve

SHARED = Path(__file__).parents[4] / "shared" / "data"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason=f"the folder {SHARED} is missing"),
]


def products() -> Iterator[Product]:
    with (SHARED / "catalogues" / "demo_store_2465.jsonl").open(encoding="utf-8") as file:
        for row in map(json.loads, file):
            yield Product(
                id=row["id"],
                title=row["title"],
                description=row["description"],
                category=(row["category"],),
                price=row["price"],
                stock=row["stock"],
                attributes={"style": (row["style"],)},
            )


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('shared') / 'shop.db'}")
    catalogue, index, encoder = Catalogue(engine), ExactIndex(), WordEncoder()
    catalogue.upsert(products())
    refresh_index(catalogue, encoder, index)
    yield Searcher(catalogue, encoder, index)
    engine.dispose()


def test_no_price_over_the_limit_and_nothing_that_fits_is_lost(searcher: Searcher) -> None:
    every = list(products())
    styles = sorted({product.attributes["style"][0] for product in every})
    rng = random.Random(11)
    for _ in range(500):
        style, limit = rng.choice(styles), rng.choice([10.0, 19.99, 50.0, 120.0, 400.0])
        request = SearchRequest(style, kinds=(style,), price_max=limit, limit=3000, sort=rng.choice(list(Sort)))
        result = searcher.search(request)
        shown = {candidate.product.id for candidate in result.candidates}
        assert all(candidate.product.price <= limit for candidate in result.candidates)
        if not result.relaxed:
            assert shown == {
                p.id for p in every if p.price <= limit and style in (p.attributes["style"][0], p.category[0])
            }


def test_sorted_by_price_it_is_still_what_was_asked_for(searcher: Searcher) -> None:
    for style in ("backpack", "headphones", "necklace", "sofas"):
        request = SearchRequest(f"the cheapest {style}", sort=Sort.PRICE_LOW, limit=10)
        shown = [candidate.product for candidate in searcher.search(request).candidates]
        assert [product.price for product in shown] == sorted(product.price for product in shown)
        assert sum(product.attributes["style"] == (style,) for product in shown) >= 8


def test_naughty_strings_raise_nothing(searcher: Searcher) -> None:
    strings = json.loads((SHARED / "security" / "naughty_strings.json").read_text("utf-8"))
    with (SHARED / "security" / "xss_strings.txt").open(encoding="utf-8") as file:
        strings += list(islice(file, 0, None, 20))
    for text in strings:
        searcher.search(SearchRequest(text, include=(text,), exclude=(text,), kinds=(text,), brands=(), limit=2))


@pytest.mark.model
def test_real_vectors_find_what_no_word_names(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'shop.db'}")
    catalogue, index = Catalogue(engine), ExactIndex()
    catalogue.upsert(list(products())[::12])
    encoder = BertEncoder(resolve(DEFAULT_ENCODER, progress=False))
    refresh_index(catalogue, encoder, index)
    searcher = Searcher(catalogue, encoder, index)
    expected = {"couch": "sofas", "rucksack": "backpack", "spectacles": "glasses"}
    for query, style in expected.items():
        shown = searcher.search(SearchRequest(query, limit=3)).candidates
        assert any(candidate.product.attributes["style"] == (style,) for candidate in shown), query
    engine.dispose()
