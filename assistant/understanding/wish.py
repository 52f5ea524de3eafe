"""What the shopper wants so far: readings accumulate into a wish, and a wish becomes a request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil
from typing import Any

from assistant.understanding.reading import Change, Intent, Reading
from retrieval.money import money
from retrieval.products import Product
from retrieval.requests import SearchRequest, Sort
from retrieval.wordforms import key, keys_of, vocabulary

_CENT = 0.01
_EASING = 1.5  # "a bit more is fine"
_SMALL = 10  # prices below are a matter of cents
_WHOLE_FACETS = frozenset("color material pattern size fit sleeve neckline style gender shape finish".split())


def _no_attributes() -> Mapping[str, tuple[str, ...]]:
    return {}


@dataclass(frozen=True, slots=True)
class Wish:
    """Everything in force after the turns so far. `revise` makes the next one; nothing changes in place.

    Attributes:
        kinds: Catalogue values that name the wanted kind.
        brands: Brands wanted.
        price_min: Lowest price accepted.
        price_max: Highest price accepted.
        include: Properties wanted.
        exclude: Things refused.
        attributes: Facet to accepted values.
        facets: Facet of each property of `include`, where known.
        in_stock: Whether only what can be bought now counts.
        sort: Order asked for.
        words: What to search for, in the shopper's words.
        recipient: Whom it is for.
    """

    kinds: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    price_min: float | None = None
    price_max: float | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=_no_attributes)
    facets: Mapping[str, str] = field(default_factory=dict[str, str])
    in_stock: bool = False
    sort: Sort = Sort.RELEVANCE
    words: str = ""
    recipient: str | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing has been asked for yet."""
        return self == Wish()

    def request(self, limit: int = 50, skip: Iterable[str] = ()) -> SearchRequest:
        """The request that finds what is wished for.

        Args:
            limit: How many candidates to return.
            skip: Identifiers to leave out, such as those already shown.
        """
        return SearchRequest(
            query=self.words or " ".join((*self.include, *self.kinds)),
            kinds=self.kinds,
            brands=self.brands,
            price_min=self.price_min,
            price_max=self.price_max,
            include=self.include,
            exclude=self.exclude,
            attributes=dict(self.attributes),
            in_stock=self.in_stock,
            skip=frozenset(skip),
            sort=self.sort,
            limit=limit,
        )

    def in_words(self, currency: str | None = "USD") -> tuple[str, ...]:
        """One phrase for each limit in force: "at most $40", "not leather", "in stock".

        Args:
            currency: ISO 4217 code of the shop, ``None`` for bare numbers.
        """
        phrases = [*self._price_in_words(currency)]
        phrases.extend(f"by {brand}" for brand in self.brands)
        phrases.extend(self.include)
        phrases.extend(f"{name} {' or '.join(values)}" for name, values in self.attributes.items())
        phrases.extend(f"not {term}" for term in self.exclude)
        if self.in_stock:
            phrases.append("in stock")
        return tuple(phrases)

    def topic(self, currency: str | None = "USD") -> str:
        """A short title: "Summer dresses, at most $40"."""
        name = self.words or " ".join((*self.include, *self.kinds)) or "Products"
        return ", ".join((name[:1].upper() + name[1:], *self._price_in_words(currency)))

    def _price_in_words(self, currency: str | None) -> tuple[str, ...]:
        low, high = self.price_min, self.price_max
        if low is not None and low == high:
            return (f"exactly {money(low, currency, trim=True)}",)
        if low is not None and high is not None:
            return (f"{money(low, currency, trim=True)} to {money(high, currency, trim=True)}",)
        if high is not None:
            return (f"at most {money(high, currency, trim=True)}",)
        return (f"at least {money(low, currency, trim=True)}",) if low is not None else ()


