"""Tokens to text, as it is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class TextDecoder:
    """Turns tokens into text piece by piece; a sign that spans tokens appears when it is whole.

    Args:
        tokenizer: A Hugging Face tokenizer.
    """

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        self._tokens: list[int] = []
        self._start, self._end = (
            0,
            0,
        )  # what was given out ended at `end`; `start` is where its last piece began

    def add(self, tokens: Sequence[int]) -> str:
        """The text that became whole with `tokens`."""
        self._tokens.extend(tokens)
        # The piece before is decoded along, because tokenizers write a token's space depending on its neighbour.
        before = self._decode(self._tokens[self._start : self._end])
        text = self._decode(self._tokens[self._start :])
        if len(text) <= len(before) or text.endswith("\ufffd"):
            return ""
        self._start, self._end = self._end, len(self._tokens)
        return text[len(before) :]

    def rest(self) -> str:
        """What is left at the end, a broken sign included."""
        before = self._decode(self._tokens[self._start : self._end])
        return self._decode(self._tokens[self._start :])[len(before) :].rstrip("\ufffd")

    def _decode(self, tokens: list[int]) -> str:
        return self._tokenizer.decode(tokens, skip_special_tokens=False, clean_up_tokenization_spaces=False)


class StopStrings:
    """Passes text on up to the first stop string, holding back what may be the beginning of one."""

    def __init__(self, stops: Sequence[str]) -> None:
        self._stops = [stop for stop in stops if stop]
        self._held = ""
        self.hit = False

    def add(self, text: str) -> str:
        """The text that certainly is not part of a stop string."""
        if self.hit:
            return ""
        self._held += text
        found = [at for stop in self._stops if (at := self._held.find(stop)) >= 0]
        if found:
            self.hit = True
            out, self._held = self._held[: min(found)], ""
            return out
        keep = max((overlap(self._held, stop) for stop in self._stops), default=0)
        out, self._held = self._held[: len(self._held) - keep], self._held[len(self._held) - keep :]
        return out

    def rest(self) -> str:
        """What was held back when writing ended."""
        out, self._held = self._held, ""
        return out


def overlap(text: str, mark: str) -> int:
    """How many signs at the end of `text` are the beginning of `mark`."""
    return next((n for n in range(min(len(text), len(mark) - 1), 0, -1) if text.endswith(mark[:n])), 0)
