from __future__ import annotations

import asyncio
import time

import pytest
from langchain_core.messages import HumanMessage
from langchain_core.tools import tool
from langchain_tests.unit_tests import ChatModelUnitTests

from assistant.language.scripted import ScriptedChatModel, Step


class TestScriptedStandard(ChatModelUnitTests):
    @property
    def chat_model_class(self):
        return ScriptedChatModel

    @property
    def chat_model_params(self):
        return {"steps": ["Hello."]}


@tool
def search(query: str) -> str:
    """Find products."""
    return query


def test_steps_are_played_in_order_and_calls_recorded():
    model = ScriptedChatModel(
        steps=[
            Step("Looking.", calls=(("search", {"query": "red"}),)),
            lambda messages: f"You said {messages[-1].text}.",
        ]
    )
    first = model.bind_tools([search], tool_choice="any").invoke("a red coat")
    assert first.text == "Looking."
    assert [(call["name"], call["args"]) for call in first.tool_calls] == [("search", {"query": "red"})]
    assert model.invoke([HumanMessage("thanks")]).text == "You said thanks."
    assert model.calls[0].options["tool_choice"] == "any"
    assert model.calls[0].options["tools"][0]["function"]["name"] == "search"
    assert "tools" not in model.calls[1].options
    model.assert_exhausted()


def test_a_call_too_many_fails_and_so_does_a_step_too_many():
    model = ScriptedChatModel(steps=["one", "two"])
    model.invoke("x")
    with pytest.raises(AssertionError, match="1 of 2 steps were not used"):
        model.assert_exhausted()
    model.invoke("x")
    with pytest.raises(AssertionError, match="call 3 was not in the script of 2: 'once more'"):
        model.invoke("once more")


def test_a_step_of_the_wrong_kind_is_named():
    with pytest.raises(AssertionError, match="step 1 is 5"):
        ScriptedChatModel(steps=[5]).invoke("x")


def test_errors_can_be_scripted():
    with pytest.raises(TimeoutError, match="slow"):
        ScriptedChatModel(steps=[Step(error=TimeoutError("slow"))]).invoke("x")


async def test_the_answer_streams_in_pieces_with_its_delay():
    model = ScriptedChatModel(steps=[Step("A few  words\n", delay=0.1), "again"])
    started = time.monotonic()
    pieces = [chunk.text async for chunk in model.astream("x")]
    assert time.monotonic() - started >= 0.1
    assert [piece for piece in pieces if piece] == ["A", " few", "  words", "\n"]
    assert "".join(chunk.text for chunk in model.stream("x")) == "again"


async def test_a_slow_step_can_be_cancelled():
    model = ScriptedChatModel(steps=[Step("late", delay=30)])
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(model.ainvoke("x"), 0.1)
