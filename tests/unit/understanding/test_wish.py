"""Wishes accumulate over turns as a shopper expects."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.understanding.reader import read
from assistant.understanding.reading import Change
from assistant.understanding.wish import Wish, revise
from retrieval.facets import Lexicon
from retrieval.products import Product
from retrieval.requests import Sort


def play(lexicon: Lexicon, *turns: str, on_screen: tuple[Product, ...] = ()) -> Wish:
    wish = Wish()
    for turn in turns:
        wish = revise(wish, read(turn, lexicon, on_screen=on_screen), on_screen)
    return wish


def test_a_budget_survives_a_change_of_mind(lexicon: Lexicon) -> None:
    wish = play(lexicon, "I need a blue summer dress, at most $40, no silk", "actually, shoes instead")
    assert (wish.kinds, wish.price_max, wish.exclude) == (("Footwear",), 40, ("silk",))
    assert (wish.include, wish.words) == ((), "shoes")


def test_properties_refine(lexicon: Lexicon) -> None:
    wish = play(lexicon, "boots under 100", "in black", "waterproof ones")
    assert (wish.kinds, wish.include, wish.price_max) == (("Boots",), ("black", "waterproof"), 100)
    assert set(wish.words.split()) == {"boots", "black", "waterproof"}


def test_a_property_of_the_same_facet_replaces(lexicon: Lexicon) -> None:
    wish = play(lexicon, "a black leather jacket", "in blue instead")
    assert wish.include == ("leather", "blue")
    assert "black" not in wish.words


def test_alternatives_replace_a_property(lexicon: Lexicon) -> None:
    wish = play(lexicon, "a black scarf", "red or blue")
    assert wish.include == ()
    assert dict(wish.attributes) == {"color": ("red", "blue")}
    wish = revise(wish, read("in green", lexicon))
    assert (wish.include, dict(wish.attributes)) == (("green",), {})


def test_the_same_kind_keeps_what_was_said(lexicon: Lexicon) -> None:
    wish = play(lexicon, "waterproof jackets", "show me blue jackets")
    assert wish.include == ("waterproof", "blue")


def test_excluding_takes_back_a_wish_and_the_other_way_round(lexicon: Lexicon) -> None:
    wish = play(lexicon, "a red scarf", "no red")
    assert (wish.include, wish.exclude, wish.words) == ((), ("red",), "scarf")
    wish = revise(wish, read("I want a red scarf", lexicon))
    assert (wish.include, wish.exclude) == (("red",), ())


def test_price_limits_replace_side_by_side(lexicon: Lexicon) -> None:
    assert _limits(play(lexicon, "boots between 50 and 100", "under 80")) == (50, 80)
    assert _limits(play(lexicon, "boots between 50 and 100", "at least 60")) == (60, 100)
    assert _limits(play(lexicon, "boots between 50 and 100", "between 20 and 30")) == (20, 30)
    assert _limits(play(lexicon, "boots over 50", "under 40")) == (None, 40)
    assert _limits(play(lexicon, "boots under 40", "at least 90")) == (90, None)
    assert _limits(play(lexicon, "boots under 40", "forget the budget")) == (None, None)


def _limits(wish: Wish) -> tuple[float | None, float | None]:
    return wish.price_min, wish.price_max


def test_cheaper_undercuts_everything_shown(lexicon: Lexicon, on_screen: tuple[Product, ...]) -> None:
    wish = play(lexicon, "jackets", "cheaper", on_screen=on_screen)
    assert wish.price_max == 59.99
    assert wish.kinds == ("Jackets",)


def test_cheaper_than_one_product(lexicon: Lexicon, on_screen: tuple[Product, ...]) -> None:
    assert play(lexicon, "jackets", "like the second but cheaper", on_screen=on_screen).price_max == 149.99
    assert play(lexicon, "jackets", "cheaper than the third", on_screen=on_screen).price_max == 74.99


def test_dearer_exceeds_everything_shown_and_its_budget(lexicon: Lexicon, on_screen: tuple[Product, ...]) -> None:
    wish = play(lexicon, "jackets under 100", "something more upmarket", on_screen=on_screen)
    assert _limits(wish) == (150.01, None)


def test_cheaper_never_raises_a_limit_and_dearer_never_lowers_one(
    lexicon: Lexicon, on_screen: tuple[Product, ...]
) -> None:
    assert _limits(play(lexicon, "jackets under 12", "cheaper", on_screen=on_screen)) == (None, 12)
    assert _limits(play(lexicon, "jackets under 12", "cheaper than the second", on_screen=on_screen)) == (None, 12)
    assert _limits(play(lexicon, "jackets over 300", "more upmarket", on_screen=on_screen)) == (300, None)


@pytest.mark.parametrize(
    "text",
    [
        "a bit more expensive is ok",
        "a little more expensive would be fine too",
        "slightly over the budget is fine",
        "it can be a bit pricier",
        "I can spend a little more",
        "I'm willing to pay more",
        "I don't mind paying a bit more",
        "raise the budget a bit",
    ],
)
def test_a_bit_more_lifts_the_limit_by_half(text: str, lexicon: Lexicon, on_screen: tuple[Product, ...]) -> None:
    wish = play(lexicon, "red boots under 50, no suede", text, on_screen=on_screen)
    assert _limits(wish) == (None, 75)
    assert (wish.kinds, wish.include, wish.exclude, wish.words) == (("Boots",), ("red",), ("suede",), "red boots")
    assert _limits(play(lexicon, "boots", text, on_screen=on_screen)) == (None, None)
    assert _limits(play(lexicon, "boots over 20 under 5.50", "under 5.50", text)) == (None, 8.25)


def test_easing_outweighs_another_readers_cheaper(lexicon: Lexicon, on_screen: tuple[Product, ...]) -> None:
    reading = replace(read("a bit more expensive is ok", lexicon), change=Change.CHEAPER)
    assert _limits(revise(play(lexicon, "jackets under 50"), reading, on_screen)) == (None, 75)


@pytest.mark.parametrize(
    "text", ["it could be a bit more colourful", "I can't spend more", "more than 60", "I spend 60"]
)
def test_what_lifts_no_limit(text: str, lexicon: Lexicon) -> None:
    assert not read(text, lexicon).price_eased


def test_the_newer_limit_wins_over_the_end_that_contradicts_it(lexicon: Lexicon) -> None:
    assert _limits(play(lexicon, "boots under 60", "over 60")) == (60, None)
    assert _limits(play(lexicon, "boots over 60", "under 60")) == (None, 60)
    assert _limits(play(lexicon, "boots over 1000", "boots between 1 and 2 euros")) == (1, 2)
    assert _limits(play(lexicon, "boots over 80", "boots over 100 and under 50")) == (None, 50)


def test_an_exact_price_goes_as_one(lexicon: Lexicon) -> None:
    assert _limits(play(lexicon, "boots exactly $49", "boots under sixty bucks")) == (None, 60)
    assert _limits(play(lexicon, "boots exactly $49", "at least 20")) == (20, None)
    assert play(lexicon, "boots exactly $49").topic() == "Boots, exactly $49"


def test_failed_limits_leave_nothing_behind(lexicon: Lexicon) -> None:
    wish = play(lexicon, "free boots", "boots under -20", "under 6e1", "in black, under minus 20", "under 40.5.3")
    assert (wish.words, wish.include) == ("black boots", ("black",))


def test_forgetting_the_kind_in_force_drops_it(lexicon: Lexicon) -> None:
    wish = play(lexicon, "jackets", "forget the jacket", "something else")
    assert (wish.kinds, wish.words) == ((), "")


def test_a_taste_taken_back_no_longer_limits_the_search(lexicon: Lexicon) -> None:
    wish = play(lexicon, "remember that I hate leather", "boots", "forget that I hate leather")
    assert (wish.kinds, wish.exclude) == (("Boots",), ())


def test_what_explicit_words_refuse_stays_refused(lexicon: Lexicon, on_screen: tuple[Product, ...]) -> None:
    reading = replace(read("anything but leather boots", lexicon), include=("leather", "warm"))
    wish = revise(Wish(), reading)
    assert (wish.kinds, wish.include, wish.exclude) == (("Boots",), ("warm",), ("leather",))
    dropped = replace(read("forget wool", lexicon, on_screen=on_screen), exclude=("wool",))
    assert revise(play(lexicon, "scarves, no wool"), dropped).exclude == ()


def test_cheaper_with_an_empty_screen_changes_nothing(lexicon: Lexicon) -> None:
    assert _limits(play(lexicon, "jackets under 100", "cheaper")) == (None, 100)


def test_dropped_terms_leave_everywhere(lexicon: Lexicon) -> None:
    wish = play(lexicon, "a waterproof northpeak jacket, no wool", "it need not be waterproof", "never mind the brand")
    assert (wish.include, wish.brands, wish.kinds, wish.exclude) == ((), (), ("Jackets",), ("wool",))
    assert wish.words == "jacket"
    wish = revise(wish, read("wool is fine", lexicon))
    assert wish.exclude == ()


def test_any_colour_drops_every_colour(lexicon: Lexicon) -> None:
    wish = play(lexicon, "a black leather jacket", "any colour is fine")
    assert (wish.include, wish.words) == (("leather",), "leather jacket")


def test_forgetting_one_kind_for_another(lexicon: Lexicon) -> None:
    wish = play(lexicon, "a watch under 80", "forget the watch, show me scarves")
    assert (wish.kinds, wish.words, wish.price_max) == (("Scarves",), "scarves", 80)


def test_a_thing_without_a_kind_replaces_and_a_detail_refines(lexicon: Lexicon) -> None:
    wish = play(lexicon, "blue boots under 60", "I need a kettle")
    assert (wish.kinds, wish.include, wish.words, wish.price_max) == ((), (), "kettle", 60)
    assert play(lexicon, "boots", "with a buckle").kinds == ("Boots",)
    assert play(lexicon, "boots", "with a buckle").words == "buckle boots"


def test_a_fresh_start(lexicon: Lexicon) -> None:
    assert play(lexicon, "boots under 60, no leather", "start over").empty
    wish = play(lexicon, "boots under 60, no leather", "start over, I need a lamp")
    assert (wish.kinds, wish.price_max, wish.exclude) == (("Lighting",), None, ())


def test_talk_changes_nothing(lexicon: Lexicon, on_screen: tuple[Product, ...]) -> None:
    before = play(lexicon, "boots under 60")
    for text in ("thanks", "what's your return policy", "is the second one red?", "compare the first two"):
        assert revise(before, read(text, lexicon, on_screen=on_screen), on_screen) == before


def test_the_request_carries_everything(lexicon: Lexicon) -> None:
    wish = play(lexicon, "black boots between 50 and 100, no suede, in stock, cheapest first")
    request = wish.request(limit=7, skip=["p1"])
    assert (request.kinds, request.include, request.exclude) == (("Boots",), ("black",), ("suede",))
    assert (request.price_min, request.price_max, request.in_stock) == (50, 100, True)
    assert (request.limit, request.skip, request.sort) == (7, frozenset({"p1"}), Sort.PRICE_LOW)
    assert request.query == "black boots"


def test_limits_in_words(lexicon: Lexicon) -> None:
    wish = play(lexicon, "summer dresses, at most $40, not leather, in stock")
    assert wish.in_words() == ("at most $40", "not leather", "in stock")
    assert wish.in_words(None)[0] == "at most 40"
    assert wish.topic() == "Summer dresses, at most $40"
    assert play(lexicon, "boots from 20 to 49.99").in_words() == ("$20 to $49.99",)
    assert Wish().in_words() == ()
    assert Wish().topic() == "Products"
