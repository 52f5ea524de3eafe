"""One contract for every index, and what Chroma's folder survives."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from retrieval.catalogue import Catalogue
from retrieval.index import ChromaIndex, ExactIndex, IndexBroken, IndexInUse, VectorIndex, stamp_of
from retrieval.indexing import refresh_index
from retrieval.products import Product
from retrieval.requests import SearchRequest
from retrieval.search import Searcher

IDS = tuple(f"p{n}" for n in range(40))


def unit(count: int, seed: int = 0) -> np.ndarray:
    rows = np.random.default_rng(seed).normal(size=(count, 8)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture(params=["exact", "chroma"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[VectorIndex]:
    made: VectorIndex = ExactIndex() if request.param == "exact" else ChromaIndex(tmp_path / "index")
    yield made
    made.close()


def test_contract(index: VectorIndex) -> None:
    assert (index.stamp, index.count(), dict(index.held())) == (None, 0, {})
    matrix, marks = unit(40), [f"m{n}" for n in range(40)]
    index.replace(IDS, marks, matrix, "one")
    assert (index.stamp, index.count()) == ("one", 40)

    found, cosines = index.search(matrix[7], 5)
    order = np.argsort(-(matrix @ matrix[7]))[:5]
    assert found == tuple(IDS[n] for n in order)
    assert np.allclose(cosines, (matrix @ matrix[7])[order], atol=1e-5)

    # The two farthest are found when only they are allowed: the limit comes before the cut.
    far = [IDS[n] for n in np.argsort(matrix @ matrix[7])[:2]]
    assert set(index.search(matrix[7], 1000, allowed=[*far, far[0], "stranger"])[0]) == set(far)
    assert index.search(matrix[7], 5, allowed=[])[0] == ()
    assert index.search(matrix[7], 5, allowed=["stranger"])[0] == ()
    assert index.search(matrix[7], 0)[0] == ()
    assert len(index.search(matrix[7], 1000)[0]) == 40

    new = unit(2, seed=1)
    index.update(["p0", "fresh"], ["new", "new"], new, ["p1", "stranger"], "two")
    assert (index.stamp, index.count()) == ("two", 40)
    assert index.search(new[0], 1)[0] == ("p0",)
    assert index.search(new[1], 1)[0] == ("fresh",)
    assert index.held() == {**dict(zip(IDS[2:], marks[2:], strict=True)), "p0": "new", "fresh": "new"}

    index.replace((), (), new[:0], "empty")
    assert (index.stamp, index.count(), index.search(new[0], 3)[0]) == ("empty", 0, ())


def test_more_vectors_than_one_call_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retrieval.index.store.BATCH", 7)
    index, matrix = ChromaIndex(tmp_path / "index"), unit(40)
    index.replace(IDS, IDS, matrix, "one")
    assert index.held() == dict(zip(IDS, IDS, strict=True))
    order = np.argsort(-(matrix @ matrix[3]))[:12]
    assert index.search(matrix[3], 12, allowed=IDS)[0] == tuple(IDS[n] for n in order)
    index.update([], [], matrix[:0], IDS[:20], "two")
    assert index.count() == 20
    index.close()


def test_stamp_tells_content_apart_and_not_its_order() -> None:
    assert stamp_of(["a", "b"], ["1", "2"]) == stamp_of(["b", "a"], ["2", "1"])
    assert stamp_of(["a", "b"], ["1", "2"]) != stamp_of(["a", "b"], ["2", "1"])
    assert stamp_of(["a"], ["12"]) != stamp_of(["a1"], ["2"])


def test_only_what_changed_is_embedded(catalogue: Catalogue, encoder, index: VectorIndex) -> None:
    told: list[tuple[int, int]] = []
    first = refresh_index(catalogue, encoder, index, progress=lambda done, of: told.append((done, of)))
    assert (first.embedded, first.reused, index.count(), told[-1]) == (13, 0, 13, (13, 13))
    assert first.products_per_second > 0
    again = refresh_index(catalogue, encoder, index)
    assert (again.embedded, again.reused, again.removed) == (0, 13, 0)

    catalogue.upsert([Product(id="k3", title="Walnut Shelf"), Product(id="new", title="Kite")])
    catalogue.remove(["s1"])
    stamp = index.stamp
    third = refresh_index(catalogue, encoder, index)
    assert (third.embedded, third.reused, third.removed, index.count()) == (2, 11, 1, 13)
    assert index.stamp != stamp
    assert encoder.embedded[-2:] == ["Kite", "Walnut Shelf"]


def test_a_price_change_embeds_nothing(catalogue: Catalogue, encoder, index: VectorIndex) -> None:
    refresh_index(catalogue, encoder, index)
    catalogue.upsert([Product(id="new", title="Kite", price=1.0)])
    refresh_index(catalogue, encoder, index)
    catalogue.upsert([Product(id="new", title="Kite", price=2.0)])
    assert refresh_index(catalogue, encoder, index).embedded == 0


def test_interrupted_embedding_goes_on(catalogue: Catalogue, encoder, index: VectorIndex) -> None:
    catalogue.upsert(Product(id=f"n{n}", title=f"Filler {n}") for n in range(400))

    def pull_the_plug(done: int, _: int) -> None:
        raise KeyboardInterrupt(done)

    with pytest.raises(KeyboardInterrupt):
        refresh_index(catalogue, encoder, index, progress=pull_the_plug)
    assert index.stamp is None
    report = refresh_index(catalogue, encoder, index)
    assert (report.embedded, report.reused, index.count()) == (413 - 256, 256, 413)


def test_another_encoder_replaces_everything(catalogue: Catalogue, encoder, index: VectorIndex) -> None:
    refresh_index(catalogue, encoder, index)
    other = type(encoder)("other", 16)
    assert refresh_index(catalogue, other, index).embedded == 13
    assert len(index.search(other.encode(["red"])[0], 3)[0]) == 3


def test_reopened(tmp_path: Path, catalogue: Catalogue, encoder) -> None:
    index = ChromaIndex(tmp_path / "index")
    refresh_index(catalogue, encoder, index)
    stamp = index.stamp
    index.close()
    again = ChromaIndex(tmp_path / "index")
    assert (again.stamp, again.count(), again.trouble) == (stamp, 13, None)
    again.close()


def test_second_owner_is_told(tmp_path: Path) -> None:
    index = ChromaIndex(tmp_path / "index")
    code = (
        "import sys; from pathlib import Path; from retrieval.index import ChromaIndex; ChromaIndex(Path(sys.argv[1]))"
    )
    other = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "index")], capture_output=True, text=True, check=False
    )
    assert other.returncode != 0
    assert "IndexInUse" in other.stderr
    assert f"is in use by process {Path(tmp_path / 'index' / 'owner.pid').read_text().strip()}" in other.stderr
    with pytest.raises(IndexInUse, match="choose another"):
        ChromaIndex(tmp_path / "index")
    index.close()
    ChromaIndex(tmp_path / "index").close()


def _truncate(generation: Path) -> None:
    with (generation / "chroma.sqlite3").open("r+b") as file:
        file.truncate(8192)


def _remove(generation: Path) -> None:
    for path in sorted(generation.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    generation.rmdir()


def _spoil_pointer(generation: Path) -> None:
    (generation.parent / "current.json").write_text("{")


def _leave_half_written(generation: Path) -> None:
    pointer = json.loads((generation.parent / "current.json").read_text())
    (generation.parent / "current.json").write_text(json.dumps({**pointer, "stamp": None}))


def _lose_rows(generation: Path) -> None:
    pointer = json.loads((generation.parent / "current.json").read_text())
    (generation.parent / "current.json").write_text(json.dumps({**pointer, "count": 99}))


@pytest.mark.parametrize("damage", [_truncate, _remove, _spoil_pointer, _leave_half_written, _lose_rows])
def test_damage_is_survived_and_repaired(tmp_path: Path, catalogue: Catalogue, encoder, damage) -> None:
    index = ChromaIndex(tmp_path / "index")
    refresh_index(catalogue, encoder, index)
    index.close()
    damage(next((tmp_path / "index").glob("generation-*")))

    index = ChromaIndex(tmp_path / "index")
    assert index.stamp is None
    with pytest.raises(IndexBroken, match="built"):
        index.search(encoder.encode(["red"])[0], 3)
    searcher = Searcher(catalogue, encoder, index)
    assert searcher.search(SearchRequest("red leather backpack")).candidates[0].product.id == "b1"
    embedded = refresh_index(catalogue, encoder, index).embedded
    assert (embedded, index.count(), index.trouble) == (0, 13, None)
    assert len(list((tmp_path / "index").glob("generation-*"))) == 1
    index.close()


def test_a_failed_rebuild_leaves_the_old_index(tmp_path: Path) -> None:
    index = ChromaIndex(tmp_path / "index")
    index.replace(IDS, IDS, unit(40), "one")
    with pytest.raises(IndexBroken):
        index.replace(["a", "b"], ["1", "2"], np.full((2, 0), 0, np.float32), "two")
    assert (index.stamp, index.count()) == ("one", 40)
    assert len(list((tmp_path / "index").glob("generation-*"))) == 1
    index.close()


def test_a_full_disk_is_no_damage(tmp_path: Path) -> None:
    code = """
import resource, sys
from pathlib import Path
import numpy as np
from retrieval.index import ChromaIndex, IndexProblem
index = ChromaIndex(Path(sys.argv[1]))
index.replace(["a"], ["1"], np.eye(1, 8, dtype=np.float32), "one")
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))  # as on a full disk: what is larger cannot be written
try:
    index.update(["b"], ["2"], np.eye(1, 8, dtype=np.float32), [], "two")
except IndexProblem as problem:
    print(type(problem).__name__, problem)
found, _ = index.search(np.eye(1, 8, dtype=np.float32)[0], 1)
print(index.stamp, found, len([*Path(sys.argv[1]).glob("generation-*")]))
"""
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False)
    problem, still = done.stdout.splitlines()
    assert problem == (
        f"IndexProblem {tmp_path} cannot be written: File too large; "
        "free some space, correct its permissions, or choose another folder"
    )
    assert still == "one ('a',) 1"


def test_unwritable_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Exception, match="cannot be written"):
        ChromaIndex(tmp_path / "file" / "index")
