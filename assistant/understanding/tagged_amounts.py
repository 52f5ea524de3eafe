"""Which side of a price an amount limits, where the tags of the joint model tell more than the grammar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from assistant.understanding.amounts import UNITS, read_amounts
from assistant.understanding.certainty import BEYOND_DOUBT, CERTAIN, SURE_OF_A_WORD, VERY_SURE
from assistant.understanding.meanings import Seen
from assistant.understanding.reader import read
from assistant.understanding.reading import Reading
from assistant.understanding.tokens import Sentence, tokenize
from retrieval.facets import Lexicon

_COUNTED = (["size"], ["sizes"], ["age"], ["aged"], ["number"], ["of"])  # "size 9", "a set of 6"
_CUES: Mapping[str, str] = {"high": "under", "low": "over", "near": "around"}
_TURNED: Mapping[tuple[str, str], str] = {("refine_min", "low"): "price_min", ("refine_max", "high"): "price_max"}


def with_amounts(reading: Reading, seen: Seen, lexicon: Lexicon, trace: list[str]) -> Reading:
    """Give amounts the side they are tagged with, where the grammar found none for it."""
    if reading.change or reading.price_dropped:
        return reading
    stated = reading.price_min is not None or reading.price_max is not None
    low = high = None
    sentence = tokenize(reading.text)
    # "Size 9" and "3 pockets" are no prices unless that is certain ("my purse holds 45"), and "6 ounces" never are.
    spans = [
        (sentence.tokens[amount.start].start, sentence.tokens[amount.end - 1].end)
        for amount in read_amounts(sentence, lexicon)
        if amount.money or not amount.counts
    ]
    for start, end, tag, chance in seen.tags:
        bar = VERY_SURE if stated else SURE_OF_A_WORD
        if reading.text[:start].lower().split()[-1:] in _COUNTED:
            continue
        if not any(a < end and start < b for a, b in spans):
            number = any(token.kind == "number" and start <= token.start < end for token in sentence.tokens)
            if not number:
                continue
            bar = CERTAIN
        if tag in _CUES and chance >= bar and not _measures(sentence, start, end):
            found = read(f"{_CUES[tag]} ${reading.text[start:end].strip('$ ')}", lexicon)
            if {found.price_min, found.price_max} & ({reading.price_min, reading.price_max} - {None}):
                continue  # the grammar has given this amount its side
            low = found.price_min if found.price_min is not None else low
            high = found.price_max if found.price_max is not None else high
    turned = _turned(reading, seen)
    if turned is not None:
        trace.append("the limit is on the other side")
        return turned
    # What the grammar found stands, whatever else the model makes of it: a limit is only ever added to.
    low = reading.price_min if reading.price_min is not None else low
    high = reading.price_max if reading.price_max is not None else high
    if low is not None and high is not None and low > high:
        return reading
    if (low, high) != (reading.price_min, reading.price_max):
        trace.append(f"price {low or ''}–{high or ''}")
    return replace(reading, price_min=low, price_max=high)


def _turned(reading: Reading, seen: Seen) -> Reading | None:
    """The only limit on the other side, where sentence and amount both say so beyond doubt: "50 is the least"."""
    limits = {"price_min": reading.price_min, "price_max": reading.price_max}
    stated = [name for name, value in limits.items() if value is not None]
    amounts = [(tag, chance) for _, _, tag, chance in seen.tags if tag in _CUES]
    if len(stated) != 1 or len(amounts) != 1 or min(seen.confidence, amounts[0][1]) < BEYOND_DOUBT:
        return None
    side = _TURNED.get((seen.meaning, amounts[0][0]))
    if side is None or side == stated[0]:
        return None
    return replace(reading, **{stated[0]: None, side: limits[stated[0]]})


def _measures(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a unit follows the number in these characters."""
    following = next((token.word for token in sentence.tokens if token.start >= end), "")
    inside = {token.word for token in sentence.tokens if start <= token.start < end}
    return following in UNITS or bool(inside & UNITS)
