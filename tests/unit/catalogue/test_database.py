"""The door to the database: settings that keep data, and errors that help."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

import pytest
from sqlalchemy import text

from retrieval.catalogue import Catalogue
from retrieval.database import StoreError, open_engine
from retrieval.products import Product


def test_sqlite_is_set_to_keep_what_it_acknowledged(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/deep/er/store.db")
    with engine.connect() as connection:
        settings = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]
    assert settings == ["wal", 2, 1, 30_000]
    assert (tmp_path / "deep" / "er").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("url", ["", "store.db", "mysql://host/db", "http://x", "sqlite"])
def test_other_urls_are_refused_with_the_valid_ones(url: str) -> None:
    with pytest.raises(StoreError, match="valid are sqlite") as caught:
        open_engine(url)
    assert "\n" not in str(caught.value)


def test_what_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    path.write_bytes(b"these are not the tables you are looking for" * 100)
    with pytest.raises(StoreError, match="import the feed again") as caught:
        open_engine(f"sqlite:///{path}")
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_damage_found_later_is_named(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    engine = open_engine(f"sqlite:///{path}")
    Catalogue(engine).upsert(Product(str(n), "Bag " * 100) for n in range(2000))
    engine.dispose()
    content = bytearray(path.read_bytes())
    content[8192:] = b"\xff" * (len(content) - 8192)
    path.write_bytes(content)
    with pytest.raises(StoreError, match="is damaged; restore a copy"):
        list(Catalogue(open_engine(f"sqlite:///{path}")).all())


@pytest.mark.parametrize("query", ["SELECT x FROM t", "SELECT 1 FROM elsewhere", "INSERT INTO t (x) VALUES (1)"])
def test_tables_of_another_layout_are_named_with_a_remedy(tmp_path: Path, query: str) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/store.db")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE t (a INTEGER)"))
    with engine.begin() as connection, pytest.raises(StoreError, match="into a new store") as caught:
        connection.execute(text(query))
    assert str(tmp_path / "store.db") in str(caught.value)


def test_a_folder_in_place_of_the_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="cannot be opened"):
        open_engine(f"sqlite:///{tmp_path}")
    with pytest.raises(StoreError, match="choose another folder"):
        open_engine(f"sqlite:///{tmp_path}/file/store.db")


def test_memory_is_one_database_for_all_threads() -> None:
    engine = open_engine("sqlite://")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE t (x INTEGER)"))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM t")).scalar_one() == 0


@pytest.mark.skipif(importlib.util.find_spec("psycopg") is not None, reason="psycopg is installed")
def test_a_missing_driver_has_a_remedy() -> None:
    with pytest.raises(StoreError, match="pip install"):
        open_engine("postgresql://shop@localhost/shop")


@pytest.mark.skipif(importlib.util.find_spec("psycopg") is None, reason="needs psycopg")
def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    with pytest.raises(StoreError, match="start the server") as caught:
        open_engine("postgres://shop:s3cret@127.0.0.1:1/shop")
    assert "s3cret" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.skipif(not os.environ.get("SHOP_ASSISTANT_TEST_POSTGRES"), reason="needs SHOP_ASSISTANT_TEST_POSTGRES")
def test_postgresql_opens_by_its_plain_url() -> None:
    engine = open_engine(os.environ["SHOP_ASSISTANT_TEST_POSTGRES"])
    assert engine.dialect.name == "postgresql"
    engine.dispose()
