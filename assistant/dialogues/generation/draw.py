"""Draws what a dialogue is about: kinds, amounts, properties and wordings, all from one seeded chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from random import Random
from typing import TypeVar, cast

import yaml

from assistant.dialogues.generation.census import Census, Kind

T = TypeVar("T")

_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£"}
_WORDS = {"USD": "dollars", "EUR": "euros", "GBP": "pounds"}
_STEPS = tuple(Decimal(step).scaleb(power) for power in range(5, -3, -1) for step in (5, 1))


@lru_cache(maxsize=1)
def wordings() -> Mapping[str, Sequence[object]]:
    """The wordings by family, as `wordings.yaml` has them."""
    text = (files("assistant.dialogues.generation") / "wordings.yaml").read_text(encoding="utf-8")
    return cast("Mapping[str, Sequence[object]]", yaml.safe_load(text))


@dataclass(frozen=True)
class Draw:
    """One dialogue's draw from a catalogue; equal seeds draw equal things.

    Attributes:
        census: The catalogue, counted.
        chance: Where every choice comes from.
    """

    census: Census
    chance: Random

    def one(self, choices: Sequence[T]) -> T | None:
        """Any of the choices; ``None`` where there is none."""
        return self.chance.choice(choices) if choices else None

    def kind(self, *, fewest: int = 1, certain: bool = False, counted: bool = False) -> Kind | None:
        """A kind with at least `fewest` products that have a price and can be bought.

        Args:
            fewest: At least so many.
            certain: Only kinds that the catalogue knows.
            counted: Only kinds about which nobody can argue which products belong, all of which can be bought.
        """
        return self.one(
            [
                kind
                for kind in self.census.kinds
                if len(kind.prices) >= fewest
                and (kind.certain or not (certain or counted))
                and (not counted or (kind.undisputed and len(kind.prices) == len(kind.products)))
            ]
        )

    def limit(self, prices: Sequence[float], fit: int) -> float | None:
        """A round amount that exactly the `fit` lowest of some sorted prices do not exceed.

        Returns:
            ``None`` where two neighbouring prices leave no room for a round amount.
        """
        if not 0 <= fit <= len(prices):
            return None
        low = prices[fit - 1] if fit else 0.0
        high = prices[fit] if fit < len(prices) else 2 * prices[-1]
        return between(low, high)

    def amount(self, value: float) -> str:
        """An amount as shoppers write it in the shop's currency."""
        number = f"{value:.2f}".removesuffix(".00")
        code = self.census.currency
        if code is None:
            return number
        sign, word = _SIGNS.get(code), _WORDS.get(code)
        if sign is None or word is None:
            return f"{number} {code}"
        return self.chance.choice([f"{sign}{number}", f"{sign}{number}", f"{number} {word}"])

    def say(self, family: str, **values: str) -> list[str]:
        """The messages of a family in one of its wordings."""
        known = wordings()
        bare = f"{family}_bare"
        family = bare if self.census.currency is None and bare in known else family
        turns = cast("Sequence[str]", self.chance.choice(known[family]))
        return [_sentence(turn.format_map(values)) for turn in turns]


def between(low: float, high: float) -> float | None:
    """The roundest amount of more than `low` and less than `high`; ``None`` where there is none.

    Neither end belongs to it: whether "less than $40" admits what costs $40 is nobody's to decide.
    """
    least, bound = Decimal(str(low)), Decimal(str(high))
    for step in _STEPS:
        amount = (least // step + 1) * step
        if amount < bound:
            return float(amount)
    return None


def _sentence(text: str) -> str:
    """With the first letter as many shoppers write it: as the wording has it, unless a value stands there."""
    return text[:1].upper() + text[1:] if text.endswith((".", "?")) else text
