"""Every file of an index folder, spoilt in every way: it is noticed without harm, answered around, and repaired."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
import pytest
from small_shop import WordEncoder

from assistant.build import Store
from retrieval.catalogue import Catalogue
from retrieval.database import open_engine
from retrieval.index import ChromaIndex, IndexBroken, IndexProblem
from retrieval.index import store as library
from retrieval.index.probe import Probe, seconds_for
from retrieval.indexing import refresh_index, vectors_stamp
from retrieval.products import Product
from retrieval.requests import SearchRequest
from retrieval.search import Searcher

COUNT = 1_100
"""Above a thousand the library keeps its graph in files; below, all is in its log."""

SPARSE = 100_000_000_000
FILES = ("chroma.sqlite3", "data_level0.bin", "header.bin", "index_metadata.pickle", "length.bin", "link_lists.bin")


def open_catalogue(store: Path) -> Catalogue:
    return Catalogue(open_engine(f"sqlite:///{store / 'shop.db'}"))


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = tmp_path_factory.mktemp("master")
    catalogue = open_catalogue(store)
    catalogue.upsert(Product(id=f"p{n}", title=f"Lamp w{n} w{n % 7}") for n in range(COUNT))
    index = ChromaIndex(store / "index")
    refresh_index(catalogue, WordEncoder(dimension=8), index)
    index.close()
    return store


@pytest.fixture
def store(master: Path, tmp_path: Path) -> Path:
    return shutil.copytree(master, tmp_path / "store")


def emptied(path: Path) -> None:
    os.truncate(path, 0)


def halved(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def scrambled(path: Path) -> None:
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 3)
        file.write(np.random.default_rng(1).bytes(max(size // 3, 1)))


def deleted(path: Path) -> None:
    path.unlink()


def sparse(path: Path) -> None:
    path.unlink()
    path.touch()
    os.truncate(path, SPARSE)


def folder_instead(path: Path) -> None:
    path.unlink()
    path.mkdir()
    (path / "inside").touch()


def pipe_instead(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


DAMAGES = (emptied, halved, scrambled, deleted, sparse, folder_instead, pipe_instead)


def check_serving_and_repair(store: Path, encoder: WordEncoder) -> str | None:
    """Opens a store, searches it before and after the refresh; returns what the index said."""
    catalogue, index = open_catalogue(store), ChromaIndex(store / "index")
    began = time.perf_counter()
    trouble, stamp = index.trouble, index.stamp
    assert time.perf_counter() - began < 20
    searcher, request = Searcher(catalogue, encoder, index), SearchRequest("lamp w77 w0", limit=3)
    if stamp is None:
        with pytest.raises(IndexBroken, match="has to be built"):
            index.search(encoder.encode(["lamp"])[0], 3)
    assert searcher.search(request).candidates[0].product.id == "p77"
    assert refresh_index(catalogue, encoder, index).embedded == 0
    truth = catalogue.vectors(encoder.name)
    assert (index.stamp, index.count(), index.trouble) == (vectors_stamp(encoder.name, truth), COUNT, None)
    assert index.search(truth.matrix[500], 1)[0] == ("p500",)
    assert searcher.search(request).candidates[0].product.id == "p77"
    assert len([*(store / "index").glob("generation-*")]) == len([*(store / "index").glob("working-*")]) == 1
    index.close()
    assert not [*(store / "index").glob("working-*")]
    return trouble


@pytest.mark.parametrize("name", FILES)
def test_damage_of_each_file_is_noticed(store: Path, name: str) -> None:
    whole = next((store / "index").glob(f"generation-*/**/{name}")).relative_to(store)
    for damage in DAMAGES:
        spoilt = shutil.copytree(store, store.parent / f"{name}-{damage.__name__}")
        damage(spoilt / whole)
        index = ChromaIndex(spoilt / "index")
        assert (index.stamp, name in str(index.trouble)) == (None, True), damage
        assert "has to be rebuilt" in str(index.trouble)
        index.close()


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_answered_around_and_repaired(store: Path, damage: Callable[[Path], None]) -> None:
    damage(next((store / "index").glob("generation-*/**/data_level0.bin")))
    assert "data_level0.bin" in str(check_serving_and_repair(store, WordEncoder(dimension=8)))


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_pointer_is_only_believed_where_it_is_whole(store: Path, damage: Callable[[Path], None]) -> None:
    damage(store / "index" / "current.json")
    trouble = check_serving_and_repair(store, WordEncoder(dimension=8))
    assert trouble is None if damage is deleted else "damaged (current.json cannot be read)" in str(trouble)


def test_what_is_left_of_an_owner_is_no_hindrance(store: Path) -> None:
    for name in ("owner.lock", "owner.pid"):
        for damage in DAMAGES:
            damage(store / "index" / name)
            index = ChromaIndex(store / "index")
            with pytest.raises(IndexProblem, match=f"in use by process {os.getpid()}; stop that one"):
                ChromaIndex(store / "index")
            index.close()
    assert check_serving_and_repair(store, WordEncoder(dimension=8)) is None


def test_litter_of_a_crash_is_removed(store: Path) -> None:
    folder = store / "index"
    (folder / "working-0" / "deep").mkdir(parents=True)
    (folder / "working-0" / "deep" / "file").touch()
    (folder / "generation-0").mkdir()
    (folder / "generation-1").symlink_to(store)
    (folder / "current.json.new").mkdir()
    assert check_serving_and_repair(store, WordEncoder(dimension=8)) is None
    catalogue, index = open_catalogue(store), ChromaIndex(folder)
    catalogue.remove(["p1"])
    refresh_index(catalogue, WordEncoder(dimension=8), index)
    index.close()
    assert sorted(path.name.split("-")[0] for path in folder.iterdir()) == [
        "current.json",
        "generation",
        "owner.lock",
        "owner.pid",
    ]


def _pointing(changes: dict[str, Any]) -> Callable[[dict[str, Any]], str]:
    return lambda fields: json.dumps(fields | changes)


@pytest.mark.parametrize(
    "spoil",
    [
        _pointing({"generation": "generation-/../../x"}),
        _pointing({"generation": "shop.db"}),
        _pointing({"count": "many"}),
        _pointing({"stamp": None}),
        _pointing({"files": {"../../shop.db": [1, ""]}}),
        _pointing({"files": {"/etc/passwd": [1, ""]}}),
        _pointing({"files": {"chroma.sqlite3": 5}}),
        lambda _: "[" * 100_000,
        lambda _: "[]",
    ],
)
def test_a_pointer_that_makes_no_sense(store: Path, spoil: Callable[[dict[str, Any]], str]) -> None:
    pointer = store / "index" / "current.json"
    pointer.write_text(spoil(json.loads(pointer.read_text())))
    index = ChromaIndex(store / "index")
    assert (index.stamp, "cannot be read" in str(index.trouble)) == (None, True)
    index.close()
    assert (store / "shop.db").stat().st_size > 0


def test_damage_while_serving_is_answered_around(store: Path) -> None:
    encoder, catalogue, index = WordEncoder(dimension=8), open_catalogue(store), ChromaIndex(store / "index")
    searcher = Searcher(catalogue, encoder, index)
    assert searcher.search(SearchRequest("lamp w9 w2")).candidates[0].product.id == "p9"
    for path in [*(store / "index").glob("*-*/**/*")]:
        if path.is_file():
            os.truncate(path, 0)
    assert searcher.search(SearchRequest("lamp w77 w0")).candidates[0].product.id == "p77"
    catalogue.upsert([Product(id="new", title="Lamp w77 w0 w5")])
    refresh_index(catalogue, encoder, index)
    assert (index.count(), index.trouble) == (COUNT + 1, None)
    assert searcher.search(SearchRequest("lamp w5 w77 w0")).candidates[0].product.id == "new"
    index.close()


def test_the_probe_is_bounded_in_memory() -> None:
    code = """
