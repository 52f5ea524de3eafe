"""One line of the demo shop's tables: a product before it is dyed in its colours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Line:
    """What one row of a table states; every colour of it becomes a product.

    Attributes:
        type: Key of `retrieval.demo.kinds.KINDS`, e.g. ``"parka"``.
        title: As on the shelf, without the colour.
        brand: One of the shop's invented makers.
        price: US dollars.
        colours: One product each; ``"navy+white"`` is one product in two colours.
        materials: Most important first.
        words: One or two sentences written for this row; ``{colour}`` stands for the colour.
        features: Claims that a shopper may ask for.
        facets: Any other attribute, name to values.
    """

    type: str
    title: str
    brand: str
    price: float
    colours: tuple[str, ...]
    materials: tuple[str, ...]
    words: str
    features: tuple[str, ...]
    facets: Mapping[str, tuple[str, ...]]


def line(
    type: str,
    title: str,
    brand: str,
    price: float,
    colours: str,
    materials: str,
    words: str,
    features: str = "",
    **facets: str,
) -> Line:
    """Read one row; lists are written with commas, ``_`` in a facet's name is a space."""
    return Line(
        type=type,
        title=title,
        brand=brand,
        price=price,
        colours=_listed(colours),
        materials=_listed(materials),
        words=words,
        features=_listed(features),
        facets=MappingProxyType({name.replace("_", " "): _listed(text) for name, text in facets.items()}),
    )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
