"""The demo shop is the same everywhere, varied, and true to its own attributes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from hashlib import sha256
from statistics import mean

import pytest

from retrieval.demo import demo_products
from retrieval.demo.colours import COLOURS
from retrieval.demo.lines import line
from retrieval.demo.wording import describe, says
from retrieval.products import Product

# Whoever changes the shop on purpose writes the new value here.
FINGERPRINT = "77bdc39426d7a274"

_PRINT = "import hashlib, retrieval.demo as d; print(hashlib.sha256(repr(d.demo_products()).encode()).hexdigest())"


def _fingerprint() -> str:
    digest = sha256()
    for product in demo_products():
        facets = sorted((name, values) for name, values in product.attributes.items())
        digest.update(
            repr(
                (
                    product.id,
                    product.title,
                    product.description,
                    product.category,
                    product.brand,
                    product.price,
                    product.rating,
                    product.reviews_count,
                    product.stock,
                    facets,
                )
            ).encode()
        )
    return digest.hexdigest()[:16]


def _told(product: Product) -> str:
    return f"{product.title}. {product.description}"


def _attributed(product: Product) -> str:
    return " | ".join(value for values in product.attributes.values() for value in values)


def _untrue(terms: set[str]) -> list[tuple[str, str]]:
    """Terms that a product's text claims and its attributes do not."""
    spellings = {re.sub(r"[-\s]+", " ", term.lower()) for term in terms}
    # Longest first, so that "natural rubber" is not read as "natural".
    wanted = re.compile(rf"(?<!\w)({'|'.join(sorted(map(re.escape, spellings), key=len, reverse=True))})(?!\w)")
    return [
        (product.id, term)
        for product in demo_products()
        for term in sorted(set(wanted.findall(re.sub(r"[-\s]+", " ", _told(product).lower()))))
        if not says(_attributed(product), term)
    ]


def test_every_byte_is_as_recorded() -> None:
    assert _fingerprint() == FINGERPRINT


