"""Catalogue feeds: files as shops export them, to products.

``read_feed`` streams a file row by row; ``import_feed`` brings it into the catalogue. A further format is
one more file with a `Format` in it, and one more entry in `FORMATS`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from retrieval.catalogue import content_digest
from retrieval.feeds.cleaning import clean_record
from retrieval.feeds.delimited import CSV
from retrieval.feeds.formats import Format
from retrieval.feeds.jsonl import JSONL
from retrieval.feeds.ledger import Ledger
from retrieval.feeds.lines import read_head
from retrieval.feeds.prices import Custom
from retrieval.feeds.rows import Accepted, FeedError, FeedSummary, Problem, Record, Rejected, Row, reject

__all__ = [
    "FORMATS",
    "Accepted",
    "FeedError",
    "FeedSummary",
    "Format",
    "Problem",
    "Record",
    "Rejected",
    "Row",
    "read_feed",
]

FORMATS: tuple[Format, ...] = (JSONL, CSV)
"""In the order in which ``auto`` tries them."""


def read_feed(path: Path, format: str = "auto") -> Iterator[Row]:
    """Yields every row of a feed that holds anything, in order, each accepted or rejected.

    Where several good rows have one id, the first is accepted and the others are rejected, naming it.

    Args:
        path: A file.
        format: The name of one of `FORMATS`, or ``auto``.

    Raises:
        FeedError: At once where the file cannot be read or its format is unknown; while iterating where
            the file turns out to have no rows, or reading it fails.
    """
    chosen = _format_of(path, read_head(path), format)
    return _rows(path, chosen)


def _format_of(path: Path, head: str, name: str) -> Format:
    names = ", ".join(format.name for format in FORMATS)
    if name != "auto":
        for format in FORMATS:
            if format.name == name:
                return format
        raise FeedError(f"{name!r} is no feed format; valid are auto, {names}")
    for format in FORMATS:
        if format.recognises(path, head):
            return format
    looks = "; ".join(f"{format.name}: {format.summary}" for format in FORMATS)
    raise FeedError(f"{path} is in no format known here; valid are {looks}; name one if auto does not see it")


def _rows(path: Path, format: Format) -> Iterator[Row]:
    found = False
    custom = Custom(lambda: format.records(path))
    with closing(Ledger()) as ledger:
        for record in format.records(path):
            found = True
            row = clean_record(record, custom) if isinstance(record, Record) else record
            yield _first_of_its_id(row, ledger) if isinstance(row, Accepted) else row
    if not found:
        raise FeedError(f"{path} holds no rows; a feed holds at least one product")


def _first_of_its_id(row: Accepted, ledger: Ledger) -> Row:
    id, digest = row.product.id, content_digest(row.product)
    earlier = ledger.claim(id, row.row, digest)
    if earlier is None:
        return row
    first, first_digest = earlier
    if digest == first_digest:
        return reject(row.row, "id", f"repeats row {first} exactly; left out, nothing is lost; remove one", id=id)
    return reject(row.row, "id", f"is taken by row {first}, which was kept; give this row an id of its own", id=id)
