"""The demo shop's site, as `serve --demo-site` serves it beside the assistant."""

import secrets
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest
from live_shop import serving
from playwright.sync_api import expect
from shop_stand_in import StandIn
from starlette.applications import Starlette

from retrieval.database import open_engine
from retrieval.demo import demo_products, picture_for
from ui.demo_site import demo_site
from ui.service import create_app
from ui.shops import Shop, Shops

pytestmark = [
    pytest.mark.browser,
    # Gradio's queue sets a pandas option that pandas has deprecated.
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]

DRESSES = [product for product in demo_products() if product.category == ("Clothing", "Dresses")]


class Site:
    """The site, the assistant it shows, and the browser in front of it."""

    def __init__(self, address: str, assistant: StandIn) -> None:
        self.address, self.assistant = address, assistant


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    assistant = StandIn(products=DRESSES)
    shops: list[Shop] = []
    addresses: dict[str, int] = {}

    async def later(scope, receive, send):
        # The site is built when it is first asked: it has to know its own address before, and the assistant's.
        app = demo_site(addresses["assistant"], shops[0]) if scope["type"] == "http" else Starlette()
        await app(scope, receive, send)

    with ExitStack() as open_now:
        address = open_now.enter_context(serving(lambda: later))
        shops.append(Shop("demo", (address,), secrets.token_urlsafe(32)))
        known = Shops(open_engine("sqlite://"), besides=shops)

        def build():
            return create_app(assistant, title="Larch", examples=(), shops=known, pictures=picture_for)

        addresses["assistant"] = int(open_now.enter_context(serving(build)).rsplit(":", 1)[1])
        yield Site(address, assistant)


@pytest.fixture(params=[390, 1280])
def page(request, chromium, site):
    context = chromium.new_context(viewport={"width": request.param, "height": 844})
    page = context.new_page()
    page.troubles = []
    page.on("console", lambda said: page.troubles.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda problem: page.troubles.append(str(problem)))
    yield page
    assert page.troubles == []
    context.close()


def test_from_the_list_to_a_product_into_the_basket(page, site):
    page.goto(site.address)
    expect(page.locator(".tile")).to_have_count(12)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto(f"{site.address}/shelf/clothing")
    expect(page.locator("nav [aria-current]")).to_have_text("Clothing")
    page.locator(f'.tile a[href="/product/{DRESSES[0].id}"]').click()
    expect(page.locator("h1")).to_have_text(DRESSES[0].title)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Add to basket").click()
    expect(page.locator("#count")).to_have_text("1")
    page.locator("#basket").click()
    expect(page.locator("#lines li")).to_have_count(1)
    page.locator("#lines button").click()
    expect(page.locator("#total")).to_have_text("There is nothing in it yet.")


def test_the_assistant_fills_the_shops_basket_and_knows_the_page(page, site):
    page.goto(f"{site.address}/product/{DRESSES[1].id}")
    page.get_by_role("button", name="Like this, but cheaper?").click()
    frame = page.frame_locator("shop-assistant iframe")
    frame.locator(".chips").wait_for()
    expect(frame.locator("#looking")).to_contain_text(DRESSES[1].title)
    assert site.assistant.looked_at[-1][1] == DRESSES[1].id
    card = frame.locator(".shelf").last.locator(".card").first
    card.locator(".add").click()
    expect(page.locator("#count")).to_have_text("1")
    expect(card.locator(".add")).to_have_text("In your basket")
    wanted = card.get_attribute("data-product")
    card.locator(".name").click()
    page.wait_for_url(f"**/product/{wanted}")
    if page.viewport_size["width"] > 520:  # on a phone the box would cover the page
        expect(frame.locator(".said.you")).to_have_text(["You: Show me more like this one, but cheaper"])


def test_a_signed_in_shopper_is_known_and_signed_out_again(page, site):
    page.goto(site.address)
    page.evaluate("shopAssistant('open')")
    frame = page.frame_locator("shop-assistant iframe")
    frame.locator(".welcome").wait_for()
    page.evaluate("document.getElementById('account').value = 'ana'")
    page.evaluate("document.getElementById('account').dispatchEvent(new Event('change'))")
    frame.locator(".ghost.known").wait_for()
    assert "ana" in site.assistant.names.values()
    page.evaluate("document.getElementById('account').value = ''")
    page.evaluate("document.getElementById('account').dispatchEvent(new Event('change'))")
    page.wait_for_timeout(600)
    page.evaluate("shopAssistant('open')")
    frame.locator(".welcome").wait_for()
    expect(frame.locator(".ghost.known")).to_have_count(0)


def test_the_assistant_changes_its_language(page, site):
    page.goto(site.address)
    page.select_option("#language", "zh")
    page.evaluate("shopAssistant('open')")

    expect(page.frame_locator("shop-assistant iframe").locator(".welcome h2")).to_have_text("您在找什么？")


def test_what_is_not_there_is_told(site):
    answer = httpx.get(f"{site.address}/product/nothing")

    assert answer.status_code == 404
    assert "There is nothing here" in answer.text
    assert httpx.post(f"{site.address}/token/mallory").status_code == 404
    assert httpx.get(f"{site.address}/token/ana").status_code == 405
    assert "default-src 'none'" in httpx.get(f"{site.address}/site.js").headers["content-security-policy"]
