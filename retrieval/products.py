"""The product, as every other part of the project sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


def _none() -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Product:
    """One thing the shop sells, validated and cleaned.

    Attributes:
        id: The shop's own identifier, unique in the catalogue.
        title: Plain text, never empty.
        description: Plain text; may be empty.
        category: Levels from broad to narrow, e.g. ``("Clothing", "Dresses")``.
        brand: Maker's name, or ``None``.
        price: In `currency`, finite and not negative; ``None`` where the shop states none.
        currency: ISO 4217 code, or ``None`` for the shop's own currency.
        attributes: Facet name to its values, e.g. ``{"colour": ("black", "red")}``.
        images: Addresses of pictures, best first.
        url: Address of the product's page, or ``None``.
        rating: Mean of the reviews, 0 to 5, or ``None``.
        reviews_count: How many reviews `rating` is the mean of.
        stock: Pieces on hand; ``None`` where the shop does not say.
    """

    id: str
    title: str
    description: str = ""
    category: tuple[str, ...] = ()
    brand: str | None = None
    price: float | None = None
    currency: str | None = None
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=_none)
    images: tuple[str, ...] = ()
    url: str | None = None
    rating: float | None = None
    reviews_count: int | None = None
    stock: int | None = None

    @property
    def available(self) -> bool:
        """Whether it can be bought now: an unknown stock counts as available."""
        return self.stock is None or self.stock > 0
