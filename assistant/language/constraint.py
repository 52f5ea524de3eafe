"""A grammar at work: which tokens may come next, and which must."""

from __future__ import annotations

from collections import OrderedDict
from functools import cached_property
from importlib import import_module
from typing import Any

import numpy as np

from assistant.language.grammar import GrammarError

_COMPILED = 32


class Grammars:
    """Compiles grammars for one tokenizer and keeps the latest.

    Args:
        tokenizer: A Hugging Face tokenizer.
        vocabulary: Width of the model's output, which may exceed the tokenizer's.
        stops: Tokens that end a generation.
    """

    def __init__(self, tokenizer: Any, vocabulary: int, stops: frozenset[int]) -> None:
        self._xgrammar: Any = import_module("xgrammar")
        self._tokenizer = tokenizer
        self._info = self._xgrammar.TokenizerInfo.from_huggingface(
            tokenizer, vocab_size=vocabulary, stop_token_ids=sorted(stops)
        )
        self._compiler = self._xgrammar.GrammarCompiler(self._info, max_threads=2)
        self._stops = stops
        self._compiled: OrderedDict[str, Any] = OrderedDict()

    @cached_property
    def _bytes(self) -> list[bytes]:
        """What each token stands for; listing them takes most of a second, so not before they are asked for."""
        return self._info.decoded_vocab

    def start(self, grammar: str) -> Constraint:
        """A fresh constraint for an EBNF grammar whose first rule is ``root``.

        Raises:
            GrammarError: The grammar cannot be read.
        """
        if (compiled := self._compiled.get(grammar)) is None:
            try:
                compiled = self._compiler.compile_grammar(grammar)
            except RuntimeError as error:
                told = str(error).strip().split("] ", 1)[-1]
                raise GrammarError(f"the grammar cannot be read: {told}; write EBNF with a rule root") from error
            self._compiled[grammar] = compiled
            if len(self._compiled) > _COMPILED:
                self._compiled.popitem(last=False)
        self._compiled.move_to_end(grammar)
        mask = self._xgrammar.allocate_token_bitmask(1, self._info.vocab_size)
        return Constraint(self, self._xgrammar.GrammarMatcher(compiled), mask)

    def apply(self, scores: Any, mask: Any) -> None:
        """Rule out, in place, what the mask forbids; `scores` is ``(1, vocabulary)``."""
        self._xgrammar.apply_token_bitmask_inplace(scores, mask.to(scores.device))

    def is_stop(self, token: int) -> bool:
        """Whether the token ends a generation."""
        return token in self._stops

    def respell(self, token: int, ahead: str) -> list[int]:
        """The usual tokens for a token's text and what follows it; empty where it ends inside a sign."""
        try:
            return self.spell(self._bytes[token].decode() + ahead)
        except UnicodeDecodeError:
            return []

    def spell(self, text: str) -> list[int]:
        """Tokens whose bytes are exactly those of `text`; empty where the tokenizer would write others."""
        tokens: list[int] = self._tokenizer.encode(text, add_special_tokens=False)
        return tokens if b"".join(self._bytes[token] for token in tokens) == text.encode() else []


class Constraint:
    """The state of one generation under a grammar."""

    def __init__(self, grammars: Grammars, matcher: Any, mask: Any) -> None:
        self._grammars = grammars
        self._matcher = matcher
        self._mask = mask
        self._words = mask.numpy().view(np.uint32)

    def mask(self, scores: Any) -> None:
        """Rule out, in place, the tokens that may not come next."""
        self._matcher.fill_next_token_bitmask(self._mask)
        self._grammars.apply(scores, self._mask)

    def accept(self, token: int) -> None:
        """Take a token that the mask allowed."""
        if not self._matcher.accept_token(token):
            raise GrammarError(f"token {token} does not follow the grammar")

    def settle(self, token: int) -> list[int]:
        """Take a token that the mask allowed, together with what it makes certain.

        The model may have picked the beginning of a word whose rest is then forced. It reads on better from
        the tokens that the whole is usually written with, so those are returned.
        """
        self.accept(token)
        ahead = self._ahead()
        whole = self._grammars.respell(token, ahead) if ahead else []
        if not whole:
            return [token]
        self._matcher.rollback(1)
        for part in whole:
            self.accept(part)
        return whole

    def forced(self) -> tuple[list[int], bool]:
        """Tokens that can only come next, already taken, and whether the text is complete after them."""
        taken: list[int] = []
        while True:
            tokens = self._grammars.spell(self._ahead()) or self._only()
            if any(self._grammars.is_stop(token) for token in tokens):
                return taken, True
            if not tokens:
                return taken, False
            for token in tokens:
                self.accept(token)
            taken.extend(tokens)

    def _ahead(self) -> str:
        try:
            return self._matcher.find_jump_forward_string()
        except UnicodeDecodeError:  # what is certain ends, or begins, inside a sign; go on token by token
            return ""

    def _only(self) -> list[int]:
        """The one token that is allowed, or a stop token where only such are; else nothing."""
        self._matcher.fill_next_token_bitmask(self._mask)
        words = self._words[0]
        held = np.flatnonzero(words)
        if len(held) > 2 or int(np.bitwise_count(words[held]).sum()) > 4:
            return []
        allowed = [int(at) * 32 + bit for at in held for bit in range(32) if int(words[at]) >> bit & 1]
        if len(allowed) == 1 or (allowed and all(self._grammars.is_stop(token) for token in allowed)):
            return allowed[:1]
        return []
