"""Fixtures that more than one room needs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.build import Store, load_demo, open_store


@pytest.fixture(scope="session")
def demo_master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo shop, indexed once for the whole run; copy it, do not open it."""
    folder = tmp_path_factory.mktemp("demo-master")
    load_demo(folder)
    return folder


@pytest.fixture(scope="session")
def demo_store(demo_master: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The demo shop, open; tests share it and use sessions of their own."""
    folder = tmp_path_factory.mktemp("demo-open") / "store"
    shutil.copytree(demo_master, folder)
    store = open_store(folder, progress=False)
    store.refresh()
    yield store
    store.close()
