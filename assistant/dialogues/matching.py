"""Whether a product is what a dialogue expects, and whether a tool argument is.

Written from the catalogue's fields alone: nothing here shares code with retrieval, so a mistake
there cannot hide itself from a dialogue.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import cast

from assistant.dialogues.schema import ProductFilter
from retrieval.products import Product

_WORD = re.compile(r"\w+")
_IRREGULAR = {
    "children": "child",
    "feet": "foot",
    "knives": "knife",
    "leaves": "leaf",
    "loaves": "loaf",
    "men": "man",
    "mice": "mouse",
    "scarves": "scarf",
    "shelves": "shelf",
    "wives": "wife",
    "women": "woman",
}
_JOINTS = re.compile(r"\s*(?:&|/|,|;|>|\band\b)\s*", re.IGNORECASE)
# "vegan leather" and "leather-free" carry no leather; "full-grain leather" does.
_DENIED_BEFORE = frozenset({"no", "non", "not", "without", "faux", "vegan", "fake", "imitation", "artificial"})
_DENIED_AFTER = frozenset({"free", "look", "like", "effect"})


def plain(text: str) -> str:
    """Text as people compare it: one case, one kind of quote and dash, single spaces."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    folded = folded.translate({0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"', 0x2013: "-", 0x2014: "-"})
    return " ".join(folded.split())


@lru_cache(maxsize=1 << 16)
def words(text: str) -> tuple[str, ...]:
    """The words of a text in the singular, without case and punctuation; remembered for the next time."""
    return tuple(_singular(word) for word in _WORD.findall(plain(text)))


def _singular(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "xes", "zes", "ches", "shes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def is_kind(product: Product, term: str) -> bool:
    """Whether `product` is a `term`, singular and plural alike.

    A dress is in a category one of whose levels is, or ends in, "dress" ("Summer Dresses"), or carries an
    attribute value equal to it (a catalogue with ``style: dress``), or has the word in its title, where that
    word is not merely part of the name of what the category says it is: a "Dress Shoe" under "Shoes" is no
    dress. Where the last level names several kinds ("Skirts & Dresses"), title and attributes decide which
    of them it is; where they are silent it counts as each. "Clothing > Dresses" asks for both levels.
    """
    levels = [level for level in term.split(">") if level.strip()]
    return bool(levels) and all(_is_one_kind(product, level) for level in levels)


def _is_one_kind(product: Product, term: str) -> bool:
    wanted = words(term)
    if not wanted:
        return False
    title = words(product.title)
    values = [words(value) for held in product.attributes.values() for value in held]
    levels = [words(level) for level in product.category]
    joined = [words(part) for level in product.category[-1:] for part in _JOINTS.split(level)]
    meant = [part for part in joined if part in values or _find(title, part) >= 0]
    levels += [part for part in meant or joined if part]
    if any(level[-len(wanted) :] == wanted for level in levels) or wanted in values:
        return True
    at = _find(title, wanted)
    rest = title[at + len(wanted) :]
    return at >= 0 and not any(level and _find(rest, level[-1:]) >= 0 for level in levels)


def _find(text: Sequence[str], wanted: Sequence[str]) -> int:
    """Where `wanted` begins in `text`, word for word; -1 where it does not occur."""
    size = len(wanted)
    return next((at for at in range(len(text) - size + 1) if tuple(text[at : at + size]) == tuple(wanted)), -1)


def has_attribute(product: Product, name: str, accepted: Sequence[str]) -> bool:
    """Whether one of the `accepted` values is among the product's values of the facet `name`.

    Names compare without case, spaces, ``_`` and ``-``, "color" as "colour". A value matches if it is
    equal, or carries the words: "full-grain leather" is leather, "vegan leather" and "leather-free" are not.
    """
    facet = _facet(name)
    held = [value for key, values in product.attributes.items() if _facet(key) == facet for value in values]
    return any(_carries(value, wanted) for value in held for wanted in accepted)


@lru_cache(maxsize=1 << 12)
def _facet(name: str) -> str:
    return re.sub(r"[\W_]+", "", plain(name)).replace("color", "colour")


def mentions(product: Product, term: str) -> bool:
    """Whether brand, title, category or an attribute of the product carries the words of `term`."""
    held = [product.title, product.brand or "", *product.category]
    held += [value for values in product.attributes.values() for value in values]
    return any(_carries(value, term) for value in held if value)


def _carries(value: str, wanted: str) -> bool:
    held, term = words(value), words(wanted)
    if held == term:
        return plain(value) == plain(wanted) or bool(term)
    at = _find(held, term) if term else -1
    if at < 0:
        return False
    before, after = held[max(at - 2, 0) : at], held[at + len(term) : at + len(term) + 1]
    denied = bool(before) and (before[-1] in _DENIED_BEFORE or before == ("free", "of"))
    return not denied and not _DENIED_AFTER.intersection(after)


def misfits(product: Product, wanted: ProductFilter) -> tuple[str, ...]:
    """The keys of `wanted` that `product` does not satisfy, each with what it has instead.

    Returns:
        Nothing where it passes, otherwise phrases such as ``price_max 40 (has 45)``.
    """
    found: list[str] = []

    def need(holds: bool, key: str, expected: object, has: object) -> None:
        if not holds:
            found.append(f"{key} {_shown(expected)} (has {_shown(has)})")

    price = product.price
    if wanted.category:
        holds = any(is_kind(product, term) for term in wanted.category)
        need(holds, "category", wanted.category, " > ".join(product.category) or None)
    if wanted.brand:
        brands = {plain(brand) for brand in wanted.brand}
        need(plain(product.brand or "") in brands, "brand", wanted.brand, product.brand)
    if wanted.price_min is not None:
        need(price is not None and price >= wanted.price_min, "price_min", wanted.price_min, price)
    if wanted.price_max is not None:
        need(price is not None and price <= wanted.price_max, "price_max", wanted.price_max, price)
    for name, accepted in wanted.attributes.items():
        has = next((v for key, v in product.attributes.items() if _facet(key) == _facet(name)), None)
        need(has_attribute(product, name, accepted), f"attributes.{name}", accepted, has)
    if wanted.title_contains:
        holds = any(plain(part) in plain(product.title) for part in wanted.title_contains)
        need(holds, "title_contains", wanted.title_contains, product.title)
    if wanted.ids:
        need(product.id in wanted.ids, "ids", wanted.ids, product.id)
    if wanted.in_stock is not None:
        need(product.available == wanted.in_stock, "in_stock", wanted.in_stock, product.available)
    return tuple(found)


def _shown(value: object) -> str:
    match value:
        case None:
            return "none"
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:g}"
        case tuple():
            return " or ".join(str(part) for part in cast("tuple[object, ...]", value))
        case _:
            return str(value)


