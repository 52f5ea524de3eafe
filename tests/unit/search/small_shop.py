"""Thirteen products, each there for a reason, and an encoder that needs no weights."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

from retrieval.products import Product


class WordEncoder:
    """Every word has a fixed random direction; a text is the mean of its words. Counts what it embeds."""

    def __init__(self, name: str = "words", dimension: int = 32) -> None:
        self.name = name
        self.dimension = dimension
        self.embedded: list[str] = []

    def encode(self, texts: Sequence[str], *, progress=None) -> np.ndarray:
        self.embedded.extend(texts)
        rows = [self._mean(text) for text in texts]
        return np.array(rows, np.float32).reshape(len(texts), self.dimension)

    def _mean(self, text: str) -> np.ndarray:
        words = text.lower().split() or [""]
        seeds = (zlib.crc32(word.strip(".,").encode("utf-8", "surrogatepass")) for word in words)
        total = sum(np.random.default_rng(seed).normal(size=self.dimension) for seed in seeds)
        return total / np.linalg.norm(total)


def product(id: str, title: str, **fields) -> Product:
    return Product(id=id, title=title, **fields)


SHOP = (
    product("b1", "Red Leather Backpack", category=("Bags", "Backpacks"), brand="Acme", price=80.0, stock=3,
            attributes={"colour": ("red",), "material": ("leather",)}, rating=4.9, reviews_count=200),
    product("b2", "Canvas Backpack", description="A leather-free daypack.", category=("Bags", "Backpacks"),
            brand="Acme", price=40.0, stock=0, attributes={"colour": ("green",)}),
    product("b3", "Vegan Leather Tote", category=("Bags", "Totes"), brand="Öko", price=55.0,
            attributes={"colour": ("black", "red")}),
    product("b4", "Hiking Backpack", description="Waterproof, with padded straps.", price=120.0,
            category=("Bags", "Backpacks"), brand="Summit", rating=3.0, reviews_count=500),
    product("s1", "Cotton T-Shirt", category=("Clothing", "T-Shirts"), brand="acme", price=15.0,
            description="Goes well with any backpack.", attributes={"colour": ("white",)}),
    product("s2", "Striped Tee", description="A tshirt for children.", category=("Clothing", "T-Shirts"), price=12.0),
    product("d1", "Summer Dress", category=("Clothing", "Dresses"), brand="Mode", price=60.0,
            description="Light, not waterproof.", attributes={"colour": ("red",)}),
    product("d2", "Winter Dress", category=("Clothing", "Dresses"), brand="Mode", description="Wool."),
    product("h1", "Wireless Headphones", category=("Electronics", "Headphones"), brand="Sono", price=99.0),
    product("h2", "Phone Case", category=("Electronics", "Cases"), price=9.0,
            description="Has room for wireless headphones."),
    product("k1", "Floating Shelf", category=("Home", "Shelves"), price=30.0, description="Shredded paper included."),
    product("k2", "Floating  shelf", category=("Home", "Shelves"), price=30.0),
    product("k3", "Oak Shelf", category=("Home", "Shelves"), price=35.0),
)  # fmt: skip
