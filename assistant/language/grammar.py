"""Grammars for tool calls: what a call may look like, token by token.

A tool is an OpenAI-style function schema. Two keys of our own narrow its strings: ``"x-span": true`` allows
only contiguous words of what the shopper wrote, ``"x-values": [...]`` only the values listed. With either, a
model cannot invent an identifier, a brand or a wish; with any schema it cannot write a malformed call.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

Schema = Mapping[str, Any]

_SPAN_WORDS = 8
_SOURCE_WORDS = 60
_ITEMS = 6
_ENUMERATED = 32

_OPENING = "([{<«“‘\"'`¿¡"
_CLOSING = ".,;:!?)]}>»”’\"'`…，。！？；："
_WORD = re.compile(r"\S+")
# Scripts written without spaces: each sign counts as a word, joined to its neighbours by nothing.
_SIGN = re.compile(r"([\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])")

Word = tuple[str, str]
"""What stands before a word within its phrase (a space or nothing), and the word."""


class GrammarError(ValueError):
    """A tool's schema, or a grammar, that cannot be followed."""


@dataclass(frozen=True, slots=True)
class CallSyntax:
    """How a family of models writes a tool call.

    Attributes:
        begin: What opens a call; free text ends where it appears.
        end: What closes it.
        arguments: Key of the arguments, ``arguments`` or ``parameters``.
    """

    begin: str
    end: str
    arguments: str = "arguments"

    def open(self, tool: str) -> str:
        """Everything up to the arguments' opening brace."""
        return f'{self.begin}{{"name": {_json(tool)}, {_json(self.arguments)}: '

    def close(self) -> str:
        """Everything after the arguments' closing brace."""
        return f"}}{self.end}"


def phrases(sources: Iterable[str], limit: int = _SOURCE_WORDS) -> tuple[tuple[Word, ...], ...]:
    """Split texts into phrases, within which any run of words may be quoted.

    Punctuation at a word's edge ends a phrase; quotes, backslashes and the like inside a word stay.

    Args:
        sources: Texts, oldest first.
        limit: Words kept in all; the newest win.

    Returns:
        Distinct phrases, newest text first.
    """
    kept: dict[tuple[Word, ...], None] = {}
    room = limit
    for source in reversed(list(sources)):
        for phrase in _phrases(source):
            if phrase not in kept and room:
                kept[phrase[:room]] = None
                room -= min(room, len(phrase))
    return tuple(kept)


def _phrases(text: str) -> list[tuple[Word, ...]]:
    done: list[tuple[Word, ...]] = []
    open_phrase: list[Word] = []

    def close() -> None:
        if open_phrase:
            done.append(tuple(open_phrase))
            open_phrase.clear()

    # Half of a surrogate pair cannot be written as UTF-8, so no model can write it either.
    for found in _WORD.findall(text.encode("utf-8", "replace").decode("utf-8")):
        inner = found.lstrip(_OPENING)
        if len(inner) < len(found):
            close()
        word = inner.rstrip(_CLOSING)
        trimmed = inner[len(word) :]
        if word and word[-1].isdigit() and trimmed[:1] in ('"', "'"):  # inches and feet
            word, trimmed = word + trimmed[0], trimmed[1:]
        joint = " "
        for part in _SIGN.split(word):
            if part:
                open_phrase.append((joint, part))
                joint = ""
        if trimmed:
            close()
    close()
    return done


