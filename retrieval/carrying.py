"""What products carry, by the rule that the search itself filters by, and where they carry it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType

import numpy as np

from retrieval.mentions import Lexemes, Mask, Mentions, read_document
from retrieval.products import Product


@dataclass(frozen=True, slots=True)
class Carried:
    """What one product carries.

    A term that is denied ("leather-free"), doubted or imitated is not surely carried; one that is not clearly
    denied is possibly carried. "It has" needs the former; "it has not" needs the absence of the latter.
    """

    _answers: Callable[[str], tuple[Mask, Mask]]
    _row: int
    _places: tuple[str, ...]

    def surely(self, term: str) -> bool:
        """Whether the product carries `term` beyond doubt."""
        return bool(self._answers(term)[0][self._row])

    def possibly(self, term: str) -> bool:
        """Whether the product may carry `term`."""
        return bool(self._answers(term)[1][self._row])

    def place(self, term: str) -> str | None:
        """The field that carries `term`: "title", a facet's name; ``None`` where no single one does."""
        answer = self._answers(term)[0][self._row + 1 : self._row + 1 + len(self._places)]
        return next((place for place, found in zip(self._places, answer, strict=True) if found), None)


def carried_by(products: Sequence[Product]) -> list[Carried]:
    """What each of `products` carries, field by field."""
    lexemes = Lexemes()
    rows: list[Product] = []
    found: list[tuple[int, tuple[str, ...]]] = []
    for product in products:
        fields = dict(_fields(product))
        found.append((len(rows), tuple(fields)))
        rows += [product, *fields.values()]
    mentions = Mentions([read_document(row, lexemes) for row in rows], lexemes)
    answers = lru_cache(maxsize=None)(mentions.carried)  # terms repeat from product to product
    return [Carried(answers, row, places) for row, places in found]


def surely_carried(products: Sequence[Product], terms: Sequence[str]) -> Mask:
    """Which products carry which terms beyond doubt, boolean (len(products), len(terms))."""
    if not terms:
        return np.zeros((len(products), 0), dtype=np.bool_)
    lexemes = Lexemes()
    mentions = Mentions([read_document(product, lexemes) for product in products], lexemes)
    return np.stack([mentions.carried(term)[0] for term in terms], axis=1)


def _fields(product: Product) -> Iterator[tuple[str, Product]]:
    """The product reduced to one field at a time, the most telling first."""
    bare = replace(product, title="", description="", category=(), brand=None, attributes=MappingProxyType({}))
    yield "title", replace(bare, title=product.title)
    yield "category", replace(bare, category=product.category)
    yield "brand", replace(bare, brand=product.brand)
    for name, values in product.attributes.items():
        yield name.lower(), replace(bare, attributes=MappingProxyType({name: values}))
    yield "description", replace(bare, description=product.description)
