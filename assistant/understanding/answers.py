"""Questions to the shopper, and replies that mean something only after one: no preference, or a bare amount."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.understanding.reading import Intent, Reading

PRICE = "price"
"""Topic of the question for a budget."""

_KIND = "type"


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what can be answered.

    Attributes:
        topic: Name of the property, `PRICE` for the budget.
        text: One sentence that ends in a question mark.
        options: Replies to click, likeliest first.
    """

    topic: str
    text: str
    options: tuple[str, ...]


_INDIFFERENT = (
    "no", "nope", "nah", "any", "either", "whatever", "anything", "all", "all of them", "both", "none", "none of them",
    "neither", "not really", "surprise me", "you choose", "you decide", "no preference", "no preferences", "no budget",
    "no limit", "no idea", "not sure", "i'm not sure", "i am not sure", "i'm easy", "i'm flexible", "i'm open",
    "i don't mind", "i do not mind", "don't mind", "i don't care", "don't care", "i don't know", "don't know", "dunno",
    "it doesn't matter", "doesn't matter", "it does not matter", "does not matter", "any one", "any of them",
    "any of those", "any colour", "any color", "any material", "any budget", "any price", "any kind", "any style",
    "anything goes", "all the same to me", "up to you",
)  # fmt: skip
_AROUND = (
    "really", "thanks", "thank you", "please", "is fine", "is ok", "is okay", "will do", "works", "at all", "to me",
    "honestly", "tbh", "well", "oh", "hmm", "um",
)  # fmt: skip
_AMOUNT = re.compile(
    r"(?:about|around|maybe|say|like|up to|max)?\s*[$€£]?\s?(\d{1,6}(?:\.\d\d?)?)"
    r"\s*(?:dollars|bucks|usd|euros?|pounds|or so|max|tops)?",
    re.IGNORECASE,
)
_POSITIONS = 9  # a smaller number more likely points at the screen


def in_answer(reading: Reading, pending: Question | None, *, wished: bool) -> Reading:
    """What a message means, given what was asked last.

    Args:
        reading: What its words state.
        pending: The question that the last reply ended with.
        wished: Whether anything has been asked for before.

    Returns:
        The reading; where the shopper has no preference, one that asks for others of the same; where the message is
        one of the answers offered, that property; where it is nothing but an amount, that amount as the most to pay.
    """
    plain = " ".join(re.sub(r"[^\w'’$€£. ]+", " ", reading.text.lower().replace("’", "'")).split()).strip(". ")
    if pending is not None and _indifferent(plain):
        return Reading(reading.text, Intent.SEARCH, more=True)
    if pending is not None and pending.topic not in (PRICE, _KIND) and plain in pending.options:
        return Reading(reading.text, Intent.SEARCH, include=(plain,), facets=((plain, pending.topic),), words=plain)
    amount = _AMOUNT.fullmatch(plain)
    silent = reading.price_max is None and reading.price_min is None
    if wished and silent and amount and float(amount.group(1)) > _POSITIONS:
        return Reading(reading.text, Intent.SEARCH, price_max=float(amount.group(1)))
    return reading


def _indifferent(text: str) -> bool:
    """Whether a text is made of nothing but phrases of no preference and what goes around them."""
    rest = f" {text} "
    for phrase in sorted((*_INDIFFERENT, *_AROUND), key=len, reverse=True):
        rest = rest.replace(f" {phrase} ", "  ")
    return not rest.strip() and text not in _AROUND and bool(text)
