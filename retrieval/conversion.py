"""Rewrite a GGUF file as safetensors: ``python -m retrieval.conversion FILE FOLDER``.

Reading GGUF takes half a minute, reading the result one second. Runs as a process of its own.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any


def convert(gguf: Path, folder: Path) -> None:
    """Write model and tokenizer of `gguf` to `folder`, weights in bfloat16."""
    transformers: Any = import_module("transformers")
    origin = {"pretrained_model_name_or_path": gguf.parent, "gguf_file": gguf.name}
    tokenizer = transformers.AutoTokenizer.from_pretrained(**origin)
    model = transformers.AutoModelForCausalLM.from_pretrained(**origin, dtype="float32")
    # The weights are plain numbers by now; while transformers thinks otherwise it refuses to save them.
    if hasattr(model.config, "quantization_config"):
        del model.config.quantization_config
    model.hf_quantizer = None
    model.is_quantized = False
    model.bfloat16().save_pretrained(folder)
    tokenizer.save_pretrained(folder)


if __name__ == "__main__":
    convert(Path(sys.argv[1]), Path(sys.argv[2]))
