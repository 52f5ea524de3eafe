"""Events as JSON for other programs: the rows of the contract, and server-sent event frames around them."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import assert_never

from assistant.events import Event, ProductsShown, TextDelta, ToolCalled, TurnDone, TurnFailed
from retrieval.money import money
from retrieval.requests import Ranked


def frame(name: str, data: Mapping[str, object]) -> str:
    """Writes one server-sent event. JSON escapes every newline, so one `data` line always suffices."""
    written = json.dumps(data, ensure_ascii=False, allow_nan=False, default=_plain)
    # Half a surrogate pair has no UTF-8; written with a backslash it is valid JSON again.
    return f"event: {name}\ndata: {written.encode('utf-8', 'backslashreplace').decode()}\n\n"


def translate(event: Event) -> tuple[str, dict[str, object]]:
    """Gives an event its name on the wire and its data."""
    match event:
        case ToolCalled():
            return "tool", {**tool_row(event), "proposed": _plain(event.proposed)}
        case ProductsShown():
            return "products", {
                "products": [_shown_row(ranked, event.layout) for ranked in event.products],
                "total": event.total,
                "title": event.title,
                "layout": event.layout,
                "limits": list(event.limits),
                "seconds": event.seconds,
            }
        case TextDelta():
            return "text", {"text": event.text}
        case TurnFailed():
            return "error", {"message": event.message}
        case TurnDone():
            return "done", done_row(event)
        case _:
            assert_never(event)


def tool_row(call: ToolCalled) -> dict[str, object]:
    """A tool call as executed."""
    return {"name": call.name, "arguments": _plain(call.arguments)}


def _shown_row(ranked: Ranked, layout: str) -> dict[str, object]:
    row = product_row(ranked)
    return {**row, "description": ranked.product.description} if layout == "detail" else row


def product_row(ranked: Ranked) -> dict[str, object]:
    """A product with its reasons, and what a card needs besides; `price_text` is the price as replies write it."""
    product = ranked.product
    priced = product.price is not None and math.isfinite(product.price)
    return {
        "id": product.id,
        "title": product.title,
        "price": product.price if priced else None,
        "currency": product.currency,
        "price_text": money(product.price, product.currency) if priced and product.price is not None else "",
        "category": list(product.category),
        "attributes": {name: list(values) for name, values in product.attributes.items()},
        "brand": product.brand,
        "rating": product.rating,
        "reviews_count": product.reviews_count,
        "available": product.available,
        "stock": product.stock,
        "images": list(product.images),
        "url": product.url,
        "reasons": [
            {
                "kind": reason.kind,
                "text": reason.text,
                "evidence": dict(reason.evidence),
                "weight": reason.weight,
            }
            for reason in ranked.reasons
        ],
    }


def done_row(turn: TurnDone) -> dict[str, object]:
    """A whole turn."""
    return {
        "user": turn.user,
        "reply": turn.reply,
        "language": turn.language,
        "products": [product_row(ranked) for ranked in turn.products],
        "tool_calls": [tool_row(call) for call in turn.tool_calls],
        "model_calls": turn.model_calls,
        "model": turn.model,
        "suggestions": list(turn.suggestions),
        "seconds_to_products": turn.seconds_to_products,
        "seconds_to_first_text": turn.seconds_to_first_text,
        "seconds": turn.seconds,
    }


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(str(part) for part in value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(part) for part in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
