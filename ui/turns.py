"""Rules that every front door shares: how long a message may be, one turn at a time per session, and a queue."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import deque
from collections.abc import Generator
from contextlib import contextmanager

MESSAGE_LIMIT = 2_000
PER_ADDRESS = 1_200
"""Requests a minute from one address: an office full of shoppers, no scraper."""

PER_SESSION = 60
"""Messages a minute in one session: more than a person can type."""

RETRY_SECONDS = 5
"""After how long a shopper who found no place may ask again."""


class MessageRejected(ValueError):
    """The message cannot be answered as it is; says what is valid."""


class Busy(RuntimeError):
    """A turn of this session is still running."""


class Full(Busy):
    """The shop serves as many as it can, or is closing."""


def new_session() -> str:
    """Makes a session identifier that nobody can guess: 192 random bits."""
    return secrets.token_urlsafe(24)


def checked(message: str) -> str:
    """Returns the message without surrounding space and without what no text may hold.

    Raises:
        MessageRejected: Where nothing is left, or more than `MESSAGE_LIMIT` characters are.
    """
    # Half a surrogate pair can be sent as JSON, but neither stored nor sent back.
    plain = message.encode("utf-8", "replace").decode().strip()
    if not plain:
        raise MessageRejected("The message is empty. Say what you are looking for.")
    if len(plain) > MESSAGE_LIMIT:
        raise MessageRejected(
            f"That message has {len(plain):,} characters; at most {MESSAGE_LIMIT:,} can be read at once. "
            "Please say it shorter."
        )
    return plain


class Turns:
    """Keeps count of running turns: two of one session never interleave, and everybody is served in order.

    Args:
        at_once: How many turns may look for products at the same time; more would only slow each other down.
        under_way: How many turns there may be in all, those that wait and those that are being worded included.
    """

    def __init__(self, at_once: int = 4, under_way: int = 320) -> None:
        self._under_way = under_way
        self._running: set[str] = set()
        self._free = at_once
        self._queue: deque[Place] = deque()
        self._closed_at: float | None = None

    @property
    def closed_for(self) -> float | None:
        """Seconds since the shop began to close; ``None`` while it is open."""
        return None if self._closed_at is None else time.monotonic() - self._closed_at

    def close(self) -> None:
        """Lets no turn begin any more; those under way may say their last words."""
        self._closed_at = time.monotonic()

    def check(self, session: str) -> None:
        """Says whether a turn could begin now.

        Raises:
            Busy: Where the session already has a turn running.
            Full: Where all places are taken, or the shop is closing.
        """
        if session in self._running:
            raise Busy("I am still answering your last message. Stop it first, or wait for the end.")
        if self._closed_at is not None:
            raise Full("The shop is closing for a moment. Please try again in a few seconds.")
        if len(self._running) >= self._under_way:
            raise Full("Many shoppers are here right now. Please try again in a few seconds.")

    @contextmanager
    def one(self, session: str) -> Generator[None]:
        """Holds the session's place while its turn runs; raises as `check` does."""
        self.check(session)
        self._running.add(session)
        try:
            yield
        finally:
            self._running.discard(session)

    @contextmanager
    def place(self) -> Generator[Place]:
        """Stands in the queue for a place at the counter; `Place.wait` says when it is there."""
        place = Place(self)
        if self._free and not self._queue:
            self._free -= 1
            place.taken.set()
        else:
            self._queue.append(place)
        try:
            yield place
        finally:
            place.leave()

    def ahead_of(self, place: Place) -> int:
        """How many are served before this one; 0 where it is served already."""
        return self._queue.index(place) + 1 if place in self._queue else 0

    def give_back(self, place: Place) -> None:
        """Frees a place for the first in the queue, or leaves the queue."""
        if not place.taken.is_set():
            self._queue.remove(place)
        elif self._queue:
            self._queue.popleft().taken.set()
        else:
            self._free += 1


class Place:
    """One turn's place in the queue and at the counter."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self._left = False
        self.taken = asyncio.Event()

    @property
    def ahead(self) -> int:
        """How many are served before this turn."""
        return self._turns.ahead_of(self)

    async def wait(self, seconds: float) -> bool:
        """Whether the place is there after waiting this long at most."""
        try:
            await asyncio.wait_for(self.taken.wait(), seconds)
        except TimeoutError:
            return False
        return True

    def leave(self) -> None:
        """Gives the place to the next; a second time does nothing."""
        if not self._left:
            self._left = True
            self._turns.give_back(self)
