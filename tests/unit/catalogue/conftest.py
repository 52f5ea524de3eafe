"""Feeds written by the test, databases of its own, and the data folder beside the checkout."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from retrieval.catalogue import Catalogue
from retrieval.database import open_engine
from retrieval.feeds import Row, read_feed

POSTGRES = "SHOP_ASSISTANT_TEST_POSTGRES"

Reader = Callable[..., list[Row]]


@pytest.fixture
def shared() -> Path:
    folder = Path(__file__).resolve().parents[4] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"needs the folder {folder}")
    return folder


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    """Writes rows (values become JSON, text and bytes stay) or a table to a file, and reads it as a feed."""

    def read_rows(content: Sequence[object] | str | bytes, name: str = "feed.jsonl") -> list[Row]:
        path = tmp_path / name
        if isinstance(content, str | bytes):
            data = content.encode() if isinstance(content, str) else content
        else:
            data = b"\n".join(_line(row) for row in content)
        path.write_bytes(data)
        return list(read_feed(path))

    return read_rows


def _line(row: object) -> bytes:
    if isinstance(row, bytes):
        return row
    return row.encode() if isinstance(row, str) else json.dumps(row).encode()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database of each kind; PostgreSQL where its URL is given."""
    if request.param == "sqlite":
        opened = open_engine(f"sqlite:///{tmp_path}/store.db")
    else:
        url = os.environ.get(POSTGRES)
        if not url:
            pytest.skip(f"set {POSTGRES} to the URL of a PostgreSQL database whose tables may be dropped")
        opened = open_engine(url)
        with opened.begin() as connection:
            connection.execute(text("DROP TABLE IF EXISTS vectors, products, catalogue_state CASCADE"))
    yield opened
    opened.dispose()


@pytest.fixture
def catalogue(engine: Engine) -> Catalogue:
    return Catalogue(engine)
