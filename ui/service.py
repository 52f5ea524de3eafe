"""The web application: the chat page, the HTTP service, the widget and the demo shop's pictures."""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import gradio as gr
from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException as StarletteHTTPException

from ui.api import NoSuchAddress, routes
from ui.guard import Guard
from ui.look import asset, theme
from ui.page import Page
from ui.panels import ShopperChoice
from ui.seam import ShoppingAssistant
from ui.turns import Turns

_DAY = 86_400
_HOST_CHARACTERS = frozenset(string.ascii_lowercase + string.digits + "-.:[]")
# A drawing is a picture, not a page: opened on its own it may run nothing and load nothing.
_PICTURE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "Cache-Control": f"public, max-age={_DAY}",
}


def create_app(
    assistant: ShoppingAssistant,
    *,
    title: str,
    examples: Sequence[str],
    shoppers: Sequence[ShopperChoice] = (),
    allowed_origins: Sequence[str] = (),
    pictures: Callable[[str], str | None] | None = None,
) -> FastAPI:
    """Builds the application around a ready assistant.

    Args:
        assistant: Answers, and remembers shoppers.
        title: The shop's name, at the top of the page.
        examples: Requests offered before the first message.
        shoppers: Known shoppers that the page offers to shop as.
        allowed_origins: Origins of shop sites (``https://shop.example``) that may call the service and show
            the page in a frame; nobody else may.
        pictures: Gives the SVG drawing of a demo product, ``None`` where it has none.

    Returns:
        A FastAPI application; `GET /readyz` answers 200, since the assistant is ready.

    Raises:
        ValueError: An allowed origin is not of the form ``https://host[:port]``.
    """
    origins = [origin(given) for given in allowed_origins]
    turns = Turns()
    app = FastAPI(title=title, docs_url=None, redoc_url=None, openapi_url="/api/openapi.json")
    app.include_router(routes(assistant, turns))
    _add_plain_routes(app, pictures)
    app.add_exception_handler(StarletteHTTPException, _explain_status)
    app.add_exception_handler(RequestValidationError, _explain_fields)
    app.add_exception_handler(Exception, _explain_failure)
    # Gradio would reflect any origin, with credentials; it stands back when its parent has this middleware.
    app.add_middleware(
        CORSMiddleware,
        allow_origins=origins,
        allow_methods=["GET", "POST", "DELETE"],
        allow_headers=["Content-Type"],
        expose_headers=["X-Session"],
        allow_credentials=False,
    )
    app.add_middleware(Guard, frame_ancestors=origins)
    page = Page(assistant, title=title, examples=examples, shoppers=shoppers, turns=turns)
    return gr.mount_gradio_app(
        app,
        page.blocks(),
        path="/",
        theme=theme(),
        css=asset("page.css"),
        head='<meta name="color-scheme" content="light dark">',
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size="1kb",
        ssr_mode=False,
        mcp_server=False,
        enable_monitoring=False,
        pwa=False,
    )


def _add_plain_routes(app: FastAPI, pictures: Callable[[str], str | None] | None) -> None:
    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        """The process lives."""
        return {"status": "ok"}

    @app.get("/readyz")
    def readyz() -> dict[str, str]:
        """The assistant is loaded; before that, `ui.gate.Gate` answers 503."""
        return {"status": "ready"}

    @app.get("/widget.js")
    def widget() -> Response:
        """The script that puts the assistant on a shop's own pages."""
        return Response(
            asset("widget.js"),
            media_type="text/javascript",
            headers={"Cache-Control": "public, max-age=300", "Cross-Origin-Resource-Policy": "cross-origin"},
        )

    @app.get("/demo/{product}.svg")
    def picture(product: str) -> Response:
        """A drawing of one of the demo shop's products."""
        drawing = pictures(product) if pictures else None
        if drawing is None:
            raise HTTPException(404, f'No picture of a product "{product[:80]}".')
        return Response(drawing, media_type="image/svg+xml", headers=_PICTURE_HEADERS)


def origin(given: str) -> str:
    """Checks the origin of a site and returns it as browsers write it.

    Raises:
        ValueError: It is not of the form ``https://host[:port]``.
    """
    plain = given.strip().rstrip("/").lower()
    scheme, _, host = plain.partition("://")
    if scheme not in {"http", "https"} or not host or not set(host) <= _HOST_CHARACTERS:
        raise ValueError(f'"{given}" is not an origin: write it as https://shop.example or http://localhost:8000')
    return plain


async def _explain_status(request: Request, problem: Any) -> JSONResponse:
    status, said = problem.status_code, str(problem.detail)
    if status == 400:  # the framework's own, where the body is no JSON that can be read
        deep = isinstance(problem.__cause__, RecursionError)
        said = "The body is nested too deeply." if deep else "The body is not UTF-8 text."
    next_step = _DESCRIBED if isinstance(problem, NoSuchAddress) else _NEXT.get(status, _DESCRIBED)
    headers = {**(problem.headers or {}), **({"Retry-After": "2"} if status == 409 else {})}
    return JSONResponse({"error": said, "next": next_step}, status, headers)


async def _explain_fields(request: Request, problem: Any) -> JSONResponse:
    fields = [_field(error) for error in problem.errors()]
    said = "; ".join(f"{entry['field']}: {entry['problem']}" for entry in fields)
    return JSONResponse({"error": said, "fields": fields, "next": _NEXT[422]}, 422)


def _field(error: Mapping[str, Any]) -> dict[str, str]:
    """One complaint of the framework: which field, and what is wrong with it."""
    place = [str(part) for part in error["loc"][1:]]
    if error["type"] == "json_invalid":  # its place is a position in the text
        reason = error.get("ctx", {}).get("error", "not valid JSON")
        return {"field": "body", "problem": f"JSON is broken at character {place[0] if place else 0}: {reason}"}
    if not place:
        return {"field": "body", "problem": "a JSON object is needed, with the header Content-Type: application/json"}
    return {"field": ".".join(place), "problem": str(error["msg"])}


async def _explain_failure(request: Request, problem: Any) -> JSONResponse:
    return JSONResponse({"error": "Something went wrong on our side.", "next": _NEXT[500]}, 500)


_DESCRIBED = "GET /api/openapi.json describes what may be called."
_NEXT = {
    400: f"Correct the body and send it again; {_DESCRIBED}",
    404: "Check the identifier.",
    409: "Wait for the event done, then send the message again.",
    422: f"Correct the request and send it again; {_DESCRIBED}",
    500: "Try again; if it stays, read the server's log.",
}
