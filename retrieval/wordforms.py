"""One spelling per word, so that what a shopper types meets what a catalogue writes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, cast

import yaml

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The packaged ``vocabulary.yaml``, typed.

    Attributes:
        variants: Spelling to the one spelling used for comparing.
        adjectives: Adjective to the noun of the same property, for comparing only.
        irregular: Irregular plural to singular.
        plural_only: Words whose final s is no plural.
        equivalents: Groups of names of the same kind of product.
        broader: Narrow kind name to broader ones.
        also_verbs: Kind words that are verbs too.
        measures: Words that count things before "of".
        exclusive: Facets in which a newly named value replaces the old one.
        properties: Facet to the property words that shoppers use.
    """

    variants: Mapping[str, str]
    adjectives: Mapping[str, str]
    irregular: Mapping[str, str]
    plural_only: frozenset[str]
    equivalents: tuple[tuple[str, ...], ...]
    broader: Mapping[str, tuple[str, ...]]
    also_verbs: frozenset[str]
    measures: frozenset[str]
    exclusive: frozenset[str]
    properties: Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """Load the packaged vocabulary once."""
    raw = cast(dict[str, Any], yaml.safe_load((files("retrieval") / "vocabulary.yaml").read_text("utf-8")))
    return Vocabulary(
        variants=MappingProxyType(raw["variants"]),
        adjectives=MappingProxyType(raw["adjectives"]),
        irregular=MappingProxyType(raw["irregular"]),
        plural_only=frozenset(raw["plural_only"]),
        equivalents=tuple(tuple(group) for group in raw["equivalents"]),
        broader=MappingProxyType({name: tuple(kinds) for name, kinds in raw["broader"].items()}),
        also_verbs=frozenset(raw["also_verbs"]),
        measures=frozenset(raw["measures"]),
        exclusive=frozenset(raw["exclusive"]),
        properties=MappingProxyType({facet: tuple(terms) for facet, terms in raw["properties"].items()}),
    )


def fold(text: str) -> str:
    """Lower-case, without accents and with plain quotes; the length may change."""
    if text.isascii():
        return text.lower()
    text = text.replace("’", "'").replace("‘", "'").replace("`", "'")
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char)).lower()


def words_of(text: str) -> list[str]:
    """The words of a text, folded, without punctuation."""
    return _WORD.findall(fold(text))


@lru_cache(maxsize=200_000)
def key(word: str) -> str:
    """The form under which a folded word is compared: singular, one spelling, no possessive."""
    known = vocabulary()
    word = word.removesuffix("'s").removesuffix("'")
    word = known.adjectives.get(word) or known.variants.get(word, word)
    if word in known.plural_only:
        return word
    single = known.irregular.get(word) or _singular(word)
    single = known.irregular.get(single, single)
    return known.variants.get(single, single)


def keys_of(text: str) -> tuple[str, ...]:
    """The keys of all words of a text."""
    return tuple(key(word) for word in words_of(text))


def _singular(word: str) -> str:
    if len(word) <= 3 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y" if len(word) > 4 else word[:-1]
    if word.endswith(("sses", "shes", "ches", "xes", "zzes", "oes")):
        return word[:-2]
    return word[:-1]


def within_one_edit(first: str, second: str) -> bool:
    """Whether one insertion, deletion, replacement or swap of neighbours turns one word into the other."""
    if abs(len(first) - len(second)) > 1:
        return False
    start = 0
    while start < min(len(first), len(second)) and first[start] == second[start]:
        start += 1
    rest, other = first[start:], second[start:]
    swapped = len(rest) > 1 and len(other) > 1 and rest[:2] == other[1::-1] and rest[2:] == other[2:]
    return rest[1:] == other[1:] or rest[1:] == other or rest == other[1:] or swapped


def deletions(word: str) -> frozenset[str]:
    """The word and every form of it with one letter left out; two words one edit apart share a form."""
    return frozenset((word, *(word[:place] + word[place + 1 :] for place in range(len(word)))))
