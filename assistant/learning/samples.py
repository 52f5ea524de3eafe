"""Products with plausible true reasons, and sentences about them that the check lets pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from types import MappingProxyType
from typing import NamedTuple

from assistant.explanation.check import problems
from assistant.explanation.facts import Facts, facts_of
from assistant.explanation.naming import short_name
from assistant.explanation.sentences.composer import MOST_WORDS, Voice, compose
from assistant.explanation.sentences.drafts import missing
from retrieval.carrying import carried_by
from retrieval.products import Product
from retrieval.profile import Affinity, Facet, HistoryItem, facets_of
from retrieval.reasons import (
    affinity_reason,
    history_reason,
    limit_reasons,
    more_affinity_reason,
    more_history_reason,
    popular_reason,
    rating_reason,
    similar_reason,
    stated_reason,
)
from retrieval.requests import Ranked, Reason, SearchRequest

_CURRENCIES: Mapping[str, float] = MappingProxyType(
    {"USD": 1, "EUR": 1, "GBP": 1, "CAD": 1.4, "AUD": 1.5, "JPY": 150, "INR": 80, "CHF": 1, "SEK": 10, "ILS": 3.5}
)
_DEEDS = (("purchase", 5), ("cart", 3), ("like", 5), ("click", 3), ("rating", 2))
_UNWANTED = ("leather", "wool", "plastic", "nylon", "polyester", "silk", "glass", "suede", "rubber", "pink", "black")
_UNSAID = frozenset({"size", "age", "gender"})
_KINDS = ("history", "preference", "similar", "limit", "rating", "popular")
_SHARE = (30, 28, 8, 45, 35, 18)
_TRIES_EACH = 20


class Sample(NamedTuple):
    """What the model is given and what it should write; `facts` prove the sentence."""

    noun: str
    clauses: tuple[str, ...]
    sentence: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Attempt:
    """A composed sentence and what stands against it; nothing does where `findings` is empty."""

    sample: Sample
    findings: tuple[str, ...]


def samples(
    products: Sequence[Product], random: Random, count: int, *, voices: Sequence[Voice] = (Voice.WARM,)
) -> Iterator[Sample]:
    """Yield sentences that hold, with what they were made from.

    Args:
        products: A catalogue; histories name its other products.
        random: Decides everything: the same state gives the same samples.
        count: How many to yield; fewer come only where hardly any sentence of the catalogue holds.
        voices: Drawn from for each sentence.
    """
    left = count
    for attempt in attempts(products, random, count * _TRIES_EACH, voices=voices):
        if left <= 0:
            return
        if not attempt.findings:
            left -= 1
            yield attempt.sample


def attempts(
    products: Sequence[Product], random: Random, count: int, *, voices: Sequence[Voice] = (Voice.WARM,)
) -> Iterator[Attempt]:
    """Yield `count` composed sentences, held or not, each with what stands against it."""
    shop = _Shop(products)
    made = 0
    for _ in range(count * 2 if products else 0):
        if made >= count:
            return
        product = _repriced(random.choice(shop.products), random)
        if random.random() < 0.1:
            product = replace(product, reviews_count=None)
        if random.random() < 0.03:  # a shop that says no more than the price
            product = replace(product, attributes=MappingProxyType({}))
        ranked, price_max = _ranked(product, shop, random)
        facts = facts_of(ranked, short_name(product), price_max=price_max)
        if not any(facts.clauses):
            continue
        made += 1
        sentence = compose(facts.noun, facts.clauses, random, voice=random.choice(voices))
        sample = Sample(facts.noun, facts.clauses, sentence, facts)
        yield Attempt(sample, (*problems(sentence, facts), *_missing(sample)))


def _missing(sample: Sample) -> list[str]:
    found = [f"lacks {text}" for text in missing(sample.sentence, [clause for clause in sample.clauses if clause])]
    return [*found, "is too long"] if len(sample.sentence.split()) > MOST_WORDS else found


class _Shop:
    """A catalogue, and which of its products share a value."""

    def __init__(self, products: Sequence[Product]) -> None:
        self.products = tuple(products)
        self._sharing: dict[tuple[str, str], list[Product]] = {}
        for product in self.products:
            for facet in facets_of(product):
                self._sharing.setdefault((facet.name, facet.key), []).append(product)

    def other(self, product: Product, random: Random) -> Product | None:
        """Another product whose title can be told from this one's."""
        return self._pick(product, self.products, random)

    def sharing(self, product: Product, facet: Facet, random: Random) -> Product | None:
        """Another product with the same value."""
        return self._pick(product, self._sharing.get((facet.name, facet.key), ()), random)

    def _pick(self, product: Product, among: Sequence[Product], random: Random) -> Product | None:
        name = short_name(product).lower()
        for _ in range(5 if among else 0):
            found = random.choice(among)
            if found.id != product.id and name not in found.title.lower():
                return found
        return None


