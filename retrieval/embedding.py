"""What searching and indexing need of an encoder, and the text that stands for a product."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import Protocol

import numpy as np
import numpy.typing as npt

from retrieval.products import Product

Progress = Callable[[int, int], None]
"""Called with how many texts are done and how many there are."""

# Characters: the start says what a product is, the rest how to wash it. Measured on two labelled catalogues, search
# found as well with 80 as with 600 (words of the whole description count beside), and indexing is three times as fast.
_DESCRIPTION = 80


class Encoder(Protocol):
    """What searching and indexing need of an encoder."""

    @property
    def name(self) -> str:
        """The same for the same weights, whatever the machine; stored beside the vectors."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    def encode(self, texts: Sequence[str], *, progress: Progress | None = None) -> npt.NDArray[np.float32]:
        """Unit vectors of texts, shape ``(len(texts), dimension)``; ``progress(done, total)`` is told."""
        ...


def product_text(product: Product) -> str:
    """What is embedded of a product: its name and kind first, then the start of its description."""
    facets = [", ".join(values) for values in product.attributes.values() if values]
    parts = [product.title, " ".join(product.category), product.brand or "", *facets]
    start = product.description[: _DESCRIPTION + 1]
    parts.append(start if len(start) <= _DESCRIPTION else start.rpartition(" ")[0] or start[:_DESCRIPTION])
    return ". ".join(part for part in (each.strip(" .\n") for each in parts) if part)


def text_hash(text: str) -> str:
    """32 hexadecimal digits that differ where two texts differ."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
