"""When the assistant asks, what it asks, and that the answers it offers are understood."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import numpy as np
import pytest

from assistant.agent.question import question
from assistant.build import Store, assemble
from assistant.conversation import Assistant
from assistant.events import TurnDone
from assistant.language.absent import AbsentChatModel
from assistant.understanding.answers import PRICE, Question
from assistant.understanding.wish import Wish
from retrieval.products import Product


def shelf(colours: str, prices: tuple[float, ...] = (20.0,)) -> list[Product]:
    base = Product(id="", title="", description="", category=("Mugs",), price=20.0, currency="USD")
    return [
        replace(base, id=str(at), title=f"{colour} mug", price=prices[at % len(prices)])
        for at, colour in enumerate(colours.split())
    ]


def asked(products: list[Product], **changes: object) -> Question | None:
    titles = {product.id: product.title.split() for product in products}

    def carrying(ids: object, terms: object) -> np.ndarray:
        return np.array([[term in titles[id] for term in terms] for id in ids], np.bool_)

    given = {"total": len(products), "wish": Wish(kinds=("Mugs",)), "currency": "USD"} | changes
    return question(products, carrying=carrying, **given)


def test_asks_for_the_property_that_divides_what_fits() -> None:
    found = asked(shelf("red blue green " * 4))
    assert found is not None
    assert (found.topic, found.text[-1]) == ("color", "?")
    assert set(found.options) == {"red", "blue", "green"}
    assert all(option in found.text for option in found.options)


def test_asks_for_a_budget_where_prices_lie_far_apart() -> None:
    found = asked(shelf("red " * 12, (10.0, 30.0, 90.0)))
    assert found == Question(PRICE, "Do you have a budget in mind?", ("Under $30", "Under $90"))
    assert asked(shelf("red " * 12, (10.0, 30.0, 90.0)), wish=Wish(price_max=100.0)) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"total": 9},
        {"wish": Wish(include=("handmade", "small"), price_max=30.0)},
        {"asked": ("color",)},
        {"asked": ("price", "style")},
        {"avoid": ("red", "blue")},
        {"wish": Wish(facets={"red": "color"})},
    ],
)
def test_does_not_ask_where_it_would_not_help(changes: dict[str, object]) -> None:
    assert asked(shelf("red blue green " * 4), **changes) is None


def test_nothing_to_choose_is_nothing_to_ask() -> None:
    assert asked(shelf("red " * 12)) is None
    assert asked([], total=0) is None


@pytest.fixture
def assistant(demo_store: Store) -> Assistant:
    return assemble(demo_store, AbsentChatModel())


async def say(assistant: Assistant, session: str, message: str) -> TurnDone:
    *_, done = [event async for event in assistant.respond(session, message)]
    assert isinstance(done, TurnDone)
    return done


@pytest.mark.parametrize("opening", ["a jacket", "lamps", "a dress", "shoes"])
async def test_every_answer_offered_is_understood(assistant: Assistant, opening: str) -> None:
    first = await say(assistant, uuid4().hex, opening)
    *_, text = first.reply.splitlines()
    assert text.endswith("?")
    options = [reply for reply in first.suggestions if reply.lower() in text.lower() or reply.startswith("Under")]
    assert len(options) >= 2
    for option in options:
        session = uuid4().hex
        await say(assistant, session, opening)
        done = await say(assistant, session, option)
        arguments = done.tool_calls[0].arguments
        assert done.products
        assert arguments.get("price_max") or option.lower() in (
            *arguments.get("include", ()),
            *arguments.get("category", ()),
        )
        assert text not in done.reply


async def test_no_preference_shows_others_and_is_not_asked_again(assistant: Assistant) -> None:
    session = uuid4().hex
    first = await say(assistant, session, "lamps")
    second = await say(assistant, session, "no preference")
    assert not {r.product.id for r in first.products} & {r.product.id for r in second.products}
    assert not second.reply.rstrip().endswith("?")
