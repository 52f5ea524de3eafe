"""A feed into the catalogue, in one pass and constant memory."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from retrieval.catalogue import BATCH, Catalogue, Changes
from retrieval.feeds import Accepted, FeedSummary, Problem, Rejected, Row, read_feed
from retrieval.feeds.ledger import Ledger
from retrieval.products import Product

MOST_PROBLEMS = 10_000
"""How many problems a summary holds; the rest is counted."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did.

    Attributes:
        feed: The feed in figures.
        changes: What it changed in the catalogue.
        removed: Products removed because the feed does not name them; 0 unless asked for.
        products: In the catalogue afterwards.
        seconds: Wall-clock time.
        currencies: How many priced products of the catalogue are in each stated currency, the shop's own first.
    """

    feed: FeedSummary
    changes: Changes
    removed: int
    products: int
    seconds: float
    currencies: Mapping[str, int]

    @property
    def remarks(self) -> tuple[str, ...]:
        """What whoever imports should know of the catalogue as a whole, a sentence each."""
        if not self.currencies:
            return ()
        own, *others = self.currencies
        foreign = {code: self.currencies[code] for code in others if self.currencies[code]}
        if not foreign:
            return ()
        count = sum(foreign.values())
        listed = ", ".join(f"{products:,} in {code}" for code, products in foreign.items())
        return (
            f"The shop has several currencies. Most products are in {own}; priced in another: {listed}. "
            f"Price limits are compared in {own} only, so a stated limit leaves out the other {count:,}, and sorted "
            f"by price they come last. To change that, give their prices in {own}.",
        )


def import_feed(
    catalogue: Catalogue,
    path: Path,
    format: str = "auto",
    *,
    columns: Sequence[str] = (),
    currency: str | None = None,
    replace: bool = False,
    progress: Callable[[int], None] | None = None,
) -> ImportReport:
    """Adds a feed's products to the catalogue and updates those it holds already.

    A batch of 1,000 is stored at a time, so an import that is interrupted keeps what it has done and can
    simply be run again.

    Args:
        catalogue: Where the products go.
        path: As for `read_feed`, and so are the next three.
        format: Its name.
        columns: Which column of a table holds which field.
        currency: Where the feed names none.
        replace: Also remove the products that the feed does not name. A product whose row is rejected is
            named and stays, unless the shop hides it; a feed of which no row is accepted removes nothing.
        progress: Called with the number of rows read so far, about once for every 1,000.

    Raises:
        FeedError: As `read_feed`.
        StoreError: Where the database cannot be written.
    """
    started = time.monotonic()
    tally = _Tally()
    with closing(Ledger()) as named:
        rows = _watched(read_feed(path, format, columns=columns, currency=currency), tally, progress)
        changes = catalogue.upsert(_products(rows, named if replace else None))
        removed = _remove_unnamed(catalogue, named) if replace and tally.accepted else 0
    seconds = time.monotonic() - started
    return ImportReport(tally.summary(), changes, removed, catalogue.count(), seconds, catalogue.currencies())


@dataclass(slots=True)
class _Tally:
    """Counts rows as they pass; lives for one import."""

    accepted: int = 0
    rejected: int = 0
    repaired: int = 0
    problems: list[Problem] = field(default_factory=list[Problem])
    left_out: int = 0
    merged: int = 0
    hidden: int = 0

    def add(self, row: Row) -> None:
        match row:
            case Accepted(repairs=repairs, rows=rows):
                self.accepted += rows
                self.merged += rows - 1
                self.repaired += bool(repairs)
                found = repairs
            case Rejected(problem=problem, hidden=hidden, rows=rows):
                self.rejected += rows
                self.hidden += rows if hidden else 0
                found = (problem,)
        room = max(0, MOST_PROBLEMS - len(self.problems))
        self.problems.extend(found[:room])
        self.left_out += len(found[room:])

    def summary(self) -> FeedSummary:
        return FeedSummary(
            read=self.accepted + self.rejected,
            accepted=self.accepted,
            rejected=self.rejected,
            repaired=self.repaired,
            problems=tuple(self.problems),
            problems_left_out=self.left_out,
            merged=self.merged,
            hidden=self.hidden,
        )


def _watched(rows: Iterator[Row], tally: _Tally, progress: Callable[[int], None] | None) -> Iterator[Row]:
    for count, row in enumerate(rows, start=1):
        tally.add(row)
        yield row
        if progress is not None and count % BATCH == 0:
            progress(count)


def _products(rows: Iterator[Row], named: Ledger | None) -> Iterator[Product]:
    for row in rows:
        # What the shop hides is not for sale: its rows name nothing that has to stay.
        id = row.product.id if isinstance(row, Accepted) else None if row.hidden else row.problem.id
        if named is not None and id is not None:
            named.claim(id)
        if isinstance(row, Accepted):
            yield row.product


def _remove_unnamed(catalogue: Catalogue, named: Ledger) -> int:
    removed = 0
    unnamed = (id for id in catalogue.ids() if id not in named)
    while batch := list(islice(unnamed, BATCH)):
        removed += catalogue.remove(batch)
    return removed
