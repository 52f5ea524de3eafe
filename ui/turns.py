"""Rules that every front door shares: how long a message may be, and one turn at a time per session."""

from __future__ import annotations

import secrets
from collections.abc import Generator
from contextlib import contextmanager

MESSAGE_LIMIT = 2_000


class MessageRejected(ValueError):
    """The message cannot be answered as it is; says what is valid."""


class Busy(RuntimeError):
    """A turn of this session is still running, or the shop serves as many as it can."""


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
    """Keeps count of running turns, so that two of one session never interleave.

    Args:
        at_once: How many turns may run at the same time over all sessions.
    """

    def __init__(self, at_once: int = 256) -> None:
        self._at_once = at_once
        self._running: set[str] = set()

    def check(self, session: str) -> None:
        """Says whether a turn could begin now.

        Raises:
            Busy: Where the session already has a turn running, or all places are taken.
        """
        if session in self._running:
            raise Busy("I am still answering your last message. Stop it first, or wait for the end.")
        if len(self._running) >= self._at_once:
            raise Busy("Many shoppers are here right now. Please try again in a few seconds.")

    @contextmanager
    def one(self, session: str) -> Generator[None]:
        """Holds the session's place while its turn runs; raises as `check` does."""
        self.check(session)
        self._running.add(session)
        try:
            yield
        finally:
            self._running.discard(session)
