"""One product described from its own fields, for a shopper who asked for details."""

from __future__ import annotations

import re

from retrieval.money import money
from retrieval.products import Product

_LONGEST = 420


def detail(product: Product, currency: str | None = None) -> str:
    """What the catalogue says, in sentences: price, rating, properties, stock and its own description.

    Args:
        product: The product.
        currency: The shop's own, where the product names none.
    """
    parts: list[str] = []
    if product.price is not None:
        parts.append(f"It costs {money(product.price, product.currency or currency)}.")
    if product.rating is not None:
        by = f" by {product.reviews_count} reviewers" if product.reviews_count else ""
        parts.append(f"It is rated {product.rating:g} out of 5{by}.")
    facets = [f"{name.replace('_', ' ')}: {', '.join(values[:6])}" for name, values in product.attributes.items()]
    if facets:
        line = "; ".join(facets[:6])
        parts.append(line[0].upper() + line[1:] + ".")
    if product.stock is not None:
        parts.append("It is in stock." if product.stock > 0 else "It is sold out at the moment.")
    if product.description:
        # The feed's words, marked as such: they are not the assistant's, whatever they claim.
        parts.append(f"The shop writes: “{_beginning(product.description)}”")
    return " ".join(parts)


def _beginning(text: str) -> str:
    """Whole sentences from the start of a description, as many as fit."""
    text = " ".join(text.split())
    if len(text) <= _LONGEST:
        return text
    ends = [m.end() for m in re.finditer(r"[.!?](?=\s)", text[:_LONGEST])]
    return text[: ends[-1]] if ends else text[: text.rfind(" ", 0, _LONGEST)] + " …"
