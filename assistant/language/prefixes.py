"""Attention states kept between generations, so that a conversation is read once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from transformers.cache_utils import Cache, DynamicCache, DynamicLayer

_STEP = 128  # positions of room added at a time


class RoomyLayer(DynamicLayer):
    """Keys and values of one layer in a buffer with room, so that a step writes one row and copies none."""

    def __init__(self) -> None:
        super().__init__()
        self._room: tuple[Tensor, Tensor] | None = None

    def update(
        self, key_states: Tensor, value_states: Tensor, *args: Any, **kwargs: Any
    ) -> tuple[Tensor, Tensor]:
        """Append ``(batch, heads, new, size)`` and return everything so far."""
        if not self.is_initialized:
            self.lazy_initialization(key_states, value_states)
        held = self.get_seq_length()
        end = held + key_states.shape[-2]
        if self._room is None or end > self._room[0].shape[-2]:
            room = (end // _STEP + 1) * _STEP
            grown = tuple(
                states.new_empty(*states.shape[:-2], room, states.shape[-1])
                for states in (key_states, value_states)
            )
            if held:
                grown[0][..., :held, :] = self.keys
                grown[1][..., :held, :] = self.values
            self._room = (grown[0], grown[1])
        keys, values = self._room
        keys[..., held:end, :] = key_states
        values[..., held:end, :] = value_states
        self.keys, self.values = keys[..., :end, :], values[..., :end, :]
        return self.keys, self.values

    def copy(self, length: int) -> RoomyLayer:
        """The first `length` positions, independent of this layer."""
        layer = RoomyLayer()
        assert self.keys is not None and self.values is not None
        layer.update(self.keys[..., :length, :], self.values[..., :length, :])
        return layer

    @property
    def bytes(self) -> int:
        """Memory held, room included."""
        return 0 if self._room is None else sum(states.nbytes for states in self._room)


@dataclass(frozen=True, slots=True)
class _Kept:
    tokens: NDArray[np.int64]
    layers: tuple[RoomyLayer, ...]

    @property
    def bytes(self) -> int:
        return sum(layer.bytes for layer in self.layers)


class Prefixes:
    """The states of past token sequences, least recently used first.

    What is kept never changes: a generation works on a copy of the part it shares. So a conversation that
    forks, or is cancelled half way, destroys nothing, and the tools that all conversations begin with stay
    available as long as any of them is kept.

    Args:
        config: The model's; one whose layers forget (sliding windows, recurrence) is read afresh each time.
        limit: Bytes to keep at most; the newest sequence stays in any case.
    """

    def __init__(self, config: Any, limit: int) -> None:
        self._config = config
        self._limit = limit
        plain = DynamicCache(config=config)
        self._layers = len(plain.layers) or int(config.get_text_config().num_hidden_layers)
        self.reusable = all(type(layer) is DynamicLayer for layer in plain.layers)
        self._kept: list[_Kept] = []

    def lend(self, tokens: Sequence[int]) -> tuple[Cache, int]:
        """A cache that holds the longest known beginning of `tokens`, and its length.

        At least one token is left to be read, because its output is where writing starts.
        """
        if not self.reusable:
            return DynamicCache(config=self._config), 0
        wanted = np.asarray(tokens, dtype=np.int64)[:-1]
        best, length = None, 0
        for kept in self._kept:
            shared = _shared(kept.tokens, wanted)
            if shared > length:
                best, length = kept, shared
        cache = Cache(layers=[RoomyLayer() for _ in range(self._layers)])
        if best is not None:
            self._kept.remove(best)
            self._kept.append(best)
            cache.layers = [layer.copy(length) for layer in best.layers]
        return cache, length

    def keep(self, tokens: Sequence[int], cache: Cache) -> None:
        """Remember that `cache` holds `tokens`; the caller does not touch it again."""
        if not self.reusable or not tokens:
            return
        new = np.asarray(tokens, dtype=np.int64)
        # A sequence that the new one begins with, or that begins with the new one, says nothing more.
        self._kept = [kept for kept in self._kept if _shared(kept.tokens, new) < len(kept.tokens)]
        self._kept.append(_Kept(new, tuple(cache.layers)))  # pyright: ignore[reportArgumentType]
        while len(self._kept) > 1 and sum(kept.bytes for kept in self._kept) > self._limit:
            del self._kept[0]

    @property
    def bytes(self) -> int:
        """Memory held in all."""
        return sum(kept.bytes for kept in self._kept)


def _shared(one: NDArray[np.int64], other: NDArray[np.int64]) -> int:
    """Length of the common beginning."""
    length = min(len(one), len(other))
    differing = np.flatnonzero(one[:length] != other[:length])
    return int(differing[0]) if len(differing) else length