def call_grammar(
    tools: Sequence[Schema], syntax: CallSyntax, *, choice: str = "auto", sources: Iterable[str] = ()
) -> str:
    """Write the grammar of an answer that may, or must, call a tool.

    Args:
        tools: ``{"type": "function", "function": {"name", "parameters"}}`` each.
        syntax: How the model's family writes calls.
        choice: ``auto`` (free text, or free text and a call), ``required`` (a call), or a tool's name.
        sources: What the shopper wrote, for strings marked ``x-span``.

    Returns:
        EBNF, rule ``root`` first.

    Raises:
        GrammarError: No such tool, or a schema that no grammar can be written for.
    """
    functions = [cast("Schema", tool["function"]) for tool in tools]
    names = [str(function["name"]) for function in functions]
    if choice not in ("auto", "required"):
        if choice not in names:
            raise GrammarError(f"there is no tool {choice!r}; choose auto, required, none or one of {', '.join(names)}")
        functions = [function for function in functions if function["name"] == choice]
    rules = _Rules(phrases(sources))
    free = choice == "auto"
    calls: list[str] = []
    for function in functions:
        schema = cast("Schema", function.get("parameters") or {"type": "object"})
        opening = syntax.open(str(function["name"]))
        arguments = rules.value(schema, schema, str(function["name"]))
        # In free text the opening mark is what leads into the call, and is spelled by that rule.
        calls.append(_sequence(literal(opening[len(syntax.begin) :] if free else opening), arguments))
    call = rules.add(_either(calls))
    body = _sequence(call, literal(syntax.close()))
    if free:
        called = rules.add(body)
        body = f"TagDispatch(({literal(syntax.begin)}, {called}), loop_after_dispatch=false)"
    return f"root ::= {body}\n{rules.text()}"


def literal(text: str) -> str:
    """Quote a text for EBNF, such that it stands for itself and nothing else."""
    return '"' + "".join(_ESCAPES.get(sign, sign) for sign in text) + '"'


_ESCAPES = {'"': '\\"', "\\": "\\\\"} | {chr(code): f"\\u{code:04x}" for code in (*range(32), 127)}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _sequence(*parts: str) -> str:
    return " ".join(part for part in parts if part and part != '""')


def _either(options: Sequence[str]) -> str:
    distinct = list(dict.fromkeys(options))
    return distinct[0] if len(distinct) == 1 else "(" + " | ".join(distinct) + ")"


def _spellings(value: str) -> str:
    if any("\ud800" <= sign <= "\udfff" for sign in value):
        raise GrammarError(f"{value!r} holds half a surrogate pair, which no text can carry")
    return value


