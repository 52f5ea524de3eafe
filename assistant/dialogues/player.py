"""Plays scripted dialogues against an assistant and holds every turn against its expectations."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Protocol, cast

from assistant.dialogues.budget import budget_after
from assistant.dialogues.expectations import Background, Failure, Observed, check, remarks
from assistant.dialogues.grounding import Shop
from assistant.dialogues.invariants import broken
from assistant.dialogues.rows import turn_row
from assistant.dialogues.schema import OPEN, Dialogue, Shopper
from assistant.dialogues.watch import Watch
from assistant.events import Event
from assistant.understanding.reading import Preference
from retrieval.products import Product


class Conversation(Protocol):
    """What the player needs of an assistant."""

    def respond(self, session: str, message: str) -> AsyncIterator[Event]:
        """Answers one message; closing the iterator stops the work."""
        ...

    def start(self, session: str, shopper: str | None = None) -> None:
        """Binds a session to a known shopper, or to an anonymous one."""
        ...

    def prefer(self, session: str, preference: Preference) -> None:
        """Remembers a lasting taste."""
        ...

    def erase(self, session: str) -> None:
        """Forgets the session, and whoever it belongs to."""
        ...


@dataclass(frozen=True, slots=True)
class TurnResult:
    """One turn, played: what happened, what of it should not have, and what proves less than it seems."""

    number: int
    observed: Observed
    failures: tuple[Failure, ...]
    remarks: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether every expectation held."""
        return not self.failures


@dataclass(frozen=True, slots=True)
class Run:
    """One repeat of a dialogue, 1-based, in a session of its own."""

    repeat: int
    turns: tuple[TurnResult, ...]

    @property
    def passed(self) -> bool:
        """Whether every turn passed."""
        return all(turn.passed for turn in self.turns)


@dataclass(frozen=True, slots=True)
class DialogueResult:
    """A dialogue, played as often as it asks for."""

    dialogue: Dialogue
    runs: tuple[Run, ...]

    @property
    def passes(self) -> int:
        """How many repeats passed."""
        return sum(run.passed for run in self.runs)

    @property
    def passed(self) -> bool:
        """Whether enough repeats passed."""
        return self.passes >= self.dialogue.pass_at

    @property
    def flaky(self) -> bool:
        """Whether some repeats passed and others did not."""
        return 0 < self.passes < len(self.runs)

    @property
    def seconds(self) -> float:
        """The sum of all turns."""
        return sum(turn.observed.seconds for run in self.runs for turn in run.turns)

    def rows(self) -> Iterator[dict[str, object]]:
        """One JSON object a turn, in the order played."""
        for run in self.runs:
            for turn in run.turns:
                yield {
                    "dialogue": self.dialogue.title,
                    "repeat": run.repeat,
                    "turn": turn.number,
                    **turn_row(turn.observed),
                    "passed": turn.passed,
                    "failures": [str(failure) for failure in turn.failures],
                    "remarks": list(turn.remarks),
                }


def play(dialogue: Dialogue, assistant: Conversation, shop: Shop | None = None) -> DialogueResult:
    """Plays a dialogue from synchronous code; see `play_async`."""
    return asyncio.run(play_async(dialogue, assistant, shop))


async def play_async(dialogue: Dialogue, assistant: Conversation, shop: Shop | None = None) -> DialogueResult:
    """Plays a dialogue as often as it asks for, each time in a fresh session.

    A named shopper is the one the shop knows by that name, with all that is remembered of them; what an
    anonymous one leaves behind is erased after each repeat.

    Args:
        dialogue: What to say and what to expect.
        assistant: Who answers.
        shop: The catalogue, so that names and prices of products that were not shown are noticed.
    """
    runs: list[Run] = []
    for repeat in range(1, dialogue.repeats + 1):
        session = f"dialogue-{uuid.uuid4().hex}"
        shopper = dialogue.shopper or Shopper()
        assistant.start(session, shopper.id)
        try:
            for liked, subjects in ((True, shopper.likes), (False, shopper.dislikes)):
                for subject in subjects:
                    assistant.prefer(session, Preference(subject, liked=liked))
            runs.append(Run(repeat, await _play_turns(dialogue, assistant, session, shop)))
        finally:
            if shopper.id is None:
                assistant.erase(session)
    return DialogueResult(dialogue, tuple(runs))


async def _play_turns(
    dialogue: Dialogue, assistant: Conversation, session: str, shop: Shop | None
) -> tuple[TurnResult, ...]:
    shopper = dialogue.shopper or Shopper()
    said = [*shopper.likes, *shopper.dislikes]
    screen: tuple[Product, ...] = ()
    seen: dict[str, Product] = {}
    budget = OPEN
    results: list[TurnResult] = []
    for number, turn in enumerate(dialogue.turns, 1):
        said.append(turn.user)
        watch = Watch(turn.user)
        # `respond` is an async generator; closing it at once stops its work where a turn is cut short.
        stream = cast("AsyncGenerator[Event, None]", assistant.respond(session, turn.user))
        async with aclosing(stream) as events:
            async for event in events:
                watch.saw(event)
        observed, listed = watch.observed(), watch.listed
        budget = budget_after(budget, turn.user)
        background = Background(screen, tuple(seen.values()), tuple(said), shop, budget)
        failures = (*check(turn.expect, observed, background), *broken(observed, background))
        results.append(TurnResult(number, observed, failures, remarks(turn.expect, observed)))
        if listed is not None:
            screen = listed
        seen |= {one.product.id: one.product for one in observed.products}
    return tuple(results)
