"""Approximate search with Chroma, embedded, in a folder that one process owns.

The folder holds generations, each a complete index of its own, and ``current.json``, which names the one in
use. A rebuild fills a new generation and then switches the name in one step, so that a search sees the old
index or the new one. While an index is changed in place the name carries no stamp: what a crash leaves
half written is recognised at the next start and rebuilt.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from threading import RLock
from typing import Any, cast
from uuid import uuid4

import numpy as np
from filelock import FileLock, Timeout

from retrieval.index.protocol import Found, IndexBroken, IndexInUse, IndexProblem, Matrix

_PROBE_SECONDS = 60
_POINTER = "current.json"
_GENERATION = "generation-"


class ChromaIndex:
    """A persistent index; a missing or damaged one opens as an empty one without a stamp.

    What is on disk is examined in another process, which starts here and is waited for at the first use: a
    program can load everything else meanwhile.

    Args:
        folder: Created where it is missing. Nothing else may be kept in it.

    Raises:
        IndexInUse: Where another process, or another `ChromaIndex`, has the folder open.
        IndexProblem: Where the folder cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = RLock()  # a search never meets a generation that is being closed
        self._client: Any = None
        self._collection: Any = None
        self._stamp: str | None = None
        self._trouble: str | None = None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._owner = _own(folder)
        except OSError as error:
            raise IndexProblem(f"{folder} cannot be written: {error.strerror}; choose another folder") from error
        pointer = _read_pointer(folder)
        self._probe = _Probe(folder / pointer["generation"]) if pointer and pointer["stamp"] else None
        self._opened = False

    @property
    def stamp(self) -> str | None:
        """`stamp_of` the content; None where the index is empty, damaged or half written."""
        self._ready()
        return self._stamp

    @property
    def trouble(self) -> str | None:
        """Why the index on disk could not be used, or None; for the report of a health check."""
        self._ready()
        return self._trouble

    def count(self) -> int:
        """How many vectors there are; 0 where the index cannot be read."""
        self._ready()
        with self._lock:
            if self._collection is None:
                return 0
            from retrieval.index.store import damage_named

            with damage_named(self._folder):
                return int(self._collection.count())

    def search(self, vector: Matrix, k: int, allowed: Collection[str] | None = None) -> Found:
        """The `k` nearest of the allowed vectors; see `VectorIndex.search`."""
        from retrieval.index.store import damage_named, nearest

        self._ready()
        with self._lock:
            if self._collection is None:
                raise IndexBroken(f"the search index in {self._folder} is empty; it has to be built")
            with damage_named(self._folder):
                # The library fails on a repeated identifier, and on one that it does not hold.
                known = None if allowed is None else self._held(list(dict.fromkeys(allowed)))
                found = nearest(self._collection, vector, k, known)
        return tuple(id for _, id in found), 1 - np.array([distance for distance, _ in found], np.float32)

    def held(self) -> Mapping[str, str]:
        """The mark of every vector, by identifier."""
        self._ready()
        with self._lock:
            if self._collection is None:
                return {}
            from retrieval.index.store import damage_named, marks_in

            with damage_named(self._folder):
                return marks_in(self._collection)

    def replace(self, ids: Sequence[str], marks: Sequence[str], matrix: Matrix, stamp: str) -> None:
        """Builds a new generation beside the present one, then switches; see `VectorIndex.replace`."""
        from retrieval.index.store import collection_of, damage_named, open_client, write

        self._ready()
        name = f"{_GENERATION}{uuid4().hex[:12]}"
        with damage_named(self._folder):
            client = open_client(self._folder / name)
            try:
                collection = collection_of(client, create=True)
                write(collection, ids, marks, matrix)
            except BaseException:
                client.close()
                shutil.rmtree(self._folder / name, ignore_errors=True)
                raise
        with self._lock:
            self._shut()
            self._client, self._collection = client, collection
            self._point(name, stamp, len(ids))
            self._trouble = None
        self._sweep()

    def update(
        self, ids: Sequence[str], marks: Sequence[str], matrix: Matrix, removed: Collection[str], stamp: str
    ) -> None:
        """Changes the present generation in place; see `VectorIndex.update`."""
        from retrieval.index.store import damage_named, drop, write

        self._ready()
        with self._lock:
            pointer = _read_pointer(self._folder)
            if self._collection is None or pointer is None:
                raise IndexBroken(f"the search index in {self._folder} is empty; it has to be built")
            self._point(pointer["generation"], None, 0)
            with damage_named(self._folder):
                gone = self._held(list(dict.fromkeys(removed)))
                if gone:
                    drop(self._collection, gone)
                write(self._collection, ids, marks, matrix)
                self._point(pointer["generation"], stamp, int(self._collection.count()))

    def close(self) -> None:
        """Closes the files and lets another process own the folder."""
        with self._lock:
            if self._probe is not None:
                self._probe.stop()
            self._opened = True
            self._shut()
            self._owner.release()

    def _ready(self) -> None:
        with self._lock:
            if self._opened:
                return
            self._opened = True
            try:
                self._open()
            except IndexBroken as error:
                self._trouble = str(error)
                self._shut()
            self._sweep()

    def _held(self, ids: list[str]) -> list[str]:
        """Those of the identifiers that the index holds."""
        from retrieval.index.store import BATCH

        held: list[str] = []
        for start in range(0, len(ids), BATCH):
            held += self._collection.get(ids=ids[start : start + BATCH], include=[])["ids"]
        return held

    def _open(self) -> None:
        pointer = _read_pointer(self._folder)
        if pointer is None:
            return
        if self._probe is None:
            raise IndexBroken(f"the search index in {self._folder} was left half written; it has to be rebuilt")
        if self._probe.count() != pointer["count"]:
            raise IndexBroken(f"the search index in {self._folder} is damaged; it has to be rebuilt")
        from retrieval.index.store import collection_of, damage_named, open_client

        with damage_named(self._folder):
            self._client = open_client(self._folder / pointer["generation"])
            self._collection = collection_of(self._client, create=False)
        self._stamp = pointer["stamp"]

    def _point(self, generation: str, stamp: str | None, count: int) -> None:
        """Names the generation in use, in one step that a crash cannot halve."""
        self._stamp = None
        fresh = self._folder / f"{_POINTER}.new"
        with fresh.open("w", encoding="utf-8") as file:
            json.dump({"generation": generation, "stamp": stamp, "count": count}, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, self._folder / _POINTER)
        self._stamp = stamp

    def _shut(self) -> None:
        client, self._client, self._collection, self._stamp = self._client, None, None, None
        if client is not None:
            client.close()

    def _sweep(self) -> None:
        """Removes generations that are not in use, such as a crash leaves."""
        pointer = _read_pointer(self._folder)
        for path in self._folder.glob(f"{_GENERATION}*"):
            if pointer is None or path.name != pointer["generation"]:
                shutil.rmtree(path, ignore_errors=True)


