"""The one question worth asking: the property by which what fits differs most, from counts over what fits.

Asked only where the answer would help: many products fit, the shopper has stated little, and has not been asked this
before. What can be answered is offered for clicking.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from math import log2

import numpy as np
import numpy.typing as npt

from assistant.understanding.answers import PRICE, Question
from assistant.understanding.wish import Wish, key_of
from prompts import render
from retrieval.money import money
from retrieval.products import Product
from retrieval.wordforms import vocabulary

Carrying = Callable[[Sequence[str], Sequence[str]], npt.NDArray[np.bool_]]
"""Maps identifiers and terms to which product carries which."""

FEWEST = 10
"""With fewer products that fit, looking at them is quicker than answering."""

MOST_STATED = 3
"""Whoever has stated so many limits knows what they want."""

MOST_ASKED = 2
"""Questions about one wish."""

_OPTIONS = 3
_LEAST_SHARE, _MOST_SHARE = 0.07, 0.65  # of what fits: a rarer value is a guess, a commoner one tells little
_WORTH = 0.75  # bits that the answer has to be worth, times the share of products it speaks of
_SPREAD = 3.0  # dearest tenth over cheapest tenth from which a budget is worth asking for
_BUDGET = 1.0  # what a budget is worth then


def question(
    products: Sequence[Product],
    total: int,
    wish: Wish,
    carrying: Carrying,
    *,
    asked: Collection[str] = (),
    avoid: Collection[str] = (),
    currency: str | None = None,
) -> Question | None:
    """What to ask now, or ``None`` where no question is worth the shopper's time.

    Args:
        products: The likeliest of those that fit.
        total: How many fit.
        wish: What is wanted so far.
        carrying: Tells which products carry which terms.
        asked: Topics asked about before.
        avoid: Things this shopper does not want.
        currency: The shop's own.
    """
    if total < FEWEST or len(asked) >= MOST_ASKED or _stated(wish) >= MOST_STATED:
        return None
    worth: dict[str, tuple[float, tuple[str, ...]]] = {}
    if PRICE not in asked and wish.price_max is None and wish.price_min is None:
        worth[PRICE] = _budgets(products)
    settled = {*wish.facets.values(), *wish.attributes}
    unwanted = {key_of(term) for term in (*wish.exclude, *avoid, *wish.include)}
    for topic, terms in _terms(products).items():
        if topic not in asked and topic not in settled:
            wanted = [term for term in terms if key_of(term) not in unwanted]
            worth[topic] = _split(products, wanted, carrying)
    topic = max(worth, key=lambda each: worth[each][0], default=PRICE)
    value, options = worth.get(topic, (0.0, ()))
    if value < _WORTH or len(options) < 2:
        return None
    if topic == PRICE:
        options = tuple(f"Under {money(float(option), currency, trim=True)}" for option in options)
    return Question(topic, render("question", topic=topic, options=options), options)


def _stated(wish: Wish) -> int:
    prices = wish.price_max is not None or wish.price_min is not None
    return len(wish.include) + len(wish.exclude) + len(wish.brands) + len(wish.attributes) + prices


def _terms(products: Sequence[Product]) -> Mapping[str, tuple[str, ...]]:
    """Topics and the values that products may have: those that shoppers name, and those of the feed's own columns."""
    known = vocabulary().properties
    found: dict[str, dict[str, None]] = {topic: dict.fromkeys(known[topic]) for topic in ("color", "material")}
    for product in products:
        for name in ("style", "occasion", "type", "pattern"):
            for value in product.attributes.get(name, ()):
                if len(value) <= 24 and value.replace(" ", "").replace("-", "").isalpha():
                    found.setdefault(name, {})[value.lower()] = None
    return {topic: tuple(terms) for topic, terms in found.items()}


def _split(products: Sequence[Product], terms: Sequence[str], carrying: Carrying) -> tuple[float, tuple[str, ...]]:
    """Bits an answer is worth, times the share of products that have one, and the commonest answers."""
    if not terms:
        return 0.0, ()
    carried = carrying([product.id for product in products], terms)
    shares = carried.mean(axis=0)
    order = [int(at) for at in np.argsort(-shares, kind="stable") if _LEAST_SHARE <= shares[at] <= _MOST_SHARE]
    if len(order) < 2:
        return 0.0, ()
    covered = float(carried[:, order].any(axis=1).mean())
    chances = shares[order] / shares[order].sum()
    bits = -sum(float(chance) * log2(float(chance)) for chance in chances)
    return covered * bits, tuple(terms[at] for at in order[:_OPTIONS])


def _budgets(products: Sequence[Product]) -> tuple[float, tuple[str, ...]]:
    """Round amounts that a third and two thirds of what fits stay under."""
    prices = sorted(product.price for product in products if product.price)
    if len(prices) < FEWEST:
        return 0.0, ()
    low, high = prices[len(prices) // 10], prices[len(prices) * 9 // 10]
    amounts = dict.fromkeys(_round_up(prices[len(prices) * part // 3]) for part in (1, 2))
    return (_BUDGET if high >= _SPREAD * low else 0.0), tuple(f"{amount:g}" for amount in amounts)


def _round_up(price: float) -> float:
    """A round amount above a price: 5 beside 30, 50 beside 300."""
    step = 5 * 10 ** max(0, len(str(int(price))) - 2)
    return float(-(-price // step) * step)
