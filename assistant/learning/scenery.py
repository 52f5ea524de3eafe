"""What a shop offers to talk about: kinds with their words, properties, makers and prices, drawn from its products."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.facets import Lexicon
from retrieval.filters import Columnar, read_catalogue
from retrieval.mentions import Lexemes
from retrieval.products import Product
from retrieval.requests import SearchRequest
from retrieval.wordforms import key

_TYPES = ("type", "product type", "kind")
_FEWEST = 4  # products of a kind worth talking about
_COMMON = 0.9  # a property nearly every product of a kind has tells nothing
# Sold and spoken of by the pair: no singular, no "a".
_PAIRED = frozenset(
    """boots shoes sneakers sandals socks earrings headphones earbuds trousers shorts jeans leggings gloves glasses
    sunglasses slippers trainers tights heels loafers scissors pliers headsets mittens""".split()
)
_PROPERTIES = tuple(
    """red black blue white green brown beige grey pink yellow orange purple silver gold navy leather cotton wool linen
    silk wooden steel glass ceramic bamboo denim velvet plastic waterproof vintage modern rustic elegant floral
    striped lightweight foldable wireless portable adjustable breathable handmade minimalist classic""".split()
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of product, and what can be said of it in this shop.

    Attributes:
        value: As the catalogue writes it.
        one: What one is called; equals `many` where it comes in pairs.
        many: What several are called.
        products: Of this kind, rows of the catalogue.
        properties: Words that some but not all of them carry.
        brands: Makers of at least one.
    """

    value: str
    one: str
    many: str
    products: tuple[Product, ...]
    properties: tuple[str, ...]
    brands: tuple[str, ...]

    @property
    def prices(self) -> tuple[float, ...]:
        """What they cost, lowest first."""
        return tuple(sorted(product.price for product in self.products if product.price is not None))


class Scenery:
    """A catalogue as a place to shop in.

    Args:
        products: The catalogue.
        common: Words of the language, as `Lexicon.from_products` takes them.

    Attributes:
        columns: For asking which products a request admits.
        lexicon: The catalogue's own words.
        kinds: Kinds that a shopper would name, with enough products; by name.
    """

    def __init__(self, products: Sequence[Product], common: frozenset[str] = frozenset()) -> None:
        lexemes = Lexemes()
        self.columns = Columnar(list(read_catalogue(products, lexemes, {}).values()), lexemes)
        self.lexicon = Lexicon.from_products(products, common)
        carriers = {word: self.columns.mentions.carried(word)[0] for word in _PROPERTIES}
        typed = {value for p in products for name in _TYPES for value in p.attributes.get(name, ())}
        shelved = {value for p in products for value in (*p.category, *p.attributes.get("style", ()))}
        # A type is a kind of thing; a shelf only where titles end in its name ("Boots", but not "Kitchen").
        heads = {value for value in shelved if value and self.lexicon.is_head(value.split()[-1])}
        self.kinds = tuple(kind for value in sorted(typed | heads) if (kind := self._kind(value, carriers)) is not None)

    def admitted(self, request: SearchRequest) -> frozenset[int]:
        """Rows of the products that satisfy every limit of a request."""
        return frozenset(np.flatnonzero(self.columns.allowed(request)).tolist())

    def _kind(self, value: str, carriers: dict[str, np.ndarray]) -> Kind | None:
        words = value.lower().split()
        named = [link.value for link in self.lexicon.kinds(words)]
        if not all(word.isalpha() for word in words) or len(words) > 2 or named != [value]:
            return None
        rows = sorted(self.admitted(SearchRequest(kinds=(value,))))
        if len(rows) < _FEWEST:
            return None
        found = tuple(self.columns.products[row] for row in rows)
        said = set(words)
        properties = tuple(
            word
            for word, mask in carriers.items()
            if word not in said and 2 <= int(mask[rows].sum()) <= _COMMON * len(rows)
        )
        brands: defaultdict[str, int] = defaultdict(int)
        for product in found:
            if product.brand and len(product.brand) > 2:
                brands[product.brand] += 1
        plain = tuple(brand for brand in sorted(brands) if not self.lexicon.is_plain(brand))
        one, many = _forms(words)
        return Kind(value, one, many, found, properties, plain)


def _forms(words: Sequence[str]) -> tuple[str, str]:
    *front, last = words
    single = key(last)
    if last in _PAIRED or f"{single}s" in _PAIRED:
        many = last if last in _PAIRED else f"{single}s"
        return " ".join((*front, many)), " ".join((*front, many))
    one = last if not last.endswith("s") or last.endswith("ss") else single
    return " ".join((*front, one)), " ".join((*front, _plural(one)))


def _plural(word: str) -> str:
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return f"{word}es"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return f"{word[:-1]}ies"
    return {"scarf": "scarves", "shelf": "shelves", "knife": "knives"}.get(word, f"{word}s")
