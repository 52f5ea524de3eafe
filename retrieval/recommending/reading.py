"""Interaction files as values.

Four forms are read, told apart by their first line: rows ``{"user", "items"}``, rows ``{"user", "history", "target"}``,
both JSONL and optionally with ``times`` (seconds since 1970, one for each item), and plain lines of a user and item
identifiers between spaces.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np

from retrieval.products import Product
from retrieval.recommending.interactions import Case, Choices, Rows

_DAY = 86_400.0
_FORMS = '{"user", "items": [ids, oldest first]}, {"user", "history": [ids, oldest first], "target"}'
_ALIASES = ("id", "item_id")


class InteractionError(ValueError):
    """An interaction file cannot be used: names file, row, field and what is valid."""


def read_items(path: Path) -> tuple[Product, ...]:
    """Products of an ``--items`` file, in its order; one without a title is called by its identifier.

    Raises:
        InteractionError: A row has no identifier, or one that comes twice, or a title that is no text.
    """
    found: dict[str, Product] = {}
    first: dict[str, int] = {}
    for number, row in _objects(path):
        name = next((key for key in _ALIASES if row.get(key) is not None), None)
        if name is None:
            raise InteractionError(f'{path}, row {number}, field "id": missing; give every product an id or item_id')
        identifier = _identifier(row[name], path, number, name)
        if identifier in first:
            raise InteractionError(
                f'{path}, row {number}, field "{name}": {identifier!r} is in row {first[identifier]} already; '
                "keep one row a product"
            )
        title = row.get("title")
        if title is not None and not isinstance(title, str):
            raise InteractionError(f'{path}, row {number}, field "title": {title!r} is no text')
        first[identifier] = number
        found[identifier] = _product(identifier, (title or "").strip() or identifier, row)
    if not found:
        raise InteractionError(f'{path}: no rows; it needs one product a line, {{"id", "title", ...}}')
    return tuple(found.values())


def read_sequences(path: Path, rows: Mapping[str, int]) -> tuple[Choices, ...]:
    """Sequences of a ``--train`` file.

    Rows of one user that continue each other (the next history ends with what was known) become one sequence, so
    that a choice repeated from row to row counts once.

    Args:
        path: Any of the forms.
        rows: Row of each product's identifier.

    Raises:
        InteractionError: A row is of no known form, or names a product that is not in `rows`.
    """
    joined: dict[str, list[_Growing]] = {}
    for number, user, history, target, times in _rows(path):
        known = _known(history, rows, path, number, "items" if target is None else "history")
        days = None if times is None else [each / _DAY for each in times]
        growing = joined.setdefault(user, [])
        if target is None:
            growing.append(_Growing(known, days, 0))
            continue
        aim = _known([target], rows, path, number, "target")[0]
        before = next((each for each in growing if each.continued_by(known)), None)
        if before is None:
            growing.append(_Growing([*known, aim], days, 1))
        else:
            before.append(aim, days)
    if not joined:
        raise InteractionError(f"{path}: no rows; valid forms: {_FORMS}, or plain lines of a user and its items")
    return tuple(each.done(user) for user, found in joined.items() for each in found)


def read_cases(path: Path, rows: Mapping[str, int]) -> tuple[Case, ...]:
    """Choices to predict, of a ``--test`` file.

    Raises:
        InteractionError: A row has no target, or names a product that is not in `rows`.
    """
    cases: list[Case] = []
    for number, user, history, target, _ in _rows(path):
        if target is None:
            raise InteractionError(
                f'{path}, row {number}, field "target": missing; a test row is {{"user", "history", "target"}}; '
                "sequences are tested with --leave-one-out in place of --test"
            )
        known = _known(history, rows, path, number, "history")
        cases.append(Case(user, np.array(known, np.int32), _known([target], rows, path, number, "target")[0]))
    if not cases:
        raise InteractionError(f'{path}: no rows; a test row is {{"user", "history", "target"}}')
    return tuple(cases)


@dataclass(slots=True)
class _Growing:
    rows: list[int]
    days: list[float] | None
    targets: int

    def continued_by(self, history: Sequence[int]) -> bool:
        return bool(history) and self.targets > 0 and self.rows[-len(history) :] == list(history)

    def append(self, row: int, days: list[float] | None) -> None:
        self.rows.append(row)
        self.targets += 1
        self.days = None if self.days is None or not days else [*self.days, days[-1]]

    def done(self, user: str) -> Choices:
        days = None if self.days is None else np.array(self.days, np.float64)
        rows: Rows = np.array(self.rows, np.int32)
        return Choices(user, rows, days, self.targets)


def _rows(path: Path) -> Iterator[tuple[int, str, list[str], str | None, list[float] | None]]:
    """Number, user, history, target and times of each row."""
    if _is_plain(path):
        for number, line in _lines(path):
            words = line.split()
            if len(words) < 2:
                raise InteractionError(f"{path}, row {number}: a plain line is a user and at least one item")
            yield number, words[0], words[1:], None, None
        return
    for number, row in _objects(path):
        if row.get("user") is None:
            raise InteractionError(f'{path}, row {number}, field "user": missing; valid forms: {_FORMS}')
        user = _identifier(row["user"], path, number, "user")
        field = "items" if "items" in row else "history"
        listed = row.get(field)
        if not isinstance(listed, list):
            raise InteractionError(
                f'{path}, row {number}, field "{field}": it has to be a list of identifiers; valid forms: {_FORMS}'
            )
        history = [_identifier(each, path, number, field) for each in cast(list[Any], listed)]
        target = None
        if field == "history" and row.get("target") is not None:
            target = _identifier(row["target"], path, number, "target")
        elif field == "items" and not history:
            raise InteractionError(f'{path}, row {number}, field "items": it is empty; leave the row out')
        yield number, user, history, target, _times(row, path, number, len(history) + (target is not None))


def _times(row: Mapping[str, Any], path: Path, number: int, count: int) -> list[float] | None:
    listed = row.get("times")
    if listed is None:
        return None
    times = cast(list[Any], listed) if isinstance(listed, list) else []
    right = len(times) == count and all(isinstance(each, int | float) for each in times)
    if not right or times != sorted(times):
        raise InteractionError(
            f'{path}, row {number}, field "times": it has to be {count} numbers that never fall, seconds since 1970, '
            "one for each item and the target"
        )
    return [float(each) for each in times]


def _known(listed: Sequence[str], rows: Mapping[str, int], path: Path, number: int, field: str) -> list[int]:
    for each in listed:
        if each not in rows:
            raise InteractionError(
                f'{path}, row {number}, field "{field}": product {each!r} is not in the --items file; add it there or '
                "leave it out here"
            )
    return [rows[each] for each in listed]


def _identifier(value: object, path: Path, number: int, field: str) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        raise InteractionError(
            f'{path}, row {number}, field "{field}": {value!r} is no identifier; it has to be a text or a whole number'
        )
    return str(value)


def _product(identifier: str, title: str, row: Mapping[str, Any]) -> Product:
    brand, category, description = row.get("brand"), row.get("category"), row.get("description")
    return Product(
        id=identifier,
        title=" ".join(title.split()),
        description=" ".join(description.split()) if isinstance(description, str) else "",
        category=tuple(part.strip() for part in category.split(" > ")) if isinstance(category, str) else (),
        brand=brand.strip() or None if isinstance(brand, str) else None,
    )


def _is_plain(path: Path) -> bool:
    return next((not line.startswith("{") for _, line in _lines(path)), False)


def _objects(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in _lines(path):
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InteractionError(f"{path}, row {number}: not JSON ({error}); write one object a line") from error
        if not isinstance(row, dict):
            raise InteractionError(f"{path}, row {number}: not an object; write one {{...}} a line")
        yield number, cast(dict[str, Any], row)


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, line.strip()
    except OSError as error:
        raise InteractionError(f"{path}: {error.strerror}; name a file that can be read") from error
    except UnicodeDecodeError as error:
        raise InteractionError(f"{path}: not UTF-8 ({error.reason}); save it as UTF-8") from error
