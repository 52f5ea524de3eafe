"""JSON lines: one product a line, the format of the contract."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from retrieval.feeds.formats import Format
from retrieval.feeds.lines import LONGEST_LINE, Line, read_lines
from retrieval.feeds.numbers import shown
from retrieval.feeds.rows import WHOLE_ROW, Record, Rejected, reject
from retrieval.feeds.structures import as_object

_REMEDY = "write one JSON object a line, such as {“id”: “1”, “title”: “Linen dress”}"


def _recognises(path: Path, head: str) -> bool:
    return path.suffix.lower() in (".jsonl", ".ndjson") or head.lstrip("\ufeff \t\r\n").startswith("{")


def _records(path: Path) -> Iterator[Record | Rejected]:
    for line in read_lines(path):
        if line.overlong:
            too_long = f"is longer than {LONGEST_LINE:,} characters; left out; shorten its description"
            yield reject(line.number, WHOLE_ROW, too_long)
        elif text := line.text.strip("\ufeff\0 \t\r\n"):
            yield _record(line, text)


def _record(line: Line, text: str) -> Record | Rejected:
    notes = (line.note,) if line.note else ()
    try:
        # Not strict: a raw tab or control character inside a text is no reason to lose a product.
        value: object = json.loads(text, strict=False)
    except json.JSONDecodeError as error:
        return reject(line.number, WHOLE_ROW, f"is not JSON: {error.msg} at column {error.colno}; {_REMEDY}")
    except ValueError:  # an integer of more digits than Python converts
        return reject(line.number, WHOLE_ROW, f"holds a number of thousands of digits; {_REMEDY}")
    except RecursionError:
        return reject(line.number, WHOLE_ROW, f"is nested too deeply; {_REMEDY}")
    fields = as_object(value)
    if fields is None:
        return reject(line.number, WHOLE_ROW, f"is {shown(value)}, not a JSON object; {_REMEDY}")
    return Record(line.number, fields, notes)


JSONL = Format("jsonl", "one JSON object a line", _recognises, _records)
