"""How good a model is, beside named baselines, on choices that nothing was learned from."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from retrieval.recommending.content import TextCosine
from retrieval.recommending.factors import LeastSquares
from retrieval.recommending.fusion import Fused
from retrieval.recommending.interactions import Case, Interactions, Items
from retrieval.recommending.metrics import Ranks, accuracy, breadth, rank_cases
from retrieval.recommending.neighbours import CoOccurrence
from retrieval.recommending.popular import Popularity
from retrieval.recommending.ranker import QUIET, Ranker, Run

BASELINES: tuple[Ranker, ...] = (
    Popularity(),
    TextCosine(),
    LeastSquares(),
    CoOccurrence(),
    CoOccurrence(backward=0.0, called="item-to-item, forward"),
)
"""What every shop could have with little effort, and what a model has to be better than."""

_ACTIVITY = ((0, "0"), (1, "1-2"), (3, "3-4"), (5, "5-9"), (10, "10-19"), (20, "20+"))
_KNOWN = ((0, "0"), (1, "1-4"), (5, "5-9"), (10, "10-29"), (30, "30+"))
_AGES = ((0, "under 30 days"), (30, "30-89 days"), (90, "90-364 days"), (365, "a year or more"))
_COLD_SHARE = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Evaluated:
    """A model's figures, as the contract names them, and what they were computed from.

    Attributes:
        figures: Fit to print as JSON.
        ranks: Of each case.
    """

    figures: dict[str, Any]
    ranks: Ranks


def evaluate(
    model: Ranker,
    interactions: Interactions,
    cases: Sequence[Case],
    items: Items,
    baselines: Sequence[Ranker] = BASELINES,
    run: Run = QUIET,
) -> dict[str, Any]:
    """Fit the model and the baselines to the interactions and predict the cases with each.

    Returns:
        The contract's fields, with breakdowns and, for a fusion, its weights.
    """
    began = time.perf_counter()
    held = interactions if interactions.validation else interactions.held_out()
    measured: dict[str, dict[str, Any]] = {}
    for baseline in baselines:
        run.told(f"baseline {baseline.name}")
        hidden = _hides(baseline, held, items)
        measured[baseline.name] = _measured(baseline, interactions, cases, items, run, hidden)
    run.told(f"model {model.name}")
    figures = _measured(model, interactions, cases, items, run, hidden=False)
    return {"model": model.name, **figures, "seconds": time.perf_counter() - began, "baselines": measured}


def _hides(ranker: Ranker, held: Interactions, items: Items) -> bool:
    """Whether it ranks the validation cases better with what the history holds put at the end."""
    scorer = ranker.fit(held, items)
    cases = held.validation[:2000]
    shown, hidden = (accuracy(rank_cases(scorer, cases, len(items), hidden=each))["ndcg@10"] for each in (False, True))
    return hidden > shown


def _measured(
    ranker: Ranker, interactions: Interactions, cases: Sequence[Case], items: Items, run: Run, hidden: bool
) -> dict[str, Any]:
    began = time.perf_counter()
    scorer = ranker.fit(interactions, items, run)
    fitted = time.perf_counter() - began
    ranks = rank_cases(scorer, cases, len(items), hidden=hidden)
    counts = interactions.counts(len(items))
    figures: dict[str, Any] = {
        **accuracy(ranks),
        "items": len(items),
        **breadth(ranks, items, counts),
        "seconds": time.perf_counter() - began,
        "seconds_to_fit": fitted,
        "by_activity": _by(ranks, np.array([len(case.history) for case in cases]), _ACTIVITY),
        "by_choices_of_the_product": _by(ranks, counts[[case.target for case in cases]], _KNOWN),
    }
    ages = _ages(interactions, len(items))
    if ages is not None:
        figures["by_age_of_the_product"] = _by(ranks, ages[[case.target for case in cases]], _AGES)
    if isinstance(scorer, Fused):
        figures["weights"] = dict(scorer.weights)
        figures["validation"] = dict(scorer.report)
    return figures


def _by(ranks: Ranks, values: np.ndarray[Any, Any], bands: Sequence[tuple[int, str]]) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for number, (low, name) in enumerate(bands):
        high = bands[number + 1][0] if number + 1 < len(bands) else np.inf
        inside = (values >= low) & (values < high)
        if inside.any():
            found[name] = accuracy(ranks.part(inside))
    return found


def _ages(interactions: Interactions, items: int) -> np.ndarray[Any, Any] | None:
    """Days from a product's first choice to the last choice of all; 0 where it has none, `None` without times."""
    if not any(each.days is not None for each in interactions.sequences):
        return None
    last = interactions.last()
    first = np.full(items, last)
    for each in interactions.sequences:
        if each.days is not None:
            np.minimum.at(first, each.rows, each.days)
    return last - first


def evaluate_cold(
    model: Ranker, interactions: Interactions, cases: Sequence[Case], items: Items, seed: int = 7, run: Run = QUIET
) -> Mapping[str, Any]:
    """How often products without any interaction are found: a tenth is taken out of everything that is learned from.

    Cases are those whose target is such a product; other histories are kept, less those products.
    """
    count = max(1, round(len(items) * _COLD_SHARE))
    cold = np.sort(np.random.default_rng(seed).permutation(len(items))[:count]).astype(np.int32)
    gone = set(cold.tolist())
    learned = interactions.without(cold)
    asked = [
        Case(case.user, np.array([row for row in case.history.tolist() if row not in gone], np.int32), case.target)
        for case in cases
        if case.target in gone
    ]
    found: dict[str, Any] = {"products": len(cold), "cases": len(asked)}
    held = learned.held_out()
    for ranker in (Popularity(), model):
        run.told(f"cold products by {ranker.name}")
        hidden = _hides(ranker, held, items) if ranker is not model else False
        ranks = rank_cases(ranker.fit(learned, items, run), asked, len(items), hidden=hidden)
        found[ranker.name] = {**accuracy(ranks), "recall@100": float((ranks.ranks < 100).mean())}
    return found
