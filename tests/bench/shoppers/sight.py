"""What a person sees in a product: plain words, and the properties those words name.

Knows nothing of how the project itself reads products; the only authority is the catalogue's own text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from retrieval.products import Product
from tests.bench.shoppers.texts import properties

EXCLUSIVE = ("colour", "material", "pattern")
"""Aspects of which a product has one or two: what the title says outweighs a mention further down."""

OPENING = 25
"""Words of a description that speak of the product itself; plastic hooks further down make no plastic curtain."""

_ASPECT_OF_ATTRIBUTE = {
    **dict.fromkeys(("colour", "color", "colour family", "color family"), "colour"),
    **dict.fromkeys(("material", "materials", "fabric"), "material"),
    **dict.fromkeys(("pattern", "print"), "pattern"),
    **dict.fromkeys(("style",), "style"),
    **dict.fromkeys(("feature", "features"), "feature"),
}
_SPELLINGS = {
    **{"gray": "grey", "color": "colour", "colored": "coloured", "colorful": "colourful", "jewelry": "jewellery"},
    **{"aluminum": "aluminium", "knives": "knife", "shelves": "shelf", "scarves": "scarf", "leaves": "leaf"},
    **{"loaves": "loaf", "cozy": "cosy", "clothes": "clothes"},
}
_DENIERS = frozenset("no not non without faux vegan fake artificial imitation pu never un".split())
_PARTS = re.compile(r"[,;:|()\[\]/]|\s[-–—]+\s|\.\s|&")
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_NOT_SAID = re.compile(r"\d")
_QUALITY = re.compile(
    r"(able|ible|proof|resistant|less|free|ed|ant|ic|al|made|safe|slip|ing|ready|friendly|stick|care)$"
)


@dataclass(frozen=True, slots=True)
class Property:
    """Something a product has and a person has a word for.

    Attributes:
        aspect: ``colour``, ``material``, ``pattern``, ``style`` or ``feature``.
        value: As said: "dishwasher safe".
        same: Its spellings, as normalised words.
        also: Near enough to please who asked for it.
        noun: As said after "with", where it is a thing rather than a quality.
    """

    aspect: str
    value: str
    same: tuple[str, ...]
    also: tuple[str, ...] = ()
    noun: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """A product's words, each part between bars, so that no phrase reaches across.

    Attributes:
        title: The title's.
        front: What stands out: the title's, and those of the attributes that name a property.
        description: The description's and all other attributes'.
        types: Whole values of the attributes that name what kind of thing it is.
    """

    title: str
    front: str
    description: str
    types: frozenset[str]

    @property
    def all(self) -> str:
        """Every word."""
        return f"{self.front}{self.description}"


def normal(text: str) -> str:
    """A text's words, spelled one way and in the singular, between single spaces; bars where it pauses."""
    plain = unicodedata.normalize("NFKD", text.replace("&quot", " inch ").lower())
    plain = "".join(c for c in plain if not unicodedata.combining(c)).replace("’", "'")
    parts = (" ".join(map(_singular, _WORD.findall(part))) for part in _PARTS.split(plain))
    return " | ".join(part for part in parts if part)


@lru_cache(maxsize=50_000)
def _singular(word: str) -> str:
    word = word.removesuffix("'s")
    if word in _SPELLINGS:
        return _SPELLINGS[word]
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return _SPELLINGS.get(word[:-1], word[:-1])
    return word


def see(product: Product) -> Sight:
    """Read a product once."""
    front, rest, types = [product.title], [product.description], set[str]()
    for name, said in product.attributes.items():
        (rest if _aspect(name) is None else front).extend(said)
        if name.lower() in ("type", "style", "kind", "product type", "product_type"):
            types.update(normal(value) for value in said)
    title, stands_out, further = (f" {normal(' | '.join(t))} | " for t in ((product.title,), front, rest))
    return Sight(title, stands_out, further, frozenset(types))


def _aspect(attribute: str) -> str | None:
    return _ASPECT_OF_ATTRIBUTE.get(attribute.lower().replace("_", " "))


