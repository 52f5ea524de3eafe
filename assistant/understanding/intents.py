"""What is to be done: search, show, compare — or nothing to search for at all."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.understanding.function_words import COURTESY
from assistant.understanding.phrases import phrases, words_in
from assistant.understanding.reading import Intent
from assistant.understanding.tokens import Sentence

_SHOW = phrases("intents.show")
_COMPARE = phrases("intents.compare")
_SIMILAR = phrases("intents.similar")
_LIKING = phrases("intents.liking")

_GREETINGS = frozenset("hi hello hey hiya howdy greetings yo heya morning evening afternoon hola sup".split())
_THANKS = frozenset("thanks thank thx ty cheers appreciated appreciate".split())
_GOODBYES = phrases("intents.goodbyes")
_BACKCHANNEL = frozenset(
    "ok okay yes yeah yep no nope nah cool great nice perfect awesome wow lol haha hmm fine alright sure "
    "right good interesting agreed exactly indeed lovely brilliant excellent super amazing".split()
)
_MISUSE = phrases("intents.misuse")
_POLICY = phrases("intents.policy")
_SMALL_TALK = phrases("intents.small_talk")
_QUESTIONS = frozenset("who whom when why how what whose where".split())
_SEEKING = phrases("intents.seeking")
_ORDERING = phrases("intents.ordering")


@dataclass(frozen=True, slots=True)
class Signals:
    """What the other readers found, as far as the intent depends on it.

    Attributes:
        content: How many content words are left to search for.
        known: How many of them the catalogue's titles use.
        named: Whether a kind, brand or property was named.
        limits: Whether a limit, an exclusion, a drop, a change, an order or "more" was stated.
        preferences: Whether a lasting taste was stated.
        references: How many products on screen were pointed at.
        screen: How many products are on screen.
        fresh: Whether the shopper starts over.
        shifted: Whether "cheaper" or the like was said.
    """

    content: int
    known: int
    named: bool
    limits: bool
    preferences: bool
    references: int
    screen: int
    fresh: bool
    shifted: bool


def read_intent(sentence: Sentence, signals: Signals) -> Intent:
    """Decide what is to be done; whatever could be a search is one."""
    words = sentence.words
    if _MISUSE.first(words):
        return Intent.OTHER
    if _POLICY.first(words) and not (signals.named and _ORDERING.first(words)):
        return Intent.OTHER
    if signals.screen and (on_screen := _about_screen(sentence, signals)) is not None:
        return on_screen
    if (
        _SMALL_TALK.first(words)
        and not signals.named
        and not signals.limits
        and not signals.preferences
        and not signals.fresh
    ):
        return Intent.OTHER
    if signals.named or signals.limits:
        return Intent.SEARCH
    if signals.fresh:
        return Intent.SEARCH if signals.content else Intent.RESET
    if signals.preferences and signals.content <= 0:
        return Intent.REMEMBER
    if _GOODBYES.first(words) and signals.content <= 2:
        return Intent.GOODBYE
    if _THANKS & set(words) and signals.content <= 2:
        return Intent.THANKS
    if signals.content == 0:
        return _without_content(sentence)
    if _is_question(sentence) and not _SEEKING.first(words) and 2 * signals.known < signals.content:
        return Intent.OTHER
    return Intent.SEARCH


def compares(sentence: Sentence) -> bool:
    """Whether the words ask for a comparison."""
    return _COMPARE.first(sentence.words) is not None


def resembles(sentence: Sentence) -> bool:
    """Whether the words ask for something similar; "I like it" does not."""
    liking = {place for match in _LIKING.all(sentence.words) for place in range(match.start, match.end)}
    return any(match.end - 1 not in liking for match in _SIMILAR.all(sentence.words))


def asks_details(sentence: Sentence) -> bool:
    """Whether the words ask about one product."""
    return _SHOW.first(sentence.words) is not None


def _about_screen(sentence: Sentence, signals: Signals) -> Intent | None:
    if (
        compares(sentence)
        and (signals.references != 1 or "or" in sentence.words)
        and not (signals.named and not signals.references)
    ):
        return Intent.COMPARE
    if not signals.references:
        return None
    varied = (
        signals.named
        and signals.references == 1
        and ("but" in sentence.words or sentence.word(0) in ("do", "have", "got", "any"))
    )
    if resembles(sentence) or varied:  # "the first one but in red" asks for another product
        return Intent.SIMILAR
    if signals.shifted:
        return Intent.SEARCH
    return Intent.SHOW


def _without_content(sentence: Sentence) -> Intent:
    words = set(sentence.words)
    if words & _GREETINGS or (sentence.words[:1] == ("good",) and words & {"morning", "evening", "afternoon", "day"}):
        return Intent.GREETING
    if _SEEKING.first(sentence.words) and not words <= _BACKCHANNEL | COURTESY:
        return Intent.SEARCH
    return Intent.OTHER


def _is_question(sentence: Sentence) -> bool:
    return sentence.word(0) in _QUESTIONS


GRAMMAR_WORDS = words_in(
    _SHOW, _COMPARE, _SIMILAR, _LIKING, _GOODBYES, _MISUSE, _POLICY, _SMALL_TALK, _SEEKING, _ORDERING
)
"""Words of this grammar, which are never taken for misspelt catalogue words."""
