"""What would fit if one limit went: a request without each of its limits in turn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from retrieval.requests import SearchRequest


class Limit(StrEnum):
    """What may be given up, and nothing else with it."""

    PRICE_MAX = "price_max"
    PRICE_MIN = "price_min"
    BRAND = "brand"
    INCLUDE = "include"
    EXCLUDE = "exclude"
    ATTRIBUTE = "attribute"
    STOCK = "stock"


@dataclass(frozen=True, slots=True)
class Opening:
    """One limit, and what its absence lets through.

    Attributes:
        limit: Which limit.
        value: The term, brand or facet that goes; empty for price and stock.
        opens: Products that satisfy everything else, at least 1.
        price: Of a price limit: that of the product nearest to it.
    """

    limit: Limit
    value: str
    opens: int
    price: float | None = None


def without_each(request: SearchRequest) -> Iterator[tuple[Limit, str, SearchRequest]]:
    """Each limit, its value, and the request without it; kinds stay, since another thing is no answer.

    A product with several refused or wished-for terms is asked about one term at a time.
    """
    if request.price_max is not None:
        yield Limit.PRICE_MAX, "", replace(request, price_max=None)
    if request.price_min is not None:
        yield Limit.PRICE_MIN, "", replace(request, price_min=None)
    for term in request.include:
        kept = tuple(each for each in request.include if each != term)
        yield Limit.INCLUDE, term, replace(request, include=kept)
    for name in request.attributes:
        others = {other: values for other, values in request.attributes.items() if other != name}
        yield Limit.ATTRIBUTE, name, replace(request, attributes=others)
    if request.brands:
        yield Limit.BRAND, " or ".join(request.brands), replace(request, brands=())
    for term in request.exclude:
        kept = tuple(each for each in request.exclude if each != term)
        yield Limit.EXCLUDE, term, replace(request, exclude=kept)
    if request.in_stock:
        yield Limit.STOCK, "", replace(request, in_stock=False)
