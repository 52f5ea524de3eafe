"""The simulated person: opens with a part of the need, then reacts to what is on screen as people do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from retrieval.products import Product
from tests.bench.shoppers.needs import BUDGET, KIND, RECIPIENT, Draw, Need, Part
from tests.bench.shoppers.phrasing import Voice
from tests.bench.shoppers.shops import Answer
from tests.bench.shoppers.sight import known_properties, normal, says
from tests.bench.shoppers.texts import wordings

SLIPS = 0.15
"""How often a message holds a typo, or else an aside."""

_QUESTION = re.compile(r"[^.?!\n]*\?")
_ANY = Part("any")


@dataclass(frozen=True, slots=True)
class Look:
    """A product as this person sees it: where it stands and what of the need it leaves unmet."""

    place: int
    product: Product
    unmet: tuple[Part, ...]

    @property
    def faults(self) -> tuple[Part, ...]:
        """What one can complain of: who sees no price does not know it to be too high."""
        return tuple(part for part in self.unmet if part != BUDGET or self.product.price is not None)


class Shopper:
    """One person with one need in one conversation."""

    def __init__(self, need: Need, draw: Draw, seed: str) -> None:
        self.need = need
        self.said: set[Part] = set()
        self._draw = draw
        self._rng = Random(seed)
        self._voice = Voice(need, self._rng)
        self._seen: set[str] = set()
        self._answered: set[str] = set()
        self._strays = 0
        self._retold = 0

    @property
    def manner(self) -> str:
        """How the person mostly speaks."""
        return self._voice.manner

    def open(self) -> str:
        """The first message: the kind, and one or two parts more."""
        rest = [part for part in self.need.parts if part != KIND]
        told = self._rng.sample(rest, min(len(rest), self._rng.choice((1, 1, 2))))
        return self._speak("opening", (KIND, *(part for part in rest if part in told)))

    def choose(self, products: Sequence[Product]) -> Product | None:
        """The product the person takes: of those that satisfy the whole need, the most appealing."""
        fitting = [look for look in self._look(products) if not look.unmet]
        return self._best(fitting, len(products)).product if fitting else None

    def thank(self, products: Sequence[Product], chosen: Product) -> str:
        """What is said at the end; no shop needs to answer it."""
        place = [p.id for p in products].index(chosen.id)
        return self._voice.say("thanks", which=self._voice.which(place, chosen.title))

    def react(self, answer: Answer) -> str:
        """What the person says to an answer that holds nothing that fits."""
        looks = self._look(answer.products)
        news = {look.product.id for look in looks} - self._seen
        self._seen |= news
        said = self._reply_to(answer.reply)
        if said is not None:
            return said
        if not looks:
            return self._speak("nothing", self._retelling())
        if all(KIND in look.unmet for look in looks):
            self._strays += 1
            return self._speak("wrong_kind", (KIND,)) if self._strays % 2 else self._speak("retell", self._retelling())
        near = [k for k in looks if len(k.unmet) == len(k.faults) == 1 and k.faults[0] not in (KIND, RECIPIENT)]
        if near and self._rng.random() < 0.5:
            return self._point_at(self._best(near, len(looks)))
        return self._criticise(looks, bool(news))

    def _look(self, products: Sequence[Product]) -> list[Look]:
        sights = self._draw.sights
        return [Look(i, p, self.need.unmet(p, sights[p.id])) for i, p in enumerate(products) if p.id in sights]

    def _best(self, looks: Sequence[Look], on_screen: int) -> Look:
        span = max(1, on_screen - 1)
        return max(looks, key=lambda k: self.need.taste.score(k.product, k.place / span, self.need.budget))

    def _retelling(self) -> tuple[Part, ...]:
        """All that was said so far; from the second time on only some of it, as people then ask for less at once."""
        known = [part for part in self.need.parts if part in self.said and part != KIND]
        self._retold += 1
        if self._retold > 1 and len(known) > 1:
            kept = self._rng.sample(known, self._rng.randint(1, len(known) - 1))
            known = [part for part in known if part in kept]
        return (KIND, *known)

    def _untold(self) -> list[Part]:
        return [part for part in self.need.parts if part not in self.said]

    def _point_at(self, look: Look) -> str:
        part = look.faults[0]
        which = self._voice.which(look.place, look.product.title)
        return self._speak("near_miss_price" if part == BUDGET else "near_miss", (part,), which=which)

    def _criticise(self, looks: Sequence[Look], news: bool) -> str:
        faults = Counter(part for look in looks for part in look.faults if part != KIND)
        if not faults:
            return self._speak("more")
        # What was not said yet is worth more to say; what was said and is on every product is not listened to.
        weights = {part: n * (1 if part in self.said else 3) for part, n in sorted(faults.items(), key=str)}
        part = self._rng.choices(list(weights), list(weights.values()))[0]
        if part in self.said and (not news or faults[part] < len(looks)) and self._rng.random() < 0.6:
            return self._speak("more")
        return self._complain(part)

    def _complain(self, part: Part) -> str:
        again = part in self.said
        act = {
            "budget": "still_too_dear" if again else "too_dear",
            "unwanted": _refusal(part) + ("_again" if again else ""),
            "brand": "ask_again" if again else "ask_brand",
            "recipient": "wrong_recipient",
        }.get(part.name)
        if act is None:
            assert part.property is not None
            form = "with" if part.property.noun else part.property.aspect
            act = "ask_again" if again else f"ask_{form}"
        return self._speak(act, (part,), more=0.25)

    def _reply_to(self, reply: str) -> str | None:
        """An answer to the last question in a reply; ``None`` where it asks for nothing one could choose."""
        questions = _QUESTION.findall(reply)
        if not questions:
            return None
        asked = self._asked(f" {normal(questions[-1])} ", questions[-1])
        if asked is None:
            return None
        topic, part = asked
        if topic in self._answered:
            return None
        self._answered.add(topic)
        if part == _ANY:
            return self._speak("answer_any", (), more=1.0, topic=topic)
        if part.name == "unwanted":
            return self._speak(_refusal(part), (part,))
        return self._speak(f"answer_{part.name}", (part,))

    def _asked(self, text: str, question: str) -> tuple[str, Part] | None:
        """What a question is about, and the part of the need that answers it."""
        if " or " in text and self.need.kind.phrase in text:
            return "kind", KIND
        named = [part for part in self.need.parts if part.property and says(text, part.property.same) is not None]
        about = set(normal(question.lower()).split())
        topics = {t for t, words in wordings()["topics"].items() if about & {normal(w) for w in words}}
        topics |= {"budget"} if re.search(r"[$€£]\s?\d", question) else set()
        if not named and not topics:
            # A choice between values names its aspect by them: "vinyl or polyester?" asks for the material.
            topics = {one.aspect for one in known_properties() if says(text, one.same) is not None}
        fitting = [*named, *(part for part in self.need.parts if _topic(part) in topics)]
        if fitting:
            part = min(fitting, key=lambda p: p in self.said)
            return _topic(part), part
        return (min(topics), _ANY) if topics else None

    def _speak(self, act: str, parts: Sequence[Part] = (), more: float = 0.0, **slots: str) -> str:
        """Say something, and with the chance `more` add a part not told so far; sometimes slip or digress."""
        text = self._voice.say(act, parts, **slots)
        untold = [part for part in self._untold() if part not in parts and part != KIND]
        told = list(parts)
        if untold and self._rng.random() < more:
            further = self._rng.choice(untold)
            end = "?" if text.endswith("?") else ""
            clause = self._voice.clause(further)
            link = "" if clause.startswith(("but", "just")) else self._rng.choice(("and ", ""))
            text = f"{text.rstrip('.!?')}, {link}{clause}{end}"
            told.append(further)
        self.said.update(told)
        if self._rng.random() < SLIPS:
            text = self._slip(text, told)
        return text

    def _slip(self, text: str, told: Sequence[Part]) -> str:
        # A refusal is held against the shop, so it is always spelled right.
        if self._rng.random() < 0.5 and all(part.name != "unwanted" for part in told):
            return self._voice.with_typo(text)
        if self.need.recipient and RECIPIENT not in self.said:
            self.said.add(RECIPIENT)
            return _joined(text, self._voice.say("aside_recipient"))
        return _joined(text, self._voice.say("aside"))


def _refusal(part: Part) -> str:
    return "refuse" if part.property and part.property.aspect in ("colour", "material") else "refuse_look"


def _joined(text: str, more: str) -> str:
    return f"{text if text[-1] in '.?!' else f'{text}.'} {more}"


def _topic(part: Part) -> str:
    return part.property.aspect if part.property else part.name
