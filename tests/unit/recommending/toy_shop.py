"""A shop in which what comes next is known: two shelves, on each of which everybody walks in a circle."""

from __future__ import annotations

import numpy as np

from retrieval.products import Product
from retrieval.recommending.interactions import Choices, Interactions, Items

SHELF = 8  # products of a shelf
FAVOURITE = 5  # chosen at the start of every second walk, so that it is chosen most of all


def toy_items() -> Items:
    """Two shelves of eight products; texts of one shelf are alike, and neighbours a little more so."""
    chance = np.random.default_rng(3)
    vectors = np.zeros((2 * SHELF, 2 * SHELF + 2), np.float32)
    for row in range(2 * SHELF):
        vectors[row, row // SHELF] = 1.5
        vectors[row, 2 + row] = 1
    vectors += chance.normal(0, 0.05, vectors.shape).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return Items(tuple(Product(id=f"p{row}", title=f"Thing {row}") for row in range(2 * SHELF)), vectors)


def following(row: int) -> int:
    """What everybody chooses after a product."""
    shelf = row // SHELF * SHELF
    return shelf + (row - shelf + 1) % SHELF


def toy_sequences(shoppers: int = 240, steps: int = 5) -> tuple[Choices, ...]:
    """Each shopper walks along one shelf, some of them past the favourite first."""
    found: list[Choices] = []
    for number in range(shoppers):
        row = (number // 2 * 7) % (2 * SHELF)
        walk = [row]
        for _ in range(steps - 1):
            walk.append(following(walk[-1]))
        if number % 2 and FAVOURITE not in walk:
            walk.insert(0, FAVOURITE)
        found.append(Choices(f"u{number}", np.array(walk, np.int32)))
    return tuple(found)


def toy_interactions() -> Interactions:
    """The walks, with the last choice of each to validate by."""
    return Interactions(toy_sequences()).held_out()
