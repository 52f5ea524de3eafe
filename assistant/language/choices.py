"""Writing an answer that is one of several given texts: the model decides where they differ, the rest is known."""

from __future__ import annotations

from collections.abc import Sequence


class Choices:
    """The texts that an answer may still become.

    Args:
        texts: Token ids of each, at least one; two of the same count as one.

    Attributes:
        written: Tokens settled so far.
    """

    def __init__(self, texts: Sequence[Sequence[int]]) -> None:
        self._left = list(dict.fromkeys(tuple(text) for text in texts if text))
        if not self._left:
            raise ValueError("there is no text to choose; give at least one that is not empty")
        self.written = 0

    @property
    def settled(self) -> bool:
        """Whether one text is left."""
        return len(self._left) == 1

    def allowed(self) -> list[int]:
        """The tokens with which the texts that are left go on; several unless `settled`."""
        return list(dict.fromkeys(text[self.written] for text in self._left))

    def take(self, token: int) -> None:
        """Keep the texts that go on with a token; it still counts as unwritten."""
        self._left = [text for text in self._left if text[self.written] == token]

    def certain(self) -> list[int]:
        """The tokens that all texts left share from here on; they are written now.

        A text that another one begins with is chosen where that one ends: what is left is then settled.
        """
        first = self._left[0]
        if self.settled:
            end = len(first)
        else:
            shortest = min(map(len, self._left))
            end = self.written
            while end < shortest and all(text[end] == first[end] for text in self._left):
                end += 1
            if end == shortest:
                self._left = [min(self._left, key=len)]
        known = list(first[self.written : end])
        self.written = end
        return known
