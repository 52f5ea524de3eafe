"""Hidden needs: what a person wants and does not say at once, drawn from products the shop really sells."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from retrieval.products import Product
from tests.bench.shoppers.kinds import Kind, Kinds
from tests.bench.shoppers.sight import (
    EXCLUSIVE,
    Property,
    Sight,
    carries,
    known_properties,
    normal,
    properties_described,
    properties_seen,
    see,
    shows,
)
from tests.bench.shoppers.texts import wordings

MOST_THAT_FIT = 0.3
"""Of its kind: a need that more products satisfy is no test."""

DEAREST_GIFT = 300
"""What one gives to others; in whatever currency."""

_GENDERS = {
    **dict.fromkeys(("f", "female", "women", "woman", "girls", "ladies"), "women"),
    **dict.fromkeys(("m", "male", "men", "man", "boys"), "men"),
}


@dataclass(frozen=True, slots=True)
class Standard:
    """What makes a need worth playing.

    Attributes:
        fitting: How many products satisfy it at least.
        giveaway: Of those that satisfy any one part of it, the share that may satisfy all: a need that its first
            part gives away needs no conversation.
        wishes: How many properties to wish for, one try each.
    """

    fitting: int
    giveaway: float
    wishes: tuple[int, ...]


STANDARDS = (
    (
        Standard(3, 0.25, (2, 2, 2)),
        Standard(3, 0.25, (1, 1)),
        Standard(3, 0.5, (2, 2, 1, 1)),
        Standard(3, 1, (2, 1, 1)),
    ),
    (Standard(2, 1, (2, 1)), Standard(1, 1, (2, 1))),
)
"""Best first. Only a catalogue that holds no more of the first group is asked for the second."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing a need asks for: ``kind``, ``budget``, ``wanted``, ``unwanted``, ``brand`` or ``recipient``."""

    name: str
    property: Property | None = None


KIND, BUDGET, BRAND, RECIPIENT = Part("kind"), Part("budget"), Part("brand"), Part("recipient")


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who it is for: "my sister", and the gender of what suits her where that is plain."""

    name: str
    gender: str | None = None


@dataclass(frozen=True, slots=True)
class Taste:
    """What decides among products that fit equally: weights from -1 to 1 for cheapness, rating, and standing first."""

    cheap: float
    rated: float
    first: float

    def score(self, product: Product, place: float, budget: float) -> float:
        """How much it appeals; `place` is 0 for the first on screen and 1 for the last."""
        cheap = 0.0 if product.price is None else 1 - product.price / budget
        return self.cheap * cheap + self.rated * (product.rating or 0) / 5 + self.first * (1 - place)


@dataclass(frozen=True, slots=True)
class Need:
    """What the person wants. Nothing in it is known to the shop until it is said.

    Attributes:
        target: Identifier of the product it was drawn from.
        kind: What sort of thing.
        budget: A round figure.
        wanted: One or two properties the target shows.
        unwanted: One that the target lacks and others of its kind show.
        brand: The target's, where it matters.
        recipient: Who it is for, where it is not for the person.
        taste: What decides among products that fit.
        fitting: How many products of the catalogue satisfy it.
        of_kind: How many are of the kind.
        currency: What the budget is counted in.
    """

    target: str
    kind: Kind
    budget: float
    wanted: tuple[Property, ...]
    unwanted: Property | None
    brand: str | None
    recipient: Recipient | None
    taste: Taste
    fitting: int = 0
    of_kind: int = 0
    currency: str | None = None

    @property
    def parts(self) -> tuple[Part, ...]:
        """All of it, one by one, the kind first."""
        wanted = tuple(Part("wanted", one) for one in self.wanted)
        unwanted = (Part("unwanted", self.unwanted),) if self.unwanted else ()
        return (
            *(KIND, BUDGET, *wanted, *unwanted),
            *((BRAND,) if self.brand else ()),
            *((RECIPIENT,) if self.recipient else ()),
        )

    def unmet(self, product: Product, sight: Sight) -> tuple[Part, ...]:
        """The parts that a product does not satisfy."""
        return tuple(part for part in self.parts if not self._meets(part, product, sight))

    def _meets(self, part: Part, product: Product, sight: Sight) -> bool:
        match part.name, part.property:
            case "kind", _:
                return self.kind.includes(sight)
            case "budget", _:
                return product.price is not None and product.price <= self.budget
            case "wanted", Property() as wanted:
                return carries(sight, wanted)
            case "unwanted", Property() as unwanted:
                return not shows(sight, unwanted)
            case "brand", _:
                return normal(self.brand or "") in (normal(product.brand or ""), normal(" ".join(_maker(product))))
            case _:
                gender = self.recipient.gender if self.recipient else None
                return not gender or gender_of(product) in (None, gender)


def _maker(product: Product) -> Iterable[str]:
    return product.attributes.get("brand", ())


def gender_of(product: Product) -> str | None:
    """``women`` or ``men`` where the product's own attributes say so and name only one."""
    said = {
        _GENDERS.get(value.lower())
        for name, values in product.attributes.items()
        if name.lower() in ("gender", "gender_affinity", "gender affinity")
        for value in values
    }
    return next(iter(said)) if len(said) == 1 else None


