"""Catalogue feeds: files as shops export them, to products.

``read_feed`` streams a file row by row; ``import_feed`` brings it into the catalogue. A further format is
one more file with a `Format` in it, and one more entry in `FORMATS`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from retrieval.catalogue import content_digest
from retrieval.feeds.cleaning import clean_record
from retrieval.feeds.delimited import CSV
from retrieval.feeds.formats import Format
from retrieval.feeds.google import GOOGLE
from retrieval.feeds.jsonl import JSONL
from retrieval.feeds.ledger import Ledger
from retrieval.feeds.lines import read_head
from retrieval.feeds.mapping import ColumnMap, mapped_csv
from retrieval.feeds.numbers import is_currency, read_currency
from retrieval.feeds.openai import OPENAI
from retrieval.feeds.pages import holds_pages
from retrieval.feeds.prices import Custom
from retrieval.feeds.rows import (
    WHOLE_ROW,
    Accepted,
    FeedError,
    FeedSummary,
    Part,
    Problem,
    Record,
    Rejected,
    Row,
    reject,
)
from retrieval.feeds.schemaorg import SCHEMA_ORG
from retrieval.feeds.shelf import Shelf
from retrieval.feeds.shopify import SHOPIFY
from retrieval.feeds.woocommerce import WOOCOMMERCE

__all__ = [
    "FORMATS",
    "Accepted",
    "FeedError",
    "FeedSummary",
    "Format",
    "Part",
    "Problem",
    "Record",
    "Rejected",
    "Row",
    "read_feed",
]

FORMATS: tuple[Format, ...] = (SHOPIFY, WOOCOMMERCE, OPENAI, GOOGLE, SCHEMA_ORG, JSONL, CSV)
"""In the order in which ``auto`` tries them: the particular before the general."""


def read_feed(
    path: Path, format: str = "auto", *, columns: Sequence[str] = (), currency: str | None = None
) -> Iterator[Row]:
    """Yields what every row of a feed came to, each accepted or rejected.

    Products of one row come in the feed's order; those that several rows make up, as variants do, come after
    them. Where several good products have one id, the first is accepted and the others are rejected, naming it.

    Args:
        path: A file; for schema.org also a folder or zip archive of pages.
        format: The name of one of `FORMATS`, or ``auto``.
        columns: ``FIELD=COLUMN`` each: which column of a table holds which field. The feed is then read as CSV.
        currency: Of prices beside which the feed names none: ISO 4217 code or sign.

    Raises:
        FeedError: At once where the file cannot be read, its format is unknown or an argument is wrong; while
            iterating where the file turns out to have no rows, or reading it fails.
    """
    code = _currency(currency)
    mapping = ColumnMap.parse(columns)
    head = "" if holds_pages(path) else read_head(path)
    if mapping is not None:
        if format not in ("auto", CSV.name):
            raise FeedError(f"columns can be named for csv only, not for {format}; leave out the format or the columns")
        chosen = mapped_csv(path, mapping)
    else:
        chosen = _format_of(path, head, format)
    return _rows(path, chosen, code)


def _currency(written: str | None) -> str | None:
    if written is None:
        return None
    code = read_currency(written)
    if code is None or not is_currency(code):
        raise FeedError(f"{written!r} is no currency; give an ISO 4217 code such as EUR, USD or GBP")
    return code


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


def _rows(path: Path, format: Format, currency: str | None) -> Iterator[Row]:
    found = False
    custom = Custom(lambda: format.records(path))
    with closing(Ledger()) as ledger, closing(Shelf()) as shelf:
        for record in format.records(path):
            found = True
            row = clean_record(record, custom, currency) if isinstance(record, Record) else record
            if isinstance(row, Rejected) or isinstance(record, Rejected):
                yield row
            elif record.hidden is not None:
                if record.part is not None:
                    shelf.add_hidden(record.part)
                problem = Problem(row.row, row.product.id, WHOLE_ROW, f"{record.hidden}; left out")
                yield Rejected(row.row, problem, hidden=True)
            elif record.part is not None:
                shelf.add(record.part, row)
            else:
                yield _first_of_its_id(row, ledger)
        for join in shelf.products():
            for row in join.rows():
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
        again = reject(row.row, "id", f"repeats row {first} exactly; left out, nothing is lost; remove one", id=id)
    else:
        taken = f"is taken by row {first}, which was kept; give this row an id of its own"
        again = reject(row.row, "id", taken, id=id)
    return replace(again, rows=row.rows)
