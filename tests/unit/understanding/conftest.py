"""A small shop of our own: enough kinds, brands and properties for every reader."""

from __future__ import annotations

import pytest

from retrieval.facets import Lexicon
from retrieval.products import Product


def _product(number: int, title: str, category: str, price: float, brand: str | None = None, **facets: str) -> Product:
    return Product(
        id=f"p{number}",
        title=title,
        description=f"{title} for every day, easy to care for.",
        category=tuple(category.split(" > ")),
        brand=brand,
        price=price,
        currency="USD",
        attributes={name: tuple(values.split("|")) for name, values in facets.items()},
    )


_ROWS = (
    ("Black Leather Hiking Boots", "Footwear > Boots", 120, "Northpeak",
     {"color": "black", "material": "leather", "size": "9|10"}),
    ("Brown Suede Ankle Boots", "Footwear > Boots", 95, "Calder",
     {"color": "brown", "material": "suede", "size": "8|9"}),
    ("White Canvas Sneakers", "Footwear > Sneakers", 45, "Northpeak", {"color": "white", "material": "canvas"}),
    ("Red Running Sneakers", "Footwear > Sneakers", 70, "Striden", {"color": "red", "material": "mesh"}),
    ("Linen Summer Dress", "Clothing > Dresses", 39, "Olivia Reed", {"color": "blue", "material": "linen"}),
    ("Silk Evening Dress", "Clothing > Dresses", 180, "Olivia Reed", {"color": "red", "material": "silk"}),
    ("Floral Cotton Dress", "Clothing > Dresses", 55, "Calder", {"color": "green", "material": "cotton"}),
    ("Waterproof Rain Jacket", "Clothing > Jackets", 89, "Northpeak", {"color": "yellow", "material": "nylon"}),
    ("Warm Wool Jacket", "Clothing > Jackets", 150, "Calder", {"color": "gray", "material": "wool"}),
    ("Denim Jacket", "Clothing > Jackets", 75, "Striden", {"color": "blue", "material": "denim"}),
    ("Cotton T-Shirt", "Clothing > T-Shirts", 15, "Striden", {"color": "white", "material": "cotton"}),
    ("Striped T-Shirt", "Clothing > T-Shirts", 18, "Calder", {"color": "blue", "material": "cotton"}),
    ("Canvas Backpack", "Bags > Backpacks", 60, "Northpeak", {"color": "green", "material": "canvas"}),
    ("Leather Backpack", "Bags > Backpacks", 140, "Calder", {"color": "brown", "material": "leather"}),
    ("Small Crossbody Handbag", "Bags > Handbags", 85, "Olivia Reed", {"color": "black", "material": "leather"}),
    ("Padded Camera Bag", "Bags > Camera Bags", 50, "Striden", {"color": "black", "material": "nylon"}),
    ("Oak Side Table", "Furniture > Tables", 130, "Hearth", {"color": "brown", "material": "oak"}),
    ("Glass Coffee Table", "Furniture > Tables", 210, "Hearth", {"material": "glass"}),
    ("Velvet Sofa", "Furniture > Sofas", 900, "Hearth", {"color": "green", "material": "velvet"}),
    ("Brass Table Lamp", "Home > Lighting", 65, "Hearth", {"color": "gold", "material": "brass"}),
    ("Ceramic Desk Lamp", "Home > Lighting", 48, "Hearth", {"color": "white", "material": "ceramic"}),
    ("Copper Whistling Kettle", "Home > Kitchen", 42, "Hearth", {"color": "copper"}),
    ("Enamel Kettle", "Home > Kitchen", 35, "Hearth", {"color": "red"}),
    ("Electric Kettle", "Home > Kitchen", 55, "Hearth", {"color": "black"}),
    ("Reading Glasses", "Accessories > Glasses", 25, "Calder", {"color": "black"}),
    ("Silver Necklace", "Jewelry > Necklaces", 80, "Olivia Reed", {"color": "silver", "material": "silver"}),
    ("Pearl Earrings", "Jewelry > Earrings", 60, "Olivia Reed", {"material": "pearl"}),
    ("Classic Wrist Watch", "Accessories > Watches", 110, "Striden", {"material": "leather"}),
    ("Wool Scarf", "Accessories > Scarves", 30, "Calder", {"color": "red", "material": "wool"}),
    ("Silk Scarf", "Accessories > Scarves", 45, "Olivia Reed", {"color": "blue", "material": "silk"}),
    ("Cordless Drill", "Tools > Drills", 99, "Striden", {}),
    ("Wireless Headphones", "Electronics > Headphones", 79, "Striden", {"color": "black"}),
)  # fmt: skip


@pytest.fixture(scope="session")
def shop() -> tuple[Product, ...]:
    return tuple(
        _product(number, title, category, price, brand, **facets)
        for number, (title, category, price, brand, facets) in enumerate(_ROWS, 1)
    )


@pytest.fixture(scope="session")
def lexicon(shop: tuple[Product, ...]) -> Lexicon:
    return Lexicon.from_products(shop)


@pytest.fixture(scope="session")
def on_screen(shop: tuple[Product, ...]) -> tuple[Product, ...]:
    """Four jackets and bags: $89 yellow, $150 gray wool, $75 denim, $60 canvas backpack."""
    return tuple(shop[at] for at in (7, 8, 9, 12))
