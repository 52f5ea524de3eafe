import pytest
from hostile import STRINGS, life_signs, text_of

from assistant.events import ToolCalled
from assistant.memory import ProfileEntry, ProfileView
from ui.panels import ShopperChoice, masthead, profile_panel, reply, steps, suggestions, welcome, working


@pytest.mark.parametrize("plain", STRINGS)
def test_hostile_text_stays_text_everywhere(plain):
    profile = ProfileView(plain, (ProfileEntry(plain, plain, plain),))
    call = ToolCalled(plain, {plain: plain, "many": [plain], "nested": {plain: (plain,)}}, None)

    for drawn in (
        masthead(plain, plain),
        welcome([plain]),
        suggestions([plain]),
        working(plain),
        steps([call]),
        profile_panel(profile, [ShopperChoice(plain, plain, plain)]),
    ):
        assert life_signs(drawn) == []


def test_steps_fold_tools_with_their_arguments():
    drawn = steps([ToolCalled("search_products", {"price_max": 40, "exclude": ("leather", "wool"), "query": ""}, None)])

    assert drawn.startswith('<details class="steps">')
    assert "1 step" in text_of(drawn)
    assert "search_products" in text_of(drawn)
    assert "leather, wool" in text_of(drawn)
    assert "query" not in text_of(drawn)


def test_a_turn_without_tools_has_no_steps():
    assert steps([]) == ""


def test_every_entry_of_the_profile_can_be_removed():
    view = ProfileView(None, (ProfileEntry("e1", "Likes linen", "like"), ProfileEntry("e2", "Never wool", "dislike")))
    drawn = profile_panel(view, [])

    for entry in ("e1", "e2"):
        assert f'data-act="forget" data-id="{entry}"' in drawn
    assert 'data-act="erase"' in drawn


def test_an_empty_profile_says_how_it_fills_and_offers_no_eraser():
    drawn = profile_panel(ProfileView(None, ()), [])

    assert "Nothing yet" in drawn
    assert "erase" not in drawn


@pytest.mark.parametrize(("current", "pressed"), [(None, "Guest"), ("ana", "Ana")])
def test_the_shopper_who_shops_is_marked(current, pressed):
    drawn = profile_panel(ProfileView(current, ()), [ShopperChoice("ana", "Ana"), ShopperChoice("ben", "Ben")])

    assert drawn.count('aria-pressed="true"') == 1
    assert text_of(drawn.split('aria-pressed="true"')[1].split("</button>")[0] + "<b>").endswith(pressed)


def test_without_known_shoppers_there_is_nothing_to_choose():
    assert "Guest" not in profile_panel(ProfileView(None, ()), [])


def test_a_reply_names_products_in_bold_and_stays_text() -> None:
    said = "Two fit.\nFern Mug: A <b>lovely</b> mug.\nOther: plain."
    assert reply(said, ["Fern Mug"]) == (
        "<p>Two fit.</p><p><strong>Fern Mug</strong>A &lt;b&gt;lovely&lt;/b&gt; mug.</p><p>Other: plain.</p>"
    )