class Draw:
    """Draws needs from one catalogue."""

    def __init__(self, products: Iterable[Product], seed: int) -> None:
        self._products = sorted(products, key=lambda p: p.id)
        self.sights: Mapping[str, Sight] = {p.id: see(p) for p in self._products}
        self._seed = seed
        self._known: dict[tuple[str, str, Property], frozenset[str]] = {}
        self._kinds = Kinds((p, self.sights[p.id]) for p in self._products)

    def needs(self, count: int) -> tuple[Need, ...]:
        """So many needs, of kinds as varied as the catalogue allows; fewer where it has no more.

        Those that three products or more satisfy, and that no single part gives away, come first; others fill up.
        """
        rng = Random(f"needs {self._seed}")
        targets = [p for p in self._products if p.price is not None and p.price > 0 and p.available]
        rng.shuffle(targets)
        drawn: list[Need] = []
        taken: Counter[str] = Counter()
        used: set[str] = set()
        for standards in STANDARDS:
            for of_each in range(1, count + 1):
                before = len(drawn)
                for standard in standards:
                    for target in targets:
                        if len(drawn) == count:
                            return tuple(drawn)
                        if target.id in used:
                            continue
                        closed = {name for name, n in taken.items() if n >= of_each}
                        need = self._draw(target, rng, closed, standard)
                        if need is not None:
                            drawn.append(need)
                            taken[need.kind.name] += 1
                            used.add(target.id)
                if len(drawn) == before:
                    break
        return tuple(drawn)

    def fits(self, need: Need, product: Product) -> bool:
        """Whether a product satisfies all of a need."""
        return not need.unmet(product, self.sights.get(product.id) or see(product))

    def _draw(self, target: Product, rng: Random, closed: set[str], standard: Standard) -> Need | None:
        kinds = [kind for kind in self._kinds.of(target) if kind.name not in closed]
        if not kinds:
            return None
        kind = rng.choice(kinds)
        members = self._kinds.members(kind)
        for wishes in standard.wishes:
            need = self._try(target, kind, wishes, rng)
            if need is None:
                return None
            unmet = [set(need.unmet(p, self.sights[p.id])) for p in members]
            number = unmet.count(set())
            met = [sum(part not in parts for parts in unmet) for part in need.parts]
            few = number <= max(1, MOST_THAT_FIT * len(members)) and number <= standard.giveaway * min(met)
            if few and number >= standard.fitting and len(need.wanted) >= min(standard.wishes):
                return replace(need, fitting=number, of_kind=len(members))
        return None

    def _try(self, target: Product, kind: Kind, wishes: int, rng: Random) -> Need | None:
        sight, members = self.sights[target.id], self._kinds.members(kind)
        plain, further = properties_seen(target, sight), properties_described(sight)
        usable = {
            one: not _overlaps(one, kind) and 2 <= len(self._carrying(kind, one)) <= 0.6 * len(members)
            for one in (*plain, *further)
        }
        first = [one for one in plain if usable[one]]
        if not first:
            return None
        rng.shuffle(first)
        second = [one for one in (*first[1:], *further) if usable[one]]
        wanted = _apart([first[0], *rng.sample(second, len(second))])[:wishes]
        brand = target.brand if sum(p.brand == target.brand for p in members) >= 2 else None
        return Need(
            target=target.id,
            kind=kind,
            budget=_budget(float(target.price or 0), rng),
            wanted=tuple(wanted),
            unwanted=self._unwanted(sight, kind, wanted, rng),
            brand=brand if rng.random() < 0.25 else None,
            recipient=_recipient(target, rng) if rng.random() < 0.3 and (target.price or 0) <= DEAREST_GIFT else None,
            taste=Taste(cheap=rng.uniform(-0.5, 1), rated=rng.uniform(0, 1), first=rng.uniform(0, 1)),
            currency=target.currency,
        )

    def _unwanted(self, target: Sight, kind: Kind, wanted: Sequence[Property], rng: Random) -> Property | None:
        # Who wants blue need not say that red will not do: of such aspects only one is spoken of.
        closed = {one.aspect for one in wanted if one.aspect in EXCLUSIVE}
        asked = {phrase for one in wanted for phrase in (*one.same, *one.also)}
        pleasing = frozenset.intersection(*(self._carrying(kind, one) for one in wanted))
        fewest = max(2, 0.1 * len(self._kinds.members(kind)))
        weights: dict[Property, int] = {}
        for one in self._refusable(kind):
            showing = self._showing(kind, one)
            apart = one.aspect not in closed and asked.isdisjoint((*one.same, *one.also))
            if apart and len(showing) >= fewest and not carries(target, one):
                # Rather one that comes up among what would otherwise please.
                weights[one] = len(showing) + 5 * len(showing & pleasing)
        return rng.choices(list(weights), list(weights.values()))[0] if weights else None

    def _refusable(self, kind: Kind) -> list[Property]:
        styles, never = wordings()["refused_styles"], wordings()["not_refused"]
        return [
            one
            for one in known_properties()
            if one.aspect in EXCLUSIVE or (one.aspect == "style" and one.value in styles)
            if one.value not in never and not _overlaps(one, kind)
        ]

    def _carrying(self, kind: Kind, one: Property) -> frozenset[str]:
        """Identifiers of the products of a kind that could please who wishes for a property."""
        return self._with("carries", kind, one)

    def _showing(self, kind: Kind, one: Property) -> frozenset[str]:
        """Identifiers of those that who refuses the property would turn down."""
        return self._with("shows", kind, one)

    def _with(self, how: str, kind: Kind, one: Property) -> frozenset[str]:
        key = (how, kind.phrase, one)
        if key not in self._known:
            test = carries if how == "carries" else shows
            self._known[key] = frozenset(p.id for p in self._kinds.members(kind) if test(self.sights[p.id], one))
        return self._known[key]


