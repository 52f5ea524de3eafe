"""What a shop's own pages show: the widget's script, and the conversation in its frame."""

from __future__ import annotations

import gzip
import hashlib
import html
import json
from collections.abc import Sequence
from functools import cache
from string import Template
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request, Response

from ui.assets import asset
from ui.shops import Shops

_PARTS = ("conversation.css", "conversation.js", "drawing.js", "host.js", "texts.js", "wire.js")
_TYPES = {"css": "text/css", "js": "text/javascript"}
_LANGUAGES = ("en", "zh")


def embedding(shops: Shops, *, open_to: Sequence[str], title: str, examples: Sequence[str]) -> APIRouter:
    """Builds the routes of widget and frame.

    Args:
        shops: Whose sites may show the frame.
        open_to: Origins that may show it without naming a shop.
        title: Above the conversation, until the page says otherwise.
        examples: Requests to begin with.
    """
    router = APIRouter(include_in_schema=False)
    page = Template(asset("conversation.html"))

    @router.get("/widget.js")
    def widget(request: Request) -> Response:
        return _file(request, "widget.js", "public, max-age=300")

    @router.get("/embed/{name}")
    def part(request: Request, name: str) -> Response:
        if name not in _PARTS:
            raise HTTPException(404, f'The conversation has no part "{name[:80]}".')
        return _file(request, name, "no-cache")

    @router.get("/embed")
    def conversation(
        shop: Annotated[str | None, Query(max_length=40)] = None,
        lang: Annotated[str, Query(max_length=20)] = "en",
    ) -> Response:
        found = None if shop is None else shops.find(shop)
        if shop is not None and found is None:
            raise HTTPException(404, f'There is no shop "{shop}"; `shop-assistant shop list` names those there are.')
        sites = tuple(open_to) if found is None else found.origins
        setup = {"shop": shop, "sites": sites, "title": title, "examples": list(examples)}
        written = page.substitute(
            language=next((known for known in _LANGUAGES if lang.lower().startswith(known)), "en"),
            title=html.escape(title),
            setup=html.escape(json.dumps(setup)),
        )
        headers = {"Content-Security-Policy": _policy(sites), "Cache-Control": "no-store"}
        return Response(written, media_type="text/html", headers=headers)

    return router


def _policy(sites: Sequence[str]) -> str:
    """Nothing runs but the conversation's own files, and nobody frames it but the shop's sites."""
    framed_by = " ".join(("'self'", *sites))
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self' https: http: data:; base-uri 'none'; form-action 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'; "
        f"frame-ancestors {framed_by}"
    )


@cache
def _packed(name: str) -> tuple[bytes, bytes, str]:
    plain = asset(name).encode()
    return plain, gzip.compress(plain, 9, mtime=0), f'"{hashlib.sha256(plain).hexdigest()[:20]}"'


def _file(request: Request, name: str, kept: str) -> Response:
    plain, packed, mark = _packed(name)
    headers = {
        "Cache-Control": kept,
        "Cross-Origin-Resource-Policy": "cross-origin",
        "ETag": mark,
        "Vary": "Accept-Encoding",
    }
    if request.headers.get("if-none-match") == mark:
        return Response(status_code=304, headers=headers)
    zipped = "gzip" in request.headers.get("accept-encoding", "")
    if zipped:
        headers["Content-Encoding"] = "gzip"
    media_type = f"{_TYPES[name.rsplit('.', 1)[-1]]}; charset=utf-8"
    return Response(packed if zipped else plain, media_type=media_type, headers=headers)
