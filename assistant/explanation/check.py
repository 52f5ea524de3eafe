"""The check every sentence of the model passes before a shopper sees it.

It asks one question: is everything that this sentence states also stated by the catalogue, by a reason, or (for
words that claim nothing) by the shopper? It is a closed vocabulary and not a model: what it lets pass is proved,
what it stops is replaced by plain wording, so that being too strict costs warmth and never truth.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

from assistant.explanation.facts import NUMBER, WORD, Facts, numbers, stem, to_number

_MARKUP = re.compile(r"[<>{}\[\]\\`|*_#@]|https?:|www\.")
_MONEY = re.compile(
    r"[$€£¥₹]\s?(\d[\d.,]*\d|\d)|(\d[\d.,]*\d|\d)\s?(?:dollars?|bucks|euros?|pounds?|usd|eur|gbp)\b", re.I
)
_LIMIT_WORDS = re.compile(
    r"\b(?:under|within|below|up to|at most|less than|limit|budget|maximum|max|not more than|no more than)\b",
    re.I,
)
_NEGATION = re.compile(
    r"\b(?:not|no|never|without|none|nor|neither|lacks?|except|isn|doesn|don|won|can't|cannot)\b|n['’]t\b",
    re.I,
)
_COMPARISON = re.compile(
    r"\b(?:under|over|below|above|less|fewer|cheaper|cheapest|lowest|highest|only|half|save|saves|saving|than|"
    r"largest|smallest|affordable|inexpensive|expensive)\b",
    re.I,
)
# What the shopper did is told of named products only: "you bought a dress" may be wrong where the shirt was bought.
_DEED = re.compile(
    r"\b(?:bought|purchased|ordered|cart|basket|liked|disliked|loved|viewed|looked|chose|chosen|rated it)\b", re.I
)
_MADE_OF = re.compile(r"\bmade (?:of|from|with|in) (?:an? |the |this |fine |lovely |beautiful )*([^\W\d_]+)", re.I)
_MADE = re.compile(r"\bmade (?:of|from)\b", re.I)
_BUDGET = re.compile(r"\b(?:budget|limit)\b", re.I)
_RATED = re.compile(r"\brated (?:at |as |for )?$", re.I)
_NUMBER_WORDS = frozenset(
    "two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty seventy "
    "eighty ninety hundred thousand dozen half double triple".split()
)


@lru_cache(maxsize=1)
def neutral() -> frozenset[str]:
    """Stems of the words that claim nothing."""
    text = (files("assistant.explanation") / "neutral.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return frozenset(stem(word) for line in lines for word in line.split())


def problems(sentence: str, facts: Facts) -> tuple[str, ...]:
    """What in a sentence is not proved.

    Args:
        sentence: One sentence about one product, without the product's name in front.
        facts: What may be said of that product.

    Returns:
        One phrase for each finding; empty where the sentence may be shown.
    """
    found: list[str] = []
    words = WORD.findall(sentence)
    if len(words) < 3:
        found.append("too short to say anything")
    if sentence and sentence.rstrip()[-1:] not in ".!?":
        found.append("not a whole sentence")
    if _MARKUP.search(sentence):
        found.append("holds markup")
    if _repeats(words) or _says_twice(sentence):
        found.append("repeats itself")
    found += _money(sentence, facts)
    found += [f"number {n} is not in the facts" for n in _numbers(sentence, facts)]
    found += [f"“{word}” is not in the facts" for word in words if not _known(word, facts)]
    if _NEGATION.search(sentence) and not _negation_holds(sentence, facts):
        found.append("denies something")
    if any(stem(m.group(1)) not in facts.materials for m in _MADE_OF.finditer(sentence)):
        found.append("says it is made of what it is not")
    if facts.limit is None and _BUDGET.search(sentence):
        found.append("speaks of a limit that is not kept or not stated")
    if facts.name.lower() in sentence.lower():
        found.append("repeats the name")
    if _DEED.search(sentence) and not any(title in sentence for title in facts.dealt_with):
        found.append("says what the shopper did without saying with what")
    if _compares(sentence, facts):
        found.append("compares without proof")
    return tuple(dict.fromkeys(found))


def _known(word: str, facts: Facts) -> bool:
    root = stem(word)
    if word.lower() in _NUMBER_WORDS:
        return root in facts.vocabulary
    # "it's", "you'll": the part before the apostrophe carries the meaning.
    head = stem(re.split("['’]", word)[0])
    if root in facts.negated:
        return True  # whether it is denied or claimed is decided by the negation check
    known = facts.vocabulary | facts.heard | neutral()
    return root in known or head in known


def _numbers(sentence: str, facts: Facts) -> list[str]:
    amounts = {m.span(1) if m.group(1) else m.span(2) for m in _MONEY.finditer(sentence)}
    return [
        m.group()
        for m in NUMBER.finditer(sentence)
        if not any(a <= m.start() < b for a, b in amounts) and to_number(m.group()) not in facts.values
    ]


def _money(sentence: str, facts: Facts) -> list[str]:
    found: list[str] = []
    for m in _MONEY.finditer(sentence):
        amount = next(iter(numbers(m.group())), None)
        if _RATED.search(sentence[: m.start()]):
            found.append(f"{m.group().strip()} is no rating")
        if amount is not None and amount == facts.price:
            continue
        near = sentence[max(0, m.start() - 24) : m.end() + 16]
        if amount is not None and amount == facts.limit and _LIMIT_WORDS.search(near):
            continue
        found.append(f"{m.group().strip()} is not its price")
    return found


def _negation_holds(sentence: str, facts: Facts) -> bool:
    """Every negation has to be one that a reason states, and a negated thing must not be claimed."""
    denied = {stem(w) for m in re.finditer(r"\b(?:not|no|without)\s+([^\W\d_]+)", sentence, re.I) for w in [m.group(1)]}
    return bool(denied) and denied <= facts.negated and len(_NEGATION.findall(sentence)) == len(denied)


def _compares(sentence: str, facts: Facts) -> bool:
    claimed = {stem(w) for w in WORD.findall(sentence)} & facts.negated
    if claimed and not _NEGATION.search(sentence):
        return True
    for m in _COMPARISON.finditer(sentence):
        if stem(m.group()) in facts.vocabulary and m.group().lower() not in {
            "under",
            "over",
            "below",
            "above",
            "less",
            "than",
        }:
            continue
        if facts.limit is not None and re.match(r"(?:under|below|less|than)\b", m.group(), re.I):
            after = sentence[m.end() : m.end() + 24]
            if re.match(r"\s*(?:than\s*)?(?:your |the )?(?:[$€£¥₹]?\s?\d|budget|limit)", after, re.I):
                continue
            if m.group().lower() == "than":
                continue
        return True
    return False


def _says_twice(sentence: str) -> bool:
    """Whether a material or a figure is told twice: "made of cotton and made from cotton"."""
    plain = re.sub(r"“[^”]*”", "", sentence)
    figures = NUMBER.findall(plain)
    return len(_MADE.findall(plain)) > 1 or len(set(figures)) < len(figures)


def _repeats(words: list[str]) -> bool:
    lower = [w.lower() for w in words]
    if any(a == b for a, b in pairwise(lower)):
        return True
    triples = list(zip(lower, lower[1:], lower[2:], strict=False))
    return len(set(triples)) < len(triples)
