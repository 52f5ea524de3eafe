"""Numbers, in digits and in words."""

from __future__ import annotations

import pytest

from assistant.understanding.numbers import parse_digits, read_number
from assistant.understanding.tokens import tokenize

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "ten twenty thirty forty fifty sixty seventy eighty ninety".split()


def spelt(number: int) -> str:
    """English for 0 to 9999, the usual way."""
    if number < 20:
        return _SMALL[number]
    if number < 100:
        return _TENS[number // 10 - 1] + (f"-{_SMALL[number % 10]}" if number % 10 else "")
    if number < 1000:
        return f"{_SMALL[number // 100]} hundred" + (f" and {spelt(number % 100)}" if number % 100 else "")
    rest = number % 1000
    joint = " and " if 0 < rest < 100 else " "
    return f"{_SMALL[number // 1000]} thousand" + (joint + spelt(rest) if rest else "")


def test_every_number_in_words_up_to_9999() -> None:
    for number in range(10_000):
        sentence = tokenize(spelt(number))
        found = read_number(sentence, 0)
        assert found is not None
        assert (found.value, found.end) == (number, len(sentence)), spelt(number)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,299", 1299),
        ("1,299.99", 1299.99),
        ("1.299,99", 1299.99),
        ("1'299", 1299),
        ("1.234.567", 1234567),
        ("3.5", 3.5),
        ("3,5", 3.5),
        ("0.125", 0.125),
        ("12.50", 12.5),
    ],
)
def test_separators(text: str, value: float) -> None:
    assert parse_digits(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1k", 1000),
        ("1.5k", 1500),
        ("2 grand", 2000),
        ("a hundred", 100),
        ("a thousand", 1000),
        ("twelve hundred", 1200),
        ("one fifty", 150),
        ("twenty thirty", 20),
        ("a tenner", 10),
        ("two hundred and", 200),
    ],
)
def test_spoken_forms(text: str, value: float) -> None:
    found = read_number(tokenize(text), 0)
    assert found is not None
    assert found.value == value


def test_digits_that_overflow_are_no_number() -> None:
    assert parse_digits("9" * 400) is None
    assert read_number(tokenize("9" * 400), 0) is None
