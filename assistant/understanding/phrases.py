"""Tables of phrases, written the way a person would list them and looked up without regular expressions.

The tables stand in ``grammar.yaml``. A template holds words, ``(one|another)`` alternatives, ``[optional]`` parts and
``{macros}``: "at [the] (most|max)" matches "at most", "at the most", "at max" and "at the max".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import product
from typing import Any, Generic, NamedTuple, TypeVar, cast

import yaml

Value = TypeVar("Value")
_PART = re.compile(r"\(([^)]*)\)|\[([^\]]*)\]|(\S+)")


class Match(NamedTuple, Generic[Value]):
    """A phrase found at `start` up to, not including, `end`."""

    start: int
    end: int
    value: Value


def expand(template: str) -> Iterator[tuple[str, ...]]:
    """All word sequences that a template stands for."""
    parts: list[list[list[str]]] = []
    for choice, optional, plain in _PART.findall(template):
        if plain:
            parts.append([[plain]])
        elif choice:
            parts.append([words.split() for words in choice.split("|")])
        else:
            parts.append([[], *(words.split() for words in optional.split("|"))])
    for chosen in product(*parts):
        yield tuple(word for part in chosen for word in part)


class _Node(Generic[Value]):
    """A place in a prefix tree: the words that may follow, and the value of the phrase that ends here."""

    __slots__ = ("following", "value")

    def __init__(self) -> None:
        self.following: dict[str, _Node[Value]] = {}
        self.value: Value | _Missing = _MISSING


class _Missing:
    """Marks a node at which no phrase ends; a phrase may well have the value ``None``."""


_MISSING = _Missing()


class Phrases(Generic[Value]):
    """An immutable table of phrases; lookups return the longest match."""

    __slots__ = ("_backward", "_forward", "words")

    def __init__(self, table: Mapping[str, Value]) -> None:
        self._forward: _Node[Value] = _Node()
        self._backward: _Node[Value] = _Node()
        words: set[str] = set()
        for template, value in table.items():
            for sequence in expand(template):
                if sequence:
                    _enter(self._forward, sequence, value)
                    _enter(self._backward, sequence[::-1], value)
                    words.update(sequence)
        self.words = frozenset(words)

    def at(self, words: Sequence[str], place: int) -> Match[Value] | None:
        """The longest phrase that starts at `place`."""
        node, found = self._forward, None
        for end in range(max(place, 0), len(words)):
            following = node.following.get(words[end])
            if following is None:
                break
            node = following
            if not isinstance(node.value, _Missing):
                found = Match(place, end + 1, node.value)
        return found

    def ending(self, words: Sequence[str], end: int) -> Match[Value] | None:
        """The longest phrase whose last word is the one before `end`."""
        node, found = self._backward, None
        for start in range(min(end, len(words)) - 1, -1, -1):
            following = node.following.get(words[start])
            if following is None:
                break
            node = following
            if not isinstance(node.value, _Missing):
                found = Match(start, end, node.value)
        return found

    def all(self, words: Sequence[str]) -> list[Match[Value]]:
        """All phrases from left to right, without overlaps."""
        found: list[Match[Value]] = []
        place = 0
        while place < len(words):
            match = self.at(words, place)
            if match is not None:
                found.append(match)
            place = match.end if match is not None else place + 1
        return found

    def first(self, words: Sequence[str]) -> Match[Value] | None:
        """The leftmost phrase."""
        return next((match for place in range(len(words)) if (match := self.at(words, place))), None)


def _enter(node: _Node[Value], sequence: Sequence[str], value: Value) -> None:
    for word in sequence:
        node = node.following.setdefault(word, _Node())
    node.value = value


def table(name: str, meanings: Mapping[str, Value]) -> Phrases[Value]:
    """A table of the packaged grammar.

    Args:
        name: As in ``grammar.yaml``.
        meanings: The value for each meaning that stands under the name there; every one must have a value.
    """
    listed = _grammar()[name]
    return Phrases({template: meanings[meaning] for meaning, found in listed.items() for template in found})


def phrases(name: str) -> Phrases[bool]:
    """A table of the packaged grammar with one meaning, for asking whether a phrase is there."""
    return table(name, {"yes": True})


@lru_cache(maxsize=1)
def _grammar() -> Mapping[str, Mapping[str, Sequence[str]]]:
    text = (files("assistant.understanding") / "grammar.yaml").read_text("utf-8")
    raw = cast(dict[str, Any], yaml.safe_load(text))
    macros = cast(dict[str, str], raw.pop("macros"))
    return {
        name: {meaning: [_filled(template, macros) for template in found] for meaning, found in meanings.items()}
        for name, meanings in raw.items()
    }


def _filled(template: str, macros: Mapping[str, str]) -> str:
    for name, text in macros.items():
        template = template.replace(f"{{{name}}}", text)
    return template


def words_in(*tables: Phrases[Any]) -> frozenset[str]:
    """All words that the tables know."""
    return frozenset(word for known in tables for word in known.words)
