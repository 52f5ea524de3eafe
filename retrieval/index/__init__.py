"""Nearest vectors: a cache of what the database stores, exact or approximate."""

from retrieval.index.chroma import ChromaIndex
from retrieval.index.exact import ExactIndex
from retrieval.index.protocol import Found, IndexBroken, IndexInUse, IndexProblem, VectorIndex, stamp_of

__all__ = [
    "ChromaIndex",
    "ExactIndex",
    "Found",
    "IndexBroken",
    "IndexInUse",
    "IndexProblem",
    "VectorIndex",
    "stamp_of",
]
