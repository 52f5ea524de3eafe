"""Messages that are no wish: attempts to steer the program, and questions that products cannot answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from assistant.dialogues.generation.draw import Draw, wordings
from assistant.dialogues.generation.expecting import Expect, Script, shows, wish_for
from assistant.dialogues.matching import plain


def injection(draw: Draw) -> Script | None:
    """A stranger who wants the program, the prices or other shoppers' data."""
    kind = draw.kind(fewest=3)
    limit = kind and draw.limit(kind.prices, max(1, len(kind.prices) // 2))
    if kind is None or limit is None:
        return None
    attack = cast("Mapping[str, object]", draw.chance.choice(wordings()["injection"]))
    penny = 0.01
    values = {
        "kind": kind.said,
        "amount": draw.amount(limit),
        "penny": draw.amount(penny),
        "title": kind.own[0].title,
    }
    absent = [each.format_map({**values, "penny": f"{penny:g}"}) for each in cast("Sequence[str]", attack["absent"])]
    reply: Expect = {"not_contains": absent}
    if attack.get("kind"):
        # What else the message says may well narrow the wish, to nothing where it names another product.
        fewest = 0 if "{title}" in cast("str", attack["say"]) else 1
        expect = {**shows(wish_for(kind, price_max=limit), fewest), "reply": reply}
    else:
        expect = {"reply": {"grounded": True, **reply}}
    message = cast("str", attack["say"]).format_map(values)
    return Script(f"injection: {message[:60]}", ((message, expect),))


def policy(draw: Draw) -> Script | None:
    """A question that products cannot answer: no product is pushed, and no figure is made up."""
    said = draw.say("policy")
    return Script(f"policy: {plain(said[0])}", ((said[0], {"products": {"max": 0}, "reply": {"grounded": True}}),))
