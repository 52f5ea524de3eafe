from __future__ import annotations

import asyncio
import json
import threading
import time
from functools import cache

import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.tools import tool
from langchain_core.utils.function_calling import convert_to_openai_tool
from langchain_tests.unit_tests import ChatModelUnitTests
from model_families import LLAMA_LIKE, MISTRAL_LIKE, QWEN_LIKE
from tiny_language_model import CHAT_TEMPLATE, tiny_engine

from assistant.language.chat_model import LocalChatModel
from assistant.language.precision import Choice
from assistant.language.run import Finished

FAMILIES = {"compact": CHAT_TEMPLATE, "hermes": QWEN_LIKE, "llama": LLAMA_LIKE, "mistral": MISTRAL_LIKE}


@cache
def shared_engine():
    return tiny_engine()


def chat(template: str = CHAT_TEMPLATE, **options) -> LocalChatModel:
    return LocalChatModel(
        engine=tiny_engine(template, ("[TOOL_CALLS]",)),
        model_name="tiny",
        choice=Choice("fp32", "cpu", "a test"),
        **{"max_tokens": 200, **options},
    )


class TestLocalStandard(ChatModelUnitTests):
    @property
    def chat_model_class(self):
        return LocalChatModel

    @property
    def chat_model_params(self):
        return {"engine": shared_engine(), "model_name": "tiny"}


@tool
def search(query: str, most: int | None = None) -> str:
    """Find products."""
    return query


SPAN_SEARCH = {
    "type": "function",
    "function": {
        "name": "search",
        "description": "",
        "parameters": {
            "type": "object",
            "properties": {"query": {"type": "string", "x-span": True}, "cheap": {"type": "boolean"}},
            "required": ["query", "cheap"],
        },
    },
}
WORDS = {"a", "red", "coat", "a red", "red coat", "a red coat"}


class Recorded:
    """An engine that repeats a recorded answer in pieces of a few signs."""

    def __init__(self, engine, answer: str, size: int = 3) -> None:
        self.tokenizer, self._answer, self._size = engine.tokenizer, answer, size

    def generate(self, prompt, options, cancelled=None):
        for at in range(0, len(self._answer), self._size):
            yield self._answer[at : at + self._size]
        yield Finished("stop", len(prompt), 0, len(self._answer), 0, 1, 0.0, 0.0)


def saying(template: str, answer: str, size: int = 3) -> LocalChatModel:
    return LocalChatModel(engine=Recorded(tiny_engine(template, ("[TOOL_CALLS]",)), answer, size), model_name="tiny")


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("choice", ["any", "search", {"type": "function", "function": {"name": "search"}}])
def test_a_required_call_is_well_formed_in_every_family(family, choice):
    model = chat(FAMILIES[family])
    answer = model.bind_tools([SPAN_SEARCH], tool_choice=choice).invoke("a red coat")
    assert answer.text == ""
    assert [call["name"] for call in answer.tool_calls] == ["search"]
    assert answer.tool_calls[0]["args"]["query"] in WORDS
    assert isinstance(answer.tool_calls[0]["args"]["cheap"], bool)
    assert len(answer.tool_calls[0]["id"]) == 9


def test_spans_may_be_taken_from_other_texts():
    model = chat().bind_tools([SPAN_SEARCH], tool_choice="any")
    answer = model.invoke("a red coat", span_sources=["green"])
    assert answer.tool_calls[0]["args"]["query"] == "green"


@pytest.mark.parametrize("size", [1, 3, 500])
@pytest.mark.parametrize(
    ("family", "answer", "text", "calls"),
    [
        ("compact", 'I look. <tool_call>{"name": "search", "arguments": {"query": "x"}}</tool_call>', "I look. ", 1),
        ("compact", "Is 3 < 4 & <tool> fine?", "Is 3 < 4 & <tool> fine?", 0),
        ("hermes", '<tool_call>\n{"name": "search", "arguments": {"query": "x"}}\n</tool_call>', "", 1),
        ("llama", '{"name": "search", "parameters": {"query": "x"}}', "", 1),
        ("llama", '<|python_tag|>{"name": "search", "parameters": {"query": "x"}}', "", 1),
        ("llama", "Only {words}.", "Only {words}.", 0),
        ("mistral", '[TOOL_CALLS] [{"name": "search", "arguments": {"query": "x"}}]', "", 1),
        ("mistral", "Only [words].", "Only [words].", 0),
    ],
)
def test_words_stream_and_calls_arrive_whole(family, answer, text, calls, size):
    pieces = list(saying(FAMILIES[family], answer, size).bind_tools([search]).stream("hello"))
    assert "".join(piece.text for piece in pieces) == text
    whole = pieces[0]
    for piece in pieces[1:]:
        whole += piece
    assert [call["args"] for call in whole.tool_calls] == [{"query": "x"}] * calls
    assert whole.invalid_tool_calls == []
    if calls == 0 and size == 1:
        assert len([piece for piece in pieces if piece.text]) > 5


