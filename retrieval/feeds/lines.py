"""The lines of a text file in bounded memory, whatever its encoding."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from retrieval.feeds.rows import FeedError

LONGEST_LINE = 32 * 1024 * 1024
"""Characters; a longer line is read past, not held."""

_HEAD = 64 * 1024
_BYTE_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_KNOWN_BINARIES = (
    (b"PK\x03\x04", "a workbook, or an archive without web pages; export the sheet as CSV, or unpack the archive"),
    (b"\xd0\xcf\x11\xe0", "an Excel workbook; export the sheet as CSV"),
    (b"\x1f\x8b", "compressed with gzip; unpack it with gunzip"),
    (b"PAR1", "a Parquet file; export it as JSON lines or CSV"),
    (b"%PDF", "a PDF document; export the products as CSV"),
    (b"SQLite format 3\0", "an SQLite database; export the products as CSV"),
)
_NOT_UTF8 = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file.

    Attributes:
        number: The first line is 1.
        text: With its line end; empty where the line was too long to hold.
        overlong: The line was longer than `LONGEST_LINE`.
        note: What had to be repaired to read it, or ``None``.
    """

    number: int
    text: str
    overlong: bool = False
    note: str | None = None


def read_head(path: Path) -> str:
    """Returns the beginning of the file as text, for guessing its format.

    Raises:
        FeedError: Where the file is missing, empty, not a plain file, not readable or not text.
    """
    if not path.exists():
        raise FeedError(f"{path} does not exist; give the path or address of a catalogue feed")
    if not path.is_file():
        kind = "a folder without web pages (.html, .json)" if path.is_dir() else "not a plain file"
        raise FeedError(f"{path} is {kind}; give the path or address of a catalogue feed")
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise FeedError(f"{path} cannot be read: {error.strerror}; correct its permissions or copy it") from error
    if not head.strip(b"\xef\xbb\xbf \t\r\n\0"):
        raise FeedError(f"{path} is empty; a feed holds one product a line (JSONL), or a header and rows (CSV)")
    for magic, what in _KNOWN_BINARIES:
        if head.startswith(magic):
            raise FeedError(f"{path} is {what}")
    encoding = _encoding(head)
    controls = sum(byte < 9 or 13 < byte < 32 for byte in head)
    if encoding != "utf-16" and controls > len(head) // 10 + 1:
        raise FeedError(f"{path} is not text; save the feed as UTF-8 text, JSONL or CSV")
    return head.decode(encoding, errors="replace")


def read_lines(path: Path) -> Iterator[Line]:
    """Yields the lines of a text file: UTF-8 with or without its mark, UTF-16 with its mark.

    Bytes that are not UTF-8 are read as Windows-1252, which is what they are in practice, and noted.

    Raises:
        FeedError: Where reading fails half-way.
    """
    try:
        with path.open("rb") as file:
            encoding = _encoding(file.read(4))
        errors = "replace" if encoding == "utf-16" else "surrogateescape"
        with path.open(encoding=encoding, errors=errors, newline="") as file:
            number = 0
            while text := file.readline(LONGEST_LINE):
                number += 1
                if len(text) < LONGEST_LINE or text.endswith(("\n", "\r")):
                    yield _line(number, text)
                    continue
                while (rest := file.readline(LONGEST_LINE)) and not rest.endswith(("\n", "\r")):
                    pass
                yield Line(number, "", overlong=True)
    except OSError as error:
        raise FeedError(f"{path} cannot be read to its end: {error.strerror}; copy it and try again") from error


def _encoding(head: bytes) -> str:
    return next((encoding for mark, encoding in _BYTE_MARKS if head.startswith(mark)), "utf-8")


def _line(number: int, text: str) -> Line:
    if text.isascii() or _NOT_UTF8.search(text) is None:
        return Line(number, text)
    repaired = _NOT_UTF8.sub(lambda match: bytes((ord(match[0]) - 0xDC00,)).decode("cp1252", "replace"), text)
    return Line(number, repaired, note="was not UTF-8; read as Windows-1252; save the feed as UTF-8")
