"""Reading a causal language model in one of four precisions."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import torch

from assistant.language.quantized import quantize_linears

PRECISIONS = ("nf4", "int8", "bf16", "fp32")


def load_model(folder: Path, precision: str, device: str = "cpu") -> Any:
    """Read the model in `folder`, placed on `device` and ready for inference.

    Args:
        folder: With ``config.json`` and safetensors weights.
        precision: One of `PRECISIONS`; ``int8`` is for the CPU only.
        device: As torch names it.
    """
    transformers: Any = import_module("transformers")
    options: dict[str, Any] = {}
    dtype = torch.float32 if precision == "fp32" else torch.bfloat16
    if precision == "nf4":
        dtype = torch.bfloat16 if device != "cpu" or _computes_bf16() else torch.float32
        options["quantization_config"] = transformers.BitsAndBytesConfig(
            load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_compute_dtype=dtype
        )
    if precision != "int8":  # accelerate puts the weights where they belong as they are read
        options["device_map"] = {"": device}
    with no_bars():
        model = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=dtype, local_files_only=True, **options)
    if precision == "int8":
        quantize_linears(model)
    return model.eval().requires_grad_(False)


def empty_model(config: Any) -> Any:
    """A model of these dimensions that takes no memory, for counting what it would hold."""
    accelerate: Any = import_module("accelerate")
    transformers: Any = import_module("transformers")
    initialization: Any = import_module("transformers.initialization")
    with accelerate.init_empty_weights(), initialization.no_init_weights():
        model = transformers.AutoModelForCausalLM.from_config(config)
    model.tie_weights()
    return model


@contextmanager
def no_bars() -> Generator[None, None, None]:
    """Keep transformers from drawing progress bars over ours."""
    logging: Any = import_module("transformers.utils.logging")
    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()


def _computes_bf16() -> bool:
    functional: Any = import_module("bitsandbytes.functional")
    return bool(functional.has_avx512bf16())
