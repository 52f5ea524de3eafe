"""Price limits as people state them, and numbers that are none."""

from __future__ import annotations

import pytest

from assistant.understanding.reader import read
from retrieval.facets import Lexicon
from retrieval.requests import Sort

AT_MOST = """
under $40 | 40
below 15 | 15
boots below $131 | 131
less than 26 dollars | 26
lower than 20 | 20
cheaper than $30 | 30
for less than a hundred | 100
at most 40 bucks | 40
40 at most | 40
no more than forty dollars | 40
not more than a hundred and twenty | 120
not over 30 | 30
nothing over $31 | 31
nothing above 31 please | 31
nothing pricier than 80 | 80
nothing north of 60 | 60
somewhere south of 60 | 60
no higher than 40 | 40
not a penny over 50 | 50
not exceeding 45 | 45
that doesn't exceed fifty bucks | 50
shouldn't be more than 35 | 35
price shouldn't exceed 25 | 25
I can't spend more than 75 | 75
can't go above 90 | 90
I don't want to pay more than 50 | 50
I'm not willing to pay over 70 | 70
I won't pay more than 70 | 70
I would rather not spend over fifty | 50
I don't want anything that costs more than 45 euros | 45
don't show me anything above 70 euros | 70
no jackets over 100 | 100
without going over 50 | 50
avoid anything over 40 | 40
max 80 | 80
80 max | 80
max. 40 euro | 40
price max 40 | 40
maximum budget is 300 USD | 300
200 dollars maximum | 200
80 or less | 80
40 dollars or under | 40
40 or cheaper | 40
50 bucks, tops | 50
thirty quid tops | 30
a tenner at most | 10
my budget is $131 | 131
my budget's around two hundred bucks | 200
budget: 75 | 75
with a 40 dollar budget | 40
a 50 dollar limit | 50
limit is 70 | 70
90 is my limit | 90
90 is the most I can pay | 90
the most I can spend is 90 | 90
the upper limit is seventy five | 75
within 100 | 100
within a budget of 100 | 100
I only have 50 | 50
I have 50 to spend | 50
I've got a hundred bucks | 100
I have two kids and 60 bucks | 60
I can go up to 80 | 80
up to 1,299.99 | 1299.99
willing to spend up to 80 | 80
I'd like to spend 80 | 80
keep it under 25 | 25
keep it to 60 | 60
let's cap it at 75 | 75
let's say 75 | 75
make it 60 instead | 60
up to 100 now | 100
raise the budget to 80 | 80
raise it to 200 | 200
drop the price to 30 | 30
increase my budget from 50 to 80 | 80
1.299,99 € | 1299.99
under 1 299,99 € | 1299.99
under 1k | 1000
a couple hundred bucks | 200
less than half a grand | 500
got 80 to spend on a watch | 80
I can only pay 25 | 25
sofa under 1.5k | 1500
less than two hundred | 200
under forty-nine ninety-nine | 49.99
5 dollars and 50 cents | 5.5
under 50 cents | 0.5
sub-50 headphones | 50
under ₹500 | 500
below rs. 500 | 500
under US$40 | 40
<$40 | 40
<=40 | 40
40 $ max | 40
USD 50 max | 50
$40 jackets | 40
a jacket for 50 dollars | 50
under 50 sneakers | 50
jacket under 50 waterproof | 50
under around $50 | 50
under 40, actually under 60 | 60
I spent $200 last time, now under 100 | 100
i want 2 bags under 40 each | 40
a table for 6 people under 400 | 400
10-12 inch pan under 30 | 30
shoes for kids under 30 dollars | 30
drums, not over a thousand | 1000
not too expensive, say 40 max | 40
under 50 pounds | 50
preferably under 50 | 50
can you do under 20? | 20
not leather under 40 | 40
sneekers undr 50 | 50
boots under 1 000 | 1000
boots under $1 000 | 1000
under 1 250 000 | 1250000
under 1,23,456 rupees | 123456
boots under $3O | 30
boots under 1OO bucks | 100
boots over 100 and under 50 | 50
boots under 50 and over 100 | 50
a bit over 50 is ok | 60
boots with 5 stars under 60 | 60
a scarf for 9 120 ml under 30 | 30
"""
AT_LEAST = """
at least 30 | 30
over 100 dollars | 100
above 12 PHP | 12
more than $80 | 80
no less than 20 dollars | 20
not less than 30 | 30
not under 30 | 30
nothing under 50 | 50
nothing cheaper than 20 | 20
from 20 | 20
starting at 20 | 20
upwards of 300 | 300
50 and up | 50
20 dollars and up | 20
$50+ | 50
50 or more | 50
minimum 50 | 50
priced above 375 pesos | 375
boots under 40, no, over 60 | 60
rated above 4.5 and over 20 dollars | 20
"""
BETWEEN = """
between 20 and 50 | 20 | 50
$20-$50 | 20 | 50
£20 – £50 | 20 | 50
20-60 dollars | 20 | 60
20 to 50 dollars | 20 | 50
from $20 to $50 | 20 | 50
from 20 to 50 | 20 | 50
priced from 324 to 623 pesos | 324 | 623
between $100 and 150 | 100 | 150
between 50 and 20 | 20 | 50
between one hundred and two hundred | 100 | 200
between a hundred and fifty and two hundred | 150 | 200
price range 20-40 | 20 | 40
a cost ranging from 23 to 330 PHP | 23 | 330
budget 100-150 | 100 | 150
looking to spend between 80 and 100 | 80 | 100
at least 20 and at most 50 | 20 | 50
over 20 but under 50 | 20 | 50
more than $20 and less than $60 | 20 | 60
minimum 20 maximum 60 | 20 | 60
20 min, 60 max | 20 | 60
$1-2k | 1000 | 2000
exactly 20 dollars | 20 | 20
around 60 | 48 | 72
about fifty | 40 | 60
around $50 or so | 40 | 60
50-ish bucks | 40 | 60
in the $50 range | 40 | 60
in the ballpark of 70 bucks | 56 | 84
roughly 80 dollars | 64 | 96
25 or thereabouts | 20 | 30
boots at 40-50 | 40 | 50
boots for 40-50 | 40 | 50
between 1 000 and 2 000 | 1000 | 2000
"""
NONE = """
size 9
boots in size 9
12 inch
500 ml bottle
under 2 kg
between 5 and 10 kg
for 4 people
age 5
under 5 minutes
2 pack
for my 8 year old
5 to 7 year olds
kids under 5
iPhone 15
iphone 15 pro max 256
air max 90
3-piece
32GB
1080p camera
100% cotton
more than 20% wool
above 4 stars
rating above 4
20 year anniversary
at least 4 pockets
with more than 3 drawers
at least 3 bowls
from 2019
20% off
$20 off
save $5
under 20x30 cm
size 8 to 10
size 18 plus
25 pound bag of flour
weighs under 50 pounds
at least 20 hours battery
forget the 40 dollar limit
a couple of boots
boots rated above 4.8
boots with at least 4 stars
5-star boots
4.5 and up rating
boots for 40-50 year olds
boots under 40.5.3
boots under 6e1
boots under -20
boots for minus 5 dollars
boots under $-5
sugar free scarf
hands-free headphones
feel free to show me boots
"""


