"""Threads that search while another changes the index see the old content or the new one, and never wait for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from small_shop import WordEncoder

from retrieval.catalogue import Catalogue
from retrieval.index import ChromaIndex, ExactIndex, VectorIndex
from retrieval.index import store as library
from retrieval.indexing import refresh_index
from retrieval.products import Product
from retrieval.requests import SearchRequest
from retrieval.search import Searcher

COUNT, READERS = 300, 3


def unit(count: int, seed: int) -> np.ndarray:
    rows = np.random.default_rng(seed).normal(size=(count, 16)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def edition(number: int) -> tuple[list[str], np.ndarray]:
    """Even and odd editions share a half of the identifiers, and no vector."""
    first = number % 2 * COUNT // 2
    return [f"p{n}" for n in range(first, first + COUNT)], unit(COUNT, number % 2)


def nearest(number: int, query: np.ndarray) -> tuple[str, ...]:
    ids, matrix = edition(number)
    return tuple(ids[n] for n in np.argsort(-(matrix @ query), kind="stable")[:20])


def while_searching(search: Callable[[], object], change: Callable[[], None]) -> list[object]:
    """What threads found that searched from before a change until after it."""
    over, begun = threading.Event(), threading.Barrier(READERS + 1)

    def look() -> list[object]:
        found = [search()]
        begun.wait(20)
        while not over.is_set():
            found.append(search())
        return [*found, search()]

    with ThreadPoolExecutor(READERS) as pool:
        looking: list[Future[list[object]]] = [pool.submit(look) for _ in range(READERS)]
        try:
            begun.wait(20)
            change()
        finally:
            over.set()
        return [found for each in looking for found in each.result()]


@pytest.mark.parametrize("how", ["replace", "update"])
@pytest.mark.parametrize("kind", ["exact", "chroma"])
def test_readers_see_one_content_or_the_other(tmp_path: Path, kind: str, how: str) -> None:
    index: VectorIndex = ExactIndex() if kind == "exact" else ChromaIndex(tmp_path / "index")
    ids, matrix = edition(0)
    index.replace(ids, ids, matrix, "0")
    query = unit(1, 9)[0]

    def change() -> None:
        for number in range(1, 6):
            ids, matrix = edition(number)
            if how == "replace":
                index.replace(ids, ids, matrix, str(number))
            else:
                gone = {*edition(number - 1)[0]}.difference(ids)
                index.update(ids, ids, matrix, gone, str(number))

    found = while_searching(lambda: index.search(query, 20)[0], change)
    assert set(found) == {nearest(0, query), nearest(1, query)}
    assert (index.stamp, index.count()) == ("5", COUNT)
    index.close()


def test_a_search_does_not_wait_for_a_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index, (ids, matrix) = ChromaIndex(tmp_path / "index"), edition(0)
    index.replace(ids, ids, matrix, "0")
    write = library.write

    def slowly(*given: object) -> None:
        write(*given)  # type: ignore[arg-type]
        time.sleep(1.5)

    monkeypatch.setattr(library, "write", slowly)
    taken: list[float] = []

    def timed() -> str | None:
        began = time.perf_counter()
        assert len(index.search(matrix[0], 5)[0]) == 5
        taken.append(time.perf_counter() - began)
        return index.stamp

    stamps = while_searching(timed, lambda: index.replace(ids, ids, matrix, "1"))
    assert set(stamps) == {"0", "1"}
    assert len(taken) > 10
    assert max(taken) < 1
    index.close()


def test_a_copy_in_use_outlives_the_switch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index, query = ChromaIndex(tmp_path / "index"), unit(1, 9)[0]
    ids, matrix = edition(0)
    index.replace(ids, ids, matrix, "0")
    inside, go = threading.Event(), threading.Event()
    real = library.nearest

    def late(*given: object) -> object:
        inside.set()
        assert go.wait(20)
        return real(*given)  # type: ignore[arg-type]

    with ThreadPoolExecutor(1) as pool:
        monkeypatch.setattr(library, "nearest", late)
        looking = pool.submit(index.search, query, 20)
        assert inside.wait(20)
        monkeypatch.setattr(library, "nearest", real)
        ids, matrix = edition(1)
        index.replace(ids, ids, matrix, "1")
        assert index.search(query, 20)[0] == nearest(1, query)
        assert len([*(tmp_path / "index").glob("working-*")]) == 2
        go.set()
        assert looking.result()[0] == nearest(0, query)
    assert len([*(tmp_path / "index").glob("working-*")]) == 1
    index.close()


def test_a_shop_is_searched_while_it_is_indexed(tmp_path: Path, catalogue: Catalogue, encoder: WordEncoder) -> None:
    catalogue.upsert(Product(id=f"n{n}", title=f"Filler w{n}") for n in range(400))
    index = ChromaIndex(tmp_path / "index")
    refresh_index(catalogue, encoder, index)
    searcher = Searcher(catalogue, encoder, index)

    def change() -> None:
        for number in range(4):
            catalogue.upsert(Product(id=f"n{n}", title=f"Other w{n} v{number}") for n in range(number * 60, 250))
            refresh_index(catalogue, encoder, index)

    request = SearchRequest("red leather backpack", limit=1)
    found = while_searching(lambda: searcher.search(request).candidates[0].product.id, change)
    assert set(found) == {"b1"}
    index.close()
