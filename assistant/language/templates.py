"""Between LangChain messages and what a model reads and writes.

Each family of models has its own way to be shown tools and to call them. A model whose chat template knows
nothing of tools is shown a short list of signatures in its system message.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from jinja2 import TemplateError

from assistant.language.grammar import CallSyntax, Schema
from assistant.language.parsing import Answer, parse_json_calls, parse_listed_calls, parse_marked_calls

Turn = Mapping[str, Any]
"""One message as chat templates know it: ``role``, ``content``, and ``tool_calls`` where there are any."""

_SHOWN_VALUES = 12
_PROBE = "probe_of_the_template"


class TemplateProblem(ValueError):
    """A conversation that this model's chat template cannot carry."""


@dataclass(frozen=True, slots=True)
class Family:
    """How a family of models calls tools.

    Attributes:
        name: ``compact`` (ours, for templates without tools), ``hermes``, ``llama``, ``mistral`` or ``own``.
        syntax: For the grammar; ``None`` where a family's calls are not JSON.
        marks: What opens a call within an answer; text up to there is for the shopper.
        leading: What opens a call at the very beginning of an answer.
    """

    name: str
    syntax: CallSyntax | None
    marks: tuple[str, ...]
    leading: str = ""


_COMPACT = Family("compact", CallSyntax("<tool_call>", "</tool_call>"), ("<tool_call>",))
_HERMES = Family("hermes", CallSyntax("<tool_call>\n", "\n</tool_call>"), ("<tool_call>",))
_LLAMA = Family("llama", CallSyntax("", "", "parameters"), ("<|python_tag|>",), "{")
_MISTRAL = Family("mistral", CallSyntax("[TOOL_CALLS] [", "]"), ("[TOOL_CALLS]",))
_OWN = Family("own", None, ())


class ChatFormat:
    """Writes prompts and reads answers for one tokenizer.

    Args:
        tokenizer: With a chat template.

    Raises:
        TemplateProblem: It has none.
    """

    def __init__(self, tokenizer: Any) -> None:
        if not tokenizer.chat_template:
            raise TemplateProblem("the model has no chat template; choose one made for conversation")
        self._tokenizer = tokenizer
        self.family = self._recognize()
        added = [str(token) for token in tokenizer.added_tokens_decoder.values() if token.special]
        controls = sorted({*tokenizer.all_special_tokens, *added}, key=len, reverse=True)
        self._controls = re.compile("|".join(map(re.escape, controls)) or r"(?!)")

    def render(self, turns: Sequence[Turn], tools: Sequence[Schema] = ()) -> str:
        """The prompt for the next answer.

        Words of a message that spell one of the model's control tokens are broken up: no message can end
        itself and begin another in somebody else's name.

        Raises:
            TemplateProblem: The template refuses the conversation.
        """
        turns = [self._harmless(turn) for turn in turns]
        shown: list[Schema] = []
        if self.family is _COMPACT:
            turns = _spelled_out(turns, tools)
        else:
            shown = [_without_extras(tool) for tool in tools]
        try:
            return self._apply(turns, shown)
        except TemplateError:
            pass  # some templates know no system role, or insist on turn and turn about
        try:
            return self._apply(_alternating(turns), shown)
        except TemplateError as error:
            raise TemplateProblem(f"the model's chat template refuses this conversation: {error}") from error

    def parse(self, text: str, prompt: str, tools: Sequence[Schema]) -> Answer:
        """Split an answer into words for the shopper and tool calls; a broken call is kept as it came."""
        if getattr(self._tokenizer, "response_template", None):
            try:
                return _answer(self._tokenizer.parse_response(text, prefix=prompt, tools=list(tools)))
            except ValueError:  # cut off; where the family is known, our own reading keeps what is whole
                if self.family is _OWN:
                    return Answer("", (), (text,))
        match self.family.name:
            case "mistral":
                return parse_listed_calls(text, self.family.marks[0])
            case "llama":
                return parse_json_calls(text, self.family.marks[0])
            case _:
                return parse_marked_calls(text, "<tool_call>", "</tool_call>")

    def _recognize(self) -> Family:
        template = str(self._tokenizer.chat_template)
        own = bool(getattr(self._tokenizer, "response_template", None))
        probe: dict[str, Any] = {"name": _PROBE, "description": "", "parameters": {"type": "object", "properties": {}}}
        try:
            text = self._apply([{"role": "user", "content": "?"}], [{"type": "function", "function": probe}])
        except (TemplateError, TypeError):
            text = ""
        if _PROBE not in text:
            return _COMPACT
        if "[TOOL_CALLS]" in template:
            return _MISTRAL
        if "<tool_call>" in template and "<function=" not in template:
            return _HERMES
        if "parameters" in text and ("python_tag" in template or "ipython" in template):
            return _LLAMA
        return _OWN if own else _COMPACT

    def _apply(self, turns: Sequence[Turn], tools: Sequence[Schema]) -> str:
        return self._tokenizer.apply_chat_template(
            list(turns),
            tools=list(tools) or None,
            tokenize=False,
            add_generation_prompt=True,
            enable_thinking=False,  # a shopper waits; templates without the switch ignore it
        )

    def _harmless(self, turn: Turn) -> Turn:
        content = self._controls.sub(lambda found: f"{found[0][0]} {found[0][1:]}", turn["content"])
        return {**turn, "content": content}


