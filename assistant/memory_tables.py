"""Tables of the shopper's memory. Times are seconds since 1970, UTC."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

METADATA = sa.MetaData()

SHOPPERS = sa.Table(
    "memory_shoppers",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("created", sa.Float, nullable=False),
)

SESSIONS = sa.Table(
    "memory_sessions",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("shopper", sa.Text, sa.ForeignKey("memory_shoppers.id"), index=True),
    sa.Column("created", sa.Float, nullable=False),
    sa.Column("seen", sa.Float, nullable=False, index=True),
    sa.Column("state", sa.Text),
)


def _of_session() -> sa.Column[str]:
    return sa.Column("session", sa.Text, sa.ForeignKey("memory_sessions.id"), nullable=False, index=True)


TURNS = sa.Table(
    "memory_turns",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    _of_session(),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("user", sa.Text, nullable=False),
    sa.Column("reply", sa.Text, nullable=False),
    sa.Column("shown", sa.Text, nullable=False),
    sa.Column("wish", sa.Text, nullable=False),
    sa.Column("tool_calls", sa.Text, nullable=False),
    sqlite_autoincrement=True,
)

PREFERENCES = sa.Table(
    "memory_preferences",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    _of_session(),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("liked", sa.Boolean, nullable=False),
    sqlite_autoincrement=True,
)

FEEDBACK = sa.Table(
    "memory_feedback",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    _of_session(),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("product", sa.Text, nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("value", sa.Float),
    sqlite_autoincrement=True,
)

RECORDS = (TURNS, PREFERENCES, FEEDBACK)
"""What belongs to a session, deleted before it."""


class StatedRow(NamedTuple):
    """A stated taste, without its session."""

    id: int
    at: float
    subject: str
    liked: bool


class DoneRow(NamedTuple):
    """Feedback, without its session."""

    id: int
    at: float
    product: str
    kind: str
    value: float | None


def owned(session: str) -> sa.Select[tuple[str]]:
    """The session and, where its shopper is known, all the shopper's other sessions."""
    mine = sa.select(SESSIONS.c.shopper).where(SESSIONS.c.id == session).scalar_subquery()
    return sa.select(SESSIONS.c.id).where(sa.or_(SESSIONS.c.id == session, SESSIONS.c.shopper == mine))


def insert_new(connection: sa.Connection, table: sa.Table, **values: object) -> None:
    """Insert a row unless there is one with its key."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    connection.execute(insert(table).values(**values).on_conflict_do_nothing())
