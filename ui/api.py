"""The HTTP doors of the contract: chat as server-sent events, feedback, profile."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Literal

from anyio import CancelScope
from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import StreamingResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, Field

from assistant.events import Event
from ui.seam import ShoppingAssistant, turn_events
from ui.turns import Busy, MessageRejected, Turns, checked, new_session
from ui.wire import frame, translate

log = logging.getLogger(__name__)

# Proxies cut connections that stay silent for a minute; a comment line keeps them open.
_HEARTBEAT_SECONDS = 15.0
_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
_LONGEST_SHOWN = 80

SessionId = Annotated[str, Field(min_length=1, max_length=128, pattern=r"^[A-Za-z0-9._:-]+$")]
SessionQuery = Annotated[str, Query(min_length=1, max_length=128, pattern=r"^[A-Za-z0-9._:-]+$")]
Identifier = Annotated[str, Field(min_length=1, max_length=512)]


class ChatRequest(BaseModel):
    """One message; without a session a new one begins, named in the header `X-Session` and in `done`."""

    model_config = ConfigDict(extra="forbid")
    session: SessionId | None = None
    message: str


class FeedbackRequest(BaseModel):
    """What a shopper did with a product."""

    model_config = ConfigDict(extra="forbid")
    session: SessionId
    product: Identifier
    kind: Literal["like", "dislike", "click", "cart", "purchase", "rating"]
    value: Annotated[float | None, Field(allow_inf_nan=False)] = None


class NoSuchAddress(HTTPException):
    """Nothing answers at this address, or not this method."""


def routes(assistant: ShoppingAssistant, turns: Turns) -> APIRouter:
    """Builds the router for `/api`."""
    router = APIRouter(prefix="/api")

    @router.post("/chat")
    async def chat(request: ChatRequest) -> StreamingResponse:
        """Answers one message with the events `tool`, `products`, `text`, `error` and `done`."""
        session = request.session or new_session()
        try:
            message = checked(request.message)
        except MessageRejected as problem:
            raise HTTPException(422, str(problem)) from problem
        try:
            turns.check(session)
        except Busy as problem:
            raise HTTPException(409, str(problem)) from problem

        async def body() -> AsyncGenerator[str, None]:
            try:
                with turns.one(session):
                    async with aclosing(_frames(assistant, session, message)) as frames:
                        async for written in frames:
                            yield written
            except Busy as problem:  # another request of this session was faster
                yield frame("error", {"message": str(problem)})

        return StreamingResponse(
            body(),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no", "X-Session": session},
        )

    @router.post("/feedback", status_code=204)
    def feedback(request: FeedbackRequest) -> None:
        """Records feedback on a product."""
        if request.kind == "rating" and (request.value is None or not 0 <= request.value <= 5):
            raise HTTPException(422, 'A "rating" needs a "value" from 0 to 5.')
        try:
            assistant.feedback(request.session, request.product, request.kind, request.value)
        except LookupError as problem:
            raise HTTPException(404, _sentence(problem)) from problem
        except ValueError as problem:
            raise HTTPException(422, _sentence(problem)) from problem

    @router.get("/profile")
    def profile(session: SessionQuery) -> dict[str, object]:
        """Tells what is remembered about whoever speaks in this session."""
        view = assistant.profile(session)
        entries = [{"id": entry.id, "text": entry.text, "kind": entry.kind} for entry in view.entries]
        return {"shopper": view.shopper, "entries": entries}

    @router.delete("/profile", status_code=204)
    def forget(session: SessionQuery, entry: Annotated[str | None, Query(max_length=512)] = None) -> None:
        """Forgets one entry, or everything where none is named."""
        if entry is None:
            assistant.erase(session)
            return
        try:
            assistant.forget_entry(session, entry)
        except (LookupError, ValueError) as problem:
            raise HTTPException(404, f"{_sentence(problem)} GET /api/profile lists the entries.") from problem

    # Last: what no route above took. Without it the page, which is mounted at /, would answer in its own words.
    known: dict[str, set[str]] = {"/api/openapi.json": {"GET"}}
    for route in router.routes:
        if isinstance(route, APIRoute):
            known.setdefault(route.path, set()).update(route.methods or ())

    @router.api_route("", methods=_METHODS, include_in_schema=False)
    @router.api_route("/{path:path}", methods=_METHODS, include_in_schema=False)
    async def elsewhere(request: Request) -> None:
        """Says which methods an address takes, or that there is no such address."""
        path = request.url.path
        if methods := known.get(path):
            allowed = ", ".join(sorted(methods))
            raise NoSuchAddress(405, f"{path} takes {allowed}, not {request.method}.", {"Allow": allowed})
        raise NoSuchAddress(404, f"There is nothing at {path[:_LONGEST_SHOWN]}; there are {', '.join(known)}.")

    return router


async def _frames(assistant: ShoppingAssistant, session: str, message: str) -> AsyncGenerator[str, None]:
    try:
        async with aclosing(_with_heartbeats(assistant, session, message)) as events:
            async for event in events:
                if event is None:
                    yield ": still working\n\n"
                    continue
                name, data = translate(event)
                yield frame(name, {**data, "session": session} if name == "done" else data)
    except Exception:
        # The status line has gone out already, so the failure becomes an event; the log keeps the cause.
        log.exception("A turn failed")
        yield frame("error", {"message": "Something went wrong on our side. Please send the message again."})


async def _with_heartbeats(
    assistant: ShoppingAssistant, session: str, message: str
) -> AsyncGenerator[Event | None, None]:
    """Passes the events of a turn on, and ``None`` whenever none came for a while."""
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
                event = await asyncio.wait_for(waiting.get(), _HEARTBEAT_SECONDS)
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


def _sentence(problem: Exception) -> str:
    said = str(problem.args[0]) if problem.args else type(problem).__name__
    return said[:1].upper() + said[1:] + ("" if said.endswith((".", "!", "?")) else ".")
