"""What a shopper says against what is shown asks for something else."""

from __future__ import annotations

import pytest

from assistant.understanding.critiques import with_critique
from assistant.understanding.reading import Change, Intent, Reading


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("too flashy", "understated"),
        ("these are a bit too plain for me", "patterned"),
        ("something less formal", "casual"),
        ("Not so heavy, please", "lightweight"),
    ],
)
def test_too_much_of_something_asks_for_its_opposite(text: str, better: str) -> None:
    found = with_critique(Reading(text, Intent.SEARCH, include=("plain",), words="plain"), on_screen=True)
    assert found.intent is Intent.SEARCH
    assert found.more
    assert better in found.words.split()
    assert "flashy" not in found.words


@pytest.mark.parametrize(
    "text",
    ["I don't like any of these", "none of those", "not my style", "Not really my taste, sorry", "these are ugly"],
)
def test_nothing_liked_shows_others_and_is_no_taste(text: str) -> None:
    assert with_critique(Reading(text, Intent.REMEMBER), on_screen=True) == Reading(text, Intent.SEARCH, more=True)


@pytest.mark.parametrize("text", ["too expensive", "a red one", "not so fast food", "so what", "I don't like leather"])
def test_what_is_no_critique_stays_as_it_is(text: str) -> None:
    reading = Reading(text, Intent.SEARCH, words="x")
    assert with_critique(reading, on_screen=True) == reading


def test_nothing_on_screen_is_nothing_to_criticize() -> None:
    reading = Reading("too flashy", Intent.SEARCH)
    assert with_critique(reading, on_screen=False) == reading
    kinds = Reading("a jacket that is not so heavy", Intent.SEARCH, kinds=("Jackets",))
    assert with_critique(kinds, on_screen=True) == kinds
    guessed = Reading("these are too flashy", Intent.SEARCH, change=Change.DEARER)
    assert with_critique(guessed, on_screen=True).change is None


@pytest.mark.parametrize(
    "text",
    ["these aren't curtains, I was looking for a curtain", "no, those are not curtains!", "that's not a curtain"],
)
def test_other_things_than_asked_for_asks_once_more(text: str) -> None:
    found = with_critique(Reading(text, Intent.SEARCH, exclude=("curtains",)), on_screen=True, kinds=("Curtains",))
    assert found == Reading(text, Intent.SEARCH, kinds=("Curtains",), more=True)
    other = Reading("these are not cotton", Intent.SEARCH, exclude=("cotton",))
    assert with_critique(other, on_screen=True, kinds=("Curtains",)) == other
