"""Exact search over a matrix in memory."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from retrieval.index.protocol import Found, Matrix

# Rows multiplied at a time. Below this the linear algebra stays on the calling thread; waking its workers
# for a product of a millisecond costs up to 8 ms where the cores are busy with the language model.
_BLOCK = 1000


def cosines(matrix: Matrix, vector: Matrix) -> Matrix:
    """Products of unit rows and a unit vector.

    Args:
        matrix: Shape ``(n, d)``.
        vector: Shape ``(d,)``.

    Returns:
        Shape ``(n,)``.
    """
    result = np.empty(len(matrix), np.float32)
    for start in range(0, len(matrix), _BLOCK):
        np.dot(matrix[start : start + _BLOCK], vector, out=result[start : start + _BLOCK])
    return result


@dataclass(frozen=True, slots=True)
class _Content:
    """All that an index holds, exchanged in one step."""

    ids: tuple[str, ...]
    row_of: Mapping[str, int]
    matrix: Matrix
    marks: Mapping[str, str]
    stamp: str | None


class ExactIndex:
    """The plainest index: for catalogues of some ten thousand, for tests, and as the measure of others."""

    def __init__(self) -> None:
        self._content = _Content((), {}, np.empty((0, 0), np.float32), {}, None)

    @property
    def stamp(self) -> str | None:
        """`stamp_of` the content; None before the first."""
        return self._content.stamp

    def count(self) -> int:
        """How many vectors there are."""
        return len(self._content.ids)

    def search(self, vector: Matrix, k: int, allowed: Collection[str] | None = None) -> Found:
        """The `k` nearest of the allowed vectors; see `VectorIndex.search`."""
        content = self._content  # once: another thread may exchange it meanwhile
        ids, row_of, matrix = content.ids, content.row_of, content.matrix
        if allowed is None:
            rows: npt.NDArray[np.int64] = np.arange(len(ids))
        else:
            rows = np.array(sorted(row_of[id] for id in set(allowed) if id in row_of), np.int64)
        if not len(rows) or k < 1:
            return (), np.empty(0, np.float32)
        near = cosines(matrix if allowed is None else matrix[rows], vector)
        best = np.argsort(-near, kind="stable")[:k]
        return tuple(ids[int(row)] for row in rows[best]), near[best]

    def held(self) -> Mapping[str, str]:
        """The mark of every vector, by identifier."""
        return self._content.marks

    def replace(self, ids: Sequence[str], marks: Sequence[str], matrix: Matrix, stamp: str) -> None:
        """Puts new content in place of all that was there."""
        row_of = {id: row for row, id in enumerate(ids)}
        rows = np.asarray(matrix, np.float32)
        self._content = _Content(tuple(ids), row_of, rows, dict(zip(ids, marks, strict=True)), stamp)

    def update(
        self, ids: Sequence[str], marks: Sequence[str], matrix: Matrix, removed: Collection[str], stamp: str
    ) -> None:
        """Adds or overwrites vectors and drops others."""
        old = self._content
        leaving = {*removed, *ids}
        staying = [id for id in old.ids if id not in leaving]
        kept = old.matrix[[old.row_of[id] for id in staying]] if staying else matrix[:0]
        merged = np.concatenate((kept, matrix)) if len(ids) else kept
        self.replace([*staying, *ids], [*(old.marks[id] for id in staying), *marks], merged, stamp)

    def close(self) -> None:
        """Nothing to let go of."""