def signature(tool: Schema) -> str:
    """A tool on one line: ``search(query: words, price_max?: number) - Find products``."""
    function = cast("Schema", tool["function"])
    schema = cast("Schema", function.get("parameters") or {})
    required = schema.get("required", ())
    arguments = ", ".join(
        f"{name}{'' if name in required else '?'}: {_kind(value)}"
        for name, value in cast("Mapping[str, Schema]", schema.get("properties", {})).items()
    )
    described = " ".join(str(function.get("description", "")).split())
    return f"{function['name']}({arguments})" + (f" - {described}" if described else "")


def _kind(schema: Schema) -> str:
    if schema.get("type") == "array":
        return f"[{_kind(schema.get('items', {}))}]"
    if schema.get("x-span"):
        return "words"
    # Listed values that change from turn to turn come as x-values and are not shown: the list of tools stays
    # the same, so it is read once.
    if (values := schema.get("enum")) and len(values) <= _SHOWN_VALUES:
        return "|".join(map(str, values))
    kind = schema.get("type", "text")
    return {"string": "text"}.get(str(kind), str(kind))


def _spelled_out(turns: Sequence[Turn], tools: Sequence[Schema]) -> list[Turn]:
    """The conversation in roles and words that every template has."""
    system = "\n".join(turn["content"] for turn in turns if turn["role"] == "system")
    if tools:
        listed = "\n".join(signature(tool) for tool in tools)
        example = '<tool_call>{"name": ..., "arguments": {...}}</tool_call>'
        system = f"{system}\nTools:\n{listed}\nCall a tool with {example}".strip()
    # Never empty: some templates put words of their own where no system message is given.
    done: list[Turn] = [{"role": "system", "content": system or "You are a helpful assistant."}]
    for turn in turns:
        match turn["role"]:
            case "system":
                continue
            case "tool":
                # Without marks of its own, which a small model would copy into its answer.
                done.append({"role": "user", "content": f"The tool returned:\n{turn['content']}"})
            case role:
                calls = "".join(
                    f"<tool_call>{json.dumps(call['function'], ensure_ascii=False)}</tool_call>"
                    for call in turn.get("tool_calls", ())
                )
                done.append({"role": role, "content": turn["content"] + calls})
    return done


def _alternating(turns: Sequence[Turn]) -> list[Turn]:
    """The system message moved into the first one, and neighbours of one role joined."""
    done: list[dict[str, Any]] = []
    for turn in turns:
        role = "user" if turn["role"] == "system" else turn["role"]
        mergeable = role in ("user", "assistant") and "tool_calls" not in turn
        if done and mergeable and done[-1]["role"] == role and "tool_calls" not in done[-1]:
            done[-1]["content"] = f"{done[-1]['content']}\n\n{turn['content']}"
        else:
            done.append({**turn, "role": role})
    return cast("list[Turn]", done)


def _without_extras(value: Any) -> Any:
    """A schema without the keys of ours, which other families' models have never seen."""
    if isinstance(value, Mapping):
        pairs = cast("Mapping[str, Any]", value).items()
        return {key: _without_extras(inner) for key, inner in pairs if not key.startswith("x-")}
    if isinstance(value, list):
        return [_without_extras(inner) for inner in cast("list[Any]", value)]
    return value


def _answer(found: Mapping[str, Any]) -> Answer:
    """An answer as transformers parses it."""
    calls: list[tuple[str, Mapping[str, Any]]] = []
    broken: list[str] = []
    for call in found.get("tool_calls") or ():
        function = call.get("function", call)
        arguments = function.get("arguments", {})
        if isinstance(arguments, Mapping):
            calls.append((str(function["name"]), cast("Mapping[str, Any]", arguments)))
        else:
            broken.append(json.dumps(function, ensure_ascii=False))
    return Answer(str(found.get("content") or ""), tuple(calls), tuple(broken))
