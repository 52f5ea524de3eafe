"""Where a conversation stands between two turns."""

from __future__ import annotations

from dataclasses import dataclass, field

from pydantic import TypeAdapter, ValidationError

from assistant.understanding.answers import Question
from assistant.understanding.wish import Wish


@dataclass(frozen=True, slots=True)
class State:
    """What the next turn needs to know of the ones before.

    Attributes:
        wish: Everything wanted so far.
        on_screen: Identifiers the shopper sees and may refer to, in order.
        seen: Identifiers shown for this wish, so that "show me more" shows others.
        focus: The one looked at in detail: what "it" and "that one" mean.
        asked: Topics that the assistant has asked about for this wish.
        pending: What the last reply asked.
    """

    wish: Wish = field(default_factory=Wish)
    on_screen: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    focus: str | None = None
    asked: tuple[str, ...] = ()
    pending: Question | None = None


_ADAPTER = TypeAdapter(State)


def to_text(state: State) -> str:
    """The state as JSON."""
    return _ADAPTER.dump_json(state).decode()


def from_text(text: str | None) -> State:
    """The state that `to_text` wrote; a fresh one where there is none or an older version wrote it."""
    if not text:
        return State()
    try:
        return _ADAPTER.validate_json(text)
    except ValidationError:
        return State()
