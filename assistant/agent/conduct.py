"""Conducting the model through one turn: first a tool call, then sentences, never more than two calls.

Where the model is absent, too slow or fails, the program speaks in its place: the same tool is called with the
literal reading, and the reply is left to plain wording. Front ends cannot tell the difference but by `model`.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import uuid4

from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse, ToolCallRequest
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, SystemMessage, ToolCall, ToolMessage
from langchain_core.utils.function_calling import convert_to_openai_tool
from langgraph.types import Command
from pydantic import BaseModel, ValidationError

from assistant.agent.offer import offered, proposal
from assistant.agent.tools import TOOLS
from assistant.agent.turn import Outcome, Turn
from assistant.explanation.facts import Facts
from assistant.explanation.narrator import holds
from assistant.explanation.plain import plain_reason
from assistant.explanation.sentences import Voice, drafts
from assistant.tracing import model_call, told, tool_call
from prompts import render
from prompts.examples import explain_examples

LOG = logging.getLogger(__name__)

PROGRAM = {"author": "program"}
"""Response metadata of a message that no model wrote."""

_VARIETY = 1.0  # temperature at which the model decides between wordings that all hold

_DESCRIBED = tuple(convert_to_openai_tool(tool) for tool in TOOLS)

ToolHandler = Callable[[ToolCallRequest], Awaitable[ToolMessage | Command[Any]]]
Handler = Callable[[ModelRequest[Any]], Awaitable[ModelResponse[Any]]]
FactsOf = Callable[[Turn, Outcome], Sequence[Facts]]


@dataclass(frozen=True, slots=True)
class Limits:
    """How long the model may take.

    Attributes:
        choose: Seconds for the tool call; then the program calls the tool itself.
        phrase: Seconds for the sentences; what is not written by then is worded plainly.
        sentence: Tokens one sentence may have.
        tries: How often a model that branches may write a sentence that does not hold.
    """

    choose: float = 8.0
    phrase: float = 20.0
    sentence: int = 56
    tries: int = 2


class Conductor(AgentMiddleware[Any, Any, Any]):
    """Decides for each of the two calls what the model sees, and speaks for it where it cannot."""

    def __init__(
        self,
        *,
        facts_of: FactsOf,
        present: bool,
        wide: bool,
        limits: Limits,
        branching: bool,
        examples: bool,
        voice: Voice,
    ) -> None:
        """Build a conductor.

        Args:
            facts_of: What may be said about each product of an outcome.
            present: Whether there is a model at all.
            wide: Whether it is able enough to choose among tools.
            limits: Its deadlines.
            branching: Whether it can write one sentence for each product over a shared beginning.
            examples: Whether it has to be shown what such sentences are like.
            voice: How sentences sound that are put together for a small model.
        """
        super().__init__()
        self._facts_of = facts_of
        self._present = present
        self._wide = wide
        self._limits = limits
        self._branching = branching
        self._examples = examples
        self._voice = voice

    async def awrap_model_call(self, request: ModelRequest[Any], handler: Handler) -> ModelResponse[Any] | AIMessage:
        """Run one model call of the turn, or speak in the model's place."""
        turn = request.runtime.context.turn
        last = request.messages[-1]
        if isinstance(last, ToolMessage):
            return await self._phrase(turn, last, request, handler)
        return await self._choose(turn, request, handler)

    async def awrap_tool_call(self, request: ToolCallRequest, handler: ToolHandler) -> ToolMessage | Command[Any]:
        """Run the tool, under a span of its own."""
        with tool_call(request.tool_call):
            return await handler(request)

    async def _choose(self, turn: Turn, request: ModelRequest[Any], handler: Handler) -> AIMessage:
        tools = offered(turn, wide=self._wide)
        # A model too small to make use of them is told the same in every turn, which is then read only once: what
        # is on screen and what is stated narrow the grammar of its call instead.
        titles = [product.title[:80] for product in turn.on_screen] if self._wide else []
        asked = request.override(
            system_message=SystemMessage(render("agent", on_screen=titles)),
            tools=[*tools],
            tool_choice="required",
            model_settings={"described_tools": _DESCRIBED} if self._branching and not self._wide else {},
        )
        answer = await self._ask(asked, handler, self._limits.choose)
        names = {tool["function"]["name"] for tool in tools}
        # Only the first call counts: one message asks for one thing.
        call = answer.tool_calls[0] if answer and answer.tool_calls else None
        if answer is None or call is None or call["name"] not in names or not _well_formed(call):
            name, arguments = proposal(turn)
            return _program(tool_calls=[{"name": name, "args": arguments, "id": uuid4().hex}])
        return AIMessage(content="", tool_calls=[call], response_metadata=answer.response_metadata)

    async def _phrase(self, turn: Turn, last: ToolMessage, request: ModelRequest[Any], handler: Handler) -> AIMessage:
        outcome = last.artifact
        facts = self._facts_of(turn, outcome) if isinstance(outcome, Outcome) else ()
        if not facts:
            return _program()
        lines = [render("explain_product", noun=f.noun, facts=f.clauses) for f in facts]
        settings: dict[str, Any] = {"max_tokens": self._limits.sentence * (1 if self._branching else len(lines))}
        composed = self._branching and not self._wide
        if self._branching:
            settings |= {"branches": lines, "stop": ["\n"]}
        if self._branching and self._wide:
            settings |= {"tries": self._limits.tries, "accept": lambda place, written: holds(written, facts[place])}
        if composed:
            # What each sentence says and how is the model's choice; that it is true, and English, is not.
            chance = Random(f"{turn.session} {turn.message}")
            texts = await asyncio.to_thread(drafts, facts, chance, voice=self._voice)
            plain = [plain_reason(ranked) for ranked in outcome.ranked]
            texts = [sentences or [said] for sentences, said in zip(texts, plain, strict=True)]
            settings |= {"choices": texts, "temperature": _VARIETY, "seed": chance.randrange(1 << 30)}
        asked = request.override(
            system_message=SystemMessage(render("explain")),
            messages=[*(_examples() if self._examples and not composed else ()), HumanMessage("\n".join(lines))],
            tools=[],
            tool_choice=None,
            model_settings=settings,
        )
        return await self._ask(asked, handler, self._limits.phrase) or _program()

    async def _ask(self, request: ModelRequest[Any], handler: Handler, seconds: float) -> AIMessage | None:
        """The model's message, or ``None`` where it is absent, too slow or fails."""
        if not self._present:
            return None
        started = time.monotonic()
        try:
            with model_call(request.model, request.messages) as current:
                response = await asyncio.wait_for(handler(request), seconds)
                told(current, response.result[-1])
        except TimeoutError:
            LOG.warning("The language model took longer than %.1f s; the program answers in its place.", seconds)
            return None
        except Exception:
            # The one place where any failure of model code, ours or a library's, is turned into the plain
            # path: the shopper's products do not depend on it. It is logged whole for the shop.
            LOG.exception("The language model failed after %.1f s.", time.monotonic() - started)
            return None
        message = response.result[-1]
        return message if isinstance(message, AIMessage) else None


def _well_formed(call: ToolCall) -> bool:
    """Whether the tool takes these arguments; a model decoding without our grammar may write any others."""
    tool = next(tool for tool in TOOLS if tool.name == call["name"])
    schema = tool.tool_call_schema
    if not isinstance(schema, type) or not issubclass(schema, BaseModel):
        return True
    try:
        schema.model_validate(call["args"])
    except ValidationError as error:
        LOG.warning("The language model called %s with arguments it does not take: %s", call["name"], error)
        return False
    return True


def _examples() -> list[AnyMessage]:
    return [m for given, said in explain_examples() for m in (HumanMessage(given), AIMessage(said))]


def _program(**fields: Any) -> AIMessage:
    return AIMessage(content="", response_metadata=dict(PROGRAM), **fields)
