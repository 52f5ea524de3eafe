"""What an utterance changes about the search at hand: cheaper, another order, more of it, a fresh start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from assistant.understanding.amounts import currency_signs
from assistant.understanding.function_words import BARRIERS, COURTESY, DETERMINERS, STOPWORDS
from assistant.understanding.phrases import Phrases, phrases, table, words_in
from assistant.understanding.reading import Change
from assistant.understanding.terms import Term, property_text, read_terms
from assistant.understanding.tokens import Sentence
from retrieval.facets import Lexicon
from retrieval.requests import Sort

_CHANGES = table("changes.changes", {"neither": None, "cheaper": Change.CHEAPER, "dearer": Change.DEARER})
_SORTS = table("changes.sorts", {"price_low": Sort.PRICE_LOW, "price_high": Sort.PRICE_HIGH, "rating": Sort.RATING})
_MORE = phrases("changes.more")
_ALONE_MORE = phrases("changes.alone_more")
_IN_STOCK = phrases("changes.in_stock")
_FRESH = phrases("changes.fresh")
_RESET_ALONE = frozenset(["reset", "restart"])

_PRICE_DROPPED = phrases("changes.price_dropped")

_BIT = "[a|the|even|just] [tiny|wee] (bit|little|little bit|tad|touch|notch|slightly|somewhat|few dollars|few bucks)"
_MORE_MONEY = "(more expensive|more pricey|more costly|pricier|dearer|costlier|more|higher|above|over|beyond)"
_DEARER = "(more expensive|more pricey|more costly|pricier|dearer|costlier)"
_BUDGET = "[it|that|this|my budget|the budget|budget|the limit|my limit|than that]"
_FINE = "[also|still|totally|perfectly|quite] (ok|okay|fine|alright|all right|good|acceptable|no problem|possible)"
_EASED = Phrases(
    dict.fromkeys(
        (
            f"{_BIT} {_MORE_MONEY} {_BUDGET} [money] (is|are|would be|will be) {_FINE}",
            f"[slightly] {_DEARER} [ones|one|options|products] (is|are|would be|will be) {_FINE}",
            f"(can|could|may|might) [also] (cost|go) {_BIT} {_MORE_MONEY} {_BUDGET}",
            f"(can|could|may|might) [also] be [{_BIT}] {_DEARER}",
            f"(can|could|able to|willing to|happy to|prepared to|ready to) (go|spend|pay|stretch) {_BIT} "
            f"(more|higher|over|above|further|beyond) {_BUDGET}",
            "(can|could|able to|willing to|happy to|prepared to|ready to) (go higher|spend more|pay more|pay extra)",
            f"do not mind (paying|spending|going) {_BIT} (more|extra|higher|over)",
            "do not mind (paying|spending) (more|extra)",
            f"(ok|okay|fine|alright|no problem|do not mind) [for me|with me] (if|to) [it|they] "
            f"(is|are|costs|cost|go|be|pay|spend) {_BIT} {_MORE_MONEY}",
            "(raise|increase|stretch|loosen|relax|extend|bump|bump up|up) (the|my|our) "
            f"(budget|limit|price limit|price|maximum|price cap) [up] [{_BIT}] [more|higher]",
        ),
        True,
    )
)
_COMPARED = Phrases(
    dict.fromkeys(
        (
            "(cheaper|pricier|dearer|costlier|fancier) than",
            "(less|more) (expensive|pricey|costly) than",
            "(costs|cost|costing|priced) (less|lower|more|higher) than",
        ),
        True,
    )
)
_STAND_INS = frozenset("it that this these those them what i we you".split())

_DROPS = phrases("changes.drops")
_ALLOWED = phrases("changes.allowed")
_ANY_FACET = phrases("changes.any_facet")
_FACETS = frozenset(
    "color colour colors colours brand brands material materials size sizes style styles pattern "
    "fabric fit kind shape finish".split()
)
_FACET_NAMES = {
    "colour": "color",
    "colours": "color",
    "colors": "color",
    "brands": "brand",
    "materials": "material",
    "fabric": "material",
    "sizes": "size",
    "styles": "style",
}
_EXCEPTING = frozenset(["but", "except", "besides", "other", "apart"])
_ASKING = frozenset("can could would will you i want to like let us and so ,".split())
_MEANING = frozenset("want like love need prefer wish going have us you me decided".split())
_FORGETTING = frozenset("forget remove delete disregard ignore".split())


@dataclass(frozen=True, slots=True)
class Changes:
    """What an utterance changes.

    Attributes:
        change: Cheaper or dearer than what is on screen.
        sort: Order asked for.
        more: More of the same search.
        in_stock: Only what can be bought now.
        fresh: The shopper starts over.
        price_dropped: Price limits no longer count.
        price_eased: The upper price limit may be exceeded a bit.
        dropped: Things said before that no longer count; a facet's name stands for every value of it.
        forgotten: Those of them that an outright "forget …" names, if they are no kinds and no facets.
        drops_kind: Whether a kind is among them.
        tokens: Tokens explained.
    """

    change: Change | None
    sort: Sort | None
    more: bool
    in_stock: bool
    fresh: bool
    price_dropped: bool
    price_eased: bool
    dropped: tuple[str, ...]
    forgotten: tuple[str, ...]
    drops_kind: bool
    tokens: frozenset[int]


def read_changes(
    sentence: Sentence, lexicon: Lexicon, taken: frozenset[int] = frozenset(), *, screen: bool = False
) -> Changes:
    """Read what an utterance changes.

    Args:
        sentence: Where to read.
        lexicon: For what "forget the …" names.
        taken: Tokens of limits and references.
        screen: Whether products are on screen; "a bit pricey" is a comparison only then.
    """
    words, used = sentence.words, set[int]()

    def take(table: Phrases[bool], busy: frozenset[int] = taken) -> bool:
        found = [match for match in table.all(words) if not busy & frozenset(range(match.start, match.end))]
        used.update(place for match in found for place in range(match.start, match.end))
        return bool(found)

    fresh_found = [match for match in _FRESH.all(words) if match.start not in taken]
    fresh_found = [
        match
        for match in fresh_found
        if words[match.start] not in _RESET_ALONE or match.end - match.start > 1 or len(words) < 4
    ]
    used.update(place for match in fresh_found for place in range(match.start, match.end))
    price_dropped = take(_PRICE_DROPPED)
    eased = [
        match
        for match in _EASED.all(words)
        if not taken & {*range(match.start, match.end)}
        and sentence.word(match.start - 1) not in ("not", "never")
        and (sentence.is_mark(match.end) or sentence.word(match.end) in STOPWORDS)  # not "a bit more colourful"
    ]
    used.update(place for match in eased for place in range(match.start, match.end))
    dropped = _dropped(sentence, lexicon, taken | frozenset(used))
    used.update(dropped.tokens)
    used.update(_compared(sentence, lexicon, taken | frozenset(used)))
    in_stock = take(_IN_STOCK, taken | frozenset(used))
    change = None
    for match in _CHANGES.all(words):
        if match.start in taken or match.start in used:
            continue
        graded = (
            words[match.start] in ("a", "rather", "pretty", "quite", "so", "very")
            and match.value
            and words[match.end - 1] != "cheaper"
        )
        if match.value is None or (graded and not screen):
            if match.value is None and words[match.end - 1] != "than":
                used.update(range(match.start, match.end))
            continue
        change = match.value
        used.update(range(match.start, match.end))
    sort = None
    for ordered in _SORTS.all(words):
        if ordered.start not in taken and ordered.start not in used:
            sort = ordered.value
            used.update(range(ordered.start, ordered.end))
    more = take(_MORE, taken | frozenset(used))
    if not more and len(words) <= 3 and _ALONE_MORE.first(words) is not None and not used:
        more = take(_ALONE_MORE)
    return Changes(
        change,
        sort,
        more,
        in_stock,
        bool(fresh_found),
        price_dropped,
        bool(eased),
        dropped.texts,
        dropped.forgotten,
        dropped.kinds,
        frozenset(used) - taken,
    )


def _compared(sentence: Sentence, lexicon: Lexicon, busy: frozenset[int]) -> frozenset[int]:
    """Such as "cheaper than the Lacy Backpack", which is not on screen: a comparison, and nothing to search for."""
    tokens: set[int] = set()
    for match in _COMPARED.all(sentence.words):
        place = match.end
        while sentence.word(place) in DETERMINERS - _STAND_INS:
            place += 1
        word = sentence.word(place)
        if busy & {*range(match.start, place + 1)} or not word.isalpha() or word in _STAND_INS | currency_signs():
            continue
        while not sentence.is_mark(place) and place not in busy:
            coloured = sentence.word(place) == "in" and lexicon.properties([sentence.word(place + 1)])
            if sentence.word(place) in BARRIERS | COURTESY and not coloured:
                break
            place += 2 if coloured else 1
        tokens.update(range(match.start, place))
    return frozenset(tokens)


class _Dropped(NamedTuple):
    texts: tuple[str, ...]
    forgotten: tuple[str, ...]
    kinds: bool
    tokens: frozenset[int]


def _dropped(sentence: Sentence, lexicon: Lexicon, busy: frozenset[int]) -> _Dropped:
    words = sentence.words
    texts: list[str] = []
    forgotten: list[str] = []
    kinds = False
    tokens: set[int] = set()
    for match in _ANY_FACET.all(words):
        if match.start in busy or (words[match.end : match.end + 1] and words[match.end] in _EXCEPTING):
            continue
        facet = next(word for word in words[match.start : match.end] if word in _FACETS)
        texts.append(_FACET_NAMES.get(facet, facet))
        end = match.end
        while sentence.word(end) in (
            "is",
            "are",
            "fine",
            "ok",
            "okay",
            "will",
            "do",
            "works",
            "goes",
            "good",
            "you",
            "have",
            "like",
        ):
            end += 1
        tokens.update(range(match.start, end))
    for match in _DROPS.all(words):
        describes = words[match.start : match.end] in (("clear",), ("drop",))  # "clear vases", "drop earrings"
        # "A brush to remove dead skin" says what a thing is for; "I want to remove the limit" is about the search.
        purpose = sentence.word(match.start - 1) == "to" and sentence.word(match.start - 2) not in _MEANING
        if match.start in busy or match.start in tokens or describes or purpose:
            continue
        terms = read_terms(sentence, match.end, lexicon, busy | frozenset(tokens))
        if terms.found:
            found = _carried(terms.found, terms.kinds)
            texts.extend(term.text for term in found)
            tokens.update(range(match.start, terms.end))
            kinds = kinds or any(term.facet == "kind" for term in found)
            asked = {*words[: match.start]} <= COURTESY | _ASKING  # not "how do I delete my account"
            if asked and _FORGETTING & {*words[match.start : match.start + 2]}:
                forgotten.extend(term.text for term in terms.found if term.facet != "kind")
    for match in _ALLOWED.all(words):  # "leather is fine"
        for link in lexicon.properties(words[: match.start]):
            if link.span[1] == match.start and not busy & frozenset(range(*link.span)) and link.span[0] not in tokens:
                texts.append(property_text(link, lexicon))
                tokens.update(range(link.span[0], match.end))
    for place, word in enumerate(words):  # "I don't need the watch any more"
        if place in busy:
            continue
        if word == "anymore" or (word == "any" and sentence.word(place + 1) == "more" and sentence.is_mark(place + 2)):
            texts.extend(_no_more(sentence, place, lexicon, tokens))
    return _Dropped(tuple(dict.fromkeys(texts)), tuple(dict.fromkeys(forgotten)), kinds, frozenset(tokens))


def _carried(terms: tuple[Term, ...], kinds: tuple[str, ...]) -> tuple[Term, ...]:
    """Such as "Forget the leather bag" drops the bag too."""
    return (*terms, *(Term(kind.lower(), "kind", terms[-1].end, terms[-1].end) for kind in kinds))


def _no_more(sentence: Sentence, place: int, lexicon: Lexicon, tokens: set[int]) -> list[str]:
    for back in range(place - 1, max(-1, place - 8), -1):
        if sentence.word(back) == "not":
            start = back + 1
            while sentence.word(start) in (
                "need",
                "want",
                "looking",
                "for",
                "have",
                "to",
                "be",
                "care",
                "about",
            ):
                start += 1
            terms = read_terms(sentence, start, lexicon)
            if terms.found:
                tokens.update(range(back - 1, place + 2))
            return [term.text for term in terms.found]
    return []


GRAMMAR_WORDS = words_in(
    _CHANGES, _SORTS, _MORE, _ALONE_MORE, _IN_STOCK, _FRESH, _PRICE_DROPPED, _EASED, _COMPARED, _DROPS, _ALLOWED,
    _ANY_FACET,
)  # fmt: skip
"""Words of this grammar, which are never taken for misspelt catalogue words."""
