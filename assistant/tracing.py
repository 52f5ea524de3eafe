"""Spans of a turn, of the model's calls and of the tools; see `retrieval.tracing` for what they may hold."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import contextmanager
from hashlib import blake2b
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage
from opentelemetry import context, trace
from opentelemetry.trace import Span
from opentelemetry.util.types import AttributeValue

from assistant.events import Event, ProductsShown, TurnDone, TurnFailed
from retrieval.tracing import TRACER, captures_contents, failed, span

SWITCH = "SHOP_ASSISTANT_TRACES"
"""Variable of the environment that turns traces on: ``otlp`` or ``console``."""

AGENT = "shop-assistant"


class TracingError(Exception):
    """Traces are asked for in a way that does not work; the message says what does."""


def begin() -> None:
    """Sends spans where the environment says: to an OTLP collector, to standard error, or, by default, nowhere.

    Raises:
        TracingError: The switch has a value that is none, or the packages for it are missing.
    """
    wanted = os.environ.get(SWITCH, "").strip().lower()
    if wanted in ("", "off", "0", "false"):
        return
    if wanted not in ("otlp", "console"):
        raise TracingError(f"{SWITCH}={wanted}: valid are otlp, console and off")
    try:
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor, ConsoleSpanExporter, SimpleSpanProcessor

        # The resource's own variables (OTEL_SERVICE_NAME and others) win over this name.
        named = {} if os.environ.get("OTEL_SERVICE_NAME") else {"service.name": AGENT}
        provider = TracerProvider(resource=Resource.create(named))
        if wanted == "console":
            provider.add_span_processor(SimpleSpanProcessor(ConsoleSpanExporter(out=sys.stderr)))
        else:
            from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter

            provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    except ImportError as error:
        remedy = f'{error.name} is missing; pip install "shop-assistant[traces]"'
        raise TracingError(f"{SWITCH}={wanted}: {remedy}") from error
    trace.set_tracer_provider(provider)


async def traced_turn(events: AsyncGenerator[Event], session: str, message: str) -> AsyncGenerator[Event]:
    """A turn's events as they come, under a span that lasts as long as the turn.

    The span is the current one only while the turn works, never while its consumer does: what an asynchronous
    generator sets between two events would otherwise leak into whoever iterates it.

    Args:
        events: The turn; closed with this generator.
        session: The conversation. Only a digest of it is told, since its name opens the conversation.
        message: What the shopper wrote.
    """
    attributes: dict[str, AttributeValue] = {
        "gen_ai.operation.name": "invoke_agent",
        "gen_ai.agent.name": AGENT,
        "gen_ai.conversation.id": blake2b(session.encode(errors="replace"), digest_size=8).hexdigest(),
    }
    current = TRACER.start_span(f"invoke_agent {AGENT}", attributes=attributes)
    if captures_contents():
        current.set_attribute("gen_ai.input.messages", _messages("user", message))
    under = trace.set_span_in_context(current)
    try:
        while True:
            token = context.attach(under)
            try:
                event = await anext(events)
            except StopAsyncIteration:
                return
            except Exception as error:
                failed(current, type(error).__name__)
                raise
            finally:
                context.detach(token)
            _take_note(current, event)
            yield event
    finally:
        await events.aclose()
        current.end()


def _take_note(current: Span, event: Event) -> None:
    match event:
        case ProductsShown():
            current.set_attribute("shop_assistant.products", len(event.products))
            current.set_attribute("shop_assistant.total", event.total)
        case TurnFailed():
            failed(current, "turn_failed")
        case TurnDone():
            figures: dict[str, AttributeValue | None] = {
                "shop_assistant.model": event.model,
                "shop_assistant.model_calls": event.model_calls,
                "shop_assistant.sentences": event.sentences,
                "shop_assistant.sentences_replaced": event.replaced,
                "shop_assistant.seconds_to_products": event.seconds_to_products,
                "shop_assistant.seconds_to_first_text": event.seconds_to_first_text,
            }
            current.set_attributes({name: value for name, value in figures.items() if value is not None})
            if captures_contents():
                current.set_attribute("gen_ai.output.messages", _messages("assistant", event.reply))
        case _:
            pass


@contextmanager
def model_call(model: object, messages: list[Any]) -> Generator[Span]:
    """One call of the language model; `told` adds what came of it.

    Args:
        model: The chat model.
        messages: What it is given.
    """
    name = str(getattr(model, "label", type(model).__name__))
    attributes: dict[str, AttributeValue] = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "local",
        "gen_ai.request.model": name,
    }
    if captures_contents():
        said = [_part(each.type, each.text) for each in messages if isinstance(each, BaseMessage)]
        attributes["gen_ai.input.messages"] = json.dumps(said)
    with span(f"chat {name}", attributes) as current:
        yield current


def told(current: Span, message: BaseMessage) -> None:
    """Adds what a model call came to: tokens, why it ended, and the text where contents are captured."""
    if not isinstance(message, AIMessage):
        return
    if usage := message.usage_metadata:
        current.set_attribute("gen_ai.usage.input_tokens", usage["input_tokens"])
        current.set_attribute("gen_ai.usage.output_tokens", usage["output_tokens"])
        cached = usage.get("input_token_details", {}).get("cache_read")
        if cached is not None:
            current.set_attribute("gen_ai.usage.cache_read.input_tokens", cached)
    if reason := message.response_metadata.get("finish_reason"):
        current.set_attribute("gen_ai.response.finish_reasons", [str(reason)])
    if captures_contents():
        current.set_attribute("gen_ai.output.messages", _messages("assistant", message.text))


@contextmanager
def tool_call(call: Mapping[str, Any]) -> Generator[Span]:
    """One call of a tool, as the agent carries it out."""
    attributes: dict[str, AttributeValue] = {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": str(call["name"]),
        "gen_ai.tool.type": "function",
        "gen_ai.tool.call.id": str(call.get("id") or ""),
    }
    if captures_contents():
        attributes["gen_ai.tool.call.arguments"] = json.dumps(call.get("args"), default=str)
    with span(f"execute_tool {call['name']}", attributes) as current:
        yield current


def _messages(role: str, text: str) -> str:
    """Messages in the form of the conventions: one, of text."""
    return json.dumps([_part(role, text)])


def _part(role: str, text: str) -> dict[str, object]:
    roles = {"human": "user", "ai": "assistant"}
    return {"role": roles.get(role, role), "parts": [{"type": "text", "content": text}]}
