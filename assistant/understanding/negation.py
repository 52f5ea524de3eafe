"""What the shopper does not want: "no leather", "anything but red", "nickel-free", "instead of black".

Idioms that only look like a refusal ("why not", "no problem", "not sure") are read first and left alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from assistant.understanding.function_words import STOPWORDS
from assistant.understanding.phrases import Phrases, words_in
from assistant.understanding.terms import Term, read_terms
from assistant.understanding.tokens import Sentence
from retrieval.facets import Lexicon
from retrieval.wordforms import fold

IDIOMS = Phrases.of(
    True,
    "why not", "no (problem|problems|worries|worry|rush|hurry|idea|clue|doubt|thanks|thank you|thx|way|pressure|matter|need|offense|biggie|prob|kidding|luck|preference|preferences|more questions|hard feelings)",
    "[i am|am] not [really|entirely|quite|completely|too|so|very] (sure|certain|bothered|fussy|picky|worried|fussed)",
    "[that is|it is] not [too|so|that|half|really] (bad|shabby)", "not (really|yet|now|again|necessarily|at all|exactly|today|long ago|far|anymore)",
    "nothing [too] (fancy|special|crazy|particular|specific|else|serious|extravagant|elaborate|major|more|in particular|flashy|wrong|over the top)",
    "(whether|if) or not", "or not", "if not", "no (longer|doubt|one|matter what)", "not (any|much|many) more", "no (more|less|fewer) [than]",
    "do not (mind|know|care|worry|think|remember|bother|hesitate|forget|understand|have time|have a preference|have any preference|see|be shy)",
    "did not (know|think|see|find|realize|understand)", "can not (wait|decide|find|see|believe|think|choose|remember|help|tell)",
    "nothing but", "not (only|just|merely|simply)", "no other than", "none other than", "never mind",
    "could not (find|care less|decide)", "is not (it|there|that)", "are not (there|you|they|these)", "do not you", "not a (problem|big deal|fan of the price)",
    "without (further ado|a doubt|delay|fail|question)", "no (size|color|colour|brand|style|material) (preference|preferences)",
    "nobody", "no (slip|iron|show|stick|pull|tie|wire|rinse|sew|spill|drip|fuss|mess|nonsense|frills|tools needed|tools required|assembly required|assembly needed|brainer)", "(does|do|should|will) not (need|require|rust|fade|shrink|break|leak|fall apart|slip|scratch)", "no [particular|specific] (budget|limit|price limit|price range)", "will not be (long|needing)", "not that i",
    "not (working|helpful|what i|good enough|quite right|right|there|interested|happy|satisfied|looking)", "no (good|results|luck|deal)",
)  # fmt: skip


class _Scope(Enum):
    THING = "thing"  # only what is named next
    LIST = "list"  # "and" joins whatever follows


_NEGATORS = Phrases(
    {
        "(no|not|without|sans|minus|excluding|exclude|except|excepting|barring|avoid|avoiding|nothing|omit|omitting)": _Scope.THING,
        "(without|no|not) (any|a|an|the)": _Scope.THING,
        "(w / o|w / out|w o)": _Scope.THING,
        "(except|besides|aside|apart|other|different) (for|from|than)": _Scope.THING,
        "(besides|neither|nor|never|none of)": _Scope.THING,
        "(anything|everything|all|any|any color|any colour|any brand|whatever|any material|any kind|any style) (but|except|besides|other than|apart from) [for]": _Scope.THING,
        "but (not|no|nothing|never|without|not in|nothing in)": _Scope.THING,
        "[i|we|you|they] (do|does|did|would|can|could|will|should|must|may) not [really|even] (want|like|have|use|include|contain|show me|show|give me|give|recommend|suggest|bring|take|come with|feature|involve|come in|go for|buy|wear|care for|be|look like|look)": _Scope.THING,
        "(do|does|did|would|can|could|will|should|must|may) not": _Scope.THING,
        "(is|are|was|were) not [made]": _Scope.THING,
        "nothing (in|with|made of|made from|made out of|like|that is|containing|from|that has|that looks|by)": _Scope.THING,
        "(leave|leaving|keep|take|filter|rule|weed) out": _Scope.THING,
        "(get|getting) rid of": _Scope.THING,
        "stay [well] away from": _Scope.THING,
        "(instead|free) of": _Scope.THING,
        "(rather than|free from|as opposed to|devoid of|lacking|apart from|away from)": _Scope.THING,
        "(skip|hide) (all|any) [the]": _Scope.THING,
        "(remove|hide) [all] the": _Scope.THING,
        "(refuse|refusing) [to (buy|wear|use)]": _Scope.THING,
        "tired of": _Scope.LIST,
        "(he|she|they|sister|brother|mom|dad|mother|father|wife|husband|son|daughter|friend) [really|absolutely] (hates|hate|dislikes|dislike|can not stand|does not like|do not like|does not wear|does not eat|never wears|never wear|is allergic to|are allergic to)": _Scope.LIST,
        "(i am|am|we are) (not a fan of|not into|not fond of|not keen on|against|over|sick of|done with)": _Scope.LIST,
    }
)  # fmt: skip
_DISMISSED = Phrases.of(True, "not (just|only|merely|simply) [in]", "not necessarily [in]")
_ALSO = frozenset("but also".split())


@dataclass(frozen=True, slots=True)
class Negations:
    """What an utterance refuses.

    Attributes:
        excluded: Terms refused.
        wished: Properties that consist in lacking something ("gluten-free", "non-toxic").
        loosened: Terms that need no longer hold ("not just red").
        kinds: Kinds named only as carriers of refused properties ("no leather jackets").
        heads: The shopper's words for those kinds.
        tokens: Tokens explained.
    """

    excluded: tuple[Term, ...]
    wished: tuple[Term, ...]
    loosened: tuple[Term, ...]
    kinds: tuple[str, ...]
    heads: tuple[str, ...]
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
    tokens: set[int] = set()
    for term in (*_free(sentence, lexicon, taken), *_non(sentence, lexicon, taken)):
        (excluded if term.facet in ("material", "color", "brand") else wished).append(term)
        tokens.update(range(term.start, term.end + 1))
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
            place = max(match.end, terms.end)
    return Negations(
        _unique(excluded),
        _unique(wished),
        _unique(loosened),
        tuple(dict.fromkeys(kinds)),
        tuple(dict.fromkeys(heads)),
        frozenset(tokens),
    )


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
    """ "Not tested on animals" refuses no thing."""
    return term.facet == "" and term.text.endswith("ed") and " " not in term.text


def _free(sentence: Sentence, lexicon: Lexicon, taken: frozenset[int]) -> list[Term]:
    """ "leather-free", "sugar and gluten free"; "hands free" and "free shipping" are something else."""
    found: list[Term] = []
    for place in range(1, len(sentence)):
        if (
            sentence.word(place) != "free"
            or place in taken
            or sentence.word(place + 1) in ("of", "from", "standing")
        ):
            continue
        start = place - 1
        while start >= 0 and start not in taken:
            word = sentence.word(start)
            colored = start < place - 1 and any(
                link.field in ("color", "") for link in lexicon.properties([word])
            )
            plain = (
                word.isalpha()
                and not colored
                and word not in STOPWORDS
                and word not in ("hands", "feel", "buy", "get")
            )
            if not plain and word not in ("and", "or", "&", ","):
                break
            if plain:
                found.append(_lack(sentence, start, place, word, f"{word}-free", lexicon))
            if not plain or sentence.word(start - 1) in ("and", "or", "&", ","):
                start -= 1
                continue
            break
    return found


def _non(sentence: Sentence, lexicon: Lexicon, taken: frozenset[int]) -> list[Term]:
    """ "non-leather", "non toxic"."""
    return [
        _lack(
            sentence, place, place + 1, sentence.word(place + 1), f"non-{sentence.word(place + 1)}", lexicon
        )
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


GRAMMAR_WORDS = words_in(IDIOMS, _NEGATORS, _DISMISSED)
"""Words of this grammar, which are never taken for misspelt catalogue words."""
