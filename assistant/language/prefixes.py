"""Attention states kept between generations, so that a conversation is read once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from transformers.cache_utils import Cache, DynamicCache, DynamicLayer

_STEP = 128  # positions of room added at a time


class RoomyLayer(DynamicLayer):
    """Keys and values of one layer in a buffer with room, so that a step writes one row and copies none."""

    def __init__(self) -> None:
        super().__init__()  # pyright: ignore[reportUnknownMemberType]
        self._room: tuple[Any, Any] | None = None

    def update(self, key_states: Any, value_states: Any, *args: Any, **kwargs: Any) -> tuple[Any, Any]:
        """Append ``(batch, heads, new, size)`` and return everything so far."""
        if not self.is_initialized:
            self.lazy_initialization(key_states, value_states)
        held = self.get_seq_length()
        end = held + key_states.shape[-2]
        if self._room is None or end > self._room[0].shape[-2]:
            room = (end // _STEP + 1) * _STEP
            shape = (*key_states.shape[:-2], room, key_states.shape[-1])
            grown = key_states.new_empty(shape), value_states.new_empty((*shape[:-1], value_states.shape[-1]))
            if held:
                grown[0][..., :held, :] = self.keys
                grown[1][..., :held, :] = self.values
            self._room = grown
        keys, values = self._room
        keys[..., held:end, :] = key_states
        values[..., held:end, :] = value_states
        self.keys, self.values = keys[..., :end, :], values[..., :end, :]
        return self.keys, self.values

    def copy(self, length: int) -> RoomyLayer:
        """The first `length` positions, independent of this layer."""
        layer = RoomyLayer()
        keys: Any = self.keys
        values: Any = self.values
        layer.update(keys[..., :length, :], values[..., :length, :])
        return layer

    def spread(self, rows: int) -> RoomyLayer:
        """This layer once for each of several rows that go on differently."""
        layer = RoomyLayer()
        keys: Any = self.keys
        values: Any = self.values
        layer.update(keys.expand(rows, -1, -1, -1), values.expand(rows, -1, -1, -1))
        return layer

    def select(self, rows: Sequence[int]) -> None:
        """Keep the given rows only."""
        if self._room is not None:
            at = torch.as_tensor(list(rows), device=self._room[0].device)
            held = self.get_seq_length()
            self._room = self._room[0][at], self._room[1][at]
            self.keys, self.values = self._room[0][..., :held, :], self._room[1][..., :held, :]

    @property
    def bytes(self) -> int:
        """Memory held, room included."""
        return 0 if self._room is None else sum(states.nbytes for states in self._room)


@dataclass(frozen=True, slots=True, eq=False)
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
        plain: Any = DynamicCache(config=config)
        self._layers = len(plain.layers)
        self.reusable = bool(plain.layers) and all(type(layer) is DynamicLayer for layer in plain.layers)
        self._kept: list[_Kept] = []

    def lend(self, tokens: Sequence[int]) -> tuple[Any, int]:
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
        if best is None:
            return Cache(layers=[RoomyLayer() for _ in range(self._layers)]), 0
        self._kept.remove(best)
        self._kept.append(best)
        return Cache(layers=[layer.copy(length) for layer in best.layers]), length

    def keep(self, tokens: Sequence[int], cache: Any) -> None:
        """Remember that `cache` holds `tokens`; the caller does not touch it again."""
        if not self.reusable or not tokens:
            return
        new = np.asarray(tokens, dtype=np.int64)
        # A sequence that the new one begins with, or that begins with the new one, says nothing more.
        self._kept = [kept for kept in self._kept if _shared(kept.tokens, new) < len(kept.tokens)]
        self._kept.append(_Kept(new, tuple(cache.layers)))
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
