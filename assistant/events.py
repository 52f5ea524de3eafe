"""Everything a turn can tell a front end: one closed union of frozen dataclasses.

A front end matches on the type and translates; it never looks behind an event.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from retrieval.requests import Ranked


@dataclass(frozen=True, slots=True)
class ToolCalled:
    """A tool ran.

    Attributes:
        name: One of the agent's tools.
        arguments: As executed, after the shopper's own words had their say.
        proposed: As the model wrote them; ``None`` where no model spoke.
    """

    name: str
    arguments: Mapping[str, object]
    proposed: Mapping[str, object] | None


@dataclass(frozen=True, slots=True)
class ProductsShown:
    """Cards for the screen, best first, before any prose; an empty tuple clears the panel.

    Attributes:
        products: What to show now.
        total: Products that satisfied every limit.
        title: What the cards are, in a few words ("Summer dresses, at most $40").
        layout: ``cards``, ``detail`` (one product) or ``comparison``.
        limits: Limits in force, in words, one chip each.
        seconds: Since the shopper's message arrived.
    """

    products: tuple[Ranked, ...]
    total: int
    title: str
    layout: str
    limits: tuple[str, ...]
    seconds: float
    trace: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TextDelta:
    """More of the reply, already checked against the facts."""

    text: str


@dataclass(frozen=True, slots=True)
class TurnFailed:
    """The turn ended early; `message` says what happened and what to do next, in the shopper's words."""

    message: str


@dataclass(frozen=True, slots=True)
class TurnDone:
    """The turn as a whole, for logs, scripted dialogues and the service.

    Attributes:
        user: What the shopper wrote.
        reply: The whole reply.
        language: BCP 47 tag of the reply.
        products: What is on screen after the turn, best first.
        tool_calls: As executed.
        model_calls: How often the language model was called.
        model: Name and precision, or ``"none"`` where no model spoke.
        sentences: Sentences the model wrote that reached the check.
        replaced: Of those, how many failed it and were replaced by plain wording.
        suggestions: What the shopper could say next.
        seconds_to_products: ``None`` where the turn showed none.
        seconds_to_first_text: ``None`` where nothing was said.
        seconds: The whole turn.
        trace: How the two readers of the message agreed, a line each.
    """

    user: str
    reply: str
    language: str
    products: tuple[Ranked, ...]
    tool_calls: tuple[ToolCalled, ...]
    model_calls: int
    model: str
    sentences: int
    replaced: int
    suggestions: tuple[str, ...]
    seconds_to_products: float | None
    seconds_to_first_text: float | None
    seconds: float
    trace: tuple[str, ...] = ()


Event = ToolCalled | ProductsShown | TextDelta | TurnFailed | TurnDone
