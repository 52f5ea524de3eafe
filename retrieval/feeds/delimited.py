"""Tables as text: comma, semicolon, tab or bar between the cells, a header first."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from retrieval.feeds.columns import column, spoken
from retrieval.feeds.formats import Format
from retrieval.feeds.lines import LONGEST_LINE, Line, read_lines
from retrieval.feeds.numbers import shown
from retrieval.feeds.rows import WHOLE_ROW, FeedError, Record, Rejected, reject

_SEPARATORS = (",", ";", "\t", "|")
_OPEN_QUOTE = "opens a quote that nothing closes"


Score = Callable[[Sequence[str]], int]
"""How well the names of columns fit a format: 0 where they cannot be its header."""


@dataclass(frozen=True, slots=True)
class _Header:
    """The columns' names and what stands between cells."""

    names: tuple[str, ...]
    separator: str


@dataclass(frozen=True, slots=True)
class Shape:
    """What a kind of table looks like.

    Attributes:
        score: Of its header.
        needs: Which columns it cannot do without, for a message.
    """

    score: Score
    needs: str


def known_columns(names: Sequence[str]) -> int:
    """How many columns we know; 0 unless there is an id and a title among them."""
    fields = [column(name).field for name in names]
    return sum(field is not None for field in fields) if {"id", "title"} <= set(fields) else 0


ANY_TABLE = Shape(
    known_columns, f"among them one for the id ({spoken('id')}) and one for the title ({spoken('title')})"
)


def header_in(head: str, score: Score) -> tuple[str, ...] | None:
    """Returns the names of the columns if a text begins with a header that has a score."""
    for line in head.lstrip("\ufeff").splitlines()[:2]:
        header = _header(line[:LONGEST_LINE], score)
        if score(header.names):
            return header.names
    return None


def columns_of(path: Path) -> tuple[str, ...]:
    """Returns the names in a table's first row, whatever they are.

    Raises:
        FeedError: The file cannot be read.
    """
    for line in read_lines(path):
        text = line.text.lstrip("\ufeff")
        if text.strip("\0 \t\r\n") and not text.lower().startswith("sep="):
            return tuple(filter(None, _header(text, len).names))
    return ()


def _recognises(path: Path, head: str) -> bool:
    return path.suffix.lower() in (".csv", ".tsv", ".tab") or header_in(head, known_columns) is not None


def _records(path: Path) -> Iterator[Record | Rejected]:
    return read_table(path, ANY_TABLE)


def read_table(path: Path, shape: Shape, names: Mapping[str, str] | None = None) -> Iterator[Record | Rejected]:
    """Yields the rows below a table's header.

    Args:
        path: A text file.
        shape: Of the header.
        names: What to call columns otherwise; several that get one name become a list.

    Raises:
        FeedError: There is no header of this shape, or no row below it.
    """
    # The module's default, 128 KiB, is less than a long description. It can only be set for the process.
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST_LINE))
    lines = _Lines(read_lines(path))
    header, row = _find_header(path, lines, shape)
    if names:
        header = replace(header, names=tuple(names.get(name, name) for name in header.names))
    rows = 0
    reader = csv.reader(lines, delimiter=header.separator)
    while True:
        lines.begin_record()
        cells: list[str] | None = next(reader, None)
        if cells is None and not lines.overlong:
            break
        row += 1
        found = _record(row, header, cells or (), lines)
        if found is not None:
            rows += 1
            yield found
    if not rows:
        raise FeedError(f"{path} holds a header and no rows; export the products below the header")


def _find_header(path: Path, lines: _Lines, shape: Shape) -> tuple[_Header, int]:
    """Returns the header and the number of its row."""
    for row in (1, 2, 3):
        lines.begin_record()
        line = next(lines, "").lstrip("\ufeff")
        separator_is_stated = row == 1 and line.lower().startswith("sep=")  # Excel's own first line
        if not line.strip() or separator_is_stated:
            continue
        header = _header(line, shape.score)
        if shape.score(header.names):
            return header, row
        raise FeedError(
            f"{path} row {row} should name the columns, {shape.needs}; it says {shown(line.strip())}; "
            "add a header, rename its columns, or say which column is what with --column FIELD=COLUMN"
        )
    raise FeedError(f"{path} begins with empty lines; put the header into row 1")


def _header(line: str, score: Score) -> _Header:
    headers = (_Header(tuple(_cells(line, separator)), separator) for separator in _SEPARATORS)
    return max(headers, key=lambda header: score(header.names))


