"""The widget in a shop's page on another origin, in a real browser."""

import re

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from hostile import SHARED, STRINGS, URLS
from playwright.sync_api import expect
from shop_site import shop_site
from shop_stand_in import StandIn

from retrieval.products import Product

pytestmark = [
    pytest.mark.browser,
    # Gradio's queue sets a pandas option that pandas has deprecated.
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]

LISTEN = """window.shopAssistant ||= Object.assign((...call) => window.shopAssistant.q.push(call), { q: [] });
window.heard = [];
for (const name of ['ready', 'open', 'close', 'like', 'identity', 'message', 'error', 'fresh'])
  shopAssistant('on', name, (detail) => { window.heard.push([name, detail]); });
"""
TAKES_BASKET = (
    LISTEN
    + "shopAssistant('on', 'add-to-cart', ({ product }) => { window.heard.push(['add', product]); return true; });"
)


@pytest.fixture(scope="module")
def town(chromium):
    with shop_site(chromium) as site:
        yield site


@pytest.fixture
def shop(chromium, town):
    town.assistant.pause = 0.0
    town.renew(chromium)
    return town


def heard(shop, name):
    return [detail for said, detail in shop.page.evaluate("window.heard") if said == name]


def wait_for(shop, name):
    shop.until(f"window.heard.some(([name]) => name === '{name}')")


def start(shop, options="", script=LISTEN, body=""):
    shop.open(options, script, body)
    shop.page.evaluate("shopAssistant.open()")
    wait_for(shop, "ready")


def test_a_shopper_opens_asks_and_sees_cards_and_reasons(shop):
    shop.open(script=LISTEN)
    assert not [url for url in shop.requests if "/embed" in url]  # nothing loads unasked
    shop.page.locator("shop-assistant button.launcher").click()
    expect(shop.frame.locator(".welcome h2")).to_have_text("What are you looking for?")
    shop.frame.locator(".example").click()
    shop.answered()

    expect(shop.frame.locator(".shelf").last.locator(".card")).to_have_count(4)
    expect(shop.frame.locator(".limits").first).to_contain_text("at most $40")
    expect(shop.frame.locator(".said.shop")).to_contain_text("I found 4 that fit")
    expect(shop.frame.locator(".shelf").last.locator(".reasons li").first).to_contain_text("as you asked")
    assert shop.troubles == []


def test_the_page_of_the_shop_stays_as_it_was(shop):
    shop.page.add_init_script("""window.shifts = 0; window.before = Object.keys(window);
      new PerformanceObserver((list) => list.getEntries().forEach((e) => { shifts += e.hadRecentInput ? 0 : e.value; }))
        .observe({ type: 'layout-shift', buffered: true });""")
    shop.open()
    layout = "[...document.querySelectorAll('body *')].map((e) => JSON.stringify(e.getBoundingClientRect())).join()"
    shape = shop.page.evaluate(layout)
    style = "getComputedStyle(document.querySelector('shop-assistant').shadowRoot.querySelector('.launcher'))"
    assert shop.page.evaluate(f"{style}.letterSpacing + {style}.borderTopWidth") == "normal0px"
    shop.page.locator("shop-assistant .launcher").click()
    shop.frame.locator(".welcome").wait_for()

    assert shop.page.evaluate(layout) == shape
    assert shop.page.evaluate("window.shifts") == 0
    mine = {"before", "shifts", "shopAssistant"}
    assert set(shop.page.evaluate("Object.keys(window).filter((name) => !window.before.includes(name))")) <= mine
    assert shop.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert shop.troubles == []  # a strict content security policy had nothing to object to


def test_calls_made_before_the_script_is_there_are_kept(shop):
    script = LISTEN + "shopAssistant('boot', { language: 'zh' }); shopAssistant('open', { message: 'a dress' });"
    shop.open('data-boot="manual"', script)
    shop.answered()

    expect(shop.frame.locator("html")).to_have_attribute("lang", "zh")
    assert shop.assistant.heard[-1][1] == "a dress"
    assert heard(shop, "open")


def test_without_boot_a_manual_widget_is_not_there(shop):
    shop.open('data-boot="manual"')
    assert shop.page.locator("shop-assistant").count() == 0
    shop.page.evaluate("shopAssistant.boot({ label: 'Need help?' })")
    expect(shop.page.locator("shop-assistant .launcher")).to_have_text("Need help?")
    shop.page.evaluate("shopAssistant.shutdown()")
    expect(shop.page.locator("shop-assistant")).to_have_count(0)
    with pytest.raises(Exception, match='no "dance"; it has boot'):
        shop.page.evaluate("shopAssistant('dance')")


