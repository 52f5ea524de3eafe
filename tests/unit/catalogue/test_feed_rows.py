"""Rows of a feed: the good are kept whole, the bad are put right or named."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from retrieval.feeds import Accepted, Problem, Rejected, Row, read_feed
from retrieval.products import Product

GOOD = {
    "id": "g1",
    "title": "Linen dress",
    "description": "Light and airy.",
    "category": "Clothing > Dresses",
    "brand": "Alba",
    "price": 39.5,
    "currency": "EUR",
    "attributes": {"colour": ["white", "blue"], "material": "linen"},
    "images": ["https://shop.example/1.jpg"],
    "url": "https://shop.example/1",
    "rating": 4.5,
    "reviews_count": 12,
    "stock": 3,
    "season": "summer",
}


def product(rows: list[Row]) -> Product:
    (row,) = rows
    assert isinstance(row, Accepted), row
    return row.product


def repairs(rows: list[Row]) -> dict[str, str]:
    (row,) = rows
    assert isinstance(row, Accepted), row
    return {problem.field: problem.problem for problem in row.repairs}


def test_contract_row_comes_through_whole(read) -> None:
    rows = read([GOOD])
    assert repairs(rows) == {}
    assert product(rows) == Product(
        id="g1",
        title="Linen dress",
        description="Light and airy.",
        category=("Clothing", "Dresses"),
        brand="Alba",
        price=39.5,
        currency="EUR",
        attributes={"colour": ("white", "blue"), "material": ("linen",), "season": ("summer",)},
        images=("https://shop.example/1.jpg",),
        url="https://shop.example/1",
        rating=4.5,
        reviews_count=12,
        stock=3,
    )


# Each with the field it is reported under and the remedy's words; `None` keeps no product.
REJECTED = [
    ({"title": "No id"}, "id", "give every row its own id"),
    ({"id": None, "title": "Null id"}, "id", "give every row its own id"),
    ({"id": " ", "title": "Blank id"}, "id", "give every row its own id"),
    ({"id": True, "title": "True id"}, "id", "write it as text"),
    ({"id": ["x"], "title": "List id"}, "id", "write it as text"),
    ({"id": float("nan"), "title": "NaN id"}, "id", "write it as text"),
    ({"id": "x" * 300, "title": "Long id"}, "id", "shorten it"),
    ({"id": "no-title"}, "title", "fill in a column"),
    ({"id": "blank-title", "title": " \t"}, "title", "fill in a column"),
    ({"id": "invisible", "title": "\u200b\u200b"}, "title", "give the product a name"),
    ({"id": "object-title", "title": {"x": 1}}, "title", "write the product's name as text"),
    ('{"id": "cut", "title": "Cut o', "row", "write one JSON object a line"),
    ("[1, 2]", "row", "write one JSON object a line"),
    ('"text"', "row", "write one JSON object a line"),
    ("null", "row", "write one JSON object a line"),
    ("not json", "row", "write one JSON object a line"),
    ('{"id": "digits", "title": "x", "price": ' + "9" * 5000 + "}", "row", "write one JSON object a line"),
    ("[" * 100_000, "row", "write one JSON object a line"),
    ({"id": "good-0", "title": "Another product of the same id"}, "id", "give this row an id of its own"),
    ({"id": "good-0", "title": "Good 0", "price": 1}, "id", "repeats row"),
]
REPAIRED = [
    ({"price": float("nan")}, "price", "write a number"),
    ({"price": float("inf")}, "price", "write a number"),
    ({"price": -4}, "price", "write a number"),
    ({"price": "N/A"}, "price", "write a number"),
    ({"price": "call us"}, "price", "write a number"),
    ({"price": [1, 2]}, "price", "write a number"),
    ({"price": 10**400}, "price", "write a number"),
    ({"title": "<b>Bold</b> bag"}, "title", "write plain text"),
    ({"title": "Bag\x00\x07"}, "title", "remove them in the feed"),
    ({"title": "Bag \ud83d"}, "title", "remove them in the feed"),
    ({"title": "x" * 1000}, "title", "shorten it"),
    ({"description": "y" * 10_000_000}, "description", "shorten it"),
    ({"description": {"deep": {"er": 1}}}, "description", "write it as text"),
    ({"brand": {"x": 1}}, "brand", "write it as text"),
    ({"category": {"x": 1}}, "category", "write “Clothing > Dresses”"),
    ({"rating": 85}, "rating", "write a number from 0 to 5"),
    ({"rating": -1}, "rating", "write a number from 0 to 5"),
    ({"rating": "good"}, "rating", "write a number from 0 to 5"),
    ({"reviews_count": -2}, "reviews_count", "write a whole number"),
    ({"stock": -5}, "stock", "write a whole number"),
    ({"stock": "lots"}, "stock", "write a number"),
    ({"stock": 10**30}, "stock", "write a whole number"),
    ({"currency": "doubloons"}, "currency", "write a code"),
    ({"price": "12 EUR", "currency": "USD"}, "currency", "let both agree"),
    ({"images": ["javascript:alert(1)", "https://x/1.jpg"]}, "images", "write https://"),
    ({"images": [f"https://x/{n}.jpg" for n in range(80)]}, "images", "list the best first"),
    ({"url": "data:text/html,x"}, "url", "write https://"),
    ({f"column {n}": "x" for n in range(300)}, "attributes", "send fewer"),
    ({"sizes": [str(n) for n in range(300)]}, "attributes", "left out"),
]


def test_bad_rows_are_each_reported_and_no_good_row_is_lost(tmp_path: Path) -> None:
    random = Random(20)
    good = [{"id": f"good-{n}", "title": f"Good {n}", "price": n + 1} for n in range(200)]
    written = [(row, None) for row in good]
    expected = [(row, ("rejected", field, remedy)) for row, field, remedy in REJECTED]
    expected += [
        ({"id": f"bad-{n}", "title": "Bag", **row}, ("repaired", field, remedy))
        for n, (row, field, remedy) in enumerate(REPAIRED)
    ]
    for item in expected:
        written.insert(random.randrange(1, len(written) + 1), item)
    path = tmp_path / "feed.jsonl"
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row, _ in written))

    rows = {row.row: row for row in read_feed(path)}

    assert sorted(rows) == list(range(1, len(written) + 1))
    products = {row.product.id: row.product for row in rows.values() if isinstance(row, Accepted)}
    for number, (source, fate) in enumerate(written, start=1):
        row = rows[number]
        if fate is None:
            assert row == Accepted(number, Product(source["id"], source["title"], price=source["price"]))
            continue
        kind, field, remedy = fate
        problems: tuple[Problem, ...]
        if kind == "rejected":
            assert isinstance(row, Rejected), source
            problems = (row.problem,)
        else:
            assert isinstance(row, Accepted), source
            problems = row.repairs
        assert [problem.field for problem in problems] == [field], (source, problems)
        assert remedy in problems[0].problem
        assert problems[0].row == number
        if isinstance(source, dict) and isinstance(source.get("id"), str) and field != "id":
            assert problems[0].id == source["id"]
    assert len(products) == 200 + len(REPAIRED)


def test_bad_price_keeps_the_product_without_one(read) -> None:
    assert product(read(['{"id": "1", "title": "Bag", "price": NaN}'])).price is None


def test_a_price_that_is_simply_absent_is_no_problem(read) -> None:
    for absent in ({}, {"price": None}, {"price": ""}):
        rows = read([{"id": "1", "title": "Bag", **absent}])
        assert (product(rows).price, repairs(rows)) == (None, {})


def test_price_brings_its_currency(read) -> None:
    for price in ("1.299,00 €", {"amount": 1299, "currency": "EUR"}, ["1299 EUR"]):
        found = product(read([{"id": "1", "title": "Bag", "price": price}]))
        assert (found.price, found.currency) == (1299.0, "EUR")


def test_a_shared_sign_yields_to_the_stated_currency(read) -> None:
    rows = read([{"id": "1", "title": "Bag", "price": "$10", "currency": "CAD"}])
    assert (product(rows).currency, repairs(rows)) == ("CAD", {})


def test_sale_price_is_what_the_shopper_pays(read) -> None:
    found = product(read([{"id": "1", "title": "Bag", "price": "50", "sale_price": "40"}]))
    assert (found.price, dict(found.attributes)) == (40.0, {"list price": ("50.00",)})
    for nothing in ("", None, 0, 60):
        assert product(read([{"id": "1", "title": "Bag", "price": 50, "sale_price": nothing}])).price == 50


@pytest.mark.parametrize(
    ("fields", "stock"),
    [
        *(({"stock": -1}, 0), ({"stock": "7"}, 7), ({"stock": 0}, 0), ({"stock": None}, None)),
        *(
            ({"stock": True}, None),
            ({"stock": False}, 0),
            ({"stock": "In stock"}, None),
            ({"stock": "sold out"}, 0),
        ),
        *(({"in_stock": True}, None), ({"in_stock": False}, 0), ({"available": 0}, 0)),
        *(
            ({"quantity": 4, "availability": "out of stock"}, 0),
            ({"quantity": 4, "availability": "in stock"}, 4),
        ),
    ],
)
def test_stock_is_read(read, fields: dict[str, object], stock: int | None) -> None:
    assert product(read([{"id": "1", "title": "Bag", **fields}])).stock == stock


def test_a_mean_of_no_reviews_is_no_rating(read) -> None:
    assert product(read([{"id": "1", "title": "Bag", "rating": 0, "reviews_count": 0}])).rating is None
    nested = product(read([{"id": "1", "title": "Bag", "rating": {"rate": 3.9, "count": 120}}]))
    assert (nested.rating, nested.reviews_count) == (3.9, 120)


def test_images_come_as_text_list_or_null(read) -> None:
    for written, images in [
        ("a.jpg", ("a.jpg",)),
        ("a|b", ("a", "b")),
        (["a", None, "a"], ("a",)),
        (None, ()),
    ]:
        assert product(read([{"id": "1", "title": "Bag", "images": written}])).images == images
    merged = read([{"id": "1", "title": "Bag", "additional_image_link": "b.jpg", "image_link": "a.jpg"}])
    assert product(merged).images == ("a.jpg", "b.jpg")


def test_numbers_for_text_are_text(read) -> None:
    found = product(read([{"id": 17.0, "title": 1984, "brand": 3}]))
    assert (found.id, found.title, found.brand) == ("17", "1984", "3")


def test_everything_else_is_kept_under_attributes(read) -> None:
    row = {
        "id": "1",
        "sku": "S-1",
        "title": "Bag",
        "size": {"w": 3},
        "tags": ["a", "b"],
        "new": True,
        "x": None,
    }
    assert product(read([row])).attributes == {
        "size w": ("3",),
        "tags": ("a", "b"),
        "new": ("true",),
        "sku": ("S-1",),
    }


def test_escaped_category_has_levels_too(read) -> None:
    found = product(read([{"id": "1", "title": "Bag", "category": "Home &amp; Garden &gt; Tools"}]))
    assert found.category == ("Home & Garden", "Tools")


def test_title_of_nothing_but_markup_stays_as_written(read) -> None:
    rows = read([{"id": "1", "title": "<img src=x onerror=alert(1)>"}])
    assert product(rows).title == "<img src=x onerror=alert(1)>"
    assert "title" in repairs(rows)


def test_a_rejected_row_does_not_take_its_id(read) -> None:
    first, second = read([{"id": "1"}, {"id": "1", "title": "Bag"}])
    assert isinstance(first, Rejected)
    assert isinstance(second, Accepted)


def test_problems_can_be_printed_anywhere(read) -> None:
    (row,) = read([{"id": "1", "title": "Bag", "price": "\x1b[31m\u202eabc\ud800" + "x" * 1000}])
    (problem,) = row.repairs
    assert problem.problem.isprintable()
    assert len(problem.problem.encode()) < 300
