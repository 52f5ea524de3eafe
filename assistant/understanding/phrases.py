"""Tables of phrases, written the way a person would list them.

The tables stand in ``grammar.yaml``. A template holds words, ``(one|another)`` alternatives, ``[optional]`` parts and
``{macros}``: "at [the] (most|max)" matches "at most", "at the most", "at max" and "at the max". Groups may stand
inside groups: "cheapest [of (these|them)]".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import chain, product
from typing import Any, Generic, NamedTuple, TypeVar, cast

import yaml

Value = TypeVar("Value")
_OPENERS, _CLOSERS = "([", ")]"


class Match(NamedTuple, Generic[Value]):
    """A phrase found at `start` up to, not including, `end`."""

    start: int
    end: int
    value: Value


class _Template(NamedTuple, Generic[Value]):
    """A template in the order of reading: for each part the word sequences that may stand there."""

    parts: Sequence[Sequence[Sequence[str]]]
    value: Value

    def length(self, words: Sequence[str], place: int) -> int:
        """How many words the longest phrase at `place` takes; 0 where none of the template's phrases is there."""
        ends = {place}
        for part in self.parts:
            # An alternative at the very end of the words compares with a shorter slice, and so differs.
            ends = {end + len(each) for end in ends for each in part if words[end : end + len(each)] == each}
            if not ends:
                return 0
        return max(ends) - place


class Phrases(Generic[Value]):
    """An immutable table of phrases; lookups return the longest match, of two equal ones the later in the table.

    Templates are followed part by part and never spelled out: a few hundred stand for tens of thousands of phrases.
    """

    __slots__ = ("_backward", "_forward", "words")

    def __init__(self, table: Mapping[str, Value]) -> None:
        self._forward: dict[str, list[_Template[Value]]] = {}
        self._backward: dict[str, list[_Template[Value]]] = {}
        words: set[str] = set()
        for template, value in table.items():
            parts = _parts(template)
            mirrored = [[each[::-1] for each in part] for part in reversed(parts)]
            _enter(self._forward, _Template(parts, value))
            _enter(self._backward, _Template(mirrored, value))
            words.update(word for part in parts for each in part for word in each)
        self.words = frozenset(words)

    def at(self, words: Sequence[str], place: int) -> Match[Value] | None:
        """The longest phrase that starts at `place`."""
        place = max(place, 0)
        found = _longest(self._forward, words, place)
        return found and Match(place, place + found[0], found[1])

    def ending(self, words: Sequence[str], end: int) -> Match[Value] | None:
        """The longest phrase whose last word is the one before `end`."""
        end = min(end, len(words))
        found = _longest(self._backward, words[:end][::-1], 0)
        return found and Match(end - found[0], end, found[1])

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


def _parts(template: str) -> list[list[tuple[str, ...]]]:
    parts: list[list[tuple[str, ...]]] = []
    for piece in _split(template, " "):
        if piece[:1] not in _OPENERS:
            parts.append([(piece,)])
            continue
        choices = [words for choice in _split(piece[1:-1], "|") for words in _spelled(choice)]
        parts.append([(), *choices] if piece[0] == "[" else choices)
    return parts


def _spelled(choice: str) -> Iterator[tuple[str, ...]]:
    """Every word sequence that one alternative stands for; it may hold groups itself."""
    return (tuple(chain(*words)) for words in product(*_parts(choice)))


def _split(text: str, mark: str) -> Iterator[str]:
    """The pieces between marks outside of groups, without the blanks around them and the empty ones."""
    piece, depth = "", 0
    for sign in f"{text}{mark}":
        depth += (sign in _OPENERS) - (sign in _CLOSERS)
        if sign != mark or depth:
            piece += sign
            continue
        if piece.strip():
            yield piece.strip()
        piece = ""


def _enter(templates: dict[str, list[_Template[Value]]], template: _Template[Value]) -> None:
    """Files a template under every word that its phrases can begin with."""
    starts: dict[str, None] = {}
    for part in template.parts:
        starts.update((each[0], None) for each in part if each)
        if all(part):
            break
    for word in starts:
        templates.setdefault(word, []).append(template)


def _longest(
    templates: Mapping[str, Sequence[_Template[Value]]], words: Sequence[str], place: int
) -> tuple[int, Value] | None:
    if not 0 <= place < len(words):
        return None
    words = tuple(words)
    best: tuple[int, Value] | None = None
    for template in templates.get(words[place], ()):
        length = template.length(words, place)
        if length and (best is None or length >= best[0]):
            best = length, template.value
    return best


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
