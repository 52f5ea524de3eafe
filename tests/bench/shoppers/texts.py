"""The files of words: what people say, what is known of these words, and what people see."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_HERE = Path(__file__).parent


@cache
def wordings() -> dict[str, Any]:
    """Everything a person says, by what is said and how; and, under further headings, what is known of words."""
    return {**_load("wordings.yaml"), **_load("speech.yaml")}


@cache
def properties() -> dict[str, dict[str, dict[str, Any]]]:
    """Words for what is seen in products, by aspect."""
    return _load("properties.yaml")


def _load(name: str) -> dict[str, Any]:
    return yaml.safe_load((_HERE / name).read_text("utf-8"))
