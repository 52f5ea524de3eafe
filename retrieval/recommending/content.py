"""Likeness of texts: the path for products and shoppers nothing was learned about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.recommending.interactions import Floats, Interactions, Items, Rows
from retrieval.recommending.neighbours import recency
from retrieval.recommending.ranker import QUIET, Run


@dataclass(frozen=True, slots=True, eq=False)
class Likeness:
    """Cosine of every product's text with the direction of a history.

    Attributes:
        texts: float32 (items, d), rows of length 1.
        decay: What the choice before the last one counts of the last one.
    """

    texts: Floats
    decay: float

    def score(self, histories: Sequence[Rows]) -> Floats:
        """As `Scorer.score`; 0 for an empty history."""
        return directions(histories, self.texts, self.decay) @ self.texts.T


@dataclass(frozen=True, slots=True)
class TextCosine:
    """Cosine of text vectors, nothing learned.

    Attributes:
        recency: What the choice before the last one counts of the last one.
    """

    recency: float = 0.7

    @property
    def name(self) -> str:
        """As `Ranker.name`."""
        return "cosine"

    def fit(self, interactions: Interactions, items: Items, run: Run = QUIET) -> Likeness:
        """Takes the vectors as they are."""
        return Likeness(items.vectors, self.recency)


def directions(histories: Sequence[Rows], vectors: Floats, decay: float) -> Floats:
    """Where histories point, the latest choice weighing most: float32 (len(histories), d), of length 1, or 0."""
    return unit(recency(histories, len(vectors), decay) @ vectors)


def unit(vectors: Floats) -> Floats:
    """Rows of length 1; those of length 0 stay."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), np.float32(1e-9))
