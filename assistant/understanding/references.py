"""Which products on screen an utterance points at: "the second one", "#3", "the red one", "the cheapest".

Without products on screen nothing is a reference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.understanding.amounts import currency_signs
from assistant.understanding.function_words import BARRIERS, COURTESY, STOPWORDS
from assistant.understanding.numbers import read_number
from assistant.understanding.phrases import Phrases, phrases, table, words_in
from assistant.understanding.tokens import Sentence
from retrieval.carrying import carried_by
from retrieval.products import Product
from retrieval.requests import SearchRequest
from retrieval.wordforms import key, keys_of

_ORDINALS = {
    word: at + 1
    for at, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
    )
}
_ORDINALS.update(
    {f"{at}{'st' if at == 1 else 'nd' if at == 2 else 'rd' if at == 3 else 'th'}": at for at in range(1, 13)}
)
_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "2": 2, "3": 3, "4": 4, "5": 5, "couple": 2}
_NOUNS = frozenset(
    "one ones item items product products option options choice choices result results card cards pick "
    "picks suggestion suggestions listing thing".split()
)
_NUMBERED = phrases("references.numbered")
_ENDERS = frozenset(
    "and or but is are vs versus with from please to in for looks look seems has have does do come comes "
    "cost costs you on then instead though , ? . ! ;".split()
)
_PLACES = table("references.places", {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1})
_EXTREMES = table(
    "references.extremes", {"cheapest": (False, "price"), "dearest": (True, "price"), "best": (True, "rating")}
)
_WHOLE = phrases("references.whole")
_THAT = phrases("references.that")
_BARE_THIS = phrases("references.bare_this")
_POINTING = phrases("references.pointing")

_REJECTING = phrases("references.rejecting")
_ASKED_OF = frozenset("is does about of".split())  # "how much is …", "the price of …"
_MOST_NAMED = 20  # no screen holds more; a larger number that something points at is a price or a quantity


@dataclass(frozen=True, slots=True)
class References:
    """Products on screen pointed at.

    Attributes:
        positions: 1-based, in the order mentioned, without repetition.
        tokens: Tokens explained.
        whole: Whether everything on screen was meant by "them" or "these".
        rejected: Whether the shopper turns them down ("not that one", "none of these"); `positions` is empty then.
        firm: Whether nothing else can be meant: "the cheapest of these", "how much is the Lacy Backpack", "compare 2
            and 7" of four.
    """

    positions: tuple[int, ...]
    tokens: frozenset[int]
    whole: bool = False
    rejected: bool = False
    firm: bool = False


def read_references(sentence: Sentence, on_screen: Sequence[Product], *, pointing: bool = False) -> References:
    """Read all references of an utterance, left to right.

    Args:
        sentence: Where to read.
        on_screen: The products shown, best first.
        pointing: Whether the shopper is known to point at some of them.

    Returns:
        The references; a position past the last product where the words say so ("compare 2 and 7" of four).
    """
    if not on_screen:
        return References((), _pointing_nowhere(sentence))
    positions: list[int] = []
    tokens: set[int] = set()
    whole = named = False
    place = 0
    while place < len(sentence):
        found = (
            _placed(sentence, place, on_screen)
            or _numbered(sentence, place, len(on_screen), pointing=pointing or bool(positions))
            or _ordinal(sentence, place, on_screen, listed=bool(positions))
            or _extreme(sentence, place, on_screen)
            or _described(sentence, place, on_screen)
            or _bare(sentence, place, len(on_screen), listed=bool(positions), pointing=pointing)
        )
        if found is None:
            place += 1
            continue
        positions.extend(found[0])
        tokens.update(range(place, found[1]))
        named = named or (found[1] - place > 2 and sentence.word(place - 1) in _ASKED_OF and len(found[0]) == 1)
        place = found[1]
    if not positions:
        positions, tokens, whole = _pointed(sentence, len(on_screen))
    rejected = bool(tokens) and _REJECTING.ending(sentence.words, min(tokens)) is not None
    if rejected:
        return References((), frozenset(tokens) | {min(tokens) - 1}, rejected=True)
    beyond = any(position > len(on_screen) for position in positions)
    of_them = any(
        match.start in tokens and "of" in sentence.words[match.start : match.end]
        for match in _EXTREMES.all(sentence.words)
    )
    return References(tuple(dict.fromkeys(positions)), frozenset(tokens), whole, firm=beyond or of_them or named)


_ASKING = Phrases(
    dict.fromkeys(
        (
            "(which|what) [one|ones] of (these|those|them|the (four|three|two|above))",
            "(is|are|does|do|can) (any|one|either|some) of (these|those|them)",
        ),
        True,
    )
)
_ASKING_FIRST = Phrases(  # further on, "which is" describes: "a jacket which is waterproof"
    dict.fromkeys(("which [one|ones] (is|are|has|have|comes|come|does|do|can)", "any of (these|those|them)"), True)
)
_CHOOSING = frozenset("better best nicer nicest prefer recommend suggest choose pick buy get take".split())


def asks_which(sentence: Sentence, references: References) -> bool:
    """Whether the shopper asks which of the products shown have something: "which of these is waterproof?"."""
    words = sentence.words
    first = next((place for place, word in enumerate(words) if word not in COURTESY | {",", "and", "but", "so"}), 0)
    asking = _ASKING.first(words) is not None or _ASKING_FIRST.at(words, first) is not None
    return asking and (references.whole or not references.positions) and not _CHOOSING & {*words}


def fitting(on_screen: Sequence[Product], wanted: SearchRequest) -> tuple[int, ...]:
    """Positions of the products shown that satisfy a request, by the rule that the search filters by."""
    found: list[int] = []
    for place, (product, carried) in enumerate(zip(on_screen, carried_by(on_screen), strict=True), 1):
        values = {*product.category, *(value for values in product.attributes.values() for value in values)}
        if (
            all(carried.surely(term) for term in wanted.include)
            and not any(carried.possibly(term) for term in wanted.exclude)
            and (not wanted.kinds or values & {*wanted.kinds})
            and all(values & {*accepted} for accepted in wanted.attributes.values())
            and _affordable(product.price, wanted)
        ):
            found.append(place)
    return tuple(found)


def _affordable(price: float | None, wanted: SearchRequest) -> bool:
    low, high = wanted.price_min, wanted.price_max
    if price is None:
        return low is None and high is None
    return (low is None or low <= price) and (high is None or price <= high)


def _pointing_nowhere(sentence: Sentence) -> frozenset[int]:
    """Such as "The second one" without a screen: explained, so that nobody searches for "second"."""
    return frozenset(
        place
        for at, word in enumerate(sentence.words)
        if (word in _ORDINALS or word == "last")
        and sentence.word(at + 1) in ("one", "ones", "item", "product", "option")
        for place in (at, at + 1)
    )


def _placed(sentence: Sentence, place: int, on_screen: Sequence[Product]) -> tuple[list[int], int] | None:
    """Such as "the one right after the second", "the topmost one"."""
    match = _PLACES.at(sentence.words, place)
    return None if match is None else ([_resolved(match.value, on_screen)], match.end)


def _numbered(sentence: Sentence, place: int, count: int, *, pointing: bool) -> tuple[list[int], int] | None:
    """Such as "Number 3", "#2", "options 1 and 3"; "tell me about number 9" of four points at nothing, and says so."""
    words = sentence.words
    match = _NUMBERED.at(words, place)
    listing = match is None and words[place] in ("numbers", "options", "items", "products", "choices")
    if match is None and not listing:
        return None
    number = read_number(sentence, match.end if match is not None else place + 1)
    pointing = pointing or _POINTING.ending(words, place) is not None or sentence.word(place - 1) in _ASKED_OF
    most = _MOST_NAMED if pointing and not listing else count
    if number is None or not 1 <= number.value <= most or number.value != int(number.value):
        return None
    return [int(number.value)], number.end


def _ordinal(
    sentence: Sentence, place: int, on_screen: Sequence[Product], *, listed: bool
) -> tuple[list[int], int] | None:
    """Such as "the second one", "the last two", "the first and fourth"."""
    words = sentence.words
    chained = listed and sentence.word(place - 1) in ("and", "or", ",", "&")
    start = place + 1 if words[place] in ("the", "your", "that", "this") else place
    rank, end = _rank(sentence, start, len(on_screen))
    if rank is None:
        return None
    several = sentence.word(end)
    if several in _COUNTS and rank in (1, -1):
        amount = min(_COUNTS[several], len(on_screen))
        if sentence.word(end + 1) == "of":
            end += 1
        after = end + 1
        if sentence.word(after) in _NOUNS or _closes(sentence, after) or _names(sentence.word(after), on_screen):
            span = range(1, amount + 1) if rank == 1 else range(len(on_screen) - amount + 1, len(on_screen) + 1)
            return list(span), after + (sentence.word(after) in _NOUNS or _names(sentence.word(after), on_screen))
        return None
    if several in _NOUNS:
        # "The sixth one" of four is a reference all the same: to nothing, and the shopper is told so.
        return [_resolved(rank, on_screen)], end + 1
    pointed = chained or _POINTING.ending(words, place) is not None
    if rank > len(on_screen) and not pointed:
        return None
    if (start > place or chained) and _closes(sentence, end):
        return [_resolved(rank, on_screen)], end
    noun = end
    while sentence.word(noun).isalpha() and noun < end + 3 and sentence.word(noun) not in BARRIERS:
        noun += 1
    if start > place and noun > end:
        matching = [
            at + 1
            for at, product in enumerate(on_screen)
            if all(_names(sentence.word(word), [product]) for word in range(end, noun))
        ]
        if matching and abs(rank) <= len(matching):
            return [matching[rank - 1 if rank > 0 else rank]], noun + (sentence.word(noun) in _NOUNS)
        if matching and pointed and rank > len(on_screen):
            return [rank], noun
    return None


def _rank(sentence: Sentence, start: int, count: int) -> tuple[int | None, int]:
    word = sentence.word(start)
    if word == "last" or word == "final" or word == "bottom":
        return -1, start + 1
    if word == "top" and sentence.word(start + 1) == "one":
        return 1, start + 1
    if word in ("middle", "center") and count % 2 == 1:
        return count // 2 + 1, start + 1
    rank = _ORDINALS.get(word)
    if rank is not None and sentence.word(start + 1) == "to" and sentence.word(start + 2) == "last" and rank < count:
        return -rank, start + 3
    return rank, start + 1


def _resolved(rank: int, on_screen: Sequence[Product]) -> int:
    return rank if rank > 0 else len(on_screen) + rank + 1


def _closes(sentence: Sentence, place: int) -> bool:
    return sentence.is_mark(place) or sentence.word(place) in _ENDERS or sentence.word(place) in COURTESY


_SUPERLATIVE_ENDS = frozenset("cheapest expensive affordable priced priciest dearest costliest rated reviewed".split())


def _extreme(sentence: Sentence, place: int, on_screen: Sequence[Product]) -> tuple[list[int], int] | None:
    """Such as "the cheapest one" of what is shown; "cheapest jackets" and "the cheapest you have" are an order."""
    match = _EXTREMES.at(sentence.words, place)
    if match is None:
        return None
    end = match.end
    if sentence.word(end - 1) == "one":  # "the cheaper one": of two
        if len(on_screen) != 2:
            return None
        end -= 1
    of_them = sentence.word(end - 1) not in _SUPERLATIVE_ENDS
    one = sentence.word(end) in ("one", "option", "item", "product")
    end += one
    beyond = sentence.words[end : end + 2]
    if beyond[:1] in (("first",), ("you",), ("in",), ("available",), ("that",), ("to",)) or not (
        of_them or one or sentence.words[place] == "the"
    ):
        return None
    if not (one or of_them) and not _closes(sentence, end):
        return None
    highest, field = match.value
    values = [(product.price if field == "price" else product.rating) for product in on_screen]
    known = [(value, at) for at, value in enumerate(values) if value is not None]
    if not known:
        return None
    best = max(known, key=lambda pair: (pair[0], -pair[1])) if highest else min(known)
    return [best[1] + 1], end


def _described(sentence: Sentence, place: int, on_screen: Sequence[Product]) -> tuple[list[int], int] | None:
    """Such as "The red one", "the $45 one", "the one with the hood", "the Lacy Crochet Backpack"."""
    words = sentence.words
    compared = sentence.word(place - 1) == "than"
    determined = words[place] in ("the", "that", "this", "your")
    if not determined and not compared:
        return None
    if sentence.word(place + 1) == "one" and sentence.word(place + 2) in (
        "with",
        "in",
        "for",
        "at",
        "from",
        "made",
        "that",
        "by",
        "which",
    ):
        return _one_with(sentence, place, on_screen)
    start = place + determined
    end = start
    while (
        end < min(len(words), place + 9)
        and words[end] != "one"
        and words[end] not in BARRIERS
        and (not sentence.is_mark(end) or sentence.tokens[end].kind == "sign")
    ):
        end += 1
    content = [word for word in words[start:end] if word not in currency_signs() and word not in ("other",)]
    if not content:
        return None
    if sentence.word(end) == "one":
        return _matching(content, on_screen, end + 1)
    if len(content) >= 2 and end > start + 1:
        found = [at + 1 for at, product in enumerate(on_screen) if _in_title(content, product)]
        if len(found) == 1 or (found and compared):
            return found, end
    elif len(content) == 1 and _POINTING.ending(words, place) is not None and content[0] not in STOPWORDS:
        found = [at + 1 for at, product in enumerate(on_screen) if key(content[0]) in keys_of(product.title)]
        if len(found) == 1:
            return found, end
    return None


def _one_with(sentence: Sentence, place: int, on_screen: Sequence[Product]) -> tuple[list[int], int] | None:
    end = place + 3
    while (
        end < len(sentence)
        and (not sentence.is_mark(end) or sentence.tokens[end].kind == "sign")
        and sentence.word(end) not in ("but", "and", "or", "please", "then", "than")
    ):
        end += 1
    content = [
        word for word in sentence.words[place + 3 : end] if word not in STOPWORDS and word not in currency_signs()
    ]
    return _matching(content, on_screen, end) if content else None


def _matching(content: Sequence[str], on_screen: Sequence[Product], end: int) -> tuple[list[int], int] | None:
    """The products that carry all these words; those with them in the title come before those without."""
    carrying = [at for at, product in enumerate(on_screen) if all(_carries(product, word) for word in content)]
    titled = [at for at in carrying if all(key(word) in keys_of(on_screen[at].title) for word in content)]
    best = titled or carrying
    return ([best[0] + 1], end) if best else None


def _carries(product: Product, word: str) -> bool:
    if word[:1].isdigit():
        if product.price is None:
            return False
        price = f"{product.price:.2f}"
        return word.replace(",", "") in (price, price.removesuffix(".00"), str(int(product.price)))
    base = key(word)
    values = (value for found in product.attributes.values() for value in found)
    return (
        base in keys_of(product.title)
        or any(base in keys_of(value) for value in (*values, *product.category, product.brand or ""))
        or base in keys_of(product.description)
    )


def _in_title(content: Sequence[str], product: Product) -> bool:
    title = keys_of(product.title)
    return all(key(word) in title for word in content)


def _names(word: str, products: Sequence[Product]) -> bool:
    """Whether the word is part of a title, category or type of one of the products."""
    if not word.isalpha():
        return False
    base = key(word)
    return any(
        base
        in keys_of(" ".join((product.title, *product.category, *(v for vs in product.attributes.values() for v in vs))))
        for product in products
    )


def _bare(sentence: Sentence, place: int, count: int, *, listed: bool, pointing: bool) -> tuple[list[int], int] | None:
    """Such as "1 or 2" after words that point: "compare 1 and 3", "tell me about 2", or the whole utterance."""
    number = read_number(sentence, place)
    if number is None or number.end != place + 1 or number.value != int(number.value):
        return None
    before, words = sentence.word(place - 1), sentence.words
    alone = all(word.isdigit() or word in ("and", ",", "&", ".", "?", "!", "please") for word in words)
    chained = listed and before in ("and", "or", ",", "&", "vs", "versus", "with", "to", "than", "/")
    pointed = _POINTING.ending(words, place) is not None
    beside = before in ("compare", "between", "about") or (chained and before not in ("with", "to", "than", "/"))
    beside = beside and sentence.word(place + 1) != "-"  # "… or 20-50" is a range
    if not 1 <= number.value <= (_MOST_NAMED if beside or (alone and pointing) else count):
        return None
    if words[place] == "one" and not (chained or before in ("compare", "between")):
        return None
    if sentence.word(place + 1) in ("%", "more", "or") and sentence.word(place + 2) in ("less", "more"):
        return None
    return ([int(number.value)], place + 1) if (alone or chained or pointed) and _closes(sentence, place + 1) else None


def _pointed(sentence: Sentence, count: int) -> tuple[list[int], set[int], bool]:
    """Such as "That one", "more like this", "these": the first on screen, or all of it."""
    for match in _THAT.all(sentence.words):
        return [1], set(range(match.start, match.end)), False
    for match in _BARE_THIS.all(sentence.words):
        if sentence.is_mark(match.end) or _closes(sentence, match.end):
            return [1], {match.end - 1}, False
    for match in _WHOLE.all(sentence.words):
        if sentence.is_mark(match.end) or sentence.word(match.end) in _ENDERS | COURTESY:
            return list(range(1, count + 1)), set(range(match.start, match.end)), True
    return [], set(), False


GRAMMAR_WORDS = words_in(_REJECTING, _NUMBERED, _EXTREMES, _WHOLE, _THAT, _BARE_THIS, _POINTING, _ASKING, _ASKING_FIRST)
"""Words of this grammar, which are never taken for misspelt catalogue words."""