def _overlaps(one: Property, kind: Kind) -> bool:
    """Whether it is not said of the kind: nobody asks for a leather leather jacket, nor for green oysters."""
    if one.aspect in ("colour", "material") and kind.phrase.split()[-1] in wordings()["food"]:
        return True
    return any(word in kind.phrase.split() for phrase in one.same for word in phrase.split())


def _apart(properties: Sequence[Property]) -> list[Property]:
    """Without a second word for the same thing, and without two colours."""
    kept: list[Property] = []
    for one in properties:
        words = {word for phrase in (*one.same, *one.also) for word in phrase.split()}
        said = {word for other in kept for phrase in (*other.same, *other.also) for word in phrase.split()}
        if words.isdisjoint(said) and (one.aspect not in EXCLUSIVE or all(one.aspect != o.aspect for o in kept)):
            kept.append(one)
    return kept


def _budget(price: float, rng: Random) -> float:
    """A round figure above the price, as one would set it beforehand."""
    step = next((s for limit, s in ((10, 1), (60, 5), (200, 10), (1000, 50), (5000, 100)) if price < limit), 500)
    figure = math.ceil(price * rng.uniform(1.02, 1.25) / step) * step
    return float(figure if figure > price else figure + step)


def _recipient(target: Product, rng: Random) -> Recipient:
    gender = gender_of(target)
    return Recipient(rng.choice(wordings()["recipients"][gender or "anyone"]), gender)
