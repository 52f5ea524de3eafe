"""What holds of every turn: each check is fed a turn that is deliberately wrong, and one that is right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from assistant.dialogues import Shop, parse, play
from assistant.dialogues.budget import budget_after, stated_range
from assistant.dialogues.expectations import Background, Observed
from assistant.dialogues.invariants import AMOUNTS, LIMITS, NAMES, PRICES, broken
from assistant.dialogues.schema import OPEN, Range
from assistant.events import Event
from retrieval.products import Product

Make = Callable[..., Observed]
NAMED = "The Alba Linen Dress costs $35.00 and the Harbour Wrap Dress $39.50."


@pytest.fixture
def background(shop_products: tuple[Product, ...]) -> Background:
    return Background(shop=Shop.of(shop_products), said=("a dress under $40, please",))


def keys(turn: Observed, background: Background) -> list[str]:
    return [failure.expectation for failure in broken(turn, background)]


@pytest.mark.parametrize(
    ("ids", "reply"),
    [
        (("d1", "d2"), NAMED),
        (("d1", "d2"), "Alba Linen Dress and Harbour Wrap Dress: both stay under your $40."),
        (("d1", "d2"), "The Alba Linen Dress is $4.50 less than the Harbour Wrap Dress."),
        (("d1",), "One product fits: dress, at most $40.\nAlba Linen Dress, in linen."),
        (("d1",), "The Alba Linen Dress. With that budget gone there are others from $39.50."),
        ((), "Nothing in the shop fits: dress, at most $40. The nearest costs $35.00."),
        ((), "I can only help you find things here."),
    ],
)
def test_a_true_turn_breaks_nothing(observed: Make, background: Background, ids: tuple[str, ...], reply: str) -> None:
    assert keys(observed(*ids, reply=reply), background) == []


def test_a_card_with_an_invented_price(observed: Make, background: Background, product: Callable[..., Product]) -> None:
    turn = observed("d1", reply="Alba Linen Dress.")
    cheap = replace(turn.products[0], product=replace(product("d1"), price=3.5))
    failures = broken(replace(turn, products=(cheap,)), background)
    assert [each.expectation for each in failures] == [PRICES]
    assert "35.0 for Alba Linen Dress" in failures[0].expected
    assert failures[0].seen == "3.5"


def test_a_card_that_is_no_product(observed: Make, background: Background, product: Callable[..., Product]) -> None:
    turn = observed("d1", reply="Alba Linen Dress.")
    for wrong in (replace(product("d1"), id="d9"), replace(product("d1"), title="Alba Silk Dress")):
        card = replace(turn.products[0], product=wrong)
        assert PRICES in keys(replace(turn, products=(card,)), background)


@pytest.mark.parametrize(
    ("reply", "amount"),
    [
        ("The Alba Linen Dress costs $29.99.", "29.99"),  # nobody's price
        ("The Alba Linen Dress costs 29 euros.", "29"),
        ("The Alba Linen Dress costs twenty dollars.", "twenty"),
        ("The Alba Linen Dress costs $40.", "40"),  # the shopper's budget, told as a price
        ("The Alba Linen Dress costs $1299.", "1299"),  # another product's price
        ("Alba Linen Dress. Shipping is $5.", "5"),
    ],
)
def test_an_amount_that_belongs_to_nothing(observed: Make, background: Background, reply: str, amount: str) -> None:
    failures = broken(observed("d1", reply=reply), background)
    assert [each.expectation for each in failures] == [AMOUNTS]
    assert failures[0].seen.startswith(f"{amount}, which is no price")


def test_each_named_product_has_its_own_price(observed: Make, background: Background) -> None:
    swapped = "The Alba Linen Dress costs $39.50.\nThe Harbour Wrap Dress costs $35.00."
    assert keys(observed("d1", "d2", reply=swapped), background) == [AMOUNTS, AMOUNTS]


def test_an_amount_without_a_currency(observed: Make) -> None:
    bare = Product(id="b", title="Rain Barrel Large", price=89.99, description="Holds 12.50 litres.")
    background = Background(shop=Shop.of([bare]))
    template = observed("d1")
    card = replace(template.products[0], product=bare)
    for reply, expected in (
        ("Rain Barrel Large at 89.99.", []),
        ("Rain Barrel Large holds 12.50 litres.", []),
        ("Rain Barrel Large at 79.99.", [AMOUNTS]),
    ):
        assert keys(replace(template, products=(card,), reply=reply), background) == expected


def test_a_card_that_the_text_leaves_out(observed: Make, background: Background) -> None:
    failures = broken(observed("d1", "d2", reply="The Alba Linen Dress is in linen."), background)
    assert [each.expectation for each in failures] == [NAMES]
    assert "Harbour Wrap Dress" in failures[0].expected


def test_a_name_without_a_card(observed: Make, background: Background) -> None:
    failures = broken(observed("d1", reply="Alba Linen Dress, or the Tide Field Watch."), background)
    assert [each.expectation for each in failures] == [NAMES]
    assert "Tide Field Watch" in failures[0].seen
    # What was on screen before may be spoken of.
    before = replace(background, previous=(background.shop.products["w1"],) if background.shop else ())
    assert keys(observed("d1", reply="Alba Linen Dress, or the Tide Field Watch."), before) == []


def test_a_longer_name_is_another_product(observed: Make, product: Callable[..., Product]) -> None:
    longer = replace(product("d1"), id="d1x", title="Alba Linen Dress Deluxe")
    background = Background(shop=Shop.of([product("d1"), longer]))
    assert keys(observed("d1", reply="Alba Linen Dress and Alba Linen Dress Deluxe."), background) == [NAMES]


def test_sold_out_may_be_said_where_it_is_true(observed: Make, background: Background) -> None:
    assert keys(observed("d1", reply="Harbour Wrap Dress is sold out. Alba Linen Dress."), background) == []
    assert keys(observed("d1", reply="Tide Field Watch is sold out. Alba Linen Dress."), background) == [NAMES]


@pytest.mark.parametrize(
    ("chips", "holds"),
    [
        (("at most $36",), False),
        (("at most $40",), True),
        (("$36 to $40",), False),
        (("$30 to $40",), True),
        (("at least $36",), False),
        (("exactly $39.50",), False),
        (("not linen",), False),
        (("no leather",), True),
        (("not sand",), False),
    ],
)
def test_cards_and_chips_agree(observed: Make, background: Background, chips: tuple[str, ...], holds: bool) -> None:
    # The Harbour Wrap Dress costs 39.5, the Alba Linen Dress 35 and is of linen.
    ids = ("d1",) if "no leather" in chips else ("d1", "d2")
    reply = "Alba Linen Dress." if len(ids) == 1 else "Alba Linen Dress, Harbour Wrap Dress."
    turn = observed(*ids, reply=reply, stated=("Dresses", *chips))
    assert (keys(turn, background) == []) is holds
    assert set(keys(turn, background)) <= {LIMITS}


def test_a_budget_that_the_assistant_missed(
    standin: Callable[..., object], turn: Callable[..., list[Event]], shop_products: tuple[Product, ...]
) -> None:
    """The author expects nothing, and the chips are silent: what the shopper wrote is enough."""
    script = parse(
        "dialogue: t\nturns:\n- user: dresses under $36\n- user: in linen please\n- user: forget the budget"
    )[0]
    reply = "Alba Linen Dress, Harbour Wrap Dress."
    turns = [turn("", reply, "d1", "d2") for _ in range(3)]
    result = play(script, standin(*turns), Shop.of(shop_products))  # type: ignore[arg-type]
    told = [[failure.expectation for failure in each.failures] for each in result.runs[0].turns]
    assert told == [[LIMITS], [LIMITS], []]
    assert "as the shopper said" in result.runs[0].turns[0].failures[0].expected


def test_a_stopped_turn_says_nothing_worth_checking(observed: Make, background: Background) -> None:
    assert keys(observed("d1", reply="It", stopped="the model died"), background) == []


FORTY = Range(maximum=40.0)


@pytest.mark.parametrize(
    ("message", "before", "after"),
    [
        ("a dress under $40", OPEN, FORTY),
        ("no more than 40 dollars for a dress, not black", OPEN, OPEN),  # "not" may turn anything: nothing is certain
        ("at most €1,299.50", OPEN, Range(maximum=1299.5)),
        ("watches between $80 and $130", OPEN, Range(80, 130)),
        ("from 20 to 30 euros", OPEN, Range(20, 30)),
        ("headphones over $100", FORTY, Range(minimum=100)),
        ("in linen please", FORTY, FORTY),
        ("show me more", FORTY, FORTY),
        ("the second one", FORTY, FORTY),
        ("forget the budget", FORTY, OPEN),
        ("start over", FORTY, OPEN),
        ("anything under $20 is rubbish", OPEN, OPEN),
        ("drop everything over $90", OPEN, OPEN),
        ("under $40 or over $90", OPEN, OPEN),
        ("make it 50", FORTY, OPEN),
        ("make it $50", FORTY, OPEN),
        ("this one was under $40 last year", OPEN, OPEN),
    ],
)
def test_only_what_is_plainly_said_about_money_counts(message: str, before: Range, after: Range) -> None:
    assert budget_after(before, message) == after


def test_a_text_without_a_limit() -> None:
    assert stated_range("Dresses") is None
    assert stated_range("at most 40") == FORTY
