"""The package's static files."""

from __future__ import annotations

from importlib.resources import files


def asset(name: str) -> str:
    """Reads one of them; `name` may hold a folder."""
    return files("ui").joinpath("static", *name.split("/")).read_text(encoding="utf-8")
