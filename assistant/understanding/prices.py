"""Price limits, literally stated: in digits or words, in any order, with negations turned the right way round.

The reader looks at each amount in turn. To its left or right stands a comparator ("under", "at least", "or less");
left of that may stand a negator that turns it round ("not over", "nothing under", "can't spend more than").
A currency makes any number an amount of money; a bare number needs a comparator and no unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from assistant.understanding.amounts import UNITS, Amount, currency_signs, is_plural, read_amounts
from assistant.understanding.function_words import STOPWORDS
from assistant.understanding.numbers import NUMBER_WORDS, parse_digits
from assistant.understanding.phrases import Match, Phrases, phrases, table, words_in
from assistant.understanding.tokens import Sentence
from retrieval.facets import Lexicon

_BAND = 0.2  # "around 60" accepts 48 to 72


class _Side(Enum):
    ABOVE = "above"  # a negator turns it into CAP
    BELOW = "below"  # a negator turns it into FLOOR
    CAP = "cap"
    FLOOR = "floor"
    MAKE = "make"  # "make it 60": a cap where the number can be a price
    HAVE = "have"  # "I have 60"
    IGNORE = "ignore"  # "instead of 40", "spent $40"


_LEFT = table(
    "prices.left",
    {
        "above": _Side.ABOVE,
        "below": _Side.BELOW,
        "cap": _Side.CAP,
        "floor": _Side.FLOOR,
        "make": _Side.MAKE,
        "have": _Side.HAVE,
        "ignore": _Side.IGNORE,
    },
)
_RIGHT = table("prices.right", {"cap": _Side.CAP, "floor": _Side.FLOOR, "ignore": _Side.IGNORE})
_NOT_MONEY_NEEDED = frozenset({_Side.ABOVE, _Side.BELOW, _Side.CAP, _Side.FLOOR, _Side.MAKE, _Side.HAVE})

# Between a comparator and its amount.
_FILL = frozenset(
    "a an the my our about around roughly approximately approx circa ca ~ like say maybe perhaps just "
    "only exactly some something total somewhere almost nearly or so well mere measly strict hard "
    "absolute cool".split()
)
_APPROXIMATE = phrases("prices.approximate")
_RANGE_NOUN = phrases("prices.range_noun")
_GIVE_OR_TAKE = phrases("prices.give_or_take")
_EXACT = phrases("prices.exact")
_DISMISSING = phrases("prices.dismissing")

_REJECTED = phrases("prices.rejected_after")
_TOLERATED = Phrases({"(is|are|would be|will be) [also|still] (ok|okay|fine|alright|all right|good|acceptable)": True})
_SLIGHTLY = frozenset("bit little slightly somewhat tad touch notch".split())

_NEGATORS = frozenset(
    "not no nothing never none without nobody refuse unwilling avoid neither nor unable hate anything-but".split()
)
# "Drop everything under 90" turns a comparator round as "nothing under 90" does; "drop the price under 90" does not.
_REMOVERS = frozenset(
    "drop bin chuck hide remove lose ditch exclude scrap discard reject skip delete eliminate toss dump omit filter "
    "cut binned hidden dropped removed excluded".split()
)
_REMOVED = frozenset("anything everything whatever those these ones items products things stuff all any what".split())
# What may stand between a negator and the comparator it turns round.
_LINKS = frozenset(
    "want wants wanting wish need to spend spending pay paying go going cost costs costing be being is "
    "are that which who priced price prices pricing anything any something it them one ones a an the "
    "penny dime cent for can could should must will would exceed get have has having see show me please "
    "us items products things stuff thing product item options at charge charged run running afford much "
    "even ever really by way i we you they let look looking willing like am give buy buying consider "
    "interested in prefer able do does did too shall may might bring take taking all these those come "
    "coming comes work of with budget my our single bit higher more up too".split()
)
_PAST = frozenset("spent paid".split())
_PRICE_WORDS = frozenset(
    "price prices priced pricing cost costs costing budget spend spending pay paying afford money cheap "
    "cheaper expensive dollars bucks limit worth range".split()
)
_CHANGERS = frozenset(
    "raise increase raised increased bump push lower reduce change move cut drop extend went go".split()
)


@dataclass(frozen=True, slots=True)
class Prices:
    """What the words say about the price.

    Attributes:
        low: Stated lower limit.
        high: Stated upper limit.
        amounts: Amounts that were taken as limits.
        relative: "$10 cheaper": a step down without a limit.
        dismissed: "Forget the $40 limit".
        settled: Whether the words leave no room for another limit: they contradict themselves, or name no sensible one
            ("under -20", "under 40.5.3").
        tokens: Tokens explained.
    """

    low: float | None
    high: float | None
    amounts: tuple[Amount, ...]
    relative: bool
    dismissed: bool
    settled: bool
    tokens: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Limit:
    low: float | None
    high: float | None
    tokens: frozenset[int]
    amount: Amount


def _stated(amount: Amount, low: float | None, high: float | None, *spans: tuple[int, int]) -> _Limit:
    explained = {place for start, end in spans for place in range(start, end)}
    own = frozenset(range(amount.start, amount.end))
    return _Limit(low, high, own | explained, amount)


def read_prices(sentence: Sentence, lexicon: Lexicon, taken: frozenset[int] = frozenset()) -> Prices:
    """Read every price limit of an utterance.

    Where two contradict each other, a correction counts ("under 40, no, over 60"), otherwise the upper limit.
    """
    limits = _for_free(sentence, lexicon, taken)
    failed = _unreadable(sentence, lexicon, taken)
    tokens = failed.union(*(limit.tokens for limit in limits))
    relative = dismissed = False
    for amount in read_amounts(sentence, lexicon, taken | tokens):
        if amount.money:
            tokens |= frozenset(range(amount.start, amount.end))
        step = _RIGHT.at(sentence.words, amount.end)
        relative = relative or bool(amount.money and step and sentence.word(amount.end) in ("cheaper", "less", "lower"))
        dismissal = _DISMISSING.ending(sentence.words, amount.start)
        if dismissal is not None and step is not None and step.value is _Side.CAP:
            dismissed = True
            tokens |= frozenset(range(dismissal.start, step.end))
            continue
        limit = _limit(sentence, amount, lexicon)
        if amount.negative:
            failed |= limit.tokens if limit is not None else frozenset(range(amount.start, amount.end))
            tokens |= failed
        elif limit is not None:
            limits.append(limit)
            tokens |= limit.tokens
    low, high, contradicted = _together(sentence, limits)
    amounts = tuple(limit.amount for limit in limits)
    return Prices(low, high, amounts, relative, dismissed, contradicted or bool(failed), tokens)


def _together(sentence: Sentence, limits: list[_Limit]) -> tuple[float | None, float | None, bool]:
    """All limits in one, and whether they contradict each other."""
    low = high = None
    before = 0
    contradicted = False
    firm = any(limit.high is not None and not _is_soft(sentence, limit) for limit in limits)
    for limit in limits:
        if limit.high is not None and not (firm and _is_soft(sentence, limit)):
            contradicted = contradicted or (limit.low is None and low is not None and low > limit.high)
            high = limit.high
            low = low if low is not None and low <= high else None
        if limit.low is not None and high is not None and limit.low > high:
            contradicted = True
            if not _CORRECTING & {*sentence.words[before : limit.amount.start]}:
                continue
            high = None
        low = limit.low if limit.low is not None else low
        before = limit.amount.end
    return low, high, contradicted


_CORRECTING = frozenset("actually no sorry rather mean meant instead make scratch correction wait".split())


def _for_free(sentence: Sentence, lexicon: Lexicon, taken: frozenset[int]) -> list[_Limit]:
    """Such as "free shoes", "something for free": nothing to pay. "Sugar free" and "hands free" are something else."""
    words = sentence.words
    for place, word in enumerate(words):
        before, following = sentence.word(place - 1), sentence.word(place + 1)
        if word != "free" or place in taken:
            continue
        closed = sentence.is_mark(place + 1) or following == "please"
        asked = (before == "for" and closed) or (before in ("something", "anything", "stuff", "things") and closed)
        named = lexicon.kinds(words[place + 1 : place + 4]) or is_plural(following) or following in ("stuff", "gift")
        alone = sentence.is_mark(place - 1) or (before in STOPWORDS and before not in ("feel", "get", "buy"))
        branded = any(link.span[0] == 0 for link in lexicon.brands(words[place : place + 3]))
        charged = following == "of" and sentence.word(place + 2) in ("charge", "cost")
        if asked or charged or (alone and named and not branded and following not in _GIVEN_FREE):
            start, end = place - (before == "for"), place + (3 if charged else 1)
            return [_stated(Amount(0.0, None, place, place + 1, money=True), None, 0.0, (start, end))]
    return []


_GIVEN_FREE = frozenset(
    "returns samples standing size sizes shipping delivery people range spirit hands weights".split()
)


_BEHIND_FIGURES = UNITS | NUMBER_WORDS | currency_signs() | {"plus", "max", "min", "ish", "or", "each", "th"}


def _unreadable(sentence: Sentence, lexicon: Lexicon, taken: frozenset[int]) -> frozenset[int]:
    """Limits whose figure is none, comparator included: "under 40.5.3", "under 6e1"."""
    tokens: set[int] = set()
    for place, token in enumerate(sentence.tokens):
        if token.kind != "number" or place in taken:
            continue
        end = place + 1
        while end < len(sentence) and sentence.tokens[end].joined and sentence.tokens[end].kind in ("word", "number"):
            end += 1
        tail = "".join(sentence.words[place + 1 : end])
        left = _LEFT.ending(sentence.words, place - (sentence.word(place - 1) in currency_signs()))
        if left is None or left.value not in (_Side.ABOVE, _Side.BELOW, _Side.CAP, _Side.FLOOR):
            continue
        if parse_digits(token.word) is None or (tail and tail not in _BEHIND_FIGURES and not lexicon.knows(tail)):
            tokens.update(range(left.start, end))
    return frozenset(tokens)


def _is_soft(sentence: Sentence, limit: _Limit) -> bool:
    """Whether "ideally" or its like weakens a limit."""
    near = sentence.words[max(0, limit.amount.start - 5) : limit.amount.start]
    return any(word in ("ideally", "preferably", "prefer", "hopefully") for word in near)


def _limit(sentence: Sentence, amount: Amount, lexicon: Lexicon) -> _Limit | None:
    words = sentence.words
    start, approximate, exact = _fillers(sentence, amount)
    left = _LEFT.ending(words, start)
    right = _right(sentence, amount)
    after = (amount.end, right.end if right else amount.end)
    if amount.high is not None:
        return _from_range(sentence, amount, left, start)
    if right is not None and right.value is _Side.IGNORE and amount.money:
        return None
    if amount.counts or (amount.worded and not _speaks_of_price(sentence)):
        return None
    plain = amount.low
    doubtful = right is not None and words[right.start] == "plus" and not amount.money  # "size 18 plus"
    if (
        right is not None
        and right.value is not _Side.IGNORE
        and not doubtful
        and not _owned(sentence, amount, right, left)
    ):
        span = (left.start if left else start, amount.end)
        return (
            _stated(amount, None, plain, span, after)
            if right.value is _Side.CAP
            else _stated(amount, plain, None, span, after)
        )
    vouched = amount.money or len(words) <= 2 or _speaks_of_price(sentence)
    if sentence.word(amount.end) == "+" and vouched and not sentence.word(amount.end + 1).isdigit():
        return _stated(amount, plain, None, (start, amount.end + 1))
    if left is not None and _licensed(sentence, amount, left):
        return _from_left(sentence, amount, left, start, lexicon)
    if exact and amount.money:
        return _stated(amount, plain, plain, (start, amount.end))
    loosely = _GIVE_OR_TAKE.at(words, amount.end)
    near = approximate or amount.approximate or loosely is not None
    ranged = _RANGE_NOUN.at(words, amount.end)
    if (near or ranged is not None) and _may_be_band(sentence, amount, start, ranged is not None):
        end = max(match.end if match is not None else amount.end for match in (ranged, loosely))
        return _stated(amount, round(plain * (1 - _BAND), 2), round(plain * (1 + _BAND), 2), (start, end))
    if amount.money and left is None and not any(word in _PAST for word in words[max(0, start - 6) : start]):
        first = start - 1 if sentence.word(start - 1) in ("for", "at", "priced") else start
        return _stated(amount, None, plain, (first, amount.end))
    return None


def _fillers(sentence: Sentence, amount: Amount) -> tuple[int, bool, bool]:
    """Step left over "about", "a", "maybe"; say where they begin and whether they make it approximate or exact."""
    start, approximate, exact = amount.start, False, False
    while start > 0:
        match = _APPROXIMATE.ending(sentence.words, start)
        if match is not None and not (
            sentence.word(start - 1) == "the" and _RANGE_NOUN.at(sentence.words, amount.end) is None
        ):
            approximate, start = True, match.start
        elif sentence.word(start - 1) in _FILL and _LEFT.ending(sentence.words, start) is None:
            exact = exact or sentence.word(start - 1) in ("exactly", "precisely")
            start -= 1
        else:
            break
    return start, approximate, exact or _EXACT.at(sentence.words, amount.end) is not None


def _right(sentence: Sentence, amount: Amount) -> Match[_Side] | None:
    """The comparator right of the amount; a comma may stand between ("50 bucks, tops")."""
    match = _RIGHT.at(sentence.words, amount.end)
    if match is None and sentence.word(amount.end) == ",":
        match = _RIGHT.at(sentence.words, amount.end + 1)
        if match is not None and (match.value is _Side.IGNORE or not sentence.is_mark(match.end)):
            return None
    return match


def _owned(sentence: Sentence, amount: Amount, right: Match[_Side], left: Match[_Side] | None) -> bool:
    """Whether the words on the right belong to the next amount ("over 20, max 50", "more than 20 and less than 60")."""
    following = sentence.words[right.end : right.end + 3]
    if following[:1] in (("than",), ("then",)):
        return True
    number_next = any(word[:1].isdigit() or word in currency_signs() for word in following[:2])
    return number_next and (left is not None or sentence.word(amount.end) in (",", "and", "or"))


def _licensed(sentence: Sentence, amount: Amount, left: Match[_Side]) -> bool:
    """Whether this comparator makes this number a price."""
    if left.value is _Side.IGNORE:
        return False
    word = sentence.words[left.start]
    if _measures(sentence, left.start):
        return False
    if amount.money:
        return True
    if left.value in (_Side.MAKE, _Side.HAVE):
        return amount.low >= 10 and not (left.value is _Side.HAVE and _has_noun(sentence, amount.end))
    if word in ("within", "inside", "until", "till", "past", "beyond", "from", "top"):
        return amount.low >= 10 or _speaks_of_price(sentence)
    if left.value in (_Side.ABOVE, _Side.FLOOR) and amount.low < 5:
        return _speaks_of_price(sentence)
    return True


def _measures(sentence: Sentence, start: int) -> bool:
    """Whether what is compared is a size, an age or the like: "rating above 4", "kids under 5", "size under 40"."""
    before = [
        word
        for word in sentence.words[max(0, start - 3) : start]
        if word not in ("is", "of", "a", "the", "with", "that")
    ]
    if not before:
        return False
    last = before[-1]
    if last in (
        "kids",
        "children",
        "toddlers",
        "babies",
        "boys",
        "girls",
        "infants",
        "child",
        "kid",
        "toddler",
        "baby",
    ):
        following = sentence.words[start + 1 : start + 3]
        return any(word.isdigit() and int(word) <= 12 for word in following if len(word) < 4)
    return last in (
        "size sizes age ages aged rating ratings rated weight weighs weighing width height length depth "
        "capacity diameter score thickness usage power frequency pressure load brightness count weigh "
        "measuring measures wattage resolution screen distance temperature stars voltage".split()
    )


def _has_noun(sentence: Sentence, place: int) -> bool:
    following = sentence.word(place)
    return following.isalpha() and following not in (
        "to for left so please on in and but at as max only total right now or this today".split()
    )


def _from_left(sentence: Sentence, amount: Amount, left: Match[_Side], start: int, lexicon: Lexicon) -> _Limit:
    side, first, value = left.value, left.start, amount.low
    if side in (_Side.ABOVE, _Side.BELOW):
        negator = _negator(sentence, left.start, lexicon, across_nouns=side is _Side.ABOVE)
        if negator is not None:
            first = negator
        rejected = _REJECTED.at(sentence.words, amount.end)
        if (negator is None) != (rejected is None):  # "nothing under 50 can go" is turned round twice
            side = _Side.CAP if side is _Side.ABOVE else _Side.FLOOR
    tolerated = _TOLERATED.at(sentence.words, amount.end)
    if side is _Side.ABOVE and tolerated and sentence.word(first - 1) in _SLIGHTLY:
        return _stated(amount, None, round(value * (1 + _BAND), 2), (first - 1, tolerated.end))
    if side in (_Side.ABOVE, _Side.FLOOR):
        return _stated(amount, value, None, (first, start), _around(sentence, first))
    return _stated(amount, None, value, (first, start), _around(sentence, first))


def _around(sentence: Sentence, first: int) -> tuple[int, int]:
    """Price words left of the comparator that say nothing else: "priced", "costs", "my budget is"."""
    start = first
    while sentence.word(start - 1) in _PRICE_WORDS | {"is", "it", "be", "keep", "stay", "staying", "keeping"}:
        start -= 1
    return start, first


def _negator(sentence: Sentence, place: int, lexicon: Lexicon, *, across_nouns: bool) -> int | None:
    """Where the negator stands that governs the comparator at `place`, if one does."""
    for back in range(place - 1, max(-1, place - 10), -1):
        word = sentence.words[back]
        if word in _NEGATORS:
            idiom = sentence.word(back - 1) == "why" or sentence.word(back + 1) in (
                "only",
                "just",
                "sure",
                "problem",
            )
            return None if idiom else back
        if word in _REMOVERS and _REMOVED & {*sentence.words[back + 1 : place]}:
            return back
        if sentence.is_mark(back) or word in ("but", "and", "or"):
            return None
        noun = across_nouns and (lexicon.kinds([word]) or not lexicon.properties([word])) and word not in _PRICE_ENDERS
        if word not in _LINKS | _REMOVED and not noun:
            return None
    return None


_PRICE_ENDERS = frozenset("sure problem only just if because so then leather instead".split())


_RANGE_OPENERS = frozenset(
    "between from ranging of range price priced somewhere in the a budget is my anywhere cost "
    "costing costs : for with at".split()
)


def _from_range(sentence: Sentence, amount: Amount, left: Match[_Side] | None, start: int) -> _Limit | None:
    """A range: with a currency always a price, otherwise where "between" or price words say so."""
    words = sentence.words
    high = amount.high if amount.high is not None else amount.low
    first = start
    while sentence.word(first - 1) in _RANGE_OPENERS:
        first -= 1
    if any(word in _CHANGERS for word in words[max(0, first - 5) : first]) and sentence.word(start - 1) == "from":
        return _stated(amount, None, high, (first, amount.end))
    if amount.counts and not amount.money:
        return None
    alone = all(word in _FILL or word in ("please", ",", ".", "between", "from") for at, word in enumerate(words)
                if not amount.start <= at < amount.end)  # fmt: skip
    offered = sentence.word(start - 1) == "at" or (
        sentence.word(start - 1) == "for" and amount.low >= 10 and sentence.is_mark(amount.end)
    )  # "shoes at 40-50"
    if (
        amount.money
        or amount.between
        or alone
        or offered
        or _speaks_of_price(sentence)
        or (left and left.value is not _Side.IGNORE)
    ):
        if left is not None and not amount.money and _measures(sentence, left.start):
            return None
        if _measures(sentence, first) and not amount.money:
            return None
        return _stated(amount, amount.low, high, (first, amount.end))
    return None


def _may_be_band(sentence: Sentence, amount: Amount, start: int, ranged: bool) -> bool:
    """Whether "around 60" speaks of money: a currency does, "tell me about 2" does not."""
    if amount.money or ranged or _speaks_of_price(sentence):
        return True
    told = sentence.word(start - 1) in (
        "more",
        "me",
        "what",
        "how",
        "details",
        "info",
        "information",
        "think",
    )
    return amount.low >= 10 and not told and not _has_noun(sentence, amount.end)


def _speaks_of_price(sentence: Sentence) -> bool:
    return any(word in _PRICE_WORDS for word in sentence.words)


GRAMMAR_WORDS = words_in(
    _LEFT, _RIGHT, _APPROXIMATE, _RANGE_NOUN, _GIVE_OR_TAKE, _EXACT, _DISMISSING, _REJECTED, _TOLERATED
)
"""Words of this grammar, which are never taken for misspelt catalogue words."""
