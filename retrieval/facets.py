"""What the catalogue contains, for reading what shoppers say: kinds, brands, properties and prices.

`Lexicon.from_products` walks the catalogue once. Every lookup answers with the catalogue's own spelling, so a
link is a value that a filter can use as it is.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

from retrieval.products import Product
from retrieval.wordforms import deletions, fold, key, keys_of, vocabulary, within_one_edit, words_of

KIND, BRAND = "kind", "brand"
_KIND_FIELDS = frozenset(
    "type product_type producttype kind product_kind subcategory sub_category subtype department product garment "
    "garment_type item_type item family product_family class".split()
)
_DESCRIPTION_CHARS = 400  # enough to know the catalogue's words; reading everything would double the time
_LONGEST_VALUE = 4  # words; longer attribute values are prose
_MOST_VALUES = 2000  # a field with more distinct values names single products, not properties


@dataclass(frozen=True, slots=True)
class FacetLink:
    """Words that name a value of the catalogue.

    Attributes:
        field: ``kind``, ``brand``, or the name of a facet such as ``color`` or ``material``.
        value: As the catalogue writes it; a property the catalogue has no facet for stays as the shopper said it.
        span: First and past-the-last position in the word sequence.
        listed: Whether `value` is an attribute value of the catalogue's field `field`.
    """

    field: str
    value: str
    span: tuple[int, int]
    listed: bool = True


@dataclass(frozen=True, slots=True)
class _Names:
    """Names of one or more words, found by their first word."""

    by_first: Mapping[str, tuple[tuple[tuple[str, ...], tuple[tuple[str, str, bool], ...]], ...]]

    @staticmethod
    def build(entries: Mapping[tuple[str, ...], Iterable[tuple[str, str, bool]]]) -> _Names:
        first: defaultdict[str, list[tuple[tuple[str, ...], tuple[tuple[str, str, bool], ...]]]]
        first = defaultdict(list)
        for name, values in entries.items():
            if name:
                first[name[0]].append((name, tuple(dict.fromkeys(values))))
        return _Names({word: tuple(sorted(found, key=lambda e: -len(e[0]))) for word, found in first.items()})

    def find(self, keys: Sequence[str]) -> tuple[FacetLink, ...]:
        """All names in the sequence, longest first at each place, without overlaps; one link a value."""
        links: list[FacetLink] = []
        place = 0
        while place < len(keys):
            end, values = self._longest(keys, place)
            links.extend(FacetLink(name, value, (place, end), listed) for name, value, listed in values)
            place = max(end, place + 1)
        return tuple(links)

    def _longest(self, keys: Sequence[str], place: int) -> tuple[int, tuple[tuple[str, str, bool], ...]]:
        for name, values in self.by_first.get(keys[place], ()):
            if tuple(keys[place : place + len(name)]) == name:
                return place + len(name), values
        if place + 1 < len(keys):  # "back pack" for a catalogue's "backpack"
            for name, values in self.by_first.get(keys[place] + keys[place + 1], ()):
                if len(name) == 1 and len(name[0]) > 5:
                    return place + 2, values
        return place, ()


_SMALL = 100  # products


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The catalogue's own words. Build it with `from_products`; an empty catalogue gives an empty lexicon.

    Attributes:
        price_low: Lowest price in the catalogue, ``None`` where none is stated.
        price_high: Highest price.
        currency: The most frequent currency code, ``None`` where none is stated.
        facets: Facet name to its values, as the catalogue writes them, most frequent first.
        size: How many products it was built from.
    """

    price_low: float | None
    price_high: float | None
    currency: str | None
    facets: Mapping[str, tuple[str, ...]]
    size: int
    _kinds: _Names = field(repr=False)
    _brands: _Names = field(repr=False)
    _properties: _Names = field(repr=False)
    _plain_brands: frozenset[str] = field(repr=False)
    _vocabulary: Mapping[str, int] = field(repr=False)
    _titles: Mapping[str, int] = field(repr=False)
    _last: Mapping[str, int] = field(repr=False)
    _kind_of_word: Mapping[str, Mapping[str, int]] = field(repr=False)
    _kind_counts: Mapping[str, int] = field(repr=False)
    _both: Mapping[tuple[str, str], int] = field(repr=False)
    _deletions: Mapping[str, tuple[str, ...]] = field(repr=False)
    _spellings: Mapping[str, str] = field(repr=False)
    _common: frozenset[str] = field(repr=False)

    @staticmethod
    def from_products(products: Iterable[Product], common: frozenset[str] = frozenset()) -> Lexicon:
        """Read the catalogue once, in about 0.15 ms a product.

        Args:
            products: Any iterable; only counts are kept.
            common: Words of the language, which are never taken for misspelt words of the catalogue.
        """
        survey = _Survey()
        for product in products:
            survey.add(product)
        return survey.lexicon(common)

    def kinds(self, words: Sequence[str]) -> tuple[FacetLink, ...]:
        """Category levels and product types named in a sequence of words."""
        return self._kinds.find([key(fold(word)) for word in words])

    def brands(self, words: Sequence[str]) -> tuple[FacetLink, ...]:
        """Brands named in a sequence of words, doubtful ones included (see `is_plain`)."""
        return self._brands.find([fold(word).removesuffix("'s") for word in words])

    def properties(self, words: Sequence[str]) -> tuple[FacetLink, ...]:
        """Attribute values and common property words in a sequence of words."""
        return self._properties.find([key(fold(word)) for word in words])

    def value(self, facet: str, words: Sequence[str]) -> str | None:
        """The value of `facet` that these words are, as the catalogue writes it, however short it is."""
        wanted = " ".join(fold(word) for word in words)
        return next((value for value in self.facets.get(facet, ()) if fold(value) == wanted), None)

    def is_plain(self, brand: str) -> bool:
        """Whether a brand's name is an ordinary word of this catalogue ("Elegance"), so that it needs a cue."""
        return brand in self._plain_brands

    def knows(self, word: str) -> bool:
        """Whether any product uses the word, in any form of it."""
        return key(fold(word)) in self._vocabulary

    def is_common(self, word: str) -> bool:
        """Whether the word belongs to the language, whatever the catalogue says."""
        return fold(word) in self._common

    def in_titles(self, word: str) -> bool:
        """Whether a title uses the word."""
        return key(fold(word)) in self._titles

    def is_head(self, word: str) -> bool:
        """Whether titles end in this word often enough for it to name a thing ("lamp", not "warm")."""
        base = key(fold(word))
        last = self._last.get(base, 0)
        often = 1 if self.size < _SMALL else 2  # a small shop has one mug
        return last >= often and last >= 0.2 * self._titles.get(base, 0)

    def support(self, kind: str, word: str) -> float:
        """Share of the products with `word` in the title that are of this kind, 0 to 1."""
        base = key(fold(word))
        total = self._titles.get(base, 0)
        return self._kind_of_word.get(base, {}).get(kind, 0) / total if total else 0.0

    def lies_within(self, narrow: str, broad: str) -> bool:
        """Whether nearly all products of one kind are of another one too."""
        pair = (narrow, broad) if narrow < broad else (broad, narrow)
        return narrow != broad and self._both.get(pair, 0) >= 0.9 * self._kind_counts.get(narrow, 1)

    def spelling(self, term: str) -> str:
        """A term in the spelling the catalogue prefers ("grey" or "gray"), lower case."""
        return " ".join(self._spellings.get(key(word), word) for word in fold(term).split())

    def correct(self, word: str) -> str:
        """The catalogue's word for one with a slip of the finger in it; the word itself where none is near.

        Only words of five letters or more that the catalogue does not know are corrected, by one edit.
        """
        base = key(fold(word))
        if len(base) < 5 or not base.isalpha() or base in self._vocabulary:
            return word
        near = {
            known
            for form in deletions(base)
            for known in self._deletions.get(form, ())
            if known[0] == base[0] and known[:-1] != base[:-1] and within_one_edit(known, base)
        }
        return max(near, key=lambda known: (self._vocabulary.get(known, 0), known), default=word)


