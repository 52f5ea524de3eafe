"""The demo shoppers exist in the shop they came to, and their pasts agree with their tastes."""

from __future__ import annotations

import pytest

from retrieval.demo import DemoShopper, demo_products, demo_shoppers, example_requests
from retrieval.demo.wording import says
from retrieval.products import Product

_BY_ID = {product.id: product for product in demo_products()}
_WANTED = ("purchase", "cart", "like")


def _carries(product: Product, term: str) -> bool:
    return any(
        says(value, term) for name, values in product.attributes.items() for value in values if name != "features"
    ) or (term in product.attributes.get("features", ()))


@pytest.fixture(params=demo_shoppers(), ids=lambda shopper: shopper.id)
def shopper(request: pytest.FixtureRequest) -> DemoShopper:
    return request.param


def test_there_are_three_with_different_tastes() -> None:
    shoppers = demo_shoppers()
    assert len({one.id for one in shoppers}) == 3
    assert len({like for one in shoppers for like in one.likes}) >= 10
    seen = [{visit.product_id for visit in one.history} for one in shoppers]
    assert seen[0].isdisjoint(seen[1] | seen[2])
    assert seen[1].isdisjoint(seen[2])


def test_histories_name_products_of_the_shop(shopper: DemoShopper) -> None:
    assert [visit.product_id for visit in shopper.history if visit.product_id not in _BY_ID] == []
    assert len(shopper.history) >= 10
    assert {visit.kind for visit in shopper.history} == {"like", "view", "purchase", "cart", "dislike"}


def test_histories_run_forward_in_time(shopper: DemoShopper) -> None:
    days = [visit.days_ago for visit in shopper.history]
    assert days == sorted(days, reverse=True)
    assert min(days) >= 0


def test_nobody_bought_what_they_said_they_do_not_want(shopper: DemoShopper) -> None:
    regretted = [
        (visit.product_id, term)
        for visit in shopper.history
        if visit.kind in _WANTED
        for term in shopper.dislikes
        if _carries(_BY_ID[visit.product_id], term)
    ]
    assert regretted == []


def test_what_they_wanted_mostly_carries_what_they_like(shopper: DemoShopper) -> None:
    wanted = [_BY_ID[visit.product_id] for visit in shopper.history if visit.kind in _WANTED]
    matching = [product for product in wanted if any(_carries(product, like) for like in shopper.likes)]
    assert len(matching) >= 0.8 * len(wanted)


def test_every_stated_taste_can_be_met_by_the_shop(shopper: DemoShopper) -> None:
    for term in (*shopper.likes, *shopper.dislikes):
        assert sum(_carries(product, term) for product in demo_products()) >= 5, term


def test_example_requests_are_six_different_messages() -> None:
    requests = example_requests()
    assert len(set(requests)) == 6
    assert all(request.strip() == request for request in requests)


@pytest.mark.parametrize(
    ("category", "term", "excluded", "price_max"),
    [
        ("Dresses", "summer", None, 40),
        ("Jackets & Coats", "waterproof", "black", None),
        ("Headphones & Earbuds", "wireless", None, 100),
        ("Kitchen", "handmade", None, 50),
        ("Backpacks", "office", "leather", None),
        ("Toys & Games", "3+", None, 35),
    ],
)
def test_the_shop_answers_its_example_requests(
    category: str, term: str, excluded: str | None, price_max: float | None
) -> None:
    found = [
        product
        for product in demo_products()
        if category in product.category
        and any(term in values for values in product.attributes.values())
        and not (
            excluded
            and any(
                says(value, excluded)
                for value in (*product.attributes.get("material", ()), *product.attributes["colour"])
            )
        )
        and (price_max is None or (product.price or 0) <= price_max)
        and product.available
    ]
    assert found
