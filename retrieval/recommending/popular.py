"""What everybody chooses, old choices counting less."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.recommending.interactions import Floats, Interactions, Items, Rows
from retrieval.recommending.ranker import QUIET, Run


@dataclass(frozen=True, slots=True, eq=False)
class Constant:
    """The same scores for everybody.

    Attributes:
        scores: float32 (items,).
    """

    scores: Floats

    def score(self, histories: Sequence[Rows]) -> Floats:
        """As `Scorer.score`."""
        return np.repeat(self.scores[None], len(histories), axis=0)


@dataclass(frozen=True, slots=True)
class Popularity:
    """Counts choices.

    Attributes:
        half_life: A choice counts half after so many days; data without times are counted as they are.
    """

    half_life: float = 60.0

    @property
    def name(self) -> str:
        """As `Ranker.name`."""
        return "popularity"

    def fit(self, interactions: Interactions, items: Items, run: Run = QUIET) -> Constant:
        """Logarithms of the counts, so that twice as often is the same step everywhere."""
        counts = np.zeros(len(items))
        last = interactions.last()
        for each in interactions.sequences:
            weights = 1.0 if each.days is None else 0.5 ** ((last - each.days) / self.half_life)
            np.add.at(counts, each.rows, weights)
        return Constant(np.log1p(counts).astype(np.float32))
