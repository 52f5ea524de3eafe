"""What is known of a shopper's taste, as numbers that a ranking can weigh and take apart again.

A profile is built afresh from events each time: it is small, and forgetting an event is then leaving it out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from retrieval.products import Product

Vectors: TypeAlias = NDArray[np.float32]

HALF_LIFE_DAYS = 30.0
"""An event counts half after this many days; stated likes and dislikes do not fade."""

KIND_WEIGHTS: Mapping[str, float] = MappingProxyType(
    {"purchase": 2.0, "cart": 1.5, "like": 1.0, "click": 0.3, "view": 0.1, "dislike": -1.0}
)
"""Weight of a fresh event; a rating weighs from -1.0 (one star or none) through 0 (three) to 1.0 (five)."""

STATED_WEIGHT = 2.0
"""Weight of a stated like within a taste: as much as a purchase made today."""

OPINIONS = frozenset({"like", "dislike", "rating"})
"""Kinds of which only the last one about a product counts."""

STATEMENTS = frozenset({"likes", "dislikes"})
"""Kinds about a subject in words instead of a product."""

EVENT_KINDS = (*KIND_WEIGHTS, "rating", *sorted(STATEMENTS))

_FAINT = 0.01
_MOST_VALUES = 3  # a facet with more values lists variants ("S", "M", "L", "XL") and says nothing about taste
_LONGEST_VALUE = 40
_EMPTY_VALUES = frozenset({"yes", "no", "true", "false", "n/a", "na", "none", "unknown", "other"})
_FEWEST_PRICES = 3
_FEWEST_SHARES = 3  # a product that states only its broad category must not put its whole weight on it


@dataclass(frozen=True, slots=True)
class ProfileEvent:
    """One thing a shopper did or said.

    Attributes:
        product: Identifier, for what was done with a product.
        subject: Words, for a stated taste of kind ``likes`` or ``dislikes``.
        kind: One of `EVENT_KINDS`.
        value: Stars from 0 to 5 for a rating; otherwise unused.
        at: When, with its time zone.
    """

    product: str | None
    subject: str | None
    kind: str
    value: float | None
    at: datetime


@dataclass(frozen=True, slots=True)
class HistoryItem:
    """A product of the shopper's history and how much it says about their taste.

    Attributes:
        product: As the catalogue holds it now.
        kind: The event that weighs most ("purchase"), which words are built from.
        value: Stars, where `kind` is ``rating``.
        weight: Strength after fading, above 0 for likes and dislikes alike.
    """

    product: Product
    kind: str
    value: float | None
    weight: float


@dataclass(frozen=True, slots=True)
class Facet:
    """One value that describes a product: ``Facet("material", "linen", "Linen")``.

    Attributes:
        name: Attribute name, ``brand`` or ``category``, in lower case.
        key: The value in lower case, for comparing.
        value: The value as the catalogue writes it.
    """

    name: str
    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Affinity:
    """How much the history leans to one facet value.

    Attributes:
        weight: Sum over the history; each product shares its weight evenly among its facets, at least three.
        source: The product that adds most to it.
    """

    weight: float
    source: HistoryItem


@dataclass(frozen=True, slots=True)
class PriceBand:
    """Prices of what the shopper chose: the middle four fifths, `count` products, in one currency."""

    low: float
    high: float
    currency: str | None
    count: int


def _no_vectors() -> Vectors:
    return np.zeros((0, 0), dtype=np.float32)


def _no_affinities() -> Mapping[tuple[str, str], Affinity]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """A shopper's taste; the default is a shopper nothing is known of.

    Attributes:
        liked: Products that speak for others like them, heaviest first.
        liked_vectors: Their embeddings, float32 (len(liked), d), rows of length 1.
        disliked: Products that speak against others like them, heaviest first.
        disliked_vectors: Their embeddings, in the same form.
        likes: Stated likes, in the shopper's words.
        dislikes: Stated dislikes.
        affinities: By facet name and key, from `liked`.
        price_band: ``None`` where fewer than three prices are known.
        positive: Direction of the taste, float32 (d,) of length 1, from `liked` and `likes`, fit to search
            with; ``None`` where nothing is liked.
        negative: Direction of the distaste, from `disliked` and `dislikes`.
    """

    liked: tuple[HistoryItem, ...] = ()
    liked_vectors: Vectors = field(default_factory=_no_vectors)
    disliked: tuple[HistoryItem, ...] = ()
    disliked_vectors: Vectors = field(default_factory=_no_vectors)
    likes: tuple[str, ...] = ()
    dislikes: tuple[str, ...] = ()
    affinities: Mapping[tuple[str, str], Affinity] = field(default_factory=_no_affinities)
    price_band: PriceBand | None = None
    positive: Vectors | None = None
    negative: Vectors | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing is known: a cold start."""
        return not (self.liked or self.disliked or self.likes or self.dislikes)


