"""Lasting tastes: "I hate wool", "I'm allergic to nickel", "I'm vegan", and whom the purchase is for."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.understanding.function_words import PEOPLE
from assistant.understanding.phrases import phrases, table, words_in
from assistant.understanding.reading import Preference
from assistant.understanding.terms import Term, read_terms
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


def read_tastes(sentence: Sentence, lexicon: Lexicon, taken: frozenset[int] = frozenset()) -> Tastes:
    """Read likes and dislikes that outlast the search. "I'd like" and "I like the second one" are none."""
    preferences: list[Preference] = []
    refused: list[Term] = []
    tokens: set[int] = set()
    for diet in _DIETS.all(sentence.words):
        preferences.extend(Preference(subject, liked=False) for subject in diet.value)
        refused.extend(Term(subject, "material", diet.start, diet.end) for subject in diet.value)
        tokens.update(range(diet.start, diet.end))
    for match in _TASTES.all(sentence.words):
        start = match.end
        if match.start in taken or sentence.word(start) in _NOT_LASTING or sentence.is_mark(start):
            continue
        terms = read_terms(sentence, start, lexicon, taken, loose=True)
        if not terms.found or terms.degree:
            continue
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


GRAMMAR_WORDS = words_in(_TASTES, _DIETS, _REMEMBER)
"""Words of this grammar, which are never taken for misspelt catalogue words."""
