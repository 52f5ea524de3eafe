"""One turn as server-sent events: the queue, the events, signs of life, and an end whatever happens."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing

from anyio import CancelScope

from assistant.events import Event, ProductsShown, TextDelta
from ui.seam import ShoppingAssistant, turn_events
from ui.turns import Place, Turns
from ui.wire import frame, translate

log = logging.getLogger(__name__)

# Proxies cut connections that stay silent for a minute; a comment line keeps them open.
_HEARTBEAT_SECONDS = 15.0
_LOOK_SECONDS = 0.5
_LAST_WORDS_SECONDS = 2.0
_BROKEN = "Something went wrong on our side. Please send the message again."
_CLOSING = "The shop is closing for a moment. Please send the message again in a few seconds."


async def turn_frames(
    assistant: ShoppingAssistant, turns: Turns, session: str, message: str
) -> AsyncGenerator[str, None]:
    """Answers one message, frame by frame.

    A turn that has to wait says so at once with the event `queued`, and again whenever the queue has moved. It
    holds its place until its products are shown: wording them is the language model's own queue.

    Raises:
        Busy: The session has a turn under way, or there is no place.
    """
    with turns.one(session), turns.place() as place:
        told = 0
        while not await place.wait(_LOOK_SECONDS if told else 0.02):
            if _too_late(turns):
                yield frame("error", {"message": _CLOSING})
                return
            if told != place.ahead:
                told = place.ahead
                yield frame("queued", {"ahead": told, "session": session})
        async with aclosing(_events(assistant, turns, session, message, place)) as frames:
            async for written in frames:
                yield written


async def _events(
    assistant: ShoppingAssistant, turns: Turns, session: str, message: str, place: Place
) -> AsyncGenerator[str, None]:
    silent = 0.0
    try:
        async with aclosing(_with_pauses(assistant, session, message)) as events:
            async for event in events:
                if event is None:
                    if _too_late(turns):
                        yield frame("error", {"message": _CLOSING})
                        return
                    silent += _LOOK_SECONDS
                    if silent >= _HEARTBEAT_SECONDS:
                        silent = 0.0
                        yield ": still working\n\n"
                    continue
                silent = 0.0
                if isinstance(event, ProductsShown | TextDelta):
                    place.leave()
                name, data = translate(event)
                yield frame(name, {**data, "session": session} if name == "done" else data)
                if _too_late(turns) and name != "done":
                    yield frame("error", {"message": _CLOSING})
                    return
    except Exception:
        # The status line has gone out already, so the failure becomes an event; the log keeps the cause.
        log.exception("A turn failed")
        yield frame("error", {"message": _BROKEN})


def _too_late(turns: Turns) -> bool:
    closed = turns.closed_for
    return closed is not None and closed > _LAST_WORDS_SECONDS


async def _with_pauses(assistant: ShoppingAssistant, session: str, message: str) -> AsyncGenerator[Event | None, None]:
    """Passes the events of a turn on, and ``None`` whenever none came for a moment."""
    waiting: asyncio.Queue[Event | None] = asyncio.Queue()

    async def pump() -> None:
        try:
            async with turn_events(assistant, session, message) as events:
                async for event in events:
                    waiting.put_nowait(event)
        finally:
            waiting.put_nowait(None)

    # One task runs the whole turn, so that whatever the turn opens is closed where it was opened.
    turn = asyncio.create_task(pump())
    try:
        while True:
            try:
                event = await asyncio.wait_for(waiting.get(), _LOOK_SECONDS)
            except TimeoutError:
                yield None
                continue
            if event is None:
                break
            yield event
        await turn
    finally:
        turn.cancel()
        with CancelScope(shield=True):
            await asyncio.wait({turn})