def _own(folder: Path) -> FileLock:
    lock = FileLock(folder / "owner.lock")
    note = folder / "owner.pid"
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        owner = note.read_text("utf-8").strip() if note.exists() else "unknown"
        raise IndexInUse(
            f"the search index in {folder} is in use by process {owner}; "
            "stop that one, talk to it over HTTP, or choose another --store"
        ) from error
    note.write_text(f"{os.getpid()}\n", "utf-8")
    return lock


def _read_pointer(folder: Path) -> dict[str, Any] | None:
    """What is in use; None where nothing is, or where its name cannot be read."""
    try:
        pointer = json.loads((folder / _POINTER).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(pointer, dict):
        return None
    pointer = cast(dict[str, Any], pointer)
    if set(pointer) != {"generation", "stamp", "count"}:
        return None
    name = str(pointer["generation"])
    return pointer if name.startswith(_GENERATION) and Path(name).name == name else None


class _Probe:
    """Opens a generation in a process that may crash, beside whatever this one does meanwhile."""

    def __init__(self, generation: Path) -> None:
        self._process: subprocess.Popen[str] | None = None
        if generation.is_dir():  # the library would create an empty one
            command = [sys.executable, "-m", "retrieval.index.probe", str(generation)]
            self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)

    def count(self) -> int | None:
        """The number of vectors; None where the generation cannot be read."""
        if self._process is None:
            return None
        try:
            printed, _ = self._process.communicate(timeout=_PROBE_SECONDS)
        except subprocess.TimeoutExpired:
            self.stop()
            return None
        last = printed.strip().splitlines()[-1:]
        return int(last[0]) if self._process.returncode == 0 and last and last[0].isdigit() else None

    def stop(self) -> None:
        """Ends the process where it still runs."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.communicate()
