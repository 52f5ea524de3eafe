"""What a shopper sees and does, in a real browser."""

import time

import pytest
from hostile import STRINGS
from playwright.sync_api import expect

pytestmark = [
    pytest.mark.browser,
    # Gradio's queue sets a pandas option that pandas has deprecated.
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]


def test_a_request_brings_cards_before_words(shop):
    shop.assistant.pause = 2.0  # longer than a loaded machine takes to draw the cards
    shop.say("a summer dress, at most $38")

    expect(shop.page.locator("#products .limits li").first).to_have_text("At most $38")
    assert shop.page.locator("#chat .bot-row").count() == 0  # not a word yet
    expect(shop.page.locator("#chat .bot-row")).to_contain_text("I found")
    shop.assistant.pause = 0.0
    expect(shop.page.locator(".chip").first).to_be_visible()
    expect(shop.page.locator(".card")).to_have_count(4)
    expect(shop.page.locator("details.steps summary")).to_contain_text("1 step")


def test_the_first_screen_has_products_examples_and_an_empty_profile(shop):
    expect(shop.page.locator(".card")).to_have_count(6)
    expect(shop.page.locator(".example")).to_have_count(2)
    expect(shop.page.locator("#profile")).to_contain_text("Nothing yet")
    expect(shop.page.locator("footer")).to_be_hidden()


def test_an_example_is_asked_with_one_click(shop):
    shop.page.click(".example >> nth=0")

    expect(shop.page.locator("#chat .user-row")).to_have_text("A summer dress, at most $40")
    expect(shop.page.locator(".chip").first).to_be_visible()
    expect(shop.page.locator("#welcome .welcome")).to_be_hidden()


def test_a_like_changes_the_profile_at_once_and_can_be_forgotten(shop):
    card = shop.page.locator(".card").first
    title = card.locator("h3").inner_text()
    card.locator(".opinion.like").click()

    expect(shop.page.locator("#profile .entries")).to_contain_text(f"Likes {title}")
    expect(card.locator(".opinion.like")).to_have_attribute("aria-pressed", "true")
    card.locator(".opinion.dislike").click()
    expect(shop.page.locator("#profile .entries")).to_contain_text(f"Not for you: {title}")
    expect(card.locator(".opinion.like")).to_have_attribute("aria-pressed", "false")
    shop.page.click("#profile .entries button")
    expect(shop.page.locator("#profile")).to_contain_text("Nothing yet")


def test_a_like_during_an_answer_is_kept(shop):
    shop.assistant.pause = 0.1
    shop.say("a slow dress")
    expect(shop.page.locator(".shelf-head h2")).to_have_text("Summer dresses")
    shop.page.locator(".card .opinion.like").first.click()

    expect(shop.page.locator("#profile .entries li")).to_have_count(1)
    expect(shop.page.locator(".card .opinion.like").first).to_have_attribute("aria-pressed", "true")
    shop.page.click("#composer .stop-button")
    expect(shop.page.locator("#composer .submit-button")).to_be_visible()
    expect(shop.page.locator(".card .opinion.like").first).to_have_attribute("aria-pressed", "true")


def test_stopping_ends_the_work_and_the_next_request_is_answered(shop):
    shop.assistant.pause = 0.05
    shop.say("a slow dress please")
    expect(shop.page.locator("#chat .bot-row")).to_contain_text("I found")
    shop.page.click("#composer .stop-button")

    until = time.monotonic() + 10
    while "a slow dress please" not in shop.assistant.closed and time.monotonic() < until:
        shop.page.wait_for_timeout(50)
    assert "a slow dress please" in shop.assistant.closed
    shop.assistant.pause = 0.0
    shop.say("another dress")
    expect(shop.page.locator(".chip").first).to_be_visible()


def test_a_known_shopper_brings_a_profile_which_can_be_erased(shop):
    shop.page.click("#profile .shoppers >> text=Ana")

    expect(shop.page.locator("#profile .entries li")).to_have_count(2)
    expect(shop.page.locator(".shelf-head h2")).to_have_text("Picked for Ana")
    shop.page.click("#profile .erase summary")
    shop.page.click("#profile .erase button")
    expect(shop.page.locator("#profile")).to_contain_text("Nothing yet")


def test_a_new_conversation_starts_clean(shop):
    shop.say("a dress")
    expect(shop.page.locator(".chip").first).to_be_visible()
    shop.page.click("#masthead [data-leave]")

    expect(shop.page.locator("#welcome .welcome")).to_be_visible()
    expect(shop.page.locator("#chat .user-row")).to_have_count(0)
    sessions = {session for session, _ in shop.assistant.heard[-1:]}
    shop.say("another dress")
    expect(shop.page.locator(".chip").first).to_be_visible()
    assert {session for session, _ in shop.assistant.heard[-1:]} != sessions


