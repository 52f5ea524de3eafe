"""Several answers written in step: one pass through the model for the next token of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import torch

from assistant.language.choices import Choices
from assistant.language.prefixes import RoomyLayer
from assistant.language.run import Finished, Run
from assistant.language.sampling import Sampler
from assistant.language.text import StopStrings, TextDecoder

Step = Callable[[Any, Any, Any, Any], Any]


@dataclass(slots=True, eq=False)
class Row:
    """One answer on its way.

    Attributes:
        place: Which of the answers it is.
        prompt: Tokens of its prompt.
        pending: Tokens that the model has not read yet; never empty while the row is open.
        position: Of the first pending token.
        decoder: Tokens to text.
        stops: Looks for the texts that end the answer.
        sampler: Picks its tokens.
        choices: The texts it may become, or ``None`` where it may become any.
        written: Tokens written.
        forced: Of those, how many the model was not asked about.
        open: Whether it goes on.
    """

    place: int
    prompt: int
    pending: list[int]
    position: int
    decoder: TextDecoder
    stops: StopStrings
    sampler: Sampler
    choices: Choices | None
    written: int = 0
    forced: int = 0
    open: bool = True


class Rows:
    """Answers over states that begin alike; a row that has ended takes no more time.

    Args:
        run: Clock and counts of them all.
        rows: The answers.
        step: Maps ids, mask, positions and cache to scores ``(rows, vocabulary)`` after the last column.
        ends: Whether a token ends an answer.
        shared: Tokens that the cache holds.
        cached: Of those, how many did not have to be read.
        cache: The states of what is shared, once for each row; grows and shrinks with them.
    """

    def __init__(
        self,
        run: Run,
        rows: Sequence[Row],
        *,
        step: Step,
        ends: Callable[[int], bool],
        shared: int,
        cached: int,
        cache: Any,
    ) -> None:
        self._run, self._open, self._step, self._ends = run, list(rows), step, ends
        self._cached, self._cache = cached, cache
        self._mask = torch.ones((len(rows), shared), dtype=torch.long)

    def write(self) -> Iterator[tuple[int, str | Finished]]:
        """Pieces of text by place, interleaved, and one `Finished` for each row."""
        run = self._run
        for row in self._open:
            if row.choices is not None:  # what all its texts begin with needs no model
                yield from self._settle(row)
        self._drop()
        while self._open and not run.over():
            scores = self._scores()
            run.stepped()
            for at, row in enumerate(self._open):
                yield from self._go_on(row, scores[at : at + 1])
            self._drop()
        for row in self._open:
            yield from self._end(row, run.reason)

    def _scores(self) -> Any:
        """Read what is pending, padded in front, so that all rows end in the same column."""
        width = max(len(row.pending) for row in self._open)
        pads = [width - len(row.pending) for row in self._open]
        ids = torch.tensor([[0] * pad + row.pending for pad, row in zip(pads, self._open, strict=True)])
        fresh = torch.tensor([[0] * pad + [1] * (width - pad) for pad in pads])
        positions = torch.tensor(
            [
                [row.position] * pad + list(range(row.position, row.position + width - pad))
                for pad, row in zip(pads, self._open, strict=True)
            ]
        )
        self._mask = torch.cat([self._mask, fresh], dim=1)
        for row in self._open:
            row.position += len(row.pending)
            row.pending = []
        return self._step(ids, self._mask, positions, self._cache).cpu()

    def _go_on(self, row: Row, scores: Any) -> Iterator[tuple[int, str | Finished]]:
        if row.choices is not None:
            allowed = row.choices.allowed()
            row.choices.take(allowed[row.sampler.pick(scores[:, allowed], ())])
            row.forced -= 1  # the first of what is certain now was the model's
            yield from self._settle(row)
            return
        token = row.sampler.pick(scores, ())
        if self._ends(token):
            yield from self._end(row, "stop")
            return
        row.pending = [token]
        yield from self._add(row, [token])

    def _settle(self, row: Row) -> Iterator[tuple[int, str | Finished]]:
        """Write what is certain."""
        assert row.choices is not None
        known = row.choices.certain()
        row.pending += known
        row.forced += len(known)
        yield from self._add(row, known)
        if row.open and row.choices.settled:
            yield from self._end(row, "stop")

    def _add(self, row: Row, tokens: Sequence[int]) -> Iterator[tuple[int, str | Finished]]:
        row.written += len(tokens)
        if piece := row.stops.add(row.decoder.add(tokens)):
            yield row.place, piece
        if row.stops.hit:
            yield from self._end(row, "stop")
        elif row.written >= self._run.options.max_tokens and row.choices is None:
            yield from self._end(row, "length")

    def _end(self, row: Row, reason: str) -> Iterator[tuple[int, str | Finished]]:
        row.open = False
        if not row.stops.hit and (piece := row.stops.add(row.decoder.rest()) + row.stops.rest()):
            yield row.place, piece
        done = self._run.finish(row.prompt, self._cached)
        yield row.place, replace(done, reason=reason, tokens=row.written, forced_tokens=max(0, row.forced))

    def _drop(self) -> None:
        """Take the rows that have ended out of the batch."""
        kept = [at for at, row in enumerate(self._open) if row.open]
        if len(kept) == len(self._open):
            return
        self._open = [self._open[at] for at in kept]
        self._mask = self._mask[kept]
        for layer in cast("list[RoomyLayer]", self._cache.layers) if kept else ():
            layer.select(kept)
