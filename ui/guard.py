"""The outermost layer: headers that keep browsers careful, and limits on how much and how often."""

from __future__ import annotations

import json
from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.rates import Rates, TooOften

# A message has 2,000 characters; the page's own event calls are small too.
BODY_LIMIT = 256 * 1024

# Counted per address; pages, scripts and pictures are cheap and not.
_COUNTED = ("/api/", "/gradio_api/queue/join")


class Guard:
    """ASGI middleware around the service and the page.

    Args:
        app: What is guarded.
        frame_ancestors: Origins that may show the page in a frame, besides its own.
        rates: Counts requests.
    """

    def __init__(self, app: ASGIApp, frame_ancestors: Sequence[str] = (), rates: Rates | None = None) -> None:
        self._app = RequestBodyLimitMiddleware(app, BODY_LIMIT)
        self._rates = rates or Rates()
        # Gradio needs inline and evaluated scripts; what the policy still stops is foreign scripts, sending
        # data elsewhere, plug-ins, forms and strangers' frames. Pictures may come from the shop's own hosts.
        framed_by = " ".join(("'self'", *frame_ancestors))
        policy = (
            "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
            "style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
            "img-src 'self' https: http: data: blob:; "
            "connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; "
            f"frame-ancestors {framed_by}"
        )
        self._headers = {
            "content-security-policy": policy,
            "x-content-type-options": "nosniff",
            "referrer-policy": "same-origin",
            "permissions-policy": "camera=(), microphone=(), geolocation=()",
            "cross-origin-opener-policy": "same-origin",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        too_large = False

        async def send_with_headers(message: Message) -> None:
            nonlocal too_large
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                if scope["scheme"] == "https":
                    headers.setdefault("strict-transport-security", "max-age=31536000")
                too_large = message["status"] == 413
                if too_large:  # whatever part of the application noticed, the answer reads alike
                    await _refuse(send, 413, headers, f"The request is larger than {BODY_LIMIT // 1024} KiB.", _SHORTER)
                    return
            if not too_large:
                await send(message)

        try:
            if scope["path"].startswith(_COUNTED) and scope["method"] != "OPTIONS":
                self._rates.address((scope.get("client") or ("unknown",))[0])
        except TooOften as problem:
            headers = MutableHeaders(raw=[(b"retry-after", str(problem.seconds).encode())])
            for name, value in self._headers.items():
                headers[name] = value
            await _refuse(send, 429, headers, str(problem), "Wait as long as Retry-After says.")
            return
        await self._app(scope, receive, send_with_headers)


_SHORTER = "Send a shorter message."


async def _refuse(send: Send, status: int, headers: MutableHeaders, said: str, next_step: str) -> None:
    body = json.dumps({"error": said, "next": next_step}).encode()
    headers["content-type"] = "application/json"
    headers["content-length"] = str(len(body))
    await send({"type": "http.response.start", "status": status, "headers": headers.raw})
    await send({"type": "http.response.body", "body": body})
