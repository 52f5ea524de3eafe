"""Cosines of many rows at once: exact ones, and of a shorter copy first where there are very many.

The short copy keeps the directions in which the catalogue's vectors differ most (principal components of a sample), an
eighth of the bytes to read. What it finds is measured exactly; the rest keeps the short copy's estimate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from retrieval.index.exact import cosines

Matrix = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]

MANY = 20_000
"""Rows from which on the short copy is read first; below, exact cosines take a few milliseconds."""

_SHORT = 48  # components
_EXACT = 4_000  # of the rows that the short copy puts first
_SAMPLE = 5_000
_WHOLE_SHARE = 0.3
"""Above this share of the rows, multiplying all of them is quicker than gathering those that count."""


@dataclass(frozen=True, slots=True)
class Nearness:
    """Unit vectors, ready to be compared with a query.

    Attributes:
        matrix: Shape ``(n, d)``; rows of zeros where a product has no vector.
        short: Shape ``(n, _SHORT)``, or empty where there are too few rows for it to pay.
        axes: Shape ``(d, _SHORT)``: from a vector to its short form.
    """

    matrix: Matrix
    short: Matrix
    axes: Matrix

    @staticmethod
    def of(matrix: Matrix) -> Nearness:
        """Prepare a matrix of unit rows."""
        rows, dimension = matrix.shape
        if rows < MANY or dimension <= 2 * _SHORT:
            return Nearness(matrix, np.empty((0, 0), np.float32), np.empty((0, 0), np.float32))
        sample = matrix[np.linspace(0, rows - 1, _SAMPLE).astype(np.int64)].astype(np.float64)
        # Not centred: what is kept are dot products, not deviations from the mean.
        _, axes = np.linalg.eigh(sample.T @ sample)
        kept = np.ascontiguousarray(axes[:, ::-1][:, :_SHORT], np.float32)
        return Nearness(matrix, matrix @ kept, kept)

    def to(self, vector: Matrix, rows: Rows) -> Matrix:
        """Cosines with a unit vector, shape ``(n,)``: of `rows`, and 0 elsewhere.

        Of more than `MANY` rows those that are not among the nearest few thousand are estimates.
        """
        found = np.zeros(len(self.matrix), np.float32)
        if len(rows) < MANY or not len(self.short):
            self._fill(found, self.matrix, vector, rows)
            return found
        self._fill(found, self.short, vector @ self.axes, rows)
        near = found[rows]
        best = rows[near >= np.partition(near, -_EXACT)[-_EXACT]]
        found[best] = cosines(self.matrix[best], vector)
        return found

    @staticmethod
    def _fill(found: Matrix, matrix: Matrix, vector: Matrix, rows: Rows) -> None:
        if len(rows) <= _WHOLE_SHARE * len(matrix):
            found[rows] = cosines(matrix[rows], vector)
            return
        every = cosines(matrix, vector)
        found[rows] = every[rows]
