"""Learned projections: who asks and what is offered, u = U·u' + b_u and g = V·g' + b_g, over frozen text vectors.

Trained with a contrastive loss in which the other choices of a batch are what was not chosen (van den Oord, Li and
Vinyals, "Representation Learning with Contrastive Predictive Coding", 2018). Both matrices begin as the identity,
which is plain cosine, and are drawn back to it: little data moves them little.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, normalize

from retrieval.recommending.content import directions, unit
from retrieval.recommending.interactions import Choices, Floats, Interactions, Items, Rows
from retrieval.recommending.metrics import accuracy, rank_cases
from retrieval.recommending.ranker import QUIET, Run
from retrieval.recommending.training import Schedule, bought_again, judges, learn

FEWEST = 500
"""With fewer choices to learn from, plain cosine is used."""


@dataclass(frozen=True, slots=True, eq=False)
class Projected:
    """Cosine of projected vectors.

    Attributes:
        texts: What histories are the mean of, float32 (items, d).
        asked: U, float32 (d, d).
        asked_bias: b_u, float32 (d,).
        offered: V·g' + b_g of every product, float32 (items, d), rows of length 1.
        steepness: What cosines are multiplied with.
        decay: What the choice before the last one counts of the last one.
        epochs: How many passes it was trained for; 0 where it is plain cosine.
    """

    texts: Floats
    asked: Floats
    asked_bias: Floats
    offered: Floats
    steepness: float
    decay: float
    epochs: int

    def score(self, histories: Sequence[Rows]) -> Floats:
        """As `Scorer.score`; 0 for an empty history."""
        known = np.array([[bool(len(history))] for history in histories])
        shoppers = unit(directions(histories, self.texts, self.decay) @ self.asked.T + self.asked_bias)
        return np.where(known, shoppers, np.float32(0)) @ self.offered.T * np.float32(self.steepness)


@dataclass(frozen=True, slots=True)
class Projections:
    """Learns the two projections.

    Attributes:
        epochs: At most.
        batch: Choices in a step, each the others' negatives.
        rate: Learning rate.
        pull: How strongly the matrices are drawn to the identity.
        recency: What the choice before the last one of a history counts of the last one.
        patience: Epochs without a better validation before it stops.
        seed: Of everything random.
    """

    epochs: int = 15
    batch: int = 512
    rate: float = 1e-3
    pull: float = 1e-4
    recency: float = 0.7
    patience: int = 3
    seed: int = 7

    @property
    def name(self) -> str:
        """As `Ranker.name`."""
        return "projections"

    def fit(self, interactions: Interactions, items: Items, run: Run = QUIET) -> Projected:
        """Train; plain cosine where there is too little to learn from, or where validation finds it better."""
        places = [(each, at) for each in interactions.sequences for at in range(1, len(each.rows))]
        torch.manual_seed(self.seed)
        module = _Module(items.vectors.shape[1])
        plain = self._scorer(module, items, 0)
        if len(places) < FEWEST or self.epochs == 0:
            run.told(f"{self.name}: plain cosine ({len(places):,} choices after others)")
            return plain

        def losses(chance: Random) -> Iterator[Tensor]:
            order = chance.sample(places, len(places))
            for start in range(0, len(order), self.batch):
                yield self._loss(module, items, order[start : start + self.batch])

        schedule = Schedule(self.epochs, self.patience, self.seed)
        optimizer = torch.optim.Adam(module.parameters(), self.rate)
        best = learn(
            self.name,
            module,
            optimizer,
            losses,
            -(-len(places) // self.batch),
            lambda: self._scorer(module, items, 1),
            interactions,
            items,
            schedule,
            run,
        )
        cases = judges(interactions, self.seed)
        if (
            cases
            and accuracy(rank_cases(plain, cases, len(items), hidden=not bought_again(cases)))["ndcg@10"] >= best.ndcg
        ):
            run.told(f"{self.name}: plain cosine, which validates as well")
            return plain
        return self._scorer(module, items, best.number)

    def settled(self, scorer: Projected) -> Projections:
        """As `Settling.settled`."""
        return replace(self, epochs=scorer.epochs)

    def _loss(self, module: _Module, items: Items, batch: Sequence[tuple[Choices, int]]) -> Tensor:
        histories = [each.rows[:at] for each, at in batch]
        targets = np.array([each.rows[at] for each, at in batch])
        shoppers = normalize(module.asked(torch.from_numpy(directions(histories, items.vectors, self.recency))), dim=1)
        products = normalize(module.offered(torch.from_numpy(items.vectors[targets])), dim=1)
        logits = module.steepness.exp() * shoppers @ products.T
        # Another choice of the same product in the batch is no negative, nor is what the shopper has already.
        same = torch.from_numpy(targets[:, None] == targets[None, :]).fill_diagonal_(False)
        loss = cross_entropy(logits.masked_fill(same, float("-inf")), torch.arange(len(batch)))
        return loss + self.pull * module.distance()

    def _scorer(self, module: _Module, items: Items, epochs: int) -> Projected:
        with torch.no_grad():
            offered = normalize(module.offered(torch.from_numpy(items.vectors)), dim=1).numpy()
            asked, bias = module.asked.weight.numpy().copy(), module.asked.bias.numpy().copy()
            steepness = float(module.steepness.exp()) if epochs else 1.0
        return Projected(items.vectors, asked, bias, offered, steepness, self.recency, epochs)


class _Module(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.asked = nn.Linear(width, width)
        self.offered = nn.Linear(width, width)
        self.steepness = nn.Parameter(torch.tensor(3.0))  # its logarithm
        for layer in (self.asked, self.offered):
            nn.init.eye_(layer.weight)
            nn.init.zeros_(layer.bias)

    def distance(self) -> Tensor:
        """How far both matrices are from the identity."""
        identity = torch.eye(self.asked.weight.shape[0])
        return (self.asked.weight - identity).square().sum() + (self.offered.weight - identity).square().sum()
