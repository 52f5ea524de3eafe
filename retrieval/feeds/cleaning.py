"""One record of a feed to one product: everything good is kept, everything wrong is put right or reported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from retrieval.feeds.columns import Sorted, sort_columns, spoken
from retrieval.feeds.numbers import (
    LARGEST_COUNT,
    Money,
    is_currency,
    largest_price,
    read_availability,
    read_count,
    read_currency,
    read_rating,
    shown,
)
from retrieval.feeds.prices import Custom
from retrieval.feeds.rows import WHOLE_ROW, Accepted, Problem, Record, Rejected
from retrieval.feeds.structures import (
    addresses,
    any_of,
    as_object,
    flatten,
    levels,
    opened,
    scalar,
    web_address,
    words,
)
from retrieval.feeds.text import as_written, clean, readable, visible
from retrieval.products import Product

LONGEST_ID = 255
LONGEST_TITLE = 500
LONGEST_DESCRIPTION = 20_000
LONGEST_NAME = 200
LONGEST_VALUE = 2_000
MOST_LEVELS = 12
MOST_IMAGES = 50
MOST_ATTRIBUTES = 200
MOST_VALUES = 100


def clean_record(record: Record, custom: Custom, currency: str | None = None) -> Accepted | Rejected:
    """Returns the product that `record` describes, with what was put right, or why it describes none.

    Args:
        record: As its format wrote it.
        custom: How the feed that it comes from writes prices.
        currency: Of prices beside which the feed names none.

    Returns:
        Of a record that is a part of a product, that part: it may lack a title.
    """
    cleaner = _Cleaner(record, custom, currency)
    try:
        product = cleaner.product()
    except _Unusable as unusable:
        return Rejected(record.row, Problem(record.row, cleaner.id, unusable.field, unusable.problem))
    return Accepted(record.row, product, cleaner.repairs())


class _Unusable(Exception):
    """The record cannot become a product; caught in this module."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(problem)
        self.field = field
        self.problem = problem


