"""What a feed format is: the seam behind which every further format is one new file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from retrieval.feeds.rows import Record, Rejected


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write a catalogue down.

    Attributes:
        name: As the command line knows it.
        summary: What such a file looks like, in a few words.
        recognises: From the path and the first 64 KiB of text, whether a file is written this way.
        records: Yields each row as the file holds it, or rejects it; raises `FeedError` where no row can be
            found at all. It streams: memory does not grow with the file. Rows that make up a product together
            carry a `Part`, and need not stand beside each other.
    """

    name: str
    summary: str
    recognises: Callable[[Path, str], bool]
    records: Callable[[Path], Iterator[Record | Rejected]]
