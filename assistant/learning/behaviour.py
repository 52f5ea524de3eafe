"""What a shop's own shoppers chose, out of its memory, in the form that rankers learn from."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import sqlalchemy as sa

from assistant.memory_tables import FEEDBACK, SESSIONS
from retrieval.recommending.interactions import Choices

CHOSEN = frozenset({"click", "like", "cart", "purchase"})
"""Kinds of feedback that say a product was wanted; so does a rating of at least `LIKED` stars."""

LIKED = 4.0
_DAY = 86_400.0


def logged(engine: sa.Engine, rows: Mapping[str, int]) -> tuple[Choices, ...]:
    """The choices of every shopper, and of every session whose shopper is not known, oldest first.

    Several events in a row about one product (a click, then a purchase) are one choice. A product that is no longer
    in the catalogue is left out.

    Args:
        engine: The store's database.
        rows: Row of each product's identifier.
    """
    if not sa.inspect(engine).has_table(FEEDBACK.name):
        return ()
    who = sa.func.coalesce(SESSIONS.c.shopper, SESSIONS.c.id)
    query = (
        sa.select(who, FEEDBACK.c.product, FEEDBACK.c.at)
        .join(SESSIONS, SESSIONS.c.id == FEEDBACK.c.session)
        .where(sa.or_(FEEDBACK.c.kind.in_(CHOSEN), sa.and_(FEEDBACK.c.kind == "rating", FEEDBACK.c.value >= LIKED)))
        .order_by(FEEDBACK.c.at, FEEDBACK.c.id)
    )
    chosen: dict[str, list[tuple[int, float]]] = {}
    with engine.connect() as connection:
        for user, product, at in connection.execute(query):
            if product not in rows:
                continue
            listed = chosen.setdefault(str(user), [])
            if not listed or listed[-1][0] != rows[product]:
                listed.append((rows[product], float(at) / _DAY))
    return tuple(
        Choices(user, np.array([row for row, _ in listed], np.int32), np.array([day for _, day in listed]))
        for user, listed in chosen.items()
    )
