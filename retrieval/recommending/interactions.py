"""Interactions as values: who chose what, in which order, and which choices are left to predict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from retrieval.products import Product

Rows = npt.NDArray[np.int32]
"""Products by their row in the catalogue, oldest first."""

Floats = npt.NDArray[np.float32]
Days = npt.NDArray[np.float64]
"""Times in days since 1970."""

_HELD_OUT = 0.25  # share of shoppers that validate where the data state targets


@dataclass(frozen=True, slots=True, eq=False)
class Items:
    """A catalogue in which every product has a row.

    Attributes:
        products: In the order of their rows.
        vectors: Their text vectors, float32 (items, d), rows of length 1.
        rows: Row of each identifier.
    """

    products: tuple[Product, ...]
    vectors: Floats
    rows: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        rows = {product.id: row for row, product in enumerate(self.products)}
        object.__setattr__(self, "rows", MappingProxyType(rows))

    def __len__(self) -> int:
        return len(self.products)


@dataclass(frozen=True, slots=True, eq=False)
class Choices:
    """What one shopper chose, in order.

    Attributes:
        user: The shopper.
        rows: Products, int32, oldest first.
        days: When, float64, or ``None`` where the data do not say.
        targets: So many of the last choices are stated as choices to predict; those before were given as
            history. 0 where the data do not tell them apart.
    """

    user: str
    rows: Rows
    days: Days | None = None
    targets: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A choice to predict: `target` was chosen after `history`.

    Attributes:
        user: Whose.
        history: Rows, int32, oldest first.
        target: The row chosen next.
    """

    user: str
    history: Rows
    target: int


@dataclass(frozen=True, slots=True, eq=False)
class Interactions:
    """What there is to learn from.

    Attributes:
        sequences: One or more of each shopper.
        validation: Choices that no sequence holds, to stop learning by and to choose weights by; may be empty.
    """

    sequences: tuple[Choices, ...]
    validation: tuple[Case, ...] = ()

    @property
    def events(self) -> int:
        """How many choices the sequences hold."""
        return sum(len(each.rows) for each in self.sequences)

    def counts(self, items: int) -> npt.NDArray[np.int64]:
        """Choices of each product, int64 (items,)."""
        if not self.sequences:
            return np.zeros(items, dtype=np.int64)
        return np.bincount(np.concatenate([each.rows for each in self.sequences]), minlength=items)

    def last(self) -> float:
        """The day of the latest choice, or 0 where no time is known."""
        return max((float(each.days[-1]) for each in self.sequences if each.days is not None), default=0.0)

    def held_out(self, seed: int = 7) -> Interactions:
        """The same with validation taken out of the sequences.

        Where the data state targets, a quarter of the shoppers validates with all theirs, as shoppers of whom
        nothing was learned; elsewhere the last choice of everybody who made three does.
        """
        if any(each.targets for each in self.sequences):
            users = sorted({each.user for each in self.sequences})
            away = set(Random(seed).sample(users, max(1, round(len(users) * _HELD_OUT))))
            stay = tuple(each for each in self.sequences if each.user not in away)
            return Interactions(stay, tuple(stated_cases(self.sequences, away)))
        learned: list[Choices] = []
        cases: list[Case] = []
        for each in self.sequences:
            if len(each.rows) < 3:
                learned.append(each)
                continue
            cases.append(Case(each.user, each.rows[:-1], int(each.rows[-1])))
            days = None if each.days is None else each.days[:-1]
            learned.append(replace(each, rows=each.rows[:-1], days=days))
        return Interactions(tuple(learned), tuple(cases))

    def without(self, rows: Rows) -> Interactions:
        """The same as if these products had never been chosen."""
        gone = set(rows.tolist())
        kept: list[Choices] = []
        for each in self.sequences:
            keep = np.array([row not in gone for row in each.rows.tolist()], dtype=bool)
            if keep.any():
                days = None if each.days is None else each.days[keep]
                kept.append(Choices(each.user, each.rows[keep], days, int(keep[len(keep) - each.targets :].sum())))
        return Interactions(tuple(kept), tuple(case for case in self.validation if case.target not in gone))


def stated_cases(sequences: Sequence[Choices], users: set[str]) -> list[Case]:
    """The stated targets of these shoppers, each after everything before it."""
    return [
        Case(each.user, each.rows[:at], int(each.rows[at]))
        for each in sequences
        if each.user in users
        for at in range(max(1, len(each.rows) - each.targets), len(each.rows))
    ]


def leave_one_out(sequences: Sequence[Choices]) -> tuple[Interactions, tuple[Case, ...]]:
    """The last choice of each shopper to test, the one before to validate, the rest to learn from.

    Shoppers of fewer than three choices are learned from and not tested.
    """
    whole: list[Choices] = []
    test: list[Case] = []
    for each in sequences:
        if len(each.rows) < 3:
            whole.append(each)
            continue
        test.append(Case(each.user, each.rows[:-1], int(each.rows[-1])))
        whole.append(replace(each, rows=each.rows[:-1], days=None if each.days is None else each.days[:-1]))
    return Interactions(tuple(whole)), tuple(test)
