"""Hard limits, decided on columns in memory: a product that breaks one never reaches the ranking."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from retrieval.mentions import Document, Lexemes, Mask, Mentions, read_document, squashed
from retrieval.popularity import bayesian_rating
from retrieval.products import Product
from retrieval.requests import SearchRequest
from retrieval.wordforms import fold

Columns = npt.NDArray[np.float64]
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Allowed:
    """What passes a request's limits.

    Attributes:
        mask: Boolean, one entry a row.
        relaxed: Terms of `include` and `kinds` that were dropped, because with them the mask would be empty.
        request: The request without the relaxed terms.
    """

    mask: Mask
    relaxed: tuple[str, ...]
    request: SearchRequest


@dataclass(frozen=True, slots=True)
class Reading:
    """A product and its words, kept so that the next snapshot need not read an unchanged product again."""

    product: Product
    document: Document


class Columnar:
    """The catalogue as columns: a snapshot that never changes.

    Rows are numbered in the catalogue's order.

    Args:
        readings: One a product.
        lexemes: That numbered their words.

    Attributes:
        products: The product of each row.
        ids: The identifier of each row.
        row_of: Row of each product's identifier.
        price: In the catalogue's own currency, which most products state; NaN where a product has none in it:
            no price, or one in another currency, which can be compared with nothing.
        rating: Bayesian mean in stars, never NaN.
        mentions: Who mentions which words.
    """

    def __init__(self, readings: Sequence[Reading], lexemes: Lexemes) -> None:
        self.products = tuple(reading.product for reading in readings)
        self.ids = tuple(product.id for product in self.products)
        self.row_of = {product.id: row for row, product in enumerate(self.products)}
        self.mentions = Mentions([reading.document for reading in readings], lexemes)
        own = _own_currency(self.products)
        self.price = _numbers(p.price if p.currency in (None, own) else None for p in self.products)
        self.rating = np.array([bayesian_rating(product) for product in self.products], np.float64)
        self._available = np.array([product.available for product in self.products], bool)
        brands: defaultdict[str, list[int]] = defaultdict(list)
        facets: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        kinds: defaultdict[str, list[int]] = defaultdict(list)
        known: dict[str, str] = {}  # facet values repeat; squashing is the dear part

        def squash(text: str) -> str:
            if text not in known:
                known[text] = squashed(text)
            return known[text]

        for row, product in enumerate(self.products):
            brands[_brand(product.brand or "")].append(row)
            for level in product.category:
                kinds[squash(level)].append(row)
            for name, values in product.attributes.items():
                for value in values:
                    kinds[squash(value)].append(row)
                    facets[squash(name), squash(value)].append(row)
        self._brands = _postings(brands)
        self._facets = _postings(facets)
        self._kinds = _postings(kinds)

    @property
    def size(self) -> int:
        """How many products there are."""
        return len(self.products)

    def allowed(self, request: SearchRequest) -> Mask:
        """The rows that satisfy every limit of a request; `SearchRequest.skip` is not one of them.

        Args:
            request: Its query and sort are not looked at.

        Returns:
            Boolean, one entry a row.
        """
        mask = self._firm(request) & self.of_kind(request.kinds)
        for term in request.include:
            mask &= self.mentions.carried(term)[0]
        return mask

    def relaxed(self, request: SearchRequest) -> Allowed:
        """As `allowed`, but where terms and kinds leave nothing, as few of them as possible are dropped.

        Terms go first: the fewest that let something through, and of equally few those that let most through.
        Kinds go only where even without any term nothing is left. Price, brand, excluded terms, attributes
        and stock stay, whatever they leave.
        """
        firm = self._firm(request)
        kinds, base = request.kinds, firm & self.of_kind(request.kinds)
        dropped: tuple[str, ...] = ()
        if kinds and firm.any() and not base.any():
            kinds, base, dropped = (), firm, kinds
        mask, terms = self._most_terms(base, request.include)
        dropped = (*terms, *dropped)
        kept = tuple(term for term in request.include if term not in terms)
        return Allowed(mask, dropped, replace(request, kinds=kinds, include=kept))

    def skipped(self, ids: Iterable[str]) -> Mask:
        """The rows of products, unknown identifiers ignored."""
        return self._any([np.array([self.row_of[id] for id in ids if id in self.row_of], np.int64)])

    def _firm(self, request: SearchRequest) -> Mask:
        """What is never relaxed."""
        mask = np.ones(self.size, bool)
        if request.price_min is not None:
            mask &= self.price >= request.price_min  # NaN compares false: no comparable price fails a limit
        if request.price_max is not None:
            mask &= self.price <= request.price_max
        if request.in_stock:
            mask &= self._available
        if request.brands:
            mask &= self.of_brand(request.brands)
        for name, values in request.attributes.items():
            mask &= self._any(self._facets.get((squashed(name), squashed(value))) for value in values)
        for term in request.exclude:
            mask &= ~self.mentions.carried(term)[1]
        return mask

    def of_kind(self, kinds: Sequence[str]) -> Mask:
        """The rows of any of these kinds; all where none is named."""
        if not kinds:
            return np.ones(self.size, bool)
        return self._any(self._kinds.get(squashed(kind)) for kind in kinds)

    def of_brand(self, brands: Sequence[str]) -> Mask:
        """The rows of any of these brands."""
        return self._any(self._brands.get(_brand(brand)) for brand in brands)

    def _most_terms(self, base: Mask, terms: Sequence[str]) -> tuple[Mask, tuple[str, ...]]:
        """The rows of `base` that carry the most terms, and the terms that had to go."""
        if not terms or not base.any():
            return base, ()
        carried = np.array([self.mentions.carried(term)[0] for term in terms])[:, base]
        missing = (~carried).sum(axis=0)
        fewest = int(missing.min())
        if fewest:
            # Rows lacking equally few terms fall into groups by which they lack; the largest group wins.
            patterns, counts = np.unique(carried[:, missing == fewest], axis=1, return_counts=True)
            kept = patterns[:, int(counts.argmax())]
        else:
            kept = np.ones(len(terms), bool)
        mask = base.copy()
        mask[base] = carried[kept].all(axis=0)
        return mask, tuple(term for term, keep in zip(terms, kept, strict=True) if not keep)

    def _any(self, postings: Iterable[npt.NDArray[np.int64] | None]) -> Mask:
        mask = np.zeros(self.size, bool)
        for rows in postings:
            if rows is not None:
                mask[rows] = True
        return mask


def read_catalogue(products: Iterable[Product], lexemes: Lexemes, known: Mapping[str, Reading]) -> dict[str, Reading]:
    """Reads products, taking what is unchanged from an earlier reading.

    Args:
        products: In the catalogue's order.
        lexemes: Numbers their words; grows.
        known: The earlier reading, by identifier; empty for the first.

    Returns:
        The reading of each product by its identifier, in order.
    """
    readings: dict[str, Reading] = {}
    for product in products:
        before = known.get(product.id)
        if before is None or before.product != product:
            before = Reading(product, read_document(product, lexemes))
        readings[product.id] = before
    return readings


def _own_currency(products: Sequence[Product]) -> str | None:
    """The currency that most products state, as `Catalogue.currencies` has it first."""
    stated = Counter(product.currency for product in products if product.currency)
    return stated.most_common(1)[0][0] if stated else None


def _brand(name: str) -> str:
    return " ".join(fold(name).casefold().split())


def _numbers(values: Iterable[float | None]) -> Columns:
    return np.array([np.nan if value is None else value for value in values], np.float64)


def _postings(found: Mapping[K, list[int]]) -> dict[K, npt.NDArray[np.int64]]:
    return {name: np.array(rows, np.int64) for name, rows in found.items()}
