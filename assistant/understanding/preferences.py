"""Lasting tastes: "I hate wool", "I'm vegan", what takes them back, and whom the purchase is for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from assistant.understanding.function_words import CONNECTIVES, COURTESY, PEOPLE
from assistant.understanding.phrases import Match, Phrases, phrases, table, words_in
from assistant.understanding.reading import Preference
from assistant.understanding.terms import Term, Terms, property_text, read_terms
from assistant.understanding.tokens import Sentence
from retrieval.facets import Lexicon

_TASTES = table("preferences.tastes", {"no": False, "yes": True})
_NOT_LASTING = frozenset("it this that these those them to how your you second first one what".split())
_DIETS = table(
    "preferences.diets",
    {
        "vegan": ("leather", "wool", "silk", "fur", "suede", "feather"),
        "vegetarian": ("meat", "seafood", "fur"),
        "pescatarian": ("meat",),
    },
)
_REMEMBER = phrases("preferences.remember")
_FURTHER = Phrases(  # after a taste and an "and": "I like silk and hate wool"
    {
        "[also|really|absolutely|always] (love|like|adore|prefer|enjoy)": True,
        "[also|really|absolutely|i] (hate|dislike|detest|loathe|despise|avoid|can not stand|can not bear)": False,
        "[also|really] (do not|never) (like|wear|eat|use|want)": False,
    }
)
_JOINTS = frozenset(["and", "but", "&"])

_FORGET = (
    "(forget|delete|erase|clear|remove|wipe|wipe out|reset|drop|discard|unlearn|scrap) [about] "
    "[all|all of|everything in]"
)
_OWN = (
    "my [whole|entire|saved|stored|personal|lasting|shopping] (preferences|preference|profile|data|information|"
    "info|tastes|taste|likes|dislikes|likes and dislikes|dislikes and likes|memory|details)"
)
_KNOWN = (
    "(know|knew|remember|have|have stored|have saved|have learned|have noted|stored|saved|learned|noted|keep|store)"
)
_FORGET_ALL = Phrases(
    dict.fromkeys(
        (
            f"{_FORGET} {_OWN}",
            f"{_FORGET} your (memory|data|information) (of|about|on) me",
            "(forget|delete|erase|clear|remove|wipe) (everything|anything|all|all that|what|whatever|everything that|"
            f"all the data|the data|data) [that] [you {_KNOWN}] (about|on|of) me",
            "(forget|delete|erase) (everything|all|what) [that] i (like|dislike|prefer|told you|told you about me)",
            "(forget|erase|delete) me",
            "forget who i am",
        ),
        True,
    )
)
_ASKS_PROFILE = Phrases(
    dict.fromkeys(
        (
            f"what [all|else|exactly] (do|did|have|can) you [all] {_KNOWN} (about|on|of) me",
            f"what (data|information|info|things|preferences) (do|did|have) you {_KNOWN} (about|on|of) me",
            "what (do|did|can) you (remember|know|recall) [about] (my taste|my tastes|my preferences|i like|i dislike)",
            f"(show|tell|give|list|display|view|see|open) [me] {_OWN}",
            f"(show|tell|list) [me] (what|everything) [that] you {_KNOWN} (about|on|of) me",
            "what (is|are) [in] my (preferences|tastes|taste|likes|dislikes|profile|likes and dislikes)",
            "what do i (like|dislike|hate|prefer)",
            "do you (know|remember) (me|who i am|what i like|my preferences|my taste|my tastes|anything about me)",
        ),
        True,
    )
)
_UNSAYING = Phrases(
    {
        "(forget|ignore|disregard|delete|remove|undo|scrap|unlearn|take back|do not remember) [about] "
        "[the fact|what i said] [that] [i (said|told you|mentioned) [that]]": True,
        "(it is|that is) (not true|no longer true|wrong) that": True,
    }
)
_TAKING_BACK = Phrases(  # True: it is a dislike that is taken back
    {
        "(i|we) [really|actually] do not [really|actually] (hate|dislike|detest|loathe|mind|avoid)": True,
        "(i|we) no longer (hate|dislike|detest|loathe|mind|avoid)": True,
        "(i|we) no longer (like|love|adore|prefer|favour|favor|enjoy|care about)": False,
        "(i am|am|we are) (no longer|not) [really|actually] (allergic|intolerant|sensitive) to": True,
        "[please] [you can] stop (avoiding|hiding|excluding|leaving out|filtering out|filtering)": True,
        "(forget|delete|remove|drop|clear) my (dislike|aversion|hatred|allergy) (of|for|to|against|about)": True,
        "(forget|delete|remove|drop|clear) my (love|liking|taste|preference|preferences) (of|for|about)": False,
    }
)
_NO_MORE_DIET = Phrases(
    {"(i am|am|we are) (no longer|not) [really|actually|a|strictly] (vegan|vegetarian|pescatarian)": True}
)
_FINE_AGAIN = Phrases({"(is|are) (fine|ok|okay|alright|all right|good) (again|now|after all)": True})
_NO_TASTE = frozenset(
    "if paying spending price prices cost costs waiting which what about how when where color".split()
)
_AFTERTHOUGHTS = frozenset("anymore any more longer now again please".split())
_OPENERS = frozenset("my a an our the his her their some".split())


@dataclass(frozen=True, slots=True)
class Tastes:
    """Lasting likes and dislikes.

    Attributes:
        preferences: In the order stated.
        refused: Terms disliked, which the search of this utterance leaves out too.
        tokens: Tokens explained.
    """

    preferences: tuple[Preference, ...]
    refused: tuple[Term, ...]
    tokens: frozenset[int]


class Retractions(NamedTuple):
    """What is said about tastes remembered.

    Attributes:
        subjects: Of the tastes taken back.
        disliked: Those of them that no longer are to be left out of the search at hand.
        everything: Whether all that is remembered is to be forgotten.
        asked: Whether the shopper asks what is remembered.
        firm: Whether something is taken back outright; "I don't mind wool" may speak of the search at hand only.
        tokens: Tokens explained.
    """

    subjects: tuple[str, ...]
    disliked: tuple[str, ...]
    everything: bool
    asked: bool
    firm: bool
    tokens: frozenset[int]


def read_retractions(sentence: Sentence, lexicon: Lexicon, taken: frozenset[int] = frozenset()) -> Retractions:
    """Read what takes back tastes or asks for them: "forget that I hate wool", "I don't mind wool any more"."""
    words = sentence.words
    subjects: dict[str, bool] = {}
    tokens: set[int] = set()
    firm = False
    for retracted in _TAKING_BACK.all(words):
        terms = read_terms(sentence, retracted.end, lexicon, taken, loose=True)
        if sentence.word(retracted.end) not in _NO_TASTE | _NOT_LASTING and retracted.start not in taken:
            subjects.update({term.text: retracted.value for term in terms.found})
            said = range(retracted.start, terms.end if terms.found else retracted.start)
            tokens.update(said)
            firm = firm or (bool(said) and words[retracted.end - 1] != "mind")
    reach = len(words)  # up to where the statement before was taken back, "and hate wool" after it as well
    for match, terms in _statements(sentence, lexicon, taken):
        opener = _unsaid(sentence, match.start)
        further = reach < match.start and {*words[reach : match.start]} <= _JOINTS
        if opener is not None or further:
            subjects.update({term.text: not match.value for term in terms.found})
            tokens.update(range(opener.start if opener else match.start, terms.end))
            reach, firm = terms.end, True
    for diet in _DIETS.all(words):
        if opener := _unsaid(sentence, diet.start):
            firm = True
            subjects.update(dict.fromkeys(diet.value, True))
            tokens.update(range(opener.start, diet.end))
    for ended in _NO_MORE_DIET.all(words):
        firm = True
        known = _DIETS.at(("i", "am", words[ended.end - 1]), 0)
        subjects.update(dict.fromkeys(known.value if known else (), True))
        tokens.update(range(ended.start, ended.end))
    for fine in _FINE_AGAIN.all(words):  # the search at hand reads it, too
        links = lexicon.properties(words[: fine.start])
        subjects.update({property_text(link, lexicon): True for link in links if link.span[1] == fine.start})
    ends = [place for place in tokens if place + 1 not in tokens]
    for end in ends:
        while sentence.word(end + 1) in _AFTERTHOUGHTS:
            end += 1
            tokens.add(end)
    everything, asked = (
        [match for match in known.all(words) if match.start not in tokens and _stands_alone(sentence, match)]
        for known in (_FORGET_ALL, _ASKS_PROFILE)
    )
    tokens.update(place for match in (*everything, *asked) for place in range(match.start, match.end))
    disliked = tuple(subject for subject, dislike in subjects.items() if dislike)
    return Retractions(tuple(subjects), disliked, bool(everything), bool(asked), firm, frozenset(tokens) - taken)


def _stands_alone(sentence: Sentence, match: Match[bool]) -> bool:
    """Whether a request ends here and is not turned round: not so "my profile picture", "forget me not"."""
    closed = sentence.is_mark(match.end) or sentence.word(match.end) in COURTESY - {"not"} | CONNECTIVES
    return closed and sentence.word(match.start - 1) not in ("not", "never")


def _unsaid(sentence: Sentence, start: int) -> Match[bool] | None:
    """The words before a statement that take it back; "don't forget that" does the opposite."""
    opener = _UNSAYING.ending(sentence.words, start)
    return opener if opener and sentence.word(opener.start - 1) not in ("not", "never") else None


def _statements(sentence: Sentence, lexicon: Lexicon, taken: frozenset[int]) -> Iterator[tuple[Match[bool], Terms]]:
    """Every verb of liking or disliking with what it governs; one subject may have several ("like … and hate …")."""
    for first in _TASTES.all(sentence.words):
        match: Match[bool] | None = first
        while match is not None:
            start = match.end
            asked = sentence.word(match.start - 1) in ("do", "did", "would", "should", "if")  # "do I like wool?"
            if asked or match.start in taken or sentence.word(start) in _NOT_LASTING or sentence.is_mark(start):
                break
            terms = read_terms(sentence, start, lexicon, taken, loose=True)
            if not terms.found or terms.degree:
                break
            yield match, terms
            end = terms.end
            while sentence.word(end) in _JOINTS:
                end += 1
            match = _FURTHER.at(sentence.words, end) if end > terms.end else None


def read_tastes(sentence: Sentence, lexicon: Lexicon, taken: frozenset[int] = frozenset()) -> Tastes:
    """Read likes and dislikes that outlast the search. "I'd like" and "I like the second one" are none."""
    preferences: list[Preference] = []
    refused: list[Term] = []
    tokens: set[int] = set()
    for diet in _DIETS.all(sentence.words):
        if diet.start in taken:
            continue
        preferences.extend(Preference(subject, liked=False) for subject in diet.value)
        refused.extend(Term(subject, "material", diet.start, diet.end) for subject in diet.value)
        tokens.update(range(diet.start, diet.end))
    for match, terms in _statements(sentence, lexicon, taken):
        if terms.kinds and match.value:
            whole = " ".join(sentence.words[terms.found[0].start : terms.end])
            preferences.append(Preference(whole, liked=True))
        else:
            preferences.extend(Preference(term.text, match.value) for term in terms.found)
        refused.extend(() if match.value else terms.found)
        tokens.update(range(match.start, terms.end))
    if preferences:
        tokens.update(place for found in _REMEMBER.all(sentence.words) for place in range(found.start, found.end))
    return Tastes(
        tuple(dict.fromkeys(preferences)),
        tuple({term.text: term for term in refused}.values()),
        frozenset(tokens),
    )


def read_recipient(sentence: Sentence, taken: frozenset[int] = frozenset()) -> tuple[str | None, frozenset[int]]:
    """Such as "For my sister", "my 8 year old daughter needs": whom the purchase is for, and the tokens that say so."""
    words = sentence.words
    for place, word in enumerate(words):
        if place in taken or word != "for":
            continue
        end = place + 1
        while (
            end < min(len(words), place + 8)
            and not sentence.is_mark(end)
            and words[end] not in ("with", "in", "who", "under", "for")
        ):
            person = words[end].removesuffix("'s")
            if person in PEOPLE:
                alone = end == place + 1 and person in ("him", "her", "them", "someone", "somebody")
                owned = words[place + 1] in _OPENERS and end > place + 1
                generic = words[place + 1] in ("a", "an", "the", "some") and person in (
                    "man",
                    "woman",
                    "lady",
                    "guy",
                )
                if (alone or owned) and not generic and not words[end].endswith("'s"):
                    return " ".join(words[place + 1 : end + 1]), frozenset(range(place, end + 1))
                if owned and words[end].endswith("'s"):  # "for my mom's birthday"
                    return " ".join((*words[place + 1 : end], person)), frozenset(range(place, end + 1))
                break
            end += 1
    return None, frozenset()


GRAMMAR_WORDS = words_in(
    _TASTES,
    _DIETS,
    _REMEMBER,
    _FURTHER,
    _FORGET_ALL,
    _ASKS_PROFILE,
    _UNSAYING,
    _TAKING_BACK,
    _NO_MORE_DIET,
    _FINE_AGAIN,
)
"""Words of this grammar, which are never taken for misspelt catalogue words."""
