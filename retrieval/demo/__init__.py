"""The demo shop: products, pictures and shoppers of our own invention, the same on every machine."""

from __future__ import annotations

from retrieval.demo.shop import demo_products
from retrieval.demo.shoppers import DemoShopper, Visit, demo_shoppers, example_requests
from retrieval.demo.showroom import picture, picture_for

__all__ = [
    "DemoShopper",
    "Visit",
    "demo_products",
    "demo_shoppers",
    "example_requests",
    "picture",
    "picture_for",
]