def revise(wish: Wish, reading: Reading, on_screen: Sequence[Product] = ()) -> Wish:
    """Add a reading to what was wished for.

    A newly named kind takes the place of the old one and of its properties; price limits, refusals and "in stock" stay.
    Without a new kind, properties refine; within one exclusive facet the newer value counts. "Cheaper" means cheaper
    than the product pointed at, and otherwise than the cheapest one shown, so that every product shown next costs
    less than every product shown before; "more upmarket" likewise upwards. Neither ever loosens a limit in force; "a
    bit more is fine" does, by half.

    Args:
        wish: What was wished for until now.
        reading: The reading of the new utterance.
        on_screen: The products shown when it was uttered.

    Returns:
        The new wish; the old one where the utterance is not about a search.
    """
    reading = _firm(reading)
    if reading.fresh:
        wish = Wish()
    if reading.intent not in (Intent.SEARCH, Intent.SIMILAR, Intent.REMEMBER, Intent.RESET) and not reading.retracted:
        return wish
    wish = _dropped(wish, reading.dropped)
    wish = _priced(wish, reading, on_screen)
    if reading.intent is Intent.SEARCH or reading.intent is Intent.SIMILAR:
        wish = _described(wish, reading)
    refused = {key_of(term) for term in reading.exclude}
    wanted = {key_of(term) for term in (*reading.include, *reading.kinds, *reading.brands)}
    exclude = [term for term in wish.exclude if key_of(term) not in wanted]
    exclude.extend(term for term in reading.exclude if key_of(term) not in {key_of(old) for old in exclude})
    return replace(
        wish,
        kinds=_without(wish.kinds, refused),
        brands=_without(wish.brands, refused),
        include=_without(wish.include, refused),
        words=_cut(wish.words, reading.exclude),
        exclude=tuple(exclude),
        in_stock=wish.in_stock or reading.in_stock,
        sort=reading.sort or wish.sort,
        recipient=reading.recipient or wish.recipient,
    )


def _firm(reading: Reading) -> Reading:
    """A term that explicit words refuse or drop is nothing else besides, whoever else has read it."""
    for name in ("exclude", "dropped"):
        if name in reading.settled:
            gone = {key_of(term) for term in getattr(reading, name)}
            others: dict[str, Any] = {
                other: _without(getattr(reading, other), gone)
                for other in ("include", "exclude", "dropped")
                if other != name
            }
            reading = replace(reading, **others)
    return reading


def key_of(term: str) -> tuple[str, ...]:
    """The form in which two terms are compared: "Leather bags" and "leather bag" are the same."""
    return keys_of(term)


def _dropped(wish: Wish, dropped: Sequence[str]) -> Wish:
    for term in dropped:
        base = key_of(term)
        facet = term.lower()
        gone = {base}
        if facet in _WHOLE_FACETS:
            gone |= {key_of(value) for value, name in wish.facets.items() if key(name) == key(facet)}
        texts = [term, *(value for value in wish.facets if key_of(value) in gone)]
        wish = replace(
            wish,
            kinds=() if facet == "kind" else _without(wish.kinds, gone),
            brands=() if facet == "brand" else _without(wish.brands, gone),
            include=_without(wish.include, gone),
            exclude=_without(wish.exclude, gone),
            attributes={
                name: values
                for name, values in wish.attributes.items()
                if key(name) != key(facet) and base not in {key_of(value) for value in values}
            },
            words=_cut(wish.words, [*texts, *(wish.brands if facet == "brand" else ())]),
        )
    return wish


def _priced(wish: Wish, reading: Reading, on_screen: Sequence[Product]) -> Wish:
    low, high = wish.price_min, wish.price_max
    stated = reading.price_min is not None or reading.price_max is not None
    if reading.price_dropped or (stated and low == high):  # "exactly $49" is one limit, and goes as one
        low = high = None
    if reading.price_min is not None:
        low = reading.price_min
        high = high if high is not None and high > low else None
    if reading.price_max is not None:
        high = reading.price_max
        low = reading.price_min if reading.price_min is not None else low
        low = low if low is not None and (low < high or low == reading.price_min) else None
    if reading.price_eased:
        return replace(wish, price_min=low, price_max=_eased(high))
    shown = _prices(reading, on_screen)
    if reading.change is Change.CHEAPER and shown:
        below = max(round(min(shown) - _CENT, 2), 0.0)
        high = below if high is None else min(below, high)
        low = low if low is not None and low <= high else None
    if reading.change is Change.DEARER and shown:
        above = round(max(shown) + _CENT, 2)
        low = above if low is None else max(above, low)
        high = high if high is not None and high >= low else None
    return replace(wish, price_min=low, price_max=high)