def test_the_shops_basket_is_asked(shop):
    start(shop, script=TAKES_BASKET)
    shop.say("a dress")
    shop.answered()
    add = shop.frame.locator(".shelf").last.locator(".card").first.locator(".add")
    expect(add).to_have_text("Add to basket")
    add.click()
    expect(add).to_have_text("In your basket")

    product = heard(shop, "add")[0]
    assert (product["id"], product["price"], product["currency"]) == ("p1", 38, "USD")
    expect(shop.frame.locator("#notice")).to_contain_text("Riviera linen wrap dress")
    shop.page.wait_for_timeout(200)
    assert shop.assistant.feedbacks[-1][1:3] == ("p1", "cart")


@pytest.mark.parametrize(
    "handler", ["() => false", "() => Promise.reject(new Error('sold'))", "() => { throw new Error('x'); }"]
)
def test_a_basket_that_refuses_is_told(shop, handler):
    start(shop, script=LISTEN + f"shopAssistant('on', 'add-to-cart', {handler});")
    before = len(shop.assistant.feedbacks)
    shop.say("a dress")
    shop.answered()
    shop.frame.locator(".add").last.click()

    expect(shop.frame.locator("#notice")).to_contain_text("could not be added")
    expect(shop.frame.locator(".add").last).to_have_text("Add to basket")
    assert len(shop.assistant.feedbacks) == before


def test_without_a_basket_nothing_offers_one(shop):
    start(shop)
    shop.say("a dress")
    shop.answered()

    assert shop.frame.locator(".add").count() == 0


def test_a_product_opens_where_the_shop_wants(shop):
    start(
        shop,
        script=LISTEN
        + "shopAssistant('on', 'product-click', (e) => { e.preventDefault(); heard.push(['go', e.product.id]); });",
    )
    shop.say("a dress")
    shop.answered()
    shop.frame.locator(".shelf").last.locator(".name").first.click()
    wait_for(shop, "go")

    assert heard(shop, "go") == ["p1"]
    assert shop.page.url.rstrip("/") == shop.address


def test_the_open_product_is_told_to_the_assistant(shop):
    start(shop)
    shop.page.evaluate("shopAssistant.setContext({ id: 'p5', title: 'Harbour rain jacket' })")
    expect(shop.frame.locator("#looking")).to_contain_text("Harbour rain jacket")
    shop.say("something like this one")
    shop.answered()
    assert shop.assistant.looked_at[-1][1] == "p5"
    count = len(shop.assistant.looked_at)
    shop.frame.locator("#looking button").click()
    shop.say("another dress")
    expect(shop.frame.locator(".said.shop")).to_have_count(2)
    assert len(shop.assistant.looked_at) == count


def test_another_language_and_the_shops_own_texts(shop):
    start(
        shop,
        'data-language="zh" data-greeting="欢迎光临"',
        LISTEN + "shopAssistant('setOptions', { texts: { placeholder: '问我' } });",
    )

    expect(shop.page.locator("shop-assistant .launcher span")).to_have_text("关闭")
    expect(shop.frame.locator(".welcome h2")).to_have_text("欢迎光临")
    expect(shop.frame.locator("#box")).to_have_attribute("placeholder", "问我")
    shop.page.evaluate("shopAssistant.setOptions({ language: 'en', texts: {}, greeting: '' })")
    expect(shop.frame.locator("#box")).to_have_attribute("placeholder", "Ask for anything in the shop")
    expect(shop.page.locator("shop-assistant .launcher span")).to_have_text("Close")


def test_a_reload_keeps_the_conversation(shop):
    start(shop)
    shop.say("a dress, at most $35")
    shop.answered()
    shop.page.reload()
    shop.until("window.shopAssistant?.ready")

    # On a desktop the box is open again by itself, on whatever page of the shop.
    expect(shop.frame.locator(".said.you")).to_have_text(re.compile("a dress, at most"))
    expect(shop.frame.locator(".said.shop")).to_contain_text("I found")
    assert shop.frame.locator(".card").count() == 3
    session = shop.assistant.heard[-1][0]
    shop.say("another dress")
    shop.answered()
    assert shop.assistant.heard[-1][0] == session


def test_a_new_conversation_begins_with_a_new_session(shop):
    start(shop)
    shop.say("a dress")
    shop.answered()
    session = shop.assistant.heard[-1][0]
    shop.frame.get_by_role("button", name="New conversation").click()
    expect(shop.frame.locator(".welcome")).to_be_visible()
    shop.say("a bag")
    shop.answered()

    assert shop.assistant.heard[-1][0] != session
    assert heard(shop, "fresh")


