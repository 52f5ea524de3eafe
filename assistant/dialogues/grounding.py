"""An independent check of a reply: are its numbers and product names true?

It shares no code with the check that sentences pass before they are shown, so that the two cannot be
wrong together without a dialogue noticing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from assistant.dialogues.matching import plain
from retrieval.products import Product

_DIGITS = re.compile(r"(?<!\d)\d+(?:[.,'\u00a0\u202f]\d+)*")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_UNITS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen".split()
    )
}
_TENS = {
    word: 10 * value for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_SCALES = {"hundred": 100, "thousand": 1000}
_NUMBER_WORD = re.compile(rf"\b(?:{'|'.join([*_TENS, *_UNITS, *_SCALES, 'and', 'a'])})\b")
_CURRENCY_SIGNS = "$€£¥₹₩₪₺₴₫"
_CURRENCY_AFTER = re.compile(
    rf"\s*(?:[{_CURRENCY_SIGNS}]|(?:dollars?|euros?|pounds?|bucks?|yen|francs?|usd|eur|gbp|chf|jpy)\b)"
)
_COMPARED = re.compile(r"\b(?:less|more|cheaper|dearer|difference|apart|saves?)\b")
_THOUSANDS_LETTER = re.compile(r"(\d+(?:\.\d+)?)\s?k\b")
# A title this long may be cut where a sentence needs a name for it; a shorter one is given in full.
_CUTTABLE = 40
_SHORTEST_CUT = 12


@dataclass(frozen=True, slots=True)
class Shop:
    """What the shop sells as a whole, for claims about products that were not shown.

    Attributes:
        titles: Titles of two words or more, by their first word.
        prices: Every price.
    """

    titles: Mapping[str, tuple[str, ...]]
    prices: frozenset[Decimal]

    @classmethod
    def of(cls, products: Iterable[Product]) -> Shop:
        """Collects titles and prices of a catalogue."""
        titles: dict[str, list[str]] = {}
        prices: set[Decimal] = set()
        for product in products:
            if product.price is not None:
                prices |= _readings(f"{product.price:.2f}")
            title = " ".join(product.title.split())
            # A title of one word ("Dress") is too ordinary a word to count as a product's name.
            if " " in title:
                titles.setdefault(title.split(" ", 1)[0], []).append(title)
        return cls({first: tuple(found) for first, found in titles.items()}, frozenset(prices))


@dataclass(frozen=True, slots=True)
class Ground:
    """What a reply may speak of.

    Attributes:
        shown: Products of this turn, best first.
        seen: Every product shown so far in the dialogue, this turn included.
        said: The shopper's own words so far, their stated tastes included.
        stated: What the program says beside the cards: their title and the limits in force, in words.
        total: How many products satisfied the limits.
        shop: The catalogue as a whole; without it, names and prices of products never shown go unnoticed
            unless a number gives them away.
    """

    shown: Sequence[Product]
    seen: Sequence[Product]
    said: Sequence[str] = ()
    stated: Sequence[str] = ()
    total: int = 0
    shop: Shop | None = None


def named_as(product: Product, text: str, others: Sequence[Product] = ()) -> str | None:
    """How `text` names a product: by its title or, where that is long, by the beginning of it.

    Args:
        product: The product to look for.
        text: Where to look, as `matching.plain` leaves it.
        others: Products that a shortened name must not fit as well.

    Returns:
        The words found, or ``None``. A shortened name has at least three words and twelve characters.
    """
    title = plain(product.title)
    if _occurs(title, text):
        return title
    if len(title) <= _CUTTABLE:
        return None
    rivals = [plain(other.title) for other in others if other.id != product.id]
    parts = title.split(" ")
    for count in range(len(parts) - 1, 2, -1):
        name = " ".join(parts[:count]).rstrip(" -,:;|(")
        if len(name) < _SHORTEST_CUT or any(rival.startswith(name) for rival in rivals):
            return None
        if _occurs(name, text):
            return name
    return None


def _occurs(name: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def unnamed(reply: str, shown: Sequence[Product]) -> tuple[Product, ...]:
    """The shown products that the reply does not name."""
    text = plain(reply)
    return tuple(product for product in shown if named_as(product, text, shown) is None)


def ungrounded(reply: str, ground: Ground) -> tuple[str, ...]:
    """What the reply states that nothing proves.

    A number is proved where it is a fact of a product seen (of the products named in the same sentence, if
    that names any), occurs in the shopper's own words ("forty" proves 40) or in the limits in force, is the
    difference of two prices ("$10 less"), or counts what is on screen. Where nothing was shown, prices of the
    catalogue count too, so that "the nearest starts at $12.50" can be said. A product name is proved where
    that product was seen.

    Returns:
        One phrase for each finding; empty where everything is proved.
    """
    found = [f"names {title!r}, which was not shown" for title in _unseen_titles(reply, ground)]
    spoken = _numbers_of(*ground.said, *ground.stated) | _in_words(*ground.said)
    # Positions and counts: "the second of 3", "the best 3 of 17". No count proves a price.
    counts = frozenset(Decimal(count) for count in (ground.total, *range(len(ground.seen) + 1)))
    if not ground.shown and ground.shop is not None:
        spoken |= ground.shop.prices
    facts = {product.id: _facts(product) for product in ground.seen}
    amounts = {product.id: _amounts(product) for product in ground.seen}
    for line in _SENTENCE.split(reply):
        rest, named = _without_names(plain(line), ground.seen)
        about = f" of {', '.join(one.title for one in named)}" if named else ""
        for number, readings, is_money in _stated_numbers(rest):
            about_these = named or ground.seen
            proofs = amounts if is_money else facts
            proved = spoken.union(*(proofs[one.id] for one in about_these))
            if is_money and _COMPARED.search(rest):
                proved |= _differences(about_these if len(about_these) > 1 else ground.seen)
            if not readings & (proved if is_money else proved | counts):
                found.append(f"states {number}, which is no fact{about} and was not said by the shopper")
    return tuple(dict.fromkeys(found))


def _without_names(text: str, seen: Sequence[Product]) -> tuple[str, list[Product]]:
    """Takes product names out of a sentence, longest first, so that their own numbers do not count."""
    named: list[Product] = []
    for product in sorted(seen, key=lambda one: -len(one.title)):
        name = named_as(product, text, seen)
        if name is not None:
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "\x00", text)
            named.append(product)
    return text, named


def _unseen_titles(reply: str, ground: Ground) -> list[str]:
    if ground.shop is None:
        return []
    text = " ".join(reply.split())
    for product in sorted(ground.seen, key=lambda one: -len(one.title)):
        text = text.replace(" ".join(product.title.split()), "\x00")
    said = plain(" ".join(ground.said))
    found: list[str] = []
    for first in dict.fromkeys(re.findall(r"\S+", text)):
        # Case counts here: "summer dress" is prose, "Summer Dress" is the product of that name.
        for title in ground.shop.titles.get(first.lstrip("\"'“‘(*"), ()):
            if _occurs(title, text) and plain(title) not in said:
                found.append(title)
    return found


def _differences(products: Sequence[Product]) -> frozenset[Decimal]:
    """What one product costs less than another."""
    prices = [Decimal(f"{product.price:.2f}") for product in products if product.price is not None]
    return frozenset(abs(one - other) for one, other in combinations(prices, 2))


def _texts(product: Product) -> list[str]:
    texts = [product.title, product.description, product.brand or "", *product.category]
    return texts + [text for name, values in product.attributes.items() for text in (name, *values)]


def _amounts(product: Product) -> frozenset[Decimal]:
    """Amounts of money: the price, and those that the catalogue's texts state as such."""
    amounts = set(_readings(f"{product.price:.2f}")) if product.price is not None else set[Decimal]()
    for text in _texts(product):
        amounts.update(*(readings for _, readings, is_money in _stated_numbers(plain(text)) if is_money))
    return frozenset(amounts)


