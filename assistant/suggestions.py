"""What the shopper could say next, from what is on screen."""

from __future__ import annotations

from assistant.agent.turn import Outcome

_MOST = 3


def suggestions(outcome: Outcome | None) -> tuple[str, ...]:
    """A few replies that this outcome can answer; the answers to its question, where it asks one.

    Args:
        outcome: What the turn's tool brought, or ``None`` where none ran.
    """
    if outcome is None or (not outcome.ranked and outcome.tool != "search_products"):
        return ()
    if not outcome.ranked:
        return (*outcome.remedies, "Start over") if outcome.remedies else ("Any price", "Start over")
    if outcome.layout == "detail":
        return ("More like this one",)
    if outcome.question is not None:
        return (*(option[:1].upper() + option[1:] for option in outcome.question.options), "No preference")
    said = [*outcome.remedies]
    if outcome.total > len(outcome.ranked) and outcome.layout == "cards":
        said.append("Show me more")
    if len(outcome.ranked) > 1:
        said.append("Tell me more about the first one")
        if outcome.layout == "cards":
            said.append("Compare the first two")
    if outcome.cheaper and len(said) < 3:
        said.append("Something cheaper")
    return tuple(said[:_MOST])
