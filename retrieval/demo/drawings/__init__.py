"""The demo shop's pictures: one drawing a kind of product, coloured and varied by its attributes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from retrieval.demo.drawings.beauty import BEAUTY
from retrieval.demo.drawings.camp import CAMP
from retrieval.demo.drawings.carried import CARRIED
from retrieval.demo.drawings.clothes import CLOTHES
from retrieval.demo.drawings.decor import DECOR
from retrieval.demo.drawings.devices import DEVICES
from retrieval.demo.drawings.furniture import FURNITURE
from retrieval.demo.drawings.ink import Ink
from retrieval.demo.drawings.jewels import JEWELS
from retrieval.demo.drawings.kitchen import KITCHEN
from retrieval.demo.drawings.lamps import LAMPS
from retrieval.demo.drawings.outside import OUTSIDE
from retrieval.demo.drawings.paper import PAPER
from retrieval.demo.drawings.shoes import SHOES
from retrieval.demo.drawings.toys import TOYS
from retrieval.demo.kinds import KINDS
from retrieval.products import Product

DRAWINGS: Mapping[str, Callable[[Ink], str]] = MappingProxyType(
    {
        **BEAUTY,
        **CAMP,
        **CARRIED,
        **CLOTHES,
        **DECOR,
        **DEVICES,
        **FURNITURE,
        **JEWELS,
        **KITCHEN,
        **LAMPS,
        **OUTSIDE,
        **PAPER,
        **SHOES,
        **TOYS,
    }
)


def draw_product(product: Product) -> str:
    """Draw `product` with the drawing of its kind.

    Raises:
        ValueError: The product is not one of the demo shop's: its ``type`` has no drawing.
    """
    kind = KINDS.get(product.attributes.get("type", ("",))[0])
    if kind is None:
        raise ValueError(
            f"no drawing for product {product.id!r}: its attribute 'type' is not one of the demo shop's "
            f"({', '.join(sorted(KINDS))}); show the product's own images instead"
        )
    ink = Ink.of(product)
    return ink.finish(DRAWINGS[kind.drawing](ink))
