"""What a shopper asks to be forgotten is forgotten, and nothing else."""

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


async def say(assistant: Assistant, session: str, message: str) -> str:
    *_, done = [event async for event in assistant.respond(session, message)]
    assert isinstance(done, TurnDone)
    return done.reply


def tastes(assistant: Assistant, session: str) -> list[str]:
    return [entry.text for entry in assistant.profile(session).entries if entry.kind in ("likes", "dislikes")]


async def test_a_taste_taken_back_is_forgotten_and_not_stored_again(assistant: Assistant) -> None:
    session = uuid4().hex
    await say(assistant, session, "remember that I hate leather")
    await say(assistant, session, "remember that I like silk")
    assert sorted(tastes(assistant, session)) == ["dislikes leather", "likes silk"]
    assert "leather" in await say(assistant, session, "forget that I hate leather")
    assert tastes(assistant, session) == ["likes silk"]
    assert "nothing" in await say(assistant, session, "forget that I hate leather")


@pytest.mark.parametrize("words", ["forget everything about me", "delete my data", "clear my profile"])
async def test_everything_is_deleted_on_request(assistant: Assistant, words: str) -> None:
    session = uuid4().hex
    await say(assistant, session, "remember that I like silk")
    await say(assistant, session, "shoes under 60")
    assert "deleted" in await say(assistant, session, words)
    assert tastes(assistant, session) == []
    assert "$60" not in await say(assistant, session, "shoes")


async def test_what_is_remembered_is_told(assistant: Assistant) -> None:
    session = uuid4().hex
    assert "nothing" in await say(assistant, session, "what do you remember about me?")
    await say(assistant, session, "remember that I like silk and hate wool")
    told = await say(assistant, session, "what do you know about me")
    assert "likes silk" in told
    assert "dislikes wool" in told
