"""Whole turns with a scripted model: the model may say anything, and what is shown stays right."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from contextvars import ContextVar
from typing import Any
from uuid import uuid4

import pytest
from langchain_core.language_models import BaseChatModel
from sqlalchemy import inspect, text

from assistant.agent.conduct import Limits
from assistant.build import Store, assemble
from assistant.conversation import Assistant
from assistant.events import Event, ProductsShown, TextDelta, ToolCalled, TurnDone
from assistant.language.absent import AbsentChatModel
from assistant.language.scripted import ScriptedChatModel, Step
from assistant.understanding.reading import Preference

Build = Callable[..., Assistant]
SESSION: ContextVar[str] = ContextVar("SESSION")


@pytest.fixture
def build(demo_store: Store) -> Build:
    def make(model: BaseChatModel | None = None, *, deadline: float | None = None) -> Assistant:
        limits = Limits() if deadline is None else Limits(choose=deadline, phrase=deadline)
        return assemble(demo_store, model or AbsentChatModel(), limits)

    return make


@pytest.fixture(autouse=True)
def session(request: pytest.FixtureRequest) -> str:
    """One conversation for each test, so that they do not hear each other."""
    SESSION.set(f"{request.node.name}-{uuid4().hex}")
    return SESSION.get()


def named(session: str) -> str:
    return f"{SESSION.get()}-{session}"


async def turn(assistant: Assistant, message: str, session: str = "s") -> tuple[TurnDone, list[Event]]:
    events = [event async for event in assistant.respond(named(session), message)]
    assert isinstance(events[-1], TurnDone)
    return events[-1], events


def ids(done: TurnDone) -> list[str]:
    return [ranked.product.id for ranked in done.products]


def search(**arguments: Any) -> Step:
    return Step(calls=(("search_products", arguments),))


async def test_cards_come_before_prose_and_within_the_limit(build: Build) -> None:
    done, events = await turn(build(), "a dress, at most $60")
    kinds = [type(event) for event in events]
    assert kinds.index(ToolCalled) < kinds.index(ProductsShown) < kinds.index(TextDelta)
    assert len(done.products) >= 3
    assert all(r.product.price is not None and r.product.price <= 60 for r in done.products)
    assert done.model == "none"
    assert done.model_calls == 0


async def test_what_the_model_proposes_never_moves_a_limit(build: Build) -> None:
    lie = search(
        query="gold watch", price_max=100_000, price_min=500, category="Watches", brand="Rolex", sort="price_high"
    )
    model = ScriptedChatModel(steps=[lie, ""])
    done, _ = await turn(build(model), "a dress, at most $60, not black")
    model.assert_exhausted()
    assert done.model_calls == 2
    assert done.tool_calls[0].arguments["price_max"] == 60
    assert "brand" not in done.tool_calls[0].arguments
    assert done.tool_calls[0].proposed is not None
    assert done.products
    for ranked in done.products:
        assert ranked.product.price is not None
        assert ranked.product.price <= 60
        assert "black" not in " ".join(ranked.product.attributes.get("colour", ())).lower()


async def test_the_same_products_with_and_without_a_model(build: Build) -> None:
    message = "headphones under $150"
    plain, _ = await turn(build(), message)
    spoken, _ = await turn(
        build(ScriptedChatModel(steps=[search(query="headphones"), "A lovely choice for you."])), message, "t"
    )
    assert ids(plain) == ids(spoken)


async def test_a_failing_model_costs_nothing_but_its_words(build: Build) -> None:
    broken = ScriptedChatModel(steps=[Step(error=RuntimeError("out of memory")), Step(error=RuntimeError("again"))])
    expected, _ = await turn(build(), "a mug under $30")
    done, _ = await turn(build(broken), "a mug under $30", "t")
    assert ids(done) == ids(expected)
    assert done.model == "none"
    assert all(r.product.title[:20] in done.reply for r in done.products)


async def test_a_slow_model_is_not_waited_for(build: Build) -> None:
    slow = ScriptedChatModel(steps=[Step(calls=(("search_products", {"query": "mug"}),), delay=5), Step("x", delay=5)])
    done, _ = await turn(build(slow, deadline=0.2), "a mug under $30")
    assert done.seconds < 4
    assert done.products
    assert done.model == "none"


async def test_lies_about_products_are_replaced(build: Build) -> None:
    lies = (
        "It costs $1 and comes with free shipping.\nMade by NASA for the moon.\n"
        "A lovely choice for you.\nIgnore this.\n"
    )
    done, _ = await turn(build(ScriptedChatModel(steps=[search(query="mug"), lies])), "a mug under $40")
    for word in ("$1 ", "shipping", "NASA", "moon", "Ignore"):
        assert word not in done.reply
    assert done.replaced >= 2
    assert done.sentences == len(done.products)
    assert done.model == "scripted"


async def test_a_tool_that_was_not_offered_does_no_harm(build: Build) -> None:
    model = ScriptedChatModel(steps=[Step(calls=(("delete_everything", {}),)), ""])
    done, _ = await turn(build(model), "a mug under $30")
    assert done.products or "again" in done.reply


async def test_positions_that_the_model_invents_are_those_on_screen(build: Build) -> None:
    model = ScriptedChatModel(steps=[search(query="mug"), "", Step(calls=(("show_product", {"product": 99}),)), ""])
    assistant = build(model)
    first, _ = await turn(assistant, "a mug under $40")
    second, _ = await turn(assistant, "tell me more about the second one")
    assert ids(second) == [ids(first)[1]]


async def test_limits_carry_over_and_can_be_dropped(build: Build) -> None:
    assistant = build()
    await turn(assistant, "a dress, at most $60")
    changed, _ = await turn(assistant, "actually, sneakers instead")
    assert changed.tool_calls[0].arguments["price_max"] == 60
    assert all((r.product.price or 0) <= 60 for r in changed.products)
    free, _ = await turn(assistant, "any price is fine")
    assert "price_max" not in free.tool_calls[0].arguments
    reset, events = await turn(assistant, "start over")
    assert not reset.products
    assert any(isinstance(event, ProductsShown) and not event.products for event in events)


async def test_show_me_more_shows_others(build: Build) -> None:
    assistant = build()
    first, _ = await turn(assistant, "mugs")
    second, _ = await turn(assistant, "show me more")
    assert second.products
    assert not set(ids(first)) & set(ids(second))


async def test_cheaper_is_cheaper_than_everything_shown(build: Build) -> None:
    assistant = build()
    first, _ = await turn(assistant, "backpacks")
    second, _ = await turn(assistant, "something cheaper")
    lowest = min(r.product.price for r in first.products if r.product.price is not None)
    assert all(r.product.price is not None and r.product.price < lowest for r in second.products)


async def test_that_one_is_the_product_just_looked_at(build: Build) -> None:
    assistant = build()
    first, _ = await turn(assistant, "mugs")
    await turn(assistant, "tell me more about the second one")
    similar, _ = await turn(assistant, "more like that one")
    assert similar.tool_calls[0].name == "similar_products"
    assert similar.tool_calls[0].arguments["product"] == ids(first)[1]
    assert ids(first)[1] not in ids(similar)


async def test_a_taste_is_remembered_and_kept(build: Build) -> None:
    assistant = build()
    done, _ = await turn(assistant, "I hate leather")
    assert done.tool_calls[0].name == "remember_preference"
    assert any("leather" in entry.text for entry in assistant.profile(named("s")).entries)
    bags, _ = await turn(assistant, "a handbag")
    assert bags.products
    for ranked in bags.products:
        assert "leather" not in " ".join(ranked.product.attributes.get("material", ())).lower()
    asked, _ = await turn(assistant, "a leather handbag")
    assert any("leather" in " ".join(r.product.attributes.get("material", ())) for r in asked.products)


async def test_two_shoppers_see_different_orders(build: Build) -> None:
    assistant = build()
    assistant.start(named("a"), "ana")
    assistant.start(named("c"), "cleo")
    ana, _ = await turn(assistant, "cushions", "a")
    cleo, _ = await turn(assistant, "cushions", "c")
    assert ids(ana) != ids(cleo)
    kinds = {reason.kind for ranked in ana.products for reason in ranked.reasons}
    assert kinds & {"history", "preference"}


async def test_a_gift_leaves_the_own_taste_aside(build: Build) -> None:
    assistant = build()
    assistant.prefer(named("s"), Preference("wool", liked=False))
    gift, _ = await turn(assistant, "a scarf for my father")
    assert not any(reason.kind in {"history", "preference"} for r in gift.products for reason in r.reasons)


async def test_a_like_changes_the_next_answer(build: Build) -> None:
    assistant = build()
    before, _ = await turn(assistant, "mugs")
    last = ids(before)[-1]
    assistant.feedback(named("s"), last, "like")
    after, _ = await turn(assistant, "mugs")
    score = {r.product.id: r.score for r in before.products}
    assert next((r.score for r in after.products if r.product.id == last), 0) > score[last]


async def test_what_nothing_fits_is_said_and_nothing_is_swapped_in(build: Build) -> None:
    done, _ = await turn(build(), "a sofa under $3")
    assert done.products == ()
    assert "Nothing" in done.reply
    assert "$3" in done.reply


@pytest.mark.parametrize("message", ["hello", "thank you!", "what is your return policy?", "", "   "])
async def test_small_talk_calls_neither_tool_nor_model(build: Build, message: str) -> None:
    model = ScriptedChatModel(steps=[])
    done, _ = await turn(build(model), message)
    assert done.tool_calls == ()
    assert done.products == ()
    assert done.reply


@pytest.mark.parametrize(
    "message", ["<script>alert(1)</script>", "x" * 10_000, "\x00\ud800 mug", "${7*7} mug", "'; DROP TABLE products;--"]
)
async def test_odd_messages_are_answered(build: Build, message: str) -> None:
    done, _ = await turn(build(), message)
    assert done.reply


async def test_a_conversation_outlives_the_process(build: Build) -> None:
    first, _ = await turn(build(), "mugs under $40")
    second, _ = await turn(build(), "tell me more about the second one")
    assert ids(second) == [ids(first)[1]]


async def test_closing_the_stream_stops_the_model(build: Build) -> None:
    slow = ScriptedChatModel(steps=[search(query="mug"), Step("A lovely choice. " * 200, pause=0.05)])
    assistant = build(slow)
    async with aclosing(assistant.respond(named("s"), "a mug under $40")) as events:
        async for event in events:
            if isinstance(event, ProductsShown):
                break
    done, _ = await asyncio.wait_for(turn(assistant, "hello"), 5)
    assert done.reply


async def test_turns_of_one_session_wait_for_each_other(build: Build) -> None:
    assistant = build()
    (first, _), (second, _) = await asyncio.gather(turn(assistant, "mugs"), turn(assistant, "show me more"))
    assert not set(ids(first)) & set(ids(second))


async def test_recommendations_before_the_first_word_follow_the_shopper(build: Build) -> None:
    assistant = build()
    assistant.start(named("a"), "ana")
    assistant.start(named("b"), "ben")
    assert [r.product.id for r in assistant.recommend(named("a"))] != [
        r.product.id for r in assistant.recommend(named("b"))
    ]
    assert len(assistant.recommend(named("new"))) == 4


async def test_a_model_that_comes_later_takes_over_with_the_next_turn(build: Build) -> None:
    assistant = build()
    before, _ = await turn(assistant, "a waterproof jacket")
    assistant.employ(ScriptedChatModel(steps=[search(query="jacket"), Step(text="Warm.")]))
    after, _ = await turn(assistant, "a waterproof jacket")
    assert (before.model_calls, before.model) == (0, "none")
    assert after.model_calls == 2
    assert after.model != "none"


async def test_a_rehearsal_asks_the_model_and_leaves_no_trace(build: Build, demo_store: Store) -> None:
    model = ScriptedChatModel(steps=[search(query="jacket"), Step(text="Warm.")])
    assistant = build(model)

    def rows() -> int:
        with demo_store.engine.connect() as connection:
            tables = inspect(demo_store.engine).get_table_names()
            return sum(connection.execute(text(f"select count(*) from {each}")).scalar_one() for each in tables)

    before = rows()
    await assistant.rehearse()
    assert rows() == before
    assert len(model.calls) == 2
