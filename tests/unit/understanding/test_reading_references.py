"""Pointing at what is on screen.

Shown are 1 a yellow rain jacket at $89, 2 a gray wool jacket at $150, 3 a denim jacket at $75, 4 a canvas backpack
at $60.
"""

from __future__ import annotations

import pytest

from assistant.understanding.reader import read
from assistant.understanding.reading import Change, Intent
from retrieval.facets import Lexicon
from retrieval.products import Product

SHOW, COMPARE, SIMILAR, SEARCH = Intent.SHOW, Intent.COMPARE, Intent.SIMILAR, Intent.SEARCH


@pytest.mark.parametrize(
    ("text", "intent", "references"),
    [
        ("the second one", SHOW, (2,)),
        ("show me the second one in more detail", SHOW, (2,)),
        ("number 3", SHOW, (3,)),
        ("#2", SHOW, (2,)),
        ("2", SHOW, (2,)),
        ("I want to see number two", SHOW, (2,)),
        ("details of #3", SHOW, (3,)),
        ("the last", SHOW, (4,)),
        ("tell me more about the last one", SHOW, (4,)),
        ("show me the first two", SHOW, (1, 2)),
        ("the last two", SHOW, (3, 4)),
        ("I want the 4th", SHOW, (4,)),
        ("the second to last one", SHOW, (3,)),
        ("the second jacket", SHOW, (2,)),
        ("the cheapest one", SHOW, (4,)),
        ("which of these is the cheapest?", SHOW, (4,)),
        ("show me the most expensive one", SHOW, (2,)),
        ("the denim one", SHOW, (3,)),
        ("what about the yellow one?", SHOW, (1,)),
        ("the wool one", SHOW, (2,)),
        ("the $75 one", SHOW, (3,)),
        ("the one for 150 dollars", SHOW, (2,)),
        ("tell me about the Canvas Backpack", SHOW, (4,)),
        ("is the second one waterproof?", SHOW, (2,)),
        ("how much is the third?", SHOW, (3,)),
        ("I like the second one", SHOW, (2,)),
        ("that one", SHOW, (1,)),
        ("both the first and fourth", SHOW, (1, 4)),
        ("compare the first and the third", COMPARE, (1, 3)),
        ("compare #1, #2 and #4", COMPARE, (1, 2, 4)),
        ("which is better, 1 or 2", COMPARE, (1, 2)),
        ("which is cheaper, the first or the second?", COMPARE, (1, 2)),
        ("difference between them", COMPARE, (1, 2, 3, 4)),
        ("compare them", COMPARE, (1, 2, 3, 4)),
        ("what are the differences?", COMPARE, (1, 2, 3, 4)),
        ("more like the second", SIMILAR, (2,)),
        ("something similar to number 2", SIMILAR, (2,)),
        ("is there anything similar to this?", SIMILAR, (1,)),
        ("I'd like the first one but in red", SIMILAR, (1,)),
        ("similar to the 2nd one but not leather", SIMILAR, (2,)),
    ],
)
def test_references(
    text: str, intent: Intent, references: tuple[int, ...], lexicon: Lexicon, on_screen: tuple[Product, ...]
) -> None:
    reading = read(text, lexicon, on_screen=on_screen)
    assert (reading.intent, reading.references) == (intent, references)


@pytest.mark.parametrize(
    "text",
    [
        "first aid kit",
        "my first watch",
        "the second one",
        "number 3",
        "show me 2 jackets",
        "boots for the first time",
        "a red one",
        "the purple one",
        "show me the last minute gifts",
        "size 2",
        "under 3",
        "number 7",
    ],
)
def test_no_references(text: str, lexicon: Lexicon, on_screen: tuple[Product, ...]) -> None:
    screen = () if text in ("the second one", "number 3") else on_screen
    reading = read(text, lexicon, on_screen=screen)
    assert reading.references == ()


def test_similar_but_cheaper(lexicon: Lexicon, on_screen: tuple[Product, ...]) -> None:
    reading = read("something similar to number 2 but cheaper", lexicon, on_screen=on_screen)
    assert (reading.intent, reading.change, reading.references) == (SIMILAR, Change.CHEAPER, (2,))


def test_cheaper_than_a_product(lexicon: Lexicon, on_screen: tuple[Product, ...]) -> None:
    reading = read("anything cheaper than the third?", lexicon, on_screen=on_screen)
    assert (reading.intent, reading.change, reading.references) == (SEARCH, Change.CHEAPER, (3,))


@pytest.mark.parametrize("text", ["none of these", "not that one", "I don't like any of these"])
def test_turning_them_down_asks_for_others(text: str, lexicon: Lexicon, on_screen: tuple[Product, ...]) -> None:
    reading = read(text, lexicon, on_screen=on_screen)
    assert (reading.more, reading.references) == (True, ())


def test_the_cheaper_one_of_two(lexicon: Lexicon, on_screen: tuple[Product, ...]) -> None:
    assert read("show me the cheaper one", lexicon, on_screen=on_screen[:2]).references == (1,)


def test_a_kind_with_a_superlative_is_an_order(lexicon: Lexicon, on_screen: tuple[Product, ...]) -> None:
    reading = read("show me the cheapest boots", lexicon, on_screen=on_screen)
    assert (reading.references, reading.sort, reading.kinds) == ((), "price_low", ("Boots",))


def test_it_is_the_only_product_shown(lexicon: Lexicon, on_screen: tuple[Product, ...]) -> None:
    assert read("is it waterproof?", lexicon, on_screen=on_screen[:1]).references == (1,)
