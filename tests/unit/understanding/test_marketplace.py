"""Requests full of numbers, claims and purposes, as typed at marketplaces: none of it is a price or a refusal."""

from __future__ import annotations

import pytest

from assistant.understanding.decision import decide
from assistant.understanding.reader import read
from assistant.understanding.reading import Reading
from retrieval.facets import Lexicon
from retrieval.products import Product


def words(text: str) -> Lexicon:
    product = Product(
        id="1", title="Salmon almond shampoo 8 oz", description="gluten dairy soy calorie sulfate skin rug"
    )
    return Lexicon.from_products([product], frozenset(text.lower().split()))


def lacking(text: str) -> tuple[str, ...]:
    return read(text, words("")).include


def test_a_list_of_what_is_lacking_needs_and_or_or() -> None:
    assert set(lacking("gluten, dairy and soy free snacks")) == {"gluten-free", "dairy-free", "soy-free"}
    assert lacking("a low calorie, gluten free tortilla") == ("gluten-free",)
    assert lacking("an 8 oz, paraben free shampoo") == ("paraben-free",)


@pytest.mark.parametrize(
    "text", ["a brush to remove dead skin", "something to clear the limescale", "a tool to drop pins"]
)
def test_what_a_thing_is_for_takes_nothing_back(text: str) -> None:
    assert read(text, words("")).dropped == ()


def test_i_want_to_remove_it_does() -> None:
    assert read("i want to remove the gluten", words("")).dropped


def test_a_word_of_the_language_is_no_slip_of_the_finger() -> None:
    text = "a recliner for a hair salon"
    assert "salmon" in read(text, words("")).words
    assert "salon" in read(text, words(text)).words


class Tagging:
    """A reader that takes every number for the highest price."""

    def __init__(self, text: str, tagged: str) -> None:
        from assistant.understanding.meanings import Seen

        start = text.index(tagged)
        self._seen = Seen((("search", 0.98),), ((start, start + len(tagged), "high", 0.8),))

    def read(self, text: str, *, on_screen: bool, wished: bool) -> object:
        return self._seen


def decided(text: str, tagged: str) -> Reading:
    return decide(text, words(""), Tagging(text, tagged)).reading  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("a 6 ounce pack of almond snacks", "6"),
        ("a rug of 72 inches and 183 cms", "183"),
        ("a 75 ohm connector", "75"),
        ("buy me a sixteen pack of chips", "sixteen"),
        ("a lamp with 360° light", "360"),
        ("shoes in size 30", "30"),
        ("a cover for the A5S", "5"),
    ],
)
def test_a_number_that_measures_is_no_price(text: str, number: str) -> None:
    reading = decided(text, number)
    assert (reading.price_min, reading.price_max) == (None, None)


def test_a_number_that_may_be_a_price_is_one() -> None:
    assert decided("a rug, 80 is where i draw the line", "80").price_max == 80
