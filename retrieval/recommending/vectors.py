"""Text vectors of a file's products, kept from run to run."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from retrieval.embedding import Encoder, Progress, product_text, text_hash
from retrieval.products import Product
from retrieval.recommending.interactions import Floats, Items

_TOGETHER = 1024  # texts in a file, which is what a killed run loses at most


def with_vectors(
    products: Sequence[Product], encoder: Encoder, folder: Path, progress: Progress | None = None
) -> Items:
    """Products with their vectors; those that an earlier run computed are read back.

    Args:
        products: In the order of their rows.
        encoder: Is asked for what is not there.
        folder: Where vectors are kept, by the texts and the encoder that they come from.
        progress: Told how many products are done.
    """
    folder.mkdir(parents=True, exist_ok=True)
    texts = [product_text(product) for product in products]
    parts = [np.empty((0, encoder.dimension), np.float32)]
    for start in range(0, len(texts), _TOGETHER):
        parts.append(_part(texts[start : start + _TOGETHER], encoder, folder))
        if progress is not None:
            progress(min(start + _TOGETHER, len(texts)), len(texts))
    return Items(tuple(products), np.concatenate(parts))


def _part(texts: Sequence[str], encoder: Encoder, folder: Path) -> Floats:
    path = folder / f"{text_hash(chr(0).join([encoder.name, *texts]))}.npy"
    try:
        kept = np.load(path)
        if kept.shape == (len(texts), encoder.dimension) and kept.dtype == np.float32:
            return kept
    except (OSError, ValueError, EOFError):
        pass  # not there, or cut off: computed below and written again
    vectors = encoder.encode(texts)
    new = path.with_suffix(f".{os.getpid()}.new")
    with new.open("wb") as file:
        np.save(file, vectors)
    new.replace(path)
    return vectors
