"""Several rows to one product: its variants' options as attributes, the lowest price on sale, all of the stock."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from retrieval.feeds.cleaning import LONGEST_NAME, LONGEST_VALUE, MOST_ATTRIBUTES, MOST_IMAGES, MOST_VALUES
from retrieval.feeds.columns import spoken
from retrieval.feeds.rows import WHOLE_ROW, Accepted, Part, Problem, Rejected, Row
from retrieval.feeds.text import clean, visible
from retrieval.money import money
from retrieval.products import Product

PRICE_RANGE, SOLD_OUT = "price range", "sold out"
"""Attributes of a product whose variants differ in price, and in whether they can be bought."""

_LIST_PRICE = "list price"
# Codes of single variants say nothing to a shopper, and a hundred of them would drown what does.
_CODES = frozenset(("sku", "gtin", "mpn", "ean", "upc", "isbn", "barcode"))
_MOST_SOLD_OUT = 20
_MOST_REPAIRS = 1000
_LOOSE_ENDS = re.compile(r"\(\s*[,/|–-]*\s*\)|\[\s*\]|\s+[,/|–-]+(?=\s*(?:[,/|–-]|$))|^[\s,/|–-]+|[\s,/|:–-]+$")


Options = tuple[tuple[str, str], ...]
"""Names and values, as in `Part`."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One row of a product, read."""

    part: Part
    row: Accepted


class Join:
    """The rows of one product, added one by one: what is kept does not grow with their number.

    Only of each variant's name a short hash is kept, to know a row that comes twice.
    """

    def __init__(self) -> None:
        self._first: Piece | None = None
        self._parent: Product | None = None
        self._hidden: str | None = None
        self._hidden_variants = 0
        self._rows = 0
        self._last_row: int | None = None
        self._variants = 0
        self._seen: dict[int, int] = {}
        self._twice: list[Rejected] = []
        self._repairs: list[Problem] = []
        self._whole: dict[str, Any] = {}
        self._titles: Counter[str] = Counter()
        self._images: dict[str, None] = {}
        self._attributes: dict[str, dict[str, None]] = {}
        self._options = _Options()
        self._prices = _Prices()
        self._stock = _Stock()

    def add(self, piece: Piece) -> None:
        """Takes in a row."""
        part, row = piece.part, piece.row
        if part.variant is not None and not self._claim(part.variant, row):
            return
        self._first = self._first or piece
        self._rows += row.row != self._last_row  # a row may hold several variants
        self._last_row = row.row
        self._hidden = self._hidden or part.hidden
        self._repairs += row.repairs[: max(0, _MOST_REPAIRS - len(self._repairs))]
        self._describe(row.product, part)
        if part.parent and self._parent is None:
            self._parent = row.product
        if part.variant is not None:
            self._variants += 1
            self._options.add(part.options)
            self._prices.add(row.product)
            self._stock.add(row.product, part.options)

    def add_hidden(self) -> None:
        """Takes note of a variant that the shop does not show."""
        self._hidden_variants += 1

    def rows(self) -> Iterator[Row]:
        """Yields the product, or why there is none, and the rows that came twice."""
        yield from self._twice
        if self._first is None:
            return
        first = self._first
        id = (self._parent or first.row.product).id
        if self._hidden is None and self._hidden_variants and not self._variants:
            self._hidden = "none of its variants is shown in the shop"
        if self._hidden is not None:
            problem = Problem(first.row.row, id, WHOLE_ROW, f"{self._hidden}; left out")
            yield Rejected(first.row.row, problem, hidden=True, rows=self._rows)
            return
        title = self._title()
        if not visible(title):
            missing = f"is missing in every row of this product; fill in a column such as {spoken('title')}"
            yield Rejected(first.row.row, Problem(first.row.row, id, "title", missing), rows=self._rows)
            return
        if self._parent is None and first.part.needs_parent:
            alone = (
                "belongs to a product that the feed does not hold; kept as a product of its own; export its parent too"
            )
            self._repairs.insert(0, Problem(first.row.row, id, WHOLE_ROW, alone))
        yield Accepted(first.row.row, self._product(id, title), tuple(self._repairs), self._rows)

    def _claim(self, variant: str, row: Accepted) -> bool:
        """Whether this variant is new; a row that repeats one is rejected, so that its stock counts once."""
        earlier = self._seen.get(hash(variant))
        if earlier is None:
            self._seen[hash(variant)] = row.row
            return True
        remedy = "the first was kept; remove one, or give it an id and options of its own"
        problem = Problem(row.row, row.product.id, "id", f"describes the same variant as row {earlier}; {remedy}")
        self._twice.append(Rejected(row.row, problem))
        return False

    def _describe(self, product: Product, part: Part) -> None:
        told = {
            "title": product.title,
            "description": product.description,
            "category": product.category,
            "brand": product.brand,
            "url": product.url,
            "rating": product.rating,
            "reviews_count": product.reviews_count,
        }
        for field, value in told.items():
            if value is not None and value not in ("", ()) and (part.parent or field not in self._whole):
                self._whole[field] = value
        if product.title and not part.parent:
            # Bounded: past a few different names none of them is the product's.
            name = _without(product.title, part.options)
            if name in self._titles or len(self._titles) < 3:
                self._titles[name] += 1
        pictures = dict.fromkeys(product.images)
        self._images = (pictures | self._images) if part.parent else (self._images | pictures)
        while len(self._images) > MOST_IMAGES:
            self._images.popitem()
        for name, values in product.attributes.items():
            if name != _LIST_PRICE or part.variant is None:
                _extend(self._attributes, name, values)

    def _title(self) -> str:
        if self._parent is not None and self._parent.title:
            return self._parent.title
        if self._variants > 1 and len(self._titles) == 1:
            (name,) = self._titles
            if visible(name):
                return name
        return str(self._whole.get("title", ""))

    def _product(self, id: str, title: str) -> Product:
        source = self._prices.lowest or self._parent or (self._first.row.product if self._first else None)
        assert source is not None  # there is a row
        stock, sold_out = self._stock.total(self._parent) if self._variants else (source.stock, ())
        attributes = self._attributes
        if self._variants > 1:
            attributes = {name: values for name, values in attributes.items() if not _is_code(name, values)}
        for name, values in self._options.named().items():
            _extend(attributes, name, values)
        if self._prices.lowest is not None and (listed := source.attributes.get(_LIST_PRICE)):
            attributes[_LIST_PRICE] = dict.fromkeys(listed)
        if (span := self._prices.span()) is not None:
            attributes[PRICE_RANGE] = {span: None}
        if labels := dict.fromkeys(filter(None, map(self._options.label, sold_out))):
            attributes[SOLD_OUT] = labels
        return replace(
            source,
            id=id,
            title=title,
            **{field: value for field, value in self._whole.items() if field != "title"},
            images=tuple(self._images),
            stock=stock,
            attributes=MappingProxyType({name: tuple(values) for name, values in attributes.items()}),
        )


