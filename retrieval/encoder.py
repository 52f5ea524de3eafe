"""Texts to vectors: a BERT encoder on the processor."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import torch
from transformers import AutoModel, AutoTokenizer
from transformers.utils import logging as transformers_logging

from retrieval.embedding import Progress

MAX_TOKENS = 256
"""Longer texts are cut, as the default encoder was trained."""

# Padded tokens in one batch. Between 512 and 2,048 the processor time for a product was the same, at 4,096 it
# was 15 % more; larger batches wait less often for a busy core.
_TOKEN_BUDGET = 2048
_CHUNK = 1024  # texts tokenized and sorted at a time, so that memory does not grow with the catalogue
_LONGEST_TEXT = 8 * MAX_TOKENS  # characters; tokenizing megabytes to keep 256 tokens is wasted
_PRECISIONS = ("auto", "fp32", "bf16")


class EncoderError(Exception):
    """The encoder cannot be loaded; one line that says why and what to do."""


class BertEncoder:
    """Mean-pooled, L2-normalized sentence embeddings from a folder of transformers weights.

    Precision ``auto`` is bf16 where the processor multiplies bf16 matrices itself, fp32 elsewhere: without
    those instructions bf16 took 6 to 7 times the processor time. Torch's dynamic int8 is not offered: on
    product texts its cosine to fp32 was 0.96 at worst and 0.98 in the mean even with a scale for each
    channel (0.91 and 0.94 without), and torch has announced its removal.

    Args:
        folder: Holds ``config.json``, ``model.safetensors`` and the tokenizer's files.
        precision: ``auto``, ``fp32`` or ``bf16``.

    Attributes:
        name: The same for the same weights wherever they lie and whatever the precision, so that
            vectors stored under it can be used again.
        dimension: Length of a vector.
        precision: The one in use, ``fp32`` or ``bf16``.

    Raises:
        EncoderError: Where the folder holds no encoder, or the precision is not known.
    """

    def __init__(self, folder: Path, precision: str = "auto") -> None:
        if precision not in _PRECISIONS:
            raise EncoderError(f"precision {precision!r} is not known; valid are {', '.join(_PRECISIONS)}")
        self.precision = best_precision() if precision == "auto" else precision
        self.name = _fingerprint(folder)
        self._tokenizer, self._model = _load(folder, self.precision)
        self.dimension = int(self._model.config.hidden_size)
        self._lock = Lock()  # fast tokenizers refuse to be used by two threads at once

    @property
    def model(self) -> Any:
        """The transformers model, for readers that put layers of their own on some of its layers."""
        return self._model

    @property
    def tokenizer(self) -> Any:
        """Its tokenizer; not to be used by two threads at once."""
        return self._tokenizer

    @property
    def words(self) -> frozenset[str]:
        """Common words, lower case: those that its vocabulary holds whole. Empty for vocabularies of other kinds."""
        with self._lock:
            known: Mapping[str, int] = self._tokenizer.get_vocab()
        return frozenset(word for word in known if len(word) > 1 and word.isalpha() and word.islower())

    def encode(self, texts: Sequence[str], *, progress: Progress | None = None) -> npt.NDArray[np.float32]:
        """Embeds texts.

        Args:
            texts: Any text, empty ones included.
            progress: Told after every batch.

        Returns:
            float32, shape ``(len(texts), dimension)``, every row of length 1.
        """
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        done = 0
        for start in range(0, len(texts), _CHUNK):
            tokens = self._tokenize(texts[start : start + _CHUNK])
            for rows in _batches([len(each) for each in tokens]):
                vectors[[start + row for row in rows]] = self._embed([tokens[row] for row in rows])
                done += len(rows)
                if progress is not None:
                    progress(done, len(texts))
        return vectors

    def _tokenize(self, texts: Sequence[str]) -> list[list[int]]:
        # A lone surrogate is legal in JSON and in str, but not in the UTF-8 that the tokenizer wants.
        clean = [text[:_LONGEST_TEXT].encode("utf-8", "replace").decode("utf-8") for text in texts]
        with self._lock:
            return self._tokenizer(clean, truncation=True, max_length=MAX_TOKENS)["input_ids"]

    def _embed(self, tokens: list[list[int]]) -> npt.NDArray[np.float32]:
        width = max(len(each) for each in tokens)
        ids = torch.zeros((len(tokens), width), dtype=torch.long)
        mask = torch.zeros((len(tokens), width), dtype=torch.long)
        for row, each in enumerate(tokens):
            ids[row, : len(each)] = torch.tensor(each, dtype=torch.long)
            mask[row, : len(each)] = 1
        with torch.inference_mode():
            hidden = self._model(input_ids=ids, attention_mask=mask).last_hidden_state.float()
            mean = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
            return torch.nn.functional.normalize(mean, dim=1).numpy()


def best_precision() -> str:
    """The faster of fp32 and bf16 on this processor, by what its instruction set holds."""
    capabilities: Mapping[str, Any] = torch.cpu.get_capabilities()
    return "bf16" if capabilities.get("amx_bf16") or capabilities.get("avx512_bf16") else "fp32"


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Rows of similar length together, so that little is spent on padding; longest first."""
    batch: list[int] = []
    for row in sorted(range(len(lengths)), key=lambda row: -lengths[row]):
        if batch and (len(batch) + 1) * lengths[batch[0]] > _TOKEN_BUDGET:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def _load(folder: Path, precision: str) -> tuple[Any, Any]:
    dtype = torch.bfloat16 if precision == "bf16" else torch.float32
    shown = transformers_logging.is_progress_bar_enabled()
    transformers_logging.disable_progress_bar()  # it would draw into the command line's own output
    try:
        tokenizer = cast(Any, AutoTokenizer).from_pretrained(folder, local_files_only=True)
        model = cast(Any, AutoModel).from_pretrained(folder, dtype=dtype, local_files_only=True)
    except (OSError, ValueError, KeyError) as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise EncoderError(f"{folder} holds no usable encoder: {reason}; fetch the weights again") from error
    finally:
        if shown:
            transformers_logging.enable_progress_bar()
    return tokenizer, model.eval().requires_grad_(False)


def _fingerprint(folder: Path) -> str:
    weights, config = folder / "model.safetensors", folder / "config.json"
    try:
        kind = str(json.loads(config.read_text("utf-8")).get("model_type", "bert"))
        size = weights.stat().st_size
        with weights.open("rb") as file:
            file.seek(size // 2)  # the start is a header that models of one shape share
            middle = file.read(1 << 20)
    except (OSError, ValueError, AttributeError) as error:
        raise EncoderError(
            f"{folder} holds no usable encoder ({error}); it needs config.json and model.safetensors"
        ) from error
    digest = blake2b(middle + str((size, MAX_TOKENS)).encode(), digest_size=6).hexdigest()
    return f"{kind}-mean-{digest}"
