from dataclasses import replace

import pytest
from hostile import STRINGS, URLS, life_signs, text_of
from shop_stand_in import PRODUCTS, ranked

from assistant.events import ProductsShown
from retrieval.products import Product
from retrieval.requests import Ranked, Reason
from ui.cards import card, comparison, detail, products_panel


def shown(*products: Product, layout: str = "cards", **more) -> ProductsShown:
    values = {
        "total": len(products),
        "title": "Summer dresses",
        "limits": ("at most $40",),
        "seconds": 0.1,
        **more,
    }
    return ProductsShown(tuple(ranked(product) for product in products), layout=layout, **values)


def hostile_product(plain: str, address: str) -> Product:
    return Product(
        id=plain,
        title=plain,
        description=plain,
        category=(plain,),
        brand=plain,
        price=9.5,
        currency=plain,
        attributes={plain: (plain,), "colour": (plain, "red")},
        images=(address, plain),
        url=address,
        rating=4.0,
        reviews_count=3,
        stock=2,
    )


@pytest.mark.parametrize("plain", STRINGS)
@pytest.mark.parametrize("layout", ["cards", "detail", "comparison"])
def test_a_hostile_catalogue_stays_text(plain, layout):
    reason = Reason(plain, plain, {"field": plain, plain: plain}, 0.5)
    products = [hostile_product(plain, address) for address in URLS]
    other = replace(products[0], brand="other", attributes={})
    each = tuple(Ranked(product, 1.0, (reason,)) for product in (*products, other))

    drawn = products_panel(ProductsShown(each, 2, plain, layout, (plain,), 0.1), {plain: plain})

    assert life_signs(drawn) == []
    assert "window.pwned" not in plain or "window.pwned" in text_of(drawn)


def test_a_card_shows_what_a_shopper_decides_by():
    drawn = card(ranked(PRODUCTS[0]), 1)
    read = text_of(drawn)

    for fact in (
        "Riviera linen wrap dress",
        "Maren",
        "$38.00",
        "3.9",
        "Linen, as you asked",
        "You like blue",
    ):
        assert fact in read
    assert 'src="/demo/p1.svg"' in drawn
    assert "Rated 3.9 by" not in read  # the third reason waits for the detail


@pytest.mark.parametrize(("position", "words"), [(1, "the first one"), (10, "the tenth one"), (11, "number 11")])
def test_buttons_refer_to_a_card_as_a_shopper_would(position, words):
    drawn = card(ranked(PRODUCTS[0]), position)

    assert f'data-say="Show me {words} in more detail"' in drawn
    assert f'data-say="Show me more like {words}"' in drawn


@pytest.mark.parametrize("opinion", ["like", "dislike", None])
def test_only_the_opinion_given_is_pressed(opinion):
    drawn = card(ranked(PRODUCTS[0]), 1, opinion)

    for kind in ("like", "dislike"):
        button = drawn[drawn.index(f'data-act="{kind}"') :]
        assert button[: button.index(">")].count('aria-pressed="true"') == (kind == opinion)


@pytest.mark.parametrize(("stock", "said"), [(0, "Out of stock"), (2, "Only 2 left"), (50, ""), (None, "")])
def test_a_card_says_when_little_is_left(stock, said):
    read = text_of(card(ranked(replace(PRODUCTS[0], stock=stock)), 1))

    assert said in read
    assert ("left" in read or "stock" in read) == bool(said)


def test_a_product_with_nothing_but_a_title_still_makes_a_card():
    drawn = card(Ranked(Product(id="1", title="Übergröße"), 0.0, ()), 1)

    assert "<img" not in drawn
    assert "Ü" in text_of(drawn)
    assert life_signs(drawn) == []


def test_the_detail_gives_evidence_for_every_reason():
    read = text_of(detail(ranked(PRODUCTS[0])))

    assert "Rated 3.9 by 49 shoppers" in read
    assert "from your profile: blue" in read
    assert "Clothing › Dress" in read
    assert "Washes at 30 degrees." in read


def test_the_detail_links_to_the_shop_only_with_a_safe_address():
    assert 'href="https://shop.example/p/1"' in detail(ranked(PRODUCTS[0]))
    assert "<a " not in detail(ranked(replace(PRODUCTS[0], url="javascript:x")))


def test_a_comparison_shows_the_facets_that_differ_and_sums_up_the_rest():
    drawn = comparison(PRODUCTS[:3])
    table, same = drawn.split("</table>")

    for fact in ("Colour", "Material", "Brand", "linen", "cotton", "lowest", "best"):
        assert fact in text_of(table)
    assert "Season" not in text_of(table)
    assert "Season: summer" in text_of(same)


def test_a_comparison_marks_no_winner_among_equals():
    alike = [replace(PRODUCTS[0], id="a"), replace(PRODUCTS[0], id="b")]

    assert "lowest" not in comparison(alike)
    assert "best" not in text_of(comparison(alike))


def test_the_panel_names_limits_and_how_many_fit():
    read = text_of(products_panel(shown(*PRODUCTS[:2], total=41), {}))

    assert "At most $40" in read
    assert "41 that fit" in read


def test_an_empty_result_says_what_to_do():
    assert "Try a wider limit" in text_of(products_panel(shown(), {}))


def test_before_anything_was_shown_the_panel_is_empty():
    assert products_panel(None, {}) == ""
