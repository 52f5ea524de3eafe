"""Hidden needs: what a person wants and does not say at once, drawn from products the shop really sells."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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
        self._kinds = Kinds((p, self.sights[p.id]) for p in self._products)

    def needs(self, count: int) -> tuple[Need, ...]:
        """So many needs, of kinds as varied as the catalogue allows; fewer where it has no more.

        Those that three products or more satisfy come first; rarer ones fill up.
        """
        rng = Random(f"needs {self._seed}")
        targets = [p for p in self._products if p.price is not None and p.price > 0 and p.available]
        rng.shuffle(targets)
        drawn: list[Need] = []
        taken: Counter[str] = Counter()
        used: set[str] = set()
        for fitting in (3, 2, 1):
            for of_each in range(1, count + 1):
                for target in targets:
                    if len(drawn) == count:
                        return tuple(drawn)
                    if target.id in used:
                        continue
                    need = self._draw(target, rng, fitting, {k for k, n in taken.items() if n >= of_each})
                    if need is not None:
                        drawn.append(need)
                        taken[need.kind.name] += 1
                        used.add(target.id)
                if taken and taken.most_common(1)[0][1] < of_each:
                    break
        return tuple(drawn)

    def fits(self, need: Need, product: Product) -> bool:
        """Whether a product satisfies all of a need."""
        return not need.unmet(product, self.sights.get(product.id) or see(product))

    def _draw(self, target: Product, rng: Random, fitting: int, closed: set[str]) -> Need | None:
        kinds = [kind for kind in self._kinds.of(target) if kind.name not in closed]
        if not kinds:
            return None
        kind = rng.choice(kinds)
        members = self._kinds.members(kind)
        for _ in range(6):
            need = self._try(target, kind, members, rng)
            if need is None:
                return None
            number = sum(self.fits(need, product) for product in members)
            if number >= fitting and number <= max(1, MOST_THAT_FIT * len(members)):
                return _with_counts(need, number, len(members))
        return None

    def _try(self, target: Product, kind: Kind, members: Sequence[Product], rng: Random) -> Need | None:
        sight = self.sights[target.id]
        sights = [self.sights[p.id] for p in members]
        candidates = [
            one
            for one in properties_seen(target, sight)
            if not _overlaps(one, kind) and 2 <= sum(carries(s, one) for s in sights) <= 0.6 * len(sights)
        ]
        if not candidates:
            return None
        wanted = _apart(rng.sample(candidates, len(candidates)))[: rng.choice((1, 2))]
        brand = target.brand if sum(p.brand == target.brand for p in members) >= 2 else None
        return Need(
            target=target.id,
            kind=kind,
            budget=_budget(float(target.price or 0), rng),
            wanted=tuple(wanted),
            unwanted=self._unwanted(sight, kind, sights, wanted, rng),
            brand=brand if rng.random() < 0.25 else None,
            recipient=_recipient(target, rng) if rng.random() < 0.3 and (target.price or 0) <= DEAREST_GIFT else None,
            taste=Taste(cheap=rng.uniform(-0.5, 1), rated=rng.uniform(0, 1), first=rng.uniform(0, 1)),
            currency=target.currency,
        )

    def _unwanted(
        self, target: Sight, kind: Kind, sights: Sequence[Sight], wanted: Sequence[Property], rng: Random
    ) -> Property | None:
        # Who wants blue need not say that red will not do: of such aspects only one is spoken of.
        closed = {one.aspect for one in wanted if one.aspect in EXCLUSIVE}
        pleasing = {phrase for one in wanted for phrase in (*one.same, *one.also)}
        weights = {
            one: sum(shows(s, one) for s in sights)
            for one in known_properties()
            if one.aspect not in (*closed, "feature")
            and (one.aspect != "style" or one.value in wordings()["refused_styles"])
            and not _overlaps(one, kind)
            and not carries(target, one)
            and pleasing.isdisjoint((*one.same, *one.also))
        }
        weights = {one: n for one, n in weights.items() if n >= max(2, 0.1 * len(sights))}
        return rng.choices(list(weights), list(weights.values()))[0] if weights else None


def _with_counts(need: Need, fitting: int, of_kind: int) -> Need:
    fields = {name: getattr(need, name) for name in Need.__slots__}
    return Need(**(fields | {"fitting": fitting, "of_kind": of_kind}))


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
    figure = math.ceil(price * rng.uniform(1.05, 1.4) / step) * step
    return float(figure if figure > price else figure + step)


def _recipient(target: Product, rng: Random) -> Recipient:
    gender = gender_of(target)
    return Recipient(rng.choice(wordings()["recipients"][gender or "anyone"]), gender)
