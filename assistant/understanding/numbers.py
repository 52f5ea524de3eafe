"""Numbers in digits and in words."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.understanding.tokens import Sentence

_SMALL = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen".split()
    )
}
_TENS = {word: 10 * (at + 2) for at, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split())}
_TENS["fourty"] = 40
_SCALES = {"hundred": 100, "thousand": 1000, "grand": 1000, "k": 1000, "million": 1_000_000}
_NOTES = {"fiver": 5, "tenner": 10}
_HIGHEST = 1e12

NUMBER_WORDS = frozenset((*_SMALL, *_TENS, *_SCALES, *_NOTES))


@dataclass(frozen=True, slots=True)
class Number:
    """A number found in a sentence.

    Attributes:
        value: Finite and not negative.
        start: First token.
        end: Past the last token.
        worded: Written in words.
        scaled: Carries its own "k" or "thousand".
    """

    value: float
    start: int
    end: int
    worded: bool
    scaled: bool = False


def read_number(sentence: Sentence, place: int, *, joined: bool = True) -> Number | None:
    """The number that starts at `place`, as long as it goes: "a hundred and twenty", "1.5k", "2 thousand".

    Args:
        sentence: Where to read.
        place: First token of the number.
        joined: Whether "and" may join parts; not so in "between one hundred and fifty".
    """
    if not 0 <= place < len(sentence):
        return None
    if sentence.tokens[place].kind == "number":
        return _digits(sentence, place)
    return _worded(sentence, place, joined=joined)


def parse_digits(text: str) -> float | None:
    """The value of digits with separators, English, continental or Indian: "1,299.99", "1.299,99", "1'299", "1,23,456".

    ``None`` where the separators make no number: "40.5.3".
    """
    text = text.replace("'", "")
    comma, dot = text.rfind(","), text.rfind(".")
    if comma >= 0 and dot >= 0:
        decimal, group = (",", ".") if comma > dot else (".", ",")
        text = text.replace(group, "").replace(decimal, ".")
    elif comma >= 0 or dot >= 0:
        mark = "," if comma >= 0 else "."
        head, *groups = text.split(mark)
        grouped = len(groups[-1]) == 3 and all(len(group) in (2, 3) for group in groups)
        thousands = grouped and len(head) <= 3 and head.strip("0") != ""
        if len(groups) > 1 and not thousands:
            return None
        text = text.replace(mark, "" if thousands else ".")
    try:
        value = float(text)
    except ValueError:
        return None
    return value if value < _HIGHEST else None


def _digits(sentence: Sentence, place: int) -> Number | None:
    value = parse_digits(sentence.word(place))
    if value is None:
        return None
    end, scaled = place + 1, False
    while sentence.word(end) in _SCALES and (sentence.word(end) != "k" or sentence.tokens[end].joined):
        value *= _SCALES[sentence.word(end)]
        end, scaled = end + 1, True
    return Number(value, place, end, worded=False, scaled=scaled) if value < _HIGHEST else None


_VAGUE = {("couple",): 2, ("couple", "of"): 2, ("few",): 3, ("half", "a"): 0.5}


def _vague(sentence: Sentence, place: int) -> Number | None:
    """Such as "a couple hundred", "half a grand"."""
    start = place + 1 if sentence.word(place) == "a" else place
    for words, factor in _VAGUE.items():
        end = start + len(words)
        scale = sentence.word(end)
        if sentence.words[start:end] == words and scale in _SCALES and scale != "k":
            return Number(factor * _SCALES[scale], place, end + 1, worded=True, scaled=True)
    return None


def _worded(sentence: Sentence, place: int, *, joined: bool) -> Number | None:
    words = sentence.words
    if not 0 <= place < len(words):
        return None
    vague = _vague(sentence, place)
    if vague is not None:
        return vague
    if words[place] in ("a", "an") and sentence.word(place + 1) in (*_SCALES, *_NOTES) and words[place + 1] != "k":
        inner = _worded(sentence, place + 1, joined=joined)
        return inner and Number(inner.value, place, inner.end, worded=True, scaled=inner.scaled)
    if words[place] in _NOTES:
        return Number(_NOTES[words[place]], place, place + 1, worded=True)
    total = current = 0.0
    last = 0.0  # the scale of the last word, so that "twenty thirty" is two numbers
    end, scaled = place, False
    while True:
        word = sentence.word(end)
        if joined and word == "and" and sentence.word(end - 1) in _SCALES and end > place:
            rest = _worded(sentence, end + 1, joined=False)
            if rest is not None and not rest.scaled and rest.value < 100 and total + current >= 100:
                return Number(total + current + rest.value, place, rest.end, worded=True, scaled=True)
        if word in _TENS and (end == place or last >= 100 or (last == 1 and 1 <= current <= 9 and total == 0)):
            current = current * 100 + _TENS[word] if last == 1 else current + _TENS[word]  # "one twenty" is 120
            last = 10
        elif word in _SMALL and (end == place or last >= 100 or (last == 10 and 1 <= _SMALL[word] <= 9)):
            current += _SMALL[word]
            last = 1
        elif word == "hundred" and (end == place or 1 <= current < 100) and last < 100:
            current = max(current, 1) * 100
            last, scaled = 100, True
        elif word in _SCALES and word not in ("k", "hundred") and (end == place or current > 0):
            total += max(current, 1) * _SCALES[word]
            current, last, scaled = 0, 1000, True
        else:
            break
        end += 1
    if end == place:
        return None
    return Number(total + current, place, end, worded=True, scaled=scaled)
