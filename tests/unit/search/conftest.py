"""The small shop, opened."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from small_shop import SHOP, WordEncoder

from retrieval.catalogue import Catalogue
from retrieval.database import open_engine
from retrieval.index import ExactIndex
from retrieval.indexing import refresh_index
from retrieval.search import Searcher


@pytest.fixture
def encoder() -> WordEncoder:
    return WordEncoder()


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    engine = open_engine(f"sqlite:///{tmp_path / 'shop.db'}")
    made = Catalogue(engine)
    made.upsert(SHOP)
    yield made
    engine.dispose()


@pytest.fixture
def searcher(catalogue: Catalogue, encoder: WordEncoder) -> Searcher:
    index = ExactIndex()
    refresh_index(catalogue, encoder, index)
    return Searcher(catalogue, encoder, index)
