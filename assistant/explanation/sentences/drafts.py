"""Several sentences for each product of a reply, all of which hold: what a small model chooses among."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from assistant.explanation.check import problems
from assistant.explanation.facts import Facts
from assistant.explanation.sentences.clauses import parse
from assistant.explanation.sentences.composer import MOST_WORDS, Voice, compose

DRAFTS = 12
_TRIES_EACH = 3
_PATIENCE = 8  # sentences in vain before a clause less is told
_OPENING = 2  # words in which the sentences of one reply differ from each other


def drafts(
    facts: Sequence[Facts], random: Random, *, voice: Voice = Voice.WARM, count: int = DRAFTS
) -> list[list[str]]:
    """Compose sentences for products that are shown together.

    Args:
        facts: What may be said of each product.
        random: Decides between wordings.
        voice: How the shop speaks.
        count: Sentences for each product, at most.

    Returns:
        For each product sentences that state its clauses and pass the check. No two products begin alike, where
        there are wordings enough. A product of which nothing can be said has none.
    """
    made = [_sentences(each, random, voice, count) for each in facts]
    owners: dict[str, int] = {}
    openings = sorted({_opening(sentence) for sentences in made for sentence in sentences})
    random.shuffle(openings)
    held = [0] * len(made)
    for opening in openings:  # dealt out, each to whoever has the fewest of those that have it
        able = [at for at, sentences in enumerate(made) if any(_opening(each) == opening for each in sentences)]
        owner = min(able, key=lambda at: held[at])
        owners[opening] = owner
        held[owner] += sum(_opening(each) == opening for each in made[owner])
    own = [[s for s in sentences if owners[_opening(s)] == at] for at, sentences in enumerate(made)]
    return [kept or sentences for kept, sentences in zip(own, made, strict=True)]


def _sentences(facts: Facts, random: Random, voice: Voice, count: int) -> list[str]:
    """Sentences that tell all clauses, or else the more of them the better."""
    told = tuple(clause for clause in facts.clauses if clause)
    found: dict[str, None] = {}
    while told and not found:
        for attempt in range(count * _TRIES_EACH):
            if not found and attempt >= _PATIENCE:
                break
            sentence = compose(facts.noun, told, random, voice=voice)
            if not problems(sentence, facts) and tells(sentence, told):
                found[sentence] = None
            if len(found) == count:
                break
        told = told[:-1]
    return list(found)


def tells(sentence: str, clauses: Sequence[str]) -> bool:
    """Whether a sentence holds the digits and titles of its clauses; of four clauses the last may go unsaid."""
    return not missing(sentence, clauses) and len(sentence.split()) <= MOST_WORDS


def missing(sentence: str, clauses: Sequence[str]) -> list[str]:
    """The digits and titles that a sentence leaves out."""
    told = [parse(clause) for clause in clauses if clause]
    if len(told) > 3:
        told = told[:-1]
    return [text for clause in told for text in clause.required if text not in sentence]


def _opening(sentence: str) -> str:
    return " ".join(sentence.lower().split()[:_OPENING])