def _eased(limit: float | None) -> float | None:
    """An upper limit lifted by half: in whole units, where it is not a matter of cents."""
    if limit is None:
        return None
    return round(limit * _EASING, 2) if limit < _SMALL else float(ceil(limit * _EASING))


def _prices(reading: Reading, on_screen: Sequence[Product]) -> list[float]:
    """Prices that "cheaper" compares with: of the products pointed at, otherwise of all on screen."""
    pointed = [on_screen[place - 1] for place in reading.references if 0 < place <= len(on_screen)]
    return [product.price for product in (pointed or on_screen) if product.price is not None]


def _described(wish: Wish, reading: Reading) -> Wish:
    """Replace or refine what is searched for."""
    if _is_new_kind(wish, reading):
        return replace(
            wish,
            kinds=reading.kinds,
            brands=reading.brands,
            include=reading.include,
            attributes=dict(reading.attributes),
            facets=dict(reading.facets),
            words=reading.words,
            sort=Sort.RELEVANCE,
            recipient=None,  # the next thing may be for the shopper again
        )
    new_facets = dict(reading.facets)
    replaced = {name for name in new_facets.values() if key(name) in vocabulary().exclusive}
    replaced |= {name for name, _ in reading.attributes}
    old = [term for term, name in wish.facets.items() if name in replaced and term not in new_facets]
    include = [term for term in wish.include if term not in old]
    include.extend(term for term in reading.include if term not in include)
    old.extend(value for name, values in wish.attributes.items() if name in replaced for value in values)
    brands = reading.brands or wish.brands
    if reading.brands:
        old.extend(brand for brand in wish.brands if brand not in reading.brands)
    return replace(
        wish,
        kinds=reading.kinds or wish.kinds,
        brands=brands,
        include=tuple(include),
        attributes={
            **{name: values for name, values in wish.attributes.items() if name not in replaced},
            **dict(reading.attributes),
        },
        facets={**{term: name for term, name in wish.facets.items() if term not in old}, **new_facets},
        words=_joined(_cut(wish.words, old), reading.words),
    )


def _is_new_kind(wish: Wish, reading: Reading) -> bool:
    """Whether something else is wanted now; "in black" or "a waterproof one" refines what is there."""
    if reading.kinds:
        return not set(reading.kinds) & set(wish.kinds)
    refers = reading.change is not None or reading.more or reading.intent is Intent.SIMILAR
    return reading.names_thing and not refers and not set(keys_of(reading.words)) <= set(keys_of(wish.words))


def _without(terms: Sequence[str], gone: set[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(term for term in terms if key_of(term) not in gone)


def _cut(words: str, terms: Iterable[str]) -> str:
    """The words without those of the terms."""
    kept = words.split()
    for term in terms:
        base = key_of(term)
        keys = [" ".join(keys_of(word)) for word in kept]
        for start in range(len(kept) - len(base), -1, -1):
            if base and tuple(keys[start : start + len(base)]) == base:
                del kept[start : start + len(base)]
                del keys[start : start + len(base)]
    return " ".join(kept)


def _joined(before: str, new: str) -> str:
    """Old words and new ones, the new ones in front, none twice."""
    words = [*new.split(), *before.split()]
    seen: dict[tuple[str, ...], str] = {}
    for word in words:
        seen.setdefault(keys_of(word), word)
    return " ".join(seen.values())
