"""Numbers and amounts of money in prose, read for the checks of dialogues.

Nothing here is shared with the reading of shoppers' messages, so that the two cannot be wrong together.
"""

from __future__ import annotations

import re
from decimal import Decimal

from assistant.dialogues.matching import plain

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_DIGITS = re.compile(r"(?<!\d)\d+(?:[.,'\u00a0\u202f]\d+)*")
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
_THOUSANDS_LETTER = re.compile(r"(\d+(?:\.\d+)?)\s?k\b")


def sentences(text: str) -> list[str]:
    """The sentences and lines of a text, with what each of them ends in."""
    return _SENTENCE.split(text)


def numbers_of(*texts: str) -> frozenset[Decimal]:
    """Every number that stands in the texts in digits; "2k" is 2000."""
    found: set[Decimal] = set()
    for text in texts:
        for match in _DIGITS.finditer(text):
            found |= readings_of(match.group())
        found |= {Decimal(match.group(1)) * 1000 for match in _THOUSANDS_LETTER.finditer(text.casefold())}
    return frozenset(found)


def stated_numbers(text: str) -> list[tuple[str, frozenset[Decimal], bool]]:
    """The numbers a sentence states: as written, what each may mean, and whether it is an amount of money."""
    stated = [
        (match.group(), readings_of(match.group()), _is_money(text, match.start(), match.end()))
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


def readings_of(digits: str) -> frozenset[Decimal]:
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


def in_words(*texts: str) -> frozenset[Decimal]:
    """Every number that stands in the texts in words: "forty" is 40."""
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
