"""What the shopper does not want: "no leather", "anything but red", "nickel-free", "instead of black".

Idioms that only look like a refusal ("why not", "no problem", "not sure") are read first and left alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from assistant.understanding.function_words import STOPWORDS
from assistant.understanding.phrases import Match, phrases, table, words_in
from assistant.understanding.terms import Term, property_text, read_terms
from assistant.understanding.tokens import Sentence
from retrieval.facets import Lexicon
from retrieval.wordforms import fold

IDIOMS = phrases("negation.idioms")


class _Scope(Enum):
    THING = "thing"  # only what is named next
    LIST = "list"  # "and" joins whatever follows


_NEGATORS = table("negation.negators", {"thing": _Scope.THING, "list": _Scope.LIST})
_DISMISSED = phrases("negation.dismissed")
_REFUSED_AFTER = phrases("negation.refused_after")
_JOINERS = frozenset(["and", "or", "&"])


@dataclass(frozen=True, slots=True)
class Negations:
    """What an utterance refuses.

    Attributes:
        excluded: Terms refused.
        wished: Properties that consist in lacking something ("gluten-free", "non-toxic").
        loosened: Terms that need no longer hold ("not just red").
        kinds: Kinds named only as carriers of refused properties ("no leather jackets").
        heads: The shopper's words for those kinds.
        firm: Whether every refusal is beyond doubt: "anything but suede", or a catalogue's word right after "not".
        tokens: Tokens explained.
    """

    excluded: tuple[Term, ...]
    wished: tuple[Term, ...]
    loosened: tuple[Term, ...]
    kinds: tuple[str, ...]
    heads: tuple[str, ...]
    firm: bool
    tokens: frozenset[int]


def read_negations(sentence: Sentence, lexicon: Lexicon, taken: frozenset[int] = frozenset()) -> Negations:
    """Read every refusal of an utterance.

    "leather-free" refuses leather, because leather is a material that products state; "gluten-free" and "non-toxic" are
    properties that products claim, so they are wishes.
    """
    excluded: list[Term] = []
    wished: list[Term] = []
    loosened: list[Term] = []
    kinds: list[str] = []
    heads: list[str] = []
    firm = True
    tokens: set[int] = set()
    for term in (*_free(sentence, lexicon, taken), *_non(sentence, lexicon, taken)):
        (excluded if term.facet in ("material", "color", "brand") else wished).append(term)
        tokens.update(range(term.start, term.end + 1))
    for match in _REFUSED_AFTER.all(sentence.words):  # "leather is out"
        for link in lexicon.properties(sentence.words[: match.start]):
            if link.span[1] == match.start and link.span[0] not in taken:
                excluded.append(Term(property_text(link, lexicon), link.field, *link.span))
                tokens.update(range(link.span[0], match.end))
    place = 0
    while place < len(sentence):
        busy = taken | tokens
        if place in busy:
            place += 1
            continue
        loose = _DISMISSED.at(sentence.words, place)
        if loose is not None:
            terms = read_terms(sentence, loose.end, lexicon, busy)
            both = sentence.words[terms.end : terms.end + 2] == ("but", "also")
            loosened.extend(() if both else terms.found)
            tokens.update(range(place, loose.end if both else terms.end))
            place = max(loose.end, terms.end)
            continue
        idiom = IDIOMS.at(sentence.words, place)
        match = _NEGATORS.at(sentence.words, place)
        if idiom is not None and (match is None or idiom.end >= match.end):
            tokens.update(range(idiom.start, idiom.end))
            place = idiom.end
        elif match is None or _only_answers(sentence, place):
            place += 1
        else:
            terms = read_terms(sentence, match.end, lexicon, busy, loose=match.value is _Scope.LIST)
            terms = terms if terms.found or terms.degree else read_terms(sentence, match.end, lexicon, busy)
            bare = sentence.words[match.start : match.end] in (("not",), ("is", "not"), ("are", "not"))
            excluded.extend(term for term in terms.found if not (bare and _is_participle(term)))
            kinds.extend(terms.kinds)
            heads.extend(terms.heads)
            if terms.found or terms.degree:
                tokens.update(range(place, terms.end))
                firm = firm and (_excepts(sentence, match) or all(term.facet for term in terms.found))
            place = max(match.end, terms.end)
    return Negations(
        _unique(excluded),
        _unique(wished),
        _unique(loosened),
        tuple(dict.fromkeys(kinds)),
        tuple(dict.fromkeys(heads)),
        firm and bool(excluded),
        frozenset(tokens),
    )


_EXCEPTING = frozenset("except excepting besides apart excluding exclude barring sans without".split())


def _excepts(sentence: Sentence, negator: Match[_Scope]) -> bool:
    words = sentence.words[negator.start : negator.end]
    return bool(_EXCEPTING & {*words}) or (words[-1] in ("but", "than") and words[0] not in ("but", "rather"))


def _only_answers(sentence: Sentence, place: int) -> bool:
    """Whether "no" answers a question: "no, show me red ones", "no show me others"."""
    if sentence.word(place) != "no":
        return False
    following = sentence.word(place + 1)
    return sentence.is_mark(place + 1) or following in (
        "i",
        "it",
        "show",
        "we",
        "that",
        "this",
        "give",
        "you",
        "but",
        "please",
    )


def _is_participle(term: Term) -> bool:
    """Such as "Not tested on animals" refuses no thing."""
    return term.facet == "" and term.text.endswith("ed") and " " not in term.text


def _free(sentence: Sentence, lexicon: Lexicon, taken: frozenset[int]) -> list[Term]:
    """Such as "leather-free", "sugar and gluten free"; "hands free" and "free shipping" are something else."""
    found: list[Term] = []
    for place in range(1, len(sentence)):
        if sentence.word(place) != "free" or place in taken or sentence.word(place + 1) in ("of", "from", "standing"):
            continue
        start, joined = place - 1, False
        while start >= 0 and start not in taken:
            word = sentence.word(start)
            colored = start < place - 1 and any(link.field in ("color", "") for link in lexicon.properties([word]))
            plain = (
                word.isalpha() and not colored and word not in STOPWORDS and word not in ("hands", "feel", "buy", "get")
            )
            if not plain and word not in _JOINERS and word != ",":
                break
            if plain:
                found.append(_lack(sentence, start, place, word, f"{word}-free", lexicon))
            # "Gluten, nut and dairy free" is a list; in "low calorie, gluten free" the comma ends something else.
            joined = joined or sentence.word(start - 1) in _JOINERS
            if not plain or sentence.word(start - 1) in _JOINERS or (joined and sentence.word(start - 1) == ","):
                start -= 1
                continue
            break
    return found


def _non(sentence: Sentence, lexicon: Lexicon, taken: frozenset[int]) -> list[Term]:
    """Such as "non-leather", "non toxic"."""
    return [
        _lack(sentence, place, place + 1, sentence.word(place + 1), f"non-{sentence.word(place + 1)}", lexicon)
        for place in range(len(sentence) - 1)
        if sentence.word(place) == "non" and place not in taken and sentence.word(place + 1).isalpha()
    ]


def _lack(sentence: Sentence, start: int, end: int, word: str, claim: str, lexicon: Lexicon) -> Term:
    stated = [link for link in lexicon.properties([word]) if link.field in ("material", "color")]
    if stated:
        return Term(fold(word), stated[0].field, start, end)
    return Term(claim, "feature", start, end)


def _unique(terms: list[Term]) -> tuple[Term, ...]:
    return tuple({term.text: term for term in terms}.values())


GRAMMAR_WORDS = words_in(IDIOMS, _NEGATORS, _DISMISSED, _REFUSED_AFTER)
"""Words of this grammar, which are never taken for misspelt catalogue words."""
