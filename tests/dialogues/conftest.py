"""The demo shop that the dialogues of this folder play in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.build import build_assistant, load_demo
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
def dialogue_assistant(tmp_path_factory: pytest.TempPathFactory, dialogue_model: str) -> Iterator[Assistant]:
    """An assistant over a demo shop of its own."""
    store = tmp_path_factory.mktemp("demo")
    load_demo(store)
    assistant = build_assistant(store, model=dialogue_model, progress=False)
    yield assistant
    assistant.close()


@pytest.fixture(scope="session")
def dialogue_shop() -> Shop:
    """Everything the demo shop sells, so that names and prices of what was not shown are noticed."""
    return Shop.of(demo_products())