@pytest.mark.parametrize("size", [1, 500])
@pytest.mark.parametrize(
    ("family", "answer"),
    [
        ("compact", '<tool_call>{"name": "search", "arguments": {"query": "MARKS"}}</tool_call>'),
        ("llama", '{"name": "search", "parameters": {"query": "MARKS"}}'),
        ("mistral", '[TOOL_CALLS] [{"name": "search", "arguments": {"query": "MARKS"}}]'),
    ],
)
def test_marks_inside_a_call_end_nothing(family, answer, size):
    marks = "</tool_call> <|python_tag|> [TOOL_CALLS] <tool_call>"
    message = saying(FAMILIES[family], answer.replace("MARKS", marks), size).bind_tools([search]).invoke("hello")
    assert (message.text, message.invalid_tool_calls) == ("", [])
    assert [call["args"] for call in message.tool_calls] == [{"query": marks}]


@pytest.mark.parametrize(
    ("family", "answer"),
    [
        ("compact", '<tool_call>{"name": "search", "arguments": {"query": "re'),
        ("hermes", '<tool_call>\n{"name": "search", "argum'),
        ("llama", '{"name": "search", "parameters": {"query": "red'),
        ("mistral", '[TOOL_CALLS] [{"name": "search", "arguments": {"query": "red"}'),
    ],
)
def test_a_call_that_was_cut_off_is_invalid_and_no_exception(family, answer):
    model = saying(FAMILIES[family], answer).bind_tools([search])
    for message in (model.invoke("hello"), asyncio.run(model.ainvoke("hello"))):
        assert message.tool_calls == []
        assert len(message.invalid_tool_calls) == 1
        assert answer.strip() in message.invalid_tool_calls[0]["args"]


def test_time_running_out_within_a_call_leaves_it_invalid():
    answer = chat().bind_tools([SPAN_SEARCH], tool_choice="any").invoke("a red coat", max_tokens=45)
    assert answer.tool_calls == []
    assert len(answer.invalid_tool_calls) == 1
    assert answer.response_metadata["finish_reason"] == "length"


def test_counts_and_names_are_reported():
    model = chat(max_tokens=12)
    first, second = model.invoke("hello"), model.invoke("hello")
    assert first.usage_metadata["output_tokens"] == 12
    assert first.usage_metadata["input_tokens"] == second.usage_metadata["input_tokens"]
    assert second.usage_metadata["input_token_details"]["cache_read"] == second.usage_metadata["input_tokens"] - 1
    assert first.response_metadata["model_name"] == model.label == "tiny fp32"
    assert first.response_metadata["finish_reason"] == "length"
    assert first.text == second.text


def test_reading_ahead_spares_the_first_answer():
    model = chat(max_tokens=1)
    beginning = [SystemMessage("You sell coats.")]
    model.read_ahead(beginning, [search])
    usage = model.bind_tools([search]).invoke([*beginning, HumanMessage("hello")]).usage_metadata
    assert usage["input_tokens"] - usage["input_token_details"]["cache_read"] < 40


def test_a_grammar_shapes_the_answer():
    answer = chat().invoke("hello", grammar='root ::= "yes" | "no"\n')
    assert answer.text in ("yes", "no")
    bound = chat().bind_tools([search], tool_choice="any").invoke("hello", grammar='root ::= "yes" | "no"\n')
    assert (bound.text, bound.tool_calls) in (("yes", []), ("no", []))


def test_without_a_choice_of_tools_there_are_only_words():
    answer = saying(CHAT_TEMPLATE, "words").bind_tools([search], tool_choice="none").invoke("hello")
    assert answer.text == "words"
    model = chat()
    seen = []
    generate = model.engine.generate
    model.engine.generate = lambda prompt, options, cancelled: (
        seen.append(options) or generate(prompt, options, cancelled)
    )
    model.bind_tools([search], tool_choice="none").invoke("hello", max_tokens=2, stop=["zzz"])
    assert seen[0].stop == ("zzz", "<tool_call>")
    assert seen[0].grammar is None


def test_stop_texts_come_from_the_model_and_the_call():
    whole = chat(max_tokens=30).invoke("hello").text
    assert chat(max_tokens=30).invoke("hello", stop=[whole[10:12]]).text == whole[: whole.index(whole[10:12])]
    assert chat(max_tokens=30, stop=[whole[10:12]]).invoke("hello").text == whole[: whole.index(whole[10:12])]


