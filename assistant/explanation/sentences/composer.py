"""Clauses about a product, put into one natural sentence from hand-written fragments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from random import Random

from assistant.explanation.sentences.bank import Bank, bank
from assistant.explanation.sentences.clauses import FEATURES, Clause, parse, sayable
from assistant.explanation.sentences.wording import (
    Head,
    Value,
    agree,
    articles,
    classify,
    classify_all,
    head_of,
    listed,
    said,
)

MOST_WORDS = 32
_TRIES = 60
_SLOT = re.compile(r"\{([LBPACS])\}")
# An opening that tells of the product itself has to stand before the product: "rated 4.7, I think" dangles.
_FREE = re.compile(
    r"(?:Because|Since|As (?!pick|some)|You |For |Going|With |At |After|Thinking|To |If |Between|Within)"
)
_QUOTED = re.compile(r"“[^”]*”")
_ORDER = {"measure": 0, "quality": 1, "colour": 2, "material": 3, "made": 3}
_BEFORE_NOUN = 4


class Voice(StrEnum):
    """How a shop speaks."""

    WARM = "warm"
    CRISP = "crisp"
    PLAYFUL = "playful"


@dataclass(frozen=True, slots=True)
class _Unit:
    """What fills one slot of a frame: a clause, or features that the noun phrase does not hold."""

    clause: Clause | None
    values: tuple[Value, ...] = ()


def compose(noun: str, clauses: Sequence[str], random: Random, *, voice: Voice = Voice.WARM) -> str:
    """Write one sentence that states the clauses and nothing else.

    Args:
        noun: What the product is, as `assistant.explanation.naming.noun` has it.
        clauses: Up to four, worded as in `Facts.clauses`; at most one of four is left out.
        random: Decides between wordings; the same state gives the same sentence.
        voice: How the shop speaks.

    Returns:
        A sentence, nearly always of at most `MOST_WORDS` words.
    """
    head = head_of(noun, random)
    parsed = [parse(text) for text in dict.fromkeys(clauses) if text.strip()]
    best = ""
    for attempt in range(_TRIES):
        told = list(parsed)
        if attempt > _TRIES // 2 and len(told) > 3:
            told.pop()  # the last is the least personal
        sentence = _attempt(head, told, random, voice)
        if not sentence:
            continue
        if not _stumbles(sentence) and len(sentence.split()) <= MOST_WORDS:
            return sentence
        if not best or len(sentence.split()) < len(best.split()):
            best = sentence
    return best


def _attempt(head: Head, clauses: Sequence[Clause], random: Random, voice: str) -> str:
    """One sentence, or an empty one where the frame drawn has no words for these clauses."""
    fragments = bank()
    reasons = [_kindred(clause, head) for clause in clauses if clause.kind not in FEATURES]
    # A feature that the noun or a reason already names is not said twice.
    spoken = " ".join([head.text, *(_QUOTED.sub("", clause.text) for clause in reasons)]).lower()
    values = [value for clause in clauses if clause.kind in FEATURES for value in _values(clause)]
    values = [v for v in dict.fromkeys(values) if not _within(v.text, spoken)]
    values = [v for v in values if not any(v.text != w.text and _within(v.text, w.text.lower()) for w in values)]
    phrase, rest = _noun_phrase(head, values, len(reasons), random)
    units = [_Unit(clause) for clause in reasons]
    random.shuffle(units)
    if rest:
        units.insert(random.randint(0, len(units)), _Unit(None, tuple(rest)))
    frames = [f for f in fragments.frames[voice] if len(_SLOT.findall(f)) == len(units)]
    frame = random.choice(frames) if frames else "<a> {np}, " + "; ".join(["{S}"] * len(units)) + "."
    for unit in units:
        slot = _SLOT.search(frame)
        words = _fill(unit, slot.group(1), fragments, random) if slot else None
        if slot is None or words is None:
            return ""
        tail = frame[slot.end() :]
        pause = "," if tail.startswith(" and ") and "," in words else ""
        frame = frame[: slot.start()] + words + pause + tail
    opinions = [word for word in fragments.opinions[voice] if word not in phrase]
    text = frame.replace("{good}", random.choice(opinions)).replace("{np}", phrase)
    text = articles(agree(text, head.number), head.number)
    text = re.sub(r"\bA (?=[aeiou])", "An ", text)
    return text[:1].upper() + text[1:]


def _within(value: str, text: str) -> bool:
    """Whether a value stands in a lowercase text as words of its own."""
    return re.search(rf"(?<!\w){re.escape(value.lower())}(?!\w)", text) is not None


_SAME = {"leaning": "kindred", "liked": "fond", "asked": "wanted"}


def _kindred(clause: Clause, head: Head) -> Clause:
    """A wish or liking for what the product is: a vase need not be "a vase that is a vase, as you asked"."""
    named = clause.parts.get("v" if clause.kind == "leaning" else "x", "")
    if clause.kind in _SAME and head_of(named, Random(0)).text.lower() == head.text.lower():
        return replace(clause, kind=_SAME[clause.kind])
    return clause


def _values(clause: Clause) -> list[Value]:
    if clause.kind == "made":
        return [Value(text, "made") for text in clause.parts["v"].split(", ")]
    return [classify(text) for text in clause.parts["v"].split(", ")]


def _noun_phrase(head: Head, values: Sequence[Value], reasons: int, random: Random) -> tuple[str, list[Value]]:
    """The noun with the values that stand well beside it, and the values that need words of their own."""
    before: dict[str, list[str]] = {}
    behind: list[Value] = []
    rest: list[Value] = []
    apart = random.random() < (0.6 if reasons < 2 else 0.25)
    named = set(re.findall(r"[^\W\d_]+", head.text.lower()))
    for value in values:
        held = sum(len(text.split()) for found in before.values() for text in found)
        size = len(value.text.split())
        group = "material" if value.kind == "made" else value.kind
        most = 2 if group == "quality" else 1
        fits = value.kind in _ORDER and size <= 2 and held + size <= _BEFORE_NOUN
        clashes = bool(named & set(value.text.lower().split()))
        if apart and random.random() < 0.5:
            rest.append(value)
        elif fits and not clashes and len(before.get(group, ())) < most:
            before.setdefault(group, []).append(value.text)
        elif value.kind in {"thing", "purpose", "colour"} and len(behind) < 2:
            behind.append(value)
        else:
            rest.append(value)
    # Colours and materials that belong together are said together: not "a glass vase that is made of steel".
    for kind in ("colour", "material"):
        if (
            any(v.kind == kind or (kind == "material" and v.kind == "made") for v in [*rest, *behind])
            and kind in before
        ):
            same = [v for v in values if v.kind == kind or (kind == "material" and v.kind == "made")]
            behind = [v for v in behind if v not in same]
            rest = [v for v in values if v in same or v in rest]
            del before[kind]
    front = [text for kind in sorted(before, key=lambda k: _ORDER[k]) for text in before[kind]]
    phrase = " ".join([*front, head.text])
    return (f"{phrase} {said(behind, 'post', random)}" if behind else phrase), rest


def _fill(unit: _Unit, form: str, fragments: Bank, random: Random) -> str | None:
    """What one unit says in one slot; ``None`` where it has no words of that form."""
    if unit.clause is None:
        if form == "B":
            return None
        if form in "PS":
            return ("[it|they] " if form == "S" else "") + said(unit.values, "is", random)
        kinds = [value.kind for value in unit.values]
        if len(set(kinds)) > 1 or kinds == ["quality"]:
            return None
        return said(unit.values, "post", random) + ("," if form == "L" else "")
    found = fragments.kinds[unit.clause.kind][{"B": "L", "C": "A"}.get(form, form)]
    if form in "BC":
        found = [text for text in found if (_FREE.match(text) if form == "B" else "," not in text)]
    if not found:
        return None
    template = random.choice(found)
    parts = _parts(unit.clause, random)
    return re.sub(r"\{(\w+)\}", lambda m: parts.get(m.group(1), m.group()), template)


def _parts(clause: Clause, random: Random) -> Mapping[str, str]:
    """What stands for each variable of a realization."""
    parts = dict(clause.parts)
    if "max" in parts:
        shown = sayable(parts["max"])
        parts["limit"] = f"your {parts['max']} limit" if shown else "your limit"
        parts["budget"] = f"your {parts['max']} budget" if shown else "your budget"
        parts["limit_of"] = f"your limit of {parts['max']}" if shown else "your limit"
        parts["up_to"] = f" of up to {parts['max']}" if shown else ""
    if "n" in parts:
        one = parts["n"] == "1"
        parts["shoppers"] = "shopper" if one else "shoppers"
        parts["products"] = "product" if one else "products"
        parts["reviewers"] = f"{parts['n']} reviewer{'' if one else 's'}"
        parts["rates"] = "rates" if one else "rate"
        parts["give"] = "gives" if one else "give"
    if clause.kind in {"asked", "liked"}:
        value = classify_all(parts["x"])
        parts["is"], parts["post"] = said(value, "is", random), said(value, "post", random)
        parts["x"] = _wanted(value, parts["x"], clause.kind)
    elif "v" in parts:
        value = classify_all(parts["v"])
        parts["is"], parts["post"] = said(value, "is", random), said(value, "post", random)
    if clause.kind in {"because", "leaning", "kindred"}:
        parts = _deed(parts)
    if clause.kind in {"own", "leaning_own"}:
        parts["knew"], parts["know"] = _known(parts["deed"], parts.get("rest", ""))
    if clause.kind in {"fond", "wanted"}:
        parts["x"] = head_of(parts["x"], random).text
    if clause.kind == "similar":
        parts["x"] = f"“{parts['x']}”"
    return parts


def _wanted(values: Sequence[Value], text: str, kind: str) -> str:
    """What somebody likes or asks for, as a noun: "waterproof" is no thing to ask for, "something waterproof" is."""
    if len(values) != 1 or values[0].kind not in {"quality", "purpose", "thing"}:
        return text
    value = values[0]
    if value.kind == "thing" or value.text.startswith("as "):
        return value.text.removeprefix("as ")
    if kind == "asked":
        return f"something {value.text}"
    return f"{value.text} things" if value.kind == "quality" else f"things {value.text}"


def _deed(parts: dict[str, str]) -> dict[str, str]:
    title = f"“{parts['x']}”"
    if "did" in parts:
        return {**parts, "x": title, "deed": " ".join(parts["did"].replace(title, "").split())}
    verb, _, rest = parts["deed"].partition(" ")
    did = f"{parts['deed']} {title}" if verb in {"bought", "liked", "disliked", "looked"} else f"{verb} {title} {rest}"
    return {**parts, "x": title, "did": did.strip()}


def _known(deed: str, rest: str) -> tuple[str, str]:
    """What the shopper did with this very product, in words that need no title."""
    if deed == "rated":
        return f"gave{rest}", f"gave this one{rest}"
    plain = {"liked": "like", "looked at": "had a look at"}.get(deed, "picked")
    return plain, f"{plain} this one"


def _stumbles(sentence: str) -> bool:
    """Whether a sentence says a word twice running or three words twice, or ends before its end."""
    spoken = [word.lower() for word in re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", sentence)]
    triples = list(zip(spoken, spoken[1:], spoken[2:], strict=False))
    early = re.search(r"[.!?][\"”’)]?\s", sentence)
    twice = any(a == b for a, b in pairwise(spoken)) or len(set(triples)) < len(triples)
    return twice or early is not None


def kinds_of(clauses: Iterable[str]) -> str:
    """The kinds of clauses, for reports: ``because, within, feature``."""
    return listed([parse(text).kind for text in clauses])
