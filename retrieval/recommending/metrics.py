"""How good rankings are: every product ranked, none sampled.

Sampled candidates change the order of methods (Krichene and Rendle, "On Sampled Metrics for Item Recommendation",
2020), so nothing here knows how to sample.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from retrieval.recommending.interactions import Case, Floats, Items
from retrieval.recommending.ranker import BATCH, Scorer, hide

TOP = 10
"""Length of the list that is judged, the 10 in ndcg@10."""


@dataclass(frozen=True, slots=True, eq=False)
class Ranks:
    """Where the targets of n cases came out.

    Attributes:
        ranks: float64 (n,), 0 is first. Products with the target's score stand half before and half behind it.
        top: int32 (n, 10), rows of the products that came out first; ties in an order that says nothing.
        items: How many products were ranked.
    """

    ranks: npt.NDArray[np.float64]
    top: npt.NDArray[np.int32]
    items: int

    def gains(self) -> npt.NDArray[np.float64]:
        """NDCG@10 of each case, (n,): with one relevant product 1 / log2(rank + 2) within the ten."""
        return np.where(self.ranks < TOP, 1 / np.log2(self.ranks + 2), 0.0)

    def part(self, cases: npt.NDArray[np.bool_]) -> Ranks:
        """Those of some of the cases."""
        return Ranks(self.ranks[cases], self.top[cases], self.items)


def rank_cases(scorer: Scorer, cases: Sequence[Case], items: int, *, hidden: bool) -> Ranks:
    """Rank every product for every case.

    Args:
        scorer: Fitted without the targets.
        cases: What to predict.
        items: How many products there are.
        hidden: Whether products of the history go to the end, for shops in which nobody buys a thing twice.
    """
    ranks = np.empty(len(cases))
    top = np.empty((len(cases), min(TOP, items)), dtype=np.int32)
    # Catalogues are often stored in an order that says something; ties must not profit from it.
    shuffled = np.random.default_rng(0).permutation(items)
    for start in range(0, len(cases), BATCH):
        batch = cases[start : start + BATCH]
        histories = [case.history for case in batch]
        scores = scorer.score(histories)
        if hidden:
            scores = scores.copy()
            hide(scores, histories)
        target = scores[np.arange(len(batch)), [case.target for case in batch]][:, None]
        end = start + len(batch)
        ranks[start:end] = (scores > target).sum(1) + ((scores == target).sum(1) - 1) / 2
        top[start:end] = _first(scores[:, shuffled], shuffled)
    return Ranks(ranks, top, items)


def _first(scores: Floats, names: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
    size = min(TOP, scores.shape[1])
    found = np.argpartition(-scores, size - 1, axis=1)[:, :size]
    order = np.argsort(-np.take_along_axis(scores, found, 1), axis=1, kind="stable")
    return names[np.take_along_axis(found, order, 1)].astype(np.int32)


def accuracy(ranks: Ranks) -> dict[str, float]:
    """How near the front the targets came; zeros where there are no cases."""
    found = ranks.ranks
    if not len(found):
        return {"users": 0, "ndcg@10": 0.0, "recall@10": 0.0, "mrr@10": 0.0, "auc": 0.0}
    inside = found < TOP
    return {
        "users": len(found),
        "ndcg@10": float(ranks.gains().mean()),
        "recall@10": float(inside.mean()),
        "mrr@10": float(np.where(inside, 1 / (found + 1), 0.0).mean()),
        "auc": float((1 - found / max(ranks.items - 1, 1)).mean()),
    }


def breadth(ranks: Ranks, items: Items, counts: npt.NDArray[np.int64]) -> dict[str, float]:
    """What the lists are like, whatever was chosen.

    Coverage is the share of the catalogue that any list holds; novelty the mean of -log2 of how often a product
    was chosen, one choice more being granted to each; diversity the mean distance (1 - cosine of the texts)
    between two products of a list.

    Args:
        ranks: The lists.
        items: For texts.
        counts: Choices of each product that were learned from, (items,).
    """
    if not len(ranks.top):
        return {"coverage@10": 0.0, "novelty@10": 0.0, "diversity@10": 0.0}
    surprise = -np.log2((counts + 1) / (counts.sum() + len(items)))
    size = ranks.top.shape[1]
    pairs = size * (size - 1)
    likeness = 0.0
    for start in range(0, len(ranks.top), BATCH):
        lists = items.vectors[ranks.top[start : start + BATCH]]
        # The sum of all cosines of a list is the squared length of the sum of its vectors.
        total = lists.sum(1)
        likeness += float(((total * total).sum(1) - (lists * lists).sum((1, 2))).sum()) / max(pairs, 1)
    return {
        "coverage@10": len(np.unique(ranks.top)) / len(items),
        "novelty@10": float(surprise[ranks.top].mean()),
        "diversity@10": 1 - likeness / len(ranks.top),
    }
