"""What the expectations of generated dialogues are made of.

An expectation is computed from the products and from nothing else. Where two careful readers could differ about which
products fit (a "green" thing that only its description calls so), the wish is not drawn at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.dialogues.generation.census import Kind, fitting, is_clear
from assistant.dialogues.generation.draw import Draw
from assistant.dialogues.schema import ProductFilter
from retrieval.products import Product

Expect = Mapping[str, object]

NOTHING_FITS = [
    "nothing", "none of", "no product", "couldn't find", "could not find", "don't have", "do not have", "no longer",
    "not in the shop", "sold out",
]  # fmt: skip
"""One of these has to be said where nothing fits."""

ASKED = 3
"""So many products have to be shown where so many fit."""


@dataclass(frozen=True, slots=True)
class Script:
    """A dialogue to be written: its title and, for each turn, the message and what is expected."""

    title: str
    turns: tuple[tuple[str, Expect], ...]


def wish_for(kind: Kind, **limits: object) -> Expect:
    """What every product shown has to be: of the kind, where the catalogue knows it, and within the limits."""
    wanted: Expect = {"category": kind.name} if kind.certain else {}
    return {**wanted, **{key: value for key, value in limits.items() if value is not None}}


def shows(wish: Expect, fit: int, **more: object) -> Expect:
    """The screen: as many as one may ask for, each of them what was asked for."""
    return {"products": {"min": min(fit, ASKED), **({"all": wish} if wish else {}), **more}}


def nothing_fits() -> Expect:
    """An empty screen, and a reply that says so."""
    return {"products": {"max": 0}, "reply": {"contains_any": list(NOTHING_FITS)}}


def available(products: Sequence[Product]) -> tuple[Product, ...]:
    """Those that can be bought."""
    return tuple(one for one in products if one.available)


def priced(kind: Kind, *, low: float = 0.0, high: float = float("inf")) -> int:
    """How many products of a kind can be bought for at least `low` and at most `high`."""
    return sum(low <= price <= high for price in kind.prices)


def property_of(draw: Draw, values: Sequence[tuple[str, str]], fewest: int = 1) -> tuple[Kind, str, str] | None:
    """A kind and a property that some of its products have and others lack, beyond dispute."""
    kind = draw.kind(fewest=2, certain=True)
    if kind is None:
        return None
    clear: list[tuple[str, str]] = []
    for facet, value in values:
        having = available(fitting(kind.own, ProductFilter(attributes={facet: (value,)})))
        if fewest <= len(having) < len(kind.own) and is_clear(kind, facet, value):
            clear.append((facet, value))
    drawn = draw.one(clear)
    return None if drawn is None else (kind, *drawn)
