"""The agent's tools. Each hands the model's proposal to the desk and returns what the desk decided."""

from __future__ import annotations

from typing import Any

from langchain.tools import ToolRuntime
from langchain_core.tools import BaseTool, tool

from assistant.agent.desk import Desk
from assistant.agent.turn import Outcome, Turn


class Context:
    """What a run of the agent is about; LangGraph hands it to every tool and middleware.

    Not a dataclass: LangChain passes tool arguments through pydantic, which would take one apart, copy it down to
    the last product and warn about read-only mappings. An opaque object is handed on as it is.
    """

    __slots__ = ("desk", "turn")

    def __init__(self, desk: Desk, turn: Turn) -> None:
        self.desk = desk
        self.turn = turn


Runtime = ToolRuntime[Context, Any]


@tool(response_format="content_and_artifact")
def search_products(
    runtime: Runtime,
    query: str = "",
    category: str | None = None,
    brand: str | None = None,
    price_min: float | None = None,
    price_max: float | None = None,
    include: list[str] | None = None,
    exclude: list[str] | None = None,
    sort: str | None = None,
) -> tuple[str, Outcome]:
    """Find products in the shop that satisfy every stated limit."""
    # Limits are not passed on: the desk takes them from the shopper's own words, which always win.
    return _answer(runtime.context.desk.search(runtime.context.turn, query, category))


@tool(response_format="content_and_artifact")
def show_product(runtime: Runtime, product: int) -> tuple[str, Outcome]:
    """Show one product on screen in detail, by its position."""
    return _answer(runtime.context.desk.show(runtime.context.turn, product))


@tool(response_format="content_and_artifact")
def compare_products(runtime: Runtime, products: list[int]) -> tuple[str, Outcome]:
    """Compare products on screen, by their positions."""
    return _answer(runtime.context.desk.compare(runtime.context.turn, products))


@tool(response_format="content_and_artifact")
def similar_products(runtime: Runtime, product: int) -> tuple[str, Outcome]:
    """Find products like one on screen, by its position, within the limits in force."""
    return _answer(runtime.context.desk.similar(runtime.context.turn, product))


@tool(response_format="content_and_artifact")
def remember_preference(runtime: Runtime, subject: str, liked: bool) -> tuple[str, Outcome]:
    """Remember a lasting like or dislike of the shopper."""
    return _answer(runtime.context.desk.remember(runtime.context.turn, subject, liked=liked))


TOOLS: tuple[BaseTool, ...] = (
    search_products,
    show_product,
    compare_products,
    similar_products,
    remember_preference,
)


def _answer(outcome: Outcome) -> tuple[str, Outcome]:
    lines = [f"{i}. {r.product.title}" for i, r in enumerate(outcome.ranked, 1)]
    return "\n".join([outcome.lead, *lines]), outcome
