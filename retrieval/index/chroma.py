"""Approximate search with Chroma, embedded, in a folder that one process owns.

The folder holds sealed generations and ``current.json``, which names the one in use (see `generations`).
Every change, large or small, is made in a working copy that nobody searches; once it is whole it is sealed,
pointed to and searched from then on. A search sees the old content or the new one, and so does a restart.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Collection, Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock, RLock
from typing import Any

import numpy as np
from filelock import FileLock, Timeout

from retrieval.index.generations import (
    GENERATION,
    WORKING,
    Sealed,
    clear,
    new_folder,
    read_note,
    read_pointer,
    seal,
    sweep,
    unseal,
    write_pointer,
)
from retrieval.index.probe import Probe
from retrieval.index.protocol import Found, IndexBroken, IndexInUse, IndexProblem, Matrix

_UNWRITABLE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM})


class ChromaIndex:
    """A persistent index; a missing or damaged one opens as an empty one without a stamp.

    What is on disk is examined in another process, which starts here and is waited for at the first use: a
    program can load everything else meanwhile. Any number of threads may search while one writes.

    Args:
        folder: Created where it is missing. Nothing else may be kept in it.

    Raises:
        IndexInUse: Where another process, or another `ChromaIndex`, has the folder open.
        IndexProblem: Where the folder cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = RLock()  # held for moments, and while the examination is waited for
        self._changing = Lock()  # held while a new generation is made
        self._serving: _Serving | None = None
        self._trouble: str | None = None
        self._probe: Probe | None = None
        self._sealed: Sealed | None = None
        self._working = new_folder(folder, WORKING)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._owner = _own(folder)
        except OSError as error:
            raise IndexProblem(f"{folder} cannot be written: {error.strerror}; choose another folder") from error
        try:
            self._examine()
        except BaseException:
            self._owner.release()
            raise

    @property
    def stamp(self) -> str | None:
        """`stamp_of` the content; None where the index is empty or damaged."""
        self._ready()
        serving = self._serving
        return None if serving is None else serving.stamp

    @property
    def trouble(self) -> str | None:
        """Why the index on disk could not be used, or None; for the report of a health check."""
        self._ready()
        return self._trouble

    def count(self) -> int:
        """How many vectors there are; 0 where the index cannot be read."""
        if self.stamp is None:
            return 0
        with self._reading() as collection:
            return int(collection.count())

    def search(self, vector: Matrix, k: int, allowed: Collection[str] | None = None) -> Found:
        """The `k` nearest of the allowed vectors; see `VectorIndex.search`."""
        from retrieval.index.store import held_in, nearest

        with self._reading() as collection:
            # The library fails on a repeated identifier, and on one that it does not hold.
            known = None if allowed is None else held_in(collection, list(dict.fromkeys(allowed)))
            found = nearest(collection, vector, k, known)
        return tuple(id for _, id in found), 1 - np.array([distance for distance, _ in found], np.float32)

    def held(self) -> Mapping[str, str]:
        """The mark of every vector, by identifier."""
        if self.stamp is None:
            return {}
        from retrieval.index.store import marks_in

        with self._reading() as collection:
            return marks_in(collection)

    def replace(self, ids: Sequence[str], marks: Sequence[str], matrix: Matrix, stamp: str) -> None:
        """Builds a new generation beside the present one, then switches; see `VectorIndex.replace`."""
        from retrieval.index.store import open_collection, write

        with self._making() as working:
            with open_collection(working, create=True) as collection:
                write(collection, ids, marks, matrix)
            self._publish(working, stamp, len(ids))

    def update(
        self, ids: Sequence[str], marks: Sequence[str], matrix: Matrix, removed: Collection[str], stamp: str
    ) -> None:
        """Changes a copy of the present generation, then switches; see `VectorIndex.update`."""
        from retrieval.index.store import drop, held_in, open_collection, write

        with self._making() as working:
            if self._sealed is None:
                raise IndexBroken(self._empty())
            unseal(self._folder, self._sealed, working)
            with open_collection(working) as collection:
                gone = held_in(collection, list(dict.fromkeys(removed)))
                changed = set(held_in(collection, list(ids))).difference(gone)
                count = int(collection.count()) - len(gone) + len(ids) - len(changed)
                drop(collection, gone)
                write(collection, ids, marks, matrix)
            self._publish(working, stamp, count)

    def close(self) -> None:
        """Closes the files and lets another process own the folder."""
        with self._changing:
            with self._lock:
                probe, self._probe, self._sealed = self._probe, None, None
            if probe is not None:
                probe.stop()
            self._switch(None, None)
            sweep(self._folder, WORKING)
            self._owner.release()

    def _examine(self) -> None:
        """Sets the probe on what the pointer names, and removes what a crash left beside it."""
        sweep(self._folder, WORKING)
        try:
            self._sealed = read_pointer(self._folder)
        except IndexBroken as error:
            self._trouble = str(error)
        self._sweep_generations()
        if self._sealed is not None:
            self._probe = Probe(self._folder, self._sealed, self._working)

    def _ready(self) -> None:
        """Waits for the probe, once, and opens what it found whole."""
        with self._lock:
            probe, self._probe = self._probe, None
            if probe is None or self._sealed is None:
                return
            from retrieval.index.store import damage_named

            try:
                probe.check()
                with damage_named(self._folder):
                    self._serving = _Serving(self._working, self._sealed.stamp)
            except IndexProblem as error:
                self._trouble, self._sealed = str(error), None
                sweep(self._folder, WORKING)

    @contextmanager
    def _reading(self) -> Generator[Any]:
        """The collection in use, which stays open until the block is left, whatever is switched to meanwhile."""
        from retrieval.index.store import damage_named

        self._ready()
        with self._lock:
            serving = self._serving
            if serving is None:
                raise IndexBroken(self._empty())
            serving.readers += 1
        try:
            with damage_named(self._folder):
                yield serving.collection
        finally:
            with self._lock:
                serving.readers -= 1
                idle = self._idle(serving)
            if idle:
                serving.close()

    @contextmanager
    def _making(self) -> Generator[Path]:
        """A folder for a new working copy, for one thread at a time; removed again where it comes to nothing."""
        from retrieval.index.store import damage_named

        self._ready()
        with self._changing:
            working = new_folder(self._folder, WORKING)
            try:
                with damage_named(self._folder):
                    yield working
            except BaseException as error:
                shutil.rmtree(working, ignore_errors=True)
                self._sweep_generations()
                cause = error.__cause__
                if isinstance(cause, OSError) and cause.errno in _UNWRITABLE:  # a rebuild would fail as well
                    remedy = "free some space, correct its permissions, or choose another folder"
                    raise IndexProblem(f"{self._folder} cannot be written: {cause.strerror}; {remedy}") from cause
                raise

    def _publish(self, working: Path, stamp: str, count: int) -> None:
        """Seals a working copy that the library has closed, and lets every later search use it."""
        generation = new_folder(self._folder, GENERATION)
        sealed = Sealed(generation.name, stamp, count, seal(working, generation))
        serving = _Serving(working, stamp)
        found = serving.count()
        if found != count:
            serving.close()
            raise IndexBroken(f"the search index in {self._folder} kept {found:,} of {count:,} vectors")
        write_pointer(self._folder, sealed)
        self._switch(serving, sealed)
        self._sweep_generations()

    def _switch(self, serving: _Serving | None, sealed: Sealed | None) -> None:
        with self._lock:
            before, self._serving = self._serving, serving
            self._sealed, self._trouble = sealed, None
            idle = before is not None and self._idle(before)
        if before is not None and idle:
            before.close()

    def _idle(self, serving: _Serving) -> bool:
        """Whether nobody uses a copy any more; who finds that, be it the last reader, closes it."""
        return serving is not self._serving and not serving.readers

    def _sweep_generations(self) -> None:
        """Removes those that the pointer does not name; it alone tells what a restart will use."""
        try:
            named = read_pointer(self._folder)
        except IndexBroken:
            named = None
        sweep(self._folder, GENERATION, None if named is None else named.generation)

    def _empty(self) -> str:
        return f"the search index in {self._folder} is empty; it has to be built"


class _Serving:
    """A working copy that the library has open, and how many read from it at this moment."""

    def __init__(self, folder: Path, stamp: str) -> None:
        from retrieval.index.store import collection_of, open_client

        self.stamp = stamp
        self.readers = 0
        self._folder = folder
        self._client = open_client(folder)
        try:
            self.collection = collection_of(self._client, create=False)
        except BaseException:
            self._client.close()
            raise

    def count(self) -> int:
        """How many vectors the library finds in it."""
        return int(self.collection.count())

    def close(self) -> None:
        """Frees the files and removes them."""
        self._client.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def _own(folder: Path) -> FileLock:
    place, note = folder / "owner.lock", folder / "owner.pid"
    clear(place)
    clear(note)
    lock = FileLock(place)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        owner = (read_note(note) or b"").decode("ascii", "replace").strip()
        raise IndexInUse(
            f"the search index in {folder} is in use by process {owner if owner.isdigit() else 'unknown'}; "
            "stop that one, talk to it over HTTP, or choose another --store"
        ) from error
    note.write_text(f"{os.getpid()}\n", "utf-8")
    return lock
