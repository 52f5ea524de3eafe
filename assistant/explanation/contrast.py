"""What sets products apart, from their own fields."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.explanation.naming import short_name
from retrieval.money import money
from retrieval.products import Product

_MOST_FACETS = 2


def contrast(products: Sequence[Product]) -> str:
    """The differences that decide most purchases, in one sentence.

    Args:
        products: Two or more, as they stand side by side.

    Returns:
        Clauses about price, rating and the attributes that differ; all equal is said too.
    """
    clauses = [clause for clause in (_price(products), _rating(products), *_facets(products)) if clause]
    if not clauses:
        return "By price, rating and properties they are the same."
    sentence = "; ".join(clauses)
    return sentence[0].upper() + sentence[1:] + "."


def _price(products: Sequence[Product]) -> str | None:
    priced = sorted((p.price, i, p) for i, p in enumerate(products) if p.price is not None)
    if len(priced) < 2 or len({p.currency for _, _, p in priced}) > 1:
        return None
    (low, _, cheapest), (second, _, _) = priced[0], priced[1]
    high = priced[-1][0]
    if low == high:
        return f"all cost {money(low, cheapest.currency)}"
    if low == second:
        return f"prices run from {money(low, cheapest.currency)} to {money(high, cheapest.currency)}"
    less = money(round(second - low, 2), cheapest.currency)
    return f"{short_name(cheapest)} costs least at {money(low, cheapest.currency)}, {less} less than the next"


def _rating(products: Sequence[Product]) -> str | None:
    rated = sorted(((p.rating, i, p) for i, p in enumerate(products) if p.rating is not None), reverse=True)
    if len(rated) < 2 or rated[0][0] == rated[1][0]:
        return None
    return f"{short_name(rated[0][2])} is rated best at {rated[0][0]:g}"


def _facets(products: Sequence[Product]) -> list[str]:
    clauses: list[str] = []
    for field in dict.fromkeys(name for p in products for name in p.attributes):
        values = [p.attributes.get(field, ()) for p in products]
        if all(values) and len({tuple(sorted(v)) for v in values}) == len(values) and all(len(v) == 1 for v in values):
            clauses.append(f"{field.replace('_', ' ')}: " + ", ".join(v[0] for v in values))
    return clauses[:_MOST_FACETS]
