"""Picking tokens from scores."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

import torch

from assistant.language.run import Options


class Sampler:
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
        """The column of one token of `scores`, ``(1, columns)``, after the tokens `read`."""
        if not self._warpers:
            return int(scores.argmax())
        ids = torch.tensor([list(read)], device=scores.device)
        for warp in self._warpers:
            scores = warp(ids, scores)
        return int(torch.multinomial(scores.softmax(dim=-1), 1, generator=self._chance))
