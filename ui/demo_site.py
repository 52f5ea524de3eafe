"""The demo shop's own site: pages as any shop has them, on another origin than the assistant, with the widget in them.

The pages are written once from the demo's products. The only thing the site's server does is what a real shop's does
too: it signs a token for whoever is signed in.
"""

from __future__ import annotations

import html
import json
import secrets
import time
from collections.abc import Sequence
from functools import cache
from string import Template

import jwt
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from retrieval.demo import demo_products, demo_shoppers, picture_for
from retrieval.products import Product
from ui.assets import asset
from ui.markup import price, text
from ui.shops import Shop

NAME = "Larch & Lantern"

_TOKEN_SECONDS = 120
_CHOSEN = 12  # products of the first page
_ALIKE = 4
_NOTHING = '<section class="nothing"><h1>There is nothing here</h1><p><a href="/">Back to the shop</a></p></section>'
_TYPES = {"site.css": "text/css", "site.js": "text/javascript"}


def demo_site(assistant_port: int, shop: Shop) -> Starlette:
    """Builds the site.

    Args:
        assistant_port: Where the assistant answers, on the host that the browser knows this site by.
        shop: Whose name the pages give, and whose key signs tokens.
    """

    def page(request: Request, title: str, body: str, product: Product | None = None) -> HTMLResponse:
        assistant = f"{request.url.scheme}://{request.url.hostname}:{assistant_port}"
        written = Template(asset("site/page.html")).substitute(
            title=text(title),
            name=text(NAME),
            shelves=_shelves(product.category[0] if product else title),
            body=body,
            assistant=html.escape(assistant),
            shop=html.escape(shop.name),
            shoppers="".join(f'<option value="{text(s.id)}">{text(s.name)}</option>' for s in demo_shoppers()),
            product=text(json.dumps(_brief(product))) if product else "",
        )
        return HTMLResponse(written, headers={"Content-Security-Policy": _policy(assistant)})

    async def first(request: Request) -> Response:
        return page(request, "Welcome", asset("site/hero.html") + _grid("Just in", _chosen()))

    async def shelf(request: Request) -> Response:
        name = next((each for each in _departments() if _path(each) == request.path_params["shelf"]), None)
        if name is None:
            raise HTTPException(404)
        return page(request, name, _grid(name, [each for each in demo_products() if each.category[0] == name]))

    async def product(request: Request) -> Response:
        found = _by_id().get(request.path_params["product"])
        if found is None:
            raise HTTPException(404)
        alike = [each for each in demo_products() if each.category == found.category and each.id != found.id]
        return page(request, found.title, _sheet(found) + _grid("More of this kind", alike[:_ALIKE]), found)

    async def token(request: Request) -> Response:
        """What the shop's server does for a shopper who is signed in there."""
        shopper = request.path_params["shopper"]
        if shopper not in {each.id for each in demo_shoppers()}:
            raise HTTPException(404)
        now = int(time.time())
        claims = {
            "iss": shop.name,
            "sub": shopper,
            "iat": now,
            "exp": now + _TOKEN_SECONDS,
            "jti": secrets.token_hex(16),
        }
        signed = jwt.encode(claims, shop.key, algorithm="HS256")
        return JSONResponse({"token": signed}, headers={"Cache-Control": "no-store"})

    async def drawing(request: Request) -> Response:
        drawn = picture_for(request.path_params["product"])
        if drawn is None:
            raise HTTPException(404)
        return Response(drawn, media_type="image/svg+xml", headers={"Cache-Control": "public, max-age=86400"})

    async def file(request: Request) -> Response:
        name = request.url.path.removeprefix("/")
        return Response(asset(f"site/{name}"), media_type=_TYPES[name], headers={"Cache-Control": "no-cache"})

    async def missing(request: Request, problem: Exception) -> Response:
        body = (
            '<section class="nothing"><h1>There is nothing here</h1><p><a href="/">Back to the shop</a></p></section>'
        )
        answer = page(request, "Not found", body)
        answer.status_code = 404
        return answer

    site = Starlette(
        routes=[
            Route("/", first),
            Route("/shelf/{shelf}", shelf),
            Route("/product/{product}", product),
            Route("/token/{shopper}", token, methods=["POST"]),
            Route("/demo/{product}.svg", drawing),
            *(Route(f"/{name}", file) for name in _TYPES),
        ],
        exception_handlers={404: missing},
    )
    site.add_middleware(_Headers)
    return site


