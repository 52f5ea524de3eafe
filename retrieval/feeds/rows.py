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
class Record:
    """One row as its format wrote it, not yet understood.

    Attributes:
        row: As in `Problem`.
        fields: Column or key to whatever the format holds there: text, numbers, lists, nested objects.
        notes: What had to be repaired to read the row at all.
    """

    row: int
    fields: Mapping[str, object]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Accepted:
    """A row that became a product; `repairs` says what was put right on the way."""

    row: int
    product: Product
    repairs: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that could not become a product."""

    row: int
    problem: Problem


Row = Accepted | Rejected


@dataclass(frozen=True, slots=True)
class FeedSummary:
    """A feed in figures.

    Attributes:
        read: Rows that held anything; ``read == accepted + rejected``.
        accepted: Rows that became products.
        rejected: Rows that did not.
        repaired: Of the accepted rows, how many needed something put right.
        problems: In the order of the rows, at most 10,000.
        problems_left_out: How many more there were.
    """

    read: int
    accepted: int
    rejected: int
    repaired: int
    problems: tuple[Problem, ...]
    problems_left_out: int = 0


def reject(row: int, field: str, problem: str, *, id: str | None = None) -> Rejected:
    """Returns a rejected row with its problem.

    Args:
        row: As in `Problem`.
        field: As in `Problem`.
        problem: As in `Problem`.
        id: As in `Problem`.
    """
    return Rejected(row, Problem(row, id, field, problem))
