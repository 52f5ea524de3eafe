"""Prices in another currency than the shop's can be compared with nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_shop import WordEncoder

from retrieval.catalogue import Catalogue
from retrieval.database import open_engine
from retrieval.index import ExactIndex
from retrieval.indexing import refresh_index
from retrieval.products import Product
from retrieval.requests import SearchRequest, Sort
from retrieval.search import Searcher

PRICES = {"eur": (12.0, "EUR"), "dear": (40.0, "EUR"), "own": (20.0, None), "yen": (10.0, "JPY"), "yens": (30.0, "JPY")}


@pytest.fixture
def searcher(tmp_path: Path) -> Searcher:
    catalogue = Catalogue(open_engine(f"sqlite:///{tmp_path / 'shop.db'}"))
    # As many in yen as in euros: then the one that comes first in the catalogue is the shop's own.
    catalogue.upsert(Product(id, "Shoe", price=price, currency=code) for id, (price, code) in PRICES.items())
    encoder, index = WordEncoder(), ExactIndex()
    refresh_index(catalogue, encoder, index)
    assert list(catalogue.currencies()) == ["EUR", "JPY"]
    return Searcher(catalogue, encoder, index)


def ids(searcher: Searcher, **limits) -> list[str]:
    return [found.product.id for found in searcher.search(SearchRequest(query="shoe", **limits)).candidates]


@pytest.mark.parametrize(
    ("limits", "kept"),
    [
        ({"price_max": 25.0}, {"eur", "own"}),
        ({"price_min": 15.0}, {"dear", "own"}),
        ({"price_min": 0.0}, {"eur", "dear", "own"}),
        ({}, set(PRICES)),
    ],
)
def test_a_foreign_price_fails_every_limit_and_is_found_without(searcher: Searcher, limits, kept: set[str]) -> None:
    assert set(ids(searcher, **limits)) == kept


def test_sorted_by_price_foreign_ones_come_last(searcher: Searcher) -> None:
    assert ids(searcher, sort=Sort.PRICE_LOW)[:3] == ["eur", "own", "dear"]
    assert ids(searcher, sort=Sort.PRICE_HIGH)[:3] == ["dear", "own", "eur"]


def test_the_cheapest_is_in_the_shops_currency(searcher: Searcher) -> None:
    assert searcher.cheapest(SearchRequest(query="shoe", price_max=5.0)) == 12.0


def test_what_is_similar_keeps_the_limit_too(searcher: Searcher) -> None:
    found = searcher.similar("yen", SearchRequest(price_max=50.0))
    assert {one.product.id for one in found.candidates} == {"eur", "dear", "own"}
