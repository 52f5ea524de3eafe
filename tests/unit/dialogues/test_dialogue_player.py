from __future__ import annotations

import json
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

import pytest

from assistant.dialogues import Shop, parse, play, report, summary
from assistant.dialogues.rows import plain_data
from assistant.events import Event, ProductsShown, TextDelta, TurnFailed
from assistant.understanding.reading import Preference
from retrieval.products import Product

Turn = Callable[..., list[Event]]
Make = Callable[..., object]

TWO_TURNS = """
dialogue: The second one
turns:
  - user: dresses
    expect:
      tool: {name: search_products, arguments: {query: Dress}}
      products: {min: 2}
      reply: {names_every_product: true, grounded: true}
  - user: thanks
    expect: {tool: none, products: {max: 0}}
  - user: the second one
    expect: {products: {ids_from_previous: [2]}, reply: {grounded: true}}
"""


def test_a_dialogue_that_passes(standin, turn: Turn) -> None:
    conversation = standin(
        turn(
            "dresses",
            "Alba Linen Dress, Harbour Wrap Dress.",
            "d1",
            "d2",
            tool=("search_products", {"query": "dress"}),
        ),
        turn("thanks", "You are welcome."),
        turn("the second one", "Harbour Wrap Dress costs $39.50.", "d2"),
    )
    result = play(parse(TWO_TURNS)[0], conversation)
    assert result.passed
    assert [message for _, message in conversation.heard] == ["dresses", "thanks", "the second one"]
    assert len({session for session, _ in conversation.heard}) == 1
    assert "PASS  The second one  (3 turns" in report(result)
    assert "\n" not in report(result)


def test_rows_have_the_contracts_fields(standin, turn: Turn) -> None:
    conversation = standin(
        turn(
            "dresses",
            "Dresses.",
            "d1",
            "d2",
            tool=("search_products", {"query": "dress", "skip": frozenset("b")}),
        ),
        turn("thanks", "Ok.", model_calls=1, model="SmolLM2 nf4"),
        turn("the second one", "It costs $1.", "d2"),
    )
    result = play(parse(TWO_TURNS)[0], conversation)
    first, second, third = [json.loads(json.dumps(row)) for row in result.rows()]
    assert first["dialogue"] == "The second one"
    assert (first["turn"], first["user"], first["reply"], first["language"]) == (
        1,
        "dresses",
        "Dresses.",
        "en",
    )
    assert first["products"][0] == {
        "id": "d1",
        "title": "Alba Linen Dress",
        "price": 35.0,
        "reasons": [{"kind": "match", "text": "fits what you asked", "evidence": {"query": "dress"}, "weight": 0.5}],
    }
    assert first["tool_calls"] == [{"name": "search_products", "arguments": {"query": "dress", "skip": ["b"]}}]
    assert (first["seconds_to_products"], first["seconds_to_first_text"], first["seconds"]) == (
        0.01,
        0.02,
        0.03,
    )
    assert first["passed"] is False
    assert [failure.partition(":")[0] for failure in first["failures"]] == [
        "reply.names_every_product",
        "always.names",  # holds of every turn, expected or not: one for each of the two cards
        "always.names",
    ]
    assert (second["products"], second["seconds_to_products"], second["passed"]) == ([], None, True)
    assert (second["model_calls"], second["model"]) == (1, "SmolLM2 nf4")
    assert third["passed"] is False
    assert "reply.grounded" in third["failures"][0]


def test_the_report_shows_what_was_expected_and_seen(standin, turn: Turn) -> None:
    conversation = standin(
        turn("dresses", "Dresses.", "d1"),
        turn("thanks", "Ok."),
        turn("the second one", "\x1b[31mred", "d1", layout="detail"),
    )
    text = report(play(parse(TWO_TURNS)[0], conversation))
    assert text.startswith("FAIL  The second one")
    assert "<text>:2" in text
    assert "FAIL  turn 1: dresses" in text
    assert "PASS  turn 2: thanks" in text
    assert "products.ids_from_previous\n" in text
    assert "only 1 products there" in text
    assert "\x1b" not in text


def test_colours_only_on_request(standin, turn: Turn) -> None:
    result = play(parse("dialogue: t\nturns: [{user: a}]")[0], standin(turn("a", "Hello.")))
    assert "\x1b[32mPASS" in report(result, colour=True)
    assert "\x1b[32m1 of 1 dialogues passed" in summary([result], colour=True)
    assert "\x1b" not in report(result) + summary([result])


