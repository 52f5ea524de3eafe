"""Shopify's product CSV."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.feeds import Accepted, Rejected, read_feed
from retrieval.products import Product

SAMPLE = Path(__file__).parent / "feeds" / "shopify.csv"
HEADER = "Handle,Title,Option1 Name,Option1 Value,Variant Price,Variant Inventory Qty\r\n"


def products() -> dict[str, Accepted]:
    return {row.product.id: row for row in read_feed(SAMPLE) if isinstance(row, Accepted)}


def test_rows_of_one_handle_are_one_product() -> None:
    row = products()["linen-dress"]
    assert (row.row, row.rows, row.repairs) == (2, 4, ())
    assert row.product == Product(
        id="linen-dress",
        title="Linen dress",
        description="Light & airy.\n\nUnlined.",
        category=("Apparel", "Clothing", "Dresses"),
        brand="Alba",
        price=49.9,  # the lowest that can be bought: the white one in M is sold out
        images=tuple(f"https://shop.example/ld-{name}.jpg" for name in ("1", "white", "2", "blue", "3")),
        stock=5,
        attributes={
            "gender": ("female",),
            "tags": ("summer", "linen"),
            "type": ("Summer dress",),
            "Colour": ("White", "Blue"),
            "Size": ("S", "M"),
            "list price": ("69.90",),
            "price range": ("49.90 to 54.90",),
            "sold out": ("White / M",),
        },
    )


def test_a_product_without_options_has_none() -> None:
    card = products()["gift-card"].product
    assert (card.price, card.stock, dict(card.attributes), card.category) == (25.0, None, {}, ("Cards",))


def test_what_sells_on_when_sold_out_is_available() -> None:
    clogs = products()["back-order"].product
    assert (clogs.stock, clogs.available, "list price" in clogs.attributes) == (None, True, False)


def test_drafts_and_unpublished_products_are_left_out_with_a_reason() -> None:
    hidden = {row.problem.id: row for row in read_feed(SAMPLE) if isinstance(row, Rejected)}
    assert {id: (row.rows, row.hidden) for id, row in hidden.items()} == {"wool-hat": (1, True), "rain-coat": (2, True)}
    assert "not published in the online store; publish it" in hidden["wool-hat"].problem.problem
    assert "Status is draft" in hidden["rain-coat"].problem.problem


def test_rows_need_not_stand_together_and_none_counts_twice(read) -> None:
    rows = read(
        "\ufeff"
        + HEADER
        + "a,A,Size,S,5,1\r\nb,B,Size,S,5,1\r\na,,,M,4,2\r\n,,,L,9,2\r\nc,,Size,S,3,1\r\na,,,M,4,2\r\n",
        "feed.csv",
    )
    (a, b) = (row for row in rows if isinstance(row, Accepted))
    assert (a.product.attributes["Size"], a.product.price, a.product.stock, a.rows) == (("S", "M", "L"), 4, 5, 3)
    assert b.product.stock == 1
    problems = {row.row: row.problem for row in rows if isinstance(row, Rejected)}
    assert "describes the same variant as row 4" in problems[7].problem
    assert (problems[6].id, problems[6].field) == ("c", "title")
    assert "fill in a column" in problems[6].problem


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_encodings(read, encoding: str) -> None:
    (row,) = read((HEADER + "a,Café,Title,Default Title,5,1\r\n").encode(encoding), "feed.csv")
    assert (row.product.title, row.product.stock) == ("Café", 1)


def test_the_newer_names_of_columns(read) -> None:
    (row,) = read(
        "Title,URL handle,Vendor,Published on online store,Status,SKU,Option1 name,Option1 value,Price,"
        "Compare-at price,Inventory tracker,Inventory quantity,Continue selling when out of stock,Product image URL\n"
        "Tee,tee,V,TRUE,Active,S1,Size,S,5,6,shopify,0,DENY,https://x/1.jpg\n"
        ",tee,,,,S2,,M,7,,shopify,3,DENY,\n",
        "feed.csv",
    )
    tee = row.product
    assert (tee.id, tee.brand, tee.price, tee.stock, tee.images) == ("tee", "V", 7, 3, ("https://x/1.jpg",))
    assert tee.attributes == {"Size": ("S", "M"), "sold out": ("S",)}


def test_a_bad_price_costs_the_price_alone(read) -> None:
    (row,) = read(HEADER + "a,A,Size,S,NaN,1\na,,,M,6,1\n", "feed.csv")
    assert (row.product.price, row.product.stock) == (6, 2)
    (problem,) = row.repairs
    assert (problem.row, problem.id, problem.field) == (2, "a", "price")


def test_a_row_without_any_handle_is_named(read) -> None:
    (problem, kept) = read(HEADER + ",Lost,Size,S,5,1\na,A,Size,S,5,1\n", "feed.csv")
    assert isinstance(problem, Rejected)
    assert "give every row of a product" in problem.problem.problem
    assert kept.product.id == "a"
