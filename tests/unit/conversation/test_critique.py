"""Turns in which the shopper speaks against what is shown, or in another language, or points at nothing."""

from __future__ import annotations

from uuid import uuid4

import pytest

from assistant.build import Store, assemble
from assistant.conversation import Assistant
from assistant.events import TurnDone
from assistant.language.absent import AbsentChatModel


@pytest.fixture
def assistant(demo_store: Store) -> Assistant:
    return assemble(demo_store, AbsentChatModel())


async def talk(assistant: Assistant, *messages: str) -> list[TurnDone]:
    session, turns = uuid4().hex, []
    for message in messages:
        *_, done = [event async for event in assistant.respond(session, message)]
        assert isinstance(done, TurnDone)
        turns.append(done)
    return turns


def ids(done: TurnDone) -> set[str]:
    return {ranked.product.id for ranked in done.products}


@pytest.mark.parametrize("critique", ["too flashy", "not my style", "I don't like any of these"])
async def test_critique_shows_others_of_the_same_kind(assistant: Assistant, critique: str) -> None:
    first, second = await talk(assistant, "a dress", critique)
    assert second.products
    assert not ids(first) & ids(second)
    assert all("dress" in r.product.attributes["type"][0] or "gown" in r.product.title.lower() for r in second.products)
    assert not assistant.profile("nobody").entries


async def test_more_like_one_stays_of_its_kind(assistant: Assistant) -> None:
    first, second = await talk(assistant, "shoes", "more like the first one")
    kind = first.products[0].product.category[-1]
    assert second.products
    assert {ranked.product.category[-1] for ranked in second.products} == {kind}


async def test_nothing_like_it_that_is_cheaper_is_said_and_nothing_else_shown(assistant: Assistant) -> None:
    *_, before, done = await talk(assistant, "shoes under 35", "like the second one but cheaper")
    assert "cheap" in done.reply
    assert ids(done) <= ids(before)


async def test_another_language_is_told(assistant: Assistant) -> None:
    (done,) = await talk(assistant, "Ich suche rote Schuhe unter 50 Euro")
    assert "English" in done.reply
    assert not done.products


async def test_pointing_at_nothing_is_told(assistant: Assistant) -> None:
    _, _, done = await talk(assistant, "shoes", "start over", "the second one")
    assert not done.products
    assert "delivery" not in done.reply
