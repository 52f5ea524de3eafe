import math

import pytest
from hostile import SHARED, STRINGS, URLS, life_signs, text_of
from hypothesis import given, settings
from hypothesis import strategies as st

from ui.markup import price, safe_url, stars, text


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_escaped_text_reads_as_it_was_and_opens_nothing(plain):
    drawn = f'<p title="{text(plain)}">{text(plain)}</p>'

    assert life_signs(drawn) == []
    read = text_of(drawn)
    assert len(read) == len(plain)
    assert all(a == b or b == " " for a, b in zip(plain, read, strict=True))


@pytest.mark.parametrize("plain", ["Übergröße 🧵", "👩‍👩‍👧 می‌خواهم", "亚麻连衣裙", 'a & b < c > "d"', "$5 {x} `y`"])
def test_ordinary_text_is_read_as_written(plain):
    assert text_of(text(plain)) == plain


@pytest.mark.parametrize("plain", ["\u202eexe.gpj", "\x00", "\x1b[31m", "\ud800", "\u2066"])
def test_characters_that_deceive_or_cannot_be_sent_become_spaces(plain):
    assert text_of(text(plain)) == f" {plain[1:]}"


@pytest.mark.parametrize("plain", STRINGS)
def test_hostile_text_is_inert(plain):
    assert life_signs(f'<p title="{text(plain)}">{text(plain)}</p>') == []


@pytest.mark.shared
def test_published_attack_strings_are_inert():
    if not SHARED.is_dir():
        pytest.skip("needs the folder shared/data/security beside the checkout")
    lines = (SHARED / "xss_strings.txt").read_text(encoding="utf-8", errors="replace").splitlines()

    assert len(lines) > 100
    for line in lines:
        assert life_signs(f'<p title="{text(line)}">{text(line)}</p>') == [], line
        address = safe_url(line)
        assert address is None or life_signs(f'<img src="/{address}">') == [], line


@pytest.mark.parametrize("address", [*URLS, "", None])
def test_an_address_that_could_run_or_leave_the_site_unasked_is_dropped(address):
    assert safe_url(address) is None


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://shop.example/p/1?a=1&b=2", "https://shop.example/p/1?a=1&amp;b=2"),
        ("http://localhost:8000/x.png", "http://localhost:8000/x.png"),
        ("/demo/p1.svg", "/demo/p1.svg"),
        ('https://shop.example/"onerror="x', "https://shop.example/&quot;onerror=&quot;x"),
    ],
)
def test_an_ordinary_address_stays(address, safe):
    assert safe_url(address) == safe


def test_a_price_is_written_or_left_out():
    assert price(38, "USD") == "&#36;38.00"
    assert price(None, "USD") == ""
    assert price(math.nan, "USD") == ""


@pytest.mark.parametrize(
    ("rating", "held", "figure"),
    [(4.5, "90.0%", "4.5"), (0, "0.0%", "0.0"), (7, "100.0%", "5.0"), (-1, "0.0%", "0.0")],
)
def test_stars_stay_within_their_scale(rating, held, figure):
    drawn = stars(rating, 1234)

    assert f"--held:{held}" in drawn
    assert f"<b>{figure}</b>" in drawn
    assert "(1,234)" in drawn


@pytest.mark.parametrize("rating", [None, math.nan, math.inf])
def test_no_rating_draws_no_stars(rating):
    assert stars(rating, 3) == ""