def build_profile(
    events: Sequence[ProfileEvent],
    vectors: Callable[[Sequence[str]], Vectors],
    encode: Callable[[str], Vectors],
    products: Mapping[str, Product],
    now: datetime,
) -> Profile:
    """Turn events into a profile.

    Of several events about one product the heaviest counts, so that looking a hundred times is not a
    purchase; of several opinions the last one counts, and a bad last opinion silences everything else about
    the product.

    Args:
        events: In any order. Events about products that are not in `products` are left out.
        vectors: Embeddings of product identifiers, float32 (n, d), rows of length 1.
        encode: Embedding of words, float32 (d,), of length 1.
        products: At least the products of the history that still exist.
        now: With its time zone; events fade by their distance to it, later events do not fade.

    Raises:
        ValueError: An event is of an unknown kind, or lacks its product, subject or stars.
    """
    by_product: dict[str, list[ProfileEvent]] = {}
    statements: dict[str, ProfileEvent] = {}
    for event in sorted(events, key=lambda event: event.at):
        _check(event)
        if event.kind in STATEMENTS:
            key = str(event.subject).casefold().strip()
            statements.pop(key, None)
            statements[key] = event
        elif event.product in products:
            by_product.setdefault(str(event.product), []).append(event)

    items = [_weigh(products[identifier], found, now) for identifier, found in by_product.items()]
    liked = _heaviest(item for item in items if item.weight > _FAINT)
    disliked = _heaviest(
        HistoryItem(item.product, item.kind, item.value, -item.weight) for item in items if item.weight < -_FAINT
    )
    likes = tuple(str(event.subject) for event in statements.values() if event.kind == "likes")
    dislikes = tuple(str(event.subject) for event in statements.values() if event.kind == "dislikes")
    liked_vectors = _embed(liked, vectors)
    disliked_vectors = _embed(disliked, vectors)
    return Profile(
        liked=liked,
        liked_vectors=liked_vectors,
        disliked=disliked,
        disliked_vectors=disliked_vectors,
        likes=likes,
        dislikes=dislikes,
        affinities=_affinities(liked),
        price_band=_price_band(liked),
        positive=_direction(liked, liked_vectors, [encode(subject) for subject in likes]),
        negative=_direction(disliked, disliked_vectors, [encode(subject) for subject in dislikes]),
    )


def facets_of(product: Product) -> tuple[Facet, ...]:
    """The values that describe a product's character: attributes, brand, and the narrowest category.

    Values that say nothing about taste are left out: yes and no, bare numbers, long texts, and facets that
    list more than three variants.
    """
    facets: list[Facet] = []
    for name, values in product.attributes.items():
        if len(values) <= _MOST_VALUES:
            facets.extend(Facet(name.lower(), value.lower(), value) for value in values if _telling(value))
    if product.brand:
        facets.append(Facet("brand", product.brand.lower(), product.brand))
    if product.category:
        facets.append(Facet("category", product.category[-1].lower(), product.category[-1]))
    return tuple(facets)


def facet_keys(product: Product) -> set[tuple[str, str]]:
    """Names and keys of all of `facets_of` and of values that say nothing: quick, for looking up."""
    keys = {
        (name.lower(), value.lower())
        for name, values in product.attributes.items()
        if len(values) <= _MOST_VALUES
        for value in values
    }
    if product.brand:
        keys.add(("brand", product.brand.lower()))
    if product.category:
        keys.add(("category", product.category[-1].lower()))
    return keys


