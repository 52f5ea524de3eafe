from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.dialogues.matching import has_attribute, in_order, is_kind, misfits, same_value
from assistant.dialogues.schema import ProductFilter
from retrieval.products import Product


@pytest.mark.parametrize(
    ("one", "term", "holds"),
    [
        ("d1", "dress", True),
        ("d1", "Dresses", True),
        ("d1", "clothing", True),
        ("d1", "Clothing > Dresses", True),
        ("d1", "Clothing > Skirts", False),
        ("d2", "dress", True),
        ("d2", "skirts", False),  # its title says which of the two it is
        ("d2", "Skirts & Dresses", True),
        ("s1", "dress", False),  # a dress shoe, under Shoes
        ("s1", "shoe", True),
        ("w1", "watch", True),  # by its title; the category alone would be a strap
        ("w1", "watch strap", True),
        ("k1", "backpacks", True),  # the kind is held in an attribute
        ("k1", "bag", False),
        ("k1", "", False),
    ],
)
def test_kinds(product: Callable[[str], Product], one: str, term: str, holds: bool) -> None:
    assert is_kind(product(one), term) is holds


def test_a_level_of_several_kinds() -> None:
    belt = Product(id="b", title="Saddler", category=("Extras", "Umbrellas & Belts"), attributes={"type": ("belt",)})
    assert is_kind(belt, "belt")
    assert not is_kind(belt, "umbrella")
    silent = Product(id="s", title="Squall", category=("Extras", "Umbrellas & Belts"))
    assert is_kind(silent, "belt")
    assert is_kind(silent, "umbrella")
    ring = Product(id="r", title="Twig Ring", category=("Watches & Jewellery", "Rings"))
    assert is_kind(ring, "jewellery")
    assert is_kind(ring, "Watches & Jewellery")
    assert not is_kind(ring, "watch")


@pytest.mark.parametrize(
    ("singular", "plural"),
    [
        ("scarf", "scarves"),
        ("watch", "watches"),
        ("berry", "Berries"),
        ("glass", "glasses"),
        ("shoe", "shoes"),
    ],
)
def test_singular_and_plural(singular: str, plural: str) -> None:
    for held, wanted in ((singular, plural), (plural, singular)):
        assert is_kind(Product(id="x", title="x", category=(held,)), wanted)


@pytest.mark.parametrize(
    ("one", "name", "value", "holds"),
    [
        ("d1", "material", "Linen", True),
        ("d1", "color", "BLUE", True),
        ("d1", "colour", "red", False),
        ("d1", "fabric", "linen", False),
        ("d2", "material", "leather", True),
        ("s1", "material", "leather", False),
        ("s1", "material", "vegan leather", True),
        ("k1", "material", "leather", False),
    ],
)
def test_attributes(product: Callable[[str], Product], one: str, name: str, value: str, holds: bool) -> None:
    assert has_attribute(product(one), name, [value]) is holds


@pytest.mark.parametrize(
    ("wanted", "fits", "fails"),
    [
        (ProductFilter(category=("dress",)), "d1", "s1"),
        (ProductFilter(brand=("nordvik", "none")), "d2", "d1"),
        (ProductFilter(price_max=35), "d1", "d2"),
        (ProductFilter(price_max=2000), "s1", "w1"),  # no price fails a limit
        (ProductFilter(price_min=39.5), "d2", "d1"),
        (ProductFilter(attributes={"material": ("silk", "linen")}), "d1", "d2"),
        (ProductFilter(title_contains=("WRAP dress",)), "d2", "d1"),
        (ProductFilter(ids=("k1", "w1")), "w1", "d1"),
        (ProductFilter(in_stock=True), "d1", "d2"),
        (ProductFilter(in_stock=False), "d2", "k1"),
    ],
)
def test_filters(product: Callable[[str], Product], wanted: ProductFilter, fits: str, fails: str) -> None:
    assert misfits(product(fits), wanted) == ()
    assert len(misfits(product(fails), wanted)) == 1


def test_every_key_of_a_filter_must_hold(product: Callable[[str], Product]) -> None:
    missed = misfits(product("d2"), ProductFilter(category=("dress",), brand=("Alba",), price_max=30))
    assert missed == ("brand Alba (has Nordvik)", "price_max 30 (has 39.5)")


@pytest.mark.parametrize(
    ("expected", "seen", "holds"),
    [
        (40, 40.0, True),
        (40, 41, False),
        (1, True, False),
        (True, True, True),
        (True, 1, False),
        (40, "40", False),
        ("Red", " red ", True),
        ("red", "redder", False),
        ("red", ["blue", "Red"], True),
        ("red", ["blue"], False),
        (["a", "B"], ("b", "A"), True),
        (["a"], ["a", "b"], False),
        (["a", "b"], ["a"], False),
        (["a"], "A", True),
        ([], [], True),
        ({"price_max": 40}, {"price_max": 40.0, "query": "x"}, True),
        ({"price_max": 40}, {"query": "x"}, False),
        ({"a": {"b": "c"}}, {"a": {"b": ["C"], "d": 1}}, True),
        ({"a": 1}, [1], False),
        (None, None, True),
        (None, (), True),
        (None, "x", False),
    ],
)
def test_arguments(expected: object, seen: object, holds: bool) -> None:
    assert same_value(expected, seen) is holds


def test_an_expected_null_may_be_missing() -> None:
    assert same_value({"brand": None}, {})
    assert not same_value({"brand": None}, {"brand": "Alba"})


def test_orders(product: Callable[[str], Product]) -> None:
    d1, d2, w1 = product("d1"), product("d2"), product("w1")
    assert in_order([d1, d2, w1], "price_low")
    assert not in_order([d2, d1], "price_low")
    assert not in_order([w1, d1], "price_low")
    assert in_order([d2, d1, w1], "price_high")
    assert in_order([d1, d2], "rating")
    assert not in_order([d2, d1], "rating")
