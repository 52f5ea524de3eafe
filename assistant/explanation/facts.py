"""The facts one sentence about one product may draw on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

from assistant.explanation.naming import noun
from assistant.explanation.plain import worth_saying
from retrieval.money import money
from retrieval.requests import Ranked

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_STEMMER = Stemmer.Stemmer("english")


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A word's stem, so that "dresses" proves "dress"; possessives count as their noun."""
    return _STEMMER.stemWord(word.lower().replace("’", "'").removesuffix("'s"))


def stems(text: str) -> frozenset[str]:
    """The stems of all words of a text."""
    return frozenset(stem(m.group()) for m in WORD.finditer(text))


def numbers(text: str) -> frozenset[float]:
    """The numbers a text writes in digits, thousands separators read as such."""
    return frozenset(value for m in NUMBER.finditer(text) if (value := to_number(m.group())) is not None)


def to_number(digits: str) -> float | None:
    """A number written in digits: ``1,299.99``, ``12,50`` or ``35``; ``None`` where it is no number (1.2.3)."""
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", digits):
        digits = digits.replace(",", "")
    elif re.fullmatch(r"\d+,\d{1,2}", digits):
        digits = digits.replace(",", ".")
    try:
        return float(digits)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known, and so may be said, about one product in this turn.

    Attributes:
        name: What the product is called in prose.
        noun: What it is, in a word or two.
        clauses: Short true statements, most personal first: what the model is given to phrase.
        vocabulary: Stems of everything the catalogue and the reasons say of it.
        heard: Stems of the shopper's own words that claim nothing about a product ("sister", "wedding").
        values: Numbers that are true of it.
        price: Its price, or ``None``.
        limit: The upper price limit in force if the product keeps it, else ``None``.
        negated: Stems that a reason truly negates ("not leather, as you asked").
        materials: Stems of what it is made of.
        dealt_with: Titles of products that a reason says the shopper bought, liked or looked at.
    """

    name: str
    noun: str
    clauses: tuple[str, ...]
    vocabulary: frozenset[str]
    heard: frozenset[str]
    values: frozenset[float]
    price: float | None
    limit: float | None
    negated: frozenset[str]
    materials: frozenset[str] = frozenset()
    dealt_with: tuple[str, ...] = ()


_NEGATED = re.compile(r"\b(?:not|no|without|never)\s+([^\W\d_]+)", re.IGNORECASE)


_QUOTED = re.compile(r"“([^”]+)”")
_MATERIALS = ("material", "materials", "fabric", "fabrics", "composition", "upper")
_MADE_OF = re.compile(r"\bmade (?:of|from) ((?:(?!(?:in|and|with|for|on|by)\b)[^\W\d_]+[ -]?){1,3})", re.IGNORECASE)
# One sentence recalls what the shopper did only once: "because you liked the mug, blue like the mug you liked".
_RECALLING = re.compile(r"“|you chose or looked at")
_OBVIOUS = "of the kind you asked for"
_UNTOLD = frozenset({"match", "note"})


def facts_of(
    ranked: Ranked,
    name: str,
    *,
    message: str = "",
    claims: Iterable[str] = (),
    price_max: float | None = None,
) -> Facts:
    """Collect the facts of one ranked product.

    Args:
        ranked: The product and why it stands where it stands.
        name: What it is called in prose.
        message: What the shopper wrote; their numbers may be repeated as the limit only.
        claims: Words of the message that state a property (a colour, a material). Unless the product carries
            them they must not be said of it, although the shopper said them.
        price_max: The upper price limit in force.
    """
    product = ranked.product
    reasons = [reason.text for reason in ranked.reasons if reason.weight >= 0]
    catalogue = [
        product.title,
        product.description,
        product.brand or "",
        *product.category,
        *(text for field, values in product.attributes.items() for text in (field, *values)),
    ]
    price = money(product.price, product.currency) if product.price is not None else ""
    said = " ".join([*catalogue, *reasons])
    # "Not leather" is a fact about its absence: the bare word must not become something to say.
    negated = frozenset(stem(m.group(1)) for text in reasons for m in _NEGATED.finditer(text))
    carried = stems(" ".join(catalogue))
    values = numbers(said) | numbers(price)
    limit = price_max if price_max is not None and product.price is not None and product.price <= price_max else None
    # That the words match is the model's least natural fact, and what matched is among the features.
    told = [r.text for r in worth_saying(ranked) if r.kind not in _UNTOLD and not r.text.startswith(_OBVIOUS)]
    what = noun(product)
    features = [_feature(name, values) for name, values in product.attributes.items() if name not in _DULL]
    reasons_told = (
        told[:1] + [text for text in told[1:] if not (_RECALLING.search(text) and _RECALLING.search(told[0]))][:1]
    )
    features = [feature for feature in features if feature != what][: 4 - len(reasons_told)]
    return Facts(
        name=name,
        noun=what,
        clauses=_distinct([*reasons_told, *features]) or (price,),
        vocabulary=(stems(said) - negated) | carried,
        heard=stems(message) - stems(" ".join(claims)),
        values=values - ({price_max} - ({product.price} if product.price is not None else set())),
        price=product.price,
        limit=limit,
        negated=negated,
        materials=stems(" ".join(v for name in _MATERIALS for v in product.attributes.get(name, ())))
        | stems(" ".join(_MADE_OF.findall(product.description))),
        dealt_with=tuple(title for text in reasons for title in _QUOTED.findall(text)),
    )


_DULL = frozenset(
    {"size", "sizes", "gender", "gender_affinity", "age", "sku", "ean", "gtin", "type", "colour family", "color family"}
)


def _feature(name: str, values: Sequence[str]) -> str:
    """An attribute as a shop assistant would mention it."""
    said = ", ".join(values[:3])
    return f"made of {said}" if name == "material" else said


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
