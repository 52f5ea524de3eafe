"""A chat model that says what a script tells it, for fast tests of everything around a model."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.language_models.chat_models import agenerate_from_stream, generate_from_stream
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import Field, PrivateAttr

_PIECE = re.compile(r"\s*\S+|\s+$")


@dataclass(frozen=True, slots=True)
class Step:
    """One answer.

    Attributes:
        text: What is said.
        calls: Tools called: name and arguments each.
        delay: Seconds before the answer begins.
        pause: Seconds between pieces of it.
        error: Raised in place of an answer.
    """

    text: str = ""
    calls: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    delay: float = 0.0
    pause: float = 0.0
    error: Exception | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """What the model was asked: the messages, and every keyword such as ``tools`` and ``tool_choice``."""

    messages: tuple[BaseMessage, ...]
    options: Mapping[str, Any]


Script = str | Step | Callable[[Sequence[BaseMessage]], "str | Step"]


class ScriptedChatModel(BaseChatModel):
    """Answers with its steps, in order, and fails when asked once more than there are steps.

    Attributes:
        steps: A text, a `Step`, or a function of the messages that gives one of these.
        model_name: For reports.
    """

    steps: list[Any] = Field(default_factory=list[Any])
    model_name: str = "scripted"
    temperature: float | None = None
    max_tokens: int | None = None
    stop: list[str] | None = None

    _calls: list[Call] = PrivateAttr(default_factory=list[Call])

    @property
    def calls(self) -> tuple[Call, ...]:
        """What was asked so far, oldest first."""
        return tuple(self._calls)

    @property
    def label(self) -> str:
        """Name for reports."""
        return self.model_name

    def assert_exhausted(self) -> None:
        """Fail unless every step was used."""
        left = len(self.steps) - len(self._calls)
        assert not left, f"the script goes on: {left} of {len(self.steps)} steps were not used"

    @property
    def _llm_type(self) -> str:
        return "scripted-chat-model"

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: Any = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Record the tools with every call; the script alone decides what is called."""
        return self.bind(tools=[convert_to_openai_tool(tool) for tool in tools], tool_choice=tool_choice, **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return generate_from_stream(self._stream(messages, stop, run_manager, **kwargs))

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return await agenerate_from_stream(self._astream(messages, stop, run_manager, **kwargs))

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        step = self._next(messages, {**kwargs, "stop": stop})
        time.sleep(step.delay)
        for chunk in _chunks(step, self.model_name, messages):
            if run_manager:
                run_manager.on_llm_new_token(chunk.text, chunk=chunk)
            yield chunk
            time.sleep(step.pause)

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        step = self._next(messages, {**kwargs, "stop": stop})
        await asyncio.sleep(step.delay)
        for chunk in _chunks(step, self.model_name, messages):
            if run_manager:
                await run_manager.on_llm_new_token(chunk.text, chunk=chunk)
            yield chunk
            await asyncio.sleep(step.pause)

    def _next(self, messages: Sequence[BaseMessage], options: Mapping[str, Any]) -> Step:
        at = len(self._calls)
        last = messages[-1].text if messages else ""
        assert at < len(self.steps), f"call {at + 1} was not in the script of {len(self.steps)}: {last!r}"
        self._calls.append(Call(tuple(messages), options))
        step = self.steps[at]
        if callable(step):
            step = step(messages)
        step = Step(step) if isinstance(step, str) else step
        assert isinstance(step, Step), f"step {at + 1} is {step!r}; give a text, a Step, or a function of the messages"
        if step.error is not None:
            raise step.error
        return step


def _chunks(step: Step, name: str, messages: Sequence[BaseMessage]) -> Iterator[ChatGenerationChunk]:
    pieces = _PIECE.findall(step.text)
    for piece in pieces:
        yield ChatGenerationChunk(message=AIMessageChunk(content=piece))
    for index, (tool, arguments) in enumerate(step.calls):
        call = tool_call_chunk(name=tool, args=json.dumps(arguments), id=f"call-{len(messages)}-{index}", index=index)
        yield ChatGenerationChunk(message=AIMessageChunk(content="", tool_call_chunks=[call]))
    read = sum(len(message.text.split()) for message in messages)
    written = len(pieces) + len(step.calls)
    usage = {"input_tokens": read, "output_tokens": written, "total_tokens": read + written}
    last = AIMessageChunk(
        content="",
        usage_metadata=usage,  # pyright: ignore[reportArgumentType]
        response_metadata={"model_name": name, "finish_reason": "stop"},
    )
    yield ChatGenerationChunk(message=last)
