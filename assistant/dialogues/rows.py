"""A turn as plain data: one JSON object a turn, with the field names that scripts and benchmarks rely on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from assistant.dialogues.expectations import Observed
from retrieval.requests import Ranked


def plain_data(value: object) -> object:
    """The value in the types that JSON knows; sets come sorted, anything unknown as its text."""
    match value:
        case bool() | int() | float() | None:
            return value
        case str():
            return str(value)  # a StrEnum becomes its text
        case Mapping():
            pairs = cast("Mapping[object, object]", value).items()
            return {str(key): plain_data(one) for key, one in pairs}
        case set() | frozenset():
            return sorted((plain_data(one) for one in cast("Iterable[object]", value)), key=str)
        case list() | tuple():
            return [plain_data(one) for one in cast("Iterable[object]", value)]
        case _:
            return str(value)


def product_row(ranked: Ranked) -> dict[str, object]:
    """A shown product: ``{"id", "title", "price", "reasons"}``."""
    return {
        "id": ranked.product.id,
        "title": ranked.product.title,
        "price": ranked.product.price,
        "reasons": [
            {
                "kind": reason.kind,
                "text": reason.text,
                "evidence": plain_data(reason.evidence),
                "weight": round(reason.weight, 6),
            }
            for reason in ranked.reasons
        ],
    }


def turn_row(turn: Observed) -> dict[str, object]:
    """What a turn said, showed, called and took."""
    return {
        "user": turn.user,
        "reply": turn.reply,
        "language": turn.language,
        "products": [product_row(one) for one in turn.products],
        "tool_calls": [{"name": call.name, "arguments": plain_data(call.arguments)} for call in turn.tool_calls],
        "model_calls": turn.model_calls,
        "model": turn.model,
        "seconds_to_products": _rounded(turn.seconds_to_products),
        "seconds_to_first_text": _rounded(turn.seconds_to_first_text),
        "seconds": _rounded(turn.seconds),
    }


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 4)
