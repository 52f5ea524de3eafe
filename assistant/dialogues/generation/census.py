"""What a catalogue offers to ask for, counted from its products alone.

Nothing here is shared with the assistant's understanding or search: which products are of a kind and which fit a wish
is decided by `assistant.dialogues.matching`, the same rules that expectations are checked by.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from assistant.dialogues.matching import has_attribute, is_kind, misfits, plain, words
from assistant.dialogues.schema import ProductFilter
from retrieval.products import Product

_KIND_FACETS = frozenset({"type", "producttype", "kind", "style"})
_COLOUR_FACETS = frozenset({"colour", "color", "colours", "colors"})
_MATERIAL_FACETS = frozenset({"material", "materials", "fabric"})
_SAYABLE = re.compile(r"[^\W\d_][^\W\d_'’-]*(?: [^\W\d_][^\W\d_'’-]*){0,2}")
_FEWEST = 3
"""Products that a kind needs, so that there is something to choose from."""

_IN_TITLES = 0.3
"""Share of products whose title has to end with the name of a kind, for people to call them so."""

_HARDLY = 5
"""With fewer kinds than this, shelves and words of titles count as well."""

_TITLE_END = re.compile(r"[,(|:–]| - | with | for | in | by |\d")
_SHORTEST_WORD = 4
_COMMONEST = 40
_ES = ("s", "x", "z", "ch", "sh")


@dataclass(frozen=True)
class Kind:
    """A kind of product that shoppers may ask for.

    Attributes:
        name: As the catalogue writes it.
        said: As shoppers say it, in the plural.
        products: Everything that counts as one by `matching.is_kind`, in the catalogue's order.
        own: Those of them that the catalogue itself calls so, by a level of the category or a value.
        certain: Whether the catalogue knows the kind; otherwise it is a word of titles, which proves nothing.
    """

    name: str
    said: str
    products: tuple[Product, ...]
    own: tuple[Product, ...]
    certain: bool = True

    @cached_property
    def undisputed(self) -> bool:
        """Whether the looser and the stricter reading of the kind agree, so that products can be counted."""
        return self.certain and len(self.own) == len(self.products)

    @cached_property
    def prices(self) -> tuple[float, ...]:
        """Prices of what can be bought, lowest first."""
        return tuple(sorted(one.price for one in self.own if one.price is not None and one.available))


@dataclass(frozen=True)
class Census:
    """A catalogue, counted.

    Attributes:
        products: All of them, in the catalogue's order.
        currency: The one that most products state, or ``None``.
        kinds: What can be asked for; where the catalogue knows no kinds, common words of titles.
    """

    products: tuple[Product, ...]
    currency: str | None
    kinds: tuple[Kind, ...]
    _colours: Mapping[str, tuple[str, ...]] = field(repr=False)
    _materials: Mapping[str, tuple[str, ...]] = field(repr=False)

    @classmethod
    def of(cls, products: Iterable[Product]) -> Census:
        """Counts a catalogue."""
        known = tuple(products)
        currencies = Counter(one.currency for one in known if one.currency)
        return cls(
            products=known,
            currency=currencies.most_common(1)[0][0] if currencies else None,
            kinds=_kinds(known),
            _colours=_values(known, _COLOUR_FACETS),
            _materials=_values(known, _MATERIAL_FACETS),
        )

    @property
    def knows_kinds(self) -> bool:
        """Whether the catalogue sorts its products into kinds that have a sayable name."""
        return any(kind.certain for kind in self.kinds)

    @property
    def priced(self) -> bool:
        """Whether any product has a price."""
        return any(one.price is not None for one in self.products)

    @property
    def colours(self) -> tuple[tuple[str, str], ...]:
        """Every colour with the name of its facet."""
        return _pairs(self._colours)

    @property
    def materials(self) -> tuple[tuple[str, str], ...]:
        """Every material with the name of its facet."""
        return _pairs(self._materials)

    @cached_property
    def brands(self) -> tuple[str, ...]:
        """Brands that can be said, in the catalogue's order."""
        named = dict.fromkeys(one.brand for one in self.products if one.brand)
        return tuple(brand for brand in named if _SAYABLE.fullmatch(brand))

    @cached_property
    def lowest(self) -> float | None:
        """The lowest price of all."""
        return min((one.price for one in self.products if one.price is not None), default=None)


