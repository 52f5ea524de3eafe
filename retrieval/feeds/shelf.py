"""Rows that wait for the other rows of their product, on disk: a feed of any length and order fits in memory."""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterator
from dataclasses import replace

from retrieval.feeds.rows import Accepted, Part
from retrieval.feeds.variants import Join, Piece

_NO_PIECE = b""


class Shelf:
    """Rows by product, found by the names that rows of one product have for each other.

    Held like the `Ledger`, in SQLite's own temporary database. Use from one thread at a time; close it when done.
    """

    def __init__(self) -> None:
        self._connection = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        for statement in (
            "PRAGMA journal_mode = OFF",
            "PRAGMA synchronous = OFF",
            "CREATE TABLE names (name TEXT PRIMARY KEY, product INTEGER) WITHOUT ROWID",
            # Rows that come together are stored together: a well-ordered feed is written and read in one sweep.
            "CREATE TABLE pieces (product INTEGER, number INTEGER, content BLOB, PRIMARY KEY (product, number)) "
            "WITHOUT ROWID",
            "BEGIN",
        ):
            self._connection.execute(statement)
        self._count = 0

    def add(self, part: Part, row: Accepted) -> None:
        """Puts a row to the others of its product."""
        plain = replace(row, product=replace(row.product, attributes=dict(row.product.attributes)))
        self._put(part, pickle.dumps(Piece(part, plain), protocol=pickle.HIGHEST_PROTOCOL))

    def add_hidden(self, part: Part) -> None:
        """Notes that a product has a variant which the shop does not show."""
        self._put(part, _NO_PIECE)

    def products(self) -> Iterator[Join]:
        """Yields what makes up each product, in the order of their first rows."""
        query = "SELECT product, content FROM pieces ORDER BY product, number"
        current, join = -1, Join()
        for product, content in self._connection.execute(query):
            if product != current:
                if current >= 0:
                    yield join
                current, join = product, Join()
            if content == _NO_PIECE:
                join.add_hidden()
            else:
                join.add(pickle.loads(content))  # written by this object alone
        if current >= 0:
            yield join

    def close(self) -> None:
        """Frees the database."""
        self._connection.close()

    def _put(self, part: Part, content: bytes) -> None:
        self._count += 1
        place = self._place(part.keys)
        self._connection.execute("INSERT INTO pieces VALUES (?, ?, ?)", (place, self._count, content))

    def _place(self, names: tuple[str, ...]) -> int:
        marks = ", ".join("?" * len(names))
        query = f"SELECT DISTINCT product FROM names WHERE name IN ({marks}) ORDER BY product"
        known = [product for (product,) in self._connection.execute(query, names)]
        first = known[0] if known else self._count
        for other in known[1:]:  # two names turn out to be those of one product
            self._connection.execute("UPDATE pieces SET product = ? WHERE product = ?", (first, other))
            self._connection.execute("UPDATE names SET product = ? WHERE product = ?", (first, other))
        if len(known) != 1 or len(names) > 1:
            entries = [(name, first) for name in names]
            self._connection.executemany("INSERT OR IGNORE INTO names VALUES (?, ?)", entries)
        return first
