"""Time each precision on this machine's CPU: ``python -m assistant.language.measuring FOLDER``.

Runs as a process of its own, so that neither its memory nor its settings stay behind.
"""

from __future__ import annotations

import copy
import json
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from time import thread_time
from typing import Any

import torch

from assistant.language.loading import PRECISIONS, load_model, no_bars

_LAYERS, _VOCABULARY, _PROMPT = 2, 4096, 64
_COLD = 8_000_000  # floats; larger than the caches of most processors


@dataclass(frozen=True, slots=True)
class Timing:
    """What one precision costs on this machine.

    Attributes:
        precision: One of `PRECISIONS`.
        decode: Tokens written a second by one core, 0 where it does not run here.
        prefill: Tokens read a second by one core, 0 where it does not run here.
        problem: Why it does not run here, or empty.
    """

    precision: str
    decode: float
    prefill: float
    problem: str = ""


def measure(config: Any) -> tuple[Timing, ...]:
    """Time a stack of a few real-sized layers in each precision, and scale to the whole model.

    One core and its own clock are used: what else the machine is busy with then hardly changes the result.
    """
    transformers: Any = import_module("transformers")
    torch.set_num_threads(1)
    small = copy.deepcopy(config)
    small.num_hidden_layers = min(_LAYERS, config.num_hidden_layers)
    small.vocab_size = min(_VOCABULARY, config.vocab_size)
    small.bos_token_id = small.eos_token_id = small.pad_token_id = 0
    if getattr(small, "layer_types", None):
        small.layer_types = small.layer_types[: small.num_hidden_layers]
    layers = config.num_hidden_layers / small.num_hidden_layers
    vocabulary = config.vocab_size / small.vocab_size
    timings: list[Timing] = []
    with tempfile.TemporaryDirectory(prefix="shop-assistant-") as scratch:
        folder = Path(scratch)
        with no_bars():
            transformers.AutoModelForCausalLM.from_config(small, dtype=torch.bfloat16).save_pretrained(folder)
        for precision in PRECISIONS:
            try:
                decode, prefill = _rates(load_model(folder, precision), layers, vocabulary)
            except (RuntimeError, ImportError, ValueError, NotImplementedError) as error:
                first = (str(error).splitlines() or [type(error).__name__])[0]
                timings.append(Timing(precision, 0.0, 0.0, first[:200]))
            else:
                timings.append(Timing(precision, round(decode, 2), round(prefill, 1)))
    return tuple(timings)


def _rates(model: Any, layers: float, vocabulary: float) -> tuple[float, float]:
    """Tokens a second, written and read, by a model with so many times the layers and the vocabulary."""
    body, head = model.base_model, model.get_output_embeddings()
    prompt = torch.ones(1, _PROMPT, dtype=torch.long)
    with torch.inference_mode():
        read = body(prompt, use_cache=True)
        cache, hidden = read.past_key_values, read.last_hidden_state[:, -1:]
        step = _best(lambda: body(prompt[:, :1], past_key_values=cache, use_cache=True), 6)
        step = step * layers + _best(lambda: head(hidden), 6) * vocabulary
        whole = _best(lambda: body(prompt, use_cache=True), 2) * layers
    return 1 / step, _PROMPT / whole


def _best(work: Callable[[], object], times: int) -> float:
    def once() -> float:
        # Two layers would stay in the processor's cache, which thirty do not: push them out first.
        torch.ones(_COLD).sum()
        started = thread_time()
        work()
        return thread_time() - started

    return min(once() for _ in range(times))


if __name__ == "__main__":
    source: Any = import_module("transformers").AutoConfig
    loaded = source.from_pretrained(sys.argv[1], local_files_only=True).get_text_config()
    print(json.dumps([asdict(timing) for timing in measure(loaded)]))
