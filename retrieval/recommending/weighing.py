"""Weights of a sum of signals, learned on validation, and which signals stay.

Coordinate ascent on the figure itself (Metzler and Croft, "Linear Feature-based Models for Information Retrieval",
2007). Likelihoods were tried: fitted to products that some signal puts in front they learn to doubt that signal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from retrieval.recommending.interactions import Case, Floats, Rows
from retrieval.recommending.ranker import BATCH, Run

_FRONT = 50  # products taken of each signal; what none has among its first fifty hardly gets into a list of ten
_MOST_CASES = 4000
_FIRST = tuple(2.0**power for power in range(-8, 5))  # tried when a signal joins, in its own standard deviations
_STEPS = (0.0, 0.5, 0.7, 0.85, 1.2, 1.5, 2.0)
_ROUNDS = 3
_WHISPER = 0.02  # weight of a signal that only breaks ties, of the strongest one's

SEEN = "chosen before"
"""The signal that is 1 for products of the history: its weight says whether shoppers here buy things twice."""

Weights = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """What k signals say of the products that any of them puts in front, for n cases.

    Attributes:
        names: Of the signals.
        values: float32 (k, n, c); the target of each case is its first product.
        real: bool (n, c); the rest is padding.
    """

    names: tuple[str, ...]
    values: Floats
    real: npt.NDArray[np.bool_]

    def part(self, cases: npt.NDArray[np.int64]) -> Candidates:
        """Those of some cases."""
        return Candidates(self.names, self.values[:, cases], self.real[cases])

    def ndcg(self, weights: Weights) -> float:
        """NDCG@10 under these weights."""
        scores = np.tensordot(weights.astype(np.float32), self.values, 1)
        target = scores[:, :1]
        ranks = ((scores > target) & self.real).sum(1) + (((scores == target) & self.real).sum(1) - 1) / 2
        return float(np.where(ranks < 10, 1 / np.log2(ranks + 2), 0.0).mean())


@dataclass(frozen=True, slots=True)
class Weighed:
    """Weights by signal, and what validation said of each."""

    weights: Mapping[str, float]
    report: Mapping[str, Any]


def gather(values: Callable[[Sequence[Rows]], Mapping[str, Floats]], cases: Sequence[Case], seed: int) -> Candidates:
    """Let signals say what they put in front.

    Args:
        values: Scores of every product by each signal, (histories, items).
        cases: Validation; a sample is taken of very many.
        seed: Of the sample.
    """
    cases = list(cases) if len(cases) <= _MOST_CASES else Random(seed).sample(list(cases), _MOST_CASES)
    names: tuple[str, ...] = ()
    found: list[Floats] = []
    for start in range(0, len(cases), BATCH):
        batch = cases[start : start + BATCH]
        said = values([case.history for case in batch])
        names = tuple(said)
        front = {
            name: np.argpartition(-scores, min(_FRONT, scores.shape[1]) - 1, 1)[:, :_FRONT]
            for name, scores in said.items()
            if scores.any()
        }
        for row, case in enumerate(batch):
            rows = np.unique(np.concatenate([each[row] for each in front.values()]))
            rows = np.concatenate([[case.target], rows[rows != case.target]])
            found.append(np.stack([scores[row, rows] for scores in said.values()]))
    width = max(each.shape[1] for each in found)
    packed = np.zeros((len(names), len(found), width), np.float32)
    real = np.zeros((len(found), width), dtype=bool)
    for number, each in enumerate(found):
        packed[:, number, : each.shape[1]] = each
        real[number, : each.shape[1]] = True
    return Candidates(names, packed, real)


def weigh(candidates: Candidates, seed: int, run: Run, always: Sequence[str] = ()) -> Weighed:
    """Learn weights on one half of the cases, judge by the other, and the other way round; drop what does not help.

    The weights that are returned are learned anew on both halves.

    Args:
        candidates: The cases.
        seed: Of the halves.
        run: Is told what is kept.
        always: Signals that get a weight too small to overrule the others where validation does without them: they
            order what the others are silent about.
    """
    order = np.random.default_rng(seed).permutation(candidates.values.shape[1])
    halves = (candidates.part(order[::2]), candidates.part(order[1::2]))
    kept = set(range(len(candidates.names)))
    best = _crossed(halves, kept)
    run.told(f"fusion: all signals, validation NDCG@10 {best:.4f}")
    said: dict[str, Any] = {}
    # The weakest first: what stays was judged without what was dropped.
    for signal in sorted(kept, key=lambda at: _alone(candidates, at)):
        name = candidates.names[signal]
        without = _crossed(halves, kept - {signal})
        keep = without < best
        said[name] = {"alone": _alone(candidates, signal), "with": best, "without": without, "kept": keep}
        run.told(f"fusion: {name} {'kept' if keep else 'dropped'}, {without:.4f} without it, {best:.4f} with it")
        if not keep:
            kept, best = kept - {signal}, without
    final = _learned(candidates, kept)
    scale = _scale(candidates)
    for at, name in enumerate(candidates.names):
        if name in always and not final[at]:
            final[at] = _WHISPER * float((final * scale).max()) / scale[at]
    for at, name in enumerate(candidates.names):
        said[name]["weight"] = float(final[at])
    weights = {name: float(final[at]) for at, name in enumerate(candidates.names)}
    run.told("fusion: weights " + ", ".join(f"{name} {weight:.3g}" for name, weight in weights.items()))
    return Weighed(MappingProxyType(weights), MappingProxyType({"ndcg@10": best, "signals": said}))


def _crossed(halves: tuple[Candidates, Candidates], kept: set[int]) -> float:
    """NDCG@10 with weights that were learned on the respective other half."""
    if not kept:
        return 0.0
    return (halves[1].ndcg(_learned(halves[0], kept)) + halves[0].ndcg(_learned(halves[1], kept))) / 2


def _scale(candidates: Candidates) -> Weights:
    return candidates.values[:, candidates.real].std(1).astype(np.float64) + 1e-9


def _alone(candidates: Candidates, signal: int) -> float:
    return candidates.ndcg(np.eye(len(candidates.names))[signal])


def _learned(candidates: Candidates, kept: set[int]) -> Weights:
    """Weights of the signals that are kept: each joins at its best weight, strongest first, then all are moved."""
    scale = _scale(candidates)
    weights = np.zeros(len(candidates.names))
    strongest = sorted(kept, key=lambda at: -_alone(candidates, at))
    weights[strongest[0]] = 1 / float(scale[strongest[0]])
    best = candidates.ndcg(weights)
    for signal in strongest[1:]:
        # What the history holds already may speak against a product; nothing else may.
        signs = (1.0, -1.0) if candidates.names[signal] == SEEN else (1.0,)
        tried = [sign * step / float(scale[signal]) for sign in signs for step in _FIRST]
        weights, best = _moved(candidates, weights, signal, tried, best)
    for _ in range(_ROUNDS):
        before = best
        for signal in strongest:
            tried = [float(weights[signal]) * step for step in _STEPS]
            weights, best = _moved(candidates, weights, signal, tried, best)
        if best <= before:
            break
    return weights


def _moved(
    candidates: Candidates, weights: Weights, signal: int, tried: Sequence[float], best: float
) -> tuple[Weights, float]:
    for weight in tried:
        moved = weights.copy()
        moved[signal] = weight
        figure = candidates.ndcg(moved)
        if figure > best:
            weights, best = moved, figure
    return weights, best
