"""The entries of an XML feed one by one, in bounded memory, however the file is broken."""

from __future__ import annotations

import codecs
import html.entities
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from retrieval.feeds.rows import FeedError

LONGEST_TEXT = 1024 * 1024
"""Characters of one element that are kept; a product's text is cut far below it."""

MOST_ELEMENTS = 10_000
"""Elements of one entry that are kept."""

_LONGEST_ENTRY = 16 * LONGEST_TEXT
_LONGEST_TAG = 16 * 1024 * 1024  # bytes that may be waiting for their tag to close
_CHUNK = 256 * 1024
_DEEPEST = 100
_DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# What no XML may hold, and exporters write all the same.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(slots=True)
class Element:
    """An element as it is being read.

    Attributes:
        name: As written, with its prefix.
        attributes: By name as written.
        text: Of the element itself, without that of the elements in it.
        children: In the order of the file.
    """

    name: str
    attributes: dict[str, str]
    text: str = ""
    children: list[Element] = field(default_factory=list["Element"])


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the feed, or what stands in its place.

    Attributes:
        element: Whole; ``None`` where it is broken.
        problem: What is wrong where it is broken.
        root: Attributes of the feed's first element.
    """

    element: Element | None
    problem: str | None
    root: dict[str, str]


class _Unsafe(Exception):
    """The file declares entities; caught in this module."""


def read_entries(path: Path, names: frozenset[str]) -> Iterator[Entry]:
    """Yields every element of one of `names`, the outermost where they are nested.

    A file that is no well-formed XML, as one with a bare ``&``, costs the entry in which it is broken: reading goes
    on at the next one. Entities of HTML are read; documents that declare entities of their own are refused, since
    a few lines of them can fill any memory.

    Args:
        path: A file.
        names: Of the entries, without prefix.

    Raises:
        FeedError: The file cannot be read, or declares entities.
    """
    beginning = re.compile(rb"<(?:[\w.-]+:)?(?:" + "|".join(sorted(names)).encode() + rb")[\s>/]")
    reader = _Reader(names)
    skipping = False
    rest = b""
    try:
        for chunk in _utf8(path):
            data = rest + chunk
            rest = b""
            while data:
                if skipping:
                    found = beginning.search(data)
                    if found is None:
                        rest = data[-64:]  # a beginning may be cut in two
                        break
                    data, skipping = data[found.start() :], False
                    reader = reader.again()
                before = reader.position
                problem = reader.feed(data)
                yield from reader.take()
                if problem is None:
                    break
                if reader.inside or problem.waiting:
                    yield Entry(None, problem.words, reader.root)
                # At least one byte further, or the same mistake would be met again.
                data = data[max(1, problem.position - before) :]
                skipping = True
        if not skipping:
            problem = reader.end()
            if problem is not None and reader.inside:
                yield Entry(None, problem.words, reader.root)
    except _Unsafe:
        remedy = "declares entities of its own, which a feed has no need of; remove its DOCTYPE"
        raise FeedError(f"{path} {remedy}") from None
    except OSError as error:
        raise FeedError(f"{path} cannot be read to its end: {error.strerror}; copy it and try again") from error


@dataclass(frozen=True, slots=True)
class _Broken:
    """Why the file cannot be read on, how many of its bytes into the reader that is, and whether a tag stayed open."""

    words: str
    position: int
    waiting: bool = False


class _Reader:
    """An expat parser that keeps only the entry it is in."""

    def __init__(self, names: frozenset[str], root: dict[str, str] | None = None) -> None:
        self.root: dict[str, str] = {} if root is None else root
        self._names = names
        self._known_root = root is not None
        self._open: list[Element] = []
        self._texts: list[list[str]] = []
        self._size = 0  # of the element
        self._total = 0  # of the entry
        self._count = 0
        self._depth = 0
        self._done: list[Entry] = []
        self._offset = 0
        self.position = 0
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.EntityDeclHandler = self._refuse
        # Lets expat pass by entities that nothing declares, such as &nbsp;, instead of ending there.
        parser.UseForeignDTD(True)
        parser.ExternalEntityRefHandler = self._external
        parser.SkippedEntityHandler = self._skipped
        self._parser = parser
        if root is not None:
            parser.Parse(b"<feed>", False)
            self._offset = len(b"<feed>")

    @property
    def inside(self) -> bool:
        """Whether an entry has begun and not ended."""
        return bool(self._open)

    def again(self) -> _Reader:
        """Returns a reader for what follows a mistake."""
        return _Reader(self._names, self.root)

    def feed(self, data: bytes) -> _Broken | None:
        """Reads on; returns where and why it cannot."""
        try:
            self._parser.Parse(data, False)
        except expat.ExpatError as error:
            return self._broken(error)
        self.position += len(data)
        if self.position + self._offset - self._parser.CurrentByteIndex > _LONGEST_TAG:
            return _Broken(f"holds a tag of more than {_LONGEST_TAG:,} bytes; left out; close it", self.position, True)
        return None

    def end(self) -> _Broken | None:
        """Reads to the end."""
        try:
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            return self._broken(error)
        return None

    def take(self) -> list[Entry]:
        """Returns the entries that were read since."""
        done, self._done = self._done, []
        return done

    def _broken(self, error: expat.ExpatError) -> _Broken:
        why = expat.ErrorString(error.code)
        remedy = "left out; write & as &amp;, < as &lt;, and close every element"
        return _Broken(f"is no well-formed XML: {why}; {remedy}", self._parser.ErrorByteIndex - self._offset)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if not self._known_root:
            self.root, self._known_root = attributes, True
        plain = name.rpartition(":")[2]
        if not self._open:
            if plain in self._names:
                self._begin(name, attributes)
                self._total = self._count = self._depth = 0
            return
        self._depth += 1
        self._count += 1
        if self._depth <= _DEEPEST and self._count <= MOST_ELEMENTS:
            self._begin(name, attributes)

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        self._open.append(Element(name, attributes))
        self._texts.append([])
        self._size = 0

    def _text(self, text: str) -> None:
        if self._texts and self._size < LONGEST_TEXT and self._total < _LONGEST_ENTRY:
            self._texts[-1].append(text)
            self._size += len(text)
            self._total += len(text)

    def _end(self, name: str) -> None:
        if not self._open:
            return
        if self._open[-1].name != name or self._depth != len(self._open) - 1:
            self._depth -= 1  # the end of an element that was too much
            return
        self._depth -= 1
        element = self._open.pop()
        element.text = "".join(self._texts.pop())
        if self._open:
            self._open[-1].children.append(element)
        else:
            self._done.append(Entry(element, None, self.root))

    def _refuse(self, *declaration: object) -> None:
        raise _Unsafe

    def _external(self, context: str, base: str | None, system: str | None, public: str | None) -> int:
        return 1  # nothing is ever fetched

    def _skipped(self, name: str, is_parameter: bool) -> None:
        if not is_parameter:
            self._text(html.entities.html5.get(f"{name};", f"&{name};"))


def _utf8(path: Path) -> Iterator[bytes]:
    """Yields the file in UTF-8, whatever its encoding, without the characters that no XML may hold."""
    with path.open("rb") as file:
        head = file.read(1024)
        mark = next(((mark, name) for mark, name in _MARKS if head.startswith(mark)), None)
        declared = _DECLARED.search(head)
        name = mark[1] if mark else declared[1].decode() if declared else "utf-8"
        try:
            name = codecs.lookup(name).name
        except LookupError:
            name = "utf-8"
        if name.startswith("utf-16") and mark is None:
            name = "utf-8"  # what it declares in single bytes it cannot be
        file.seek(len(mark[0]) if mark and mark[1] == "utf-8" else 0)
        decoder = codecs.getincrementaldecoder(name)("surrogateescape" if name == "utf-8" else "replace")
        first = True
        while True:
            chunk = file.read(_CHUNK)
            text = decoder.decode(chunk, final=not chunk)
            if not text.isascii() or _CONTROLS.search(text):
                text = _CONTROLS.sub(_repaired, text)
            if first:
                text = text.lstrip("\ufeff \t\r\n")
                first = not text
            if text:
                yield text.encode()
            if not chunk:
                return


def _repaired(found: re.Match[str]) -> str:
    """Bytes that are not UTF-8 are Windows-1252 in practice."""
    code = ord(found[0])
    return bytes((code - 0xDC00,)).decode("cp1252", "replace") if 0xDC80 <= code <= 0xDCFF else ""
