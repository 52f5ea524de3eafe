"""The outermost layer: headers that keep browsers careful, and a limit on what a request may weigh."""

from __future__ import annotations

import json
from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# A message has 2,000 characters; the page's own event calls are small too.
BODY_LIMIT = 256 * 1024


class Guard:
    """ASGI middleware around the service and the page.

    Args:
        app: What is guarded.
        frame_ancestors: Origins that may show the page in a frame, besides its own.
    """

    def __init__(self, app: ASGIApp, frame_ancestors: Sequence[str] = ()) -> None:
        self._app = app
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
        received, refused, started = 0, False, False

        async def receive_within_limit() -> Message:
            nonlocal received, refused
            message = await receive()
            received += len(message.get("body", b""))
            if received > BODY_LIMIT:
                refused = True
                raise _TooLarge
            return message

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if refused and not started:
                return  # whatever the application makes of the cut-off body, the answer is 413
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if not declared.isdigit() or int(declared) > BODY_LIMIT:
            await _refuse(send_with_headers)
            return
        try:
            await self._app(scope, receive_within_limit, send_with_headers)
        except _TooLarge:
            pass
        if refused and not started:
            refused = False
            await _refuse(send_with_headers)


class _TooLarge(Exception):
    pass


async def _refuse(send: Send) -> None:
    body = json.dumps(
        {"error": f"The request is larger than {BODY_LIMIT // 1024} KiB.", "next": "Send a shorter message."}
    ).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body})
