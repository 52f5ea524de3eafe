"""Scripted dialogues as values: what the shopper says, and what must hold after each turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType


def _no_arguments() -> Mapping[str, object]:
    return MappingProxyType({})


def _no_attributes() -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({})


class DialogueError(Exception):
    """A dialogue file cannot be read; the message names file, line, turn, key and what is valid."""


@dataclass(frozen=True, slots=True)
class Range:
    """Two inclusive ends, either of them open."""

    minimum: float | None = None
    maximum: float | None = None

    def holds(self, value: float) -> bool:
        """Whether `value` lies between the two ends."""
        return (self.minimum is None or value >= self.minimum) and (self.maximum is None or value <= self.maximum)


OPEN = Range()
"""Everything lies in it."""


@dataclass(frozen=True, slots=True)
class ProductFilter:
    """What one product must be: every key that is stated has to hold.

    Several values under one key mean "any one of them".

    Attributes:
        category: Kinds of product ("dress", "Clothing > Dresses"). See `matching.is_kind`.
        brand: Brands, ignoring case.
        price_min: Lowest price, inclusive. A product without a price fails a stated limit.
        price_max: Highest price, inclusive.
        attributes: Facet name to accepted values. See `matching.has_attribute`.
        title_contains: Words that occur in the title.
        ids: Identifiers, exactly as the catalogue writes them.
        in_stock: Whether it can be bought now.
    """

    category: tuple[str, ...] = ()
    brand: tuple[str, ...] = ()
    price_min: float | None = None
    price_max: float | None = None
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=_no_attributes)
    title_contains: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    in_stock: bool | None = None


@dataclass(frozen=True, slots=True)
class ToolExpectation:
    """A tool that must have run, or that none ran.

    Attributes:
        name: The tool; ``None`` where no tool may have run.
        arguments: The least that one call of it must carry. See `matching.same_value`.
    """

    name: str | None
    arguments: Mapping[str, object] = field(default_factory=_no_arguments)


@dataclass(frozen=True, slots=True)
class ProductsExpectation:
    """What the turn must have put on screen.

    Nothing at all passes `all`, `order` and `cheaper_than_previous` only where `count` or `ids` says that nothing
    is fine: what holds of no product proves nothing.

    Attributes:
        count: How many products.
        all: Every product passes every one of these filters.
        any: Each of these filters is passed by at least one product.
        none: None of these filters is passed by any product.
        first: The best product passes every one of these filters.
        ids: Exactly these products, in any order; ``None`` where not stated.
        ids_from_previous: Exactly the products at these positions (1-based, -1 is the last) of the list
            that was on screen before this turn, in any order. A product shown in detail does not replace
            the list it was picked from.
        new: No product that was on screen before this turn.
        order: ``price_low``, ``price_high`` or ``rating``: best first in that sense.
        cheaper_than_previous: The dearest product costs less than the dearest one before this turn.
    """

    count: Range = OPEN
    all: tuple[ProductFilter, ...] = ()
    any: tuple[ProductFilter, ...] = ()
    none: tuple[ProductFilter, ...] = ()
    first: tuple[ProductFilter, ...] = ()
    ids: tuple[str, ...] | None = None
    ids_from_previous: tuple[int, ...] | None = None
    new: bool = False
    order: str | None = None
    cheaper_than_previous: bool = False


@dataclass(frozen=True, slots=True)
class ReplyExpectation:
    """What the reply must be.

    Attributes:
        names_every_product: Every product the turn showed is named.
        grounded: Numbers and product names are true. See `grounding.ungrounded`.
        contains: Texts that occur, ignoring case.
        contains_any: Texts of which at least one occurs, ignoring case.
        not_contains: Texts that do not occur, ignoring case.
        language: BCP 47 tag; ``en`` also accepts ``en-GB``.
    """

    names_every_product: bool = False
    grounded: bool = False
    contains: tuple[str, ...] = ()
    contains_any: tuple[str, ...] = ()
    not_contains: tuple[str, ...] = ()
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Expectation:
    """Everything expected of one turn; ``None`` where nothing is.

    Attributes:
        tool: About the tool calls.
        products: About the screen.
        reply: About the text.
        model_calls: How often the language model may be called.
        model: ``none`` (no model spoke), ``any`` (one did) or a part of the model's name.
        seconds_to_products: How soon the products must be there.
    """

    tool: ToolExpectation | None = None
    products: ProductsExpectation | None = None
    reply: ReplyExpectation | None = None
    model_calls: Range | None = None
    model: str | None = None
    seconds_to_products: Range | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """What the shopper writes, and what must hold afterwards."""

    user: str
    expect: Expectation


@dataclass(frozen=True, slots=True)
class Shopper:
    """Who speaks.

    Attributes:
        id: A shopper the shop knows; ``None`` for an anonymous one with tastes.
        likes: Lasting tastes stated before the first turn.
        dislikes: The same, of what is not wanted.
    """

    id: str | None = None
    likes: tuple[str, ...] = ()
    dislikes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dialogue:
    """One scripted dialogue.

    Attributes:
        title: What it shows.
        turns: At least one.
        shopper: ``None`` for a fresh, anonymous shopper.
        repeats: How often it is played, each time in a fresh session.
        pass_at: How many of the repeats must pass.
        file: Where it was read from.
        line: Its first line there, 1-based.
    """

    title: str
    turns: tuple[Turn, ...]
    shopper: Shopper | None = None
    repeats: int = 1
    pass_at: int = 1
    file: Path = Path("<text>")
    line: int = 1
