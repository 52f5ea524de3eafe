"""One generation: how to write, the clock, and what it took."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic


@dataclass(frozen=True, slots=True)
class Options:
    """How to write.

    Attributes:
        max_tokens: Stop after so many tokens.
        temperature: 0 takes the likeliest token each time.
        top_p: With a temperature, sample from the likeliest tokens that make up this share.
        seed: Makes sampling repeatable.
        stop: Texts that end the answer; they are not part of it.
        grammar: EBNF the answer follows, or ``None``.
        seconds: Time allowed, waiting included; ``None`` for no limit.
        jump: Write what the grammar forces without asking the model.
    """

    max_tokens: int = 256
    temperature: float = 0.0
    top_p: float = 1.0
    seed: int | None = None
    stop: tuple[str, ...] = ()
    grammar: str | None = None
    seconds: float | None = None
    jump: bool = True


@dataclass(frozen=True, slots=True)
class Finished:
    """How a generation ended, and what it took.

    Attributes:
        reason: ``stop``, ``length``, ``deadline`` or ``cancelled``.
        prompt_tokens: Length of the prompt.
        cached_tokens: Of those, how many did not have to be read.
        tokens: Written.
        forced_tokens: Of those, how many the grammar left no choice about.
        steps: Passes through the model after the prompt was read.
        seconds_to_read: Until the prompt was read, waiting included.
        seconds: In all.
    """

    reason: str
    prompt_tokens: int
    cached_tokens: int
    tokens: int
    forced_tokens: int
    steps: int
    seconds_to_read: float
    seconds: float


def together(ends: Sequence[Finished]) -> Finished:
    """The answers of one request as one; the last one's reason counts."""
    return Finished(
        reason=ends[-1].reason,
        prompt_tokens=sum(end.prompt_tokens for end in ends),
        cached_tokens=sum(end.cached_tokens for end in ends),
        tokens=sum(end.tokens for end in ends),
        forced_tokens=sum(end.forced_tokens for end in ends),
        steps=max(end.steps for end in ends),
        seconds_to_read=ends[0].seconds_to_read,
        seconds=max(end.seconds for end in ends),
    )


class Run:
    """One generation's clock and counts."""

    def __init__(self, options: Options, started: float, cancelled: threading.Event) -> None:
        self.options = options
        self.started = started
        self.cancelled = cancelled
        self.reason = "stop"
        self.tokens = self.forced_tokens = self.steps = 0
        self.seconds_to_read: float | None = None

    def over(self) -> bool:
        """Whether to stop now; sets the reason."""
        if self.cancelled.is_set():
            self.reason = "cancelled"
            return True
        if self.options.seconds is not None and monotonic() - self.started >= self.options.seconds:
            self.reason = "deadline"
            return True
        return False

    def stepped(self) -> None:
        """Count a pass through the model; the first one ends the reading of the prompt."""
        if self.seconds_to_read is None:
            self.seconds_to_read = monotonic() - self.started
        else:
            self.steps += 1

    def finish(self, prompt: int, cached: int) -> Finished:
        """What it took until now."""
        seconds = monotonic() - self.started
        until = seconds if self.seconds_to_read is None else self.seconds_to_read
        return Finished(self.reason, prompt, cached, self.tokens, self.forced_tokens, self.steps, until, seconds)