def test_a_named_shopper_stays_and_an_anonymous_one_leaves_nothing(standin, turn: Turn) -> None:
    named = "dialogue: t\nshopper: {id: ana, likes: [linen], dislikes: [leather, wool]}\nturns: [{user: a}]"
    conversation = standin(turn("a", "Hello."))
    play(parse(named)[0], conversation)
    ((session, shopper),) = conversation.started
    assert shopper == "ana"
    assert conversation.preferences == [
        (session, Preference("linen", liked=True)),
        (session, Preference("leather", liked=False)),
        (session, Preference("wool", liked=False)),
    ]
    assert conversation.erased == []
    conversation = standin(turn("a", "Hello."))
    play(parse(named.replace("id: ana, ", ""))[0], conversation)
    ((session, shopper),) = conversation.started
    assert shopper is None
    assert conversation.erased == [session]


@pytest.mark.parametrize(("pass_at", "passed"), [(1, True), (2, True), (3, False)])
def test_repeats(standin, turn: Turn, pass_at: int, passed: bool) -> None:
    script = (
        f"dialogue: t\nrepeats: 3\npass_at: {pass_at}\nturns: [{{user: a, expect: {{reply: {{contains: hello}}}}}}]"
    )
    conversation = standin(turn("a", "Hello."), turn("a", "Bye."), turn("a", "Hello!"))
    result = play(parse(script)[0], conversation)
    assert result.passed is passed
    assert result.passes == 2
    assert len({session for session, _ in conversation.heard}) == 3
    assert [row["repeat"] for row in result.rows()] == [1, 2, 3]
    assert "2 of 3 repeats passed" in report(result)
    if not passed:
        assert "repeat 2" in report(result)


def test_remarks_are_told_once_and_do_not_fail(standin, turn: Turn) -> None:
    script = "dialogue: t\nrepeats: 2\nturns: [{user: a, expect: {products: {none: {brand: Alba}}}}]"
    result = play(parse(script)[0], standin(turn("a", "Nothing."), turn("a", "Nothing.")))
    assert result.passed
    assert report(result).count("note  turn 1: products.none held because no product was shown; add min: 1") == 1
    assert [len(row["remarks"]) for row in result.rows()] == [1, 1]


def test_the_readmes_dialogue_proves_something() -> None:
    readme = Path(__file__).resolve().parents[3] / "README.md"
    example = readme.read_text(encoding="utf-8").partition("```yaml\n")[2].partition("```")[0]
    (dialogue,) = parse(example)
    for told in dialogue.turns:
        assert told.expect.products is not None
        assert told.expect.products.count.minimum


def test_a_turn_that_fails_or_breaks_off(standin) -> None:
    script = parse("dialogue: t\nturns: [{user: a}, {user: b}]")[0]
    conversation = standin([TextDelta("Half a"), TurnFailed("Something broke; try again.")], [TextDelta("cut")])
    result = play(script, conversation)
    assert not result.passed
    first, second = result.rows()
    assert first["reply"] == "Half a"
    assert "Something broke" in str(first["failures"])
    assert "ended without a last one" in str(second["failures"])


def test_a_cleared_panel_is_an_empty_screen(standin, turn: Turn) -> None:
    script = """
dialogue: t
turns:
  - user: dresses
  - user: start over
  - user: the first one
    expect: {products: {ids_from_previous: [1]}}
"""
    cleared: list[Event] = [ProductsShown((), 0, "", "cards", (), 0.0), *turn("start over", "Ok.")]
    conversation = standin(turn("dresses", "Dresses.", "d1"), cleared, turn("the first one", "It.", "d1"))
    result = play(parse(script)[0], conversation)
    assert "only 0 products there" in str([row["failures"] for row in result.rows()])


def test_a_product_in_detail_does_not_replace_the_list(standin, turn: Turn) -> None:
    script = """
dialogue: t
turns:
  - user: dresses
  - user: the first one
    expect: {products: {ids_from_previous: [1]}}
  - user: and the second one
    expect: {products: {ids_from_previous: [2]}}
"""
    conversation = standin(
        turn("dresses", "Alba Linen Dress, Harbour Wrap Dress.", "d1", "d2"),
        turn("the first one", "The Alba Linen Dress.", "d1", layout="detail"),
        turn("and the second one", "The Harbour Wrap Dress.", "d2", layout="detail"),
    )
    assert play(parse(script)[0], conversation).passed


def test_the_shop_reveals_names_that_were_not_shown(standin, turn: Turn, shop_products: tuple[Product, ...]) -> None:
    script = parse("dialogue: t\nturns: [{user: a, expect: {reply: {grounded: true}}}]")[0]
    reply = "Take the Harbour Wrap Dress."
    assert play(script, standin(turn("a", reply))).passed
    assert not play(script, standin(turn("a", reply)), Shop.of(shop_products)).passed


def test_plain_data_is_json() -> None:
    class Sort(StrEnum):
        LOW = "price_low"

    class Odd:
        def __str__(self) -> str:
            return "odd"

    value = {"a": (1, Sort.LOW), 2: {"c", "b"}, "d": None, "e": Odd(), "f": True}
    assert json.dumps(plain_data(value)) == (
        '{"a": [1, "price_low"], "2": ["b", "c"], "d": null, "e": "odd", "f": true}'
    )