import resource
from retrieval.index.probe import bound
bound(1000)
allowed, _ = resource.getrlimit(resource.RLIMIT_DATA)
print(allowed >> 30, flush=True)
block = bytearray(allowed)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "MemoryError" in done.stderr
    assert 1 <= int(done.stdout) < 64


def test_the_probe_is_bounded_in_time(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert seconds_for(0) == 60
    assert seconds_for(2_000_000_000) == 160
    monkeypatch.setattr("retrieval.index.probe._SECONDS", 0)
    index = ChromaIndex(store / "index")
    assert (index.stamp, "no answer within 0 seconds" in str(index.trouble)) == (None, True)
    index.close()


@pytest.mark.parametrize("end", [signal.SIGSEGV, signal.SIGKILL])
def test_a_probe_that_dies_takes_nobody_along(
    store: Path, monkeypatch: pytest.MonkeyPatch, end: signal.Signals
) -> None:
    check = Probe.check

    def die_first(probe: Probe) -> None:
        probe._process.send_signal(end)
        check(probe)

    monkeypatch.setattr(Probe, "check", die_first)
    assert f"status -{int(end)}" in str(check_serving_and_repair(store, WordEncoder(dimension=8)))


def _left_by_a_kill(store: Path) -> None:
    """Commits forty products, one by one, and dies with them in the write-ahead log."""
    code = """
import os, sys
from pathlib import Path
from assistant.build import Store
from retrieval.catalogue import Catalogue
from retrieval.database import open_engine
from retrieval.products import Product
catalogue = Catalogue(open_engine(f"sqlite:///{sys.argv[1]}/shop.db"))
for n in range(40):
    catalogue.upsert([Product(id=f"late{n}", title="Late")])
os.kill(os.getpid(), 9)
"""
    done = subprocess.run([sys.executable, "-c", code, str(store)], check=False)
    assert done.returncode == -signal.SIGKILL


@pytest.mark.parametrize("damage", [None, *DAMAGES[:5]])
def test_the_memory_file_of_a_database_is_made_anew(store: Path, damage: Callable[[Path], None] | None) -> None:
    _left_by_a_kill(store)
    assert (store / "shop.db-wal").stat().st_size > 0
    if damage:
        damage(store / "shop.db-shm")
    catalogue = open_catalogue(store)
    assert set(catalogue.get([f"late{n}" for n in range(40)])) == {f"late{n}" for n in range(40)}
    assert catalogue.count() == COUNT + 40


@pytest.mark.parametrize("damage", DAMAGES[:5])
def test_a_spoilt_log_costs_its_end_and_no_more(store: Path, damage: Callable[[Path], None]) -> None:
    _left_by_a_kill(store)
    damage(store / "shop.db-wal")
    engine = open_engine(f"sqlite:///{store / 'shop.db'}")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
    catalogue = Catalogue(engine)
    late = [f"late{n}" in catalogue.get([f"late{n}"]) for n in range(40)]
    assert late == sorted(late, reverse=True)
    assert catalogue.count() == COUNT + sum(late)
    catalogue.upsert([Product(id="after", title="After")])
    assert "after" in catalogue.get(["after"])
    engine.dispose()


def test_exact_search_serves_while_a_store_rebuilds_its_index(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    emptied(next((store / "index").glob("generation-*/chroma.sqlite3")))
    encoder, catalogue, index = WordEncoder(dimension=8), open_catalogue(store), ChromaIndex(store / "index")
    searcher, request = Searcher(catalogue, encoder, index), SearchRequest("lamp w77 w0", limit=1)
    opened = Store(store, open_engine(f"sqlite:///{store / 'shop.db'}"), catalogue, encoder, index, searcher)
    writing, go, write = Event(), Event(), library.write

    def when_told(*given: Any) -> None:
        writing.set()
        assert go.wait(20)
        write(*given)

    monkeypatch.setattr(library, "write", when_told)
    rebuilding = opened.refresh_soon()
    assert writing.wait(20)
    assert index.stamp is None
    assert searcher.search(request).candidates[0].product.id == "p77"
    go.set()
    assert rebuilding.result() == 0
    assert index.stamp == vectors_stamp(encoder.name, catalogue.vectors(encoder.name))
    assert searcher.search(request).candidates[0].product.id == "p77"
    opened.close()


def test_an_index_that_cannot_be_built_leaves_exact_search(store: Path, caplog: pytest.LogCaptureFixture) -> None:
    emptied(next((store / "index").glob("generation-*/chroma.sqlite3")))
    encoder, catalogue, index = WordEncoder(dimension=8), open_catalogue(store), ChromaIndex(store / "index")
    searcher = Searcher(catalogue, encoder, index)
    opened = Store(store, open_engine(f"sqlite:///{store / 'shop.db'}"), catalogue, encoder, index, searcher)
    assert index.stamp is None
    (store / "index").rename(store / "gone")
    (store / "index").write_text("a file where a folder should be", "utf-8")
    with pytest.raises(IndexProblem):
        opened.refresh_soon().result()
    assert "without an index" in caplog.text
    assert searcher.search(SearchRequest("lamp w77 w0", limit=1)).candidates[0].product.id == "p77"
    (store / "index").unlink()
    (store / "gone").rename(store / "index")
    opened.close()
