"""One door to the database: SQLite by default, PostgreSQL by its URL."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import Engine, create_engine, event, exc
from sqlalchemy.engine import URL, Dialect, ExceptionContext, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

OTHER_LAYOUT = (
    "another program or another version made it; import the feed into a new store (--store DIR), "
    "or open it with the version that made it"
)
"""What to do about tables that are not ours."""

_VALID = "valid are sqlite:////absolute/path/store.db and postgresql://name:password@host/database"
_BUSY_MILLISECONDS = 30_000

# What SQLite says, and what to do about it.
_REMEDIES = (
    ("not a database", "is not an SQLite database; move it away and import the feed again"),
    ("malformed", "is damaged; restore a copy, or move it away and import the feed again"),
    ("disk i/o error", "cannot be read or written; check the disk, or choose another folder"),
    ("database or disk is full", "has no room to grow; free some space on the disk"),
    ("readonly", "may not be written; correct its permissions, or choose another folder"),
    ("unable to open", "cannot be opened; correct the permissions of its folder, or choose another"),
    ("locked", "is held by another process; wait for it to finish, or stop it"),
    ("no such column", f"is not laid out as this version needs it: {OTHER_LAYOUT}"),
    ("has no column", f"is not laid out as this version needs it: {OTHER_LAYOUT}"),
    ("no such table", f"is not laid out as this version needs it: {OTHER_LAYOUT}"),
)


class StoreError(Exception):
    """The database cannot be used; one line that says what happened and what to do."""


def open_engine(url: str) -> Engine:
    """Opens a database, and makes sure that it answers.

    SQLite is set to write ahead (readers never wait for a writer) and to flush every commit to the disk:
    what was acknowledged survives a power cut. A commit is a batch of a thousand products or one turn of a
    conversation, so the flush is not felt.

    Args:
        url: ``sqlite:///relative.db``, ``sqlite:////absolute.db``, ``sqlite://`` (in memory, for tests) or
            ``postgresql://…`` (needs the package ``psycopg``).

    Raises:
        StoreError: Where the URL is not valid, or the database does not answer; also raised later, by
            anything that uses the engine, where an SQLite file turns out to be damaged, full or read-only.
    """
    try:
        address = make_url(url)
    except exc.ArgumentError as error:
        raise StoreError(f"{url!r} is no database URL; {_VALID}") from error
    backend = address.get_backend_name()
    if backend == "sqlite":
        engine = _open_sqlite(address)
    elif backend in ("postgresql", "postgres"):
        engine = _open_postgresql(address)
    else:
        raise StoreError(f"{backend!r} is no database known here; {_VALID}")
    _probe(engine)
    return engine


def place_of(engine: Engine) -> str:
    """Names a database for a message: the file, or the URL without its password."""
    url = engine.url
    in_file = url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:")
    return str(url.database) if in_file else url.render_as_string(hide_password=True)


def _open_sqlite(address: URL) -> Engine:
    in_memory = address.database in (None, "", ":memory:")
    if in_memory:
        # One connection for every thread: each further one would be another, empty database.
        engine = create_engine(address, poolclass=StaticPool, connect_args={"check_same_thread": False})
    else:
        path = Path(str(address.database))
        try:
            # Shoppers' memory lives here too: other accounts have no business in the folder.
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{path.parent} cannot be created: {error.strerror}; choose another folder") from error
        engine = create_engine(address, connect_args={"timeout": _BUSY_MILLISECONDS / 1000})
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "handle_error", _explain)
    return engine


def _open_postgresql(address: URL) -> Engine:
    address = address.set(drivername="postgresql+psycopg")
    try:
        return create_engine(address, pool_pre_ping=True, connect_args={"connect_timeout": 10})
    except ImportError as error:
        raise StoreError("PostgreSQL needs the package psycopg; run: pip install 'psycopg[binary]'") from error


def _probe(engine: Engine) -> None:
    try:
        with engine.connect() as connection:
            query = "SELECT count(*) FROM sqlite_master" if engine.dialect.name == "sqlite" else "SELECT 1"
            connection.exec_driver_sql(query)
    except sqlite3.Error as error:  # from the pragmas, which run below SQLAlchemy's own handling
        raise StoreError(_sqlite_words(engine.dialect, engine.url, error)) from error
    except exc.DBAPIError as error:
        where = engine.url.render_as_string(hide_password=True)
        what = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error.orig).__name__
        raise StoreError(f"{where} does not answer: {what}; start the server or correct the URL") from error


def _set_pragmas(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _explain(context: ExceptionContext) -> None:
    error = context.original_exception
    if isinstance(error, sqlite3.DatabaseError) and _remedy(error) is not None:
        url = context.engine.url if context.engine is not None else None
        raise StoreError(_sqlite_words(context.dialect, url, error)) from error


def _remedy(error: sqlite3.Error) -> str | None:
    words = str(error).lower()
    return next((remedy for sign, remedy in _REMEDIES if sign in words), None)


def _sqlite_words(dialect: Dialect, url: URL | None, error: sqlite3.Error) -> str:
    where = (url.database if url is not None else None) or f"the {dialect.name} database"
    return f"{where} {_remedy(error) or f'does not answer: {error}; choose another file'}"
