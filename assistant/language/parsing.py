"""Reading tool calls out of a model's answer, one way for each family of models."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

Call = tuple[str, Mapping[str, Any]]
"""A tool's name and its arguments."""

_JSON = json.JSONDecoder()
_BETWEEN = re.compile(r"[\s;,]*")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model wrote.

    Attributes:
        text: For the shopper.
        calls: Tool calls, in order.
        broken: Calls that cannot be read, such as cut-off ones, as they came.
    """

    text: str
    calls: tuple[Call, ...] = ()
    broken: tuple[str, ...] = ()


def parse_marked_calls(text: str, begin: str, end: str) -> Answer:
    """Calls between marks: ``<tool_call>{"name": ..., "arguments": {...}}</tool_call>``."""

    def read(at: int) -> tuple[list[Call], int]:
        value, at = _JSON.raw_decode(text, _skip(text, at))
        after = _skip(text, at)
        return [_call(value)], after + len(end) if text.startswith(end, after) else at

    return _marked(text, begin, read)


def parse_json_calls(text: str, mark: str) -> Answer:
    """Calls that are the whole answer, or follow a mark: ``{"name": ..., "parameters": {...}}``."""
    if text.lstrip().startswith("{"):
        return _objects("", text)
    spoken, _, body = text.partition(mark)
    return _objects(spoken, body) if body.lstrip().startswith("{") else Answer((spoken + body).strip())


def parse_listed_calls(text: str, mark: str) -> Answer:
    """Calls after a mark, as a JSON list or as ``name{...}``."""

    def read(at: int) -> tuple[list[Call], int]:
        at = _skip(text, at)
        if text.startswith("[", at):
            listed, at = _JSON.raw_decode(text, at)
            return [_call(one) for one in listed], at
        brace = text.find("{", at)
        if brace < 0:
            raise ValueError("a call has arguments")
        name = text[at:brace].split("[")[0].strip()
        arguments, end = _JSON.raw_decode(text, brace)
        return [_call({"name": name, "arguments": arguments})], end

    return _marked(text, mark, read)


def _marked(text: str, mark: str, read: Callable[[int], tuple[list[Call], int]]) -> Answer:
    """Calls that follow marks; what is read is skipped whole, for a mark may also stand inside a call."""
    spoken = ""
    calls: list[Call] = []
    broken: list[str] = []
    at = 0
    while (start := text.find(mark, at)) >= 0:
        spoken += text[at:start]
        try:
            found, at = read(start + len(mark))
        except ValueError:
            following = text.find(mark, start + len(mark))
            at = following if following >= 0 else len(text)
            broken.append(text[start:at])
        else:
            calls += found
    return Answer((spoken + text[at:]).strip(), tuple(calls), tuple(broken))


def _objects(spoken: str, body: str) -> Answer:
    calls: list[Call] = []
    at = _skip(body, 0)
    while at < len(body):
        try:
            value, end = _JSON.raw_decode(body, at)
            calls.append(_call(value))
        except ValueError:
            return Answer(spoken.strip(), tuple(calls), (body[at:],))
        at = _skip(body, end)
    return Answer(spoken.strip(), tuple(calls))


def _skip(text: str, at: int) -> int:
    found = _BETWEEN.match(text, at)
    return found.end() if found else at


def _call(value: Any) -> Call:
    """A call from its JSON object.

    Raises:
        ValueError: It is none.
    """
    if not isinstance(value, dict):
        raise ValueError("a call is an object with a name and arguments")
    pairs = cast("dict[str, Any]", value)
    name = pairs.get("name")
    arguments = pairs.get("arguments", pairs.get("parameters", {}))
    if isinstance(arguments, str):  # some models write the arguments as text within the text
        arguments = json.loads(arguments)
    if not isinstance(name, str) or not name or not isinstance(arguments, dict):
        raise ValueError("a call is an object with a name and arguments")
    return name, cast("dict[str, Any]", arguments)
