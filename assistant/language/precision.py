"""Which precision to compute in, and why: chosen by the device, or by a short measurement on the CPU."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module, metadata
from pathlib import Path
from typing import Any

import torch

from assistant.language.loading import PRECISIONS, empty_model
from assistant.language.measuring import Timing
from retrieval.weights import cache_folder

# A turn with the tools already read: the shopper's words are new, then a call or a sentence is written.
_TURN_READ, _TURN_WRITTEN = 96, 32
_NEAR = 1.10
_NEARER = 1.25
_BYTES = {"nf4": 0.57, "int8": 1.05, "bf16": 2.0, "fp32": 4.0}


class PrecisionError(Exception):
    """The model cannot be run as asked. One line: what is wrong, and what to do."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A precision, where it runs, and why.

    Attributes:
        precision: One of `PRECISIONS`.
        device: ``cpu``, or a GPU as torch names it.
        reason: In words.
        timings: What was measured, best first; empty where nothing had to be.
    """

    precision: str
    device: str
    reason: str
    timings: tuple[Timing, ...] = ()

    def describe(self) -> dict[str, object]:
        """The choice as plain values, for reports."""
        return asdict(self)


def choose(folder: Path, precision: str = "auto") -> Choice:
    """Decide how to run the model in `folder`.

    Args:
        folder: With ``config.json``.
        precision: One of `PRECISIONS`, or ``auto``: NF4 on a GPU, the fastest by measurement on a CPU.

    Raises:
        PrecisionError: No such precision, or the model does not fit into memory.
    """
    if precision not in ("auto", *PRECISIONS):
        raise PrecisionError(f"there is no precision {precision!r}; choose auto, {', '.join(PRECISIONS)}")
    config = _config(folder)
    accelerators = [place for place in _free_memory() if place != "cpu"]
    for place in accelerators if precision != "int8" else ():
        wanted = "nf4" if precision == "auto" else precision
        if _needed(config, wanted) <= _free_memory()[place]:
            why = "a GPU computes fastest from 4-bit weights" if precision == "auto" else "as asked"
            return Choice(wanted, f"cuda:{place}", why)
    if precision == "auto":
        timings = _measured(folder, config)
        choice = _fastest(timings)
    else:
        choice = Choice(precision, "cpu", "as asked")
    needed, free = _needed(config, choice.precision), _free_memory()["cpu"]
    if needed > free:
        raise PrecisionError(
            f"{folder.name} needs about {needed / 1e9:.1f} GB in {choice.precision} and {free / 1e9:.1f} GB "
            "are free; close other programs, or choose a smaller model or precision nf4"
        )
    return choice


def _fastest(timings: Sequence[Timing]) -> Choice:
    runs = [timing for timing in timings if not timing.problem]
    if not runs:
        raise PrecisionError("no precision runs here: " + "; ".join(f"{t.precision}: {t.problem}" for t in timings))
    ordered = sorted(runs, key=_turn)
    best = ordered[0]
    for timing in ordered[1:]:
        # Nearly as fast, and a fraction of the memory.
        if best.precision in ("bf16", "fp32") and timing.precision in ("nf4", "int8"):
            if _turn(timing) <= _turn(best) * _NEAR:
                best = timing
        # Its answers are much closer to the unquantized ones: the likeliest token differs at 3 of 100 positions
        # of the default model, under NF4 at 38.
        if best.precision == "nf4" and timing.precision == "int8" and _turn(timing) <= _turn(best) * _NEARER:
            best = timing
    rest = [timing for timing in ordered if timing is not best]
    reason = f"measured on one core, it writes {best.decode:.0f} and reads {best.prefill:.0f} tokens a second"
    if rest:
        reason += "; " + ", ".join(f"{t.precision} {t.decode:.0f} and {t.prefill:.0f}" for t in rest)
    failed = [timing for timing in timings if timing.problem]
    reason += "".join(f"; {timing.precision} does not run here" for timing in failed)
    return Choice(best.precision, "cpu", reason, (best, *rest, *failed))


def _turn(timing: Timing) -> float:
    """Seconds of a turn."""
    return _TURN_READ / timing.prefill + _TURN_WRITTEN / timing.decode


def _config(folder: Path) -> Any:
    transformers: Any = import_module("transformers")
    return transformers.AutoConfig.from_pretrained(folder, local_files_only=True)


def _free_memory() -> Mapping[int | str, int]:
    modeling: Any = import_module("accelerate.utils")
    return modeling.get_max_memory()


def _needed(config: Any, precision: str) -> float:
    """Bytes for weights and a few thousand tokens of context; nothing is allocated to find out."""
    model = empty_model(config)
    sizes: Mapping[str, int] = import_module("accelerate.utils").compute_module_sizes(model, dtype=torch.int8)
    embedding: Any = model.get_input_embeddings()
    looked_up = embedding.weight.numel()
    return (sizes[""] - looked_up) * _BYTES[precision] + looked_up * max(2.0, _BYTES[precision]) + 2e8


def _measured(folder: Path, config: Any) -> tuple[Timing, ...]:
    """Timings for models of these dimensions, from the cache where this machine was measured before."""
    text = config.get_text_config()
    dimensions = {
        name: getattr(text, name, None)
        for name in ("model_type", "hidden_size", "intermediate_size", "num_hidden_layers", "vocab_size")
    }
    libraries = {name: metadata.version(name) for name in ("torch", "transformers", "bitsandbytes")}
    setting = [_cpu(), libraries, dimensions]
    key = hashlib.sha256(json.dumps(setting).encode()).hexdigest()[:16]
    path = cache_folder() / "precision" / f"{key}.json"
    try:
        return tuple(Timing(**row) for row in json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError):  # none yet, or not ours: measure
        timings = _measure(folder)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as file:
            json.dump([asdict(timing) for timing in timings], file)
        os.replace(file.name, path)
    except OSError:
        pass  # a cache that cannot be written only means measuring again
    return timings


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        lines = []
    model = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), "")
    return f"{model or platform.processor() or platform.machine()} {torch.backends.cpu.get_cpu_capability()}"


def _measure(folder: Path) -> tuple[Timing, ...]:
    command = [sys.executable, "-m", "assistant.language.measuring", str(folder.resolve())]
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or [f"status {done.returncode}"])[-1]
        raise PrecisionError(f"the precisions could not be measured ({reason}); name one: {', '.join(PRECISIONS)}")
    return tuple(Timing(**row) for row in json.loads(done.stdout.splitlines()[-1]))
