"""Making sure that what was deleted cannot be read from the database's files."""

from __future__ import annotations

import sqlite3

import sqlalchemy as sa

_PATIENCE_MILLISECONDS = 2_000  # a reader that takes longer must not hold up every writer meanwhile


class ErasureError(RuntimeError):
    """The rows are deleted, but old copies in the database's files could not be overwritten yet."""


def scrub(engine: sa.Engine) -> None:
    """Overwrite in SQLite's files what earlier versions of deleted rows left behind.

    ``secure_delete`` has zeroed the rows themselves; rebuilding the file drops copies that moving pages may
    have left, and emptying the log drops the pages as they were before.

    Raises:
        ErasureError: Another connection writes or still reads an older state; call again to finish.
    """
    if engine.dialect.name != "sqlite":
        return
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        patience = int(cursor.execute("PRAGMA busy_timeout").fetchone()[0])
        cursor.execute(f"PRAGMA busy_timeout = {_PATIENCE_MILLISECONDS}")
        try:
            cursor.execute("VACUUM")
            held = bool(cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0])
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {patience}")  # the pool lends this connection out again
            cursor.close()
    except sqlite3.OperationalError as error:
        raise ErasureError(f"deleted, but not yet overwritten on disk ({error}); erase again") from error
    finally:
        connection.close()
    if held:
        raise ErasureError("deleted, but a reader still holds the database's log; erase again")
