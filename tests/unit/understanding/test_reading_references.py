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


@pytest.mark.parametrize(
    ("text", "intent", "references"),
    [
        ("tell me more about number 9", SHOW, (9,)),
        ("tell me about the ninth", SHOW, (9,)),
        ("what's the price of number 9?", SHOW, (9,)),
        ("tell me about the ninth jacket", SHOW, (9,)),
        ("the ninth one", SHOW, (9,)),
        ("compare 2 and 7", COMPARE, (2, 7)),
        ("compare the second and the ninth", COMPARE, (2, 9)),
        ("compare number 2 and number 9", COMPARE, (2, 9)),
        ("more like number 9", SIMILAR, (9,)),
    ],
)
def test_what_is_not_on_screen_is_pointed_at_all_the_same(
    text: str, intent: Intent, references: tuple[int, ...], lexicon: Lexicon, on_screen: tuple[Product, ...]
) -> None:
    reading = read(text, lexicon, on_screen=on_screen)
    assert (reading.intent, reading.references) == (intent, references)
    assert {"intent", "references"} <= {*reading.settled}


@pytest.mark.parametrize(("text", "references"), [("number 7", (7,)), ("7", (7,)), ("number 3", (3,))])
def test_a_number_points_where_the_shopper_is_known_to_point(
    text: str, references: tuple[int, ...], lexicon: Lexicon, on_screen: tuple[Product, ...]
) -> None:
    assert read(text, lexicon, on_screen=on_screen, intent=SHOW).references == references


@pytest.mark.parametrize("text", ["compare 1 and 150", "show me 10", "the first one or 20-50 dollars"])
def test_a_price_or_a_quantity_points_nowhere(text: str, lexicon: Lexicon, on_screen: tuple[Product, ...]) -> None:
    assert all(place <= 4 for place in read(text, lexicon, on_screen=on_screen).references)


@pytest.mark.parametrize(
    ("text", "references"),
    [
        ("the cheapest of these", (4,)),
        ("what is the most expensive of them?", (2,)),
        ("the cheapest of the lot", (4,)),
        ("how much is the rain jacket?", (1,)),
        ("how much is the warm wool jacket?", (2,)),
        ("which of these is wool?", (2,)),
        ("which one is waterproof?", (1,)),
        ("so which one is yellow?", (1,)),
        ("which of these is under 70?", (4,)),
        ("which of these is a backpack?", (4,)),
        ("are any of these blue?", (3,)),
    ],
)
def test_a_question_about_what_is_shown_points_at_the_answer(
    text: str, references: tuple[int, ...], lexicon: Lexicon, on_screen: tuple[Product, ...]
) -> None:
    reading = read(text, lexicon, on_screen=on_screen)
    assert (reading.intent, reading.references, reading.sort) == (SHOW, references, None)
    forced = read(text, lexicon, on_screen=on_screen, intent=SEARCH)  # even if another reader takes it for a search
    assert (forced.intent, forced.references) == (SHOW, references)


def test_of_the_prices_in_force_a_question_about_a_product_knows_nothing(
    lexicon: Lexicon, on_screen: tuple[Product, ...]
) -> None:
    assert read("how much is the rain jacket?", lexicon, on_screen=on_screen).price_max is None


def test_several_answers_are_compared(lexicon: Lexicon, on_screen: tuple[Product, ...]) -> None:
    reading = read("which of these are jackets?", lexicon, on_screen=on_screen)
    assert (reading.intent, reading.references) == (COMPARE, (1, 2, 3))
    assert read("which of these is not wool?", lexicon, on_screen=on_screen).references == (1, 3, 4)


def test_no_answer_on_screen_searches_for_one(lexicon: Lexicon, on_screen: tuple[Product, ...]) -> None:
    for intent in (None, SHOW, COMPARE):
        reading = read("which of these is leather?", lexicon, on_screen=on_screen, intent=intent)
        assert (reading.intent, reading.references, reading.include) == (SEARCH, (), ("leather",))


@pytest.mark.parametrize("text", ["a jacket which is waterproof", "which one is better", "which of these is warmer?"])
def test_what_asks_for_no_property_of_these(text: str, lexicon: Lexicon, on_screen: tuple[Product, ...]) -> None:
    reading = read(text, lexicon, on_screen=on_screen)
    assert (reading.intent is SEARCH) == ("jacket" in text)
    assert "intent" not in reading.settled


@pytest.mark.parametrize(
    "text",
    ["jackets cheaper than the Warm Wool Jacket", "jackets cheaper than Warm Wool Jacket", "less than the second"],
)
def test_cheaper_than_a_product_by_name(text: str, lexicon: Lexicon, on_screen: tuple[Product, ...]) -> None:
    reading = read(text, lexicon, on_screen=on_screen)
    assert (reading.change, reading.references) == (Change.CHEAPER, (2,))
    assert reading.words in ("jackets", "")