class _Survey:
    """Counts gathered while the catalogue streams by."""

    def __init__(self) -> None:
        self.size = 0
        self.prices: list[float] = []
        self.currencies: Counter[str] = Counter()
        self.levels: Counter[str] = Counter()
        self.brands: Counter[str] = Counter()
        self.values: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.multiple: Counter[str] = Counter()
        self.places: defaultdict[tuple[str, str], Counter[tuple[str, ...]]] = defaultdict(Counter)
        self.vocabulary: Counter[str] = Counter()
        self.titles: Counter[str] = Counter()
        self.title_brands: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.last: Counter[str] = Counter()
        self.by_word: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.kind_counts: Counter[str] = Counter()
        self.both: Counter[tuple[str, str]] = Counter()
        self.spellings: Counter[str] = Counter()

    def add(self, product: Product) -> None:
        self.size += 1
        if product.price is not None:
            self.prices = [min([product.price, *self.prices[:1]]), max([product.price, *self.prices[1:]])]
        if product.currency:
            self.currencies[product.currency] += 1
        named = set(product.category)
        self.levels.update(named)
        for name, values in product.attributes.items():
            for value in values:
                self.values[name][value] += 1
                if _may_be_kind(name):
                    self.places[name, value][product.category] += 1
                    named.add(value)
        title = [key(word) for word in words_of(product.title)]
        self.titles.update(set(title))
        if title:
            self.last[title[-1]] += 1
        for word in set(title):
            self.by_word[word].update(named)
        if product.brand:
            self.brands[product.brand] += 1
            for word in set(title):
                self.title_brands[word][product.brand] += 1
        else:
            for word in set(title):
                self.title_brands[word][""] += 1
        self.kind_counts.update(named)
        ordered = sorted(named)
        self.both.update((ordered[i], later) for i in range(len(ordered)) for later in ordered[i + 1 :])
        self.vocabulary.update(title)
        described = words_of(product.description[:_DESCRIPTION_CHARS])
        self.vocabulary.update(map(key, described))
        self.spellings.update(word for word in (*words_of(product.title), *described) if word in _spelt())

    def lexicon(self, common: frozenset[str]) -> Lexicon:
        kind_fields = {name for name in self.values if self._is_kind_field(name)}
        kinds = self._kind_names(kind_fields)
        brands = self._brand_names()
        properties = self._property_names(kind_fields)
        for names in (kinds, properties):
            self.vocabulary.update(word for name in names for word in name)
        for brand in self.brands:
            self.vocabulary.update(keys_of(brand))
        return Lexicon(
            price_low=self.prices[0] if self.prices else None,
            price_high=self.prices[-1] if self.prices else None,
            currency=self.currencies.most_common(1)[0][0] if self.currencies else None,
            facets=MappingProxyType(
                {
                    name: tuple(value for value, _ in counts.most_common())
                    for name, counts in self.values.items()
                    if name not in kind_fields and len(counts) <= _MOST_VALUES
                }
            ),
            size=self.size,
            _kinds=_Names.build(kinds),
            _brands=_Names.build(brands),
            _properties=_Names.build(properties),
            _plain_brands=frozenset(brand for brand in self.brands if self._is_plain(brand)),
            _vocabulary=self.vocabulary,
            _titles=self.titles,
            _last=self.last,
            _kind_of_word=self.by_word,
            _kind_counts=self.kind_counts,
            _both=self.both,
            _deletions=_deletion_index(self._correctable(kinds, properties)),
            _spellings={key(word): word for word, _ in reversed(self.spellings.most_common())},
            _common=common,
        )

    def _is_kind_field(self, name: str) -> bool:
        """Whether a field names kinds of product: by its name, or a `style` whose values each keep to one category."""
        if fold(name) in _KIND_FIELDS:
            return True
        if not _may_be_kind(name) or len(self.levels) < 2:
            return False
        pure = total = 0
        for value, count in self.values[name].items():
            pure += self.places[name, value].most_common(1)[0][1]
            total += count
        return pure >= 0.9 * total

    def _kind_names(self, fields: set[str]) -> dict[tuple[str, ...], list[tuple[str, str, bool]]]:
        values = list(self.levels)
        values.extend(value for name in sorted(fields) for value in self.values[name])
        exact: defaultdict[tuple[str, ...], list[tuple[str, str, bool]]] = defaultdict(list)
        parts: defaultdict[tuple[str, ...], list[tuple[str, str, bool]]] = defaultdict(list)
        for value in values:
            name = _name(value)
            if name and len(name) <= 6:
                _enter(exact, name, (KIND, value, True))
        for value in values:  # "nuts/seeds" is either
            for part in value.split("/") if "/" in value else ():
                if (name := _name(part)) and name not in exact:
                    _enter(exact, name, (KIND, value, True))
        for name, entry in [*_parts(values), *_heads(values)]:
            if name not in exact:
                parts[name].append(entry)
        found = {**parts, **exact}
        for name, others in (*_equivalents().items(), *_broader().items()):
            linked = [entry for other in others for entry in found.get(other, ())]
            if linked and name not in found:
                found[name] = linked
        return found

    def _brand_names(self) -> dict[tuple[str, ...], list[tuple[str, str, bool]]]:
        found: defaultdict[tuple[str, ...], list[tuple[str, str, bool]]] = defaultdict(list)
        for brand in self.brands:
            name = tuple(word.removesuffix("'s") for word in words_of(brand))
            if name and len("".join(name)) > 1:
                found[name].append((BRAND, brand, True))
        return found

    def _property_names(self, kind_fields: set[str]) -> dict[tuple[str, ...], list[tuple[str, str, bool]]]:
        found: defaultdict[tuple[str, ...], list[tuple[str, str, bool]]] = defaultdict(list)
        for facet, terms in vocabulary().properties.items():
            for term in terms:
                found[keys_of(term)] = [(facet, term, False)]
        for facet, counts in self.values.items():
            if facet in kind_fields or len(counts) > _MOST_VALUES:
                continue
            for value in counts:
                name = _name(value)
                letters = "".join(name)
                if 0 < len(name) <= _LONGEST_VALUE and len(letters) > 2 and not letters.isdigit():
                    kept = [entry for entry in found[name] if entry[2]]  # the catalogue's own come before ours
                    found[name] = [*kept, (facet, value, True)]
        return found

    def _is_plain(self, brand: str) -> bool:
        """Every word of the name stands in titles of other brands too."""
        words = keys_of(brand)
        others = [sum(self.title_brands[word].values()) - self.title_brands[word][brand] for word in words]
        return bool(words) and min(others) >= 2

    def _correctable(self, *names: Mapping[tuple[str, ...], object]) -> set[str]:
        words = {word for entries in names for name in entries for word in name}
        words.update(word for word, count in self.last.items() if count >= 3)
        words.update(word for brand in self.brands for word in keys_of(brand))
        return {word for word in words if len(word) >= 4 and word.isalpha()}


