"""Dialogues of several messages, which refine, turn round or point at the screen."""

from __future__ import annotations

from collections.abc import Callable

from assistant.dialogues.generation.census import fitting
from assistant.dialogues.generation.draw import Draw, between
from assistant.dialogues.generation.expecting import (
    ASKED,
    Expect,
    Script,
    available,
    priced,
    property_of,
    shows,
    wish_for,
)
from assistant.dialogues.schema import ProductFilter


def cheaper(draw: Draw) -> Script | None:
    """From the dearest there is always a way down."""
    kind = draw.kind(fewest=8, counted=True)
    if kind is None or len(set(kind.prices)) < 8:
        return None
    first, then = draw.say("cheaper", kind=kind.said)
    turns = (
        (first, shows(wish_for(kind), len(kind.prices), order="price_high")),
        (then, {"products": {"min": 1, "all": wish_for(kind), "cheaper_than_previous": True}}),
    )
    return Script(f"{kind.said}, then cheaper ones", turns)


def pointing(family: str, about: str, then: Expect, fewest: int = ASKED) -> Callable[[Draw], Script | None]:
    """Products of a kind, then a message that points at some of them.

    Args:
        family: Of the wordings.
        about: What is pointed at, for the title.
        then: What is expected of the second message.
        fewest: So many products have to be on sale.
    """

    def drawn(draw: Draw) -> Script | None:
        kind = draw.kind(fewest=fewest)
        if kind is None:
            return None
        first, second = draw.say(family, kind=kind.said)
        opening: Expect = {
            "products": {"min": ASKED if kind.certain else 1, **({"all": wish_for(kind)} if kind.certain else {})}
        }
        return Script(f"{about} of the {kind.said}", ((first, opening), (second, then)))

    return drawn


def refine(draw: Draw) -> Script | None:
    """A kind, then a colour, then a limit; each is kept."""
    found = property_of(draw, draw.census.colours)
    if found is None:
        return None
    kind, facet, value = found
    having = available(fitting(kind.own, ProductFilter(attributes={facet: (value,)})))
    prices = sorted(one.price for one in having if one.price is not None)
    limit = draw.limit(prices, draw.chance.randint(1, len(prices))) if prices else None
    if limit is None:
        return None
    said = draw.say("refine", kind=kind.said, value=value, amount=draw.amount(limit))
    fit = sum(price <= limit for price in prices)
    coloured = {"attributes": {facet: value}}
    steps = [
        shows(wish_for(kind), len(kind.prices)),
        shows(wish_for(kind, **coloured), len(having)),
        shows(wish_for(kind, price_max=limit, **coloured), fit),
    ]
    return Script(f"{kind.said}, in {value}, up to {limit:g}", tuple(zip(said, steps, strict=True)))


def other_kind(draw: Draw) -> Script | None:
    """Another kind in place of the first; the budget stays."""
    kind, other = draw.kind(fewest=2, certain=True), draw.kind(fewest=2, certain=True)
    if kind is None or other is None or {one.id for one in kind.products} & {one.id for one in other.products}:
        return None
    low, high = max(kind.prices[0], other.prices[0]), max(kind.prices[-1], other.prices[-1])
    limit = between(low, high)
    if limit is None or any(one.name.lower() in other.said for one in (kind,)):
        return None
    said = draw.say("other_kind", kind=kind.said, other=other.said, amount=draw.amount(limit))
    steps = [shows(wish_for(each, price_max=limit), priced(each, high=limit)) for each in (kind, other)]
    return Script(f"{kind.said}, then {other.said}, up to {limit:g}", tuple(zip(said, steps, strict=True)))


def other_budget(draw: Draw) -> Script | None:
    """A budget that is raised: what has become possible counts, what is still too dear does not."""
    kind = draw.kind(fewest=4, certain=True)
    if kind is None:
        return None
    limit = draw.limit(kind.prices, draw.chance.randint(1, len(kind.prices) - 2))
    raised = draw.limit(kind.prices, len(kind.prices) - 1)
    if limit is None or raised is None or limit >= raised:
        return None
    said = draw.say("other_budget", kind=kind.said, amount=draw.amount(limit), raised=draw.amount(raised))
    steps = [shows(wish_for(kind, price_max=each), priced(kind, high=each)) for each in (limit, raised)]
    return Script(f"{kind.said} up to {limit:g}, then {raised:g}", tuple(zip(said, steps, strict=True)))


def no_preference(draw: Draw) -> Script | None:
    """A colour taken back: all of the kind may be shown again, and more than before are."""
    found = property_of(draw, draw.census.colours)
    if found is None:
        return None
    kind, facet, value = found
    fit = len(available(fitting(kind.own, ProductFilter(attributes={facet: (value,)}))))
    if fit >= ASKED or len(kind.prices) < ASKED:
        return None
    said = draw.say("no_preference", kind=kind.said, value=value)
    steps = [
        shows(wish_for(kind, attributes={facet: value}), fit),
        {"products": {"min": fit + 1, "all": wish_for(kind)}},
    ]
    return Script(f"{kind.said} in {value}, then in any colour", tuple(zip(said, steps, strict=True)))
