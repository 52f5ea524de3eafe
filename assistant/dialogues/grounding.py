"""An independent check of a reply: are its numbers and product names true?

It shares no code with the check that sentences pass before they are shown, so that the two cannot be
wrong together without a dialogue noticing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from assistant.dialogues.figures import in_words, numbers_of, readings_of, sentences, stated_numbers
from assistant.dialogues.matching import plain
from retrieval.products import Product

_COMPARED = re.compile(r"\b(?:less|more|cheaper|dearer|difference|apart|saves?)\b")
# A title this long may be cut where a sentence needs a name for it; a shorter one is given in full.
_CUTTABLE = 40
_SHORTEST_CUT = 12


@dataclass(frozen=True, slots=True)
class Shop:
    """What the shop sells as a whole, for claims about products that were not shown.

    Attributes:
        titles: Titles of two words or more, by their first word.
        prices: Every price.
        products: Every product as the database holds it, by its identifier.
        currency: The one that most products state, for those that state none.
    """

    titles: Mapping[str, tuple[str, ...]]
    prices: frozenset[Decimal]
    products: Mapping[str, Product]
    currency: str | None = None

    @classmethod
    def of(cls, products: Iterable[Product]) -> Shop:
        """Collects titles and prices of a catalogue."""
        titles: dict[str, list[str]] = {}
        prices: set[Decimal] = set()
        known: dict[str, Product] = {}
        for product in products:
            known[product.id] = product
            if product.price is not None:
                prices |= readings_of(f"{product.price:.2f}")
            title = " ".join(product.title.split())
            # A title of one word ("Dress") is too ordinary a word to count as a product's name.
            if " " in title:
                titles.setdefault(title.split(" ", 1)[0], []).append(title)
        currencies = Counter(product.currency for product in known.values() if product.currency)
        return cls(
            titles={first: tuple(found) for first, found in titles.items()},
            prices=frozenset(prices),
            products=known,
            currency=currencies.most_common(1)[0][0] if currencies else None,
        )


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
    found = [f"names {title!r}, which was not shown" for title in unseen_titles(reply, ground)]
    spoken = numbers_of(*ground.said, *ground.stated) | in_words(*ground.said)
    # Positions and counts: "the second of 3", "the best 3 of 17". No count proves a price.
    counts = frozenset(Decimal(count) for count in (ground.total, *range(len(ground.seen) + 1)))
    if not ground.shown and ground.shop is not None:
        spoken |= ground.shop.prices
    facts = {product.id: _facts(product) for product in ground.seen}
    amounts = {product.id: amounts_of(product) for product in ground.seen}
    for line in sentences(reply):
        rest, named = without_names(plain(line), ground.seen)
        about = f" of {', '.join(one.title for one in named)}" if named else ""
        for number, readings, is_money in stated_numbers(rest):
            about_these = named or ground.seen
            proofs = amounts if is_money else facts
            proved = spoken.union(*(proofs[one.id] for one in about_these))
            if is_money and _COMPARED.search(rest):
                proved |= differences(about_these if len(about_these) > 1 else ground.seen)
            if not readings & (proved if is_money else proved | counts):
                found.append(f"states {number}, which is no fact{about} and was not said by the shopper")
    return tuple(dict.fromkeys(found))


def without_names(text: str, seen: Sequence[Product]) -> tuple[str, list[Product]]:
    """Takes product names out of a sentence, longest first, so that their own numbers do not count."""
    named: list[Product] = []
    for product in sorted(seen, key=lambda one: -len(one.title)):
        name = named_as(product, text, seen)
        if name is not None:
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "\x00", text)
            named.append(product)
    return text, named


def unseen_titles(reply: str, ground: Ground) -> list[str]:
    """Titles of the catalogue that the reply names although no product seen carries them."""
    if ground.shop is None:
        return []
    text = " ".join(reply.split())
    seen = {" ".join(product.title.split()) for product in ground.seen}
    # Case counts here: "summer dress" is prose, "Summer Dress" is the product of that name.
    firsts = {word.lstrip("\"'“‘(*") for word in text.split(" ")}
    titles = seen.union(*(ground.shop.titles.get(first, ()) for first in firsts))
    said = plain(" ".join(ground.said))
    found: list[str] = []
    # The longest first: whoever names the "Tide Watch Pro" has not named the "Tide Watch".
    for title in sorted(titles, key=lambda one: (-len(one), one)):
        if _occurs(title, text):
            text = re.sub(rf"(?<!\w){re.escape(title)}(?!\w)", "\x00", text)
            if title not in seen and plain(title) not in said:
                found.append(title)
    return found


def differences(products: Sequence[Product]) -> frozenset[Decimal]:
    """What one product costs less than another."""
    prices = [Decimal(f"{product.price:.2f}") for product in products if product.price is not None]
    return frozenset(abs(one - other) for one, other in combinations(prices, 2))


def _texts(product: Product) -> list[str]:
    texts = [product.title, product.description, product.brand or "", *product.category]
    return texts + [text for name, values in product.attributes.items() for text in (name, *values)]


def amounts_of(product: Product) -> frozenset[Decimal]:
    """Amounts of money: the price, and those that the catalogue's texts state as such."""
    amounts = set(readings_of(f"{product.price:.2f}")) if product.price is not None else set[Decimal]()
    for text in _texts(product):
        amounts.update(*(readings for _, readings, is_money in stated_numbers(plain(text)) if is_money))
    return frozenset(amounts)


def _facts(product: Product) -> frozenset[Decimal]:
    """Every number that is true of a product."""
    facts = set(numbers_of(*_texts(product)))
    if product.price is not None:
        facts |= readings_of(f"{product.price:.2f}")
    if product.rating is not None:
        # A rating is usually said with one decimal, and "out of 5".
        facts |= {Decimal(repr(product.rating)), Decimal(f"{product.rating:.1f}"), Decimal(5)}
    facts |= {Decimal(count) for count in (product.reviews_count, product.stock) if count is not None}
    return frozenset(facts)