class _Headers:
    """What every answer of a careful shop carries."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("x-content-type-options", "nosniff")
                headers.setdefault("referrer-policy", "strict-origin-when-cross-origin")
                headers.setdefault("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
            await send(message)

        await self._app(scope, receive, with_headers)


def _policy(assistant: str) -> str:
    """As strict as a shop can be: of the assistant it names the script and the frame, and nothing is inline."""
    return (
        f"default-src 'none'; script-src 'self' {assistant}; frame-src {assistant}; style-src 'self'; "
        "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )


@cache
def _by_id() -> dict[str, Product]:
    return {product.id: product for product in demo_products()}


@cache
def _departments() -> tuple[str, ...]:
    return tuple(dict.fromkeys(product.category[0] for product in demo_products()))


def _path(department: str) -> str:
    return "-".join(department.lower().replace("&", "and").split())


def _chosen() -> list[Product]:
    """One well-liked product of each of the first departments."""
    best: dict[str, Product] = {}
    for product in demo_products():
        held = best.get(product.category[0])
        if product.available and (product.rating or 0) > ((held.rating or 0) if held else 0):
            best[product.category[0]] = product
    return list(best.values())[:_CHOSEN]


def _brief(product: Product) -> dict[str, object]:
    return {"id": product.id, "title": product.title, "price": product.price, "currency": product.currency}


def _shelves(current: str) -> str:
    return "".join(
        f'<li><a href="/shelf/{_path(name)}"{" aria-current=page" if name == current else ""}>{text(name)}</a></li>'
        for name in _departments()
    )


def _grid(heading: str, products: Sequence[Product]) -> str:
    tiles = "".join(
        f'<li class="tile"><a href="/product/{text(product.id)}"><img src="/demo/{text(product.id)}.svg" alt="" '
        f'width="400" height="400" loading="lazy"><span class="brand">{text(product.brand or "")}</span>'
        f'<span class="title">{text(product.title)}</span></a><p class="cost">'
        f"<b>{price(product.price, product.currency)}</b>{_rating(product)}</p></li>"
        for product in products
    )
    return f'<section class="shelf"><h2>{text(heading)}</h2><ul class="tiles">{tiles}</ul></section>' if tiles else ""


def _rating(product: Product) -> str:
    if product.rating is None:
        return '<span class="rating">New</span>'
    return f'<span class="rating" role="img" aria-label="Rated {product.rating:.1f} of 5">★ {product.rating:.1f}</span>'


def _sheet(product: Product) -> str:
    facts = "".join(
        f"<div><dt>{text(name.capitalize())}</dt><dd>{text(', '.join(values))}</dd></div>"
        for name, values in product.attributes.items()
        if values and name not in {"type", "colour family"}
    )
    stock = "In stock" if product.stock is None or product.stock > 5 else f"Only {product.stock} left"
    deed = "data-add>Add to basket" if product.available else "disabled>Sold out"
    path = " › ".join(text(level) for level in product.category)
    return (
        f'<article class="sheet"><img src="/demo/{text(product.id)}.svg" alt="{text(product.title)}" width="800" '
        f'height="800"><div><p class="path">{path}</p><p class="brand">{text(product.brand or "")}</p>'
        f'<h1>{text(product.title)}</h1><p class="cost"><b>{price(product.price, product.currency)}</b>'
        f'{_rating(product)}</p><p class="stock">{stock if product.available else "Sold out"}</p>'
        f'<div class="deeds"><button class="buy" {deed}</button>'
        '<button class="ask" data-ask="Show me more like this one, but cheaper">'
        f'Like this, but cheaper?</button></div><p class="about">{text(product.description)}</p>'
        f"<dl>{facts}</dl></div></article>"
    )