def _facts(product: Product) -> frozenset[Decimal]:
    """Every number that is true of a product."""
    facts = set(_numbers_of(*_texts(product)))
    if product.price is not None:
        facts |= _readings(f"{product.price:.2f}")
    if product.rating is not None:
        # A rating is usually said with one decimal, and "out of 5".
        facts |= {Decimal(repr(product.rating)), Decimal(f"{product.rating:.1f}"), Decimal(5)}
    facts |= {Decimal(count) for count in (product.reviews_count, product.stock) if count is not None}
    return frozenset(facts)


def _numbers_of(*texts: str) -> frozenset[Decimal]:
    found: set[Decimal] = set()
    for text in texts:
        for match in _DIGITS.finditer(text):
            found |= _readings(match.group())
        found |= {Decimal(match.group(1)) * 1000 for match in _THOUSANDS_LETTER.finditer(text.casefold())}
    return frozenset(found)


def _stated_numbers(text: str) -> list[tuple[str, frozenset[Decimal], bool]]:
    """The numbers a sentence states: as written, what each may mean, and whether it is an amount of money."""
    stated = [
        (match.group(), _readings(match.group()), _is_money(text, match.start(), match.end()))
        for match in _DIGITS.finditer(text)
    ]
    for start, end, value in _spelled(text):
        # "One of them" counts nothing worth checking; "forty dollars" states a price.
        if _is_money(text, start, end):
            stated.append((text[start:end], frozenset({value}), True))
    return stated


