"""The demo shop's products."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from retrieval.demo.chance import draw
from retrieval.demo.colours import COLOURS
from retrieval.demo.kinds import KINDS
from retrieval.demo.lines import Line
from retrieval.demo.tables import LINES
from retrieval.demo.wording import describe, listed
from retrieval.products import Product

_LETTERS = ("XS", "S", "M", "L", "XL", "XXL")
_SHOE_SIZES: Mapping[str, tuple[str, ...]] = {
    "women": ("5", "6", "7", "8", "9", "10"),
    "men": ("8", "9", "10", "11", "12", "13"),
    "unisex": ("5", "6", "7", "8", "9", "10", "11", "12"),
}


@cache
def demo_products() -> tuple[Product, ...]:
    """Every product of the demo shop, in shelf order; the same on every machine."""
    return tuple(_product(line, named) for line in LINES for named in line.colours)


def slug(text: str) -> str:
    """Lower-case ASCII words joined by hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower().replace("'", "")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _product(line: Line, named: str) -> Product:
    colours = tuple(named.split("+"))
    kind = KINDS[line.type]
    product_id = slug(" ".join((line.title, *colours)))
    several = len(line.colours) > 1
    title = f"{line.title} in {listed([name.title() for name in colours])}" if several else line.title
    rating, reviews = _reception(line.title, product_id)
    return Product(
        id=product_id,
        title=title,
        description=describe(line, colours),
        category=kind.category,
        brand=line.brand,
        price=_price(line, named),
        currency="USD",
        attributes=_attributes(line, colours),
        images=(f"/demo/{product_id}.svg",),
        rating=rating,
        reviews_count=reviews,
        stock=_stock(product_id),
    )


def _attributes(line: Line, colours: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    attributes: dict[str, tuple[str, ...]] = {
        "type": (line.type,),
        "colour": colours,
        "colour family": tuple(dict.fromkeys(COLOURS[name].family for name in colours)),
    }
    if line.materials:
        attributes["material"] = line.materials
    if line.features:
        attributes["features"] = line.features
    attributes.update(line.facets)
    sizes = _sizes(line)
    if sizes:
        attributes["size"] = sizes
    return MappingProxyType(attributes)


def _sizes(line: Line) -> tuple[str, ...]:
    department, shelf = KINDS[line.type].category
    gender = line.facets.get("gender", ("unisex",))[0]
    if department == "Shoes":
        return _SHOE_SIZES[gender]
    if department != "Clothing" and shelf != "Scarves & Gloves":
        return ()
    if line.type == "scarf":
        return ("one size",)
    return {"women": _LETTERS[:5], "men": _LETTERS[1:], "unisex": _LETTERS}[gender]


def _price(line: Line, named: str) -> float:
    """The row's price; now and then a later colour is marked down to the dollar below 85 %."""
    if named == line.colours[0] or draw(line.title, named, "sale") > 0.15:
        return float(line.price)
    return float(int(line.price * 0.85))


def _reception(title: str, product_id: str) -> tuple[float | None, int]:
    """Mean rating and number of reviews: most things are liked, a few are not, new ones have none."""
    if draw(product_id, "new") < 0.04:
        return None, 0
    dislike = draw(title, "dislike") * (0.3 + 0.7 * draw(product_id, "dislike"))
    busy = draw(product_id, "busy")
    few = int(draw(product_id, "few") * 40)
    return round(4.9 - 2.0 * dislike, 1), 2 + few + int(2400 * busy * busy * busy * busy)


def _stock(product_id: str) -> int:
    shelf = draw(product_id, "shelf")
    if shelf < 0.06:
        return 0
    return 1 + int(draw(product_id, "left") * (4 if shelf < 0.16 else 120))
