"""One suite that every ranker passes, on data with a known answer."""

from __future__ import annotations

import numpy as np
import pytest
from toy_shop import FAVOURITE, SHELF, following, toy_interactions, toy_items

from retrieval.recommending.attention import SelfAttention
from retrieval.recommending.content import TextCosine
from retrieval.recommending.factors import LeastSquares
from retrieval.recommending.fusion import Fusion, Signal
from retrieval.recommending.interactions import Interactions
from retrieval.recommending.neighbours import CoOccurrence
from retrieval.recommending.popular import Popularity
from retrieval.recommending.projections import Projections
from retrieval.recommending.ranker import Ranker, Scorer

LEARNS_ORDER = ("item-to-item", "projections", "self-attention", "fusion")
ITEMS = toy_items()
LEARNED = Interactions(
    toy_interactions().sequences
)  # validation is perfect after an epoch or two, and would stop there
RANKERS: tuple[Ranker, ...] = (
    Popularity(),
    TextCosine(),
    LeastSquares(factors=8),
    CoOccurrence(backward=0.2, damping=0.3),
    Projections(epochs=12, batch=64, rate=5e-3),
    SelfAttention(width=16, layers=1, heads=1, epochs=12, patience=12, batch=32, rate=1e-2, dropout=0.0),
    Fusion((Signal(Popularity()), Signal(TextCosine(), always=True), Signal(CoOccurrence(backward=0.2), unit=1.0))),
)


def rows(*history: int) -> np.ndarray:
    return np.array(history, np.int32)


@pytest.fixture(scope="module", params=RANKERS, ids=lambda ranker: ranker.name)
def ranker(request: pytest.FixtureRequest) -> Ranker:
    return request.param


@pytest.fixture(scope="module")
def scorer(ranker: Ranker) -> Scorer:
    return ranker.fit(LEARNED, ITEMS)


def test_every_product_gets_a_finite_score_for_every_history(scorer: Scorer) -> None:
    scores = scorer.score([rows(0, 1), rows(), rows(*range(2 * SHELF)), rows(3)])
    assert scores.shape == (4, 2 * SHELF)
    assert scores.dtype == np.float32
    assert np.isfinite(scores).all()


def test_one_history_scores_the_same_alone_and_among_others(scorer: Scorer) -> None:
    histories = [rows(1, 2), rows(9), rows(), rows(4, 5, 6, 7)]
    together = scorer.score(histories)
    for row, history in enumerate(histories):
        np.testing.assert_allclose(scorer.score([history])[0], together[row], rtol=1e-4, atol=1e-4)


def test_the_known_answer_comes_out(ranker: Ranker, scorer: Scorer) -> None:
    if ranker.name == "popularity":
        assert scorer.score([rows()])[0].argmax() == FAVOURITE
        return
    for row in {*range(2 * SHELF)} - {FAVOURITE}:  # which is followed by everything
        scores = scorer.score([rows(row)])[0]
        scores[row] = -np.inf
        shelf = row // SHELF
        if ranker.name in LEARNS_ORDER:
            assert scores.argmax() == following(row)
            continue
        # What does not look at the order still puts the shelf of what was chosen before the other one.
        mine, other = scores[shelf * SHELF : (shelf + 1) * SHELF], scores[(1 - shelf) * SHELF : (2 - shelf) * SHELF]
        assert np.median(mine) > np.median(other)


def test_fitting_again_scores_the_same(ranker: Ranker, scorer: Scorer) -> None:
    again = ranker.fit(LEARNED, ITEMS)
    np.testing.assert_allclose(again.score([rows(2, 3)]), scorer.score([rows(2, 3)]), rtol=1e-3, atol=1e-3)


def test_scoring_changes_nothing_that_it_was_given(scorer: Scorer) -> None:
    history = rows(1, 2)
    first = scorer.score([history]).copy()
    scorer.score([history])[:] = 0
    assert history.tolist() == [1, 2]
    np.testing.assert_array_equal(scorer.score([history]), first)


def test_a_product_that_nobody_chose_can_be_ranked(ranker: Ranker) -> None:
    learned = toy_interactions().without(rows(3))
    scores = ranker.fit(learned, ITEMS).score([rows(2)])[0]
    assert np.isfinite(scores[3])
    if ranker.name in ("cosine", "fusion"):  # those that know texts put it before the other shelf
        assert scores[3] > np.median(scores[SHELF:])


def test_nothing_to_learn_from_is_no_error(ranker: Ranker) -> None:
    scores = ranker.fit(Interactions((), toy_interactions().validation), ITEMS).score([rows(1)])
    assert np.isfinite(scores).all()
