"""Item-to-item: what is chosen after a product, counted.

Counting which choices follow each other, within a window and the nearer the more, is the strongest simple method
on sequences of shopping (Ludewig and Jannach, "Evaluation of Session-based Recommendation Algorithms", 2018).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from retrieval.recommending.interactions import Floats, Interactions, Items, Rows
from retrieval.recommending.ranker import QUIET, Run

_LONGEST = 100  # choices of a history that are looked at
_TOGETHER = 512  # products whose nearest are looked for at a time
_PER_SHOPPER = 200  # latest choices of a shopper that are counted, so that nobody's logs outweigh everybody's


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """Weights between products.

    Attributes:
        weights: Sparse float32 (items, items): what a row of the history says for each product.
        items: How many there are.
        decay: What the choice before the last one counts of the last one, and so on.
    """

    weights: sparse.csr_array
    items: int
    decay: float

    def score(self, histories: Sequence[Rows]) -> Floats:
        """The weights of the history's products, summed; the latest counts most."""
        found = recency(histories, self.items, self.decay) @ self.weights
        return sparse.csr_array(found).toarray()


@dataclass(frozen=True, slots=True)
class CoOccurrence:
    """Counts pairs of choices.

    Attributes:
        window: How far apart two choices of a pair may stand.
        decay: What a pair one further apart counts of a nearer one.
        backward: What choosing A after B says for choosing B after A.
        damping: Counts of a popular product are divided by its count to this power: 0 counts, 1 shares.
        recency: What the choice before the last one of a history counts of the last one.
        inherit: A product that nobody chose gets the mean counts of so many chosen ones whose texts are nearest, each
            as far as it is near; 0 leaves it without any.
        called: What reports call it.
    """

    window: int = 10
    decay: float = 0.7
    backward: float = 1.0
    damping: float = 0.0
    recency: float = 0.7
    inherit: int = 0
    called: str = "item-to-item"

    @property
    def name(self) -> str:
        """As `Ranker.name`."""
        return self.called

    def fit(self, interactions: Interactions, items: Items, run: Run = QUIET) -> Neighbours:
        """Count the pairs of every sequence."""
        counted = pairs([each.rows for each in interactions.sequences], len(items), self.window, self.decay)
        if self.backward:
            counted = counted + self.backward * counted.T
        if self.damping:
            for axis in (1, 0):
                power = (np.asarray(counted.sum(axis)).ravel() + 1.0) ** -self.damping
                counted = sparse.diags_array(power) @ counted if axis else counted @ sparse.diags_array(power)
        if self.inherit:
            heirs = _heirs(items, interactions.counts(len(items)), self.inherit)
            counted = heirs @ counted @ heirs.T
        return Neighbours(sparse.csr_array(counted, dtype=np.float32), len(items), self.recency)


def _heirs(items: Items, counts: npt.NDArray[np.int64], nearest: int) -> sparse.csr_array:
    """Whose counts each product takes, (items, items): a chosen one its own, another those of its `nearest`."""
    chosen, cold = np.flatnonzero(counts > 0), np.flatnonzero(counts == 0)
    nearest = min(nearest, len(chosen))
    if not nearest or not len(cold):
        return sparse.csr_array(sparse.eye_array(len(items)))
    rows, columns, shares = [chosen], [chosen], [np.ones(len(chosen))]
    for start in range(0, len(cold), _TOGETHER):
        batch = cold[start : start + _TOGETHER]
        near = items.vectors[batch] @ items.vectors[chosen].T
        best = np.argpartition(-near, nearest - 1, axis=1)[:, :nearest]
        rows.append(np.repeat(batch, nearest))
        columns.append(chosen[best].ravel())
        shares.append(np.maximum(np.take_along_axis(near, best, 1), 0).ravel() / nearest)
    where = (np.concatenate(rows), np.concatenate(columns))
    return sparse.csr_array(sparse.coo_array((np.concatenate(shares), where), shape=(len(items), len(items))))


def pairs(sequences: Sequence[Rows], items: int, window: int, decay: float) -> sparse.csr_array:
    """How often each product is chosen after each other one, float64 (items before, items after)."""
    before: list[Rows] = []
    after: list[Rows] = []
    weights: list[npt.NDArray[np.float64]] = []
    for rows in sequences:
        recent = rows[-_PER_SHOPPER:]
        for apart in range(1, min(window, len(recent) - 1) + 1):
            before.append(recent[:-apart])
            after.append(recent[apart:])
            weights.append(np.full(len(recent) - apart, decay ** (apart - 1)))
    if not before:
        return sparse.csr_array((items, items))
    where = (np.concatenate(before), np.concatenate(after))
    return sparse.csr_array(sparse.coo_array((np.concatenate(weights), where), shape=(items, items)))


def recency(histories: Sequence[Rows], items: int, decay: float) -> sparse.csr_array:
    """Histories as sparse rows, float32 (len(histories), items): the last choice weighs 1, the one before `decay`."""
    kept = [history[-_LONGEST:] for history in histories]
    ends = np.cumsum([0, *(len(each) for each in kept)])
    columns = np.concatenate([*kept, np.empty(0, np.int32)])
    weights = np.concatenate([*(decay ** np.arange(len(each) - 1, -1, -1.0) for each in kept), np.empty(0)])
    return sparse.csr_array((weights.astype(np.float32), columns, ends), shape=(len(kept), items))