def _is_money(text: str, start: int, end: int) -> bool:
    before = text[:start].rstrip()[-1:]
    return bool(before and before in _CURRENCY_SIGNS) or _CURRENCY_AFTER.match(text, end) is not None


def _readings(digits: str) -> frozenset[Decimal]:
    """What digits may mean: "1,299" is 1299 and, where a comma marks decimals, 1.299."""
    bare = re.sub(r"['\u00a0\u202f]", "", digits)
    found: set[Decimal] = set()
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", bare) or re.fullmatch(r"\d+(?:\.\d+)?", bare):
        found.add(Decimal(bare.replace(",", "")))
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", bare) or re.fullmatch(r"\d+,\d+", bare):
        found.add(Decimal(bare.replace(".", "").replace(",", ".")))
    if not found:  # "3.2.1", "10,11,12": a version or a list, each part on its own
        found = {Decimal(part) for part in re.findall(r"\d+", bare)}
    return frozenset(found)


def _in_words(*texts: str) -> frozenset[Decimal]:
    return frozenset(value for text in texts for _, _, value in _spelled(plain(text)))


def _spelled(text: str) -> list[tuple[int, int, Decimal]]:
    """Numbers written in words, with where they stand: "a hundred and twenty" is 120."""
    found: list[tuple[int, int, Decimal]] = []
    group: list[re.Match[str]] = []
    for match in [*_NUMBER_WORD.finditer(text), None]:
        if group and (match is None or text[group[-1].end() : match.start()].strip(" -")):
            found += _group_value(group)
            group = []
        if match is not None:
            group.append(match)
    return found


def _group_value(group: list[re.Match[str]]) -> list[tuple[int, int, Decimal]]:
    while group and group[-1].group() in {"and", "a"}:
        group = group[:-1]
    while group and group[0].group() == "and":
        group = group[1:]
    # A lone "one" is a pronoun far more often than a number: "the second one".
    if not any(match.group() in _UNITS | _TENS | _SCALES for match in group) or (
        len(group) == 1 and group[0].group() == "one"
    ):
        return []
    total = current = 0
    for match in group:
        word = match.group()
        if word in _SCALES:
            current = max(current, 1) * _SCALES[word]
            if word == "thousand":
                total, current = total + current, 0
        else:
            current += _UNITS.get(word, 0) + _TENS.get(word, 0)
    return [(group[0].start(), group[-1].end(), Decimal(total + current))]
