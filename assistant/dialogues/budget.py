"""The price limits a shopper states in so many words, read apart from the assistant's own understanding.

Meant to be certain rather than complete: "under $40" and "between 20 and 30 euros" count, and whatever else is said
about money means that nothing is known, so that a turn is never failed for what nobody plainly said.
"""

from __future__ import annotations

import re
from decimal import Decimal

from assistant.dialogues.figures import stated_numbers
from assistant.dialogues.matching import plain
from assistant.dialogues.schema import OPEN, Range

_AMOUNT = r"(?:[$€£¥]\s?)?\d[\d,]*(?:\.\d+)?(?:\s?(?:[€£¥]|dollars?|euros?|pounds?|bucks?|usd|eur|gbp)\b)?"
_UPPER = re.compile(rf"\b(?:under|below|at most|no more than|not more than|up to|not over|less than)\s+({_AMOUNT})")
_LOWER = re.compile(rf"\b(?:over|above|at least|no less than|not under|more than)\s+({_AMOUNT})")
_BETWEEN = re.compile(rf"\b(?:between|from)\s+({_AMOUNT})\s+(?:and|to)\s+({_AMOUNT})")
_SPAN = re.compile(rf"^({_AMOUNT}) to ({_AMOUNT})$")
_EXACT = re.compile(rf"^exactly ({_AMOUNT})$")
# "Anything under $20 is rubbish", "drop everything over $90", "it was under $40 last year": no limit, or another one.
_TURNED = re.compile(
    r"\b(?:nothing|everything|rubbish|junk|trash|drop|skip|without|avoid|was|were|used to|instead of|rather than|"
    r"not|never|no longer|forget|ignore|n't|is|are|if|or)\b|n't\b"
)
# Whoever speaks of money without a plain limit, or begins anew, may have lifted the one in force.
_LIFTED = re.compile(
    r"\b(?:budget|price[sd]?|pricey|pricier|cost(?:s|ly)?|money|cheap|expensive|dearer?|upmarket|splurge|spend|afford|"
    r"limits?|start over|begin again|begin anew|start again|forget|reset|scratch|never ?mind|clear|anything|whatever|"
    r"a bit more|little more|ignore|drop|remove|lift|matter|matters)\b"
)
_IDIOMS = re.compile(r"\b(?:no more than|not more than|not over|no less than|not under)\b")


def stated_range(text: str) -> Range | None:
    """The price limits that a text states in so many words; ``None`` where it states none plainly."""
    words = plain(text)
    if match := _SPAN.match(words) or _BETWEEN.search(words):
        low, high = sorted((_value(match.group(1)), _value(match.group(2))))
        return Range(low, high)
    if match := _EXACT.match(words):
        return Range(_value(match.group(1)), _value(match.group(1)))
    upper, lower = _UPPER.search(words), _LOWER.search(_IDIOMS.sub("", words))
    if match := upper:
        return Range(maximum=_value(match.group(1)))
    return Range(minimum=_value(lower.group(1))) if lower else None


def budget_after(before: Range, message: str) -> Range:
    """The limits that plainly hold after a message; open where that is not certain.

    Args:
        before: The limits that held until now.
        message: What the shopper wrote.
    """
    words = plain(message)
    amounts = [number for number, _, is_money in stated_numbers(words) if is_money]
    if not amounts:
        return OPEN if _LIFTED.search(words) or re.search(r"\d", words) else before
    stated = stated_range(words)
    ends = 0 if stated is None else (stated.minimum is not None) + (stated.maximum is not None)
    if stated is None or _TURNED.search(_IDIOMS.sub("", words)) or len(amounts) > ends:
        return OPEN
    return stated


def _value(amount: str) -> float:
    digits = re.search(r"\d[\d,]*(?:\.\d+)?", amount)
    return float(Decimal(digits.group().replace(",", ""))) if digits else 0.0