def test_a_signed_shopper_is_known_and_a_used_token_is_not(shop):
    start(shop)
    token = shop.token("ana")
    shop.page.evaluate("(token) => shopAssistant.identify(token)", token)
    wait_for(shop, "identity")
    assert heard(shop, "identity") == [{"ok": True}]
    shop.say("a dress")
    shop.answered()
    assert shop.assistant.names[shop.assistant.heard[-1][0]] == "fern:ana"
    shop.frame.locator(".ghost.known").click()
    expect(shop.frame.locator("#about li")).to_have_count(2)
    shop.frame.locator("#about header button").click()

    shop.page.evaluate("(token) => shopAssistant.identify(token)", token)
    shop.until("heard.filter(([name]) => name === 'identity').length === 2")
    refused = heard(shop, "identity")[1]
    assert (refused["ok"], refused["status"]) == (False, 401)
    first = shop.assistant.heard[-1][0]
    shop.page.evaluate("(token) => shopAssistant.identify(token)", shop.token("ben"))
    shop.until("heard.filter(([name]) => name === 'identity').length === 3")
    shop.say("a bag")
    shop.answered()
    assert shop.assistant.heard[-1][0] != first  # nobody sees another shopper's conversation
    assert shop.assistant.names[shop.assistant.heard[-1][0]] == "fern:ben"


def test_an_assistant_that_is_down_is_told_calmly_and_can_be_asked_again(shop):
    shop.page.route("**/embed?**", lambda route: route.abort())
    shop.open(script=LISTEN)
    shop.page.evaluate("shopAssistant.open({ message: 'a dress' })")
    word = shop.page.locator("shop-assistant .word")
    expect(word).to_contain_text("cannot be reached right now", timeout=15_000)
    expect(shop.page.locator("h1")).to_have_text("Fern")
    shop.page.unroute_all()
    word.get_by_role("button", name="Try again").click()
    shop.answered()

    expect(word).to_be_hidden()
    assert shop.assistant.heard[-1][1] == "a dress"  # what was asked meanwhile is not lost


def test_a_lost_connection_keeps_the_message_for_another_try(shop):
    start(shop)
    shop.page.route("**/api/chat", lambda route: route.abort())
    shop.say("a dress")
    expect(shop.frame.locator("#notice")).to_contain_text("Nothing of what you wrote is lost")
    shop.page.unroute_all()
    shop.frame.locator("#notice button").click()
    shop.answered()

    expect(shop.frame.locator(".said.you")).to_have_count(1)


def test_a_full_house_is_asked_again_by_itself(shop):
    start(shop)
    refused = []

    def once(route):
        if refused:
            return route.fallback()
        refused.append(route)
        body = '{"error": "Many shoppers", "next": "Wait"}'
        return route.fulfill(status=503, body=body, headers={"Retry-After": "1", "Content-Type": "application/json"})

    shop.page.route("**/api/chat", once)
    shop.say("a dress")
    expect(shop.frame.locator("#notice")).to_contain_text("try again in 1 s")
    shop.answered()

    expect(shop.frame.locator(".said.you")).to_have_count(1)


def test_what_is_said_while_the_assistant_writes_is_sent_afterwards(shop):
    start(shop)
    shop.assistant.pause = 0.05
    shop.say("a dress")
    expect(shop.frame.locator("#send")).to_have_attribute("aria-label", "Stop")
    shop.say("and a bag")
    expect(shop.frame.locator("#notice")).to_contain_text("as soon as the answer is there")
    expect(shop.frame.locator(".said.shop")).to_have_count(2, timeout=30_000)

    assert [message for _, message in shop.assistant.heard[-2:]] == ["a dress", "and a bag"]


def test_stop_stops(shop):
    start(shop)
    shop.assistant.pause = 0.05
    shop.say("a slow dress, please stop")
    shop.frame.locator(".said.shop").wait_for()
    shop.frame.locator("#send").click()

    expect(shop.frame.locator(".said.shop").last).to_contain_text("Stopped")
    shop.page.wait_for_timeout(1_000)
    assert "a slow dress, please stop" in shop.assistant.closed


