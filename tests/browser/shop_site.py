"""A shop's own site on an origin of its own, with the widget in its pages and a strict content security policy."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import jwt
from live_shop import serving
from playwright.sync_api import Browser, FrameLocator
from shop_stand_in import PRODUCTS, StandIn, picture
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from retrieval.database import open_engine
from ui.seam import ShoppingAssistant
from ui.service import create_app
from ui.shops import Shop, Shops

_NUMBERS = itertools.count()
_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A shop</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/shop.css"><script src="/shop.js"></script>
<script async src="{assistant}/widget.js" data-shop="fern" {options}></script></head>
<body class="{body}"><h1>Fern</h1><button id="here">A button</button><div id="place"></div>
<p>Words of the shop.</p></body></html>"""
# Rules that a careless shop may have; none may reach the widget, and none may change because of it.
_STYLE = """body { margin: 20px; display: grid; gap: 30px; background: #fff }
body.dark { background: #111; color: #eee }
div, section, button, iframe, span { border: 3px dotted red; letter-spacing: 4px; position: relative }
#place { height: 600px }"""


@dataclass
class ShopSite:
    """An open shop page, the assistant behind it, and what the browser noticed."""

    page: Any
    address: str
    assistant_address: str
    assistant: Any
    shop: Shop
    content: dict[str, str]
    requests: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    @property
    def frame(self) -> FrameLocator:
        return self.page.frame_locator("shop-assistant iframe")

    def renew(self, chromium: Browser, width: int = 1280, **context: Any) -> None:
        """Another shopper's browser: nothing of the one before is left."""
        if self.page is not None:
            self.page.context.close()
        size = {"width": width, "height": 844 if width < 500 else 800}
        self.page = chromium.new_context(viewport=size, **context).new_page()
        self.requests.clear()
        self.troubles.clear()
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("dialog", lambda dialog: self.troubles.append(f"dialog {dialog.message}"))
        self.page.on("console", lambda said: self.troubles.append(said.text) if said.type == "error" else None)

    def open(self, options: str = "", script: str = "", body: str = "") -> None:
        self.content.update(options=options, script=script, body=body)
        self.page.goto(self.address)
        self.until("window.shopAssistant?.ready")

    def until(self, true: str, seconds: float = 30.0) -> None:
        """Waits for an expression; the browser's own waiting would need the page's leave to evaluate text."""
        end = time.monotonic() + seconds
        while not self.page.evaluate(true):
            assert time.monotonic() < end, true
            self.page.wait_for_timeout(50)

    def say(self, message: str) -> None:
        self.frame.locator("#box").fill(message)
        self.frame.locator("#box").press("Enter")

    def answered(self) -> None:
        self.frame.locator(".chips").wait_for()

    def token(self, shopper: str = "ana", **changed: object) -> str:
        now = int(time.time())
        claims = {"iss": "fern", "sub": shopper, "iat": now, "exp": now + 60, "jti": f"b{next(_NUMBERS)}", **changed}
        return jwt.encode(claims, self.shop.key, algorithm="HS256")

    def strangers(self) -> list[str]:
        own = (self.address, self.assistant_address, "data:", "blob:")
        return [url for url in self.requests if not url.startswith(own)]


@contextmanager
def shop_site(
    chromium: Browser,
    assistant: ShoppingAssistant | None = None,
    *,
    listed: bool = True,
    width: int = 1280,
    **context: Any,
) -> Iterator[ShopSite]:
    """Opens a browser on a shop's site; `listed` says whether the assistant knows it."""
    served = assistant or StandIn(products=PRODUCTS)
    content = {"options": "", "script": "", "body": ""}
    addresses: dict[str, str] = {}

    def page(request: Request) -> Response:
        known = addresses["assistant"]
        policy = (
            f"default-src 'none'; script-src 'self' {known}; frame-src {known}; style-src 'self'; img-src data:; "
            "require-trusted-types-for 'script'; trusted-types 'none'"
        )
        written = _PAGE.format(assistant=known, options=content["options"], body=content["body"])
        return HTMLResponse(written, headers={"Content-Security-Policy": policy})

    def script(request: Request) -> Response:
        return Response(content["script"], media_type="text/javascript", headers={"Cache-Control": "no-store"})

    def style(request: Request) -> Response:
        return Response(_STYLE, media_type="text/css")

    site = Starlette(routes=[Route("/shop.js", script), Route("/shop.css", style), Route("/{path:path}", page)])
    with ExitStack() as open_now:
        # Another name of the machine and another port: another site for the browser, with storage of its own.
        address = open_now.enter_context(serving(lambda: site)).replace("127.0.0.1", "localhost")
        shops = Shops(open_engine("sqlite://"))
        shop = shops.add("fern", [address if listed else "https://elsewhere.example"])

        def build():
            return create_app(
                served, title="Fern", examples=("A summer dress, at most $40",), shops=shops, pictures=picture
            )

        addresses["assistant"] = open_now.enter_context(serving(build))
        opened = ShopSite(None, address, addresses["assistant"], served, shop, content)
        opened.renew(chromium, width, **context)
        try:
            yield opened
        finally:
            opened.page.context.close()
