"""Where nothing fits, the reply says what would, and every reply it offers then brings something."""

from __future__ import annotations

from uuid import uuid4

import pytest

from assistant.build import Store, assemble
from assistant.conversation import Assistant
from assistant.events import TurnDone
from assistant.language.absent import AbsentChatModel


@pytest.fixture(scope="module")
def assistant(demo_store: Store) -> Assistant:
    return assemble(demo_store, AbsentChatModel())


async def say(assistant: Assistant, session: str, message: str) -> TurnDone:
    *_, done = [event async for event in assistant.respond(session, message)]
    assert isinstance(done, TurnDone)
    return done


async def test_the_nearest_price_is_told_and_true(assistant: Assistant) -> None:
    session = uuid4().hex
    done = await say(assistant, session, "a waterproof jacket under $20")
    assert not done.products
    assert "The nearest costs $59.00" in done.reply
    then = await say(assistant, session, done.suggestions[0])
    assert min(r.product.price or 0 for r in then.products) == 59.0


@pytest.mark.parametrize(
    "opening",
    [
        "a waterproof jacket under $20",
        "a mug over $900",
        "a wool lamp",
        "ceramic mugs, not white, blue, grey, green, black, red or yellow, under $10",
        "a linen dress under $30",
    ],
)
async def test_every_remedy_offered_is_understood(assistant: Assistant, opening: str) -> None:
    first = await say(assistant, uuid4().hex, opening)
    remedies = [each for each in first.suggestions if each.startswith(("Up to", "At least")) or each.endswith("matter")]
    assert remedies or first.products or "Any price" in first.suggestions
    for remedy in remedies:
        session = uuid4().hex
        await say(assistant, session, opening)
        then = await say(assistant, session, remedy)
        assert then.products, remedy
        assert "left that out" not in then.reply


async def test_what_was_left_out_is_said_with_the_price_it_has(assistant: Assistant) -> None:
    done = await say(assistant, uuid4().hex, "a linen dress under $30")
    assert done.reply.startswith("Nothing that fits is linen as well, so I left that out. Linen is there from $64.00.")
    assert all((r.product.price or 0) <= 30 for r in done.products)


async def test_where_no_single_limit_is_to_blame_that_is_said(assistant: Assistant) -> None:
    done = await say(assistant, uuid4().hex, "a leather backpack under $15")
    assert "No single limit is to blame" in done.reply