def test_the_keyboard_opens_stays_inside_and_comes_back(shop):
    shop.open(script=LISTEN)
    shop.page.locator("#here").focus()
    shop.page.locator("shop-assistant .launcher").focus()
    shop.page.keyboard.press("Enter")
    wait_for(shop, "ready")
    expect(shop.frame.locator("#box")).to_be_focused()
    expect(shop.page.locator("shop-assistant .panel")).to_have_attribute("role", "dialog")
    expect(shop.page.locator("shop-assistant .launcher")).to_have_attribute("aria-expanded", "true")
    for _ in range(12):  # round and round, never out to the shop's button
        shop.page.keyboard.press("Tab")
        shop.page.wait_for_timeout(30)
        assert shop.page.evaluate("document.activeElement.tagName") == "SHOP-ASSISTANT"
    shop.page.keyboard.press("Escape")
    expect(shop.page.locator("shop-assistant .panel")).to_be_hidden()
    assert shop.page.evaluate("document.activeElement.shadowRoot?.activeElement.className") == "launcher"
    shop.page.locator("#here").focus()
    shop.page.evaluate("shopAssistant.open()")
    expect(shop.frame.locator("#box")).to_be_focused()
    shop.page.keyboard.press("Escape")
    expect(shop.page.locator("#here")).to_be_focused()


def test_what_strangers_say_is_not_believed(shop):
    start(shop, script=TAKES_BASKET)
    shop.page.evaluate("""() => {
      for (const type of ['close', 'add-to-cart', 'product-click', 'identity'])
        window.postMessage({ assistant: 1, type, product: { id: 'p1', url: 'https://evil.invalid' }, number: 1 }, '*');
      const other = document.createElement('iframe');
      document.body.append(other);
      other.contentWindow.parent.postMessage({ assistant: 1, type: 'close' }, '*');
    }""")
    shop.page.wait_for_timeout(300)

    expect(shop.page.locator("shop-assistant .panel")).to_be_visible()
    assert heard(shop, "add") == []
    assert heard(shop, "identity") == []


def test_the_frame_is_in_a_sandbox(shop):
    start(shop)
    sandbox = shop.page.locator("shop-assistant iframe").get_attribute("sandbox")

    assert set(sandbox.split()) == {
        "allow-scripts", "allow-same-origin", "allow-forms", "allow-popups", "allow-popups-to-escape-sandbox",
    }  # fmt: skip


def test_a_dark_shop_has_a_dark_widget(shop):
    start(shop, body="dark")
    root = shop.frame.locator("html")
    expect(root).to_have_attribute("data-theme", "dark")
    shop.page.evaluate("document.body.className = ''")
    expect(root).to_have_attribute("data-theme", "light")
    shop.page.evaluate("shopAssistant.setOptions({ theme: 'dark', colour: '#ffd34d' })")
    expect(root).to_have_attribute("data-theme", "dark")
    ink = "getComputedStyle(document.querySelector('#send')).color"
    assert shop.page.frames[-1].evaluate(ink) == "rgb(22, 19, 15)"  # dark on a light colour


@pytest.mark.parametrize("side", ["left", "right"])
def test_the_launcher_stands_where_it_is_told(shop, side):
    shop.open(f'data-position="{side}" data-label="Ask us" data-colour="#aa3322"')
    place = shop.page.locator("shop-assistant .launcher").bounding_box()

    assert (place["x"] < 640) == (side == "left")
    expect(shop.page.locator("shop-assistant .launcher")).to_have_text("Ask us")
    expect(shop.page.locator("shop-assistant .launcher")).to_have_css("background-color", "rgb(170, 51, 34)")


def test_inline_stands_in_the_page(shop):
    shop.open('data-mode="inline" data-target="#place"', LISTEN)
    wait_for(shop, "ready")
    box = shop.page.locator("#place shop-assistant iframe").bounding_box()

    assert box["height"] == pytest.approx(600, abs=8)
    expect(shop.page.locator("shop-assistant .launcher")).to_be_hidden()
    expect(shop.page.locator("shop-assistant .panel")).to_have_attribute("role", "region")


def test_full_covers_the_page(shop):
    start(shop, 'data-mode="full"')
    box = shop.page.locator("shop-assistant iframe").bounding_box()

    assert (box["width"], box["height"]) == (1280, 800)
    shop.frame.locator("#close").click()
    expect(shop.page.locator("shop-assistant .panel")).to_be_hidden()
    assert heard(shop, "close")


def test_a_site_that_is_not_listed_sees_no_conversation(chromium):
    with shop_site(chromium, listed=False) as shop:
        shop.open(script=LISTEN)
        shop.page.evaluate("shopAssistant.open()")
        expect(shop.page.locator("shop-assistant .word")).to_contain_text("cannot be reached", timeout=15_000)
        assert heard(shop, "ready") == []


