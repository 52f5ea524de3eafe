"""Collaborative filtering by the library `implicit`: weighted matrix factorization.

Hu, Koren and Volinsky, "Collaborative Filtering for Implicit Feedback Datasets", 2008. A shopper's factors are
solved anew from the history that is asked about, so shoppers who came after the training need none of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from implicit.als import AlternatingLeastSquares
from scipy import sparse
from threadpoolctl import threadpool_limits

from retrieval.recommending.interactions import Floats, Interactions, Items, Rows
from retrieval.recommending.neighbours import recency
from retrieval.recommending.ranker import QUIET, Run


@dataclass(frozen=True, slots=True, eq=False)
class Factors:
    """Vectors of products.

    Attributes:
        vectors: float32 (items, factors).
        gram: `vectors` with itself and the regularization, float32 (factors, factors).
        confidence: How much more a choice weighs than none.
    """

    vectors: Floats
    gram: Floats
    confidence: float
    decay: float

    def score(self, histories: Sequence[Rows]) -> Floats:
        """The shopper's factors, solved from the history, with every product's."""
        weights = recency(histories, len(self.vectors), self.decay)
        shoppers = np.empty((len(histories), self.vectors.shape[1]), np.float32)
        for row in range(len(histories)):
            inside = slice(weights.indptr[row], weights.indptr[row + 1])
            own = self.vectors[weights.indices[inside]]
            trust = self.confidence * weights.data[inside]
            left = self.gram + (own.T * trust) @ own
            shoppers[row] = np.linalg.solve(left, own.T @ (1 + trust))
        return shoppers @ self.vectors.T


@dataclass(frozen=True, slots=True)
class LeastSquares:
    """Alternating least squares.

    Attributes:
        factors: Numbers that describe a product.
        regularization: Against learning single shoppers by heart.
        confidence: How much more a choice weighs than none.
        rounds: Times that shoppers and products are solved in turn.
        recency: What the choice before the last one of a history counts of the last one.
        seed: Of the first vectors.
    """

    factors: int = 64
    regularization: float = 0.1
    confidence: float = 10.0
    rounds: int = 15
    recency: float = 0.9
    seed: int = 7

    @property
    def name(self) -> str:
        """As `Ranker.name`."""
        return "als"

    def fit(self, interactions: Interactions, items: Items, run: Run = QUIET) -> Factors:
        """Factorize who chose what."""
        sequences = [each.rows for each in interactions.sequences]
        chosen = sparse.csr_matrix(recency(sequences, len(items), 1.0) > 0, dtype=np.float32)
        with threadpool_limits(1, "blas"):  # the library runs threads of its own and warns about others
            model = AlternatingLeastSquares(
                factors=self.factors,
                regularization=self.regularization,
                alpha=self.confidence,
                iterations=self.rounds,
                use_gpu=False,
                random_state=self.seed,
                num_threads=1,
            )
            model.fit(chosen, show_progress=False)
        vectors = np.asarray(model.item_factors, np.float32)
        gram = (vectors.T @ vectors + self.regularization * np.eye(self.factors)).astype(np.float32)
        return Factors(vectors, gram, self.confidence, self.recency)
