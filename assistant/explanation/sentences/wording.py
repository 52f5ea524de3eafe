"""Grammar: agreement, articles, lists, what a noun is and how a value is said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from assistant.explanation.sentences.bank import bank, words

Number = Literal["one", "many", "mass"]
_EITHER = re.compile(r"\[([^|\]]*)\|([^|\]]*)\]")
_ARTICLE = re.compile(r"<a> (\S+)")
_LIKE_YOU = re.compile(r"(?:uni(?!n)|use|usu|eu|one\b|once|ur(?:i|a)|ub|u[ks]?[-b]|ufo|unanim)", re.I)
_MEASURE = re.compile(
    r"\d[\d.,]*(?: ?x ?\d[\d.,]*)* ?(?:ml|l|cm|mm|m|kg|g|w|mah|in|oz|inch|inches|litres?|liters?)", re.I
)
_LONGEST_NOUN = 3
_ANYTHING = ("piece", "find", "item")
_TOLD = ("quality", "colour", "material", "made", "measure", "thing", "other", "others", "maker", "shelf", "purpose")


@dataclass(frozen=True, slots=True)
class Head:
    """The noun of a sentence: its text, and whether it is one thing, several or a mass."""

    text: str
    number: Number


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a product: its text and its class (a key of ``values`` in the bank)."""

    text: str
    kind: str


def head_of(noun: str, random: Random) -> Head:
    """What to call a product: a category is put into the singular, a long title is not repeated."""
    text = " ".join(noun.split())
    last = re.split(r"[\s-]", text.lower())[-1] if text else ""
    if not text or len(text.split()) > _LONGEST_NOUN or re.search(r"[\d,;:|()&/]", text):
        return Head(random.choice(_ANYTHING), "one")
    known = words()
    if text.lower() in known.not_things:
        return Head(random.choice(_ANYTHING), "one")
    if last in known.mass or text.lower() in known.mass:
        return Head(text, "mass")
    if any(last == word or last.endswith(word) for word in known.plural):
        return Head(text, "many")
    if last.endswith("s") and last not in known.not_plural and not re.search(r"(?:ss|us|is)$", last):
        return Head(_singular(text), "one")
    return Head(text, "one")


def _singular(text: str) -> str:
    for ending, single in (("ies", "y"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"), ("ves", "ve")):
        if text.endswith(ending):
            return text.removesuffix(ending) + single
    return text.removesuffix("s")


def agree(text: str, number: Number) -> str:
    """Choose from each ``[is|are]``."""
    return _EITHER.sub(lambda m: m.group(2 if number == "many" else 1), text)


def articles(text: str, number: Number) -> str:
    """Put a, an or nothing for each ``<a>``."""
    if number != "one":
        return text.replace("<a> ", "")
    return _ARTICLE.sub(lambda m: f"{article(m.group(1))} {m.group(1)}", text)


def article(word: str) -> str:
    """A or an, by how a word sounds: an hour, a unisex, an 8, an LED, a UV."""
    bare = word.lstrip("“\"'(")
    if re.match(r"(?:8|11(?!\d)|18(?!\d))", bare):
        return "an"
    if re.match(r"[A-Z]{2,4}(?:\b|-)", bare):
        return "an" if bare[0] in "AEFHILMNORSX" else "a"
    if re.match(r"(?:hour|honest|heir|honou?r)", bare, re.I):
        return "an"
    return "an" if bare[:1].lower() in "aeiou" and not _LIKE_YOU.match(bare) else "a"


def listed(parts: Sequence[str]) -> str:
    """``a, b and c``."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def classify(text: str) -> Value:
    """What kind of word a bare value is."""
    known, lower = words(), text.lower()
    last = re.split(r"[\s-]", lower)[-1]
    if lower in known.things:
        return Value(known.things[lower], "thing")
    if lower in known.purposes:
        return Value(known.purposes[lower], "purpose")
    if re.fullmatch(r"\d+ hours?", lower):
        return Value(text, "thing")
    if re.fullmatch(r"\d+ people", lower):
        return Value(f"for {text}", "purpose")
    if _MEASURE.fullmatch(text):
        return Value(text, "measure")
    if lower in known.qualities:
        return Value(text, "quality")
    if len(lower.split()) <= 3 and last in known.colours:
        return Value(text, "colour")
    if len(lower.split()) <= 3 and last in known.materials:
        return Value(text, "material")
    if len(lower.split()) <= 2 and last.endswith(known.quality_endings) and last not in known.not_qualities:
        return Value(text, "quality")
    return Value(text, "others" if " " in text else "other")


def classify_all(text: str) -> list[Value]:
    """The values of a listing such as ``by Acme, linen and teal``."""
    found: list[Value] = []
    for part in re.split(r", (?:and )?| and ", text):
        kind = next((kind for mark, kind in (("by ", "maker"), ("from ", "shelf")) if part.startswith(mark)), None)
        found.append(Value(part.split(" ", 1)[1], kind) if kind else classify(part))
    return found


def said(values: Iterable[Value], form: Literal["is", "post"], random: Random) -> str:
    """Several values as predicates or as what follows a noun, those of one class together."""
    groups: dict[str, list[str]] = {}
    for value in values:
        groups.setdefault(value.kind, []).append(value.text)
    parts = [
        random.choice(bank().values[kind][form]).replace("{v}", listed(groups[kind]))
        for kind in sorted(groups, key=lambda kind: _TOLD.index(kind) if kind in _TOLD else len(_TOLD))
    ]
    # What one verb can say is said with it: "is red and made of wool".
    verbs: dict[str, list[str]] = {}
    for part in parts:
        found = _EITHER.match(part)
        verb = found.group() if found else ""
        verbs.setdefault(verb, []).append(part.removeprefix(verb).lstrip())
    parts = [f"{verb} {listed(rests)}" if verb else listed(rests) for verb, rests in verbs.items()]
    return listed(parts)
