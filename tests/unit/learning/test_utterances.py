"""Wordings and the labelled utterances made from them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.learning.scenery import Scenery
from assistant.learning.utterances import Speaker, Tag, Utterance, admitted
from assistant.learning.wordings import WordingError, Wordings
from assistant.understanding.meanings import MEANINGS
from assistant.understanding.reading import Intent
from assistant.understanding.wish import revise
from retrieval.demo import demo_products

HELD_OUT = Path(__file__).parents[2] / "bench" / "wordings"


@pytest.fixture(scope="module")
def scenery() -> Scenery:
    return Scenery(demo_products())


@pytest.fixture(scope="module")
def said(scenery: Scenery) -> list[Utterance]:
    return list(Speaker(scenery, Wordings.packaged(), 3).say(1500))


def test_every_meaning_comes_up_in_many_wordings(said: list[Utterance]) -> None:
    assert {each.meaning for each in said} == set(MEANINGS)
    bank = Wordings.packaged()
    assert all(len(bank[meaning]) >= 90 for meaning in MEANINGS)


def test_the_same_seed_says_the_same(scenery: Scenery) -> None:
    first, again = (list(Speaker(scenery, Wordings.packaged(), 8).say(40)) for _ in range(2))
    assert [each.text for each in first] == [each.text for each in again]
    assert [each.text for each in Speaker(scenery, Wordings.packaged(), 9).say(40)] != [each.text for each in first]


def test_labels_are_words_of_the_text(said: list[Utterance]) -> None:
    for each in said:
        assert "{" not in each.text
        stated = {Tag.WANTED: each.truth.include, Tag.REFUSED: each.truth.exclude, Tag.DROPPED: each.truth.dropped}
        for tag, terms in stated.items():
            if each.truth.intent is Intent.SEARCH:
                assert {each.text[s.start : s.end] for s in each.spans if s.tag is tag} == set(terms), each


def test_a_first_request_admits_something_that_costs_what_it_says(scenery: Scenery, said: list[Utterance]) -> None:
    for each in (one for one in said if one.meaning == "search"):
        wish = revise(each.before, each.truth, each.on_screen)
        prices = [scenery.columns.products[row].price for row in admitted(scenery, wish)]
        assert all(price is None or price <= (wish.price_max or 1e9) for price in prices)
        assert all(price is None or price >= (wish.price_min or 0) for price in prices)


def test_no_held_out_wording_is_learned_from() -> None:
    def plain(text: str) -> str:
        return re.sub(r"[^a-z0-9{} ]", "", text.lower()).strip()

    learned, held = Wordings.packaged(), Wordings.load(HELD_OUT)
    # Positions ("the second one") are a closed class: both banks must have the ordinary ones.
    positions = {"first", "second", "third", "fourth", "last"}
    for name in set(held.lists) - positions:
        shared = {plain(each) for each in learned[name]} & {plain(each) for each in held[name]}
        assert not shared, name


def test_a_split_has_no_wording_in_common() -> None:
    bank = Wordings.packaged()
    kept, taken = bank.split(0.1, 5)
    for name in kept.lists:
        assert not set(kept[name]) & set(taken[name])
        assert set(kept[name]) | set(taken[name]) == set(bank[name])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('search: ["i want {thingy}"]', "nothing fills {thingy}"),
        ('search: ["hello"]', "the thing wanted exactly once"),
        ("- a list", "no mapping"),
    ],
)
def test_a_broken_bank_is_told_by_list_and_template(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "requests.yaml").write_text(text)
    with pytest.raises(WordingError, match=re.escape(told)):
        Wordings.load(tmp_path)


def test_a_catalogue_without_kinds_is_nothing_to_talk_about() -> None:
    with pytest.raises(ValueError, match="nothing to talk about"):
        Speaker(Scenery(demo_products()[:2]), Wordings.packaged(), 1)
