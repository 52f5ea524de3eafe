"""Tastes taken back, and questions about what is remembered."""

from __future__ import annotations

import pytest

from assistant.understanding.reader import read
from assistant.understanding.reading import Intent, Preference
from retrieval.facets import Lexicon
from retrieval.products import Product


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("forget that I hate leather", "leather"),
        ("please forget that I said I hate wool", "wool"),
        ("you can forget that I'm allergic to nickel", "nickel"),
        ("forget that I hate leather and love wool", "leather wool"),
        ("forget that I'm vegan", "leather wool silk fur suede feather"),
        ("I'm no longer vegan", "leather wool silk fur suede feather"),
        ("please forget wool", "wool"),
        ("forget my preference for wool", "wool"),
        ("I don't mind wool anymore", "wool"),
        ("I don't mind wool any more", "wool"),
        ("I don't dislike silk", "silk"),
        ("I no longer hate wool", "wool"),
        ("I'm not allergic to nickel any longer", "nickel"),
        ("I no longer like silk", "silk"),
        ("wool is fine again", "wool"),
        ("stop hiding leather", "leather"),
    ],
)
def test_a_taste_taken_back_is_no_taste(text: str, subjects: str, lexicon: Lexicon) -> None:
    for intent in (None, Intent.REMEMBER):  # even if another reader takes it for a taste
        reading = read(text, lexicon, intent=intent)
        assert reading.retracted == tuple(subjects.split())
        assert (reading.preferences, reading.exclude, reading.include) == ((), (), ())
        assert (reading.intent, reading.words, reading.forget_all) == (Intent.OTHER, "", False)


def test_taking_back_a_dislike_lifts_the_limit_and_taking_back_a_like_none(lexicon: Lexicon) -> None:
    assert read("forget that I hate wool", lexicon).dropped == ("wool",)
    assert read("forget that I like wool", lexicon).dropped == ()


def test_taking_back_stands_beside_a_search(lexicon: Lexicon, on_screen: tuple[Product, ...]) -> None:
    reading = read("I don't mind wool anymore, show me scarves", lexicon)
    assert (reading.intent, reading.kinds, reading.retracted) == (Intent.SEARCH, ("Scarves",), ("wool",))
    for text in ("forget wool", "I don't mind wool", "wool is fine again"):  # of the search, too
        bare = read(text, lexicon, on_screen=on_screen, intent=Intent.REMEMBER)
        assert (bare.intent, bare.dropped, bare.retracted) == (Intent.SEARCH, ("wool",), ("wool",))
        assert "dropped" in bare.settled
    outright = read("forget that I hate wool", lexicon, on_screen=on_screen)
    assert (outright.intent, outright.dropped) == (Intent.OTHER, ("wool",))


@pytest.mark.parametrize(
    "text",
    [
        "forget my preferences",
        "forget all of my tastes please",
        "forget everything about me",
        "forget everything you know about me",
        "clear my profile",
        "delete my data",
        "Please delete all my personal data.",
        "erase what you remember about me",
        "forget me",
    ],
)
def test_everything_is_forgotten(text: str, lexicon: Lexicon) -> None:
    for intent in (None, Intent.REMEMBER):
        reading = read(text, lexicon, intent=intent)
        assert reading.forget_all
        assert (reading.preferences, reading.dropped, reading.words) == ((), (), "")
        assert (reading.intent, reading.fresh) == (Intent.RESET, True)


@pytest.mark.parametrize(
    "text",
    [
        "forget everything",
        "forget the budget",
        "forget the colour",
        "forget the watch",
        "don't forget my preferences",
        "how do I delete my account",
        "a frame for my profile picture",
        "a forget me not scarf",
        "forget it",
    ],
)
def test_nothing_remembered_is_forgotten(text: str, lexicon: Lexicon) -> None:
    reading = read(text, lexicon)
    assert (reading.forget_all, reading.retracted) == (False, ())


@pytest.mark.parametrize(
    "text",
    [
        "what do you remember about me",
        "What do you know about me?",
        "what have you stored about me",
        "show me my profile",
        "what are my preferences?",
        "do you know what I like",
    ],
)
def test_the_profile_is_asked_for(text: str, lexicon: Lexicon) -> None:
    reading = read(text, lexicon)
    assert (reading.asks_profile, reading.intent, reading.words) == (True, Intent.OTHER, "")


def test_other_questions_do_not_ask_for_the_profile(lexicon: Lexicon) -> None:
    for text in ("what do you know about wool", "remember that I like blue", "show me my profile picture frames"):
        assert not read(text, lexicon).asks_profile


@pytest.mark.parametrize("text", ["no preference", "no preferences", "forget the jacket", "hm"])
def test_without_a_subject_nothing_is_remembered(text: str, lexicon: Lexicon) -> None:
    reading = read(text, lexicon, intent=Intent.REMEMBER)
    assert (reading.intent is not Intent.REMEMBER, reading.preferences) == (True, ())


def test_what_is_not_to_be_forgotten_is_remembered(lexicon: Lexicon) -> None:
    assert read("don't forget that I hate wool", lexicon).preferences == (Preference("wool", liked=False),)


def test_one_sentence_states_several_tastes(lexicon: Lexicon) -> None:
    reading = read("remember that I like silk and hate wool", lexicon)
    assert reading.preferences == (Preference("silk", liked=True), Preference("wool", liked=False))
    assert (reading.intent, reading.include, reading.exclude) == (Intent.REMEMBER, (), ("wool",))
    assert read("I love linen, but I dislike silk and suede", lexicon).preferences == (
        Preference("linen", liked=True),
        Preference("silk", liked=False),
        Preference("suede", liked=False),
    )
