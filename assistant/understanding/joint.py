"""Joint reading of an utterance by the sentence encoder: what it means, and what each of its words is.

After Chen, Zhuo and Wang, "BERT for Joint Intent Classification and Slot Filling" (arXiv:1902.10909). The lower layers
are those of the encoder that searches, untouched and already in memory; the upper ones and two linear heads are the
reader's own, trained on utterances that a bank of wordings and a catalogue generate.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from threading import Lock
from typing import Any, cast

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from assistant.understanding.meanings import Seen

MOST_TOKENS = 64
"""Longer utterances are read up to here; what a shopper types rarely has half as many."""

CONTEXT = 2
"""Numbers beside the words: whether products are on screen, and whether anything was wished for before."""


class JointModel(nn.Module):
    """The upper layers and heads.

    Args:
        bert: A transformers BERT encoder; its weights are shared where they are not trained.
        meanings: Names of the meanings.
        tags: Names of the tags; index 0 of the head is "nothing".
        depth: How many upper layers are the reader's own.
    """

    def __init__(self, bert: Any, meanings: Sequence[str], tags: Sequence[str], depth: int) -> None:
        super().__init__()
        layers = list(bert.encoder.layer)
        # Not registered as children: the encoder stays the searcher's.
        self._below: list[Any] = [bert.embeddings, *layers[: len(layers) - depth]]
        own = [deepcopy(layer).float() for layer in layers[len(layers) - depth :]]
        # The searcher's encoder is frozen, and a copy of a frozen layer would be frozen as well.
        self.layers = nn.ModuleList(own).requires_grad_(True)
        width = int(bert.config.hidden_size)
        self.meanings, self.tags, self.depth = tuple(meanings), tuple(tags), depth
        self.meaning_head = nn.Linear(2 * width + CONTEXT, len(meanings))
        self.tag_head = nn.Linear(width, len(tags) + 1)
        self.dropout = nn.Dropout(0.1)

    def below(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Hidden states under the reader's own layers, ``(batch, length, width)``; never trained."""
        with torch.no_grad():
            hidden = self._below[0](input_ids=ids)
            for layer in self._below[1:]:
                hidden = layer(hidden, _additive(mask, hidden.dtype))
        return hidden.float()

    def forward(self, hidden: Tensor, mask: Tensor, context: Tensor) -> tuple[Tensor, Tensor]:
        """Scores of meanings, ``(batch, meanings)``, and of tags, ``(batch, length, tags + 1)``.

        Args:
            hidden: From `below`.
            mask: 1 where a token is, ``(batch, length)``.
            context: ``(batch, CONTEXT)``, each 0 or 1.
        """
        for layer in self.layers:
            hidden = layer(hidden, _additive(mask, hidden.dtype))
        hidden = self.dropout(hidden)
        weights = mask[..., None].to(hidden.dtype)
        mean = (hidden * weights).sum(1) / weights.sum(1)
        pooled = torch.cat([hidden[:, 0], mean, context], dim=1)
        return self.meaning_head(pooled), self.tag_head(hidden)

    def save(self, folder: Path, notes: dict[str, object]) -> None:
        """Write weights in half precision, and what they are."""
        folder.mkdir(parents=True, exist_ok=True)
        state = {name: tensor.half().contiguous() for name, tensor in self.state_dict().items()}
        save_file(state, folder / "joint.safetensors")
        card = {"meanings": self.meanings, "tags": self.tags, "depth": self.depth} | notes
        (folder / "joint.json").write_text(json.dumps(card, indent=1) + "\n", "utf-8")

    @staticmethod
    def encoder_of(folder: Path) -> str | None:
        """Name of the encoder that the weights in a folder belong to; ``None`` where there are none."""
        try:
            return str(json.loads((folder / "joint.json").read_text("utf-8"))["encoder"])
        except (OSError, ValueError, KeyError):
            return None

    @staticmethod
    def load(folder: Path, bert: Any) -> JointModel:
        """Read what `save` wrote, over an encoder of the same kind."""
        card = json.loads((folder / "joint.json").read_text("utf-8"))
        model = JointModel(bert, card["meanings"], card["tags"], card["depth"])
        model.load_state_dict(
            {name: tensor.float() for name, tensor in load_file(folder / "joint.safetensors").items()}
        )
        return model.eval().requires_grad_(False)


class JointReader:
    """Reads utterances one at a time.

    Args:
        model: The model.
        tokenizer: The encoder's own.
    """

    def __init__(self, model: JointModel, tokenizer: Any) -> None:
        self._model = model
        self._tokenizer = tokenizer
        self._lock = Lock()  # fast tokenizers refuse to be used by two threads at once

    def read(self, text: str, *, on_screen: bool, wished: bool) -> Seen:
        """What the utterance seems to be, said with or without products on screen and a wish in force."""
        clean = text.encode("utf-8", "replace").decode("utf-8")
        with self._lock:
            tokens = self._tokenizer(clean, truncation=True, max_length=MOST_TOKENS, return_offsets_mapping=True)
        ids = torch.tensor([tokens["input_ids"]])
        mask = torch.ones_like(ids)
        context = torch.tensor([[float(on_screen), float(wished)]])
        with torch.inference_mode():
            meanings, tags = self._model(self._model.below(ids, mask), mask, context)
        chances = torch.softmax(meanings[0], 0)
        order = torch.argsort(chances, descending=True).tolist()
        named = tuple((self._model.meanings[each], float(chances[each])) for each in order)
        return Seen(named, self._spans(tokens["offset_mapping"], torch.softmax(tags[0], 1)))

    def _spans(self, offsets: Sequence[tuple[int, int]], chances: Tensor) -> tuple[tuple[int, int, str, float], ...]:
        """Runs of tokens with one tag; its probability is that of its surest token."""
        spans: list[tuple[int, int, str, float]] = []
        best = cast("list[int]", chances.argmax(1).tolist())
        for (start, end), place, row in zip(offsets, best, chances, strict=True):
            if not place or start == end:
                continue
            tag, chance = self._model.tags[place - 1], float(row[place])
            last = spans[-1] if spans else None
            if last and last[2] == tag and start - last[1] <= 1:
                spans[-1] = (last[0], end, tag, max(chance, last[3]))
            else:
                spans.append((start, end, tag, chance))
        return tuple(spans)


def _additive(mask: Tensor, dtype: torch.dtype) -> Tensor | None:
    """The mask as attention adds it; None where nothing is masked, which is the faster way."""
    if bool(mask.all()):
        return None
    return (1 - mask[:, None, None, :].to(dtype)) * torch.finfo(dtype).min
