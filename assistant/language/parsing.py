"""Reading tool calls out of a model's answer, one way for each family of models."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
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
    spoken, *pieces = text.split(begin)
    calls: list[Call] = []
    broken: list[str] = []
    for piece in pieces:
        body, _, after = piece.partition(end)
        try:
            calls.append(_call(json.loads(body)))
        except ValueError:
            broken.append(begin + piece)
        else:
            spoken += after
    return Answer(spoken.strip(), tuple(calls), tuple(broken))


def parse_json_calls(text: str, mark: str) -> Answer:
    """Calls that are the whole answer, or follow a mark: ``{"name": ..., "parameters": {...}}``."""
    spoken, _, body = text.partition(mark) if mark in text else ("", "", text)
    if not body.lstrip().startswith("{"):
        return Answer((spoken + body).strip())
    return _objects(spoken, body)


def parse_listed_calls(text: str, mark: str) -> Answer:
    """Calls after a mark, as a JSON list or as ``name{...}``."""
    spoken, *pieces = text.split(mark)
    calls: list[Call] = []
    broken: list[str] = []
    for piece in pieces:
        body = piece.strip()
        try:
            if body.startswith("["):
                listed, at = _JSON.raw_decode(body)
                calls.extend(_call(one) for one in listed)
                spoken += body[at:]
            else:
                name, brace, _ = body.partition("{")
                arguments, _ = _JSON.raw_decode(body[len(name) :] if brace else "")
                calls.append(_call({"name": name.split("[")[0].strip(), "arguments": arguments}))
        except ValueError:
            broken.append(mark + piece)
    return Answer(spoken.strip(), tuple(calls), tuple(broken))


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
