"""What a shopper can say so that something fits: every one of these texts is read back by the grammar."""

from __future__ import annotations

from math import ceil, floor

from retrieval.money import money
from retrieval.relaxation import Limit, Opening

_WHOLE = 10  # from this price on limits are named in whole units


def remedy(opening: Opening, currency: str | None) -> str:
    """The words that give up one limit, or "" where none do (sold out is sold out)."""
    value = opening.value
    match opening.limit:
        case Limit.PRICE_MAX:
            return f"Up to {money(_round(opening.price or 0, up=True), currency, trim=True)}"
        case Limit.PRICE_MIN:
            return f"At least {money(_round(opening.price or 0, up=False), currency, trim=True)}"
        case Limit.INCLUDE:
            return f"{value[:1].upper()}{value[1:]} doesn't matter"
        case Limit.EXCLUDE:
            return f"{value[:1].upper()}{value[1:]} is fine"
        case Limit.ATTRIBUTE:
            return f"Any {value}"
        case Limit.BRAND:
            return "Any brand"
        case Limit.STOCK:
            return ""


def _round(price: float, *, up: bool) -> float:
    if price < _WHOLE:
        return price
    return float(ceil(price) if up else floor(price))
