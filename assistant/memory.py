"""What the shop remembers: sessions, turns, stated tastes and feedback, for as long as the shopper agrees.

Everything belongs to a session. A session of a known shopper shares its tastes with that shopper's other
sessions; an anonymous session stands alone and is forgotten after a while.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from assistant.events import ToolCalled
from assistant.memory_erasure import scrub
from assistant.memory_tables import (
    FEEDBACK,
    METADATA,
    PREFERENCES,
    RECORDS,
    SESSIONS,
    SHOPPERS,
    TURNS,
    DoneRow,
    StatedRow,
    insert_new,
    owned,
)
from assistant.memory_texts import Shown, Turn, clean, feedback_text, turn_from_row, turn_to_row
from assistant.understanding.reading import Preference
from retrieval.products import Product
from retrieval.profile import KIND_WEIGHTS, OPINIONS, ProfileEvent

FEEDBACK_KINDS = (*KIND_WEIGHTS, "rating")
"""What a shopper can do with a product."""

ANONYMOUS_LIFETIME = timedelta(hours=24)
"""An anonymous session is forgotten this long after it was last used."""

_LONGEST_IDENTIFIER = 256
_LONGEST_SUBJECT = 200
_MOST_EVENTS = 500
_LOOKS = frozenset({"view", "click"})
_CHOICES = ("like", "cart", "purchase")


class FeedbackError(ValueError):
    """The feedback or the stated taste cannot be stored as it is; the message names what is valid."""


class UnknownProduct(FeedbackError, LookupError):
    """The catalogue has no product with this identifier."""


class SessionError(ValueError):
    """The session cannot be used this way."""


class EntryError(LookupError):
    """The profile has no such entry."""


@dataclass(frozen=True, slots=True)
class ProfileEntry:
    """One thing the shop remembers, in words, and the name to forget it by."""

    id: str
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class ProfileView:
    """A shopper's whole profile, stated tastes first, then newest first; no shopper where anonymous."""

    shopper: str | None
    entries: tuple[ProfileEntry, ...]


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Memory:
    """The shopper's memory in SQL.

    Methods may be called from any thread; each is one short transaction. A session that was never started is
    anonymous and begins with the first thing stored for it.

    Args:
        engine: The shop's database; the tables are created where they are missing.
        products: Looks up products by identifier, for titles and to refuse feedback about unknown ones;
            without it identifiers stand for titles and every product is accepted.
        anonymous_lifetime: How long an unused anonymous session is kept.
        clock: The time now, with its time zone.
    """

    def __init__(
        self,
        engine: sa.Engine,
        *,
        products: Callable[[Sequence[str]], Mapping[str, Product]] | None = None,
        anonymous_lifetime: timedelta = ANONYMOUS_LIFETIME,
        clock: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._engine = engine
        self._products = products
        self._lifetime = anonymous_lifetime.total_seconds()
        self._clock = clock
        METADATA.create_all(engine)

    def start(self, session: str, shopper: str | None = None) -> None:
        """Begin or resume a session; with `shopper` it and what it already holds become that shopper's.

        Raises:
            SessionError: The session belongs to another shopper, or an identifier is empty or too long.
        """
        self.expire()
        if shopper is not None:
            _check_identifier(shopper, "shopper")
        with self._writing(session) as connection:
            if shopper is None:
                return
            owner = self._shopper(connection, session)
            if owner is not None and owner != shopper:
                raise SessionError("this session belongs to another shopper; start a new session")
            insert_new(connection, SHOPPERS, id=shopper, created=self._now())
            connection.execute(sa.update(SESSIONS).where(SESSIONS.c.id == session).values(shopper=shopper))

    def add_turn(
        self,
        session: str,
        user: str,
        reply: str,
        *,
        shown: Iterable[Shown] = (),
        wish: str = "",
        tool_calls: Iterable[ToolCalled] = (),
    ) -> None:
        """Store a finished turn; `wish` is opaque text."""
        row = turn_to_row(user, reply, tuple(shown), wish, tuple(tool_calls))
        with self._writing(session) as connection:
            connection.execute(sa.insert(TURNS).values(session=session, at=self._now(), **row))

    def history(self, session: str, limit: int = 20) -> tuple[Turn, ...]:
        """The session's last `limit` turns, oldest first."""
        query = (
            sa.select(TURNS)
            .where(TURNS.c.session == session, TURNS.c.session.in_(self._alive(session)))
            .order_by(TURNS.c.id.desc())
            .limit(max(0, limit))
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(turn_from_row(row) for row in reversed(rows))

    def state(self, session: str) -> str | None:
        """What `set_state` stored, ``None`` where nothing was."""
        with self._engine.connect() as connection:
            mine = (SESSIONS.c.id == session, SESSIONS.c.id.in_(self._alive(session)))
            return connection.scalar(sa.select(SESSIONS.c.state).where(*mine))

    def set_state(self, session: str, text: str | None) -> None:
        """Store where the conversation stands, as opaque text; ``None`` clears it."""
        state = None if text is None else clean(text)
        with self._writing(session) as connection:
            connection.execute(sa.update(SESSIONS).where(SESSIONS.c.id == session).values(state=state))

    def add_preference(self, session: str, preference: Preference) -> None:
        """Store a stated taste; it replaces what was said about the same subject before.

        Raises:
            FeedbackError: The subject is empty or longer than 200 characters.
        """
        subject = " ".join(clean(preference.subject).split())
        if not 0 < len(subject) <= _LONGEST_SUBJECT:
            raise FeedbackError(f"a taste needs a subject of 1 to {_LONGEST_SUBJECT} characters, got {len(subject)}")
        with self._writing(session) as connection:
            self._forget_subject(connection, session, subject)
            values = {"session": session, "at": self._now(), "subject": subject, "liked": preference.liked}
            connection.execute(sa.insert(PREFERENCES).values(values))

    def add_feedback(self, session: str, product: str, kind: str, value: float | None = None) -> None:
        """Store what the shopper did with a product; it replaces the same done before in this session.

        Raises:
            FeedbackError: The kind is unknown, or a rating is not from 0 to 5.
            UnknownProduct: There is no such product.
        """
        if kind not in FEEDBACK_KINDS:
            raise FeedbackError(f"unknown kind of feedback {kind!r}; valid kinds: {', '.join(FEEDBACK_KINDS)}")
        if kind == "rating" and (value is None or not 0 <= value <= 5):
            raise FeedbackError(f"a rating needs a value from 0 to 5, got {value!r}")
        if value is not None and not math.isfinite(value):
            raise FeedbackError(f"a value must be a finite number, got {value!r}")
        if not 0 < len(product) <= _LONGEST_IDENTIFIER or clean(product) != product:
            raise FeedbackError(f"a product identifier has 1 to {_LONGEST_IDENTIFIER} valid characters")
        if self._products is not None and product not in self._products([product]):
            raise UnknownProduct(f"no product {product!r} in the catalogue; use the identifier of a product shown")
        same = OPINIONS if kind in OPINIONS else {kind}
        mine = (FEEDBACK.c.session == session, FEEDBACK.c.product == product, FEEDBACK.c.kind.in_(same))
        with self._writing(session) as connection:
            connection.execute(sa.delete(FEEDBACK).where(*mine))
            row = {"session": session, "at": self._now(), "product": product, "kind": kind, "value": value}
            connection.execute(sa.insert(FEEDBACK).values(row))

    def events(self, session: str) -> list[ProfileEvent]:
        """What a profile is built from, oldest first: the shopper's where known, else this session's.

        Of several opinions about a product, and of several statements about a subject, only the last is among
        them; of feedback, at most the newest 500.
        """
        with self._engine.connect() as connection:
            stated = self._stated(connection, session)
            done = self._done(connection, session)
        events = [
            ProfileEvent(None, row.subject, "likes" if row.liked else "dislikes", None, _time(row.at)) for row in stated
        ]
        events += [ProfileEvent(row.product, None, row.kind, row.value, _time(row.at)) for row in done]
        return sorted(events, key=lambda event: event.at)

    def chosen(self, session: str, products: Sequence[str]) -> dict[str, int]:
        """How many others liked, carted or bought each of `products`; those nobody chose are left out.

        A known shopper counts once, however many sessions; so does an anonymous session.
        """
        owner = sa.func.coalesce("shopper " + SESSIONS.c.shopper, "session " + SESSIONS.c.id)
        query = (
            sa.select(FEEDBACK.c.product, sa.func.count(sa.distinct(owner)))
            .join(SESSIONS, SESSIONS.c.id == FEEDBACK.c.session)
            .where(FEEDBACK.c.product.in_(products), FEEDBACK.c.kind.in_(_CHOICES))
            .where(SESSIONS.c.id.not_in(owned(session)))
            .group_by(FEEDBACK.c.product)
        )
        with self._engine.connect() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def view(self, session: str) -> ProfileView:
        """The profile in words, each entry with the identifier that `forget_entry` takes."""
        with self._engine.connect() as connection:
            shopper = self._shopper(connection, session)
            stated = self._stated(connection, session)
            done = self._done(connection, session)
        shown = {(row.product, _group(row.kind)): row for row in done}
        rows = sorted(shown.values(), key=lambda row: row.id, reverse=True)
        titles = self._titles([row.product for row in rows])
        entries = [
            ProfileEntry(f"p{row.id}", f"{kind} {row.subject}", kind)
            for row in reversed(stated)
            for kind in ("likes" if row.liked else "dislikes",)
        ]
        entries += [
            ProfileEntry(
                f"f{row.id}",
                feedback_text(row.kind, row.value, titles.get(row.product, row.product)),
                row.kind,
            )
            for row in rows
        ]
        return ProfileView(shopper, tuple(entries))

    def forget_entry(self, session: str, entry: str) -> None:
        """Forget one entry of `view`, with everything older that it stood for.

        Raises:
            EntryError: The profile has no such entry.
        """
        with self._writing(session) as connection:
            stated = {f"p{row.id}": row for row in self._stated(connection, session)}
            done = {f"f{row.id}": row for row in self._done(connection, session)}
            if entry in stated:
                self._forget_subject(connection, session, stated[entry].subject)
            elif entry in done:
                row = done[entry]
                kinds = [kind for kind in FEEDBACK_KINDS if _group(kind) == _group(row.kind)]
                connection.execute(
                    sa.delete(FEEDBACK).where(
                        FEEDBACK.c.session.in_(owned(session)),
                        FEEDBACK.c.product == row.product,
                        FEEDBACK.c.kind.in_(kinds),
                    )
                )
            else:
                raise EntryError(f"no entry {entry!r} in this profile; its entries are listed by the profile view")

    def export(self, session: str) -> dict[str, object]:
        """Everything stored about the shopper, or about this session where anonymous, ready for JSON."""
        sessions = self._alive(session)
        with self._engine.connect() as connection:
            shopper = self._shopper(connection, session)
            tables = {
                name: connection.execute(sa.select(table).where(column.in_(sessions)).order_by(table.c.id))
                .mappings()
                .all()
                for name, table, column in (
                    ("sessions", SESSIONS, SESSIONS.c.id),
                    ("turns", TURNS, TURNS.c.session),
                    ("preferences", PREFERENCES, PREFERENCES.c.session),
                    ("feedback", FEEDBACK, FEEDBACK.c.session),
                )
            }
        written = {name: [dict(row) for row in rows] for name, rows in tables.items()}
        return {"shopper": shopper, **written}

    def erase(self, session: str) -> None:
        """Delete everything of the session's shopper, or of the session where anonymous, down to the bytes.

        Raises:
            ErasureError: The rows are gone, but copies in the database's files could not be overwritten yet.
        """
        with self._transaction() as connection:
            shopper = self._shopper(connection, session)
            self._delete(connection, owned(session))
            if shopper is not None:
                connection.execute(sa.delete(SHOPPERS).where(SHOPPERS.c.id == shopper))
        scrub(self._engine)

    def expire(self) -> int:
        """Delete anonymous sessions past their lifetime; returns how many."""
        past = (SESSIONS.c.shopper.is_(None), SESSIONS.c.seen < self._now() - self._lifetime)
        with self._engine.connect() as connection:
            if connection.scalar(sa.select(SESSIONS.c.id).where(*past).limit(1)) is None:
                return 0
        with self._transaction() as connection:
            return self._delete(connection, sa.select(SESSIONS.c.id).where(*past))

    @contextmanager
    def _transaction(self) -> Generator[sa.Connection]:
        """A transaction in which SQLite overwrites what it deletes."""
        with self._engine.begin() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA secure_delete = ON")
            yield connection

    @contextmanager
    def _writing(self, session: str) -> Generator[sa.Connection]:
        """A transaction on a session that exists and was used just now; an expired one is emptied first.

        Its first statement writes, so that two threads wait for each other instead of failing on a stale
        snapshot.
        """
        _check_identifier(session, "session")
        now = self._now()
        with self._transaction() as connection:
            alive = (
                sa.update(SESSIONS)
                .where(SESSIONS.c.id == session)
                .where(sa.or_(SESSIONS.c.shopper.is_not(None), SESSIONS.c.seen >= now - self._lifetime))
            )
            if connection.execute(alive.values(seen=now)).rowcount == 0:
                self._delete(connection, sa.select(SESSIONS.c.id).where(SESSIONS.c.id == session))
                insert_new(connection, SESSIONS, id=session, created=now, seen=now)
            yield connection

    def _titles(self, products: Sequence[str]) -> dict[str, str]:
        if self._products is None:
            return {}
        return {identifier: product.title for identifier, product in self._products(products).items()}

    def _now(self) -> float:
        return self._clock().timestamp()

    def _alive(self, session: str) -> sa.Select[tuple[str]]:
        """`owned`, and nothing where an anonymous session has expired."""
        fresh = sa.or_(SESSIONS.c.shopper.is_not(None), SESSIONS.c.seen >= self._now() - self._lifetime)
        return owned(session).where(fresh)

    def _shopper(self, connection: sa.Connection, session: str) -> str | None:
        return connection.scalar(sa.select(SESSIONS.c.shopper).where(SESSIONS.c.id == session))

    def _stated(self, connection: sa.Connection, session: str) -> list[StatedRow]:
        """Stated tastes, the last about each subject, oldest first."""
        table = PREFERENCES.c
        query = sa.select(table.id, table.at, table.subject, table.liked).where(table.session.in_(self._alive(session)))
        rows = [StatedRow(*row) for row in connection.execute(query.order_by(table.id))]
        last = {row.subject.casefold(): row for row in rows}
        return sorted(last.values(), key=lambda row: row.id)

    def _done(self, connection: sa.Connection, session: str) -> list[DoneRow]:
        """Feedback, the last of a kind about each product and the last opinion, oldest first."""
        table = FEEDBACK.c
        query = (
            sa.select(table.id, table.at, table.product, table.kind, table.value)
            .where(table.session.in_(self._alive(session)))
            .order_by(table.id.desc())
            .limit(_MOST_EVENTS)
        )
        rows = [DoneRow(*row) for row in connection.execute(query)]
        last = {(row.product, "opinion" if row.kind in OPINIONS else row.kind): row for row in reversed(rows)}
        return sorted(last.values(), key=lambda row: row.id)

    def _forget_subject(self, connection: sa.Connection, session: str, subject: str) -> None:
        table = PREFERENCES.c
        rows = connection.execute(sa.select(table.id, table.subject).where(table.session.in_(owned(session)))).all()
        same = [row.id for row in rows if row.subject.casefold() == subject.casefold()]
        connection.execute(sa.delete(PREFERENCES).where(table.id.in_(same)))

    def _delete(self, connection: sa.Connection, sessions: sa.Select[tuple[str]]) -> int:
        """Delete sessions and all that belongs to them."""
        for table in RECORDS:
            connection.execute(sa.delete(table).where(table.c.session.in_(sessions)))
        return connection.execute(sa.delete(SESSIONS).where(SESSIONS.c.id.in_(sessions))).rowcount


def _check_identifier(identifier: str, what: str) -> None:
    if not 0 < len(identifier) <= _LONGEST_IDENTIFIER or clean(identifier) != identifier:
        raise SessionError(f"a {what} needs an identifier of 1 to {_LONGEST_IDENTIFIER} valid characters")


def _group(kind: str) -> str:
    """Kinds that one entry of the view stands for: the last opinion, and having looked at all."""
    if kind in OPINIONS:
        return "opinion"
    return "look" if kind in _LOOKS else kind


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
