import json
import math
from types import MappingProxyType

import pytest
from shop_stand_in import PRODUCTS, StandIn, ranked

from assistant.events import ProductsShown, TextDelta, ToolCalled, TurnFailed
from ui.wire import frame, translate


def parsed(written: str) -> tuple[str, dict]:
    name, data, *rest = written.split("\n")
    assert rest == ["", ""]
    return name.removeprefix("event: "), json.loads(data.removeprefix("data: "))


@pytest.mark.parametrize("said", ["plain", "two\nlines", "data: x\n\nevent: done", "\r\n\u2028", "日本語 🙂", "\x00"])
def test_a_frame_survives_any_text(said):
    assert parsed(frame(*translate(TextDelta(said)))) == ("text", {"text": said})


def test_arguments_of_any_kind_become_json():
    arguments = {
        "a": ("x",),
        "b": frozenset({"y"}),
        "c": MappingProxyType({"d": 1.5}),
        "e": None,
        "f": math.nan,
    }

    name, data = parsed(frame(*translate(ToolCalled("search_products", arguments, None))))

    assert name == "tool"
    assert data["arguments"] == {"a": ["x"], "b": ["y"], "c": {"d": 1.5}, "e": None, "f": None}
    assert data["proposed"] is None


def test_products_carry_reasons_with_evidence():
    event = ProductsShown((ranked(PRODUCTS[0]),), 1, "Dresses", "cards", ("at most $40",), 0.1)

    _, data = parsed(frame(*translate(event)))

    product = data["products"][0]
    assert (product["id"], product["title"], product["price"]) == ("p1", "Riviera linen wrap dress", 38)
    assert set(product["reasons"][0]) == {"kind", "text", "evidence", "weight"}
    assert data["limits"] == ["at most $40"]


def test_a_failure_speaks():
    assert parsed(frame(*translate(TurnFailed("Ask again.")))) == ("error", {"message": "Ask again."})


async def test_a_whole_turn_has_the_fields_of_the_contract():
    events = [event async for event in StandIn().respond("s", "a dress, at most $40")]

    name, data = parsed(frame(*translate(events[-1])))

    assert name == "done"
    assert {
        "user", "reply", "language", "products", "tool_calls", "model_calls", "model",
        "seconds_to_products", "seconds_to_first_text", "seconds",
    } <= set(data)  # fmt: skip
    assert data["tool_calls"][0]["name"] == "search_products"
