"""What a product is called in prose. Cards show the whole title."""

from __future__ import annotations

import re

from retrieval.products import Product

LONGEST = 72
_STRONG = re.compile(r"\s*(?:[|;(\[]|\s[-–—]\s)")
_WEAK = re.compile(r"\s*(?:,|:\s)")
_SHORTEST = 12


def short_name(product: Product) -> str:
    """A title as a person would say it: marketplace titles are cut at a natural break.

    Args:
        product: Any product; its title is never empty.

    Returns:
        The title on one line, at most `LONGEST` characters.
    """
    title = " ".join(product.title.split())
    if len(title) <= LONGEST:
        return title
    # Before the first strong break stands the name itself; at a comma, as much as fits is kept.
    strong = [m.start() for m in _STRONG.finditer(title) if _SHORTEST <= m.start() <= LONGEST]
    weak = [m.start() for m in _WEAK.finditer(title) if _SHORTEST <= m.start() <= LONGEST]
    cut = strong[0] if strong else weak[-1] if weak else title.rfind(" ", _SHORTEST, LONGEST)
    return title[: cut if cut > 0 else LONGEST].rstrip(" -–—:,;|(")


_KIND_FIELDS = ("type", "product_type", "product type", "style", "kind")


def noun(product: Product) -> str:
    """What a product is, in a word or two, for a sentence that does not repeat its name."""
    values = [value for field in _KIND_FIELDS for value in product.attributes.get(field, ())[:1]]
    for text in (*values, *product.category[-1:]):
        if len(text.split()) <= 2 and "&" not in text:
            return text.lower()
    return short_name(product)