def same_value(expected: object, seen: object) -> bool:
    """Whether an argument of a tool call is what was expected.

    Numbers compare as numbers (40 is 40.0), text without case, lists as sets, mappings by the expected
    keys only. A single expected value is also found in a list, and ``null`` means absent or empty.
    """
    match expected:
        case None:
            return seen is None or seen in ("", [], (), {})
        case bool():
            return seen is expected
        case int() | float():
            if isinstance(seen, int | float) and not isinstance(seen, bool):
                return math.isclose(expected, seen, rel_tol=1e-9, abs_tol=1e-9)
            return _among(expected, seen)
        case str():
            return plain(expected) == plain(seen) if isinstance(seen, str) else _among(expected, seen)
        case Mapping():
            wanted = cast("Mapping[str, object]", expected)
            held = cast("Mapping[str, object]", seen) if isinstance(seen, Mapping) else None
            return held is not None and all(same_value(one, held.get(key)) for key, one in wanted.items())
        case list() | tuple():
            return _same_set(cast("Sequence[object]", expected), seen)
        case _:
            return expected == seen


def _same_set(expected: Sequence[object], seen: object) -> bool:
    entries = _entries(seen)
    held = (seen,) if entries is None else entries
    return all(_among(one, held) for one in expected) and all(
        any(same_value(one, other) for one in expected) for other in held
    )


def _among(expected: object, seen: object) -> bool:
    return any(same_value(expected, one) for one in _entries(seen) or ())


def _entries(seen: object) -> Sequence[object] | None:
    """The entries of a list or set; ``None`` where it is a single value."""
    if isinstance(seen, list | tuple | set | frozenset):
        return tuple(cast("Sequence[object]", seen))
    return None


def in_order(products: Sequence[Product], order: str) -> bool:
    """Whether `products` stand in the order named; those without the figure come last."""
    keys: list[float] = []
    for product in products:
        match order:
            case "price_low":
                keys.append(math.inf if product.price is None else product.price)
            case "price_high":
                keys.append(math.inf if product.price is None else -product.price)
            case _:
                keys.append(math.inf if product.rating is None else -product.rating)
    return all(earlier <= later for earlier, later in pairwise(keys))
