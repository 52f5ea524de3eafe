"""Opens an index in a process of its own, because a damaged one can end the process that touches it.

Run as ``python -m retrieval.index.probe FOLDER WORKING``: makes a working copy of the generation in use, and
exits with 0 where every byte of it is as it was sealed and the copy answers a query. Any other exit status
means "damaged"; what was printed says why, unless the process was ended.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from retrieval.index.generations import Sealed, broken, check_sizes, read_pointer, unseal
from retrieval.index.protocol import IndexBroken

_SECONDS, _BYTES_A_SECOND = 60, 20_000_000
_MEMORY, _MEMORY_A_CORE = 1 << 30, 64 << 20
_MEMORY_FOR_BYTES = 4
_ADDRESSES = 4
"""Address space that is reserved for each byte in use, at most: every thread sets some aside."""


class Probe:
    """The process, and how long it is waited for; it runs beside whatever this one does meanwhile.

    Args:
        folder: The index's.
        sealed: The generation that the pointer names.
        working: Where the copy is to be; made by the process.
    """

    def __init__(self, folder: Path, sealed: Sealed, working: Path) -> None:
        self._folder = folder
        self._seconds = seconds_for(sealed.size)
        command = [sys.executable, "-m", "retrieval.index.probe", str(folder), str(working)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )

    def check(self) -> None:
        """Waits for the answer.

        Raises:
            IndexBroken: Where the index cannot be relied on.
        """
        try:
            printed, _ = self._process.communicate(timeout=self._seconds)
        except subprocess.TimeoutExpired as error:
            self.stop()
            raise IndexBroken(broken(self._folder, f"no answer within {self._seconds} seconds")) from error
        status = self._process.returncode
        if status:
            why = printed.strip().splitlines()[-1:] or [f"examining it ended with status {status}"]
            raise IndexBroken(why[0])

    def stop(self) -> None:
        """Ends the process where it still runs."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.communicate()


def seconds_for(size: int) -> int:
    """How long examining an index of so many bytes may take."""
    return _SECONDS + size // _BYTES_A_SECOND


def bound(size: int) -> None:
    """Limits what this process may use; whatever wants more than an index of `size` bytes needs is ended."""
    memory = _MEMORY + _MEMORY_A_CORE * (os.cpu_count() or 1) + _MEMORY_FOR_BYTES * size
    if hasattr(signal, "alarm"):
        signal.alarm(seconds_for(size))  # also where nobody waits any more, because the parent was killed
    try:
        import resource
    except ImportError:  # not on Windows
        return
    for kind, limit in ((resource.RLIMIT_DATA, memory), (resource.RLIMIT_AS, _ADDRESSES * memory)):
        _, most = resource.getrlimit(kind)
        allowed = limit if most == resource.RLIM_INFINITY else min(limit, most)
        try:
            resource.setrlimit(kind, (allowed, most))
        except (ValueError, OSError):
            continue  # not every system lets every limit be set


def main(folder: Path, working: Path) -> int:
    """Checks the bytes, counts, reads one vector and finds it again.

    Args:
        folder: The index's.
        working: Where the copy is to be.

    Returns:
        The exit status.
    """
    try:
        sealed = read_pointer(folder)
        if sealed is None:
            return 1
        check_sizes(folder, sealed)  # before a size is believed
        bound(sealed.size)
        unseal(folder, sealed, working)
        from retrieval.index.store import damage_named, open_collection  # slow, and only here needed

        with damage_named(folder), open_collection(working) as collection:
            count = int(collection.count())
            if count != sealed.count:
                raise IndexBroken(broken(folder, f"{count:,} vectors instead of {sealed.count:,}"))
            if count:
                one = collection.peek(limit=1)
                found = collection.query(query_embeddings=one["embeddings"], n_results=1, include=[])
                if not found["ids"][0]:
                    raise IndexBroken(broken(folder, "it finds nothing"))
    except IndexBroken as error:
        print(error)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), Path(sys.argv[2])))
