"""Pictures by product: what the page serves under ``/demo/<id>.svg``."""

from __future__ import annotations

from functools import cache

from retrieval.demo.drawings import draw_product
from retrieval.demo.shop import demo_products
from retrieval.products import Product


def picture(product: Product) -> str:
    """The picture of one of the demo shop's products, as SVG text without scripts or references.

    Raises:
        ValueError: The product is not the demo shop's, so that there is no drawing for its ``type``.
    """
    return draw_product(product)


def picture_for(product_id: str) -> str | None:
    """The picture of the product with that identifier, or ``None`` if the demo shop has no such product."""
    product = _by_id().get(product_id)
    return None if product is None else picture(product)


@cache
def _by_id() -> dict[str, Product]:
    return {product.id: product for product in demo_products()}
