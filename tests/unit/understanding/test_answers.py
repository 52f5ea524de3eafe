"""Replies to the assistant's own questions."""

from __future__ import annotations

import pytest

from assistant.understanding.answers import PRICE, Question, in_answer
from assistant.understanding.reading import Intent, Reading

COLOUR = Question("color", "Which colour would you like best: red or olive green?", ("red", "olive green"))
BUDGET = Question(PRICE, "Do you have a budget in mind?", ("Under $30", "Under $60"))


def said(text: str) -> Reading:
    return Reading(text, Intent.OTHER)


@pytest.mark.parametrize(
    "text",
    ["No preference.", "any colour is fine", "I don’t mind, really", "whatever, surprise me", "no", "Doesn't matter!"],
)
def test_no_preference_shows_others(text: str) -> None:
    assert in_answer(said(text), COLOUR, wished=True) == Reading(text, Intent.SEARCH, more=True)
    assert in_answer(said(text), None, wished=True) == said(text)


@pytest.mark.parametrize(
    "text", ["no leather", "blue", "any black ones?", "thanks", "not sure about the first one", ""]
)
def test_what_says_more_is_left_to_the_readers(text: str) -> None:
    assert in_answer(said(text), COLOUR, wished=True) == said(text)


@pytest.mark.parametrize(("text", "amount"), [("50", 50), ("$80", 80), ("about 45 dollars", 45), ("max 120.50", 120.5)])
def test_a_bare_amount_is_a_budget(text: str, amount: float) -> None:
    assert in_answer(said(text), BUDGET, wished=True).price_max == amount
    assert in_answer(said(text), None, wished=True).price_max == amount
    assert in_answer(said(text), None, wished=False) == said(text)


def test_a_small_number_may_be_a_position() -> None:
    assert in_answer(said("2"), BUDGET, wished=True) == said("2")


def test_an_answer_that_was_offered_is_that_property() -> None:
    found = in_answer(said("Olive green!"), COLOUR, wished=True)
    assert (found.include, found.facets) == (("olive green",), (("olive green", "color"),))
    assert in_answer(said("under $30"), BUDGET, wished=True) == said("under $30")
