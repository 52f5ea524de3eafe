"""The check lets proved sentences pass and stops every kind of invention."""

from __future__ import annotations

import pytest

from assistant.explanation.check import problems
from assistant.explanation.facts import Facts, facts_of, numbers
from retrieval.products import Product
from retrieval.requests import Ranked, Reason

DRESS = Product(
    id="sea-breeze",
    title="Sea Breeze Linen Dress",
    description="A light summer dress with two pockets.",
    category=("Clothing", "Dresses"),
    brand="Marisol",
    price=35.0,
    currency="USD",
    attributes={"colour": ("blue",), "material": ("linen",)},
    rating=4.6,
    reviews_count=210,
)
REASONS = (
    Reason("history", "because you liked the “Sea Breeze Shirt”", {"profile": "shirt"}, 0.4),
    Reason("preference", "linen, which you like", {"profile": "linen"}, 0.2),
    Reason("limit", "within your $40 limit at $35.00", {"field": "price"}, 0.0),
    Reason("limit", "not leather, as you asked", {"query": "leather"}, 0.0),
    Reason("rating", "rated 4.6 by 210 reviewers", {"field": "rating"}, 0.1),
)
MESSAGE = "a waterproof dress for my sister's wedding, at most $40, not leather"


@pytest.fixture
def facts() -> Facts:
    ranked = Ranked(DRESS, 0.7, REASONS)
    return facts_of(ranked, "Sea Breeze Linen Dress", message=MESSAGE, claims=["waterproof"], price_max=40.0)


@pytest.mark.parametrize(
    "sentence",
    [
        "A lovely linen dress that stays within your $40 limit at $35.00.",
        "You like linen, and this blue dress is rated 4.6 by 210 reviewers.",
        "A lovely dress made of linen.",
        "It has two pockets and suits your sister's wedding.",
        "Because you liked the Sea Breeze Shirt, this dress should suit you.",
        "It costs $35, which is under your $40 budget.",
        "This linen dress is not leather, as you asked.",
    ],
)
def test_what_is_proved_may_be_said(facts: Facts, sentence: str) -> None:
    assert problems(sentence, facts) == ()


@pytest.mark.parametrize(
    ("sentence", "finding"),
    [
        ("A lovely linen dress for only $29.00.", "$29.00 is not its price"),
        ("A lovely linen dress that costs $40.", "$40 is not its price"),
        ("A lovely linen dress at 39.99 dollars.", "39.99 dollars is not its price"),
        ("This waterproof dress suits you.", "“waterproof” is not in the facts"),
        ("A lovely cotton dress for you.", "“cotton” is not in the facts"),
        ("Rated 4.9 by 210 reviewers, a lovely dress.", "number 4.9 is not in the facts"),
        ("It has three pockets for you.", "“three” is not in the facts"),
        ("A lovely dress with free shipping.", "“free” is not in the facts"),
        ("The cheapest dress you can find.", "compares without proof"),
        ("It is over your $40 limit.", "compares without proof"),
        ("It is not blue.", "denies something"),
        ("A lovely leather dress for you.", "compares without proof"),
        ("A lovely <b>linen</b> dress.", "holds markup"),
        ("A lovely lovely linen dress.", "repeats itself"),
        ("This linen dress and this linen dress and.", "repeats itself"),
        ("A lovely linen dress that", "not a whole sentence"),
        ("This linen dress is rated at $35.00.", "$35.00 is no rating"),
        ("A lovely dress made of blue.", "says it is made of what it is not"),
        ("You bought a dress, so this linen dress suits you.", "says what the shopper did without saying with what"),
        ("The Sea Breeze Linen Dress is a lovely choice.", "repeats the name"),
        ("Linen.", "too short to say anything"),
        ("Gucci makes this dress for you.", "“Gucci” is not in the facts"),
    ],
)
def test_what_is_not_proved_is_found(facts: Facts, sentence: str, finding: str) -> None:
    assert finding in problems(sentence, facts)


def test_a_limit_that_the_product_breaks_is_never_confirmed() -> None:
    dear = facts_of(Ranked(DRESS, 0.1, ()), "Dress", message="under $30", price_max=30.0)
    assert problems("It stays within your $30 limit.", dear)
    assert problems("It is under your budget.", dear)
    unlimited = facts_of(Ranked(DRESS, 0.1, ()), "Dress", message="a dress")
    assert "speaks of a limit that is not kept or not stated" in problems("A lovely match for your budget.", unlimited)


def test_numbers_read_separators() -> None:
    assert numbers("1,299.99 and 12,50 and 7") == {1299.99, 12.5, 7.0}
