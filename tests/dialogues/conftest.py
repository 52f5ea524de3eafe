"""The demo shop that the dialogues of this folder play in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.build import build_assistant
from assistant.conversation import Assistant
from assistant.dialogues import Shop
from retrieval.demo import demo_products


@pytest.fixture(scope="session")
def dialogue_assistant(tmp_path_factory: pytest.TempPathFactory, dialogue_model: str) -> Iterator[Assistant]:
    """An assistant over a store of its own; an empty store takes in the demo shop."""
    assistant = build_assistant(tmp_path_factory.mktemp("demo"), model=dialogue_model, progress=False)
    yield assistant
    assistant.close()


@pytest.fixture(scope="session")
def dialogue_shop() -> Shop:
    """Everything the demo shop sells, so that names and prices of what was not shown are noticed."""
    return Shop.of(demo_products())