def _rows(table: str) -> list[tuple[str, ...]]:
    return [tuple(part.strip() for part in row.split(" | ")) for row in table.strip().splitlines()]


@pytest.mark.parametrize(("text", "high"), _rows(AT_MOST))
def test_upper_limits(text: str, high: str, lexicon: Lexicon) -> None:
    reading = read(text, lexicon)
    assert (reading.price_min, reading.price_max) == (None, float(high))


@pytest.mark.parametrize(("text", "low"), _rows(AT_LEAST))
def test_lower_limits(text: str, low: str, lexicon: Lexicon) -> None:
    reading = read(text, lexicon)
    assert (reading.price_min, reading.price_max) == (float(low), None)


@pytest.mark.parametrize(("text", "low", "high"), _rows(BETWEEN))
def test_ranges_and_bands(text: str, low: str, high: str, lexicon: Lexicon) -> None:
    reading = read(text, lexicon)
    assert (reading.price_min, reading.price_max) == (float(low), float(high))


@pytest.mark.parametrize("text", [row[0] for row in _rows(NONE)])
def test_numbers_that_are_no_prices(text: str, lexicon: Lexicon) -> None:
    reading = read(text, lexicon)
    assert (reading.price_min, reading.price_max) == (None, None)


@pytest.mark.parametrize(
    "text",
    [
        "forget the budget",
        "any price",
        "price doesn't matter",
        "money is no object",
        "no budget",
        "remove the price limit",
        "whatever it costs",
        "I don't care about the price",
        "forget the 40 dollar limit",
        "the price is not important",
        "regardless of the price",
    ],
)
def test_a_dropped_price(text: str, lexicon: Lexicon) -> None:
    reading = read(text, lexicon)
    assert reading.price_dropped
    assert reading.price_max is None


