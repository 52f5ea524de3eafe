"""Which tools the model is offered this turn, and with which schemas.

The reading narrows them: a limit that the words state enters its schema as a constant, a position on screen that
the words name is the only one enumerated. What is left open is the model's to choose. The tool executes the
program's reading of the limits in any case; narrowing makes the model's call agree with it and cheap to decode.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assistant.agent.turn import Turn
from assistant.understanding.reading import Intent
from retrieval.requests import Sort

TOOL_OF = {
    Intent.SEARCH: "search_products",
    Intent.SHOW: "show_product",
    Intent.COMPARE: "compare_products",
    Intent.SIMILAR: "similar_products",
    Intent.REMEMBER: "remember_preference",
}
_SPAN = {"type": "string", "x-span": True}


def offered(turn: Turn, *, wide: bool, categories: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Tool descriptions in OpenAI's form, for this turn only.

    Args:
        turn: The turn.
        wide: Whether the model is able enough to choose the tool itself where the words leave room.
        categories: Values that may be proposed as a category by such a model.

    Returns:
        At least one tool, the one that the reading points to first.
    """
    makers = {
        "search_products": lambda: _search(turn, wide=wide, categories=categories),
        "show_product": lambda: _positions(turn, "show_product", "Details of one product on screen.", most=1),
        "compare_products": lambda: _positions(turn, "compare_products", "Compare products on screen.", most=4),
        "similar_products": lambda: _positions(turn, "similar_products", "More like one on screen.", most=1),
        "remember_preference": lambda: _remember(),
    }
    first = TOOL_OF.get(turn.reading.intent, "search_products")
    names = [first]
    if wide and turn.reading.intent is Intent.SEARCH:
        names += ["remember_preference"]
        names += ["show_product", "similar_products"] if turn.on_screen else []
        names += ["compare_products"] if len(turn.on_screen) > 1 else []
    return [makers[name]() for name in names]


def proposal(turn: Turn) -> tuple[str, dict[str, Any]]:
    """The call the program makes where no model answers: the literal reading and nothing else."""
    name = TOOL_OF.get(turn.reading.intent, "search_products")
    if name == "search_products":
        # Whoever only takes something back has named nothing to look for.
        return name, {"query": turn.wish.words or ("" if turn.reading.dropped else turn.message)}
    if name == "remember_preference":
        said = turn.reading.preferences
        return name, {
            "subject": said[0].subject if said else turn.message,
            "liked": bool(said and said[0].liked),
        }
    positions = resolve_positions(turn)
    return name, {"products": positions} if name == "compare_products" else {"product": positions[0]}


def resolve_positions(turn: Turn) -> list[int]:
    """The 1-based positions on screen that the words name, in range; all of them where none is named."""
    count = len(turn.on_screen)
    named = [r if r > 0 else count + 1 + r for r in turn.reading.references]
    return [p for p in dict.fromkeys(named) if 1 <= p <= count] or list(range(1, count + 1))


def _function(name: str, description: str, properties: Mapping[str, Any], required: Sequence[str]) -> dict[str, Any]:
    parameters = {"type": "object", "properties": dict(properties), "required": list(required)}
    return {
        "type": "function",
        "function": {"name": name, "description": description, "parameters": parameters},
    }


def _search(turn: Turn, *, wide: bool, categories: Sequence[str]) -> dict[str, Any]:
    wish = turn.wish
    properties: dict[str, Any] = {"query": _SPAN | {"description": "what is wanted, in the shopper's words"}}
    required = ["query"]
    constants: dict[str, Any] = {
        "category": wish.kinds[0] if len(wish.kinds) == 1 else None,
        "brand": wish.brands[0] if len(wish.brands) == 1 else None,
        "price_min": wish.price_min,
        "price_max": wish.price_max,
        "sort": wish.sort.value if wish.sort and wish.sort is not Sort.RELEVANCE else None,
    }
    for field, value in constants.items():
        if value is not None:
            properties[field] = {"enum": [value]}
            required.append(field)
    for field, values in (("include", wish.include), ("exclude", wish.exclude)):
        if values:
            properties[field] = {"enum": [list(values)]}
            required.append(field)
    if wide and "category" not in properties and categories:
        properties["category"] = {"enum": list(categories)}
    return _function("search_products", "Find products in the shop.", properties, required)


def _positions(turn: Turn, name: str, description: str, *, most: int) -> dict[str, Any]:
    numbers = {"enum": resolve_positions(turn)}
    if most == 1:
        return _function(name, description, {"product": numbers}, ["product"])
    array = {"type": "array", "items": numbers, "minItems": 2, "maxItems": most}
    return _function(name, description, {"products": array}, ["products"])


def _remember() -> dict[str, Any]:
    properties = {"subject": _SPAN, "liked": {"type": "boolean"}}
    return _function("remember_preference", "Remember a lasting taste.", properties, ["subject", "liked"])
