"""Refusals, idioms that only look like one, and things that no longer count."""

from __future__ import annotations

import pytest

from assistant.understanding.reader import read
from retrieval.facets import Lexicon


@pytest.mark.parametrize(
    ("text", "excluded"),
    [
        ("not leather", "leather"),
        ("a bag, no leather", "leather"),
        ("jacket without a hood under 80", "hood"),
        ("boots but not black", "black"),
        ("nothing in wool", "wool"),
        ("nothing made of wool please", "wool"),
        ("anything but red", "red"),
        ("any brand except Calder", "Calder"),
        ("except Nike", "nike"),
        ("I don't want plastic", "plastic"),
        ("avoid polyester", "polyester"),
        ("leather-free boots", "leather"),
        ("a non-leather belt", "leather"),
        ("not black or brown shoes", "black brown"),
        ("neither red nor blue", "red blue"),
        ("no wool, silk or fur please, need a scarf", "wool silk fur"),
        ("it must not be red or green", "red green"),
        ("I don't want anything made of polyester or acrylic", "polyester acrylic"),
        ("jackets that aren't leather", "leather"),
        ("a bag that isn't black", "black"),
        ("show me all jackets except black ones", "black"),
        ("not red but blue", "red"),
        ("not leather but suede boots", "leather"),
        ("no leather jackets please", "leather"),
        ("not too heavy and not made of nylon", "nylon"),
        ("headphones w/o wires", "wires"),
        ("shoes instead of boots", "boots"),
        ("give me something other than a watch", "watch"),
        ("boots, free from chrome", "chrome"),
        ("do not show me anything red or pink", "red pink"),
        ("not black and waterproof", "black"),
        ("don't want real leather", "leather"),
        ("no yellow, thanks", "yellow"),
        ("no leather or suede, boots, eighty bucks max", "leather suede"),
        ("not interested in leather", "leather"),
        ("leather is a no-go", "leather"),
        ("skip the black ones", "black"),
        ("exclude anything with feathers", "feather"),
        ("sneakers minus the logo", "logo"),
        ("I hate the color yellow", "yellow"),
        ("a scarf for my sister, she hates wool", "wool"),
        ("steer clear of nothing, just no wool", "wool"),
    ],
)
def test_what_is_refused(text: str, excluded: str, lexicon: Lexicon) -> None:
    assert read(text, lexicon).exclude == tuple(excluded.split())


@pytest.mark.parametrize(
    "text",
    [
        "why not show me boots",
        "no problem",
        "not sure",
        "I'm not really sure",
        "not bad",
        "nothing fancy, just a jacket",
        "headphones, not too expensive",
        "it doesn't have to be black",
        "not just red",
        "not only red but also blue",
        "no, show me boots",
        "no thanks",
        "nothing but boots",
        "no rush, I need a lamp",
        "I don't mind the colour",
        "non-toxic kettle",
        "gluten free bread",
        "I don't know",
        "if not, boots",
        "no slip soles",
        "hands free headphones",
        "no more than 3 results",
        "I don't want to spend a lot on a watch",
        "a watch without being too expensive",
    ],
)
def test_what_only_looks_like_a_refusal(text: str, lexicon: Lexicon) -> None:
    assert read(text, lexicon).exclude == ()


def test_claims_of_absence_are_wishes(lexicon: Lexicon) -> None:
    assert read("non-toxic kettle", lexicon).include == ("non-toxic",)
    assert set(read("sugar and gluten free bread", lexicon).include) == {"sugar-free", "gluten-free"}


def test_the_refused_is_not_searched_for(lexicon: Lexicon) -> None:
    reading = read("boots without laces, not black", lexicon)
    assert reading.words == "boots"
    assert reading.include == ()


def test_a_kind_that_carries_a_refused_property_is_still_wanted(lexicon: Lexicon) -> None:
    reading = read("I don't want a leather jacket", lexicon)
    assert (reading.kinds, reading.exclude, reading.words) == (("Jackets",), ("leather",), "jacket")


@pytest.mark.parametrize(
    ("text", "dropped"),
    [
        ("forget the watch", "watch"),
        ("forget about red", "red"),
        ("never mind the brand", "brand"),
        ("drop the waterproof", "waterproof"),
        ("it need not be red", "red"),
        ("it doesn't need to be waterproof", "waterproof"),
        ("I don't need leather", "leather"),
        ("I no longer want a watch", "watch"),
        ("any colour is fine", "color"),
        ("the brand doesn't matter", "brand"),
        ("I don't care about the brand", "brand"),
        ("leather is fine", "leather"),
        ("waterproof isn't necessary", "waterproof"),
        ("no need for waterproof", "waterproof"),
        ("not just red", "red"),
        ("forget red, I want green", "red"),
        ("I don't need the watch any more", "watch"),
    ],
)
def test_what_no_longer_counts(text: str, dropped: str, lexicon: Lexicon) -> None:
    reading = read(text, lexicon)
    assert reading.dropped == tuple(dropped.split())
    assert reading.exclude == ()


def test_any_colour_but_one_is_a_refusal(lexicon: Lexicon) -> None:
    reading = read("it can be any colour but red", lexicon)
    assert (reading.exclude, reading.dropped) == (("red",), ())


@pytest.mark.parametrize(
    "text",
    [
        "anything but leather boots",
        "any boots except leather ones",
        "any boots other than leather ones",
        "boots, not leather",
        "boots without leather",
        "leather-free boots",
    ],
)
def test_a_refusal_in_so_many_words_is_settled(text: str, lexicon: Lexicon) -> None:
    reading = read(text, lexicon)
    assert (reading.kinds, reading.include, reading.exclude) == (("Boots",), (), ("leather",))
    assert "exclude" in reading.settled


def test_a_refusal_of_a_word_no_product_states_is_left_open(lexicon: Lexicon) -> None:
    assert "exclude" not in read("boots, not itchy", lexicon).settled


def test_a_kind_forgotten_is_settled(lexicon: Lexicon) -> None:
    reading = read("forget the jacket", lexicon)
    assert (reading.kinds, reading.dropped) == ((), ("jacket",))
    assert {"kinds", "dropped"} <= {*reading.settled}
    assert "kinds" not in read("forget the jacket, show me boots", lexicon).settled


@pytest.mark.parametrize("text", ["clear glass table", "drop earrings"])
def test_a_word_that_describes_drops_nothing(text: str, lexicon: Lexicon) -> None:
    reading = read(text, lexicon)
    assert reading.dropped == ()
    assert reading.kinds != ()
