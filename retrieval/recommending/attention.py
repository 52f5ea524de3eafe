"""Self-attention over the history: what comes next, by the order of what came before.

Kang and McAuley, "Self-Attentive Sequential Recommendation", 2018, with the softmax over the whole catalogue in place
of sampled negatives (Klenitskiy and Vasilev, "Turning Dross Into Gold Loss", 2023). A product is the sum of a vector
of its own and its projected text, so that one which nobody has chosen yet is not without any.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from retrieval.recommending.interactions import Floats, Interactions, Items, Rows
from retrieval.recommending.ranker import QUIET, Run
from retrieval.recommending.training import Schedule, learn

FEWEST = 500
"""With fewer choices to learn from, nothing is learned and every product scores 0."""


_FURTHER = 5


@dataclass(frozen=True, slots=True)
class SelfAttention:
    """A small transformer decoder over histories.

    Attributes:
        width: Numbers that describe a product or a position.
        layers: Of attention.
        heads: In each layer.
        longest: Latest choices of a history that are looked at.
        dropout: Share of activations left out while learning.
        epochs: At most.
        batch: Sequences in a step.
        rate: Learning rate.
        patience: Epochs without a better validation before it stops.
        seed: Of everything random.
        start: A network of the same shape to begin with.
    """

    width: int = 64
    layers: int = 2
    heads: int = 2
    longest: int = 20
    dropout: float = 0.3
    epochs: int = 20
    batch: int = 256
    rate: float = 2e-3
    patience: int = 3
    seed: int = 7
    start: Network | None = None

    @property
    def name(self) -> str:
        """As `Ranker.name`."""
        return "self-attention"

    def fit(self, interactions: Interactions, items: Items, run: Run = QUIET) -> Attending:
        """Train on every choice that follows another."""
        torch.manual_seed(self.seed)
        module = Network(self, items)
        module.chosen = torch.from_numpy(interactions.counts(len(items)) > 0)
        if self.start is not None:
            module.load_state_dict(self.start.state_dict())
        sequences = [each.rows[-self.longest - 1 :] for each in interactions.sequences if len(each.rows) > 1]
        if sum(len(each) - 1 for each in sequences) < FEWEST or self.epochs == 0:
            run.told(f"{self.name}: too few choices after others to learn from")
            return Attending(
                module.eval(), np.zeros((len(items), self.width), np.float32), np.zeros(len(items), np.float32), 0
            )
        optimizer = torch.optim.AdamW(module.parameters(), self.rate, weight_decay=0.01)

        def losses(chance: Random) -> Iterator[Tensor]:
            # Sequences of similar length together, so that little is spent on padding.
            order = sorted(sequences, key=lambda rows: len(rows) + 2 * chance.random())
            groups = [order[at : at + self.batch] for at in range(0, len(order), self.batch)]
            for group in chance.sample(groups, len(groups)):
                yield module.loss(group)

        schedule = Schedule(self.epochs, self.patience, self.seed)
        steps = -(-len(sequences) // self.batch)

        def scorer() -> Attending:
            return module.scorer(1)

        best = learn(self.name, module, optimizer, losses, steps, scorer, interactions, items, schedule, run)
        return module.scorer(best.number)

    def settled(self, scorer: Attending) -> SelfAttention:
        """As `Settling.settled`: it goes on from where it is for a fifth as long, which is quicker than anew."""
        return replace(self, epochs=-(-scorer.epochs // _FURTHER), start=scorer.module)


@dataclass(frozen=True, slots=True, eq=False)
class Attending:
    """A trained network; an empty history gets what the bias says.

    Attributes:
        module: The network.
        table: Vectors of the products, float32 (items, width).
        bias: float32 (items,).
        epochs: How many passes it was trained for.
    """

    module: Network
    table: Floats
    bias: Floats
    epochs: int

    def score(self, histories: Sequence[Rows]) -> Floats:
        """As `Scorer.score`: logarithms of probabilities, but for a constant."""
        known = [row for row, history in enumerate(histories) if len(history)]
        states = np.zeros((len(histories), self.table.shape[1]), np.float32)
        if known and self.epochs:
            with torch.inference_mode():
                states[known] = self.module.last(
                    [histories[row] for row in known], torch.from_numpy(self.table)
                ).numpy()
        return states @ self.table.T + self.bias


class Network(nn.Module):
    """What `SelfAttention` trains.

    Args:
        recipe: Its shape.
        items: Whose texts it projects.
    """

    def __init__(self, recipe: SelfAttention, items: Items) -> None:
        super().__init__()
        self.recipe = recipe
        self.own = nn.Embedding(len(items), recipe.width)
        self.projected = nn.Linear(items.vectors.shape[1], recipe.width)
        self.places = nn.Embedding(recipe.longest, recipe.width)
        self.bias = nn.Parameter(torch.zeros(len(items)))
        nn.init.normal_(self.own.weight, std=0.02)
        nn.init.normal_(self.places.weight, std=0.02)
        layer = nn.TransformerEncoderLayer(
            recipe.width,
            recipe.heads,
            recipe.width,
            recipe.dropout,
            activation="gelu",
            batch_first=True,
            norm_first=True,
        )
        self.layers = nn.TransformerEncoder(layer, recipe.layers, enable_nested_tensor=False)
        self.norm = nn.LayerNorm(recipe.width)
        self.dropout = nn.Dropout(recipe.dropout)
        self._texts = torch.from_numpy(items.vectors)
        self.chosen = torch.ones(len(items), dtype=torch.bool)

    def table(self) -> Tensor:
        """Vectors of all products, (items, width)."""
        return self.own.weight + self.projected(self._texts)

    def states(self, rows: Tensor, table: Tensor) -> Tensor:
        """What follows each choice, (n, t, width), of histories (n, t) that end with -1 where they are shorter."""
        length = rows.shape[1]
        inputs = self.dropout(table[rows.clamp(min=0)] + self.places.weight[:length])
        ahead = torch.ones(length, length, dtype=torch.bool).triu(1)
        # Padding stands behind every choice, so that looking back never meets it.
        return self.norm(self.layers(inputs, mask=ahead))

    def loss(self, sequences: Sequence[Rows]) -> Tensor:
        """Mean cross entropy of every next choice among all products."""
        rows = _padded(sequences)
        asked, targets = rows[:, :-1], rows[:, 1:]
        told = targets >= 0
        table = self.table()
        return cross_entropy(self.states(asked, table)[told] @ table.T + self.bias, targets[told])

    def last(self, histories: Sequence[Rows], table: Tensor) -> Tensor:
        """What follows each history, (n, width)."""
        recent = [history[-self.recipe.longest :] for history in histories]
        states = self.states(_padded(recent), table)
        return states[torch.arange(len(recent)), torch.tensor([len(each) - 1 for each in recent])]

    def scorer(self, epochs: int) -> Attending:
        """The network as it is now.

        The softmax has pushed products that nobody chose away from everything. They are taken by their text alone,
        with the bias that half of the chosen ones stay below.
        """
        with torch.no_grad():
            own = torch.where(self.chosen[:, None], self.own.weight, torch.zeros(()))
            middle = self.bias[self.chosen].median() if self.chosen.any() else torch.zeros(())
            bias = torch.where(self.chosen, self.bias, middle)
            return Attending(self, (own + self.projected(self._texts)).numpy(), bias.numpy().copy(), epochs)


def _padded(sequences: Sequence[Rows]) -> Tensor:
    rows = np.full((len(sequences), max(len(each) for each in sequences)), -1, np.int64)
    for row, each in enumerate(sequences):
        rows[row, : len(each)] = each
    return torch.from_numpy(rows)
