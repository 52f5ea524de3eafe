"""The weights are learned from validation, and the sum is what it says it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from toy_shop import SHELF, following, toy_interactions, toy_items, toy_sequences

from retrieval.recommending.fusion import Fused, Fusion, Signal
from retrieval.recommending.interactions import Case, Floats, Interactions, Items, Rows, leave_one_out
from retrieval.recommending.neighbours import CoOccurrence
from retrieval.recommending.popular import Popularity
from retrieval.recommending.projections import Projections
from retrieval.recommending.ranker import QUIET, Run
from retrieval.recommending.weighing import SEEN

ITEMS = toy_items()


@dataclass(frozen=True)
class Noise:
    """Says something else about every history, and nothing about what comes next."""

    name: str = "noise"

    def fit(self, interactions: Interactions, items: Items, run: Run = QUIET) -> Noise:
        return self

    def score(self, histories: Sequence[Rows]) -> Floats:
        draws = [np.random.default_rng(int(history.sum())).normal(size=2 * SHELF) for history in histories]
        return np.array(draws, np.float32)


@pytest.fixture(scope="module")
def fused() -> Fused:
    fusion = Fusion((Signal(Noise()), Signal(Popularity()), Signal(CoOccurrence(backward=0.0), unit=1.0)))
    return fusion.fit(Interactions(toy_sequences()), ITEMS)


def test_a_signal_that_says_nothing_is_dropped_and_one_that_does_is_kept(fused: Fused) -> None:
    assert fused.weights["noise"] == 0
    assert fused.weights["item-to-item"] > 0
    assert [signal.called for signal, _ in fused.signals] == ["item-to-item"]
    assert fused.report["signals"]["noise"]["kept"] is False


def test_contributions_sum_to_the_score_less_its_mean(fused: Fused) -> None:
    history = np.array([1, 2], np.int32)
    scores = fused.score([history])[0]
    for product in (0, 3, 12):
        said = fused.contributions(history, product)
        assert sum(said.values()) == pytest.approx(float(scores[product] - scores.mean()), abs=1e-4)


def test_the_signals_that_stay_learn_from_validation_too() -> None:
    sequences = toy_sequences()
    # A step that only the last choices make: held out while weights are learned, known in the end.
    extra = tuple(replace(each, rows=np.append(each.rows, 0).astype(np.int32)) for each in sequences[:60])
    fusion = Fusion((Signal(CoOccurrence(backward=0.0), unit=1.0),))
    whole = fusion.fit(Interactions((*extra, *sequences[60:])), ITEMS)
    (_, scorer), *_ = whole.signals
    last = int(sequences[0].rows[-1])
    assert scorer.score([np.array([last], np.int32)])[0, 0] > 0


def test_buying_again_is_learned_from_the_data() -> None:
    again = [
        Case(f"u{row}", np.array([(row + 3) % SHELF, row], np.int32), row) for row in range(SHELF) for _ in range(20)
    ]
    fusion = Fusion((Signal(Popularity()), Signal(CoOccurrence(), unit=1.0)))
    repeating = fusion.fit(Interactions(toy_sequences(), tuple(again)), ITEMS)
    never = fusion.fit(toy_interactions(), ITEMS)
    history = np.array([1, 2], np.int32)
    assert repeating.weights[SEEN] > 0
    assert set(repeating.score([history])[0].argsort()[-2:]) == {1, 2}
    assert never.score([history])[0].argmax() == following(2)


def test_testing_never_changes_what_was_learned() -> None:
    learned, test = leave_one_out(toy_sequences())
    changed = [Case(case.user, case.history, 0) for case in test]
    fusion = Fusion((Signal(Popularity()), Signal(CoOccurrence(), unit=1.0)))
    first = fusion.fit(learned, ITEMS)
    assert changed  # targets are nowhere in what a fit is given
    assert dict(fusion.fit(learned, ITEMS).weights) == dict(first.weights)


def test_a_killed_training_goes_on_and_ends_the_same(tmp_path: Path) -> None:
    lines: list[str] = []
    interactions = toy_interactions()
    whole = Projections(epochs=4, batch=64, patience=9).fit(interactions, ITEMS)

    class Killed(Exception):
        pass

    def kill(line: str) -> None:
        if "epoch 2" in line:
            raise Killed

    with pytest.raises(Killed):
        # The epoch is told before it is kept: what was not written is learned again.
        Projections(epochs=4, batch=64, patience=9).fit(interactions, ITEMS, Run(kill, folder=tmp_path))
    resumed = Projections(epochs=4, batch=64, patience=9).fit(interactions, ITEMS, Run(lines.append, folder=tmp_path))
    assert "goes on after epoch 1" in lines[0]
    np.testing.assert_allclose(resumed.offered, whole.offered, atol=1e-5)


def test_too_little_data_falls_back_to_plain_cosine() -> None:
    few = Interactions(toy_sequences(20), toy_interactions().validation)
    scorer = Projections().fit(few, ITEMS)
    assert scorer.epochs == 0
    np.testing.assert_allclose(scorer.score([np.array([3], np.int32)])[0], ITEMS.vectors @ ITEMS.vectors[3], atol=1e-5)