def test_a_limit_outweighs_indifference(lexicon: Lexicon) -> None:
    reading = read("price doesn't matter much as long as it's under 50", lexicon)
    assert reading.price_max == 50
    assert not reading.price_dropped


def test_price_words_are_not_searched_for(lexicon: Lexicon) -> None:
    assert read("I need boots, my budget is $131", lexicon).words == "boots"
    assert read("can you find me a scarf for less than 26 dollars", lexicon).words == "scarf"


@pytest.mark.parametrize(
    "text",
    [
        "boots under 40.5.3",
        "boots under 6e1",
        "boots under $6e1",
        "boots under -20",
        "boots under minus 20",
        "boots for minus 5 dollars",
        "boots under $-5",
        "boots over 100 and under 50",
        "free boots",
        "boots for free",
        "boots rated above 4.8",
        "boots with at least 4 stars",
        "boots with an average rating of at least 4.5 out of 5",
        "boots cheaper than the Lacy Crochet Backpack in red",
        "boots that cost less than my phone",
    ],
)
def test_a_limit_that_is_none_leaves_no_words_behind(text: str, lexicon: Lexicon) -> None:
    reading = read(text, lexicon)
    assert (reading.words, reading.kinds, reading.change) == ("boots", ("Boots",), None)


@pytest.mark.parametrize("text", ["free boots", "boots for free", "boots free of charge", "something free"])
def test_free_means_nothing_to_pay(text: str, lexicon: Lexicon) -> None:
    assert read(text, lexicon).price_max == 0


@pytest.mark.parametrize(
    "text",
    [
        "boots rated above 4.8",
        "boots with at least 4 stars",
        "boots with 5 stars",
        "5-star boots",
        "boots rated 4 or higher",
        "no less than four stars",
        "rating above 4",
    ],
)
def test_a_rating_is_an_order_and_no_price(text: str, lexicon: Lexicon) -> None:
    reading = read(text, lexicon)
    assert (reading.sort, reading.price_min, reading.price_max) == (Sort.RATING, None, None)
    assert {"sort", "price_min", "price_max"} <= {*reading.settled}


def test_few_stars_are_no_order(lexicon: Lexicon) -> None:
    assert read("boots under 3 stars", lexicon).sort is None


def test_a_price_without_doubt_is_left_open_for_another_reader(lexicon: Lexicon) -> None:
    assert read("boots under 50", lexicon).settled == ()
    assert {"price_min", "price_max"} <= {*read("boots under -20", lexicon).settled}


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("drop everything under 90", 90, None),
        ("bin the ones below $50", 50, None),
        ("hide anything over 80 dollars", None, 80),
        ("filter out whatever costs more than 60", None, 60),
        ("anything exceeding 60 is out", None, 60),
        ("more than $200 feels wrong for this", None, 200),
        ("what's below 40 can go", 40, None),
        ("under $20 is rubbish", 20, None),
        ("lower limit $50.00", 50, None),
        ("nothing under 50", 50, None),
        ("drop the price under 50", None, 50),
        ("a hide rug under 90", None, 90),
        ("drop earrings under 30", None, 30),
    ],
)
def test_what_is_thrown_out_turns_a_limit_round(
    lexicon: Lexicon, text: str, low: float | None, high: float | None
) -> None:
    reading = read(text, lexicon)
    assert (reading.price_min, reading.price_max) == (low, high)


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("priciest to cheapest", Sort.PRICE_HIGH),
        ("give it to me in order, costly to cheap", Sort.PRICE_HIGH),
        ("can these go from cheapest to most expensive", Sort.PRICE_LOW),
    ],
)
def test_an_order_from_one_end_to_the_other(lexicon: Lexicon, text: str, sort: Sort) -> None:
    assert read(text, lexicon).sort is sort
