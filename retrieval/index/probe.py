"""Opens an index in a process of its own, because a damaged one can end the process that touches it.

Run as ``python -m retrieval.index.probe FOLDER``: prints the number of vectors and exits with 0 where the
index answers a query. No other exit status means anything but "damaged".
"""

from __future__ import annotations

import sys
from pathlib import Path


def main(folder: Path) -> int:
    """Counts, reads one vector and finds it again.

    Args:
        folder: Chroma's folder.

    Returns:
        The exit status.
    """
    from retrieval.index.store import open_collection  # the import is the slow part, and only needed here

    with open_collection(folder) as collection:
        count = collection.count()
        if count:
            one = collection.peek(limit=1)
            found = collection.query(query_embeddings=one["embeddings"], n_results=1, include=[])
            if not found["ids"][0]:
                return 1
        sys.stdout.write(f"{count}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
