"""The decoding loop: what is known is not read again, what is forced is not decoded, and it can be stopped."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from time import monotonic
from typing import Any, cast

import torch
from transformers.cache_utils import Cache

from assistant.language.constraint import Constraint, Grammars
from assistant.language.prefixes import Prefixes, RoomyLayer
from assistant.language.text import StopStrings, TextDecoder

_CHUNK = 128  # tokens read between two looks at the clock
_WAIT = 0.02


class ContextLengthError(ValueError):
    """A prompt longer than the model can read."""


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


class Engine:
    """Writes text with a causal language model, one generation at a time.

    Args:
        model: A transformers causal language model, ready for inference.
        tokenizer: Its tokenizer.
        memory: Bytes of attention states to keep between generations.
    """

    def __init__(self, model: Any, tokenizer: Any, *, memory: int = 96 << 20) -> None:
        self.model = model
        self.tokenizer = tokenizer
        text = model.config.get_text_config()
        self.context = int(getattr(text, "max_position_embeddings", 1 << 20))
        self._device = model.get_input_embeddings().weight.device
        self._stops = _stops(model, tokenizer)
        special = (tokenizer.bos_token_id, tokenizer.pad_token_id, tokenizer.unk_token_id)
        never = sorted({token for token in special if token is not None} - self._stops)
        self._never = torch.tensor(never, dtype=torch.long, device=self._device)
        self._grammars = Grammars(tokenizer, int(text.vocab_size), self._stops)
        self._prefixes = Prefixes(model.config, memory)
        self._lock = threading.Lock()

    def generate(
        self, prompt: Sequence[int], options: Options, cancelled: threading.Event | None = None
    ) -> Iterator[str | Finished]:
        """Write on from a prompt.

        Closing the iterator stops the work. It holds the model while it is open, so consume it or close it.

        Args:
            prompt: Token ids.
            options: How to write.
            cancelled: Set by another thread to stop within one step.

        Yields:
            Pieces of text, then one `Finished`.

        Raises:
            ContextLengthError: The prompt does not fit.
            GrammarError: The grammar cannot be read.
        """
        if not prompt or len(prompt) >= self.context:
            raise ContextLengthError(f"the prompt has {len(prompt)} tokens; the model reads 1 to {self.context - 1}")
        run = _Run(options, monotonic(), cancelled or threading.Event())
        with self._turn(run) as held:
            if not held:
                yield run.finish(len(prompt), 0)
                return
            constraint = self._grammars.start(options.grammar) if options.grammar is not None else None
            cache, cached = self._prefixes.lend(prompt)
            read = list(prompt[:cached])
            try:
                yield from self._write(run, prompt, read, cache, constraint)
            finally:
                # A step that was cut off may have left half of its states behind: only what was read counts.
                held_positions = cache.get_seq_length()
                if held_positions > len(read):
                    cache.crop(len(read) - held_positions)
                self._prefixes.keep(read, cache)
            yield run.finish(len(prompt), cached)

    def generate_together(
        self, prompts: Sequence[Sequence[int]], options: Options, cancelled: threading.Event | None = None
    ) -> Iterator[tuple[int, str | Finished]]:
        """Write on from several prompts at once: a step over a few rows takes hardly longer than over one.

        What the prompts share is read once. Rows that follow a grammar are written one after the other.

        Args:
            prompts: Token ids.
            options: How to write each of them.
            cancelled: As for `generate`.

        Yields:
            Row and piece of text, rows interleaved; for each row one `Finished` at its end.

        Raises:
            ContextLengthError: A prompt does not fit.
        """
        if len(prompts) < 2 or options.grammar is not None or not self._prefixes.reusable:
            for row, prompt in enumerate(prompts):
                for piece in self.generate(prompt, options, cancelled):
                    yield row, piece
            return
        if max(map(len, prompts)) >= self.context or not min(map(len, prompts)):
            raise ContextLengthError(f"a prompt is empty or longer than the {self.context - 1} tokens the model reads")
        run = _Run(options, monotonic(), cancelled or threading.Event())
        with self._turn(run) as held:
            if not held:
                for row, prompt in enumerate(prompts):
                    yield row, run.finish(len(prompt), 0)
                return
            yield from self._write_together(run, [list(prompt) for prompt in prompts])

    def _write_together(self, run: _Run, prompts: list[list[int]]) -> Iterator[tuple[int, str | Finished]]:
        shared = _common(prompts)
        cache, cached = self._prefixes.lend(prompts[0][: shared + 1])
        read = prompts[0][:cached]
        try:
            if cached < shared and self._forward(run, prompts[0][cached:shared], read, cache) is None:
                for row, prompt in enumerate(prompts):
                    yield row, run.finish(len(prompt), cached)
                return
            states = Cache(layers=[layer.spread(len(prompts)) for layer in cast("list[RoomyLayer]", cache.layers)])
        finally:
            held = cache.get_seq_length()
            if held > len(read):
                cache.crop(len(read) - held)
            self._prefixes.keep(read, cache)
        yield from _Rows(self, run, prompts, shared, cached, states).write()

    def step(self, ids: Any, mask: Any, positions: Any, cache: Any) -> Any:
        """Scores ``(rows, vocabulary)`` after the last column of `ids`; extends `cache`."""
        with torch.inference_mode():
            output = self.model(
                input_ids=ids.to(self._device),
                attention_mask=mask.to(self._device),
                position_ids=positions.to(self._device),
                past_key_values=cache,
                use_cache=True,
                logits_to_keep=1,
            )
        scores = output.logits[:, -1].to(torch.float32, copy=True)
        scores[:, self._never] = -torch.inf
        return scores

    def ends(self, token: int) -> bool:
        """Whether a token ends an answer."""
        return token in self._stops

    def read(self, prompt: Sequence[int]) -> None:
        """Read a prompt ahead of time, so that generations beginning with it need not."""
        for _ in self.generate(prompt, Options(max_tokens=0)):
            pass

    def _write(
        self, run: _Run, prompt: Sequence[int], read: list[int], cache: Any, constraint: Constraint | None
    ) -> Iterator[str]:
        options = run.options
        decoder, stops = TextDecoder(self.tokenizer), StopStrings(options.stop)
        sampler = _Sampler(options, self._device)
        pending = list(prompt[len(read) :])
        written: list[int] = []
        done = False
        while True:
            if options.max_tokens and constraint is not None and options.jump and not done:
                forced, done = constraint.forced()
                run.forced_tokens += len(forced)
                written += forced
                pending += forced
            fresh = written[run.tokens : options.max_tokens]
            run.tokens += len(fresh)
            if fresh and (piece := stops.add(decoder.add(fresh))):
                yield piece
            if stops.hit or (done and len(written) <= options.max_tokens):
                run.reason = "stop"
                break
            full = len(prompt) + run.tokens >= self.context
            if (run.tokens >= options.max_tokens or full) and len(read) >= len(prompt):
                run.reason = "length"
                break
            scores = self._forward(run, pending, read, cache)
            if scores is None:
                break
            if run.seconds_to_read is None:
                run.seconds_to_read = monotonic() - run.started
                if options.max_tokens <= 0:
                    run.reason = "length"
                    return
            else:
                run.steps += 1
            scores[:, self._never] = -torch.inf
            if constraint is not None:
                constraint.mask(scores)
            token = sampler.pick(scores, read)
            if token in self._stops:
                done = True
                continue
            pending = [token]
            if constraint is not None and options.jump:
                pending = constraint.settle(token)
                run.forced_tokens += len(pending) - 1
            elif constraint is not None:
                constraint.accept(token)
            written += pending
        if not stops.hit and (piece := stops.add(decoder.rest()) + stops.rest()):
            yield piece

    def _forward(self, run: _Run, pending: Sequence[int], read: list[int], cache: Any) -> Any | None:
        """Scores ``(1, vocabulary)`` after `pending`, or ``None`` where time is up; extends `read`."""
        output: Any = None
        for start in range(0, len(pending), _CHUNK):
            if run.over():
                return None
            tokens = list(pending[start : start + _CHUNK])
            with torch.inference_mode():
                ids = torch.tensor([tokens], device=self._device)
                output = self.model(input_ids=ids, past_key_values=cache, use_cache=True, logits_to_keep=1)
            read.extend(tokens)
        return output.logits[:, -1].to(torch.float32, copy=True)  # a copy may be written to

    @contextmanager
    def _turn(self, run: _Run) -> Generator[bool, None, None]:
        """Wait for the model; false where time was up before it was free."""
        while not (held := self._lock.acquire(timeout=_WAIT)):
            if run.over():
                break
        try:
            yield held
        finally:
            if held:
                self._lock.release()


class _Rows:
    """Several answers written in step, over states that begin alike."""

    def __init__(
        self, engine: Engine, run: _Run, prompts: Sequence[Sequence[int]], shared: int, cached: int, cache: Any
    ) -> None:
        self._engine, self._run, self._prompts, self._cached, self._cache = engine, run, prompts, cached, cache
        rests = [list(prompt[shared:]) for prompt in prompts]
        width = max(map(len, rests))
        # Padding stands between what is shared and what is not, so that all rows end in the same column.
        pads = [width - len(rest) for rest in rests]
        self._ids = torch.tensor([[0] * pad + rest for pad, rest in zip(pads, rests, strict=True)])
        self._mask = torch.tensor([[1] * shared + [0] * pad + [1] * (width - pad) for pad in pads])
        self._positions = torch.tensor(
            [[shared] * pad + list(range(shared, shared + width - pad)) for pad in pads], dtype=torch.long
        )
        self._decoders = [TextDecoder(engine.tokenizer) for _ in prompts]
        self._stops = [StopStrings(run.options.stop) for _ in prompts]
        self._written = [0] * len(prompts)
        self._open = set(range(len(prompts)))
        seed = run.options.seed
        options = [replace(run.options, seed=None if seed is None else seed + row) for row in self._open]
        self._samplers = [_Sampler(each, "cpu") for each in options]

    def write(self) -> Iterator[tuple[int, str | Finished]]:
        run = self._run
        while self._open:
            if run.over():
                break
            scores = self._engine.step(self._ids, self._mask, self._positions, self._cache)
            if run.seconds_to_read is None:
                run.seconds_to_read = monotonic() - run.started
            else:
                run.steps += 1
            scores = scores.cpu()
            tokens = torch.zeros(len(scores), dtype=torch.long)
            for row in self._open:
                tokens[row] = self._samplers[row].pick(scores[row : row + 1], ())
            for row in sorted(self._open):
                yield from self._add(row, int(tokens[row]))
            self._ids = tokens[:, None]
            self._mask = torch.cat([self._mask, torch.ones((len(tokens), 1), dtype=self._mask.dtype)], dim=1)
            self._positions = self._positions[:, -1:] + 1
        for row in sorted(self._open):
            yield from self._end(row, run.reason)

    def _add(self, row: int, token: int) -> Iterator[tuple[int, str | Finished]]:
        if self._engine.ends(token):
            yield from self._end(row, "stop")
            return
        self._written[row] += 1
        if piece := self._stops[row].add(self._decoders[row].add([token])):
            yield row, piece
        if self._stops[row].hit:
            yield from self._end(row, "stop")
        elif self._written[row] >= self._run.options.max_tokens:
            yield from self._end(row, "length")

    def _end(self, row: int, reason: str) -> Iterator[tuple[int, str | Finished]]:
        self._open.discard(row)
        if not self._stops[row].hit and (
            piece := self._stops[row].add(self._decoders[row].rest()) + self._stops[row].rest()
        ):
            yield row, piece
        done = self._run.finish(len(self._prompts[row]), self._cached)
        yield row, replace(done, reason=reason, tokens=self._written[row])


def _common(prompts: Sequence[Sequence[int]]) -> int:
    """Length of what all begin with, at least one token short of each."""
    shortest = min(map(len, prompts)) - 1
    first = prompts[0]
    return next((at for at in range(shortest) if any(each[at] != first[at] for each in prompts)), shortest)


class _Run:
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

    def finish(self, prompt: int, cached: int) -> Finished:
        seconds = monotonic() - self.started
        until = seconds if self.seconds_to_read is None else self.seconds_to_read
        return Finished(self.reason, prompt, cached, self.tokens, self.forced_tokens, self.steps, until, seconds)


class _Sampler:
    """Picks the next token: the likeliest, or one by chance."""

    def __init__(self, options: Options, device: Any) -> None:
        self._warpers: list[Any] = []
        if options.temperature > 0:
            transformers: Any = import_module("transformers")
            self._warpers.append(transformers.TemperatureLogitsWarper(options.temperature))
            if options.top_p < 1:
                self._warpers.append(transformers.TopPLogitsWarper(options.top_p))
            self._chance = torch.Generator(device=device)
            if options.seed is None:
                self._chance.seed()
            else:
                self._chance.manual_seed(options.seed)

    def pick(self, scores: Any, read: Sequence[int]) -> int:
        if not self._warpers:
            return int(scores.argmax())
        ids = torch.tensor([list(read)], device=scores.device)
        for warp in self._warpers:
            scores = warp(ids, scores)
        return int(torch.multinomial(scores.softmax(dim=-1), 1, generator=self._chance))


def _stops(model: Any, tokenizer: Any) -> frozenset[int]:
    configured = getattr(model.generation_config, "eos_token_id", None)
    stops: set[int] = {tokenizer.eos_token_id} if tokenizer.eos_token_id is not None else set()
    if isinstance(configured, int):
        stops.add(configured)
    elif configured:
        stops.update(configured)
    return frozenset(stops)
