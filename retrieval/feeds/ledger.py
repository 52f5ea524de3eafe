"""Which identifiers a feed has named so far, on disk, so that a feed of any length fits in memory."""

from __future__ import annotations

import sqlite3


class Ledger:
    """Identifiers and the row each was first seen in.

    Held in SQLite's own temporary database: nameless, on disk once it outgrows the page cache, and gone
    with the connection. Use from one thread at a time; close it when done.
    """

    def __init__(self) -> None:
        self._connection = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode = OFF")
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.execute("CREATE TABLE seen (id TEXT PRIMARY KEY, row INTEGER, digest TEXT) WITHOUT ROWID")
        self._connection.execute("BEGIN")

    def claim(self, id: str, row: int = 0, digest: str = "") -> tuple[int, str] | None:
        """Enters `id`, and returns ``None``; or returns the row and digest it was entered with before.

        Args:
            id: A product's identifier.
            row: Where the feed names it.
            digest: Of the row's content.
        """
        entered = self._connection.execute("INSERT OR IGNORE INTO seen VALUES (?, ?, ?)", (id, row, digest))
        if entered.rowcount:
            return None
        return self._connection.execute("SELECT row, digest FROM seen WHERE id = ?", (id,)).fetchone()

    def __contains__(self, id: str) -> bool:
        return self._connection.execute("SELECT 1 FROM seen WHERE id = ?", (id,)).fetchone() is not None

    def close(self) -> None:
        """Frees the database."""
        self._connection.close()
