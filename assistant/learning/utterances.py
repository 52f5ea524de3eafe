"""Labelled utterances: what a shopper says in a situation, and what it states, from a bank and a catalogue.

The label is a `Reading`, the same value the assistant's own reader makes, so that a reader, a model or both are judged
by what they would have the assistant do: which tool, and which products.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple

from assistant.learning.scenery import Kind, Scenery
from assistant.learning.wordings import SLOT, Wordings
from assistant.understanding.meanings import INTENTS, MEANINGS, STATED
from assistant.understanding.reading import Intent, Preference, Reading
from assistant.understanding.wish import Wish
from retrieval.products import Product
from retrieval.requests import SearchRequest

_AROUND = 0.2  # "around 60" accepts 48 to 72
_SHOWN = 4
_TENS = "ten twenty thirty forty fifty sixty seventy eighty ninety".split()
_PLACES = ("first", "second", "third", "fourth")
_DESCRIBED = 0.35  # share of things named with a property
_COMMON = 0.4  # share of what is learned that is said in common words
_SLIPS = 0.06  # share of utterances with a slip of the finger in the thing's name


class Tag(StrEnum):
    """What a word of an utterance is."""

    THING = "thing"
    WANTED = "wanted"  # a property that products must have
    REFUSED = "refused"  # one that they must not have
    DROPPED = "dropped"  # one that no longer counts
    ASKED = "asked"  # one that the shopper asks about
    BRAND = "brand"
    LOW = "low"  # an amount: the least to pay
    HIGH = "high"  # the most to pay
    NEAR = "near"  # about what to pay
    PLACE = "place"  # a position on screen
    WHO = "who"  # whom it is for


class Span(NamedTuple):
    """Characters `start` up to, not including, `end`, and what they are."""

    start: int
    end: int
    tag: Tag


@dataclass(frozen=True, slots=True)
class Utterance:
    """Something said, where it was said, and what it states.

    Attributes:
        meaning: Name of the list its wording comes from.
        template: The wording, slots open; two utterances of one template share their wording.
        text: What was typed.
        spans: What parts of it are, in order.
        before: The wish in force.
        on_screen: The products shown.
        truth: What the words state.
    """

    meaning: str
    template: str
    text: str
    spans: tuple[Span, ...]
    before: Wish
    on_screen: tuple[Product, ...]
    truth: Reading


_POINTING = frozenset({Intent.SHOW, Intent.COMPARE, Intent.SIMILAR})

# How often each comes up, where it is not once: requests carry most of the wording that has to be understood.
_WEIGHTS: Mapping[str, float] = {"search": 8, "change_kind": 3, "refine_add": 2, "refine_not": 2, "refine_max": 2}


class Speaker:
    """Says things in a shop, from a bank of wordings.

    Args:
        scenery: The shop.
        wordings: The bank.
        seed: The same seed says the same.
        evenly: To learn from: say what is common often, and of the rest each wording about as often as any other
            and not each meaning as shoppers do.
    """

    def __init__(self, scenery: Scenery, wordings: Wordings, seed: int, *, evenly: bool = False) -> None:
        self._scenery = scenery
        self._wordings = wordings
        self._common = _COMMON if evenly else 0.0
        self._random = random.Random(seed)
        self._kinds = [kind for kind in scenery.kinds if len(kind.prices) >= _SHOWN]
        if not self._kinds:
            raise ValueError("the catalogue has no kind of product with four priced products: nothing to talk about")

    def say(self, count: int, meanings: Sequence[str] = MEANINGS) -> Iterator[Utterance]:
        """Utterances of the given meanings, mixed; fewer than `count` never come."""
        often = [_WEIGHTS.get(meaning, 1.0) for meaning in meanings]
        evenly = [float(len(self._wordings[meaning])) for meaning in meanings] if self._common else often
        made = 0
        while made < count:
            usual = self._random.random() < self._common
            meaning = self._random.choices(meanings, often if usual else evenly)[0]
            said = self._utter(meaning, self._wordings.pick(meaning, self._random, float(usual)))
            if said is not None:
                made += 1
                yield said

    def _utter(self, meaning: str, template: str) -> Utterance | None:
        before, screen, kind = self._situation(opening=meaning == "search")
        if meaning == "drop_value" and not before.include:
            return None
        if meaning in ("search", "change_kind"):
            kind = self._random.choice([each for each in self._kinds if each.value not in before.kinds])
        filler = _Filler(self._scenery, self._wordings, self._common, self._random, kind, before, screen, meaning)
        pieces = filler.fill(template)
        if pieces is None:
            return None
        text = "".join(words for words, _ in pieces)
        return Utterance(meaning, template, text, _spans(pieces), before, screen, _truth(meaning, text, filler))

    def _situation(self, *, opening: bool) -> tuple[Wish, tuple[Product, ...], Kind]:
        kind = self._random.choice(self._kinds)
        if opening and self._random.random() < 0.7:
            return Wish(), (), kind
        wish = Wish(kinds=(kind.value,), words=kind.one)
        if self._random.random() < 0.5:
            wish = replace(wish, price_max=_round(kind.prices[len(kind.prices) * 3 // 4] + 5))
        if kind.properties and self._random.random() < 0.4:
            word = self._random.choice(kind.properties)
            wish = replace(wish, include=(word,), words=f"{word} {kind.one}")
        rows = sorted(self._scenery.admitted(wish.request()))
        if len(rows) < 2:  # nothing left to choose from
            wish = Wish(kinds=(kind.value,), words=kind.one)
            rows = sorted(self._scenery.admitted(wish.request()))
        shown = self._random.sample(rows, min(_SHOWN, len(rows)))
        return wish, tuple(self._scenery.columns.products[row] for row in shown), kind


Piece = tuple[str, "Tag | None"]


@dataclass(slots=True)
class _Filler:
    """Fills the slots of one template and keeps what that states."""

    scenery: Scenery
    wordings: Wordings
    common: float
    random: random.Random
    kind: Kind
    before: Wish
    screen: tuple[Product, ...]
    meaning: str
    wanted: list[str] = field(default_factory=list[str])
    refused: list[str] = field(default_factory=list[str])
    values: list[str] = field(default_factory=list[str])
    places: list[int] = field(default_factory=list[int])
    brand: str | None = None
    low: float | None = None
    high: float | None = None

    def fill(self, template: str) -> list[Piece] | None:
        """The text in pieces, each with what it is; None where the catalogue has nothing for a slot."""
        pieces: list[Piece] = []
        end = 0
        for slot in SLOT.finditer(template):
            said = self._slot(slot.group(1))
            if said is None:
                return None
            pieces += [(template[end : slot.start()], None), *said]
            end = slot.end()
        return [*pieces, (template[end:], None)]

    def _slot(self, slot: str) -> list[Piece] | None:
        if slot in ("thing", "a thing", "things"):
            return self._thing(slot)
        if slot in ("max", "min", "range", "around"):
            return self.fill(self._one_of(slot))
        if slot in ("price", "low", "high"):
            return self._amount(slot)
        if slot in ("value", "value2"):
            return self._value()
        if slot == "not":
            return self._refusal()
        if slot == "brand":
            return self._maker()
        if slot == "for":
            return [(self._one_of("recipients"), Tag.WHO)]
        return self._reference()

    def _one_of(self, name: str) -> str:
        template = self.wordings.pick(name, self.random, self.common)
        # Which side an amount limits is the list's to say.
        side = {"max": "high", "min": "low", "around": "near"}.get(name)
        return template.replace("{price}", f"{{{side}}}") if side else template

    def _thing(self, form: str) -> list[Piece]:
        pieces: list[Piece] = []
        choices = [word for word in self.kind.properties if word not in (*self.refused, *self.values)]
        if choices and self.random.random() < _DESCRIBED:
            word = self.random.choice(choices)
            self.wanted.append(word)
            pieces = [(word, Tag.WANTED), (" ", None)]
        pieces.append((self._slipped(self.kind.many if form == "things" else self.kind.one), Tag.THING))
        if form == "a thing":
            paired = self.kind.one == self.kind.many
            article = "an " if pieces[0][0][0] in "aeiou" else "a "
            before = self.random.choice(("", "a pair of ")) if paired else article
            pieces.insert(0, (before, None))
        return pieces

    def _slipped(self, noun: str) -> str:
        if len(noun) < 6 or " " in noun or self.random.random() >= _SLIPS:
            return noun
        at = self.random.randrange(2, len(noun) - 2)
        swapped = noun[:at] + noun[at + 1] + noun[at] + noun[at + 2 :]
        return self.random.choice((swapped, noun[:at] + noun[at + 1 :]))

    def _amount(self, slot: str) -> list[Piece]:
        side = {"refine_max": "high", "refine_min": "low"}.get(self.meaning, "high") if slot == "price" else slot
        span = {"low": (0.1, 0.45), "high": (0.55, 0.95)}.get(side, (0.3, 0.8))
        prices = self.kind.prices
        price = _round(prices[min(int(self.random.uniform(*span) * len(prices)), len(prices) - 1)])
        while price in prices or (side == "high" and self.low is not None and price <= self.low):
            price += 5 if price >= 20 else 1
        if side == "near":
            self.low, self.high = price * (1 - _AROUND), price * (1 + _AROUND)
        elif side == "low":
            self.low = price
        else:
            self.high = price
        return [(self._spoken(price), {"low": Tag.LOW, "high": Tag.HIGH, "near": Tag.NEAR}[side])]

    def _spoken(self, price: float) -> str:
        whole = f"{price:g}"
        forms = [f"${whole}", f"${whole}", f"{whole} dollars", f"{whole} bucks", f"{whole} USD", f"${price:.2f}", whole]
        if price % 10 == 0 and 10 <= price <= 90:
            word = _TENS[int(price) // 10 - 1]
            forms += [f"{word} dollars", f"{word} bucks", word]
        return self.random.choice(forms)

    def _value(self) -> list[Piece] | None:
        taken = {*self.values, *self.wanted, *self.refused}
        taken |= set() if self.meaning == "drop_value" else {*self.before.include}
        choices = [word for word in self.kind.properties if word not in taken]
        if self.meaning == "drop_value":
            choices = [word for word in self.before.include if word not in taken]
        if not choices:
            return None
        self.values.append(self.random.choice(choices))
        tags = {"refine_not": Tag.REFUSED, "dislike": Tag.REFUSED, "drop_value": Tag.DROPPED, "ask": Tag.ASKED}
        return [(self.values[-1], tags.get(self.meaning, Tag.WANTED))]

    def _refusal(self) -> list[Piece] | None:
        taken = {*self.wanted, *self.before.include, *self.values}
        choices = [word for word in self.kind.properties if word not in taken]
        if not choices:
            return None
        word = self.random.choice(choices)
        self.refused.append(word)
        head, _, tail = self._one_of("not").partition("{value}")
        return [(head, None), (word, Tag.REFUSED), (tail, None)]

    def _maker(self) -> list[Piece] | None:
        if not self.kind.brands:
            return None
        self.brand = self.random.choice(self.kind.brands)
        return [(self.brand, Tag.BRAND)]

    def _reference(self) -> list[Piece] | None:
        places = [place for place in range(1, len(self.screen) + 1) if place not in self.places]
        if not places:
            return None
        place = self.random.choice(places)
        last = place == len(self.screen) and self.random.random() < 0.4
        self.places.append(place)
        return [(self._one_of("last" if last else _PLACES[place - 1]), Tag.PLACE)]


def _truth(meaning: str, text: str, filler: _Filler) -> Reading:
    intent = INTENTS.get(meaning, Intent.SEARCH)
    stated = STATED.get(meaning, {})
    if intent in _POINTING:
        places = tuple(filler.places) or tuple(range(1, len(filler.screen) + 1))
        return replace(Reading(text, intent, references=places), **stated)
    if intent is Intent.REMEMBER:
        return Reading(text, intent, preferences=tuple(Preference(each, meaning == "like") for each in filler.values))
    if intent is not Intent.SEARCH:
        return Reading(text, intent, fresh=intent is Intent.RESET)
    truth = Reading(
        text,
        intent,
        price_min=filler.low,
        price_max=filler.high,
        kinds=(filler.kind.value,) if meaning in ("search", "change_kind") else (),
        brands=(filler.brand,) if filler.brand else (),
        include=(*filler.wanted, *(filler.values if meaning in ("search", "change_kind", "refine_add") else ())),
        exclude=(*filler.refused, *(filler.values if meaning == "refine_not" else ())),
        dropped=tuple(filler.values) if meaning == "drop_value" else (),
    )
    return replace(truth, **stated)


def _spans(pieces: Sequence[Piece]) -> tuple[Span, ...]:
    spans: list[Span] = []
    end = 0
    for words, tag in pieces:
        if tag is not None and words:
            spans.append(Span(end, end + len(words), tag))
        end += len(words)
    return tuple(spans)


def admitted(scenery: Scenery, wish: Wish) -> frozenset[int]:
    """Rows that a wish admits; two wishes that admit the same products are the same to a shopper."""
    request: SearchRequest = wish.request()
    return scenery.admitted(request)


def _round(price: float) -> float:
    """A round amount near a price, as people name limits."""
    step = 5 if price < 100 else 10 if price < 300 else 50
    return float(max(step, round(price / step) * step)) if price >= 5 else float(max(1, round(price)))