def published() -> list[str]:
    """Attack strings that others collected."""
    path = SHARED / "xss_strings.txt"
    return [line for line in path.read_text("utf-8", "replace").splitlines() if line.strip()] if path.exists() else []


def test_hostile_texts_run_nothing_and_call_nobody(chromium):
    strings = [*STRINGS, *published()[:120]]
    products = [
        Product(
            id=f"p{number} {said}"[:200], title=said, description=said, category=(said,), brand=said, price=9.5,
            currency="USD", attributes={said: (said,), "colour": (said,), "material": (said,)},
            images=(URLS[number % len(URLS)], "/none.svg"), url=URLS[number % len(URLS)], rating=4.0, reviews_count=2,
        )
        for number, said in enumerate(strings)
    ]  # fmt: skip
    assistant = StandIn(products=products)
    with shop_site(chromium, assistant) as shop:
        start(shop, script=TAKES_BASKET)
        shop.page.evaluate(
            "([title, greeting, placeholder]) => shopAssistant.setOptions({ title, greeting, texts: { placeholder } })",
            list(STRINGS[:3]),
        )
        shop.page.evaluate("(text) => shopAssistant.setContext({ id: text, title: text })", STRINGS[1])
        for at in range(0, len(products), 4):
            assistant.products = products[at : at + 4]
            shop.say(" ".join(product.title for product in assistant.products)[:1_900])
            expect(shop.frame.locator(".said.shop")).to_have_count(at // 4 + 1)
            shop.answered()
        card = shop.frame.locator(".card").last
        card.locator(".like").click()
        card.locator(".add").click()
        for layout in ("compare", "detail"):
            shop.say(layout)
            shop.answered()
        shop.frame.locator("header .ghost").first.click()
        expect(shop.frame.locator("#about li")).to_have_count(1)
        shop.page.wait_for_timeout(300)

        inside = shop.page.frames[-1]
        assert inside.evaluate("window.pwned") is None
        assert shop.page.evaluate("window.pwned") is None
        assert (
            inside.evaluate(
                "document.querySelectorAll('body script, iframe, object, embed, a, style, link:not(head link)').length"
            )
            == 0
        )
        assert (
            inside.evaluate(
                "[...document.querySelectorAll('body *')].flatMap((e) => e.getAttributeNames())"
                ".filter((name) => name.startsWith('on')).length"
            )
            == 0
        )
        assert shop.strangers() == []
        assert [said for said in shop.troubles if "404" not in said] == []
        assert len(shop.frame.locator(".card").all()) >= len(strings)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_a_screen_reader_finds_its_way(chromium, width, scheme):
    with shop_site(chromium, width=width, color_scheme=scheme) as shop:
        start(shop, script=TAKES_BASKET, body="dark" if scheme == "dark" else "")
        shop.say("a dress")
        shop.answered()
        for request in ("compare", "detail"):
            shop.say(request)
            shop.answered()
        inside = shop.page.frames[-1]
        inside.evaluate(AXE_SCRIPT)
        told = "({ impact, id, nodes }) => [impact, id, nodes.map((node) => node.html.slice(0, 120))]"
        found = inside.evaluate(f"axe.run(document).then(({{ violations }}) => violations.map({told}))")
        assert [each for each in found if each[0] in {"serious", "critical"}] == []
        scrolls = inside.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not scrolls


def test_a_like_changes_the_next_answer(chromium, demo_store):
    from assistant.build import assemble
    from assistant.language.absent import AbsentChatModel

    with shop_site(chromium, assemble(demo_store, AbsentChatModel())) as shop:
        start(shop)
        shop.say("I need a dress")
        shop.answered()
        shelf = shop.frame.locator(".shelf").last.locator(".card")
        before = [card.get_attribute("data-product") for card in shelf.all()]
        shelf.last.locator(".dislike").click()
        shelf.nth(1).locator(".like").click()
        expect(shelf.nth(1).locator(".like")).to_have_attribute("aria-pressed", "true")
        shop.say("I need a dress")
        expect(shop.frame.locator(".said.shop")).to_have_count(2)
        shop.answered()
        after = [
            card.get_attribute("data-product") for card in shop.frame.locator(".shelf").last.locator(".card").all()
        ]

        assert after != before
        assert before[-1] not in after
        assert shop.frame.locator(".shelf").last.locator('[data-kind="history"], [data-kind="preference"]').count() > 0
