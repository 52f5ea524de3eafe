"""A real Chromium, and a shop behind a real server."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

# The page's unit tests own the stand-in shop; both suites look at the same one.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "unit" / "ui"))

from hostile import STRINGS, URLS
from live_shop import serving
from playwright.sync_api import Browser, Page, expect, sync_playwright
from shop_stand_in import PRODUCTS, StandIn, picture

from retrieval.products import Product
from ui.panels import ShopperChoice
from ui.service import create_app

expect.set_options(timeout=20_000)  # a loaded machine is no failure

EXAMPLES = ("A summer dress, at most $40", "A waterproof jacket for hiking, not black")


@dataclass
class Shop:
    """An open shop: where it is, who answers, and the page in front of it."""

    address: str
    assistant: StandIn
    page: Page
    requests: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    def watch(self) -> None:
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("dialog", lambda dialog: self.troubles.append(f"dialog {dialog.message}"))

    def open(self) -> None:
        self.page.goto(self.address)
        self.page.wait_for_selector("#profile .profile", state="attached")

    def say(self, message: str) -> None:
        self.page.fill("#composer textarea", message)
        self.page.press("#composer textarea", "Enter")

    def strangers(self) -> list[str]:
        own = (self.address, "data:", "blob:")
        return [url for url in self.requests if not url.startswith(own)]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("needs Chromium: install it so that `chromium` is on the path")
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


def _address(assistant: StandIn, title: str, examples: tuple[str, ...]) -> Iterator[str]:
    def build():
        return create_app(
            assistant,
            title=title,
            examples=examples,
            shoppers=(ShopperChoice("ana", "Ana", "linen, no leather"), ShopperChoice("ben", "Ben")),
            pictures=picture,
        )

    with serving(build) as address:
        yield address


@pytest.fixture(scope="module")
def _ordinary() -> StandIn:
    return StandIn(products=PRODUCTS)


@pytest.fixture(scope="module")
def _ordinary_address(_ordinary: StandIn) -> Iterator[str]:
    yield from _address(_ordinary, "Fern & Harbour", EXAMPLES)


@pytest.fixture
def shop(chromium: Browser, _ordinary: StandIn, _ordinary_address: str) -> Iterator[Shop]:
    """An ordinary shop on a desktop screen."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    opened = Shop(_ordinary_address, _ordinary, context.new_page())
    opened.watch()
    opened.open()
    yield opened
    _ordinary.pause = 0.0
    context.close()


@pytest.fixture
def hostile_shop(chromium: Browser) -> Iterator[Shop]:
    """A shop whose catalogue was written by an attacker."""
    products = [
        Product(
            id=said, title=said, description=said, category=(said,), brand=said, price=9.5, currency="USD",
            attributes={said: (said,), "colour": (said,), "material": (said,)}, images=(address, "/none.svg"),
            url=address, rating=4.0, reviews_count=2,
        )
        for said, address in zip(STRINGS, URLS, strict=False)
    ]  # fmt: skip
    assistant = StandIn(products=products)
    for address in _address(assistant, STRINGS[1], STRINGS):
        context = chromium.new_context(viewport={"width": 1280, "height": 800})
        opened = Shop(address, assistant, context.new_page())
        opened.watch()
        opened.open()
        yield opened
        context.close()
