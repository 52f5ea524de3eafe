"""Figures that were computed by hand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from toy_shop import toy_items

from retrieval.recommending.interactions import Case, Floats, Rows
from retrieval.recommending.metrics import accuracy, breadth, rank_cases


@dataclass(frozen=True)
class Fixed:
    scores: Floats

    def score(self, histories: list[Rows]) -> Floats:
        return np.stack([self.scores] * len(histories))


DOWN = Fixed(np.arange(16, 0, -1).astype(np.float32))  # product 0 is first


def case(target: int, *history: int) -> Case:
    return Case("u", np.array(history, np.int32), target)


def test_figures_of_known_ranks() -> None:
    ranks = rank_cases(DOWN, [case(0), case(2), case(12)], 16, hidden=False)
    assert ranks.ranks.tolist() == [0, 2, 12]
    figures = accuracy(ranks)
    assert figures["ndcg@10"] == pytest.approx((1 + 1 / 2 + 0) / 3)
    assert figures["recall@10"] == pytest.approx(2 / 3)
    assert figures["mrr@10"] == pytest.approx((1 + 1 / 3) / 3)
    assert figures["auc"] == pytest.approx((1 + 13 / 15 + 3 / 15) / 3)


def test_what_the_history_holds_can_be_put_at_the_end() -> None:
    assert rank_cases(DOWN, [case(2, 0, 1)], 16, hidden=True).ranks.tolist() == [0]
    assert rank_cases(DOWN, [case(2, 0, 1)], 16, hidden=False).ranks.tolist() == [2]


def test_a_constant_score_earns_no_more_than_chance() -> None:
    ranks = rank_cases(Fixed(np.zeros(16, np.float32)), [case(target) for target in range(16)], 16, hidden=False)
    assert accuracy(ranks)["auc"] == pytest.approx(0.5)
    # Which ten are shown is no longer the order of the catalogue.
    assert ranks.top[0].tolist() != list(range(10))


def test_breadth_of_lists() -> None:
    items = toy_items()
    figures = breadth(rank_cases(DOWN, [case(0)], 16, hidden=False), items, np.zeros(16, np.int64))
    assert figures["coverage@10"] == pytest.approx(10 / 16)
    assert figures["novelty@10"] == pytest.approx(4)  # sixteen products, each as rare as any
    cosines = items.vectors[:10] @ items.vectors[:10].T
    assert figures["diversity@10"] == pytest.approx(1 - (cosines.sum() - np.trace(cosines)) / 90, abs=1e-5)
