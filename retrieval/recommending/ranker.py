"""The one shape of every ranker."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np

from retrieval.recommending.interactions import Floats, Interactions, Items, Rows

BATCH = 256
"""Histories scored at a time, so that memory does not grow with the number of shoppers."""


def _nobody(*said: object) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Run:
    """What a fit may use besides data.

    Attributes:
        told: Is told a line about what is done.
        watched: Is told what is at work, how many of its steps are done, and of how many.
        folder: Where a killed fit left off, and the next one goes on; ``None`` to begin anew.
    """

    told: Callable[[str], None] = _nobody
    watched: Callable[[str, int, int], None] = _nobody
    folder: Path | None = None


QUIET = Run()


class Scorer(Protocol):
    """A fitted ranker: it scores and changes nothing."""

    def score(self, histories: Sequence[Rows]) -> Floats:
        """How likely each product is chosen next, higher is likelier.

        Args:
            histories: Rows of each shopper, oldest first; an empty one is a shopper nothing is known of.

        Returns:
            float32 (len(histories), items), finite. Only differences within a row mean anything.
        """
        ...


class Ranker(Protocol):
    """A way to rank, with its dials set; the same ranker fitted to the same data scores the same."""

    @property
    def name(self) -> str:
        """What reports call it."""
        ...

    def fit(self, interactions: Interactions, items: Items, run: Run = QUIET) -> Scorer:
        """Learn from the sequences; `Interactions.validation` may say when to stop, nothing is learned from it."""
        ...


@runtime_checkable
class Settling(Protocol):
    """A ranker whose fit finds out how long to learn."""

    def settled(self, scorer: Scorer) -> Ranker:
        """The ranker that learns as long as `scorer` did, for a fit to all data without any to stop by."""
        ...


def hide(scores: Floats, histories: Sequence[Rows]) -> None:
    """Puts what a history holds behind everything else, in place."""
    floor = np.finfo(np.float32).min
    for row, history in enumerate(histories):
        scores[row, history] = floor