def _parts(values: Iterable[str]) -> Iterator[tuple[tuple[str, ...], tuple[str, str, bool]]]:
    """What "Jackets & Coats" is also called: each of its plurals; "Travel" in "Cookery & Travel" names no thing."""
    for value in values:
        parts = re.split(r"\s*(?:&|\+|,|\band\b)\s*", value)
        for part in parts if len(parts) > 1 else ():
            words = words_of(part)
            if words and key(words[-1]) != words[-1] and (name := _name(part)):
                yield name, (KIND, value, True)


def _heads(values: Iterable[str]) -> Iterator[tuple[tuple[str, ...], tuple[str, str, bool]]]:
    """The word that several kinds end in: "camping chair" and "dining chair" are both a chair."""
    ending: defaultdict[str, list[str]] = defaultdict(list)
    for value in values:
        words = keys_of(value)
        if 2 <= len(words) <= 3 and not re.search(r"[&+,/]|\band\b", value):
            ending[words[-1]].append(value)
    for head, several in ending.items():
        if len(several) > 1:
            yield from (((head,), (KIND, value, True)) for value in several)


def _may_be_kind(name: str) -> bool:
    folded = fold(name)
    return folded in _KIND_FIELDS or folded in ("style", "product_style", "category_style")


def _name(value: str) -> tuple[str, ...]:
    return tuple(word for word in keys_of(re.sub(r"[&+]", " and ", value)) if word != "the")


