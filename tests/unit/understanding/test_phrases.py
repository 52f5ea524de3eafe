"""Templates of phrases."""

from __future__ import annotations

import pytest

from assistant.understanding.phrases import Phrases


@pytest.mark.parametrize(
    ("phrase", "length"),
    [
        ("cheapest", 1),
        ("the cheapest of these", 4),
        ("cheapest of the lot", 4),
        ("cheapest of", 1),
        ("cheapest these", 1),
        ("the", 0),
    ],
)
def test_groups_may_stand_inside_groups(phrase: str, length: int) -> None:
    table = Phrases({"[the] (cheapest|lowest priced) [of (these|the (lot|two))]": True})
    words = phrase.split()
    found, ending = table.at(words, 0), table.ending(words, length)
    assert (found.end if found else 0) == length
    assert (ending.end - ending.start if ending else 0) == length


def test_the_longest_phrase_counts() -> None:
    table = Phrases({"at (most|least)": "side", "at [the] least [of all]": "floor"})
    match = table.first("well at least of all".split())
    assert match is not None
    assert (match.start, match.end, match.value) == (1, 5, "floor")
