"""The one thing the page and the service need from behind them."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Protocol

from anyio import CancelScope

from assistant.events import Event
from assistant.memory import ProfileView
from assistant.memory_texts import Turn
from retrieval.products import Product
from retrieval.requests import Ranked


class ShoppingAssistant(Protocol):
    """Conversation, feedback and memory of one shop."""

    def respond(self, session: str, message: str) -> AsyncIterator[Event]:
        """Answers one message; closing the iterator stops the work."""
        ...

    def start(self, session: str, shopper: str | None = None) -> None:
        """Binds a new session to a known shopper, or to nobody."""
        ...

    def feedback(self, session: str, product: str, kind: str, value: float | None = None) -> None:
        """Records what the shopper did with a product."""
        ...

    def profile(self, session: str) -> ProfileView:
        """What is remembered about whoever speaks in this session."""
        ...

    def forget_entry(self, session: str, entry: str) -> None:
        """Removes one entry of the profile."""
        ...

    def erase(self, session: str) -> None:
        """Removes everything remembered about whoever speaks in this session."""
        ...

    def history(self, session: str, limit: int = 20) -> Sequence[Turn]:
        """The session's last turns, oldest first."""
        ...

    def products_of(self, identifiers: Sequence[str]) -> Mapping[str, Product]:
        """Products as the catalogue has them now; those that are gone are left out."""
        ...

    def look_at(self, session: str, product: str) -> None:
        """Takes note of the product that the shopper has open: what "this one" means."""
        ...

    def recommend(self, session: str, limit: int = 4) -> Sequence[Ranked]:
        """Products for the first screen, before any message."""
        ...


@asynccontextmanager
async def turn_events(
    assistant: ShoppingAssistant, session: str, message: str
) -> AsyncGenerator[AsyncIterator[Event], None]:
    """Opens one turn and closes it on the way out, so that an interruption stops the work at once."""
    events = assistant.respond(session, message)
    try:
        yield events
    finally:
        if isinstance(events, AsyncGenerator):
            # Shielded: a cancelled caller must still let the turn put its things away.
            with CancelScope(shield=True):
                await events.aclose()
