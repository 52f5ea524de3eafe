"""The HTTP doors of the contract: chat as server-sent events, sign-in, conversation, feedback, profile."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from anyio import to_thread
from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import StreamingResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, Field

from retrieval.requests import Ranked
from ui.callers import Caller, Callers
from ui.rates import Rates, TooOften
from ui.seam import ShoppingAssistant
from ui.stream import turn_frames
from ui.turns import RETRY_SECONDS, Busy, Full, MessageRejected, Turns, checked
from ui.wire import frame, product_row

_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
_LONGEST_SHOWN = 80
_TURNS_KEPT = 50
_SESSION_RULES: dict[str, Any] = {"min_length": 1, "max_length": 128, "pattern": r"^[A-Za-z0-9._:-]+$"}

SessionId = Annotated[str, Field(**_SESSION_RULES)]
SessionQuery = Annotated[str, Query(**_SESSION_RULES, description="The session.")]
Identifier = Annotated[str, Field(min_length=1, max_length=512)]


class Looking(BaseModel):
    """Where in the shop the shopper is."""

    model_config = ConfigDict(extra="forbid")
    product: Annotated[Identifier | None, Field(description="The product whose page is open.")] = None


class ChatRequest(BaseModel):
    """One message; without a session a new one begins, named in the header `X-Session` and in `done`."""

    model_config = ConfigDict(extra="forbid")
    session: SessionId | None = None
    message: Annotated[str, Field(description="At most 2,000 characters.")]
    context: Looking | None = None


class IdentifyRequest(BaseModel):
    """The session to sign in; without one a new one begins."""

    model_config = ConfigDict(extra="forbid")
    session: SessionId | None = None


class FeedbackRequest(BaseModel):
    """What a shopper did with a product."""

    model_config = ConfigDict(extra="forbid")
    session: SessionId
    product: Identifier
    kind: Literal["like", "dislike", "click", "cart", "purchase", "rating"]
    value: Annotated[float | None, Field(allow_inf_nan=False, description="Of a rating, 0 to 5.")] = None


class Problem(BaseModel):
    """What went wrong, and what to do next."""

    error: str
    next: str


class SignedIn(BaseModel):
    """The session, and whose it is; no shopper where anonymous."""

    session: str
    shopper: str | None


class Entry(BaseModel):
    """One thing remembered, in words, and the name to forget it by."""

    id: str
    text: str
    kind: str


class Profile(BaseModel):
    """What is remembered about a shopper."""

    shopper: str | None
    entries: list[Entry]


class PastTurn(BaseModel):
    """A message, its reply, and the products that were shown, as the catalogue has them now."""

    user: str
    reply: str
    at: datetime
    products: list[dict[str, Any]]


class Conversation(BaseModel):
    """A session's last turns, oldest first."""

    session: str
    shopper: str | None
    turns: list[PastTurn]


class Recommendations(BaseModel):
    """Products for the first screen, best first."""

    products: list[dict[str, Any]]


class NoSuchAddress(HTTPException):
    """Nothing answers at this address, or not this method."""


def _told(*statuses: int) -> dict[int | str, dict[str, Any]]:
    described = {
        401: "The token was refused: unsigned, expired, used before, or for another shop.",
        404: "There is no such product or entry.",
        409: "The session has a turn under way, or belongs to another shopper.",
        422: "The request is not valid; the answer names field and remedy.",
        429: "Too many requests from this address or in this session; Retry-After says when to come back.",
        503: "The queue is full, or the shop is opening or closing; Retry-After says when to come back.",
    }
    return {status: {"model": Problem, "description": described[status]} for status in (401, *statuses, 422, 429, 503)}


_EVENTS = {
    200: {
        "description": (
            "Server-sent events, `data` is JSON: `queued` (only where the turn has to wait: `ahead`), `tool`, "
            "`products`, `text` (pieces of the reply), then `done` (the whole turn) or `error` (`message`)."
        ),
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
        "headers": {"X-Session": {"description": "The session.", "schema": {"type": "string"}}},
    }
}


