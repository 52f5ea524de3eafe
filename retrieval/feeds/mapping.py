"""Tables whose columns somebody names: which column holds which field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from retrieval.feeds.columns import NAMES
from retrieval.feeds.delimited import CSV, Shape, columns_of, known_columns, read_table
from retrieval.feeds.formats import Format
from retrieval.feeds.rows import FeedError

ATTRIBUTE = "attribute:"
"""Before the name of an attribute, as in ``attribute:colour=Farbe``."""

# Contract names beside those with which our tables of names work.
_FIELDS = {name.replace(" ", "_"): name for name in NAMES if name != "attributes"}
_SEVERAL = frozenset(("images", "category"))


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Which column holds which field.

    Attributes:
        pairs: Field or attribute, and the column's name as the table writes it.
    """

    pairs: tuple[tuple[str, str], ...]

    @staticmethod
    def parse(written: Sequence[str]) -> ColumnMap | None:
        """Reads ``FIELD=COLUMN`` each; ``None`` where nothing is written.

        Raises:
            FeedError: One of them is not written so, names no field, or names one again.
        """
        pairs: list[tuple[str, str]] = []
        for one in written:
            field, equals, name = (part.strip() for part in one.partition("="))
            if not equals or not field or not name:
                raise FeedError(f"{one!r} names no column; write FIELD=COLUMN, such as price=Verkaufspreis")
            known = _FIELDS.get(field.casefold().replace("-", "_").replace(" ", "_"))
            if field.startswith(ATTRIBUTE) and field[len(ATTRIBUTE) :].strip():
                known = field[len(ATTRIBUTE) :].strip()
            elif known is None:
                fields = ", ".join(_FIELDS)
                raise FeedError(f"{field!r} is no field; valid are {fields}, and {ATTRIBUTE}NAME for any other")
            elif known not in _SEVERAL and any(known == earlier for earlier, _ in pairs):
                raise FeedError(f"{field!r} is given two columns; only images and category may have several")
            if any(name == earlier for _, earlier in pairs):
                raise FeedError(f"the column {name!r} is given twice; a column holds one field")
            pairs.append((known, name))
        return ColumnMap(tuple(pairs)) if pairs else None


def mapped_csv(path: Path, mapping: ColumnMap) -> Format:
    """Returns CSV as it is to be read with a mapping.

    Raises:
        FeedError: The table has no such column, or still none for the id or the title.
    """
    there = columns_of(path)
    listed = ", ".join(f"“{name}”" for name in there) or "none"
    by_name = {name.casefold(): name for name in reversed(there)}
    names: dict[str, str] = {}
    for field, written in mapping.pairs:
        column = written if written in there else by_name.get(written.casefold())
        if column is None:
            raise FeedError(f"{path} has no column “{written}”; it has {listed}")
        names[column] = field
    for name in there:
        # What was named goes first: a column that happens to have a field's name is kept as something else.
        if name not in names and name in names.values():
            names[name] = f"{name} (column)"
    if not known_columns([names.get(name, name) for name in there]):
        raise FeedError(
            f"{path} needs a column for the id and one for the title; it has {listed}; "
            "say which they are with --column id=… --column title=…"
        )
    shape = Shape(partial(_all_there, frozenset(names)), f"among them {listed}")
    return Format(CSV.name, CSV.summary, CSV.recognises, partial(read_table, shape=shape, names=names))


def _all_there(needed: frozenset[str], names: Sequence[str]) -> int:
    return len(names) if needed <= set(names) else 0
