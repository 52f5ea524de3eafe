"""Reading clauses back by their wording, which is that of `retrieval.reasons` and `assistant.explanation.facts`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_TITLE = r"“(?P<x>[^”]+)”"
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("within", r"within your (?P<max>.+) limit at (?P<price>.+)"),
        ("between", r"between (?P<min>.+) and (?P<max>.+), as you asked, at (?P<price>.+)"),
        ("from", r"at least (?P<min>.+), as you asked, at (?P<price>.+)"),
        ("stock", r"in stock, as you asked"),
        ("brand", r"by (?P<x>.+), as you asked"),
        ("excluded", r"not (?P<x>.+), as you asked"),
        ("asked", r"(?P<x>.+), as you asked"),
        ("sort", r"of the kind you asked for: (?P<x>.+)"),
        ("because", rf"because you (?P<did>.*{_TITLE}.*)"),
        ("own", r"you (?P<deed>bought|liked|looked at|put|rated) this(?P<rest>.*)"),
        ("because_more", r"similar to (?P<n>[\d,]+) more products? you chose or looked at"),
        ("leaning_more", r"also (?P<v>.+), like products you chose or looked at"),
        ("leaning", rf"(?P<v>.+), like {_TITLE}, which you (?P<deed>.+)"),
        ("leaning_own", r"(?P<v>.+), and you (?P<deed>bought|liked|looked at|put|rated) this(?P<rest>.*)"),
        ("liked", r"(?P<x>.+), which you like"),
        ("rating", r"rated (?P<rate>[\d.]+) by (?P<n>[\d,]+) reviewers?"),
        ("rating_bare", r"rated (?P<rate>[\d.]+)"),
        ("popular", r"popular: (?P<n>[\d,]+) other shoppers chose it"),
        ("similar", rf"(?:similar to|much like) {_TITLE}"),
        ("usual", r"in the price range you usually choose, .+"),
        ("made", r"made of (?P<v>.+)"),
        ("price", r"-?(?:[^\W\d_]{0,2}[$€£¥₹₩₪₺₴₫]\d[\d,.]*|\d[\d,]*\.\d\d(?: [A-Z]{3})?|\d[\d,]* [A-Z]{3})"),
    )
)
KINDS = (*(kind for kind, _ in _PATTERNS), "feature")
FEATURES = frozenset({"made", "feature"})
# The check lets only an upper limit in a currency it reads pass as money; others are spoken of without digits.
_READ_AS_MONEY = re.compile(r"[$€£¥₹]\d")


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause and its parts.

    Attributes:
        kind: One of `KINDS`.
        text: As the model is given it.
        parts: What varies in it, by name.
    """

    kind: str
    text: str
    parts: Mapping[str, str]

    @property
    def required(self) -> tuple[str, ...]:
        """Digits and titles that a sentence stating this clause has to hold."""
        held = [self.parts[name] for name in ("price", "rate", "n") if name in self.parts]
        if self.kind == "within" and sayable(self.parts["max"]):
            held.append(self.parts["max"])
        if self.kind in {"because", "leaning", "kindred", "similar"}:
            held.append(f"“{self.parts['x']}”")
        if self.kind in FEATURES:
            held += re.findall(r"\d[\d.,]*\d|\d", self.text)
        return tuple(held)


def parse(text: str) -> Clause:
    """Tell the kind of a clause; what is worded like no reason is a feature."""
    text = " ".join(text.split())
    for kind, pattern in _PATTERNS:
        found = pattern.fullmatch(text)
        if found:
            parts = {name: value for name, value in found.groupdict().items() if value is not None}
            return Clause(kind, text, {**parts, "price": text} if kind == "price" else parts)
    return Clause("feature", text, {"v": text})


def sayable(limit: str) -> bool:
    """Whether the check can read an amount as an upper limit."""
    return _READ_AS_MONEY.search(limit) is not None