@dataclass(slots=True)
class _Rules:
    """Rules of one grammar; equal bodies share a name."""

    phrases: tuple[tuple[Word, ...], ...]
    _names: dict[str, str] = field(default_factory=dict[str, str])

    def add(self, body: str) -> str:
        return self._names.setdefault(body, f"r{len(self._names)}")

    def text(self) -> str:
        return "".join(f"{name} ::= {body}\n" for body, name in self._names.items())

    def value(self, schema: Schema, root: Schema, where: str) -> str:
        """Expression for one JSON value; `where` names it in messages."""
        if (reference := schema.get("$ref")) is not None:
            return self.value(_follow(str(reference), root, where), root, where)
        if schema.get("x-span") or "x-values" in schema:
            return self._quoted(schema, where)
        if "const" in schema:
            return literal(_json(schema["const"]))
        if "enum" in schema:
            return self._listed(schema["enum"], where)
        for key in ("anyOf", "oneOf"):
            if key in schema:
                return _either([self.value(option, root, where) for option in schema[key]])
        kind = schema.get("type")
        if isinstance(kind, list):
            return _either([self.value({**schema, "type": one}, root, where) for one in cast("list[str]", kind)])
        match kind:
            case "string":
                return self._free()
            case "integer" | "number":
                return self.add(_number(schema, whole=kind == "integer"))
            case "boolean":
                return '("true" | "false")'
            case "null":
                return '"null"'
            case "array":
                return self._array(schema, root, where)
            case "object":
                return self._object(schema, root, where)
            case None:
                if "properties" in schema:
                    return self._object(schema, root, where)
                return _either([self._free(), self.add(_number({}, whole=False)), '"true"', '"false"', '"null"'])
            case _:
                raise GrammarError(
                    f"{where} has type {kind!r}; valid are string, integer, number, boolean, null, array and object"
                )

    def _free(self) -> str:
        return self.add(_STRING.replace("word", self.add(_STRING_WORD)))

    def _listed(self, values: Iterable[object], where: str) -> str:
        options = [literal(_spellings(_json(value))) for value in values]
        if not options:
            raise GrammarError(f"{where} lists no values, so nothing could be written there")
        return _either(options)

    def _quoted(self, schema: Schema, where: str) -> str:
        options = [literal(_spellings(_json(value))) for value in schema.get("x-values", ())]
        if schema.get("x-span") and self.phrases:
            options.append(_sequence('"\\""', self._spans(), '"\\""'))
        return self.add(_either(options)) if options else literal('""')

    def _spans(self) -> str:
        starts: list[str] = []
        for phrase in self.phrases:
            words = [self.add(literal(_json(word)[1:-1])) for _, word in phrase]
            for start in range(len(words)):
                # One rule for each start word, its continuation nested: ``a (" " b (" " c)?)?``.
                nested = ""
                for at in reversed(range(start + 1, min(start + _SPAN_WORDS, len(words)))):
                    nested = "(" + _sequence(literal(phrase[at][0]), words[at], nested) + ")?"
                starts.append(self.add(_sequence(words[start], nested)))
        return self.add(_either(starts))

    def _possible(self, schema: Schema, root: Schema) -> bool:
        """Whether anything could be quoted there; without words or values, an optional key stays out."""
        if schema.get("type") == "array" and "items" in schema:
            return self._possible(schema["items"], root)
        if schema.get("x-span") or "x-values" in schema:
            return bool(schema.get("x-values")) or bool(schema.get("x-span") and self.phrases)
        return True

    def _array(self, schema: Schema, root: Schema, where: str) -> str:
        if not self._possible(schema, root):
            return literal("[]")
        item = self.add(self.value(schema.get("items", {}), root, where))
        least = int(schema.get("minItems", 0))
        most = max(least, min(int(schema.get("maxItems", _ITEMS)), max(_ITEMS, least)))
        body = ""
        for at in reversed(range(most)):
            body = _sequence(literal(", ") if at else "", item, body)
            if at >= least:
                body = f"({body})?"
        return self.add(_sequence(literal("["), body, literal("]")))

    def _object(self, schema: Schema, root: Schema, where: str) -> str:
        required = set(schema.get("required", ()))
        properties = cast("Mapping[str, Schema]", schema.get("properties", {}))
        pairs = [
            (
                self.add(_sequence(literal(f"{_json(_spellings(key))}: "), self.value(value, root, f"{where}.{key}"))),
                key in required,
            )
            for key, value in properties.items()
            if key in required or self._possible(value, root)
        ]
        first, rest = "", ""  # what may follow when nothing was written yet, and when something was
        for pair, needed in reversed(pairs):
            here, further = _sequence(pair, rest), _sequence(literal(", "), pair, rest)
            if needed:
                first, rest = self.add(here), self.add(further)
            else:
                first = self.add(f"({here} | {first})" if first else f"({here})?")
                rest = self.add(f"({further} | {rest})" if rest else f"({further})?")
        return self.add(_sequence(literal("{"), first, literal("}")))


def _follow(reference: str, root: Schema, where: str) -> Schema:
    found: Any = root
    for step in reference.removeprefix("#/").split("/"):
        if not isinstance(found, Mapping) or step not in found:
            raise GrammarError(f"{where} refers to {reference}, which the schema does not hold")
        found = cast("Mapping[str, Any]", found)[step]
    return cast("Schema", found)


def _number(schema: Schema, *, whole: bool) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    if whole and low is not None and high is not None and 0 <= high - low < _ENUMERATED:
        return _either([literal(str(number)) for number in range(int(low), int(high) + 1)])
    sign = "" if low is not None and low >= 0 else '"-"?'
    return _sequence(sign, '("0" | [1-9] [0-9]{0,8})', "" if whole else '("." [0-9]{1,4})?')


# Free text ends after so many words of so many signs: a small model that repeats itself would not end it
# otherwise. Words first, because a plain bound on signs costs half a second a token in the matcher.
_STRING = r'"\"" (word (" " word){0,31})? "\""'
_STRING_WORD = r'[^"\\\x00-\x20\x7f]{1,24}'