def _cells(line: str, separator: str, *, quotes: bool = True) -> list[str]:
    """Returns the cells of a single line, without the blanks around them."""
    quoting = csv.QUOTE_MINIMAL if quotes else csv.QUOTE_NONE
    try:
        found = next(csv.reader([line], delimiter=separator, quoting=quoting), list[str]())
    except csv.Error:
        return []
    return [cell.strip() for cell in found]


def _record(row: int, header: _Header, cells: Sequence[str], lines: _Lines) -> Record | Rejected | None:
    """Returns what the cells of one record say, ``None`` where they are all empty."""
    width = len(header.names)
    if lines.overlong:
        return reject(row, WHOLE_ROW, f"is longer than {LONGEST_LINE:,} characters; left out; shorten its cells")
    notes = lines.notes()
    if _quote_left_open(len(cells), header, lines):
        # It would swallow the rows after it: they are given back, and this one is read without quotes.
        lines.give_back()
        cells = _cells(lines.taken[0].text, header.separator, quotes=False)
        if len(cells) != width:
            remedy = "left out; close the quote, or double it if it is text"
            return reject(row, WHOLE_ROW, f"{_OPEN_QUOTE}; {remedy}")
        notes = (*notes, f"{_OPEN_QUOTE}; it was read as text; double the quote in the feed")
    if not any(map(str.strip, cells)):
        return None
    widths = f"has {len(cells)} cells where the header names {width}"
    if any(map(str.strip, cells[width:])):
        remedy = f"left out; quote the cell that holds a {header.separator!r}"
        return reject(row, WHOLE_ROW, f"{widths}; {remedy}")
    if len(cells) < width:
        notes = (*notes, f"{widths}; the missing ones are taken as empty; write all of them")
    return Record(row, _fields(header.names, cells), notes)


def _quote_left_open(found: int, header: _Header, lines: _Lines) -> bool:
    """Whether a record of `found` cells ran over its line end because of a stray quote."""
    width = len(header.names)
    if lines.ran_out:
        return True
    if len(lines.taken) < 2 or (found == width and _well_quoted(lines, header.separator)):
        return False
    if found > width or not _well_quoted(lines, header.separator):
        return True
    # Too few cells, all of them well quoted: a short row with a line break in it, unless its first line
    # alone makes a whole row.
    return len(_cells(lines.taken[0].text, header.separator, quotes=False)) == width


def _well_quoted(lines: _Lines, separator: str) -> bool:
    """Whether every quote of the record closes before a separator or a line end."""
    try:
        list(csv.reader((line.text for line in lines.taken), delimiter=separator, strict=True))
    except csv.Error:
        return False
    return True


def _fields(names: Sequence[str], cells: Sequence[str]) -> dict[str, object]:
    """Returns the cells by column; columns of one name become a list, columns without one get a number."""
    fields: dict[str, object] = {}
    for position, (name, cell) in enumerate(zip(names, cells, strict=False), start=1):
        if not cell.strip():
            continue
        key = name or f"column {position}"
        earlier = fields.get(key)
        if earlier is None:
            fields[key] = cell
        else:
            fields[key] = [*(earlier if isinstance(earlier, list) else [earlier]), cell]
    return fields


class _Lines:
    """Lines for `csv.reader`, remembering those of the current record so that they can be given back.

    Attributes:
        taken: The lines of the current record.
        ran_out: The current record asked for more lines than there are, or than may be held.
        overlong: The current record met a line too long to hold.
    """

    def __init__(self, source: Iterator[Line]) -> None:
        self.taken: list[Line] = []
        self.ran_out = False
        self.overlong = False
        self._source = source
        self._returned: deque[Line] = deque()
        self._held = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else next(self._source, None)
        self._held += len(line.text) if line else 0
        if line is None or line.overlong or self._held > LONGEST_LINE:
            self.overlong = self.overlong or (line is not None and line.overlong)
            self.ran_out = bool(self.taken)
            if line is not None and self.taken:
                self._returned.appendleft(line)
                self.overlong = False
            raise StopIteration
        self.taken.append(line)
        return line.text

    def begin_record(self) -> None:
        """Forgets the lines of the record before."""
        self.taken, self.ran_out, self.overlong, self._held = [], False, False, 0

    def notes(self) -> tuple[str, ...]:
        """Returns what had to be repaired to read the current record's lines."""
        return tuple(dict.fromkeys(line.note for line in self.taken if line.note))

    def give_back(self) -> None:
        """Hands all lines of the current record but the first to the next one."""
        self._returned.extendleft(reversed(self.taken[1:]))


CSV = Format("csv", "a header and rows, cells parted by comma, semicolon, tab or bar", _recognises, _records)
