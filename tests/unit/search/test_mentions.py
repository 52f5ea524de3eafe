"""What carries a term, and what only mentions it."""

from __future__ import annotations

import pytest

from retrieval.filters import Columnar, read_catalogue
from retrieval.mentions import Lexemes, Mentions, read_document
from retrieval.products import Product


def carried(product: Product, term: str) -> tuple[bool, bool]:
    lexemes = Lexemes()
    other = Product(id="other", title="Something else", description="no table, car pet")
    mentions = Mentions([read_document(each, lexemes) for each in (other, product)], lexemes)
    surely, possibly = mentions.carried(term)
    assert not surely[0]
    assert not possibly[0]
    return bool(surely[1]), bool(possibly[1])


def said(text: str, **attributes: str) -> Product:
    return Product(id="p", title=text, attributes={name: (value,) for name, value in attributes.items()})


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("Leather bag", "LEATHER"),
        ("Waterproof", "water proof"),
        ("Oak bookshelf", "book shelves"),
        ("Red shelf", "shelves"),
        ("Knives set", "knife"),
        ("Toys for children", "child"),
        ("A kid's toy", "kids"),
        ("T-Shirt", "tshirt"),
        ("t shirt", "t-shirt"),
        ("tshirts", "T shirt"),
        ("Red wine glass", "red wine"),
        ("crème brûlée", "Creme Brulee"),
        ("红色皮包", "皮包"),
        ("leather, free shipping", "leather"),
        ("leather free shipping", "leather"),
        ("not only waterproof but warm", "waterproof"),
        ("Not your average leather bag", "leather"),
        ("no-iron cotton shirt", "cotton"),
        ("gluten free bread", "gluten-free"),
        ("free of gluten", "gluten-free"),
        ("bread with no gluten", "gluten free"),
        ("vegan leather bag", "vegan leather"),
        ("vegan chocolate", "chocolate"),
        ("1.5 l bottle", "1.5 l"),
    ],
)
def test_carries(text: str, term: str) -> None:
    assert carried(said(text), term) == (True, True)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("Shredded paper", "red"),
        ("Oak bookshelf", "shelf"),
        ("No table", "notable"),
        ("red. wine glass", "red wine"),
        ("wine red", "red wine"),
        ("leather-free bag", "leather"),
        ("bag with no leather", "leather"),
        ("without any leather", "leather"),
        ("without leather or suede", "suede"),
        ("non-leather", "leather"),
        ("free of leather", "leather"),
        ("free from genuine leather", "leather"),
        ("does not contain leather", "leather"),
        ("doesn't contain leather", "leather"),
        ("not made with real leather", "leather"),
        ("not waterproof", "waterproof"),
        ("isn’t waterproof", "waterproof"),
        ("non-waterproof", "waterproof"),
        ("bread with gluten", "gluten-free"),
        ("anything", "!!!"),
        ("anything", ""),
        ("anything", "unobtainium"),
    ],
)
def test_does_not_carry(text: str, term: str) -> None:
    assert carried(said(text), term) == (False, False)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("vegan leather bag", "leather"),
        ("faux black leather", "leather"),
        ("leather-look trousers", "leather"),
        ("looks like leather", "leather"),
        ("an alternative to leather", "leather"),
        ("not really very waterproof", "waterproof"),
    ],
)
def test_unsure_satisfies_no_wish_and_breaks_an_exclusion(text: str, term: str) -> None:
    assert carried(said(text), term) == (False, True)


def test_attributes_decide_what_prose_leaves_open() -> None:
    prose = "Vegan leather bag, waterproof, with nuts"
    assert carried(said(prose, material="faux leather"), "leather") == (False, False)
    assert carried(said(prose, material="leather"), "leather") == (True, True)
    assert carried(said("Leather bag", lining="faux leather"), "leather") == (False, True)
    assert carried(said(prose, waterproof="no"), "waterproof") == (False, False)
    assert carried(said("Bag", waterproof="Yes"), "waterproof") == (True, True)
    assert carried(said(prose, free_from="nuts"), "nuts") == (False, False)


def test_fields_do_not_run_into_each_other() -> None:
    both = Product(id="p", title="Dark red", description="wine rack", category=("Home", "Deep blue"), brand="Sea")
    assert carried(both, "red wine") == (False, False)
    assert carried(both, "blue sea") == (False, False)
    assert carried(both, "deep blue") == (True, True)
    assert carried(both, "sea") == (True, True)


def test_unchanged_products_are_not_read_again() -> None:
    lexemes = Lexemes()
    first = read_catalogue([said("one"), Product(id="q", title="two")], lexemes, {})
    second = read_catalogue([said("one"), Product(id="q", title="three")], lexemes, first)
    assert second["p"] is first["p"]
    assert second["q"] is not first["q"]
    assert Columnar(tuple(second.values()), lexemes).mentions.carried("three")[0].tolist() == [False, True]