def says(text: str, phrases: Iterable[str]) -> int | None:
    """Where a text first says one of the phrases and does not deny it in the same breath; ``None`` where nowhere."""
    found = [start for phrase in phrases if phrase in text for start in _places(text, phrase)]
    return min(found, default=None)


def _places(text: str, phrase: str) -> Iterable[int]:
    start = text.find(f" {phrase} ")
    while start >= 0:
        before = text[:start].rsplit(maxsplit=1)[-1:]
        after = text[start + len(phrase) + 2 :].split(maxsplit=1)[:1]
        if (not before or before[0] not in _DENIERS) and after != ["free"]:
            yield start
        start = text.find(f" {phrase} ", start + 1)


@lru_cache(maxsize=1_000_000)
def carries(sight: Sight, wanted: Property) -> bool:
    """Whether who wishes for the property could be content: any word of the product's that says it will do."""
    return says(sight.all, (*wanted.same, *wanted.also)) is not None


@lru_cache(maxsize=1_000_000)
def shows(sight: Sight, unwanted: Property) -> bool:
    """Whether the product has the property beyond doubt, so that showing it to who refused it is a fault.

    A beige bag with black straps is no black bag: but for features, the title's and the attributes' words count,
    and where these name none of the sort, the first at the description's start.
    """
    if unwanted.aspect == "feature":
        return says(sight.all, unwanted.same) is not None
    if says(sight.front, unwanted.same) is not None:
        return True
    words = _words_of(unwanted.aspect)
    if says(sight.front, words) is not None:
        return False
    opening = f"{' '.join(sight.description.split()[:OPENING])} "
    first, own = says(f" {opening}", words), says(f" {opening}", unwanted.same)
    return own is not None and own == first


def visible(sight: Sight, property: Property) -> bool:
    """Whether title or attributes say it in so many words."""
    return says(sight.front, property.same) is not None


@cache
def known_properties() -> tuple[Property, ...]:
    """Every property in `properties.yaml`."""
    return tuple(
        Property(
            aspect,
            value,
            tuple(normal(text) for text in (value, *more.get("same", ()))),
            tuple(normal(text) for text in more.get("also", ())),
            more.get("say"),
        )
        for aspect, values in properties().items()
        for value, more in values.items()
    )


@cache
def property_words() -> frozenset[str]:
    """Every single word that names some property."""
    return frozenset(word for known in known_properties() for word in (*known.same, *known.also) if " " not in word)


def properties_seen(product: Product, sight: Sight) -> list[Property]:
    """Those that title or attributes name: the known ones, and short values of the attributes themselves."""
    seen = [known for known in known_properties() if visible(sight, known)]
    taken = {phrase for known in seen for phrase in known.same}
    for name, said in product.attributes.items():
        aspect = _aspect(name)
        for value in said if aspect in ("material", "pattern", "feature") else ():
            phrase = normal(value)
            if (
                phrase
                and phrase != "plain"
                and phrase not in taken
                and len(phrase.split()) <= 2
                and not _NOT_SAID.search(phrase)
            ):
                seen.append(Property(str(aspect), value.lower(), (phrase,), noun=_noun(str(aspect), value)))
                taken.add(phrase)
    return seen


def properties_described(sight: Sight) -> list[Property]:
    """Those that only the description tells, as a picture would: not what it says of the product's manner."""
    return [p for p in known_properties() if p.aspect != "style" and not visible(sight, p) and shows(sight, p)]


def _noun(aspect: str, value: str) -> str | None:
    words = value.lower().replace("-", " ").split()
    if aspect != "feature" or len(words) == 1 or _QUALITY.search(words[-1]):
        return None
    return value.lower() if words[-1].endswith("s") else f"a {value.lower()}"


@cache
def _words_of(aspect: str) -> tuple[str, ...]:
    return tuple(phrase for p in known_properties() if p.aspect == aspect for phrase in (*p.same, *p.also))
