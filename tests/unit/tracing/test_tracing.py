"""What the traces of a turn hold, told by the SDK's own exporter; and what they hold only where that is asked for."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from assistant.build import Store, assemble
from assistant.conversation import Assistant
from assistant.events import Event, TextDelta, TurnFailed
from assistant.language.absent import AbsentChatModel
from assistant.language.scripted import ScriptedChatModel, Step
from assistant.tracing import SWITCH, begin, traced_turn
from retrieval import tracing

SECRET = "a mug under $40 for aunt Zelda"
PROJECT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def collector() -> Iterator[InMemorySpanExporter]:
    """Everything the process records, kept in memory; the provider is the process's own, so it is set on ours."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    real = tracing.TRACER
    with pytest.MonkeyPatch.context() as patch:
        for module in ("retrieval.tracing", "assistant.tracing"):
            patch.setattr(f"{module}.TRACER", provider.get_tracer("shop_assistant"))
        yield exporter
    assert tracing.TRACER is real


@pytest.fixture
def spans(collector: InMemorySpanExporter) -> Callable[[], dict[str, list[ReadableSpan]]]:
    """Finished spans by name."""
    collector.clear()

    def by_name() -> dict[str, list[ReadableSpan]]:
        found: dict[str, list[ReadableSpan]] = {}
        for each in collector.get_finished_spans():
            found.setdefault(each.name, []).append(each)
        return found

    return by_name


@pytest.fixture
def build(demo_store: Store) -> Callable[..., Assistant]:
    return lambda model=None: assemble(demo_store, model or AbsentChatModel())


def scripted() -> ScriptedChatModel:
    return ScriptedChatModel(steps=[Step(calls=(("search_products", {"query": "mug"}),)), ""])


async def play(assistant: Assistant, message: str = SECRET, session: str = "traced") -> list[Event]:
    return [event async for event in assistant.respond(session, message)]


async def test_a_turn_is_a_tree(build: Any, spans: Any) -> None:
    model = scripted()
    await play(build(model))
    found = spans()
    turn = found["invoke_agent shop-assistant"][0]
    chats = found[f"chat {model.label}"]
    tool = found["execute_tool search_products"][0]
    assert len(chats) == 2
    assert turn.parent is None
    for child in (*chats, tool):
        assert child.parent is not None
        assert child.parent.span_id == turn.context.span_id
    for name in ("retrieval catalogue", "rank products"):
        inside = [each for each in found[name] if each.parent and each.parent.span_id == tool.context.span_id]
        assert inside, name
    assert {each.context.trace_id for name in found for each in found[name]} == {turn.context.trace_id}
    assert all(each.start_time >= turn.start_time and each.end_time <= turn.end_time for each in (*chats, tool))


async def test_names_and_figures_follow_the_conventions(build: Any, spans: Any) -> None:
    model = scripted()
    await play(build(model))
    found = spans()
    turn, chat = found["invoke_agent shop-assistant"][0], found[f"chat {model.label}"][0]
    assert turn.attributes["gen_ai.operation.name"] == "invoke_agent"
    assert turn.attributes["gen_ai.agent.name"] == "shop-assistant"
    assert turn.attributes["shop_assistant.model_calls"] == 2
    assert turn.attributes["shop_assistant.products"] >= 1
    assert turn.attributes["shop_assistant.seconds_to_products"] > 0
    assert chat.attributes["gen_ai.operation.name"] == "chat"
    assert chat.attributes["gen_ai.request.model"] == model.label
    tool = found["execute_tool search_products"][0].attributes
    assert (tool["gen_ai.operation.name"], tool["gen_ai.tool.name"]) == ("execute_tool", "search_products")
    search = found["retrieval catalogue"][0].attributes
    assert (search["gen_ai.operation.name"], search["gen_ai.data_source.id"]) == ("retrieval", "catalogue")
    assert search["shop_assistant.retrieval.total"] >= 1


