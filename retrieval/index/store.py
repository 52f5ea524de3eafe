"""The one place that touches the Chroma library."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
from chromadb.config import Settings
from chromadb.errors import ChromaError

from retrieval.index.generations import broken
from retrieval.index.protocol import IndexBroken, Matrix

BATCH = 5_000
"""Vectors in one call; the library refuses more than 5,461."""

_COLLECTION = "products"
# A wider search than the library's default: the ranking needs the best two hundred, not the best ten.
_CONFIGURATION = {"hnsw": {"space": "cosine", "ef_search": 256, "ef_construction": 128}}


def open_client(folder: Path) -> Any:
    """The embedded library on a folder; closing it frees the files."""
    return chromadb.PersistentClient(path=folder, settings=Settings(anonymized_telemetry=False))


def collection_of(client: Any, *, create: bool) -> Any:
    """The one collection in a folder: identifiers and vectors, no texts and nothing about people."""
    if create:
        return client.create_collection(_COLLECTION, configuration=_CONFIGURATION, embedding_function=None)
    return client.get_collection(_COLLECTION, embedding_function=None)


@contextmanager
def open_collection(folder: Path, *, create: bool = False) -> Generator[Any]:
    """The collection in a folder for the length of a block."""
    with open_client(folder) as client:
        yield collection_of(client, create=create)


def write(collection: Any, ids: Sequence[str], marks: Sequence[str], matrix: Matrix) -> None:
    """Adds or overwrites vectors, in batches that the library accepts."""
    for start in range(0, len(ids), BATCH):
        part = slice(start, start + BATCH)
        metadata = [{"mark": mark} for mark in marks[part]]
        collection.upsert(ids=list(ids[part]), embeddings=matrix[part], metadatas=metadata)


def marks_in(collection: Any) -> dict[str, str]:
    """The mark of every vector, by identifier."""
    marks: dict[str, str] = {}
    count = int(collection.count())
    for start in range(0, count, BATCH):  # all at once fails beyond the variables that SQLite takes
        found = collection.get(include=["metadatas"], limit=BATCH, offset=start)
        rows = zip(found["ids"], found["metadatas"], strict=True)
        marks |= {id: str(metadata["mark"]) for id, metadata in rows}
    return marks


def held_in(collection: Any, ids: list[str]) -> list[str]:
    """Those of the identifiers, each given once, that the index holds."""
    held: list[str] = []
    for start in range(0, len(ids), BATCH):
        held += collection.get(ids=ids[start : start + BATCH], include=[])["ids"]
    return held


def nearest(collection: Any, vector: Matrix, k: int, ids: list[str] | None) -> list[tuple[float, str]]:
    """Distances and identifiers of the `k` nearest, of those among `ids` where given; nearest first."""
    if ids is None:
        return _query(collection, vector, min(k, int(collection.count())), None)
    found: list[tuple[float, str]] = []
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        found += _query(collection, vector, min(k, len(part)), part)
    return sorted(found)[:k]


def _query(collection: Any, vector: Matrix, k: int, ids: list[str] | None) -> list[tuple[float, str]]:
    if k < 1:
        return []
    query = [np.asarray(vector, np.float32)]
    found = collection.query(query_embeddings=query, ids=ids, n_results=k, include=["distances"])
    return list(zip(map(float, found["distances"][0]), found["ids"][0], strict=True))


def drop(collection: Any, ids: Sequence[str]) -> None:
    """Removes vectors, in batches that the library accepts."""
    for start in range(0, len(ids), BATCH):
        collection.delete(ids=list(ids[start : start + BATCH]))


@contextmanager
def damage_named(folder: Path) -> Generator[None]:
    """Turns every way in which the library reports a damaged folder into `IndexBroken`."""
    try:
        yield
    except (ChromaError, sqlite3.Error, OSError, ValueError, RuntimeError) as error:
        raise _broken(folder, error) from error
    except BaseException as error:
        # A panic of the library's native part is no Exception, and its class cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise _broken(folder, error) from error


def _broken(folder: Path, error: BaseException) -> IndexBroken:
    return IndexBroken(broken(folder, (str(error).strip() or type(error).__name__).splitlines()[0]))