def fitting(products: Sequence[Product], wanted: ProductFilter) -> tuple[Product, ...]:
    """Those of the products that pass a filter."""
    return tuple(one for one in products if not misfits(one, wanted))


def speaks_of(product: Product, value: str) -> bool:
    """Whether any text of a product holds the words of `value`, in whatever sense."""
    wanted = words(value)
    texts = [product.title, product.description, *product.category]
    texts += [held for values in product.attributes.values() for held in values]
    return any(_inside(words(text), wanted) for text in texts)


def is_clear(kind: Kind, facet: str, value: str) -> bool:
    """Whether nobody can argue which products of a kind have a property: who speaks of it has it."""
    return all(has_attribute(one, facet, [value]) for one in kind.products if speaks_of(one, value))


def _inside(text: Sequence[str], wanted: Sequence[str]) -> bool:
    size = len(wanted)
    return any(tuple(text[at : at + size]) == tuple(wanted) for at in range(len(text) - size + 1))


def _kinds(products: Sequence[Product]) -> tuple[Kind, ...]:
    """What can be asked for: last levels of categories and values of facets that titles end with.

    A category that titles do not end with ("Apparel") is a shelf rather than a thing. Shelves, and common last words
    of titles, count where the catalogue has hardly anything better.
    """
    leaves: dict[str, list[Product]] = defaultdict(list)
    values: dict[str, list[Product]] = defaultdict(list)
    heads: dict[str, list[Product]] = defaultdict(list)
    for one in products:
        head = _head(one.title)
        if head and len(head[-1]) >= _SHORTEST_WORD and head[-1].isalpha():
            heads[head[-1]].append(one)
        if one.category:
            leaves[one.category[-1]].append(one)
        for value in dict.fromkeys(
            v for k, held in one.attributes.items() if squashed(k) in _KIND_FACETS for v in held
        ):
            values[value].append(one)
    found: dict[str, Kind] = {}
    for name, own in leaves.items():
        if _ends_titles(name, own):
            _add(found, name, name.lower(), own, products)
    for name, own in values.items():
        if _ends_titles(name, own):
            _add(found, name, _plural(name), own, products)
    if len(found) < _HARDLY:
        for name, own in leaves.items():
            _add(found, name, name.lower(), own, products)
        for word in sorted(heads, key=lambda word: (-len(heads[word]), word))[:_COMMONEST]:
            own = tuple(heads[word])
            if len(own) >= _FEWEST:
                found.setdefault(_plural(word), Kind(word, _plural(word), own, own, certain=False))
    return tuple(found.values())


def _add(found: dict[str, Kind], name: str, said: str, own: Sequence[Product], products: Sequence[Product]) -> None:
    if len(own) >= _FEWEST and _SAYABLE.fullmatch(name) and said not in found:
        found[said] = Kind(name, said, tuple(one for one in products if is_kind(one, name)), tuple(own))


def _head(title: str) -> tuple[str, ...]:
    """The words of a title before it goes into details: "Blackout Curtain, 2 panels" is a blackout curtain."""
    return words(_TITLE_END.split(f"{title} ", maxsplit=1)[0])


def _ends_titles(name: str, own: Sequence[Product]) -> bool:
    """Whether enough titles end with a name before they go into details."""
    wanted = words(name)
    ending = sum(bool(wanted) and _head(one.title)[-len(wanted) :] == wanted for one in own)
    return ending >= _IN_TITLES * len(own)


def _values(products: Sequence[Product], facets: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """Sayable values of the facets of one sense, by the facet's name, commonest first."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for one in products:
        for name, values in one.attributes.items():
            if squashed(name) in facets:
                counted[name].update(value for value in values if _SAYABLE.fullmatch(value))
    return {name: tuple(value for value, _ in values.most_common()) for name, values in counted.items()}


def _pairs(values: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, held in values.items() for value in held)


def squashed(name: str) -> str:
    """The name of a facet without case, spaces and joints."""
    return re.sub(r"[\W_]+", "", plain(name))


def _plural(name: str) -> str:
    """The plural of an English noun, as it stands where it is one already ("headphones")."""
    if name.endswith("s") and not name.endswith("ss"):
        return name
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        return f"{name[:-1]}ies"
    if name.endswith(("fe", "arf", "elf")):
        return f"{name.removesuffix('e')[:-1]}ves"
    return f"{name}es" if name.endswith(_ES) else f"{name}s"