class _Options:
    """The options of the variants; a row may leave an option's name to another row."""

    def __init__(self) -> None:
        self._names: dict[int, str] = {}
        self._values: dict[str | int, dict[str, None]] = {}

    def add(self, options: Options) -> None:
        for position, (name, value) in enumerate(options):
            if name:
                self._names.setdefault(position, name)
            values = self._values.setdefault(name or position, {})
            if value and len(values) < MOST_VALUES:
                values[value] = None

    def named(self) -> dict[str, dict[str, None]]:
        """Returns the values of each option."""
        found: dict[str, dict[str, None]] = {}
        for key, values in self._values.items():
            found.setdefault(self._name(key), {}).update(values)
        return found

    def label(self, options: Options) -> str:
        """Returns what tells one variant from the others: "red / M"."""
        named = self.named()
        telling = (value for key, value in enumerate(options) if len(named.get(self._name(value[0] or key), ())) > 1)
        return " / ".join(value for _, value in telling if value)

    def _name(self, key: str | int) -> str:
        return key if isinstance(key, str) else self._names.get(key, f"option {key + 1}")


class _Prices:
    """The lowest price of what can be bought, or of everything where nothing can.

    Attributes:
        lowest: The variant that has it.
    """

    def __init__(self) -> None:
        self.lowest: Product | None = None
        self._spans: dict[bool, tuple[float, float]] = {}

    def add(self, product: Product) -> None:
        if product.price is None or (self.lowest is not None and product.currency != self.lowest.currency):
            return
        low, high = self._spans.get(product.available, (product.price, product.price))
        self._spans[product.available] = (min(low, product.price), max(high, product.price))
        if self.lowest is None or _rank(product) < _rank(self.lowest):
            self.lowest = product

    def span(self) -> str | None:
        """From the lowest to the highest price, in words; ``None`` where they are one."""
        if self.lowest is None:
            return None
        low, high = self._spans[self.lowest.available]
        currency = self.lowest.currency
        return f"{money(low, currency)} to {money(high, currency)}" if low < high else None


class _Stock:
    """The pieces of all variants."""

    def __init__(self) -> None:
        self._sum = 0
        self._uncounted = False
        self._any = False
        self._sold_out: list[Options] = []

    def add(self, product: Product, options: Options) -> None:
        if product.stock is None:
            self._uncounted = True
        else:
            self._sum += product.stock
        self._any = self._any or product.available
        if not product.available and options and len(self._sold_out) < _MOST_SOLD_OUT:
            self._sold_out.append(options)

    def total(self, parent: Product | None) -> tuple[int | None, Sequence[Options]]:
        """How many pieces there are, ``None`` where the shop does not say, and which variants are sold out."""
        if not self._any:
            return 0, ()
        if not self._uncounted:
            return self._sum, self._sold_out
        # Where variants share one stock, the parent states it.
        shared = parent.stock if parent is not None else None
        return shared, self._sold_out if shared != 0 else ()


def _rank(product: Product) -> tuple[bool, float]:
    return not product.available, product.price or 0.0


def _is_code(name: str, values: Mapping[str, None]) -> bool:
    return len(values) > 1 and name.casefold() in _CODES


def _extend(attributes: dict[str, dict[str, None]], name: str, values: Iterable[str]) -> None:
    """Adds values to the attribute of this name, in whatever case it was written before."""
    plain = clean(name, LONGEST_NAME).text
    key = next((known for known in attributes if known.casefold() == plain.casefold()), plain)
    if not key or (key not in attributes and len(attributes) == MOST_ATTRIBUTES):
        return
    there = attributes.setdefault(key, {})
    for value in values:
        text = clean(value, LONGEST_VALUE).text
        if text and len(there) < MOST_VALUES:
            there[text] = None
    if not there:
        del attributes[key]


def _without(title: str, options: Options) -> str:
    """Returns a variant's title without the values of its options: "Linen dress – red, M" is a "Linen dress"."""
    for name, value in sorted(options, key=lambda option: -len(option[1])):
        if value.strip():
            label = rf"(?:\b{re.escape(name)}\s*:?\s*)?" if name else ""
            title = re.sub(rf"{label}(?<!\w){re.escape(value.strip())}(?!\w)", "", title, flags=re.IGNORECASE)
    while (tidied := _LOOSE_ENDS.sub("", title)) != title:
        title = tidied
    return " ".join(title.split())
