"""One score from several: a weighted sum whose weights validation chose and anybody can read.

The sum is additive, so what each signal adds to a product's score, less what it adds to the mean product, is that
signal's Shapley value (Lundberg and Lee, "A Unified Approach to Interpreting Model Predictions", 2017).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np

from retrieval.recommending.interactions import Floats, Interactions, Items, Rows
from retrieval.recommending.ranker import QUIET, Ranker, Run, Scorer, Settling
from retrieval.recommending.weighing import SEEN, gather, weigh


@dataclass(frozen=True, slots=True)
class Signal:
    """A ranker as a part of the sum.

    Attributes:
        ranker: Which.
        unit: Scores count as log(1 + score / unit), for those that are counts; 0 takes them as they are.
        name: What weights and reports call it; the ranker's name where it is empty.
        always: Whether it stays, with a weight that only breaks ties, where validation does without it: for what the
            other signals know nothing about, which validation hardly holds.
    """

    ranker: Ranker
    unit: float = 0.0
    name: str = ""
    always: bool = False

    @property
    def called(self) -> str:
        """Its name in weights and reports."""
        return self.name or self.ranker.name

    def shaped(self, scores: Floats) -> Floats:
        """Scores as the sum takes them."""
        return np.log1p(np.maximum(scores, 0) / np.float32(self.unit)) if self.unit else scores


@dataclass(frozen=True, slots=True, eq=False)
class Fused:
    """A fitted sum.

    Attributes:
        signals: Those that count, fitted.
        weights: Of each signal by name, and of `SEEN`; 0 where validation was better without it.
        items: How many products there are.
        report: What validation said of each signal, fit to print.
    """

    signals: tuple[tuple[Signal, Scorer], ...]
    weights: Mapping[str, float]
    items: int
    report: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    def score(self, histories: Sequence[Rows]) -> Floats:
        """As `Scorer.score`."""
        total = np.zeros((len(histories), self.items), np.float32)
        for name, values in self.values(histories).items():
            if self.weights[name]:
                total += np.float32(self.weights[name]) * values
        return total

    def values(self, histories: Sequence[Rows]) -> dict[str, Floats]:
        """What each signal says before it is weighed, float32 (len(histories), items) each."""
        found = {signal.called: signal.shaped(scorer.score(histories)) for signal, scorer in self.signals}
        found[SEEN] = np.zeros((len(histories), self.items), np.float32)
        for row, history in enumerate(histories):
            found[SEEN][row, history] = 1
        return found

    def contributions(self, history: Rows, product: int) -> dict[str, float]:
        """What each signal adds to a product's score, beside what it adds to the mean product.

        They sum to the product's score less the mean score: Shapley values of the signals.
        """
        return {
            name: float(self.weights[name] * (values[0, product] - values[0].mean()))
            for name, values in self.values([history]).items()
        }


@dataclass(frozen=True, slots=True)
class Fusion:
    """Fits every signal, learns the weights on validation, and fits the signals that stay to everything.

    Attributes:
        signals: What may count.
        seed: Of everything random.
        name: What reports call it.
    """

    signals: tuple[Signal, ...]
    seed: int = 7
    name: str = "fusion"

    def fit(self, interactions: Interactions, items: Items, run: Run = QUIET) -> Fused:
        """Learn from the sequences; validation is taken out of them for a while where none is given."""
        held = interactions if interactions.validation else interactions.held_out(self.seed)
        fitted: list[tuple[Signal, Scorer]] = []
        for signal in self.signals:
            run.told(f"fitting {signal.called}")
            fitted.append((signal, signal.ranker.fit(held, items, run)))
        even = dict.fromkeys((*(signal.called for signal in self.signals), SEEN), 1.0)
        candidates = gather(Fused(tuple(fitted), even, len(items)).values, held.validation, self.seed)
        found = weigh(candidates, self.seed, run, [signal.called for signal in self.signals if signal.always])
        if interactions.validation:
            kept = [(signal, scorer) for signal, scorer in fitted if found.weights[signal.called]]
        else:
            kept = [
                (signal, self._again(signal, scorer, interactions, items, run))
                for signal, scorer in fitted
                if found.weights[signal.called]
            ]
        return Fused(tuple(kept), found.weights, len(items), found.report)

    def _again(self, signal: Signal, scorer: Scorer, whole: Interactions, items: Items, run: Run) -> Scorer:
        run.told(f"fitting {signal.called} to everything")
        ranker = signal.ranker.settled(scorer) if isinstance(signal.ranker, Settling) else signal.ranker
        return ranker.fit(whole, items, run)