async def test_nobody_is_quoted_unless_that_is_asked_for(
    build: Any, spans: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await play(build(scripted()), session="a-session-that-opens-the-conversation")
    told = json.dumps([dict(each.attributes) for held in spans().values() for each in held])
    assert "Zelda" not in told
    assert "mug" not in told
    assert "a-session-that-opens" not in told
    monkeypatch.setenv(tracing.CONTENTS, "true")
    await play(build(scripted()), session="b")
    turn = spans()["invoke_agent shop-assistant"][-1].attributes
    assert json.loads(turn["gen_ai.input.messages"]) == [
        {"role": "user", "parts": [{"type": "text", "content": SECRET}]}
    ]
    assert "fit" in json.loads(turn["gen_ai.output.messages"])[0]["parts"][0]["content"]
    assert "mug" in spans()["retrieval catalogue"][-1].attributes["gen_ai.retrieval.query.text"]
    assert "mug" in spans()["execute_tool search_products"][-1].attributes["gen_ai.tool.call.arguments"]


async def test_a_failing_model_is_marked_and_not_quoted(build: Any, spans: Any) -> None:
    broken = ScriptedChatModel(steps=[Step(error=RuntimeError("Zelda")), Step(error=RuntimeError("again"))])
    await play(build(broken))
    chats = spans()[f"chat {broken.label}"]
    assert [each.status.status_code for each in chats] == [StatusCode.ERROR] * 2
    assert {each.attributes["error.type"] for each in chats} == {"RuntimeError"}
    assert all(not each.events and not each.status.description for each in chats)
    assert spans()["invoke_agent shop-assistant"][0].status.status_code is StatusCode.UNSET  # the shopper was answered


async def test_without_a_model_there_is_no_call_of_one(build: Any, spans: Any) -> None:
    await play(build())
    assert not [name for name in spans() if name.startswith("chat ")]
    assert spans()["execute_tool search_products"]


async def test_the_span_is_not_the_consumers(build: Any, spans: Any) -> None:
    """Between two events the consumer's own span is current; leaving early ends the turn's."""
    events = build().respond("early", SECRET)
    async for _ in events:
        assert not trace.get_current_span().get_span_context().is_valid
        break
    await events.aclose()
    assert len(spans()["invoke_agent shop-assistant"]) == 1


async def test_a_turn_that_fails_is_marked(spans: Any) -> None:
    async def failing():
        yield TextDelta("x")
        yield TurnFailed("sorry")

    async def raising():
        yield TextDelta("x")
        raise KeyError("Zelda")

    assert [event async for event in traced_turn(failing(), "s", "m")] == [TextDelta("x"), TurnFailed("sorry")]
    with pytest.raises(KeyError):
        _ = [event async for event in traced_turn(raising(), "s", "m")]
    kinds = [each.attributes["error.type"] for each in spans()["invoke_agent shop-assistant"]]
    assert kinds == ["turn_failed", "KeyError"]


def command(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    (tmp_path / "a.yaml").write_text("dialogue: t\nturns: [{user: hello there}]\n")
    return subprocess.run(
        [sys.executable, "-m", "assistant", "script", str(tmp_path / "a.yaml"), "--model", "none", "--store", "store"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(PROJECT), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_switch(tmp_path: Path, demo_master: Path) -> None:
    shutil.copytree(demo_master, tmp_path / "store")
    wrong = command(tmp_path, SHOP_ASSISTANT_TRACES="jaeger")
    assert wrong.returncode == 2
    assert "valid are otlp, console and off" in wrong.stderr
    told = command(tmp_path, SHOP_ASSISTANT_TRACES="console")
    assert told.returncode == 0, told.stderr
    assert '"name": "invoke_agent shop-assistant"' in told.stderr
    assert "hello there" not in told.stderr


def test_off_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    before = trace.get_tracer_provider()
    for value in (None, "", "off"):
        if value is None:
            monkeypatch.delenv(SWITCH, raising=False)
        else:
            monkeypatch.setenv(SWITCH, value)
        begin()
    assert trace.get_tracer_provider() is before
    with before.get_tracer("shop_assistant").start_as_current_span("nothing") as current:
        assert not current.is_recording()
