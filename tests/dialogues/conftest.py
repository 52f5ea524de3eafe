"""The demo shop that the dialogues of this folder play in."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.build import Store, assemble, load_model
from assistant.conversation import Assistant
from assistant.dialogues import Shop
from retrieval.demo import demo_products

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Dialogues search with the real encoder, whatever the language model is."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker("model")


@pytest.fixture(scope="session")
def dialogue_assistant(demo_store: Store, dialogue_model: str) -> Assistant:
    """An assistant over the demo shop, with the language model that the run was given."""
    return assemble(demo_store, load_model(dialogue_model, progress=False))


@pytest.fixture(scope="session")
def dialogue_shop() -> Shop:
    """Everything the demo shop sells, so that names and prices of what was not shown are noticed."""
    return Shop.of(demo_products())
