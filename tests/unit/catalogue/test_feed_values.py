"""Single values: text, prices, counts, ratings, addresses."""

from __future__ import annotations

import time

import pytest

from retrieval.feeds.columns import column
from retrieval.feeds.numbers import (
    Money,
    read_availability,
    read_count,
    read_currency,
    read_money,
    read_rating,
)
from retrieval.feeds.structures import addresses, flatten, levels, web_address
from retrieval.feeds.text import clean, visible


@pytest.mark.parametrize(
    ("written", "amount", "currency"),
    [
        (19.9, 19.9, None),
        (0, 0.0, None),
        (-0.0, 0.0, None),
        ("19.9", 19.9, None),
        ("1.299", 1.299, None),
        ("1e3", 1000.0, None),
        ("$1,299.00", 1299.0, "USD"),
        ("1.299,00 €", 1299.0, "EUR"),
        ("1.299 €", 1299.0, "EUR"),
        ("$1.299", 1.299, "USD"),
        ("EUR 12", 12.0, "EUR"),
        ("12 eur", 12.0, "EUR"),
        ("15.00 USD", 15.0, "USD"),
        ("£ 7", 7.0, "GBP"),
        ("12,5", 12.5, None),
        ("1,299", 1299.0, None),
        ("1 299,00 zł", 1299.0, "PLN"),
        ("1\u202f299,00\u00a0€", 1299.0, "EUR"),
        ("CHF 1'299.50", 1299.5, "CHF"),
        ("1’299.50", 1299.5, None),
        ("₹1,29,999.00", 129999.0, "INR"),
        ("₹1,29,999", 129999.0, "INR"),
        ("12,- €", 12.0, "EUR"),
        ("1.234.567", 1234567.0, None),
        ("Rs. 1,299", 1299.0, "INR"),
        ("$12 CAD", 12.0, "CAD"),
        ("US$12", 12.0, "USD"),
        ("￥１２００", 1200.0, "JPY"),
        ("kr 100", 100.0, None),
    ],
)
def test_price_is_read_as_shops_write_it(written: object, amount: float, currency: str | None) -> None:
    money = read_money(written)
    assert isinstance(money, Money), money
    assert money.amount == pytest.approx(amount)
    assert money.currency == currency


@pytest.mark.parametrize(
    "written",
    [
        *(float("nan"), float("inf"), -1, -0.01, 10**400, True, [1, 2], {}),
        *(
            "N/A",
            "-",
            "call us",
            "10 - 20",
            "10–20",
            "10 20",
            "from $10",
            "1,29.5",
            "1.2.3",
            "12,34,5",
            "-$5.00",
        ),
        *("$-5", "Infinity", "nan", "1e999", "12 apples", "0..0", "1;5", "5%", "½", "٣"),
    ],
)
def test_what_states_no_price_is_never_guessed(written: object) -> None:
    assert isinstance(read_money(written), str)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("<b>Linen</b> dress", "Linen dress"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("I <3 linen", "I <3 linen"),
        ("Size <large>", "Size <large>"),
        ("a<b", "a<b"),
        ("AT&T Salt&copper R&D;", "AT&T Salt&copper R&D;"),
        ("Caf&eacute; &amp; bar &#8364;5", "Café & bar €5"),
        ("one<br/>two", "one two"),
        ("<script>alert('x')</script>Bag", "Bag"),
        ("<STYLE>p{}</STYLE >Bag<!-- note -->", "Bag"),
        ("&lt;p&gt;Soft&lt;/p&gt;", "Soft"),
        ("the &lt;b&gt; key", "the <b> key"),
        ('<a href="x>y">shop</a>', "shop"),
        ("<p title=don't>Bag</p>", "Bag"),
        ("<![CDATA[Bag]]>", "Bag"),
        ("<my-widget on=1>Bag</my-widget>", "Bag"),
        ("<xss onload=alert(1)>Bag", "Bag"),
        ("<script>unclosed", "unclosed"),
        ("<!-- unclosed", "<!-- unclosed"),
        ("İ <b>x</b>", "İ x"),
        ("a\x00b\x1bc\ud800d", "abcd"),
        ("  two\t\twords\r\n ", "two words"),
        ("👩‍👩‍👧 שלום", "👩‍👩‍👧 שלום"),
    ],
)
def test_text_comes_out_of_markup(written: str, text: str) -> None:
    assert clean(written, 500).text == text


def test_paragraphs_of_a_description_stay_apart() -> None:
    assert clean("<p>Soft.</p><p>Warm.</p><ul><li>a<li>b</ul>", 500, lines=True).text == "Soft.\n\nWarm.\n\na\nb"


@pytest.mark.parametrize(
    "piece",
    ["<!--", "<script>", '<a "', "<a '\"", "<", "&lt;b", "</", "<a b=", "<![CDATA[", "<a\"<a'", "<style"],
)
def test_reading_hostile_markup_grows_with_its_length_alone(piece: str) -> None:
    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        began = time.thread_time()  # of this thread alone: other work on the machine does not count
        clean(text, 20_000, lines=True)
        return time.thread_time() - began

    # Eight times the text, eight times the work; backtracking would make it sixty-four times.
    assert seconds(400_000) < 24 * seconds(50_000) + 0.5


