"""What people call the things a shop sells: types where the feed has them, heads of titles elsewhere."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from retrieval.products import Product
from tests.bench.shoppers.sight import Sight, normal, property_words
from tests.bench.shoppers.texts import wordings

FEWEST = 8
"""Products of a kind: of a smaller one no choice is left."""

_TYPE = ("type", "product type", "product_type")
_HEAD_ENDS = re.compile(r"\s(?:with|for|in|by|from|of|to|w)\s|\s\||\s\d|,")
_MAY_FOLLOW = frozenset(
    "| with for in of and set by from to on at pack w collection plu made piece featuring that or size".split()
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A sort of thing.

    Attributes:
        name: As a person says it: "floor lamp", "sneakers".
        phrase: The same as normalised words.
    """

    name: str
    phrase: str

    @property
    def plural(self) -> bool:
        """Whether it is said in the plural even of one: "sneakers"."""
        return normal(self.name) != self.name.replace("-", " ") and self.name.endswith("s")

    @property
    def uncountable(self) -> bool:
        """Whether one says "some soap" rather than "a soap"."""
        return self.phrase.split()[-1] in wordings()["uncountable"]

    def includes(self, sight: Sight) -> bool:
        """Whether a product is one: its type says so, or its title calls it that, and not a part of one.

        A "watch strap" is no watch: what follows the word must not make another word of it.
        """
        if any(f" {kind} ".endswith(f" {self.phrase} ") and not self._of_another(kind) for kind in sight.types):
            return True
        start = sight.title.find(f" {self.phrase} ")
        while start >= 0:
            after = sight.title[start + len(self.phrase) + 2 :].split(maxsplit=1)[:1]
            ends = not after or after[0] in _MAY_FOLLOW or after[0][0].isdigit() or after[0] in property_words()
            if ends and not self._of_another(sight.title[: start + len(self.phrase) + 1]):
                return True
            start = sight.title.find(f" {self.phrase} ", start + 1)
        return False

    def _of_another(self, text: str) -> bool:
        """Whether a text ends in a thing that only sounds like one: a sleeping bag is no bag."""
        return any(f" {text}".endswith(f" {other}") and other != self.phrase for other in wordings()["misnomers"])


class Kinds:
    """The kinds in a catalogue that have enough products to choose among."""

    def __init__(self, products: Iterable[tuple[Product, Sight]]) -> None:
        self._products = list(products)
        self._vague = frozenset(wordings()["vague"])
        self._brands = frozenset(
            word for product, _ in self._products if product.brand for word in normal(product.brand).split()
        )
        named = {product.id: self._names(product, sight) for product, sight in self._products}
        uses = Counter(phrase for names in named.values() for phrase in names)
        followers: dict[str, set[str]] = defaultdict(set)
        for phrase in uses:
            first, _, rest = phrase.partition(" ")
            if rest and uses[phrase] >= 2:
                followers[first].add(rest)
        # "floor lamp" is a kind and "urban jacket" is not: urban goes with everything. "Cream scoop" is none, as it
        # hardly occurs outside "ice cream scoop".
        names = {
            phrase
            for phrase, n in uses.items()
            if n >= FEWEST // 2
            and (" " not in phrase or len(followers[phrase.split()[0]]) <= 2)
            and not any(m >= 0.7 * n and longer.endswith(f" {phrase}") for longer, m in uses.items())
        }
        self._kinds: dict[str, Kind] = {}
        self._members: dict[str, list[Product]] = {}
        for phrase in sorted(names):
            members = [product for product, sight in self._products if Kind(phrase, phrase).includes(sight)]
            if len(members) >= FEWEST:
                self._kinds[phrase] = Kind(self._surface(phrase), phrase)
                self._members[phrase] = members
        self._of = {
            product.id: tuple(
                self._kinds[name]
                for name in named[product.id]
                if name in self._kinds and self._kinds[name].includes(sight)
            )
            for product, sight in self._products
        }

    def of(self, product: Product) -> tuple[Kind, ...]:
        """What a product may be called, as far as others are called the same."""
        return self._of.get(product.id, ())

    def members(self, kind: Kind) -> Sequence[Product]:
        """All products of a kind."""
        return self._members[kind.phrase]

    def _names(self, product: Product, sight: Sight) -> tuple[str, ...]:
        types = [normal(value) for name in _TYPE for value in product.attributes.get(name, ())]
        head = types[0].split() if types else self._head(sight)
        names = (" ".join(head[-n:]) for n in (3, 2, 1))
        return tuple(dict.fromkeys(name for name in names if name and self._sayable(name)))

    def _head(self, sight: Sight) -> list[str]:
        """The last three words of a title's first stretch."""
        return _HEAD_ENDS.split(sight.title.strip(), maxsplit=1)[0].replace("|", "").split()[-3:]

    def _sayable(self, name: str) -> bool:
        words = name.split()
        if not all(word.isalpha() and len(word) > 2 for word in words) or self._vague.intersection(words):
            return False
        if len(words) == 1 and name in wordings()["relational"]:
            return False
        return not any(word in property_words() or word in self._brands for word in words)

    def _surface(self, phrase: str) -> str:
        """As titles and types mostly write it."""
        stems = (f"{re.escape(word[:-1])}[a-z]{{0,3}}" for word in phrase.split())
        pattern = re.compile(r"\b" + r"[\s-]".join(stems) + r"\b")
        forms: Counter[str] = Counter()
        for product, _ in self._products:
            types = (value for name in _TYPE for value in product.attributes.get(name, ()))
            for text in (product.title, *types):
                forms.update(m for m in pattern.findall(text.lower()) if normal(m) == phrase)
        return forms.most_common(1)[0][0] if forms else phrase
