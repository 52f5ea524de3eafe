"""The product feed of agentic commerce, flat and nested."""

from __future__ import annotations

from pathlib import Path

from retrieval.feeds import Accepted, Rejected, read_feed
from retrieval.products import Product

FEEDS = Path(__file__).parent / "feeds"


def test_flat_rows_of_one_group() -> None:
    hidden, shoe = read_feed(FEEDS / "openai.jsonl")
    assert isinstance(hidden, Rejected)
    assert (hidden.hidden, hidden.problem.id) == (True, "secret")
    assert "is_eligible_search is false" in hidden.problem.problem
    assert isinstance(shoe, Accepted)
    assert (shoe.rows, shoe.repairs) == (2, ())
    assert shoe.product == Product(
        id="shoe",
        title="Trail shoe",
        description="Grips.",
        category=("Shoes", "Trail"),
        brand="Nordvik",
        price=59.99,
        currency="USD",
        url="https://shop.example/shoe",
        images=tuple(f"https://shop.example/{name}.jpg" for name in ("s", "s2", "s3")),
        rating=4.6,
        reviews_count=254,
        attributes={"size": ("8", "9"), "colour": ("grey",), "list price": ("79.99",), "sold out": ("9",)},
    )


def test_a_table() -> None:
    (row,) = read_feed(FEEDS / "openai.csv")
    cap = row.product
    assert (cap.id, cap.title, cap.price, cap.currency, cap.available) == ("cap-1", "Cap", 15, "EUR", True)
    assert (cap.images, dict(cap.attributes)) == (("https://shop.example/c.jpg",), {"color": ("red",)})


def test_products_that_hold_their_variants() -> None:
    (row,) = read_feed(FEEDS / "openai_nested.jsonl")  # the first line is the feed's own header
    bag = row.product
    assert (row.row, row.rows, bag.title, bag.description) == (2, 1, "Bag", "Roomy.")
    assert (bag.price, bag.currency, bag.category) == (49.9, "USD", ("Bags", "Totes"))
    assert bag.images == ("https://shop.example/bag.jpg",)
    assert bag.attributes == {
        "colour": ("red", "blue"),
        "list price": ("59.90",),
        "price range": ("$49.90 to $55.00",),
    }


def test_yen_have_no_hundredths(read) -> None:
    variants = [{"id": "v", "price": {"amount": 1200, "currency": "JPY"}, "availability": {"available": False}}]
    (row,) = read([{"id": "1", "title": "Cup", "variants": variants}])
    assert (row.product.price, row.product.currency, row.product.stock) == (1200, "JPY", 0)


def test_odd_values_cost_no_product(read) -> None:
    variants = [None, "x", {"id": 3, "variant_options": "x", "price": {"amount": float("nan")}, "media": [1]}]
    (row,) = read([{"id": "1", "title": "Cup", "description": ["a"], "variants": variants}])
    assert (row.product.title, row.product.price) == ("Cup", None)


def test_the_names_of_the_first_edition(read) -> None:
    rows = [
        {"enable_search": "true", "id": "1", "title": "Cup", "link": "https://x/1", "image_link": "https://x/1.jpg"},
        {"enable_search": "false", "id": "2", "title": "Cup"},
    ]
    kept, hidden = read([{"price": "29.99 USD", **row} for row in rows])
    assert (kept.product.url, kept.product.images) == ("https://x/1", ("https://x/1.jpg",))
    assert hidden.hidden


def test_plain_rows_with_a_list_of_variants_stay_plain(read) -> None:
    (row,) = read([{"id": "1", "title": "Cup", "variants": ["S", "M"]}])
    assert row.product.attributes == {"variants": ("S", "M")}