def _enter(
    names: dict[tuple[str, ...], list[tuple[str, str, bool]]],
    name: tuple[str, ...],
    entry: tuple[str, str, bool],
) -> None:
    names.setdefault(name, []).append(entry)
    if len(name) == 2:  # "tshirt" for "T-Shirts"
        names.setdefault(("".join(name),), []).append(entry)


@lru_cache(maxsize=1)
def _spelt() -> frozenset[str]:
    variants = vocabulary().variants
    return frozenset((*variants, *variants.values()))


@lru_cache(maxsize=1)
def _equivalents() -> dict[tuple[str, ...], list[tuple[str, ...]]]:
    found: defaultdict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
    for group in vocabulary().equivalents:
        names = [keys_of(name) for name in group]
        for name in names:
            found[name].extend(other for other in names if other != name)
    return dict(found)


@lru_cache(maxsize=1)
def _broader() -> dict[tuple[str, ...], list[tuple[str, ...]]]:
    return {keys_of(name): [keys_of(kind) for kind in kinds] for name, kinds in vocabulary().broader.items()}


def _deletion_index(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    index: defaultdict[str, list[str]] = defaultdict(list)
    for word in sorted(words):
        for form in deletions(word):
            index[form].append(word)
    return {form: tuple(found) for form, found in index.items()}