def _telling(value: str) -> bool:
    return (
        len(value) <= _LONGEST_VALUE
        and value.lower() not in _EMPTY_VALUES
        and any(letter.isalpha() for letter in value)
    )


def _check(event: ProfileEvent) -> None:
    if event.kind not in EVENT_KINDS:
        raise ValueError(f"unknown kind of event {event.kind!r}; valid kinds: {', '.join(EVENT_KINDS)}")
    if event.kind in STATEMENTS:
        if not (event.subject and event.subject.strip()):
            raise ValueError(f"an event of kind {event.kind!r} needs a subject in words")
    elif not event.product:
        raise ValueError(f"an event of kind {event.kind!r} needs a product")
    if event.kind == "rating" and (event.value is None or not 0 <= event.value <= 5):
        raise ValueError(f"a rating needs a value from 0 to 5, got {event.value!r}")


def _weigh(product: Product, events: Sequence[ProfileEvent], now: datetime) -> HistoryItem:
    """The one event that stands for this product; `events` are oldest first."""
    weighed = [
        HistoryItem(product, event.kind, event.value, _fresh_weight(event) * _fading(event.at, now))
        for event in events
        if event.kind not in OPINIONS
    ]
    opinion = next((event for event in reversed(events) if event.kind in OPINIONS), None)
    if opinion is not None:
        item = HistoryItem(product, opinion.kind, opinion.value, _fresh_weight(opinion) * _fading(opinion.at, now))
        if item.weight < 0:
            return item
        weighed.append(item)
    return max(weighed, key=lambda item: item.weight)


def _fresh_weight(event: ProfileEvent) -> float:
    if event.kind == "rating" and event.value is not None:
        return max(-1.0, (event.value - 3.0) / 2.0)
    return KIND_WEIGHTS[event.kind]


def _fading(at: datetime, now: datetime) -> float:
    days = max(0.0, (now - at).total_seconds() / 86_400)
    return 0.5 ** (days / HALF_LIFE_DAYS)


def _heaviest(items: Iterable[HistoryItem]) -> tuple[HistoryItem, ...]:
    return tuple(sorted(items, key=lambda item: (-item.weight, item.product.id)))


def _embed(items: Sequence[HistoryItem], vectors: Callable[[Sequence[str]], Vectors]) -> Vectors:
    return vectors([item.product.id for item in items]) if items else _no_vectors()


def _direction(items: Sequence[HistoryItem], embedded: Vectors, stated: Sequence[Vectors]) -> Vectors | None:
    parts = [item.weight * row for item, row in zip(items, embedded, strict=True)]
    parts += [STATED_WEIGHT * row for row in stated]
    if not parts:
        return None
    total = np.sum(parts, axis=0)
    length = float(np.linalg.norm(total))
    return (total / length).astype(np.float32) if length > 0 else None


def _affinities(liked: Sequence[HistoryItem]) -> Mapping[tuple[str, str], Affinity]:
    shares: dict[tuple[str, str], list[tuple[float, HistoryItem]]] = {}
    for item in liked:
        keys = {(facet.name, facet.key) for facet in facets_of(item.product)}
        for key in keys:
            shares.setdefault(key, []).append((item.weight / max(len(keys), _FEWEST_SHARES), item))
    return MappingProxyType(
        {
            key: Affinity(sum(share for share, _ in found), max(found, key=lambda entry: entry[0])[1])
            for key, found in shares.items()
        }
    )


def _price_band(liked: Sequence[HistoryItem]) -> PriceBand | None:
    prices: dict[str | None, list[float]] = {}
    for item in liked:
        chosen = item.kind not in {"view", "click"}
        if chosen and item.product.price is not None:
            prices.setdefault(item.product.currency, []).append(item.product.price)
    if not prices:
        return None
    currency, known = max(prices.items(), key=lambda entry: len(entry[1]))
    if len(known) < _FEWEST_PRICES:
        return None
    known.sort()
    cut = len(known) // 10
    return PriceBand(known[cut], known[-1 - cut], currency, len(known))
