"""Cosines by way of a shorter copy find what exact ones find."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval.nearness import MANY, Nearness


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def matrix() -> np.ndarray:
    """Vectors as encoders make them: a few strong directions, around 500 centres, and noise."""
    chance = np.random.default_rng(3)
    spread = 1 / np.sqrt(np.arange(1, 385))
    centres = chance.normal(size=(500, 384)) * spread
    return unit(
        centres[chance.integers(500, size=MANY + 5_000)] + 0.5 * chance.normal(size=(MANY + 5_000, 384)) * spread
    )


@pytest.mark.parametrize("share", [1.0, 0.9])
def test_the_nearest_are_the_same_and_exact(matrix: np.ndarray, share: float) -> None:
    nearness = Nearness.of(matrix)
    rows = np.flatnonzero(np.random.default_rng(5).random(len(matrix)) < share)
    for query in matrix[::2500]:
        exact = matrix @ query
        found = nearness.to(query, rows)
        best = rows[np.argsort(-exact[rows])[:60]]
        assert set(np.argsort(-found)[:60]) == set(best)
        assert found[best] == pytest.approx(exact[best], abs=1e-5)


def test_rows_that_do_not_count_are_zero(matrix: np.ndarray) -> None:
    nearness = Nearness.of(matrix)
    for rows in (np.arange(0, len(matrix), 3), np.arange(10)):
        found = nearness.to(matrix[1], rows)
        others = np.setdiff1d(np.arange(len(matrix)), rows)
        assert not found[others].any()
        assert found[rows].any()


@pytest.mark.parametrize("count", [0, 1, 50])
def test_few_rows_are_exact(matrix: np.ndarray, count: int) -> None:
    small = matrix[:count]
    nearness = Nearness.of(small)
    assert nearness.to(matrix[0], np.arange(count)) == pytest.approx(small @ matrix[0], abs=1e-6)
