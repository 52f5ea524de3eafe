"""What the lexicon knows about a catalogue."""

from __future__ import annotations

import pytest

from retrieval.facets import Lexicon
from retrieval.products import Product
from retrieval.wordforms import key, within_one_edit


def test_prices_and_currency(lexicon: Lexicon) -> None:
    assert (lexicon.price_low, lexicon.price_high, lexicon.currency, lexicon.size) == (15, 900, "USD", 32)


def test_facets_are_values_as_the_catalogue_writes_them(lexicon: Lexicon) -> None:
    assert set(lexicon.facets) == {"color", "material", "size"}
    assert lexicon.facets["color"][0] == "black"
    assert lexicon.value("size", ["9"]) == "9"
    assert lexicon.value("size", ["77"]) is None


def test_links_have_spans(lexicon: Lexicon) -> None:
    (link,) = lexicon.kinds(["some", "back", "pack", "please"])
    assert (link.value, link.span) == ("Backpacks", (1, 3))
    (link,) = lexicon.properties(["dark", "grey"])
    assert (link.field, link.value, link.span, link.listed) == ("color", "gray", (1, 2), True)


def test_longest_name_wins(lexicon: Lexicon) -> None:
    assert [link.value for link in lexicon.kinds(["camera", "bags"])] == ["Camera Bags"]


def test_only_unknown_words_are_corrected(lexicon: Lexicon) -> None:
    assert lexicon.correct("jakcet") == "jacket"
    assert lexicon.correct("bakcpack") == "backpack"
    assert lexicon.correct("watch") == "watch"
    assert lexicon.correct("boat") == "boat"  # too short to guess
    assert lexicon.correct("xylophone") == "xylophone"


def test_an_empty_catalogue_reads_nothing_into_words() -> None:
    empty = Lexicon.from_products(())
    assert empty.kinds(["boots"]) == ()
    assert empty.price_low is None
    assert [link.value for link in empty.properties(["red"])] == ["red"]


def test_a_style_that_keeps_to_one_category_names_a_kind() -> None:
    kinds = [
        Product(str(at), f"Thing {at}", category=(category,), attributes={"style": (style,)})
        for at, (category, style) in enumerate(
            [("bags", "backpack"), ("bags", "tote"), ("tools", "drill"), ("tools", "saw")]
        )
    ]
    assert [link.value for link in Lexicon.from_products(kinds).kinds(["backpack"])] == ["backpack"]
    moods = [
        Product(str(at), f"Thing {at}", category=(category,), attributes={"style": (style,)})
        for at, (category, style) in enumerate(
            [("bags", "casual"), ("shoes", "casual"), ("bags", "formal"), ("shoes", "formal"), ("hats", "casual")]
        )
    ]
    lexicon = Lexicon.from_products(moods)
    assert lexicon.kinds(["casual"]) == ()
    assert [link.field for link in lexicon.properties(["casual"])] == ["style"]


def test_ordinary_words_are_doubtful_brands() -> None:
    products = [
        Product("1", "Orange Lamp", brand="Hearth"),
        Product("2", "Orange Chair", brand="Calder"),
        Product("3", "Smart Phone", brand="Orange"),
    ]
    lexicon = Lexicon.from_products(products)
    assert lexicon.is_plain("Orange")
    assert not lexicon.is_plain("Calder")


@pytest.mark.parametrize(
    ("first", "second"),
    [("dresses", "dress"), ("shoes", "shoe"), ("knives", "knife"), ("gloves", "glove"), ("men's", "man"),
     ("watches", "watch"),
     ("batteries", "battery"), ("grey", "gray"), ("jewellery", "jewelry"), ("boxes", "box"), ("women", "woman")],
)  # fmt: skip
def test_forms_of_one_word(first: str, second: str) -> None:
    assert key(first) == key(second)


@pytest.mark.parametrize(("first", "second"), [("glasses", "glass"), ("shorts", "short"), ("boots", "boat")])
def test_forms_of_two_words(first: str, second: str) -> None:
    assert key(first) != key(second)


@pytest.mark.parametrize(
    ("first", "second", "near"),
    [("jacket", "jackt", True), ("jacket", "jakcet", True), ("jacket", "jaccket", True), ("jacket", "jadket", True),
     ("jacket", "jakcte", False), ("jacket", "packer", False), ("", "a", True), ("", "ab", False)],
)  # fmt: skip
def test_one_edit(first: str, second: str, near: bool) -> None:
    assert within_one_edit(first, second) is near
    assert within_one_edit(second, first) is near


def test_a_kind_is_also_known_by_its_plurals_and_by_what_kinds_end_in() -> None:
    products = [
        Product("1", "Drizzle", category=("Clothing", "Jackets & Coats"), attributes={"type": ("rain jacket",)}),
        Product("2", "Meadow Guide", category=("Books", "Cookery & Travel"), attributes={"type": ("guidebook",)}),
        Product("3", "Fireside", category=("Furniture", "Seats"), attributes={"type": ("camping chair",)}),
        Product("4", "Oakleaf", category=("Furniture", "Seats"), attributes={"type": ("dining chair",)}),
    ]
    lexicon = Lexicon.from_products(products)
    assert {link.value for link in lexicon.kinds(["jacket"])} >= {"Jackets & Coats"}
    assert {link.value for link in lexicon.kinds(["coats"])} == {"Jackets & Coats"}
    assert {link.value for link in lexicon.kinds(["chair"])} == {"camping chair", "dining chair"}
    assert lexicon.kinds(["travel"]) == ()