def test_hash_randomization_changes_nothing() -> None:
    printed = {
        subprocess.run(
            [sys.executable, "-c", _PRINT],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(printed) == 1


def test_the_shop_is_large_and_varied() -> None:
    products = demo_products()
    assert len(products) >= 320
    assert len({product.category[0] for product in products}) >= 12
    assert all(len(product.category) == 2 for product in products)
    assert len({product.brand for product in products}) >= 30
    assert len({name for product in products for name in product.attributes}) >= 15
    assert len({colour for product in products for colour in product.attributes["colour"]}) >= 35
    departments = Counter(product.category[0] for product in products)
    assert min(departments.values()) >= 8


def test_identifiers_are_unique_slugs_that_name_the_product() -> None:
    ids = [product.id for product in demo_products()]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", product_id) for product_id in ids)
    assert "harbour-waterproof-parka-navy" in ids


def test_titles_are_unique_because_the_assistant_names_products_by_them() -> None:
    titles = Counter(product.title for product in demo_products())
    assert [title for title, count in titles.items() if count > 1] == []


def test_every_product_is_complete() -> None:
    for product in demo_products():
        assert product.currency == "USD", product.id
        assert product.price is not None, product.id
        assert 5 <= product.price <= 1000, product.id
        assert product.images == (f"/demo/{product.id}.svg",)
        assert all(values and all(values) for values in product.attributes.values()), product.id


def test_prices_leave_something_under_and_over_the_usual_budgets() -> None:
    dresses = [product.price or 0 for product in demo_products() if product.category[-1] == "Dresses"]
    assert sum(price <= 40 for price in dresses) >= 3
    assert sum(price > 100 for price in dresses) >= 2
    for department in sorted({product.category[0] for product in demo_products()}):
        prices = [product.price or 0 for product in demo_products() if product.category[0] == department]
        assert max(prices) >= 2 * min(prices), department


def test_ratings_reviews_and_stock_spread_believably() -> None:
    products = demo_products()
    ratings = [product.rating for product in products if product.rating is not None]
    assert 3.9 < mean(ratings) < 4.5
    assert min(ratings) < 3.5
    assert max(ratings) <= 5
    assert all((product.rating is None) == (product.reviews_count == 0) for product in products)
    reviews = [product.reviews_count or 0 for product in products]
    assert max(reviews) > 1000
    assert sum(count < 50 for count in reviews) > 50
    assert 10 <= sum(product.stock == 0 for product in products) <= 60


def test_descriptions_have_two_to_four_sentences() -> None:
    for product in demo_products():
        assert 2 <= len(re.findall(r"[.!?](?=\s|$)", product.description)) <= 4, product.description
        assert "{" not in product.description
        assert "  " not in product.description


def test_descriptions_state_every_feature() -> None:
    silent = [
        (product.id, feature)
        for product in demo_products()
        for feature in product.attributes.get("features", ())
        if not says(product.description, feature)
    ]
    assert silent == []


def test_descriptions_state_every_material_and_title_or_text_every_colour() -> None:
    silent = [
        (product.id, name)
        for product in demo_products()
        for name in (*product.attributes.get("material", ()), *product.attributes["colour"])
        if not says(_told(product), name) and name not in ("natural", "multicolour")
    ]
    assert silent == []


def test_every_part_of_a_description_is_a_sentence() -> None:
    for product in demo_products():
        for sentence in re.split(r"(?<=[.!?])\s+", product.description):
            assert re.match(r"[A-Z0-9]", sentence), product.description
            assert len(sentence) > 4, product.description


def test_no_feature_is_claimed_without_its_attribute() -> None:
    assert _untrue({f for p in demo_products() for f in p.attributes.get("features", ())}) == []


def test_no_colour_is_named_that_the_product_does_not_have() -> None:
    assert _untrue({*COLOURS, *(colour.family for colour in COLOURS.values())}) == []


def test_no_material_is_named_that_the_product_is_not_made_of() -> None:
    materials = {material for product in demo_products() for material in product.attributes.get("material", ())}
    heads = {material.split()[-1] for material in materials} | {"leather", "wool", "wood", "fur", "plastic"}
    # Words that also mean something else: "sit down", "5 °C", "a river stone", "recycled fibre"; "enamel" is
    # short for the enamelled steel that the attribute says.
    assert _untrue((materials | heads) - {"down", "C", "stone", "fibre", "enamel"}) == []


def test_nothing_denied_is_also_present() -> None:
    denials = 0
    for product in demo_products():
        for denied in re.findall(r"(\w+)-free", f"{_told(product)} {_attributed(product)}".lower()):
            denials += 1
            assert not any(says(material, denied) for material in product.attributes.get("material", ())), product.id
        if "vegan" in product.attributes.get("features", ()):
            materials = " ".join(product.attributes.get("material", ()))
            animal = ("leather", "wool", "silk", "down", "cashmere", "beeswax", "honey")
            assert not any(says(materials, name) for name in animal), product.id
    assert denials > 20


def test_colour_family_follows_the_colour() -> None:
    for product in demo_products():
        families = {COLOURS[name].family for name in product.attributes["colour"]}
        assert set(product.attributes["colour family"]) == families


def test_says_matches_whole_words_only() -> None:
    assert says("A quick-drying shirt", "quick drying")
    assert not says("Redder than ever", "red")


def test_a_row_without_claims_still_reads_as_a_description() -> None:
    bare = line("vase", "Plain Vase", "Nobody", 10, "red", "glass", "A vase.")
    assert re.fullmatch(r"A vase\. .*glass.*\.", describe(bare, ("red",)))


@pytest.mark.parametrize("colour", sorted({*COLOURS} - {"natural", "multicolour"}))
def test_every_phrase_names_its_colour(colour: str) -> None:
    assert all(says(phrase, colour) for phrase in COLOURS[colour].phrases)
