"""What an index keeps on disk: sealed generations, working copies of them, and the pointer to the one in use.

The library writes into its files even when it is only asked to read, and a kill can halve such a write. So
what it opens is a working copy, and what a restart relies on is a sealed generation: written once, never
opened by the library, and known byte for byte to the pointer, which is switched in one step.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any, cast
from uuid import uuid4

from retrieval.index.protocol import IndexBroken

POINTER = "current.json"
GENERATION = "generation-"
WORKING = "working-"

_CHUNK = 1 << 20
_LARGEST_NOTE = 1 << 20
"""A pointer names a handful of files. What claims to be larger is not read, whatever fills it."""

FileMark = tuple[int, str]
"""Size in bytes and digest of a file."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A generation as the pointer knows it.

    Attributes:
        generation: Name of its folder.
        stamp: `retrieval.index.stamp_of` its content.
        count: How many vectors it holds.
        files: Every file in it, by its path with forward slashes.
    """

    generation: str
    stamp: str
    count: int
    files: Mapping[str, FileMark]

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(size for size, _ in self.files.values())


def new_folder(folder: Path, prefix: str) -> Path:
    """A path in `folder` that nothing has yet."""
    return folder / f"{prefix}{uuid4().hex[:12]}"


def read_note(path: Path) -> bytes | None:
    """A small regular file's content; None where there is nothing of that kind.

    A pipe would make the reader wait for ever, and a file of a hundred gigabytes would fill the memory.
    """
    try:
        found = path.lstat()
        if not stat.S_ISREG(found.st_mode) or found.st_size > _LARGEST_NOTE:
            return None
        return path.read_bytes()
    except OSError:
        return None


def clear(path: Path) -> None:
    """Removes whatever has a name that a file is about to be given, unless it is a regular file."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if stat.S_ISDIR(mode):
        shutil.rmtree(path)
    elif not stat.S_ISREG(mode):
        path.unlink()


def read_pointer(folder: Path) -> Sealed | None:
    """What is in use; None where nothing ever was.

    Raises:
        IndexBroken: Where the pointer is there and says nothing that can be relied on.
    """
    path = folder / POINTER
    if not os.path.lexists(path):
        return None
    content = read_note(path)
    try:
        sealed = _parsed(json.loads(content)) if content is not None else None
    except (ValueError, RecursionError):
        sealed = None
    if sealed is None:
        raise IndexBroken(broken(folder, f"{POINTER} cannot be read"))
    return sealed


def write_pointer(folder: Path, sealed: Sealed) -> None:
    """Names the generation in use, in one step that a crash cannot halve."""
    fresh, path = folder / f"{POINTER}.new", folder / POINTER
    clear(fresh)
    clear(path)
    fields = {
        "generation": sealed.generation,
        "stamp": sealed.stamp,
        "count": sealed.count,
        "files": {name: list(mark) for name, mark in sealed.files.items()},
    }
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(fields, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)


def seal(working: Path, generation: Path) -> Mapping[str, FileMark]:
    """Copies a folder that the library has closed; returns what was copied.

    Nothing is flushed to the disk: should a power cut lose a part, the digests tell, and a cache is rebuilt.
    """
    files: dict[str, FileMark] = {}
    for path in sorted(working.rglob("*")):
        if path.is_file():
            name = path.relative_to(working).as_posix()
            files[name] = _copy(path, generation / name)
    return MappingProxyType(files)


def check_sizes(folder: Path, sealed: Sealed) -> None:
    """Makes sure that a generation consists of the files it was sealed with, without reading them.

    Raises:
        IndexBroken: Where a file is missing, is of another kind, or is longer or shorter than it was.
    """
    generation = folder / sealed.generation
    for name, (size, _) in sealed.files.items():
        try:
            found = (generation / name).lstat()
        except OSError as error:
            raise IndexBroken(broken(folder, f"{name} is missing")) from error
        if not stat.S_ISREG(found.st_mode):
            raise IndexBroken(broken(folder, f"{name} is no file"))
        if found.st_size != size:
            raise IndexBroken(broken(folder, f"{name} has {found.st_size:,} bytes instead of {size:,}"))


def unseal(folder: Path, sealed: Sealed, working: Path) -> None:
    """Makes a working copy of a generation.

    Raises:
        IndexBroken: Where a single byte of it is not as it was sealed.
        OSError: Where the copy cannot be written.
    """
    check_sizes(folder, sealed)
    working.mkdir()
    for name, mark in sealed.files.items():
        if _copy(folder / sealed.generation / name, working / name) != mark:
            raise IndexBroken(broken(folder, f"{name} is not as it was written"))


def sweep(folder: Path, prefix: str, keep: str | None = None) -> None:
    """Removes what a crash leaves: everything with this prefix but one."""
    for path in folder.glob(f"{prefix}*"):
        if path.name == keep:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def broken(folder: Path, reason: str) -> str:
    """The one line about a damaged index."""
    return f"the search index in {folder} is damaged ({reason}); it has to be rebuilt"


def _copy(source: Path, target: Path) -> FileMark:
    digest, size = blake2b(digest_size=16), 0
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as reading, target.open("wb") as writing:
        while chunk := reading.read(_CHUNK):
            digest.update(chunk)
            writing.write(chunk)
            size += len(chunk)
    return size, digest.hexdigest()


def _parsed(content: object) -> Sealed | None:
    """A pointer's fields, where each is what it has to be: a path in it must not lead out of the folder."""
    if not isinstance(content, dict):
        return None
    fields = cast(dict[str, Any], content)
    match fields:
        case {"generation": str(generation), "stamp": str(stamp), "count": int(count), "files": dict(listed)}:
            pass
        case _:
            return None
    if not generation.startswith(GENERATION) or not _plain(generation) or "/" in generation:
        return None
    files: dict[str, FileMark] = {}
    for name, mark in cast(dict[str, Any], listed).items():
        match mark:
            case [int(size), str(digest)] if _plain(name):
                files[name] = (size, digest)
            case _:
                return None
    return Sealed(generation, stamp, count, MappingProxyType(files))


def _plain(name: str) -> bool:
    path = PurePosixPath(name)
    return bool(name) and not path.is_absolute() and not {"..", "."} & set(path.parts) and "\0" not in name
