"""A person's voice: one manner of speaking, which turns parts of a need into sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

from tests.bench.shoppers.kinds import Kind
from tests.bench.shoppers.needs import BUDGET, Need, Part
from tests.bench.shoppers.texts import wordings

STRAYS = 0.25
"""How often a person speaks in another manner than usual."""

_SIGNS = {"USD": "$", None: "$", "EUR": "€", "GBP": "£"}
_NAMES = {"USD": "dollars", None: "dollars", "EUR": "euros", "GBP": "pounds"}
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_ATTACH = ("in ", "with ", "for ", "under ", "up to ", "by ", "from ", "made ", "below ", "out of ", "as a ")
_ARTICLE = re.compile(r"\b([Aa]) ((?!uni|eur|use)[aeiou])")
_ADJECTIVES = ("feature", "style", "pattern", "colour", "material")


class Voice:
    """Says things about one need, never twice with quite the same dice."""

    def __init__(self, need: Need, rng: Random) -> None:
        self._need = need
        self._rng = rng
        self._used: set[str] = set()
        self.manner: str = rng.choice(wordings()["manners"])

    def say(self, act: str, parts: Sequence[Part] = (), **slots: str) -> str:
        """One wording of an act.

        Args:
            act: A heading of the wordings.
            parts: What it speaks of; the first fills the slots for a single thing.
            slots: Further slots, such as ``which``.
        """
        manners = wordings()[act]
        manner = self._rng.choice(list(manners)) if self._rng.random() < STRAYS else self.manner
        ways = [text for text in manners[manner] if text not in self._used] or manners[manner]
        template = self._rng.choice(ways)
        self._used.add(template)
        return _tidy(template.format_map(self._slots(template, parts) | slots))

    def clause(self, part: Part, kind: str = "clauses") -> str:
        """One part within a sentence: "in blue", "under $50"."""
        template = self._rng.choice(wordings()[kind][_form(part)])
        return _tidy(template.format_map(self._single(part)))

    def which(self, place: int, title: str) -> str:
        """How a product on screen is pointed at."""
        ways = [f"number {place + 1}", f"#{place + 1}"]
        if place < len(_ORDINALS):
            ways += [f"the {_ORDINALS[place]} one"] * 4
        if len(title.split()) <= 5:
            ways += [f"the {title}"] * 2
        return self._rng.choice(ways)

    def with_typo(self, text: str) -> str:
        """A slip of the finger in one longer word; figures stay as they are."""
        words = text.split(" ")
        places = [i for i, w in enumerate(words) if len(w) >= 5 and w.isalpha()]
        if not places:
            return text
        place = self._rng.choice(places)
        word = words[place]
        at = self._rng.randrange(1, len(word) - 2)
        slips = (
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
        )
        words[place] = self._rng.choice(slips)
        return " ".join(words)

    def _slots(self, template: str, parts: Sequence[Part]) -> dict[str, str]:
        slots = self._single(parts[0] if parts else None)
        kind = self._need.kind
        told = [part for part in parts if part.name != "kind"]
        if "{details}" in template:
            before = self._adjectives(told)
            slots["details"] = self._details([part for part in told if part not in before])
            described = [part.property.value for part in before if part.property]
        else:
            described = []
        slots["thing"] = thing(kind, described)
        slots["things"] = " ".join((*described, things(kind)))
        if "{clause}" in template and parts:
            slots["clause"] = self.clause(parts[0], "buts") if parts[0] != BUDGET else self.clause(parts[0])
        if "{keywords}" in template:
            slots["keywords"] = self._keywords(told)
        return slots

    def _single(self, part: Part | None) -> dict[str, str]:
        need = self._need
        value = ""
        if part is not None and part.property is not None:
            noun = part.property.noun if part.name == "wanted" else None
            value = noun or part.property.value
        figure = f"{need.budget:.0f}"
        money = f"{figure} {_NAMES[need.currency]}" if need.currency in _NAMES else f"{figure} {need.currency}"
        if need.currency in _SIGNS and self._rng.random() < 0.75:
            money = f"{_SIGNS[need.currency]}{figure}"
        return {
            "value": value,
            "budget": money,
            "figure": figure,
            "brand": need.brand or "",
            "recipient": need.recipient.name if need.recipient else "",
        }

    def _adjectives(self, parts: Sequence[Part]) -> list[Part]:
        """The parts that go before the noun: at most two, features outermost."""
        able = [p for p in parts if p.name == "wanted" and p.property and not p.property.noun]
        chosen = [p for p in able if self._rng.random() < 0.6]
        return sorted(chosen, key=lambda p: _ADJECTIVES.index(p.property.aspect) if p.property else 0)

    def _details(self, parts: Sequence[Part]) -> str:
        clauses = [self.clause(part) for part in parts]
        # What hangs on the noun stays beside it: "a dress for my aunt, no linen".
        close = [f" {clause}" for clause in clauses if clause.startswith(_ATTACH)]
        loose = [f", {clause}" for clause in clauses if not clause.startswith(_ATTACH)]
        return "".join((*close, *loose))

    def _keywords(self, parts: Sequence[Part]) -> str:
        words = [self.clause(part, "keywords") for part in parts]
        before = [w for p, w in zip(parts, words, strict=True) if p.name == "wanted" and " " not in w]
        after = [w for w in words if w not in before]
        return " ".join((*before, self._need.kind.name, *after))


def thing(kind: Kind, adjectives: Sequence[str] = ()) -> str:
    """One of a kind, with its article: "a blue backpack", "sneakers", "some soap"."""
    words = " ".join((*adjectives, kind.name))
    if kind.plural:
        return words
    if kind.uncountable:
        return f"some {words}"
    return _tidy(f"a {words}")


def things(kind: Kind) -> str:
    """Several of a kind."""
    name = kind.name
    if kind.plural or kind.uncountable:
        return name
    if name.endswith(("s", "x", "ch", "sh")):
        return f"{name}es"
    if name.endswith("fe"):
        return f"{name[:-2]}ves"
    if name.endswith(("shelf", "scarf")):
        return f"{name[:-1]}ves"
    return f"{name[:-1]}ies" if name.endswith("y") and name[-2] not in "aeiou" else f"{name}s"


def _form(part: Part) -> str:
    if part.property is None:
        return part.name
    if part.name == "unwanted":
        return "unwanted" if part.property.aspect in ("colour", "material") else "unwanted_look"
    return "with" if part.property.noun else part.property.aspect


def _tidy(text: str) -> str:
    """Single spaces, and the right article."""
    return _ARTICLE.sub(r"\1n \2", " ".join(text.split()))