def _repriced(product: Product, random: Random) -> Product:
    """The product as a shop of another country would sell it, half of the time."""
    if product.price is None or random.random() < 0.5:
        return product
    currency = random.choice(tuple(_CURRENCIES))
    price = product.price * _CURRENCIES[currency] * random.uniform(0.8, 1.25)
    cents = random.choice((0.0, 0.5, 0.95, 0.99))
    return replace(product, price=float(max(1, int(price))) + (0 if currency == "JPY" else cents), currency=currency)


def _ranked(product: Product, shop: _Shop, random: Random) -> tuple[Ranked, float | None]:
    """The product with none to three kinds of reasons, and the upper limit among them."""
    made: dict[str, Callable[[], Reason | None]] = {
        "history": lambda: _history(product, shop, random),
        "preference": lambda: _preference(product, shop, random),
        "similar": lambda: _similar(product, shop, random),
        "rating": lambda: rating_reason(product, 0.1) if product.rating else None,
        "popular": lambda: popular_reason(random.choice((1, 2, random.randint(3, 90), random.randint(90, 3000))), 0.1),
    }
    kinds: set[str] = set()
    for _ in range(random.choices((0, 1, 2, 3), (12, 28, 48, 12))[0]):
        kinds.add(random.choices(_KINDS, _SHARE)[0])
    reasons: list[Reason] = []
    price_max = None
    for kind in sorted(kinds):
        if kind == "limit":
            request = _request(product, random)
            price_max = request.price_max
            reasons += limit_reasons(product, request, carried_by([product])[0], "USD")
        elif (reason := made[kind]()) is not None:
            reasons.append(reason)
    return Ranked(product, 1.0, tuple(reasons)), price_max


def _item(product: Product, random: Random) -> HistoryItem:
    kind = random.choices([kind for kind, _ in _DEEDS], [share for _, share in _DEEDS])[0]
    return HistoryItem(product, kind, random.choice((4.0, 4.5, 5.0)) if kind == "rating" else None, 1.0)


def _history(product: Product, shop: _Shop, random: Random) -> Reason | None:
    drawn = random.random()
    if drawn < 0.06:
        return more_history_reason(random.randint(1, 9), 0.3)
    if drawn < 0.1:
        return history_reason(_item(product, random), product, 0.3)
    other = shop.other(product, random)
    return history_reason(_item(other, random), product, 0.3) if other else None


def _similar(product: Product, shop: _Shop, random: Random) -> Reason | None:
    other = shop.other(product, random)
    return similar_reason(other, 0.3) if other else None


def _preference(product: Product, shop: _Shop, random: Random) -> Reason | None:
    facets = facets_of(product)
    if not facets:
        return None
    facet = random.choice(facets)
    drawn = random.random()
    if drawn < 0.45:
        told = [f for f in facets if f.name not in {"brand", "category", "type", *_UNSAID}]
        return stated_reason(random.choice(told).value.lower(), 0.3) if told else None
    if drawn < 0.6:
        return more_affinity_reason(random.sample(facets, min(len(facets), random.randint(1, 3))), 0.2)
    other = product if drawn < 0.63 else shop.sharing(product, facet, random)
    return affinity_reason(facet, Affinity(1.0, _item(other, random)), product, 0.2) if other else None


def _request(product: Product, random: Random) -> SearchRequest:
    """Limits that the product keeps."""
    price = product.price
    drawn = random.random()
    if price is not None and drawn < 0.62:
        high, low = _round_up(price * random.uniform(1.0, 1.6)), _round_down(price * random.uniform(0.3, 0.95))
        if drawn < 0.4:
            return SearchRequest(price_max=high)
        return SearchRequest(price_min=low, price_max=high) if drawn < 0.52 else SearchRequest(price_min=low)
    values = [value for name, found in product.attributes.items() if name not in _UNSAID for value in found]
    requests = [
        SearchRequest(brands=(product.brand,)) if product.brand else None,
        SearchRequest(include=(random.choice(values).lower(),)) if values else None,
        SearchRequest(exclude=(random.choice(_UNWANTED),)),
        SearchRequest(in_stock=True),
        SearchRequest(kinds=(product.category[-1],)) if product.category else None,
    ]
    return random.choice([request for request in requests if request is not None])


def _step(price: float) -> int:
    """How round a figure people would name: 5 beside 30, 50 beside 300."""
    return 5 * 10 ** max(0, len(str(int(price))) - 2)


def _round_up(price: float) -> float:
    step = _step(price)
    return float(-(-price // step) * step)


def _round_down(price: float) -> float:
    step = _step(price)
    return float(max(1, price // step * step))
