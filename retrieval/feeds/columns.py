"""Which column holds what: the names that shops and exporters give to a product's fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from retrieval.feeds.numbers import CURRENCIES

# Best name first. Compared without case, spaces and punctuation: "Product ID" is "productid".
NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "id": tuple("id productid itemid sku handle asin uuid uniqid productcode itemnumber articlenumber".split()),
        "title": tuple("title name productname producttitle itemname itemtitle".split()),
        "description": tuple(
            """description productdescription body bodyhtml longdescription fulldescription details
            aboutproduct summary shortdescription""".split()
        ),
        "category": tuple(
            """category categories categorypath producttype productcategory googleproductcategory
            breadcrumbs maincategory type department""".split()
        ),
        "brand": tuple("brand brandname vendor manufacturer maker".split()),
        "price": tuple(
            """price currentprice sellingprice unitprice priceamount variantprice regularprice
            listprice""".split()
        ),
        "sale price": tuple("saleprice specialprice discountedprice discountprice offerprice".split()),
        "currency": tuple("currency currencycode pricecurrency".split()),
        "attributes": tuple("attributes properties specs specifications facets".split()),
        "images": tuple(
            """images image imageurl imageurls imagelink imagelinks imagesrc mainimage pictures picture
            photos photo thumbnail additionalimagelink additionalimages gallery""".split()
        ),
        "url": tuple("url link producturl productlink permalink canonicalurl pageurl href".split()),
        "rating": tuple("rating averagerating avgrating ratingvalue reviewrating stars".split()),
        "reviews count": tuple(
            """reviewscount reviewcount ratingscount ratingcount numreviews numberofreviews totalreviews
            ratingstotal reviewstotal reviews""".split()
        ),
        "stock": tuple("stock stockquantity stocklevel inventory inventoryquantity quantity qty currentstock".split()),
        "availability": tuple("availability stockstatus instock isinstock available isavailable".split()),
    }
)
_FIELD_OF = {name: (field, rank) for field, names in NAMES.items() for rank, name in enumerate(names)}
_PUNCTUATION = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Column:
    """What a column name means.

    Attributes:
        field: A key of `NAMES`, or ``None`` for a name that means nothing to us.
        rank: 0 for the best of the field's names.
        currency: ISO 4217 code in the name itself, as in "Price (EUR)".
    """

    field: str | None
    rank: int = 0
    currency: str | None = None


@lru_cache(maxsize=4096)
def column(name: str) -> Column:
    """Returns what the column called `name` holds."""
    plain = _PUNCTUATION.sub("", name[:100].casefold())
    known = _FIELD_OF.get(plain)
    if known is None and plain[-3:].upper() in CURRENCIES:
        priced = _FIELD_OF.get(plain[:-3])
        if priced is not None and priced[0] in ("price", "sale price"):
            return Column(*priced, currency=plain[-3:].upper())
    return Column(*known) if known else Column(None)


def spoken(field: str) -> str:
    """Returns the names that a column for `field` may have, for a message."""
    return ", ".join(NAMES[field][:5])


@dataclass(frozen=True, slots=True)
class Sorted:
    """A record's values by what they mean.

    Attributes:
        known: Field to its columns, the best name first, each with its value; none of the values is empty.
        other: Columns that mean nothing to us.
        currency: Written in the name of the price's column.
    """

    known: Mapping[str, tuple[tuple[str, object], ...]]
    other: Mapping[str, object]
    currency: str | None


def sort_columns(fields: Mapping[str, object]) -> Sorted:
    """Returns a record's values by what their columns mean, without the empty ones."""
    ranked: dict[str, list[tuple[int, str, object]]] = {}
    other: dict[str, object] = {}
    currency = None
    for name, value in fields.items():
        if is_empty(value):
            continue
        meaning = column(name)
        if meaning.field is None or (meaning.field == "reviews count" and isinstance(value, list | dict)):
            other[name] = value
        else:
            ranked.setdefault(meaning.field, []).append((meaning.rank, name, value))
            currency = currency or meaning.currency
    known = {
        field: tuple((name, value) for _, name, value in sorted(found, key=lambda item: item[0]))
        for field, found in ranked.items()
    }
    return Sorted(known, other, currency)


def is_empty(value: object) -> bool:
    """Whether `value` says nothing: null, blank text, an empty list or object."""
    if isinstance(value, str):
        return not value or value.isspace()
    return value is None or (isinstance(value, list | dict) and not value)
