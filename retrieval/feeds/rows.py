"""What a feed turns into: one closed union of frozen values, and what went wrong on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from retrieval.products import Product

WHOLE_ROW = "row"
"""`Problem.field` where no single field is to blame."""


class FeedError(Exception):
    """The feed as a whole cannot be read; one line that says what was wrong, what is valid and what to do."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in one row.

    Attributes:
        row: As a spreadsheet or an editor numbers it: the first line of the file is 1.
        id: The product's identifier, where the row has a usable one.
        field: The product's field, or ``row`` for the row as a whole.
        problem: What was wrong, what was done about it, and what to do in the feed.
    """

    row: int
    id: str | None
    field: str
    problem: str


@dataclass(frozen=True, slots=True)
class Part:
    """What a row is to a product that several rows make up.

    Attributes:
        keys: By which names the rows of one product find each other. A row with two names, such as a number and
            a stock-keeping code, joins rows that know only one of them.
        variant: Which variant the row describes, unique in the product; ``None`` where it describes none, as a
            parent or a further picture does.
        options: What tells the variant from its siblings, each with its name. A name may be empty: it is then
            that of the same position in another row of the product.
        parent: The row speaks for the product as a whole, so that what it says goes before what variants say.
        needs_parent: The row alone is no product.
        hidden: Why the shop does not show the whole product, for a message; ``None`` where it does.
    """

    keys: tuple[str, ...]
    variant: str | None = None
    options: tuple[tuple[str, str], ...] = ()
    parent: bool = False
    needs_parent: bool = False
    hidden: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One row as its format wrote it, not yet understood.

    Attributes:
        row: As in `Problem`.
        fields: Column or key to whatever the format holds there: text, numbers, lists, nested objects.
        notes: What had to be repaired to read the row at all.
        part: What the row is to a product of several rows; ``None`` where the row is a product by itself.
        hidden: Why the shop does not show this row's product or variant, for a message; ``None`` where it does.
    """

    row: int
    fields: Mapping[str, object]
    notes: tuple[str, ...] = ()
    part: Part | None = None
    hidden: str | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """A product, and what was put right on the way.

    Attributes:
        row: Where it stands in the feed; its first row where it has several.
        product: Whole and valid.
        repairs: In the order of the rows.
        rows: How many rows it was made of.
    """

    row: int
    product: Product
    repairs: tuple[Problem, ...] = ()
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that could not become a product.

    Attributes:
        row: As in `Problem`.
        problem: Why, and what to do.
        hidden: The row is good, but the shop does not show its product.
        rows: How many rows share this fate, counting this one.
    """

    row: int
    problem: Problem
    hidden: bool = False
    rows: int = 1


Row = Accepted | Rejected


@dataclass(frozen=True, slots=True)
class FeedSummary:
    """A feed in figures.

    Attributes:
        read: Rows that held anything; ``read == accepted + rejected``.
        accepted: Rows that became products, or a part of one.
        rejected: Rows that did not.
        repaired: How many products needed something put right.
        problems: In the order of the rows, at most 10,000.
        problems_left_out: How many more there were.
        merged: Of the accepted rows, how many joined the product of another row, as a variant does.
        hidden: Of the rejected rows, how many are good but not shown in the shop.
    """

    read: int
    accepted: int
    rejected: int
    repaired: int
    problems: tuple[Problem, ...]
    problems_left_out: int = 0
    merged: int = 0
    hidden: int = 0


def reject(row: int, field: str, problem: str, *, id: str | None = None) -> Rejected:
    """Returns a rejected row with its problem.

    Args:
        row: As in `Problem`.
        field: As in `Problem`.
        problem: As in `Problem`.
        id: As in `Problem`.
    """
    return Rejected(row, Problem(row, id, field, problem))
