"""What may be asked of the catalogue, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from retrieval.products import Product


def _none() -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({})


class Sort(StrEnum):
    """The order the shopper asked for; relevance unless they said otherwise."""

    RELEVANCE = "relevance"
    PRICE_LOW = "price_low"
    PRICE_HIGH = "price_high"
    RATING = "rating"


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A query and the hard limits every returned product satisfies.

    Attributes:
        query: Free text for dense and lexical similarity; may be empty.
        kinds: Catalogue values naming what is wanted ("dresses", "backpack"). A product passes if
            any level of its category, or any value of its attributes, equals one of them.
        brands: A product passes if its brand equals one of them, ignoring case.
        price_min: Lowest price allowed, inclusive. A product without a price fails a stated limit.
        price_max: Highest price allowed, inclusive.
        include: Terms a product must carry, all of them (attribute value, or word of title or description).
        exclude: Terms a product must not carry, none of them; a "leather-free" bag does not carry leather.
        attributes: Facet name to accepted values; any one of the values suffices.
        in_stock: Leave out products whose stock is known to be 0.
        skip: Identifiers left out, such as those already shown.
        sort: Order of the result.
        limit: How many candidates to return, at least 1.
    """

    query: str = ""
    kinds: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    price_min: float | None = None
    price_max: float | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=_none)
    in_stock: bool = False
    skip: frozenset[str] = frozenset()
    sort: Sort = Sort.RELEVANCE
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Candidate:
    """A product that satisfies the request.

    Attributes:
        product: The product as the database holds it now.
        relevance: Fused similarity to the query, 0 to 1, higher is better.
        dense: Cosine of query and product embeddings, -1 to 1.
        lexical: BM25 score scaled to 0..1 within this result.
    """

    product: Product
    relevance: float
    dense: float
    lexical: float


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Candidates, best first, and how many products satisfied the limits in all.

    Attributes:
        candidates: At most `SearchRequest.limit`.
        total: Products that satisfy every hard limit, before the cut.
        relaxed: Terms of `include` or `kinds` that had to be dropped because nothing carried them all.
        seconds: Wall-clock time of the search.
    """

    candidates: tuple[Candidate, ...]
    total: int
    relaxed: tuple[str, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Reason:
    """One true statement about why a product stands where it stands.

    Attributes:
        kind: ``match``, ``limit``, ``preference``, ``history``, ``rating``, ``popular``, ``similar`` or ``note``.
        text: Plain wording, complete enough to show as it is.
        evidence: What proves it: ``{"field": "price"}``, ``{"profile": "linen"}``, ``{"query": "waterproof"}``.
        weight: Contribution to the product's score; 0 for limits, which decide rather than weigh.
    """

    kind: str
    text: str
    evidence: Mapping[str, str]
    weight: float


@dataclass(frozen=True, slots=True)
class Ranked:
    """A product with its final score and the reasons that add up to it, heaviest first."""

    product: Product
    score: float
    reasons: tuple[Reason, ...]
