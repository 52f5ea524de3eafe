"""``shop-assistant --version``."""

from __future__ import annotations

from importlib import metadata
from typing import Annotated

import typer


def _tell(asked: bool) -> None:
    if asked:
        typer.echo(f"shop-assistant {metadata.version('shop-assistant')}")
        raise typer.Exit


def version(
    asked: Annotated[
        bool, typer.Option("--version", callback=_tell, is_eager=True, help="Say which version this is, and leave.")
    ] = False,
) -> None:
    """A conversational shopping assistant that runs on your own machine."""
