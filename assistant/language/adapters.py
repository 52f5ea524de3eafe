"""What a model was taught, added to its weights once and kept in the cache.

An adapter is a folder in peft's format (LoRA): ``adapter_config.json`` and ``adapter_model.safetensors``. Merging needs
neither peft nor the model's code, and the merged folder is an ordinary model: every precision reads it as it is.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, cast

from filelock import FileLock
from safetensors import safe_open
from safetensors.torch import save_file

from retrieval.weights import cache_folder

_WEIGHTS = "model.safetensors"
_ADAPTER = "adapter_model.safetensors"


class AdapterError(ValueError):
    """An adapter that does not fit its model; one line that says why."""


def taught(name: str, folder: Path, own: Path | None = None) -> Path:
    """The folder of a model with what it was taught; the model's own where it was taught nothing.

    Args:
        name: As the model was asked for.
        folder: With ``model.safetensors`` of that model.
        own: A shop's own adapter, which takes the place of the packaged one where it is there.

    Raises:
        AdapterError: The shop's own adapter says that it is for this model, and is not.
    """
    if not (folder / _WEIGHTS).is_file():
        return folder
    if own is not None and _made_for(own) == folder.name:
        return merged(folder, own)
    with as_file(files("assistant.language") / "adapters" / name.split("/")[-1]) as adapter:
        return merged(folder, adapter) if (adapter / _ADAPTER).is_file() else folder


def _made_for(adapter: Path) -> str | None:
    """Name of the model an adapter was made for; ``None`` where there is no adapter."""
    try:
        config = json.loads((adapter / "adapter_config.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    named = str(config.get("base_model_name_or_path") or "") if isinstance(config, dict) else ""
    return named.replace("\\", "/").rstrip("/").split("/")[-1] if (adapter / _ADAPTER).is_file() else None


def merged(folder: Path, adapter: Path) -> Path:
    """A copy of the model in `folder` with the adapter's weights added, made once.

    Raises:
        AdapterError: The adapter changes weights that the model does not have.
    """
    digest = hashlib.sha256((adapter / _ADAPTER).read_bytes())
    digest.update((adapter / "adapter_config.json").read_bytes())
    digest.update(str((folder / _WEIGHTS).stat().st_size).encode())
    place = cache_folder() / "merged" / f"{folder.name}-{digest.hexdigest()[:12]}"
    place.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(place.with_suffix(".lock")):
        if not (place / _WEIGHTS).is_file():
            fresh = Path(tempfile.mkdtemp(dir=place.parent))
            try:
                _write(folder, adapter, fresh)
                os.replace(fresh, place)
            except BaseException:
                shutil.rmtree(fresh, ignore_errors=True)
                raise
    return place


def _write(folder: Path, adapter: Path, fresh: Path) -> None:
    for file in folder.iterdir():
        if file.is_file() and file.name != _WEIGHTS:
            shutil.copyfile(file, fresh / file.name)
    config = cast("dict[str, Any]", json.loads((adapter / "adapter_config.json").read_text("utf-8")))
    scale = float(config["lora_alpha"]) / float(config["r"])
    with safe_open(folder / _WEIGHTS, "pt") as base, safe_open(adapter / _ADAPTER, "pt") as added:
        weights: dict[str, Any] = {name: base.get_tensor(name) for name in base.keys()}
        for name in added.keys():
            if not name.endswith("lora_A.weight"):
                continue
            target = name.removeprefix("base_model.model.").replace("lora_A.", "")
            if target not in weights:
                raise AdapterError(f"{adapter} was made for another model: {folder.name} has no {target}")
            up = added.get_tensor(name.replace("lora_A", "lora_B")).float()
            weight = weights[target]
            changed = weight.float() + scale * (up @ added.get_tensor(name).float())
            weights[target] = changed.to(weight.dtype).contiguous()
    save_file(weights, fresh / _WEIGHTS, metadata={"format": "pt"})
    with (fresh / _WEIGHTS).open("rb") as file:
        os.fsync(file.fileno())
