from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.commands import doctor
from assistant.commands.doctor import Finding


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of weights."""
    monkeypatch.setenv("SHOP_ASSISTANT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_an_empty_machine_is_described_and_left_as_it_is(run, tmp_path: Path, cache: Path) -> None:
    done = run("doctor", "--store", tmp_path / "store", "--json")
    report = json.loads(done.out)
    assert done.status == 0, done.err
    assert report["ok"]
    assert report["encoder"]["path"] is None
    assert "fetched on first use" in report["language_model"]["says"]
    assert report["database"]["products"] == 0
    assert report["index"]["state"] == "none"
    assert report["versions"]["torch"]
    assert not (tmp_path / "store").exists()
    assert not cache.exists()


def test_a_folder_without_a_model_is_a_problem(run, tmp_path: Path, cache: Path) -> None:
    done = run("doctor", "--store", tmp_path / "store", "--model", tmp_path, "--json")
    assert done.status == 1
    (problem,) = json.loads(done.out)["problems"]
    assert problem.startswith("language_model: ")
    assert "give a folder with config.json" in problem


def test_a_database_that_is_none_is_a_problem(run, tmp_path: Path, cache: Path) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "shop.sqlite3").write_bytes(b"no database at all, whatever its name says" * 99)
    done = run("doctor", "--store", tmp_path / "store", "--model", "none")
    assert done.status == 1
    assert "database        PROBLEM: " in done.out
    assert "Traceback" not in done.out + done.err


def test_a_check_that_breaks_is_a_finding() -> None:
    def broken() -> Finding:
        raise ImportError("libtorch.so: cannot open")

    finding = doctor._examine(broken)
    assert (finding.words, finding.works) == ("ImportError: libtorch.so: cannot open", False)
