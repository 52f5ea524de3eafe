"""Listens from the first second, and lets shoppers in when the shop is ready."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

from starlette.applications import Starlette
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.assets import asset

Result = TypeVar("Result")

_SCRIPT_HEADERS = {"Cache-Control": "no-cache", "Cross-Origin-Resource-Policy": "cross-origin"}

_WAITING = """<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="3">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>Opening soon</title>
<style>body{font:17px/1.5 -apple-system,"Segoe UI",Roboto,Arial,sans-serif;display:grid;
place-content:center;min-height:90vh;text-align:center;margin:0 24px}small{opacity:.65}</style>
<main><h1>The shop opens in a moment</h1><p>The assistant is fetching and loading what it needs.<br>
<small>This page looks again by itself.</small></p></main></html>"""


class Gate:
    """An ASGI application that answers 503 while another one is being built, and then steps aside.

    Args:
        build: Builds the application; runs in a thread of its own, so that the gate can answer meanwhile.
        opened: Called in the event loop when the application answers.
        failed: Called in the event loop with what `build` or `afterwards` raised.
        afterwards: What may be done while shoppers are in already; runs in a thread of its own.
    """

    def __init__(
        self,
        build: Callable[[], Starlette],
        *,
        opened: Callable[[], None],
        failed: Callable[[BaseException], None],
        afterwards: Callable[[], None] = lambda: None,
    ) -> None:
        self._build = build
        self._afterwards = afterwards
        self._opened = opened
        self._failed = failed
        self._inside: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one connection."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif self._inside is not None:
            await self._inside(scope, receive, send)
        elif scope["type"] == "http":
            await _meanwhile(scope["path"])(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        closing = asyncio.Event()
        opening = asyncio.create_task(self._open(closing))
        await receive()
        closing.set()
        # A build cannot be interrupted; its thread is a daemon and ends with the process.
        if self._inside is None:
            opening.cancel()
        await asyncio.wait({opening})
        await send({"type": "lifespan.shutdown.complete"})

    async def _open(self, closing: asyncio.Event) -> None:
        try:
            app = await _in_daemon_thread(self._build)
        except Exception as problem:  # noqa: BLE001 - handed over whole, not swallowed
            self._failed(problem)
            return
        async with app.router.lifespan_context(app):
            self._inside = app
            self._opened()
            rest = asyncio.create_task(self._finish())
            await closing.wait()
            rest.cancel()

    async def _finish(self) -> None:
        try:
            await _in_daemon_thread(self._afterwards)
        except Exception as problem:  # noqa: BLE001 - handed over whole, not swallowed
            self._failed(problem)


def _meanwhile(path: str) -> Response:
    if path == "/healthz":
        return JSONResponse({"status": "ok"})
    if path == "/widget.js":  # a shop's page that is open already must not stay without it
        return Response(asset("widget.js"), media_type="text/javascript", headers=_SCRIPT_HEADERS)
    headers = {"Retry-After": "3", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    if path == "/readyz" or path.startswith("/api/"):
        said = {"error": "The shop is still opening.", "next": "Try again in a few seconds."}
        return JSONResponse(said, 503, headers)
    return HTMLResponse(_WAITING, 503, headers)


async def _in_daemon_thread(job: Callable[[], Result]) -> Result:
    loop = asyncio.get_running_loop()
    result: asyncio.Future[Result] = loop.create_future()

    def tell(deliver: Callable[[], None]) -> None:
        # After an early shutdown there is nobody left to tell.
        if not loop.is_closed():
            loop.call_soon_threadsafe(lambda: None if result.done() else deliver())

    def work() -> None:
        try:
            made = job()
        except Exception as problem:  # noqa: BLE001 - handed over to whoever awaits
            failure = problem
            tell(lambda: result.set_exception(failure))
        else:
            tell(lambda: result.set_result(made))

    threading.Thread(target=work, name="opening the shop", daemon=True).start()
    return await result
