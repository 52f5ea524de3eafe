"""Dialogues of one message: a wish, and what the catalogue says must follow."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.dialogues.generation.census import fitting, speaks_of
from assistant.dialogues.generation.draw import Draw, between
from assistant.dialogues.generation.expecting import (
    NOTHING_FITS,
    Expect,
    Script,
    available,
    nothing_fits,
    priced,
    property_of,
    shows,
    wish_for,
)
from assistant.dialogues.schema import ProductFilter

_FEW = (2, 4)
_COUNTED = (5, 40)


def budget(draw: Draw) -> Script | None:
    """An upper limit that leaves some products and keeps out others."""
    kind = draw.kind(fewest=3)
    limit = kind and draw.limit(kind.prices, draw.chance.randint(1, len(kind.prices) - 1))
    if kind is None or limit is None:
        return None
    said = draw.say("budget", kind=kind.said, amount=draw.amount(limit))
    fit = priced(kind, high=limit) if kind.certain else 1
    return Script(f"{kind.said} up to {limit:g}", ((said[0], shows(wish_for(kind, price_max=limit), fit)),))


def floor(draw: Draw) -> Script | None:
    """A lower limit."""
    kind = draw.kind(fewest=3)
    limit = kind and draw.limit(kind.prices, draw.chance.randint(1, len(kind.prices) - 1))
    if kind is None or limit is None:
        return None
    said = draw.say("floor", kind=kind.said, amount=draw.amount(limit))
    fit = priced(kind, low=limit) if kind.certain else 1
    return Script(f"{kind.said} from {limit:g}", ((said[0], shows(wish_for(kind, price_min=limit), fit)),))


def price_range(draw: Draw) -> Script | None:
    """Two limits with something between them."""
    kind = draw.kind(fewest=4)
    if kind is None:
        return None
    low = draw.limit(kind.prices, draw.chance.randint(1, len(kind.prices) // 2))
    high = draw.limit(kind.prices, draw.chance.randint(len(kind.prices) // 2 + 1, len(kind.prices)))
    if low is None or high is None or low >= high or not priced(kind, low=low, high=high):
        return None
    said = draw.say("range", kind=kind.said, low=draw.amount(low), high=draw.amount(high))
    fit = priced(kind, low=low, high=high) if kind.certain else 1
    wish = wish_for(kind, price_min=low, price_max=high)
    return Script(f"{kind.said} between {low:g} and {high:g}", ((said[0], shows(wish, fit)),))


def exact(draw: Draw) -> Script | None:
    """A limit that few products meet: the screen is known to the last of them."""
    kind = draw.kind(fewest=_FEW[0], counted=True)
    fit = draw.chance.randint(*_FEW)
    limit = draw.limit(kind.prices, fit) if kind and fit <= len(kind.prices) else None
    if kind is None or limit is None:
        return None
    ids = [one.id for one in fitting(kind.products, ProductFilter(price_max=limit))]
    said = draw.say("exact", kind=kind.said, amount=draw.amount(limit))
    return Script(f"the {len(ids)} {kind.said} up to {limit:g}", ((said[0], {"products": {"ids": ids}}),))


def count(draw: Draw) -> Script | None:
    """More products fit than can be shown: their number is told."""
    kind = draw.kind(fewest=_COUNTED[0], counted=True)
    if kind is None or not kind.said.endswith("s"):
        return None  # nobody asks "how many luggage"
    fit = draw.chance.randint(_COUNTED[0], min(len(kind.prices), _COUNTED[1]))
    limit = draw.limit(kind.prices, fit)
    if limit is None:
        return None
    said = draw.say("count", kind=kind.said, amount=draw.amount(limit))
    expect = {**shows(wish_for(kind, price_max=limit), fit), "reply": {"contains": [str(fit)]}}
    return Script(f"{fit} {kind.said} up to {limit:g}", ((said[0], expect),))


def having(family: str, values: Callable[[Draw], Sequence[tuple[str, str]]]) -> Callable[[Draw], Script | None]:
    """A property that has to be there, in the wordings of a family; one of the `values` of the catalogue."""

    def drawn(draw: Draw) -> Script | None:
        found = property_of(draw, values(draw))
        if found is None:
            return None
        kind, facet, value = found
        fit = len(available(fitting(kind.own, ProductFilter(attributes={facet: (value,)}))))
        said = draw.say(family, kind=kind.said, value=value)
        wish = wish_for(kind, attributes={facet: value})
        return Script(f"{kind.said} in {value}", ((said[0], shows(wish, fit)),))

    return drawn


def lacking(family: str, values: Callable[[Draw], Sequence[tuple[str, str]]]) -> Callable[[Draw], Script | None]:
    """A property that must not be there, in the wordings of a family; one of the `values` of the catalogue."""

    def drawn(draw: Draw) -> Script | None:
        found = property_of(draw, values(draw))
        if found is None:
            return None
        kind, facet, value = found
        fit = sum(one.available and not speaks_of(one, value) for one in kind.own)
        if not fit:
            return None
        said = draw.say(family, kind=kind.said, value=value)
        unwanted = {"attributes": {facet: value}}
        return Script(f"{kind.said} without {value}", ((said[0], shows(wish_for(kind), fit, none=unwanted)),))

    return drawn


def brand(draw: Draw) -> Script | None:
    """A brand that makes some of a kind."""
    kind = draw.kind(fewest=2, certain=True)
    brands = sorted({one.brand for one in kind.own if one.brand in draw.census.brands}, key=str) if kind else []
    named = draw.one([each for each in brands if each])
    if kind is None or named is None:
        return None
    fit = len(available(fitting(kind.own, ProductFilter(brand=(named,)))))
    said = draw.say("brand", kind=kind.said, value=named)
    return Script(f"{kind.said} by {named}", ((said[0], shows(wish_for(kind, brand=named), fit)),)) if fit else None


def colour_budget(draw: Draw) -> Script | None:
    """A colour and an upper limit at once."""
    found = property_of(draw, draw.census.colours)
    if found is None:
        return None
    kind, facet, value = found
    having = available(fitting(kind.own, ProductFilter(attributes={facet: (value,)})))
    prices = sorted(one.price for one in having if one.price is not None)
    limit = draw.limit(prices, draw.chance.randint(1, len(prices))) if prices else None
    if limit is None:
        return None
    said = draw.say("colour_budget", kind=kind.said, value=value, amount=draw.amount(limit))
    wish = wish_for(kind, price_max=limit, attributes={facet: value})
    fit = sum(price <= limit for price in prices)
    return Script(f"{value} {kind.said} up to {limit:g}", ((said[0], shows(wish, fit)),))


def cheapest(draw: Draw) -> Script | None:
    """The lowest price stands first."""
    kind = draw.kind(fewest=3, counted=True)
    if kind is None:
        return None
    ids = [one.id for one in kind.products if one.price == kind.prices[0]]
    said = draw.say("cheapest", kind=kind.said)
    expect = shows(wish_for(kind), len(kind.prices), order="price_low", first={"ids": ids})
    return Script(f"{kind.said}, cheapest first", ((said[0], expect),))


def impossible_budget(draw: Draw) -> Script | None:
    """Less money than the cheapest costs."""
    kind = draw.kind()
    if kind is None or draw.census.lowest is None:
        return None
    priced = [one.price for one in kind.products if one.price is not None]
    lowest = min(priced) if kind.certain else draw.census.lowest
    limit = between(lowest / 2, lowest)
    if limit is None:
        return None
    said = draw.say("impossible_budget", kind=kind.said, amount=draw.amount(limit))
    return Script(f"no {kind.said} up to {limit:g}", ((said[0], nothing_fits()),))


def impossible_brand(draw: Draw) -> Script | None:
    """A brand of the shop that makes nothing of the kind."""
    kind = draw.kind(certain=True)
    if kind is None:
        return None
    makers = {one.brand for one in kind.products}
    named = draw.one([each for each in draw.census.brands if each not in makers])
    if named is None or any(speaks_of(one, named) for one in kind.products):
        return None
    said = draw.say("impossible_brand", kind=kind.said, value=named)
    return Script(f"no {kind.said} by {named}", ((said[0], nothing_fits()),))


def impossible_colour(draw: Draw) -> Script | None:
    """A colour that nothing of the kind has: it may be left out, but only if that is said."""
    kind = draw.kind(certain=True)
    if kind is None:
        return None
    drawn = draw.one(
        [each for each in draw.census.colours if not any(speaks_of(one, each[1]) for one in kind.products)]
    )
    if drawn is None:
        return None
    said = draw.say("impossible_colour", kind=kind.said, value=drawn[1])
    expect: Expect = {
        "products": {"min": 0, "all": wish_for(kind)},
        "reply": {"contains_any": list(NOTHING_FITS)},
    }
    return Script(f"no {kind.said} in {drawn[1]}", ((said[0], expect),))
