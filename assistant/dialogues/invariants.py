"""What must hold of every turn, whatever its author expected of it.

Four things that no shopper forgives: a price that the catalogue does not know, an amount that belongs to nothing on
screen, cards and text that speak of different products, and a product outside the limits in force.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from assistant.dialogues.budget import stated_range
from assistant.dialogues.expectations import Background, Failure, Observed
from assistant.dialogues.figures import in_words, numbers_of, sentences, stated_numbers
from assistant.dialogues.grounding import Ground, amounts_of, differences, unnamed, unseen_titles, without_names
from assistant.dialogues.matching import mentions, plain
from assistant.dialogues.schema import OPEN, Range
from retrieval.products import Product

PRICES, AMOUNTS, NAMES, LIMITS = "always.prices", "always.amounts", "always.names", "always.limits"

_COMPARED = re.compile(r"\b(?:less|more|cheaper|dearer|difference|apart|saves?)\b")
_LIMITING = re.compile(
    r"\b(?:under|below|within|at most|at least|over|above|between|up to|exactly|budget|limits?|than|to|and|"
    r"max(?:imum)?)\b"
)
# A sentence about what is not on screen: "The nearest costs $62", "Leather is there from $120".
_ELSEWHERE = re.compile(r"\b(?:nearest|cheapest|dearest|closest|from|up to|starts?)\b")
_CENTS = re.compile(r"\d+\.\d{2}")
_SOLD_OUT = re.compile(r"\bsold out\b", re.IGNORECASE)


def broken(turn: Observed, background: Background) -> tuple[Failure, ...]:
    """The invariants that a turn breaks; a turn that was stopped says nothing worth checking.

    Args:
        turn: As it happened.
        background: What went before. Without its `shop`, prices and names of products never shown go unnoticed.
    """
    if turn.stopped is not None:
        return ()
    return (
        *_prices(turn, background),
        *_amounts(turn, background),
        *_names(turn, background),
        *_limits(turn, background),
    )


def _prices(turn: Observed, background: Background) -> list[Failure]:
    """Every card against the database."""
    if background.shop is None:
        return []
    found: list[Failure] = []
    for one in turn.products:
        truth = background.shop.products.get(one.product.id)
        if truth is None:
            found.append(Failure(PRICES, "products of the catalogue", f"{one.product.id} ({one.product.title})"))
        elif truth.price != one.product.price:
            expected = f"{truth.price} for {truth.title}, as in the catalogue"
            found.append(Failure(PRICES, expected, str(one.product.price)))
        elif truth.title != one.product.title:
            found.append(Failure(PRICES, f"{truth.id} called {truth.title!r}", repr(one.product.title)))
    return found


def _amounts(turn: Observed, background: Background) -> list[Failure]:
    """Every amount of money in the reply belongs to a product on screen, or to a limit that somebody stated."""
    shown = [one.product for one in turn.products]
    seen = _seen(turn, background)
    spoken = numbers_of(*background.said, *turn.stated) | in_words(*background.said)
    amounts = {product.id: amounts_of(product) for product in seen}
    found: list[str] = []
    for line in sentences(turn.reply):
        rest, named = without_names(plain(line), seen)
        about = named or shown or seen
        proved = frozenset[Decimal]().union(*(amounts[one.id] for one in about))
        # "The Alba Dress costs $1" is no truer because the shopper wished for it; "stays under your $40" is.
        if not named or _LIMITING.search(rest):
            proved |= spoken
        if _COMPARED.search(rest):
            proved |= differences(about if len(about) > 1 else seen)
        if not named and background.shop is not None and (not shown or _ELSEWHERE.search(rest)):
            proved |= background.shop.prices
        for number, readings, is_money in stated_numbers(rest):
            if (is_money or _looks_like_price(number, turn, about)) and not readings & proved:
                whose = f" of {', '.join(one.title for one in named)}" if named else ""
                found.append(f"{number}, which is no price{whose} and no limit in force: {line.strip()!r}")
    return [
        Failure(AMOUNTS, "amounts of products on screen or of stated limits", each) for each in dict.fromkeys(found)
    ]


def _looks_like_price(number: str, turn: Observed, about: Sequence[Product]) -> bool:
    """A shop without a currency writes "89.99": two decimals that are no other fact of the products spoken of."""
    if not _CENTS.fullmatch(number) or any(one.product.currency for one in turn.products):
        return False
    texts = " ".join(f"{one.title} {one.description} {' '.join(map(str, one.attributes.values()))}" for one in about)
    return number not in texts


def _names(turn: Observed, background: Background) -> list[Failure]:
    """Cards and text speak of the same products."""
    shown = [one.product for one in turn.products]
    found = [
        Failure(NAMES, f"the reply to name {product.title!r}, which is on screen", repr(turn.reply[:300]))
        for product in unnamed(turn.reply, shown)
    ]
    ground = Ground(shown=shown, seen=_seen(turn, background), said=background.said, shop=background.shop)
    # "The Tide Watch is sold out at the moment" names what cannot be shown for sale, if it is true.
    gone = {one.title for one in background.shop.products.values() if not one.available} if background.shop else set()
    for title in unseen_titles(turn.reply, ground):
        excused = " ".join(title.split()) in {" ".join(each.split()) for each in gone} and _SOLD_OUT.search(turn.reply)
        if not excused:
            found.append(Failure(NAMES, "names of products on screen only", f"{title!r}, which was not shown"))
    return found


def _limits(turn: Observed, background: Background) -> list[Failure]:
    """Nothing on screen breaks a limit that the shopper plainly stated or that the cards themselves claim."""
    if turn.layout != "cards":
        return []  # products picked from the screen, whose limits may have been others
    found: list[Failure] = []
    said = [("as the shopper said", background.budget)]
    said += [(f"as the chip {chip!r} says", stated) for chip in turn.stated[1:] if (stated := stated_range(chip))]
    for why, limit in said:
        wrong = [one.product for one in turn.products if not _within(one.product.price, limit)]
        if wrong:
            expected = f"prices {_ends(limit)}, {why}"
            found.append(Failure(LIMITS, expected, "; ".join(f"{one.title} at {one.price}" for one in wrong)))
    for chip in turn.stated[1:]:
        refused = re.match(r"(?:not|no) (.+)", chip)
        wrong = [one.product for one in turn.products if refused and mentions(one.product, refused.group(1))]
        if wrong:
            found.append(Failure(LIMITS, f"products as the chip {chip!r} says", "; ".join(one.title for one in wrong)))
    return found


def _seen(turn: Observed, background: Background) -> list[Product]:
    shown = (one.product for one in turn.products)
    return list({one.id: one for one in (*background.seen, *background.previous, *shown)}.values())


def _within(price: float | None, limit: Range) -> bool:
    if limit == OPEN:
        return True
    return price is not None and limit.holds(price)


def _ends(limit: Range) -> str:
    parts = [f"of at least {limit.minimum:g}"] if limit.minimum is not None else []
    parts += [f"of at most {limit.maximum:g}"] if limit.maximum is not None else []
    return " and ".join(parts)