def routes(assistant: ShoppingAssistant, turns: Turns, callers: Callers, rates: Rates) -> APIRouter:
    """Builds the router for `/api`."""
    router = APIRouter(prefix="/api", dependencies=[Depends(callers.caller)])
    called = Depends(callers.caller)

    @router.post("/chat", responses={**_EVENTS, **_told(409)})
    async def chat(request: ChatRequest, caller: Caller = called) -> StreamingResponse:
        """Answers one message with the events `tool`, `products`, `text`, `error` and `done`."""
        try:
            message = checked(request.message)
        except MessageRejected as problem:
            raise HTTPException(422, str(problem)) from problem
        _begin(request.session)
        session = await to_thread.run_sync(callers.admit, caller, request.session)
        if request.context is not None and request.context.product is not None:
            await to_thread.run_sync(assistant.look_at, session, request.context.product)

        async def body() -> AsyncGenerator[str, None]:
            try:
                async with aclosing(turn_frames(assistant, turns, session, message)) as frames:
                    async for written in frames:
                        yield written
            except Busy as problem:  # another request was faster
                yield frame("error", {"message": str(problem)})

        return StreamingResponse(
            body(),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no", "X-Session": session},
        )

    def _begin(session: str | None) -> None:
        try:
            turns.check(session or "")
            if session is not None:
                rates.session(session)
        except Full as problem:
            raise HTTPException(503, str(problem), {"Retry-After": str(RETRY_SECONDS)}) from problem
        except Busy as problem:
            raise HTTPException(409, str(problem), {"Retry-After": "2"}) from problem
        except TooOften as problem:
            raise HTTPException(429, str(problem), {"Retry-After": str(problem.seconds)}) from problem

    @router.post("/identify", responses=_told(409))
    def identify(request: IdentifyRequest, caller: Caller = called) -> SignedIn:
        """Signs a session in with the token in `Authorization`; what the session holds becomes the shopper's."""
        if caller.identity is None:
            raise HTTPException(401, "There is no token: send Authorization: Bearer, a space, and the token.")
        session = callers.admit(caller, request.session)
        return SignedIn(session=session, shopper=assistant.profile(session).shopper)

    @router.get("/conversation", responses=_told())
    def conversation(session: SessionQuery, caller: Caller = called) -> Conversation:
        """Tells the last turns of a session, so that a page that was loaded again goes on where it was."""
        session = callers.admit(caller, session)
        told = assistant.history(session, _TURNS_KEPT)
        known = assistant.products_of(list({shown.product for turn in told for shown in turn.shown}))
        return Conversation(
            session=session,
            shopper=assistant.profile(session).shopper,
            turns=[
                PastTurn(
                    user=turn.user,
                    reply=turn.reply,
                    at=turn.at.astimezone(UTC),
                    products=[
                        product_row(Ranked(known[shown.product], 0.0, ()))
                        for shown in turn.shown
                        if shown.product in known
                    ],
                )
                for turn in told
            ],
        )

    @router.get("/recommendations", responses=_told())
    def recommendations(
        session: SessionQuery, limit: Annotated[int, Query(ge=1, le=12)] = 4, caller: Caller = called
    ) -> Recommendations:
        """Picks products for the first screen; a message may refer to them ("the second one")."""
        session = callers.admit(caller, session)
        return Recommendations(products=[product_row(each) for each in assistant.recommend(session, limit)])

    @router.post("/feedback", status_code=204, responses=_told(404))
    def feedback(request: FeedbackRequest, caller: Caller = called) -> None:
        """Records feedback on a product."""
        if request.kind == "rating" and (request.value is None or not 0 <= request.value <= 5):
            raise HTTPException(422, 'A "rating" needs a "value" from 0 to 5.')
        session = callers.admit(caller, request.session)
        try:
            assistant.feedback(session, request.product, request.kind, request.value)
        except LookupError as problem:
            raise HTTPException(404, _sentence(problem)) from problem
        except ValueError as problem:
            raise HTTPException(422, _sentence(problem)) from problem

    @router.get("/profile", responses=_told())
    def profile(session: SessionQuery, caller: Caller = called) -> Profile:
        """Tells what is remembered about whoever speaks in this session."""
        view = assistant.profile(callers.admit(caller, session))
        entries = [Entry(id=entry.id, text=entry.text, kind=entry.kind) for entry in view.entries]
        return Profile(shopper=view.shopper, entries=entries)

    @router.delete("/profile", status_code=204, responses=_told(404))
    def forget(
        session: SessionQuery,
        entry: Annotated[str | None, Query(max_length=512, description="One entry; without it everything.")] = None,
        caller: Caller = called,
    ) -> None:
        """Forgets one entry, or everything where none is named."""
        session = callers.admit(caller, session)
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


def _sentence(problem: Exception) -> str:
    said = str(problem.args[0]) if problem.args else type(problem).__name__
    return said[:1].upper() + said[1:] + ("" if said.endswith((".", "!", "?")) else ".")
