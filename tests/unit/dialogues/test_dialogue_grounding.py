from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from assistant.dialogues.grounding import Ground, Shop, named_as, ungrounded, unnamed
from retrieval.products import Product

Get = Callable[[str], Product]


@pytest.fixture
def ground(product: Get) -> Ground:
    shown = [product("d1"), product("d2")]
    return Ground(shown=shown, seen=[*shown, product("s1")], said=["under forty-two dollars"], total=17)


@pytest.mark.parametrize(
    "reply",
    [
        "Alba Linen Dress costs $35.00.",
        "Alba Linen Dress: $35, rated 4.6 of 5 by 212 shoppers, 7 left.",
        "It costs 35.00 dollars, well under $42.",
        "The best 2 of 17 that fit.",
        "1. Alba Linen Dress\n2. Harbour Wrap Dress",
        "Alba Linen Dress is $35, Harbour Wrap Dress is €39,50.",
        "Alba Linen Dress costs $4.50 less than Harbour Wrap Dress.",
        "Alba Linen Dress costs $4.50 less than the next.",
        "The shoe is $1,299 and 30 cm long.",
        "The shoe is 1.299,00 €.",
        "It costs forty-two dollars at most.",
        "One of them is lovely.",
        "Oxford Dress Shoe, 2 colours: handmade.",
        "",
    ],
)
def test_what_is_proved(ground: Ground, reply: str) -> None:
    assert ungrounded(reply, ground) == ()


@pytest.mark.parametrize(
    ("reply", "finding"),
    [
        ("It costs $36.", "36"),
        ("It costs 36,00 €.", "36,00"),
        ("It costs thirty six dollars.", "thirty six"),
        ("Rated 4.9 by shoppers.", "4.9"),
        ("Only $2 today!", "2"),  # a count proves no price
        ("Harbour Wrap Dress costs $35.", "no fact of Harbour Wrap Dress"),  # the price of the other one
        ("It weighs 212.5 g.", "212.5"),
        ("It costs $4.50.", "4.50"),  # a difference, but not said as one
        ("Alba Linen Dress costs $5 less than Harbour Wrap Dress.", "5"),
        ("The best 2 of 18.", "18"),
        ("Ships in 24 hours.", "24"),
    ],
)
def test_what_is_not(ground: Ground, reply: str, finding: str) -> None:
    (found,) = ungrounded(reply, ground)
    assert finding in found


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("at most $40", "40"),
        ("below a hundred and twenty", "120"),
        ("two thousand five hundred", "2500"),
        ("ninety-nine bucks", "99"),
        ("about 1.5k", "1500"),
        ("size 42, please", "42"),
    ],
)
def test_the_shoppers_own_numbers_may_be_repeated(said: str, number: str) -> None:
    assert ungrounded(f"You said {number}.", Ground((), (), said=[said])) == ()
    assert ungrounded(f"You said {number}.", Ground((), ())) != ()


def test_limits_in_force_may_be_repeated() -> None:
    assert ungrounded("Between $36 and $44.", Ground((), (), stated=["$36 to $44"])) == ()


def test_products_that_were_not_shown(product: Get, shop_products: tuple[Product, ...]) -> None:
    shop = Shop.of(shop_products)
    shown = [product("d1")]
    reply = "Alba Linen Dress, or the **Harbour Wrap Dress**?"
    (found,) = ungrounded(reply, Ground(shown, shown, shop=shop))
    assert "'Harbour Wrap Dress', which was not shown" in found
    both = [*shown, product("d2")]
    assert ungrounded(reply, Ground(both, both, shop=shop)) == ()
    assert ungrounded(reply, Ground(shown, shown, said=["harbour wrap dress?"], shop=shop)) == ()
    # The same words as prose are no name.
    assert ungrounded("A harbour wrap dress suits you.", Ground(shown, shown, shop=shop)) == ()


def test_prices_of_the_shop_count_where_nothing_was_shown(product: Get, shop_products: tuple[Product, ...]) -> None:
    shop = Shop.of(shop_products)
    reply = "Nothing fits. The nearest starts at $39.50."
    assert ungrounded(reply, Ground((), (), shop=shop)) == ()
    assert ungrounded(reply.replace("39.50", "38.50"), Ground((), (), shop=shop)) != ()
    shown = [product("d1")]
    assert ungrounded(reply, Ground(shown, shown, shop=shop)) != ()


def test_every_product_is_named(product: Get) -> None:
    d1, d2 = product("d1"), product("d2")
    assert unnamed("The ALBA linen  dress and the Harbour Wrap Dress.", [d1, d2]) == ()
    assert unnamed("The Alba Linen Dress and another.", [d1, d2]) == (d2,)
    assert unnamed("The Alba Linen Dresses.", [d1]) == (d1,)
    assert unnamed("", []) == ()


def test_long_titles_may_be_cut() -> None:
    long = Product(id="a", title="Aurora Noise Cancelling Headphones, Bluetooth 5.3, 60 h Battery, Black")
    twin = Product(id="b", title="Aurora Noise Cancelling Headphones, Bluetooth 5.3, 60 h Battery, White")
    text = "the aurora noise cancelling headphones are quiet."
    assert named_as(long, text) == "aurora noise cancelling headphones"
    assert named_as(long, "the aurora is quiet") is None
    assert named_as(long, "the aurora noise is quiet") is None  # too few words and letters
    assert named_as(long, text, [twin]) is None  # it would fit both


def test_a_number_belongs_to_the_variant_that_is_named(product: Get) -> None:
    black = replace(product("s1"), title="Hush Noise-Cancelling Headphones in Black", reviews_count=1532)
    sand = replace(product("s1"), id="sand", title="Hush Noise-Cancelling Headphones in Sand", reviews_count=800)
    ground = Ground((black, sand), (black, sand))
    assert ungrounded("Hush Noise-Cancelling Headphones in Sand: liked by 800 reviewers.", ground) == ()
    assert ungrounded("Hush Noise-Cancelling Headphones in Sand: liked by 1532 reviewers.", ground) != ()
