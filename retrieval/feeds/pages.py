"""Saved pages: one file, a folder of them, or a zip archive."""

from __future__ import annotations

import os
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from retrieval.feeds.rows import FeedError

LARGEST_PAGE = 64 * 1024 * 1024
"""Bytes; a larger page is passed by."""

_HTML = (".html", ".htm", ".xhtml")
_JSON = (".json", ".jsonld")
_LINES = (".jsonl", ".ndjson")
_SUFFIXES = _HTML + _JSON
_CHARSET = re.compile(rb"""charset\s*=\s*["']?([A-Za-z0-9._-]+)""", re.IGNORECASE)
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_BEGIN_OF_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Page:
    """One page.

    Attributes:
        name: Its path in the folder or archive; empty for a single file.
        text: ``None`` where it cannot be read.
        problem: Why it cannot be read.
    """

    name: str
    text: str | None
    problem: str | None = None


def holds_pages(path: Path) -> bool:
    """Whether `path` is a folder or a zip archive with a web page or JSON file in it."""
    try:
        if path.is_dir():
            return next(_files(path), None) is not None
        return _is_archive(path) and any(_is_page(name) for name in _names(path))
    except (OSError, zipfile.BadZipFile, NotImplementedError):
        return False


def read_pages(path: Path) -> Iterator[Page]:
    """Yields the pages of a file, of a folder and the folders in it, or of a zip archive, by name.

    Raises:
        FeedError: The file or archive cannot be read at all.
    """
    try:
        if path.is_dir():
            for file in _files(path):
                yield _page(file, str(file.relative_to(path)))
        elif _is_archive(path):
            yield from _unpacked(path)
        elif path.suffix.lower() in _LINES:
            yield from _lines(path)
        else:
            yield _page(path, "")
    except (OSError, zipfile.BadZipFile, NotImplementedError) as error:
        raise FeedError(f"{path} cannot be read: {error}; save the pages again") from error


def _lines(path: Path) -> Iterator[Page]:
    """A line is a page: JSON lines of schema.org objects."""
    from retrieval.feeds.lines import read_lines

    for line in read_lines(path):
        name = f"line {line.number}"
        if line.overlong:
            yield Page(name, None, "is too long to be read; left out")
        elif line.text.strip("\ufeff\0 \t\r\n"):
            yield Page(name, line.text)


def _files(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):  # links to folders are not followed
        folders.sort()
        for name in sorted(names):
            file = Path(place) / name
            if _is_page(name) and file.is_file():
                yield file


def _page(file: Path, name: str) -> Page:
    try:
        if file.stat().st_size > LARGEST_PAGE:
            return Page(name, None, _too_large(file.stat().st_size))
        return Page(name, _decoded(file.read_bytes()))
    except OSError as error:
        return Page(name, None, f"cannot be read: {error.strerror}; left out; correct its permissions")


def _unpacked(path: Path) -> Iterator[Page]:
    with zipfile.ZipFile(path) as archive:
        for name in sorted(filter(_is_page, archive.namelist())):
            try:
                with archive.open(name) as file:
                    data = file.read(LARGEST_PAGE + 1)  # what the archive says of its size need not be true
            except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, NotImplementedError) as error:
                yield Page(name, None, f"cannot be unpacked ({error}); left out; pack it again without a password")
                continue
            if len(data) > LARGEST_PAGE:
                yield Page(name, None, _too_large(archive.getinfo(name).file_size))
            else:
                yield Page(name, _decoded(data))


def _is_archive(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) == _BEGIN_OF_ZIP


def _names(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    return [] if "[Content_Types].xml" in names else names  # a workbook


def _is_page(name: str) -> bool:
    base = name.rpartition("/")[2]
    return name.lower().endswith(_SUFFIXES) and not base.startswith(".") and not name.startswith("__MACOSX/")


def _too_large(size: int) -> str:
    return f"has {size:,} bytes, and {LARGEST_PAGE:,} are read at most; left out; split it, or send JSON lines"


def _decoded(data: bytes) -> str:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, "replace")
    try:
        return data.decode()
    except UnicodeDecodeError:
        stated = _CHARSET.search(data[:4096])
        try:
            return data.decode(stated[1].decode() if stated else "cp1252", "replace")
        except LookupError:
            return data.decode("cp1252", "replace")
