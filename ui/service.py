"""The web application: the chat page, the HTTP service, the widget and the demo shop's pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from typing import Any

import gradio as gr
from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException as StarletteHTTPException

from retrieval.database import open_engine
from ui.api import NoSuchAddress, routes
from ui.assets import asset
from ui.callers import Callers
from ui.embed import embedding
from ui.guard import Guard
from ui.identity import Doorman
from ui.look import theme
from ui.page import Page
from ui.panels import ShopperChoice
from ui.rates import Rates
from ui.seam import ShoppingAssistant
from ui.shops import Shops, origin
from ui.turns import RETRY_SECONDS, Turns

_DAY = 86_400
# A drawing is a picture, not a page: opened on its own it may run nothing and load nothing.
_PICTURE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "Cache-Control": f"public, max-age={_DAY}",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_DESCRIPTION = (
    "A shopping assistant for this shop's products. `POST /api/chat` answers a message with server-sent events; a "
    "session is a text that nobody can guess, made by the first call that names none. Errors are JSON with `error` "
    "and `next`."
)


def create_app(
    assistant: ShoppingAssistant,
    *,
    title: str,
    examples: Sequence[str],
    shoppers: Sequence[ShopperChoice] = (),
    allowed_origins: Sequence[str] = (),
    shops: Shops | None = None,
    rates: Rates | None = None,
    turns: Turns | None = None,
    pictures: Callable[[str], str | None] | None = None,
) -> FastAPI:
    """Builds the application around a ready assistant.

    Args:
        assistant: Answers, and remembers shoppers.
        title: The shop's name, at the top of the page.
        examples: Requests offered before the first message.
        shoppers: Known shoppers that the page offers to shop as.
        allowed_origins: Origins of sites (``https://shop.example``) that may call the service and show the page
            and the conversation in a frame without being a shop by name.
        shops: Shops by name: what their sites may embed and call, and whose tokens are taken.
        rates: How often one address and one session may ask.
        turns: The queue; closing it ends what is under way.
        pictures: Gives the SVG drawing of a demo product, ``None`` where it has none.

    Returns:
        A FastAPI application; `GET /readyz` answers 200, since the assistant is ready.

    Raises:
        ValueError: An allowed origin is not of the form ``https://host[:port]``.
    """
    origins = [origin(given) for given in allowed_origins]
    turns, rates = turns or Turns(), rates or Rates()
    shops = shops or Shops(open_engine("sqlite://"))
    callers = Callers(assistant, Doorman(shops))
    app = FastAPI(
        title=title,
        version=version("shop-assistant"),
        description=_DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    app.include_router(routes(assistant, turns, callers, rates))
    app.include_router(embedding(shops, open_to=origins, title=title, examples=examples))
    _add_plain_routes(app, turns, pictures)
    app.add_exception_handler(StarletteHTTPException, _explain_status)
    app.add_exception_handler(RequestValidationError, _explain_fields)
    app.add_exception_handler(Exception, _explain_failure)
    # Gradio would reflect any origin, with credentials; it stands back when its parent has this middleware.
    app.add_middleware(
        CORSMiddleware,
        allow_origins=_Sites(shops, origins),
        allow_methods=["GET", "POST", "DELETE"],
        allow_headers=["Authorization", "Content-Type", "X-Shop"],
        expose_headers=["X-Session", "Retry-After"],
        allow_credentials=False,
    )
    app.add_middleware(Guard, frame_ancestors=origins, rates=rates)
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


class _Sites(Sequence[str]):
    """Origins that may call, as they are at the moment of the call."""

    def __init__(self, shops: Shops, open_to: Sequence[str]) -> None:
        self._shops, self._open_to = shops, tuple(open_to)

    def __contains__(self, site: object) -> bool:
        return site in self._open_to or site in self._shops

    def __len__(self) -> int:
        return len(self._all())

    def __getitem__(self, at: Any) -> Any:
        return self._all()[at]

    def _all(self) -> tuple[str, ...]:
        return (*self._open_to, *(site for shop in self._shops.all() for site in shop.origins))


def _add_plain_routes(app: FastAPI, turns: Turns, pictures: Callable[[str], str | None] | None) -> None:
    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        """The process lives."""
        return {"status": "ok"}

    @app.get("/readyz")
    async def readyz() -> dict[str, str]:
        """The assistant is loaded and not closing; before that, `ui.gate.Gate` answers 503."""
        if turns.closed_for is not None:
            raise HTTPException(503, "The shop is closing.", {"Retry-After": str(RETRY_SECONDS)})
        return {"status": "ready"}

    @app.get("/demo/{product}.svg")
    def picture(product: str) -> Response:
        """A drawing of one of the demo shop's products."""
        drawing = pictures(product) if pictures else None
        if drawing is None:
            raise HTTPException(404, f'No picture of a product "{product[:80]}".')
        return Response(drawing, media_type="image/svg+xml", headers=_PICTURE_HEADERS)


async def _explain_status(request: Request, problem: Any) -> JSONResponse:
    status, said = problem.status_code, str(problem.detail)
    if status == 400:  # the framework's own, where the body is no JSON that can be read
        deep = isinstance(problem.__cause__, RecursionError)
        said = "The body is nested too deeply." if deep else "The body is not UTF-8 text."
    next_step = _DESCRIBED if isinstance(problem, NoSuchAddress) else _NEXT.get(status, _DESCRIBED)
    return JSONResponse({"error": said, "next": next_step}, status, problem.headers)


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
    401: "Sign a new token with the shop's key, or send none and stay anonymous.",
    404: "Check the identifier.",
    409: "Wait for the event done, then send the message again.",
    413: "Send a shorter message.",
    422: f"Correct the request and send it again; {_DESCRIBED}",
    429: "Wait as long as Retry-After says.",
    503: "Wait as long as Retry-After says, then send it again.",
    500: "Try again; if it stays, read the server's log.",
}
