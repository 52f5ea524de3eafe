"""Chance without randomness: the same words give the same number on every machine and Python."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import TypeVar

T = TypeVar("T")

_SEED = "demo shop, first edition"


def draw(*words: str) -> float:
    """A number in [0, 1) that depends on `words` alone."""
    digest = sha256("\x1f".join((_SEED, *words)).encode()).digest()
    return int.from_bytes(digest[:6], "big") / (1 << 48)


def pick(options: Sequence[T], *words: str) -> T:
    """One of `options`, chosen by `words`."""
    return options[int(draw(*words) * len(options))]
