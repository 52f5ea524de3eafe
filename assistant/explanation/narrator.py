"""Turning what the model streams into sentences that hold, one for each product, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.explanation.check import problems
from assistant.explanation.facts import Facts
from assistant.explanation.plain import plain_reason
from retrieval.requests import Ranked

# A sentence ends at a stop that a space or the end follows: the point in "$35.00" ends nothing.
_END = re.compile(r"[.!?](?=[\"”’)]?(?:\s|$))[\"”’)]?")


class Narrator:
    """Collects the model's lines, checks each and words plainly what is missing or does not hold.

    Line ``i`` of what the model writes is about product ``i``. Fed piece by piece, it gives back finished lines as
    early as they are proved.
    """

    def __init__(self, ranked: Sequence[Ranked], facts: Sequence[Facts]) -> None:
        """Prepare for one reply.

        Args:
            ranked: The products shown, in order.
            facts: What may be said of each, same order and length.
        """
        self._ranked = ranked
        self._facts = facts
        self._pending = ""
        self._place = 0
        self._said: set[str] = set()
        self.sentences = 0
        self.replaced = 0

    def feed(self, delta: str) -> Iterator[str]:
        """Take more of the model's text; yields each line that is now complete."""
        self._pending += delta
        while "\n" in self._pending and self._place < len(self._facts):
            line, self._pending = self._pending.split("\n", 1)
            yield self._line(line)

    def finish(self) -> Iterator[str]:
        """The model has ended: yields what is still owed."""
        if self._pending.strip() and self._place < len(self._facts):
            line, self._pending = self._pending, ""
            yield self._line(line)
        while self._place < len(self._facts):
            yield self._line("")

    def _line(self, written: str) -> str:
        ranked, facts = self._ranked[self._place], self._facts[self._place]
        self._place += 1
        sentence = _one_sentence(written, facts.name)
        if sentence:
            self.sentences += 1
            shape = _shape(sentence, facts)
            if not problems(sentence, facts) and shape not in self._said:
                self._said.add(shape)
                return f"{facts.name}: {sentence}"
            self.replaced += 1
        return f"{facts.name}: {plain_reason(ranked)}"


def holds(written: str, facts: Facts) -> bool:
    """Whether the first sentence of a line may be said of a product."""
    sentence = _one_sentence(written, facts.name)
    return bool(sentence) and not problems(sentence, facts)


def _one_sentence(written: str, name: str) -> str:
    """The first sentence of a line, without a number, bullet or the name that a model may have put in front."""
    text = re.sub(r"^\s*(?:[-*•]|\d+[.)])\s+", "", written).strip()
    if text.lower().startswith(name.lower() + ":"):
        text = text[len(name) + 1 :].strip()
    end = _END.search(text)
    return text[: end.end()] if end else text


def _shape(sentence: str, facts: Facts) -> str:
    """A sentence without its product: two products are never praised in the very same words."""
    return re.sub(r"[\d.,]+", "#", sentence.replace(facts.name, "")).lower()
