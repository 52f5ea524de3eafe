"""What every index of vectors can do."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from hashlib import blake2b
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

Matrix: TypeAlias = npt.NDArray[np.float32]
Found: TypeAlias = tuple[tuple[str, ...], Matrix]
"""Identifiers, nearest first, and their cosines, shape ``(len(ids),)``."""


class IndexProblem(Exception):
    """The index cannot answer; one line that says why and what to do."""


class IndexInUse(IndexProblem):
    """Another process owns the index."""


class IndexBroken(IndexProblem):
    """The index is damaged or missing, and has to be rebuilt from the database."""


class VectorIndex(Protocol):
    """Unit vectors by identifier. One thread writes at a time; any number search."""

    @property
    def stamp(self) -> str | None:
        """`stamp_of` what the index holds; None where it is empty, damaged or half written."""
        ...

    def count(self) -> int:
        """How many vectors it holds."""
        ...

    def search(self, vector: Matrix, k: int, allowed: Collection[str] | None = None) -> Found:
        """The `k` nearest of the allowed vectors, of all where `allowed` is None.

        `allowed` restricts before the cut: fewer than `k` come back only where fewer are allowed.

        Raises:
            IndexBroken: Where it cannot answer until it is rebuilt.
        """
        ...

    def held(self) -> Mapping[str, str]:
        """The mark of every vector, by identifier."""
        ...

    def replace(self, ids: Sequence[str], marks: Sequence[str], matrix: Matrix, stamp: str) -> None:
        """Puts new content in place of all that was there; searches see the old or the new.

        Args:
            ids: Product of each vector, each once.
            marks: Short text that changes with the vector.
            matrix: Unit vectors, shape ``(len(ids), d)``.
            stamp: `stamp_of` the new content.
        """
        ...

    def update(
        self, ids: Sequence[str], marks: Sequence[str], matrix: Matrix, removed: Collection[str], stamp: str
    ) -> None:
        """Adds or overwrites vectors and drops others; searches see the old content or the new.

        Raises:
            IndexBroken: Where it has to be rebuilt with `replace`.
        """
        ...

    def close(self) -> None:
        """Lets go of files and locks."""
        ...


def stamp_of(ids: Sequence[str], marks: Sequence[str]) -> str:
    """32 hexadecimal digits that differ where two sets of vectors do, in whatever order they come.

    Args:
        ids: Product of each vector.
        marks: Short text that changes with each vector.
    """
    digest = blake2b(digest_size=16)
    for pair in sorted(zip(ids, marks, strict=True)):
        digest.update("\0".join((*pair, "")).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
