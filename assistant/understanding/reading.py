"""The reading of one utterance: what its words state literally."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from retrieval.requests import Sort


class Intent(StrEnum):
    """What the shopper wants done, as far as the words alone tell."""

    SEARCH = "search"  # wants products, or changes what is wanted
    SHOW = "show"  # details of a product on screen
    COMPARE = "compare"  # two or more products on screen
    SIMILAR = "similar"  # more like a product on screen
    REMEMBER = "remember"  # states a lasting like or dislike and nothing else
    RESET = "reset"  # start over
    GREETING = "greeting"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    OTHER = "other"  # nothing to search for: policy questions, small talk, attempts at misuse


class Change(StrEnum):
    """How a price limit relates to what is on screen."""

    CHEAPER = "cheaper"
    DEARER = "dearer"


@dataclass(frozen=True, slots=True)
class Preference:
    """A lasting taste the shopper stated: ``Preference("wool", liked=False)``."""

    subject: str
    liked: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """What one utterance states literally. Fields that the words do not touch stay empty.

    Attributes:
        text: The utterance.
        intent: What is to be done.
        price_min: Stated lower limit.
        price_max: Stated upper limit.
        price_dropped: "any price", "forget the budget".
        price_eased: "a bit more expensive is fine": the upper limit may be exceeded; it outweighs `change`.
        change: "cheaper", "something more upmarket": relative to what is on screen.
        kinds: Catalogue values that name the wanted kind of product, as the catalogue writes them.
        brands: Brands wanted, as the catalogue writes them.
        include: Properties wanted ("waterproof", "red"), as the shopper said them, normalized.
        exclude: Things not wanted ("leather", a brand, a colour).
        dropped: Things said before that no longer count ("forget the watch", "it need not be red").
        references: Positions on screen, 1-based; -1 is the last. Past the last one where the words point at nothing
            there ("compare 2 and 7" of four); `settled` names them then.
        sort: Order asked for, ``None`` where not stated.
        more: "show me more", "anything else?".
        in_stock: "in stock", "available now".
        preferences: Lasting tastes stated.
        retracted: Subjects of lasting tastes taken back ("forget that I hate leather"): what is stored of them, likes
            and dislikes, no longer counts. Stands beside a search, too; alone, the intent is `Intent.OTHER`.
        forget_all: Everything remembered of the shopper is to be forgotten ("clear my profile", "delete my data").
        asks_profile: The shopper asks what is remembered of them.
        recipient: "my sister", where bought for somebody else.
        fresh: The shopper starts over.
        words: What remains to be searched for, without limits, courtesy and references.
        names_thing: Whether `words` name a thing to look for that the catalogue has no kind for ("a unicorn saddle");
            not so in "with a hood" or "a warmer one", which refine what was asked before.
        attributes: Facet to accepted values, where any one will do ("red or blue") or a size is stated; only
            values that the catalogue has.
        facets: Facet of each property named, alternatives too, so that a later "blue" takes the place of "black".
        settled: Names of fields that explicit words settle, whether or not they have a value ("rated above 4.8" settles
            that there is no price limit): a reader that goes by likelihood leaves them as they are.
    """

    text: str
    intent: Intent
    price_min: float | None = None
    price_max: float | None = None
    price_dropped: bool = False
    price_eased: bool = False
    change: Change | None = None
    kinds: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    references: tuple[int, ...] = ()
    sort: Sort | None = None
    more: bool = False
    in_stock: bool = False
    preferences: tuple[Preference, ...] = ()
    retracted: tuple[str, ...] = ()
    forget_all: bool = False
    asks_profile: bool = False
    recipient: str | None = None
    fresh: bool = False
    words: str = ""
    names_thing: bool = False
    attributes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    facets: tuple[tuple[str, str], ...] = ()
    settled: tuple[str, ...] = ()