def test_long_text_is_cut_and_says_so() -> None:
    cleaned = clean("x" * 10_000_000, 100)
    assert (len(cleaned.text), cleaned.cut) == (100, True)
    assert not clean("x" * 100, 100).cut


def test_zero_width_characters_alone_are_not_visible() -> None:
    assert not visible("\u200b\u2060 \ufeff")
    assert visible("\u200bx")


@pytest.mark.parametrize(
    ("written", "count"),
    [(15, 15), (15.0, 15), ("15", 15), ("1,200", 1200), ("15.0", 15), (-3, -3), ("-3", -3)],
)
def test_whole_numbers_are_read(written: object, count: int) -> None:
    assert read_count(written) == count


@pytest.mark.parametrize("written", [float("nan"), float("inf"), True, "many", "1.5", 1.5, 10**300, [], None])
def test_other_things_are_not_whole_numbers(written: object) -> None:
    assert isinstance(read_count(written), str)


@pytest.mark.parametrize(
    ("written", "rating"), [(4.5, 4.5), ("4,5", 4.5), ("4.5 out of 5", 4.5), ("4/5", 4.0), (0, 0.0)]
)
def test_ratings_are_read(written: object, rating: float) -> None:
    assert read_rating(written) == rating


@pytest.mark.parametrize("written", [85, 5.01, -1, float("nan"), "90%", "8/10", True, "good"])
def test_other_scales_are_not_ratings(written: object) -> None:
    assert isinstance(read_rating(written), str)


@pytest.mark.parametrize(
    ("written", "available"),
    [
        *(("in stock", True), ("https://schema.org/OutOfStock", False), ("in_stock", True), (1, True)),
        *(("Sold out!", False), (False, False), ("pre-order", True), (0, False)),
    ],
)
def test_availability_is_read(written: object, available: bool) -> None:
    assert read_availability(written) is available


def test_unknown_availability_is_said() -> None:
    assert "perhaps" in str(read_availability("perhaps"))


def test_currencies_have_codes() -> None:
    assert [read_currency(value) for value in ("eur", "€", " USD ", "bitcoin", 5)] == [
        "EUR",
        "EUR",
        "USD",
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("name", "field", "currency"),
    [
        *(("Product ID", "id", None), ("SKU", "id", None), ("body_html", "description", None)),
        *(("Price (USD)", "price", "USD"), ("price_eur", "price", "EUR"), ("Image URL", "images", None)),
        *(("Vendor", "brand", None), ("product-type", "category", None), ("Material", None, None)),
        *(("Article no", "id", None), ("Article No.", "id", None), ("Item no", "id", None), ("Art.-Nr.", "id", None)),
        *(("Artikelnummer", "id", None), ("Référence", "id", None), ("Bezeichnung", "title", None)),
        *(("titre", "title", None), ("Nombre", "title", None), ("Precio", "price", None), ("prix TTC", "price", None)),
        *(("Preis (EUR)", "price", "EUR"), ("Prix (€)", "price", "EUR"), ("Price ($)", "price", None)),
        *(("Währung", "currency", None), ("Größe", None, None), ("Verfügbarkeit", "availability", None)),
    ],
)
def test_columns_are_known_by_many_names(name: str, field: str | None, currency: str | None) -> None:
    assert (column(name).field, column(name).currency) == (field, currency)


def test_nested_values_become_flat_text() -> None:
    value = {
        "size": {"w": 1, "h": 2.5},
        "tags": ["a", "b", None],
        "specs": [{"name": "Fabric", "value": "linen"}],
    }
    assert list(flatten("", value)) == [
        ("size w", "1"),
        ("size h", "2.5"),
        ("tags", "a"),
        ("tags", "b"),
        ("Fabric", "linen"),
    ]


def test_deep_nesting_ends_in_json() -> None:
    value: object = "x"
    for _ in range(50):
        value = [value]
    assert list(flatten("deep", value)) == [("deep", "[" * 45 + '"x"' + "]" * 45)]


def test_categories_have_levels() -> None:
    assert levels("Clothing > Dresses") == [["Clothing", "Dresses"]]
    assert levels(["Clothing", "Dresses"]) == [["Clothing", "Dresses"]]
    assert levels('["A > B", "A > C"]') == [["A", "B"], ["A", "C"]]
    assert levels([{"name": "Bags"}]) == [["Bags"]]


def test_addresses_come_in_many_shapes() -> None:
    assert list(addresses("a.jpg|b.jpg")) == ["a.jpg", "b.jpg"]
    assert list(addresses("https://x/a,b.jpg, https://x/c.jpg")) == ["https://x/a,b.jpg", "https://x/c.jpg"]
    assert list(addresses(["a.jpg", {"src": "b.jpg"}, None, 3])) == ["a.jpg", "b.jpg"]


@pytest.mark.parametrize(
    "written", ["javascript:alert(1)", "java\nscript:x", " data:image/png;base64,AA", "vbscript:x", ""]
)
def test_only_web_addresses_are_kept(written: str) -> None:
    assert web_address(written) is None
    assert web_address("//cdn/a b.jpg") == "//cdn/a%20b.jpg"
