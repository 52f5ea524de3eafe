"""The plain wording of reasons: what is shown when no model spoke, or when its sentence did not hold."""

from __future__ import annotations

import zlib

from retrieval.money import money
from retrieval.requests import Ranked, Reason

_ORDER = ("history", "preference", "match", "similar", "limit", "rating", "popular", "note")

# Several ways to join the same clauses, so that four cards in a row do not read like a form. Which one a
# product gets depends on its identity alone: the same product always reads the same.
_JOINS = ("; ", ", and ")


def plain_reason(ranked: Ranked, *, most: int = 2) -> str:
    """One sentence from the heaviest reasons, or from the price where there are none.

    Args:
        ranked: A product with its reasons, heaviest first.
        most: How many reasons to say.

    Returns:
        A sentence that ends in a full stop and holds nothing but reasons and catalogue facts.
    """
    texts = [reason.text.rstrip(".") for reason in worth_saying(ranked)[:most]]
    if not texts:
        price = money(ranked.product.price, ranked.product.currency) if ranked.product.price is not None else ""
        return f"It costs {price}." if price else "It is the closest match in the shop."
    turn = zlib.crc32(ranked.product.id.encode())
    sentence = texts[0] + "".join(_JOINS[(turn + i) % len(_JOINS)] + text for i, text in enumerate(texts[1:]))
    return sentence[0].upper() + sentence[1:] + "."


def worth_saying(ranked: Ranked) -> list[Reason]:
    """The heaviest reason of each kind that speaks for the product, most personal first.

    A shopper knows their own limit, but not what we know of their taste; and two reasons of one kind tell less
    than two of different kinds.
    """
    best: dict[str, Reason] = {}
    for reason in ranked.reasons:
        if reason.weight >= 0:
            best.setdefault(reason.kind, reason)
    return sorted(best.values(), key=lambda r: _ORDER.index(r.kind) if r.kind in _ORDER else len(_ORDER))
