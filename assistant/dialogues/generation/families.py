"""The families of generated dialogues, and what a catalogue needs for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assistant.dialogues.generation import courses, strangers, wishes
from assistant.dialogues.generation.draw import Draw
from assistant.dialogues.generation.expecting import ASKED, Script


@dataclass(frozen=True, slots=True)
class Family:
    """Dialogues of one sort.

    Attributes:
        name: In file names and titles.
        scenarios: How each is drawn; they take turns. ``None`` means that this draw led nowhere.
        needs: What the catalogue lacks where no draw leads anywhere.
    """

    name: str
    scenarios: tuple[Callable[[Draw], Script | None], ...]
    needs: str


_PRICED = "needs prices: three products of one kind with different prices that a round amount divides"
FAMILIES = (
    Family("budgets", (wishes.budget, wishes.floor, wishes.price_range), _PRICED),
    Family(
        "colours",
        (wishes.having("colour", lambda draw: draw.census.colours), wishes.colour_budget),
        "needs an attribute “colour” that some products of a kind have and others lack",
    ),
    Family(
        "materials",
        (wishes.having("material", lambda draw: draw.census.materials),),
        "needs an attribute “material” that some products of a kind have and others lack",
    ),
    Family("brands", (wishes.brand,), "needs brands on products of a kind"),
    Family(
        "refusals",
        (
            wishes.lacking("without_colour", lambda draw: draw.census.colours),
            wishes.lacking("without_material", lambda draw: draw.census.materials),
        ),
        "needs a colour or material that some products of a kind have and others lack",
    ),
    Family(
        "counts",
        (wishes.exact, wishes.count),
        "needs kinds whose products the category alone decides, all of them in stock",
    ),
    Family(
        "orders",
        (wishes.cheapest, courses.cheaper),
        "needs kinds whose products the category alone decides, with prices",
    ),
    Family(
        "references",
        (
            courses.pointing("detail", "the second", {"products": {"ids_from_previous": [2]}}),
            courses.pointing("compare", "the first and the third", {"products": {"ids_from_previous": [1, 3]}}),
            courses.pointing("last", "the last", {"products": {"ids_from_previous": [-1]}}),
            courses.pointing("similar", "more like the first", {"products": {"min": 1, "new": True}}, 2 * ASKED),
        ),
        "needs three products of one kind",
    ),
    Family("refinements", (courses.refine, courses.no_preference), "needs colours and prices within one kind"),
    Family("changes", (courses.other_kind, courses.other_budget), "needs two kinds with overlapping prices"),
    Family("impossible", (wishes.impossible_budget, wishes.impossible_brand, wishes.impossible_colour), _PRICED),
    Family("injections", (strangers.injection,), _PRICED),
    Family("policies", (strangers.policy,), "needs nothing"),
)
"""In the order in which files and left-out lines name them."""
