"""The hand-written fragments and word lists, read once and typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

FORMS = ("L", "P", "A", "S")


@dataclass(frozen=True, slots=True)
class Bank:
    """What sentences are built from.

    Attributes:
        frames: By voice, whole sentences with slots.
        opinions: By voice, words of opinion that may stand before a noun.
        kinds: By kind of clause and form (``L`` opening, ``P`` predicate, ``A`` aside, ``S`` clause), realizations.
        values: By class of a value, how it is said after a subject (``is``) and after a noun (``post``).
    """

    frames: Mapping[str, tuple[str, ...]]
    opinions: Mapping[str, tuple[str, ...]]
    kinds: Mapping[str, Mapping[str, tuple[str, ...]]]
    values: Mapping[str, Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Words:
    """Word lists that tell what a value or a noun is."""

    plural: frozenset[str]
    mass: frozenset[str]
    not_plural: frozenset[str]
    not_things: frozenset[str]
    colours: frozenset[str]
    materials: frozenset[str]
    qualities: frozenset[str]
    quality_endings: tuple[str, ...]
    not_qualities: frozenset[str]
    things: Mapping[str, str]
    purposes: Mapping[str, str]


@lru_cache(maxsize=1)
def bank() -> Bank:
    """The fragments of `bank.yaml`."""
    raw = _read("bank.yaml")
    return Bank(
        frames={voice: tuple(found) for voice, found in raw["frames"].items()},
        opinions={voice: tuple(found) for voice, found in raw["opinions"].items()},
        kinds={kind: {form: tuple(forms[form]) for form in FORMS} for kind, forms in raw["kinds"].items()},
        values={name: {form: tuple(v) for form, v in forms.items()} for name, forms in raw["values"].items()},
    )


@lru_cache(maxsize=1)
def words() -> Words:
    """The word lists of `words.yaml`."""
    raw = _read("words.yaml")
    return Words(
        plural=frozenset(raw["plural"]),
        mass=frozenset(raw["mass"]),
        not_plural=frozenset(raw["not_plural"]),
        not_things=frozenset(raw["not_things"]),
        colours=frozenset(raw["colours"]),
        materials=frozenset(raw["materials"]),
        qualities=frozenset([*raw["qualities"], *raw["patterns"]]),
        quality_endings=tuple(raw["quality_endings"]),
        not_qualities=frozenset(raw["not_qualities"]),
        things=raw["things"],
        purposes=raw["purposes"],
    )


def _read(name: str) -> dict[str, Any]:
    return yaml.safe_load((files("assistant.explanation.sentences") / name).read_text(encoding="utf-8"))
