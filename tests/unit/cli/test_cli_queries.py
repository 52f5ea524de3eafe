from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.commands.errors import InputError
from assistant.commands.queries import Query, read_queries, with_words_read
from retrieval.facets import Lexicon
from retrieval.products import Product
from retrieval.requests import SearchRequest


def read(tmp_path: Path, *rows: object) -> list[Query]:
    file = tmp_path / "q.jsonl"
    file.write_text("".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows))
    return list(read_queries(file, 7))


def test_a_query_alone(tmp_path: Path) -> None:
    (query,) = read(tmp_path, {"id": 4, "query": "red dress"})
    assert query == Query(4, SearchRequest(query="red dress", limit=7))


def test_every_filter(tmp_path: Path) -> None:
    filters = {
        "category": "Clothing > Dresses",
        "brand": ["Alba", "Nord"],
        "price_min": 5,
        "price_max": 40.5,
        "attributes": {"colour": "red", "size": ["S", "M"]},
        "exclude": ["leather"],
        "in_stock": True,
    }
    (query,) = read(tmp_path, {"id": "a", "query": "", "filters": filters, "shopper": "ana"})
    assert query.shopper == "ana"
    assert query.request == SearchRequest(
        query="",
        kinds=("Dresses",),
        brands=("Alba", "Nord"),
        price_min=5.0,
        price_max=40.5,
        attributes={"colour": ("red",), "size": ("S", "M")},
        exclude=("leather",),
        in_stock=True,
        limit=7,
    )


def test_null_is_no_filter_and_blank_lines_are_nothing(tmp_path: Path) -> None:
    queries = read(tmp_path, "", {"id": "a", "query": "x", "filters": {"brand": None}, "shopper": None}, "  ")
    assert queries == [Query("a", SearchRequest(query="x", limit=7))]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("{", "row: not valid JSON"),
        ("[" * 30_000, "row: not valid JSON: nested too deep"),
        ([1], "row: expected an object; found [1]"),
        ({"query": "x"}, "id: missing"),
        ({"id": 1}, "query: missing; valid fields: id, query, filters, shopper"),
        ({"id": 1, "query": "x", "filter": {}}, "unknown field 'filter'"),
        ({"id": 1.5, "query": "x"}, "id: expected text or a whole number; found 1.5"),
        ({"id": True, "query": "x"}, "id: expected text or a whole number"),
        ({"id": 1, "query": 3}, "query: expected text; found 3"),
        ({"id": 1, "query": "x", "shopper": 3}, "shopper: expected text"),
        ({"id": 1, "query": "x", "filters": []}, "filters: expected an object"),
        (
            {"id": 1, "query": "x", "filters": {"colour": 1}},
            "filters: unknown field 'colour'; valid: category",
        ),
        ({"id": 1, "query": "x", "filters": {"price_max": "40"}}, "price_max: expected a number; found"),
        ('{"id": 1, "query": "x", "filters": {"price_max": NaN}}', "price_max: expected a number"),
        ({"id": 1, "query": "x", "filters": {"in_stock": 1}}, "in_stock: expected true or false; found 1"),
        ({"id": 1, "query": "x", "filters": {"brand": [1]}}, "filters.brand: expected text; found 1"),
        ({"id": 1, "query": "x", "filters": {"attributes": ["a"]}}, "attributes: expected an object"),
        ({"id": 1, "query": "x", "filters": {"attributes": {"a": 1}}}, "attributes.a: expected text"),
        ({"id": 1, "query": "x", "filters": {"price_min": 9, "price_max": 2}}, "9 exceeds price_max 2"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, row: object, words: str) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, {"id": 0, "query": "fine"}, row)
    assert str(caught.value).startswith(f"{tmp_path / 'q.jsonl'}: row 2: ")
    assert words in str(caught.value)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.jsonl: cannot be read"):
        list(read_queries(tmp_path / "none.jsonl", 1))
    (tmp_path / "q.jsonl").write_bytes(b'{"id": "\xff"}')
    with pytest.raises(InputError, match="is not UTF-8"):
        list(read_queries(tmp_path / "q.jsonl", 1))


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    products = [
        Product("1", "Alba Dress", category=("Dresses",), brand="Alba", attributes={"material": ("linen",)}),
        Product("2", "Tote", category=("Bags",), brand="Nordvik", attributes={"material": ("leather",)}),
    ]
    return Lexicon.from_products(products)


def test_limits_in_the_words_of_a_query_count(lexicon: Lexicon) -> None:
    request = with_words_read(SearchRequest(query="a dress under $40, not leather", limit=7), lexicon)
    assert (request.kinds, request.price_max, request.exclude) == (("Dresses",), 40.0, ("leather",))
    assert request.limit == 7


def test_filters_win_over_words(lexicon: Lexicon) -> None:
    stated = SearchRequest(query="a dress under $40", kinds=("Bags",), price_min=10.0, exclude=("wool",), in_stock=True)
    request = with_words_read(stated, lexicon)
    assert (request.kinds, request.price_min, request.price_max) == (("Bags",), 10.0, None)
    assert request.exclude == ("wool",)
    assert request.in_stock


def test_words_that_state_nothing_are_searched_for(lexicon: Lexicon) -> None:
    request = with_words_read(SearchRequest(query="something breezy", limit=3), lexicon)
    assert "breezy" in request.query
    assert request.kinds == ()
