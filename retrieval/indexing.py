"""Brings embeddings and the index up to date with the catalogue."""

from __future__ import annotations

import time
from dataclasses import dataclass

from retrieval.catalogue import Catalogue, Vectors
from retrieval.embedding import Encoder, Progress, product_text, text_hash
from retrieval.index import IndexBroken, VectorIndex, stamp_of
from retrieval.memory import release

_BATCH = 256
"""Products embedded between two commits: what an interruption loses at most."""

_REBUILD_SHARE = 0.3
"""Where more of the index than this has changed, a fresh one is quicker than a mended one."""


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What bringing the index up to date took.

    Attributes:
        embedded: Products whose text was new or had changed.
        reused: Products whose stored embedding still holds.
        removed: Vectors dropped from the index.
        seconds: Wall-clock time, embedding and index together.
        products_per_second: Embedded products by `seconds`; 0 where none had to be.
    """

    embedded: int
    reused: int
    removed: int
    seconds: float
    products_per_second: float


@dataclass(frozen=True, slots=True)
class Embedded:
    """How many products were embedded and how many had an embedding that still holds, and all the vectors."""

    embedded: int
    reused: int
    vectors: Vectors


def refresh_index(
    catalogue: Catalogue,
    encoder: Encoder,
    index: VectorIndex,
    *,
    progress: Progress | None = None,
) -> IndexReport:
    """Embeds the products whose text changed, then makes the index hold what the database holds.

    The database comes first and is committed batch by batch, so an interrupted run goes on where it
    stopped. An index that is missing, damaged or stale is rebuilt from it without embedding anything.

    Args:
        catalogue: The truth about products.
        encoder: Makes the vectors.
        index: Is updated, or replaced where much changed.
        progress: Told how many products are embedded, of how many that have to be.

    Raises:
        IndexProblem: Where the index cannot be written; the embeddings are stored by then.
    """
    start = time.perf_counter()
    done = embed_changed(catalogue, encoder, progress=progress)
    removed = follow_vectors(index, encoder.name, done.vectors)
    seconds = time.perf_counter() - start
    return IndexReport(done.embedded, done.reused, removed, seconds, done.embedded / seconds)


def embed_changed(catalogue: Catalogue, encoder: Encoder, *, progress: Progress | None = None) -> Embedded:
    """Embeds the products whose text changed, committed batch by batch; exact search needs no more than that."""
    stored = catalogue.vectors(encoder.name)
    fitting = stored.matrix.shape[1] == encoder.dimension
    hashes = dict(zip(stored.ids, stored.hashes, strict=True)) if fitting else {}
    waiting: list[tuple[str, str]] = []
    reused = 0
    for product in catalogue.all():
        text = product_text(product)
        if hashes.get(product.id) == text_hash(text):
            reused += 1
        else:
            waiting.append((product.id, text))
    _embed(catalogue, encoder, waiting, progress)
    if waiting:
        release()  # what embedding needed would stay with the process, and the language model comes on top
    return Embedded(len(waiting), reused, catalogue.vectors(encoder.name) if waiting else stored)


def follow_vectors(index: VectorIndex, encoder: str, truth: Vectors) -> int:
    """Makes an index hold the stored vectors, while others may search it; returns how many others it dropped.

    Args:
        index: Is changed, or replaced where much changed or where it is broken.
        encoder: Name of what made the vectors.
        truth: From the database.

    Raises:
        IndexProblem: Where the index cannot be written; it holds what it held.
    """
    stamp = vectors_stamp(encoder, truth)
    if index.stamp == stamp:
        return 0
    marks = _marks(encoder, truth)
    try:
        held = dict(index.held()) if index.stamp is not None else {}
        present = set(truth.ids)
        gone = [id for id in held if id not in present]
        changed = [row for row, id in enumerate(truth.ids) if held.get(id) != marks[row]]
        if held and len(changed) + len(gone) <= _REBUILD_SHARE * len(held):
            ids = [truth.ids[row] for row in changed]
            index.update(ids, [marks[row] for row in changed], truth.matrix[changed], gone, stamp)
            return len(gone)
    except IndexBroken:
        gone = []  # it cannot even be read: what follows builds a fresh one from the same truth
    index.replace(truth.ids, marks, truth.matrix, stamp)
    return len(gone)


def vectors_stamp(encoder: str, vectors: Vectors) -> str:
    """What `VectorIndex.stamp` is where the index holds exactly these vectors."""
    return stamp_of(vectors.ids, _marks(encoder, vectors))


def _embed(catalogue: Catalogue, encoder: Encoder, waiting: list[tuple[str, str]], progress: Progress | None) -> None:
    waiting = sorted(waiting, key=lambda pair: len(pair[1]))  # like lengths together: less padding
    for start in range(0, len(waiting), _BATCH):
        batch = waiting[start : start + _BATCH]
        texts = [text for _, text in batch]
        hashes = [text_hash(text) for text in texts]
        catalogue.store_vectors(encoder.name, [id for id, _ in batch], hashes, encoder.encode(texts))
        if progress is not None:
            progress(start + len(batch), len(waiting))


def _marks(encoder: str, vectors: Vectors) -> list[str]:
    """What tells one version of a product's vector from another, also across encoders."""
    return [f"{encoder}:{hash}" for hash in vectors.hashes]