def test_a_reload_keeps_the_conversation(shop):
    shop.say("a dress, at most $35")
    expect(shop.page.locator(".chip").first).to_be_visible()
    shop.page.reload()

    expect(shop.page.locator("#chat .user-row")).to_have_text("a dress, at most $35")
    expect(shop.page.locator("#chat .bot-row")).to_contain_text("I found")
    expect(shop.page.locator(".card")).to_have_count(3)
    session = shop.assistant.heard[-1][0]
    shop.say("another dress")
    expect(shop.page.locator(".chip").first).to_be_visible()
    assert shop.assistant.heard[-1] == (session, "another dress")
    shop.page.click("#masthead [data-leave]")
    expect(shop.page.locator("#welcome .welcome")).to_be_visible()
    shop.page.reload()
    expect(shop.page.locator("#welcome .welcome")).to_be_visible()
    expect(shop.page.locator("#chat .user-row")).to_have_count(0)


def test_a_click_while_the_assistant_writes_is_answered_with_a_word(shop):
    shop.assistant.pause = 0.1
    shop.say("a slow dress")
    expect(shop.page.locator(".shelf-head h2")).to_have_text("Summer dresses")
    shop.page.locator(".card .shot").first.click()

    expect(shop.page.get_by_text("I am still answering your last message")).to_be_visible()
    shop.page.click("#composer .stop-button")


def test_details_and_comparison_open_from_the_page(shop):
    shop.page.locator(".card .shot").first.click()
    expect(shop.page.locator(".detail")).to_be_visible()
    expect(shop.page.locator(".chip").first).to_be_visible()
    shop.page.click(".chip >> text=Compare")

    expect(shop.page.locator(".comparison thead img")).to_have_count(3)


def test_a_broken_turn_leaves_a_working_page(shop):
    shop.say("explode")

    expect(shop.page.locator("#chat .bot-row")).to_contain_text("Something went wrong on our side")
    assert "secret detail" not in shop.page.content()
    shop.say("a dress")
    expect(shop.page.locator(".chip").first).to_be_visible()


def test_a_message_of_spaces_is_not_sent(shop):
    before = len(shop.assistant.heard)
    shop.say("   ")

    expect(shop.page.get_by_text("The message is empty")).to_be_visible()
    assert len(shop.assistant.heard) == before


def test_a_hostile_catalogue_runs_nothing_and_calls_nobody(hostile_shop):
    page = hostile_shop.page
    hostile_shop.say(" ".join(STRINGS))
    expect(page.locator(".chip").first).to_be_visible()
    page.locator(".card .opinion.like").first.click()
    expect(page.locator("#profile .entries li")).to_have_count(1)
    for request in ("compare", "detail"):
        hostile_shop.say(request)
        expect(page.locator(f".{'comparison' if request == 'compare' else 'detail'}")).to_be_visible()
        expect(page.locator(".chip").first).to_be_visible()
    page.wait_for_timeout(300)

    assert page.evaluate("window.pwned") is None
    assert hostile_shop.troubles == []
    assert hostile_shop.strangers() == []
    assert page.locator("#shop script, #shop iframe, #chat img, #chat a").count() == 0
    expect(page.locator("#chat")).to_contain_text("<script>window.pwned=1</script>")


def test_the_page_asks_no_other_host_for_anything(shop):
    shop.say("a dress")
    expect(shop.page.locator(".chip").first).to_be_visible()

    assert len(shop.requests) > 10
    assert shop.strangers() == []
    assert shop.troubles == []


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 800)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_screen_holds_cards_talk_and_composer(chromium, shop, tmp_path, width, height, scheme):
    context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    shop.page = context.new_page()
    shop.open()
    shop.page.click(".example >> nth=0")
    expect(shop.page.locator(".chip").first).to_be_visible()
    shop.page.screenshot(path=tmp_path / f"{width}-{scheme}.png")

    for part in (".card", "#chat .bot-row", "#composer .submit-button", ".chip"):
        expect(shop.page.locator(part).first).to_be_in_viewport()
    scrolls = "(d => d.scrollWidth > innerWidth || d.scrollHeight > innerHeight)(document.documentElement)"
    assert shop.page.evaluate(scrolls) is False
    ground = shop.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (ground == "rgb(21, 20, 18)") == (scheme == "dark")
    context.close()


def test_on_a_phone_the_profile_is_a_sheet(chromium, shop):
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    shop.page = context.new_page()
    shop.open()
    expect(shop.page.locator("#profile h2")).to_be_hidden()
    shop.page.click(".profile-door")
    expect(shop.page.locator("#profile h2")).to_be_in_viewport()
    shop.page.click("#profile .shut")
    expect(shop.page.locator("#profile h2")).to_be_hidden()
    context.close()