class _Cleaner:
    """Reads one record, field by field, and notes what it had to put right."""

    def __init__(self, record: Record, custom: Custom, currency: str | None) -> None:
        self.id: str | None = None
        self._default = currency
        self._partial = record.part is not None
        self._custom = custom
        self._row = record.row
        self._notes: list[tuple[str, str]] = [(WHOLE_ROW, note) for note in record.notes]
        self._sorted: Sorted = sort_columns(record.fields)
        self._attributes: dict[str, dict[str, None]] = {}

    def repairs(self) -> tuple[Problem, ...]:
        """Returns one problem for each note."""
        return tuple(Problem(self._row, self.id, field, problem) for field, problem in self._notes)

    def product(self) -> Product:
        """Returns the record as a product, or raises `_Unusable`."""
        self.id = self._id()
        title = self._title()
        price, currency = self._price()
        rating, reviews_count = self._rating()
        return Product(
            id=self.id,
            title=title,
            description=self._text("description", LONGEST_DESCRIPTION, lines=True) or "",
            category=self._category(),
            brand=self._text("brand", LONGEST_NAME),
            price=price,
            currency=currency,
            images=self._images(),
            url=self._url(),
            rating=rating,
            reviews_count=reviews_count,
            stock=self._stock(),
            attributes=self._all_attributes(),  # last: the fields above leave there what they do not use
        )

    # What makes a product: without these a row is rejected.

    def _id(self) -> str:
        value = self._first("id")
        text = None if isinstance(value, bool) else scalar(value)
        if value is None:
            raise _Unusable("id", f"is missing; give every row its own id in a column such as {spoken('id')}")
        if text is None:
            raise _Unusable("id", f"{shown(value)} is no id; write it as text")
        plain = " ".join(readable(text[: 4 * LONGEST_ID]).split())
        if not visible(plain):
            raise _Unusable("id", "is blank; give every row an id of its own")
        if len(plain) > LONGEST_ID:
            raise _Unusable("id", f"is longer than {LONGEST_ID} characters; shorten it")
        if readable(text) != text:
            self._note("id", "held unreadable characters, which were removed; remove them in the feed")
        return plain

    def _title(self) -> str:
        value = self._first("title")
        if value is None and self._partial:
            return ""
        if value is None:
            raise _Unusable("title", f"is missing; fill in a column such as {spoken('title')}")
        text = words(value)
        if text is None:
            raise _Unusable("title", f"is {shown(value)}, not text; write the product's name as text")
        title = self._cleaned("title", text, LONGEST_TITLE)
        if not visible(title):
            # Markup around nothing. The product is worth more than its looks, so the words stay as written.
            title = as_written(text, LONGEST_TITLE)
        if not visible(title):
            raise _Unusable("title", "is blank; give the product a name")
        return title

    # What a product can do without: unusable values are dropped and noted.

    def _price(self) -> tuple[float | None, str | None]:
        stated = self._currency()
        likely = stated or self._default
        price, sale = self._money("price", likely), self._money("sale price", likely)
        chosen = price
        if sale and sale.amount > 0 and (price is None or sale.amount <= price.amount):
            chosen = sale
            if price and price.amount > sale.amount:
                self._keep("list price", f"{price.amount:.2f}")
        written = chosen.currency if chosen else None
        if stated and written and written != stated and chosen and chosen.certain:
            self._note("currency", f"is {stated} but the price is in {written}; kept {written}; let both agree")
            return chosen.amount, written
        if chosen and self._default and not (written and chosen.certain):
            written = self._default
        return (chosen.amount if chosen else None), stated or written

    def _currency(self) -> str | None:
        """The currency that the row states beside its prices, or the name of their column."""
        value = self._first("currency")
        if value is None:
            return self._sorted.currency
        currency = read_currency(value)
        if currency is None:
            self._note("currency", f"{shown(value)} is not a currency; left empty; write a code such as EUR")
        elif not is_currency(currency):
            self._note("currency", f"{shown(value)} is no ISO 4217 code; kept as it is; write a code such as EUR")
        return currency

    def _money(self, field: str, stated: str | None) -> Money | None:
        """A price; `stated` is its currency where it names none, or one by a sign that several share."""
        columns = self._sorted.known.get(field, ())
        for position, (name, value) in enumerate(columns):
            money, remark = self._custom.read(name, value)
            if isinstance(money, Money):
                currency = money.currency if money.currency and money.certain else stated or money.currency
                most = largest_price(currency)
                if money.amount <= most:
                    if remark:
                        self._note("price", f"{remark} (column {shown(name)})")
                    for other, rest in columns[position + 1 :]:
                        self._keep(other, rest)
                    return money
                money = f"{shown(value)} is too large to be a price; at most {most:,} is believed"
            self._note("price", f"{money} (column {shown(name)}); left empty; write a number such as 19.90")
        return None

    def _rating(self) -> tuple[float | None, int | None]:
        value, count = self._first("rating"), self._first("reviews count")
        if (inside := as_object(value)) is not None:  # {"rate": 3.9, "count": 120}
            count = count if count is not None else any_of(inside, "count", "reviewCount", "review_count")
            value = any_of(inside, "rate", "value", "average", "ratingValue", "rating")
        reviews = self._count("reviews_count", count)
        rating = None if value is None else read_rating(value)
        if isinstance(rating, str):
            self._note("rating", f"{rating}; left empty; write a number from 0 to 5")
            rating = None
        # A mean of no reviews is no rating, whatever an exporter writes there.
        return (None if reviews == 0 else rating), reviews

    def _stock(self) -> int | None:
        value = self._first("stock")
        statuses = [status for _, status in self._sorted.known.get("availability", ())]
        stock = None
        if isinstance(value, bool) or (isinstance(value, str) and any(map(str.isalpha, value))):
            statuses.insert(0, value)  # "sold out" in the column for pieces
        else:
            if value is None and statuses and isinstance(read_count(statuses[0]), int):
                value = statuses.pop(0)  # pieces in a column called "In stock"
            stock = self._count("stock", value)
        for status in statuses:
            available = read_availability(status)
            if isinstance(available, str):
                self._note("stock", f"{available}; ignored; write a number, or “in stock” or “out of stock”")
            else:
                return stock if available else 0
        return stock

    def _count(self, field: str, value: object) -> int | None:
        if value is None:
            return None
        number = read_count(value)
        if isinstance(number, str):
            self._note(field, f"{number}; left empty; write a whole number from 0 to {LARGEST_COUNT}")
            return None
        if number < 0:
            put, result = ("taken as 0", 0) if field == "stock" else ("left empty", None)
            self._note(field, f"{number} is negative; {put}; write a whole number from 0")
            return result
        return number

    def _category(self) -> tuple[str, ...]:
        value = self._first("category")
        paths = levels(value) if value is not None else []
        if value is not None and not paths:
            self._note("category", f"is {shown(value)}, not text; left empty; write “Clothing > Dresses”")
        for path in paths[1:]:
            self._keep("other categories", " > ".join(path))
        cleaned = [self._cleaned("category", level, LONGEST_NAME) for level in (paths[0] if paths else ())]
        if cleaned and any(">" in level for level in cleaned):  # the separator itself was escaped: "A &gt; B"
            cleaned = [part for level in cleaned for part in levels(level)[0]]
        return tuple(level for level in cleaned if level)[:MOST_LEVELS]

    def _images(self) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for _, value in self._sorted.known.get("images", ()):
            for written in addresses(value):
                address = web_address(written)
                if address is None:
                    self._note("images", f"{shown(written)} is not a web address; left out; write https://…")
                else:
                    found[address] = None
        if len(found) > MOST_IMAGES:
            self._note("images", f"are {len(found)}; kept the first {MOST_IMAGES}; list the best first")
        return tuple(found)[:MOST_IMAGES]

    def _url(self) -> str | None:
        value = self._first("url")
        written = next(iter(addresses(value)), None) if value is not None else None
        address = web_address(written) if written is not None else None
        if value is not None and address is None:
            self._note("url", f"{shown(value)} is not a web address; left empty; write https://…")
        return address

    def _text(self, field: str, limit: int, *, lines: bool = False) -> str | None:
        value = self._first(field)
        if value is None:
            return None
        text = words(value)
        if text is None:
            self._note(field, f"is {shown(value)}, not text; left empty; write it as text")
            return None
        return self._cleaned(field, text, limit, lines=lines) or None

    def _all_attributes(self) -> Mapping[str, tuple[str, ...]]:
        for name, value in self._sorted.known.get("attributes", ()):
            inside = opened(value)
            self._gather(flatten(name if scalar(inside) is not None else "", inside), name)
        for name, value in self._sorted.other.items():
            self._keep(name, value)
        # The next best columns of a field that has one value: an id beside a sku keeps the sku.
        for field in ("id", "title", "description", "category", "brand", "url", "reviews count", "stock"):
            for name, value in self._sorted.known.get(field, ())[1:]:
                self._keep(name, value)
        return MappingProxyType({name: tuple(values) for name, values in self._attributes.items()})

    # Shared by the fields.

    def _keep(self, name: str, value: object) -> None:
        self._gather(flatten(name, value), name)

    def _gather(self, found: Iterable[tuple[str, str]], column: str) -> None:
        for name, text in found:
            plain = clean(name, LONGEST_NAME).text or clean(column, LONGEST_NAME).text
            value = self._cleaned("attributes", text, LONGEST_VALUE)
            if not plain or not value:
                continue
            if plain not in self._attributes and len(self._attributes) == MOST_ATTRIBUTES:
                self._note("attributes", f"are more than {MOST_ATTRIBUTES}; the rest was left out; send fewer")
                return
            values = self._attributes.setdefault(plain, {})
            if value not in values and len(values) == MOST_VALUES:
                self._note("attributes", f"{shown(plain)} has more than {MOST_VALUES} values; the rest was left out")
                continue
            values[value] = None

    def _cleaned(self, field: str, text: str, limit: int, *, lines: bool = False) -> str:
        cleaned = clean(text, limit, lines=lines)
        if cleaned.unreadable:
            self._note(field, "held unreadable characters, which were removed; remove them in the feed")
        if cleaned.cut:
            self._note(field, f"was longer than {limit} characters and was cut; shorten it in the feed")
        if cleaned.markup and field == "title":
            self._note(field, "held markup, of which only the text was kept; write plain text")
        return cleaned.text

    def _first(self, field: str) -> object:
        columns = self._sorted.known.get(field, ())
        return columns[0][1] if columns else None

    def _note(self, field: str, problem: str) -> None:
        # A hundred attributes cut alike are one problem of the row.
        if (field, problem) not in self._notes:
            self._notes.append((field, problem))
