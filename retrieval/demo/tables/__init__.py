"""What the demo shop sells, one row a product line."""

from __future__ import annotations

from retrieval.demo.lines import Line
from retrieval.demo.tables.clothing import CLOTHING
from retrieval.demo.tables.home import DECOR, FURNITURE, KITCHEN, LIGHTING
from retrieval.demo.tables.living import BEAUTY, BOOKS, ELECTRONICS, PETS, TOYS
from retrieval.demo.tables.outdoor import GARDEN, OUTDOOR, SPORTS
from retrieval.demo.tables.wear import ACCESSORIES, BAGS, JEWELLERY, SHOES

LINES: tuple[Line, ...] = (
    *CLOTHING,
    *SHOES,
    *BAGS,
    *ACCESSORIES,
    *JEWELLERY,
    *OUTDOOR,
    *SPORTS,
    *KITCHEN,
    *DECOR,
    *LIGHTING,
    *FURNITURE,
    *ELECTRONICS,
    *BEAUTY,
    *TOYS,
    *BOOKS,
    *GARDEN,
    *PETS,
)
