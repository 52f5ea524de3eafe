"""The decoding loop: what is known is not read again, what is forced is not decoded, and it can be stopped."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from time import monotonic
from typing import Any, cast

import torch
from transformers.cache_utils import Cache

from assistant.language.choices import Choices
from assistant.language.constraint import Constraint, Grammars
from assistant.language.prefixes import Prefixes, RoomyLayer
from assistant.language.rows import Row, Rows
from assistant.language.run import Finished, Options, Run
from assistant.language.sampling import Sampler
from assistant.language.text import StopStrings, TextDecoder

_CHUNK = 128  # tokens read between two looks at the clock
_WAIT = 0.02


class ContextLengthError(ValueError):
    """A prompt longer than the model can read."""


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
        run = Run(options, monotonic(), cancelled or threading.Event())
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
        self,
        prompts: Sequence[Sequence[int]],
        options: Options,
        cancelled: threading.Event | None = None,
        *,
        choices: Sequence[Sequence[Sequence[int]]] | None = None,
    ) -> Iterator[tuple[int, str | Finished]]:
        """Write on from several prompts at once: a step over a few rows takes hardly longer than over one.

        What the prompts share is read once. Rows that follow a grammar are written one after the other.

        Args:
            prompts: Token ids.
            options: How to write each of them; with `choices`, their longest answer and grammar do not apply.
            cancelled: As for `generate`.
            choices: For each prompt the answers to choose among, as token ids; what is certain is not decoded.

        Yields:
            Row and piece of text, rows interleaved; for each row one `Finished` at its end.

        Raises:
            ContextLengthError: A prompt does not fit.
        """
        alone = options.grammar is not None or len(prompts) < 2
        if choices is None and (alone or not self._prefixes.reusable):
            for row, prompt in enumerate(prompts):
                for piece in self.generate(prompt, options, cancelled):
                    yield row, piece
            return
        if max(map(len, prompts)) >= self.context or not min(map(len, prompts)):
            raise ContextLengthError(f"a prompt is empty or longer than the {self.context - 1} tokens the model reads")
        run = Run(options, monotonic(), cancelled or threading.Event())
        with self._turn(run) as held:
            if not held:
                for row, prompt in enumerate(prompts):
                    yield row, run.finish(len(prompt), 0)
                return
            made = [None] * len(prompts) if choices is None else [Choices(texts) for texts in choices]
            if self._prefixes.reusable:
                yield from self._write_together(run, [list(prompt) for prompt in prompts], made)
                return
            for place, (prompt, texts) in enumerate(zip(prompts, made, strict=True)):
                for _, piece in self._write_together(run, [list(prompt)], [texts]):
                    yield place, piece

    def _write_together(
        self, run: Run, prompts: Sequence[list[int]], choices: Sequence[Choices | None]
    ) -> Iterator[tuple[int, str | Finished]]:
        shared = _common(prompts)
        cache, cached = self._prefixes.lend(prompts[0][: shared + 1])
        read = prompts[0][:cached]
        try:
            if cached < shared and self._forward(run, prompts[0][cached:shared], read, cache) is None:
                for row, prompt in enumerate(prompts):
                    yield row, run.finish(len(prompt), cached)
                return
            alone = len(prompts) == 1 and not self._prefixes.reusable
            layers = cast("list[RoomyLayer]", cache.layers)
            states = cache if alone else Cache(layers=[layer.spread(len(prompts)) for layer in layers])
            if alone:
                read = []  # its states go on in this cache, which is not kept then
        finally:
            held = cache.get_seq_length()
            if held > len(read) and read:
                cache.crop(len(read) - held)
            self._prefixes.keep(read, cache)
        seed = run.options.seed
        rows = [
            Row(
                place=place,
                prompt=len(prompt),
                pending=prompt[shared:],
                position=shared,
                decoder=TextDecoder(self.tokenizer),
                stops=StopStrings(run.options.stop),
                sampler=Sampler(replace(run.options, seed=None if seed is None else seed + place), "cpu"),
                choices=texts,
            )
            for place, (prompt, texts) in enumerate(zip(prompts, choices, strict=True))
        ]
        yield from Rows(run, rows, step=self.step, ends=self.ends, shared=shared, cached=cached, cache=states).write()

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
        self, run: Run, prompt: Sequence[int], read: list[int], cache: Any, constraint: Constraint | None
    ) -> Iterator[str]:
        options = run.options
        decoder, stops = TextDecoder(self.tokenizer), StopStrings(options.stop)
        sampler = Sampler(options, self._device)
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
            run.stepped()
            if options.max_tokens <= 0:
                run.reason = "length"
                return
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

    def _forward(self, run: Run, pending: Sequence[int], read: list[int], cache: Any) -> Any | None:
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
    def _turn(self, run: Run) -> Generator[bool, None, None]:
        """Wait for the model; false where time was up before it was free."""
        while not (held := self._lock.acquire(timeout=_WAIT)):
            if run.over():
                break
        try:
            yield held
        finally:
            if held:
                self._lock.release()


def _common(prompts: Sequence[Sequence[int]]) -> int:
    """Length of what all begin with, at least one token short of each."""
    shortest = min(map(len, prompts)) - 1
    first = prompts[0]
    return next((at for at in range(shortest) if any(each[at] != first[at] for each in prompts)), shortest)


def _stops(model: Any, tokenizer: Any) -> frozenset[int]:
    configured = getattr(model.generation_config, "eos_token_id", None)
    stops: set[int] = {tokenizer.eos_token_id} if tokenizer.eos_token_id is not None else set()
    if isinstance(configured, int):
        stops.add(configured)
    elif configured:
        stops.update(configured)
    return frozenset(stops)
