"""What a memory holds, between values and the rows they are stored as."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from assistant.events import ToolCalled

_FEEDBACK_TEXTS = {
    "purchase": "bought {}",
    "cart": "put {} in the cart",
    "like": "liked {}",
    "dislike": "disliked {}",
    "click": "looked at {}",
    "view": "looked at {}",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A product that was on screen, and its price then."""

    product: str
    price: float | None


@dataclass(frozen=True, slots=True)
class Turn:
    """A finished turn.

    Attributes:
        user: What the shopper wrote.
        reply: What the assistant answered.
        shown: The products on screen after it, best first.
        wish: What was wanted then, as the opaque text that was stored.
        tool_calls: As executed.
        at: When it was stored.
    """

    user: str
    reply: str
    shown: tuple[Shown, ...]
    wish: str
    tool_calls: tuple[ToolCalled, ...]
    at: datetime


def clean(text: str) -> str:
    """`text` as every database can store it: without NUL and with U+FFFD for half surrogate pairs."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\0", "")


def turn_to_row(
    user: str, reply: str, shown: Sequence[Shown], wish: str, tool_calls: Sequence[ToolCalled]
) -> dict[str, str]:
    """A turn as columns; products and tool calls become JSON."""
    calls = [{"name": call.name, "arguments": call.arguments, "proposed": call.proposed} for call in tool_calls]
    return {
        "user": clean(user),
        "reply": clean(reply),
        "shown": json.dumps([[entry.product, entry.price] for entry in shown]),
        "wish": clean(wish),
        "tool_calls": json.dumps(calls, default=_plain),
    }


def turn_from_row(row: Mapping[Any, Any]) -> Turn:
    """The turn that `turn_to_row` wrote; arguments come back as JSON knows them."""
    return Turn(
        user=row["user"],
        reply=row["reply"],
        shown=tuple(Shown(product, price) for product, price in json.loads(row["shown"])),
        wish=row["wish"],
        tool_calls=tuple(ToolCalled(**call) for call in json.loads(row["tool_calls"])),
        at=datetime.fromtimestamp(row["at"], UTC),
    )


def feedback_text(kind: str, value: float | None, title: str) -> str:
    """Feedback in words: "liked Sea Breeze Shirt"."""
    if kind == "rating":
        return f"rated {title} {value:g} out of 5"
    return _FEEDBACK_TEXTS[kind].format(title)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(cast("Mapping[str, object]", value))
    if isinstance(value, Set):
        return sorted(cast("Set[Any]", value), key=str)
    raise TypeError(f"a tool call's arguments must be JSON values, got {type(value).__name__}")
