"""The plain wording of reasons: what is shown when no model spoke, or when its sentence did not hold."""

from __future__ import annotations

import zlib

from assistant.explanation.naming import short_name
from retrieval.money import money
from retrieval.requests import Ranked, Reason

# Several ways to join the same clauses, so that four cards in a row do not read like a form. Which one a
# product gets depends on its identity alone: the same product always reads the same.
_OPENINGS = ("{first}", "chosen because: {first}", "worth a look: {first}", "{first}")
_JOINS = ("; ", "; also ", "; ", ", and ")


def plain_reason(ranked: Ranked, *, most: int = 2) -> str:
    """One sentence from the heaviest reasons, or from the price where there are none.

    Args:
        ranked: A product with its reasons, heaviest first.
        most: How many reasons to say.

    Returns:
        A sentence that ends in a full stop and holds nothing but reasons and catalogue facts.
    """
    texts = [reason.text.rstrip(".") for reason in _worth_saying(ranked)[:most]]
    if not texts:
        price = (
            money(ranked.product.price, ranked.product.currency) if ranked.product.price is not None else ""
        )
        return f"It costs {price}." if price else "It is the closest match in the shop."
    turn = zlib.crc32(ranked.product.id.encode())
    opening = _OPENINGS[turn % len(_OPENINGS)]
    sentence = opening.format(first=texts[0]) + "".join(
        _JOINS[(turn // 7 + i) % len(_JOINS)] + text for i, text in enumerate(texts[1:])
    )
    return sentence[0].upper() + sentence[1:] + "."


def _worth_saying(ranked: Ranked) -> list[Reason]:
    """Personal reasons first: a shopper knows their own limit, but not what we know of their taste."""
    order = {"history": 0, "preference": 1, "match": 2, "similar": 2, "limit": 3, "rating": 4, "popular": 5}
    speaking_for = [reason for reason in ranked.reasons if reason.weight >= 0]
    return sorted(speaking_for, key=lambda r: order.get(r.kind, 6))


def plain_line(ranked: Ranked) -> str:
    """Name and plain reason, as one line of the reply."""
    return f"{short_name(ranked.product)}: {plain_reason(ranked)}"