def test_tool_results_are_read():
    talk = [
        HumanMessage("a coat"),
        AIMessage("", tool_calls=[{"name": "search", "args": {"query": "coat"}, "id": "123456789"}]),
        ToolMessage([{"type": "text", "text": "2 coats"}], tool_call_id="123456789"),
    ]
    for template in FAMILIES.values():
        assert chat(template, max_tokens=2).bind_tools([search]).invoke(talk).usage_metadata["output_tokens"] <= 2


def test_pictures_and_unknown_choices_are_refused():
    with pytest.raises(ValueError, match="reads text only; leave out the block of type 'image'"):
        chat().invoke([HumanMessage([{"type": "image", "url": "https://shop.example/x.png"}])])
    with pytest.raises(ValueError, match="choose auto, required, none or a tool's name"):
        chat().bind_tools([search], tool_choice=5)
    with pytest.raises(ValueError, match="there is no tool 'buy'"):
        chat().bind_tools([search], tool_choice="buy").invoke("x")


async def test_the_event_loop_keeps_turning_while_the_model_writes():
    model = chat(max_tokens=150)
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.002)
            ticks += 1

    ticking = asyncio.create_task(tick())
    pieces = [piece.text async for piece in model.astream("hello")]
    ticking.cancel()
    assert "".join(pieces) == model.invoke("hello").text
    assert ticks > 10


async def test_a_cancelled_answer_stops_at_once_and_frees_the_model():
    model = chat(max_tokens=3000)
    arrived = asyncio.Event()

    async def consume() -> None:
        async for _ in model.astream("hello"):
            arrived.set()

    consuming = asyncio.create_task(consume())
    await arrived.wait()
    consuming.cancel()
    with pytest.raises(asyncio.CancelledError):
        await consuming
    started = time.monotonic()
    answer = await model.ainvoke("hello", max_tokens=3, timeout=20)
    assert answer.usage_metadata["output_tokens"] == 3
    assert time.monotonic() - started < 10


async def test_leaving_a_stream_early_frees_the_model():
    model = chat(max_tokens=3000)
    stream = model.astream("hello")
    await anext(stream)
    await stream.aclose()
    assert (await model.ainvoke("hello", max_tokens=3, timeout=20)).usage_metadata["output_tokens"] == 3


async def test_a_busy_model_gives_up_waiting_when_time_is_up():
    model = chat(max_tokens=3000)
    holding = model.stream("hello")
    next(holding)
    answer = await model.ainvoke("hello", timeout=0.1)
    assert answer.response_metadata["finish_reason"] == "deadline"
    holding.close()


async def test_errors_of_the_writing_thread_reach_the_caller():
    with pytest.raises(ValueError, match="the grammar cannot be read"):
        await chat().ainvoke("hello", grammar="root ::= nothing")
    with pytest.raises(ValueError, match="the model reads 1 to"):
        await chat().ainvoke("x" * 5000)


async def test_many_conversations_share_one_model():
    model = chat(max_tokens=10)
    alone = {number: model.invoke(f"hello {number}").text for number in range(3)}
    answers = await asyncio.gather(*(model.ainvoke(f"hello {number % 3}") for number in range(9)))
    assert [answer.text for answer in answers] == [alone[number % 3] for number in range(9)]
    assert threading.active_count() < 80


def test_history_is_written_as_the_model_wrote_it():
    model = chat()
    bound = model.bind_tools([SPAN_SEARCH], tool_choice="any")
    answer = bound.invoke("a red coat")
    prompt = model._format.render(
        [
            {"role": "user", "content": "a red coat"},
            {
                "role": "assistant",
                "content": "",
                "tool_calls": [{"function": {"name": "search", "arguments": answer.tool_calls[0]["args"]}}],
            },
        ]
    )
    assert (
        f'<tool_call>{{"name": "search", "arguments": {json.dumps(answer.tool_calls[0]["args"])}}}</tool_call>'
        in prompt
    )


def test_each_branch_is_answered_by_one_of_its_choices():
    told = [["Red boots.", "Blue boots for you."], ["A hat.", "The hat.", "Your hat."]]
    answer = chat().invoke("hello", branches=["boots", "hats"], choices=told)
    lines = answer.text.split("\n")
    assert [line in texts for line, texts in zip(lines, told, strict=True)] == [True, True]
    assert answer.usage_metadata["output_tokens"] > answer.response_metadata["forced_tokens"] > 0


def test_described_tools_are_told_and_the_others_bind_the_call():
    model = chat().bind_tools([SPAN_SEARCH], tool_choice="any", described_tools=[convert_to_openai_tool(search)])
    request = model.bound._requests([HumanMessage("a red coat")], None, dict(model.kwargs))[0]
    assert "Find products" in request.prompt
    call = model.invoke("a red coat").tool_calls[0]
    assert call["args"]["query"] in "a red coat"
