"""Every kind of expectation has a turn that keeps it and one that does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.dialogues import parse
from assistant.dialogues.expectations import Background, Failure, Observed, check, remarks
from assistant.events import ToolCalled
from retrieval.products import Product

SEARCH = ToolCalled("search_products", {"price_max": 40.0, "query": "dress", "kinds": ("Dresses",)}, None)
NAMES = "Alba Linen Dress and Harbour Wrap Dress"


def failures(expect: str, turn: Observed, background: Background | None = None) -> tuple[Failure, ...]:
    dialogue = parse(f"dialogue: t\nturns:\n  - user: a\n    expect: {expect}\n")[0]
    return check(dialogue.turns[0].expect, turn, background or Background())


CASES = [
    # expectation, products shown, what else is true of a turn that passes, and of one that fails
    ("{tool: {name: search_products, arguments: {price_max: 40}}}", {"tool_calls": (SEARCH,)}, {}),
    ("{tool: search_products}", {"tool_calls": (SEARCH,)}, {"tool_calls": (ToolCalled("x", {}, None),)}),
    (
        "{tool: {name: search_products, arguments: {kinds: dresses}}}",
        {"tool_calls": (SEARCH,)},
        {"tool_calls": (ToolCalled("search_products", {"kinds": ()}, None),)},
    ),
    ("{tool: null}", {}, {"tool_calls": (SEARCH,)}),
    ("{products: {min: 2}}", {"ids": ("d1", "d2")}, {"ids": ("d1",)}),
    ("{products: {max: 1}}", {"ids": ("d1",)}, {"ids": ("d1", "d2")}),
    ("{products: {all: {price_max: 36}}}", {"ids": ("d1",)}, {"ids": ("d1", "d2")}),
    ("{products: {any: {category: shoe}}}", {"ids": ("d1", "s1")}, {"ids": ("d1", "d2")}),
    ("{products: {any: {category: shoe}}}", {"ids": ("s1",)}, {"ids": ()}),
    ("{products: {none: {attributes: {material: leather}}}}", {"ids": ("d1", "s1")}, {"ids": ("d1", "d2")}),
    ("{products: {none: [{brand: Alba}, {category: watch}]}}", {"ids": ("d2",)}, {"ids": ("d2", "w1")}),
    ("{products: {first: {brand: Alba}}}", {"ids": ("d1", "d2")}, {"ids": ("d2", "d1")}),
    ("{products: {first: {brand: Alba}}}", {"ids": ("d1",)}, {"ids": ()}),
    ("{products: {ids: [d2, d1]}}", {"ids": ("d1", "d2")}, {"ids": ("d1",)}),
    ("{products: {order: price_low}}", {"ids": ("d1", "d2")}, {"ids": ("d2", "d1")}),
    ("{products: {order: rating}}", {"ids": ("d1", "d2")}, {"ids": ("d2", "d1")}),
    ("{reply: {names_every_product: true}}", {"ids": ("d1", "d2"), "reply": NAMES}, {"ids": ("d1", "d2")}),
    (
        "{reply: {grounded: true}}",
        {"ids": ("d1",), "reply": "It is $35."},
        {"ids": ("d1",), "reply": "It is $3."},
    ),
    ("{reply: {contains: [Sorry, $40]}}", {"reply": "sorry, $40 is too little"}, {"reply": "sorry"}),
    ("{reply: {contains_any: [nothing, none of]}}", {"reply": "Nothing fits."}, {"reply": "These fit."}),
    ("{reply: {not_contains: $41}}", {"reply": "$40"}, {"reply": "$41.50"}),
    ("{reply: {language: en}}", {"language": "en-GB"}, {"language": "de"}),
    ("{model_calls: {max: 2}}", {"model_calls": 2}, {"model_calls": 3}),
    ("{model_calls: {min: 1}}", {"model_calls": 1}, {"model_calls": 0}),
    ("{model: none}", {"model": "none"}, {"model": "SmolLM2 nf4"}),
    ("{model: any}", {"model": "SmolLM2 nf4"}, {"model": "none"}),
    ("{model: smollm2}", {"model": "SmolLM2 nf4"}, {"model": "other bf16"}),
    ("{seconds_to_products: {max: 1}}", {"ids": ("d1",)}, {"ids": ("d1",), "seconds_to_products": 1.5}),
    ("{seconds_to_products: {max: 1}}", {"ids": ("d1",)}, {"ids": ()}),
]


@pytest.mark.parametrize(("expect", "passing", "failing"), CASES)
def test_every_kind_passes_and_fails(
    observed: Callable[..., Observed], expect: str, passing: dict[str, object], failing: dict[str, object]
) -> None:
    def turn(changes: dict[str, object]) -> Observed:
        ids = changes.get("ids", ())
        assert isinstance(ids, tuple)
        return observed(*ids, **{key: value for key, value in changes.items() if key != "ids"})

    assert failures(expect, turn(passing)) == ()
    (failure,) = failures(expect, turn(failing))
    key = expect.strip("{}").split(":")[0]
    assert failure.expectation.startswith(key)
    assert failure.expected
    assert failure.seen


AGAINST_PREVIOUS = [
    ("{products: {ids_from_previous: [2]}}", ("d2",), ("d1",)),
    ("{products: {ids_from_previous: [-1, 1]}}", ("d1", "s1"), ("d1", "d2")),
    ("{products: {new: true}}", ("k1",), ("k1", "d1")),
    ("{products: {cheaper_than_previous: true}}", ("d1", "d2"), ("s1",)),
    ("{products: {cheaper_than_previous: true}}", ("d1",), ("d1", "w1")),  # no price is no proof
]


@pytest.mark.parametrize(("expect", "passing", "failing"), AGAINST_PREVIOUS)
def test_against_the_screen_before(
    observed: Callable[..., Observed],
    product: Callable[[str], Product],
    expect: str,
    passing: tuple[str, ...],
    failing: tuple[str, ...],
) -> None:
    before = Background(previous=(product("d1"), product("d2"), product("s1")))
    assert failures(expect, observed(*passing), before) == ()
    assert len(failures(expect, observed(*failing), before)) == 1


@pytest.mark.parametrize("at", [3, -3])
def test_a_position_that_the_screen_did_not_have(
    observed: Callable[..., Observed], product: Callable[[str], Product], at: int
) -> None:
    before = Background(previous=(product("d1"), product("d2")))
    (failure,) = failures(f"{{products: {{ids_from_previous: [{at}]}}}}", observed("d1"), before)
    assert failure.seen == "only 2 products there"


def test_a_turn_that_stopped_always_fails(observed: Callable[..., Observed]) -> None:
    (failure,) = failures("{products: {max: 3}}", observed(stopped="out of memory"))
    assert "out of memory" in failure.seen


def test_a_failure_says_what_was_seen(observed: Callable[..., Observed]) -> None:
    (failure,) = failures("{products: {all: {price_max: 36, category: dress}}}", observed("d1", "s1"))
    assert str(failure) == (
        "products.all: expected every product with category dress, price_max 36; "
        "saw s1 without category dress (has Shoes) and price_max 36 (has 1299)"
    )


@pytest.mark.parametrize("stated", ["all: {price_max: 0}", "order: price_low", "cheaper_than_previous: true"])
@pytest.mark.parametrize("fine", ["max: 0", "min: 0", "min: 0, max: 6", "ids: []"])
def test_what_holds_of_no_product_proves_nothing(
    observed: Callable[..., Observed], product: Callable[[str], Product], stated: str, fine: str
) -> None:
    before = Background(previous=(product("d1"),))
    (failure,) = failures(f"{{products: {{{stated}}}}}", observed(), before)
    assert failure.expectation == f"products.{stated.split(':')[0]}"
    assert failure.seen == (
        "no product at all; write max: 0 where nothing should be shown, min: 0 where that is fine too"
    )
    assert failures(f"{{products: {{{fine}, {stated}}}}}", observed(), before) == ()
    (failure,) = failures(f"{{products: {{min: 1, {stated}}}}}", observed(), before)
    assert failure.expectation == "products"  # once is enough


def test_what_is_excluded_from_an_empty_screen_is_remarked_on(observed: Callable[..., Observed]) -> None:
    def said(expect: str, *ids: str) -> tuple[str, ...]:
        dialogue = parse(f"dialogue: t\nturns:\n  - user: a\n    expect: {expect}\n")[0]
        return remarks(dialogue.turns[0].expect, observed(*ids))

    both = "products: {none: {brand: Alba}, new: true"
    assert failures(f"{{{both}}}}}", observed()) == ()
    first, second = said(f"{{{both}}}}}")
    assert first.startswith("products.none held because no product was shown; add min: 1, or write max: 0")
    assert second.startswith("products.new held")
    assert said(f"{{{both}, max: 0}}}}") == said(f"{{{both}}}}}", "d2") == said("{tool: none}") == ()


def test_all_failures_are_told(observed: Callable[..., Observed]) -> None:
    found = failures("{tool: x, products: {min: 1, any: {brand: Alba}}, model: any}", observed())
    assert [one.expectation for one in found] == ["tool.name", "products", "products.any", "model"]


def test_words_of_earlier_turns_ground_a_reply(
    observed: Callable[..., Observed], product: Callable[[str], Product]
) -> None:
    turn = observed(reply="You said $50; the Alba Linen Dress was $35.")
    grounded = "{reply: {grounded: true}}"
    assert len(failures(grounded, turn)) == 2
    assert len(failures(grounded, turn, Background(seen=(product("d1"),)))) == 1
    assert failures(grounded, turn, Background(seen=(product("d1"),), said=("at most 50",))) == ()
