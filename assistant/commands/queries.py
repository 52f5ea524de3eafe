"""Batch queries: JSONL lines to search requests, strict so that a misspelt filter is not ignored."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from assistant.commands.errors import InputError
from assistant.understanding.reader import read
from assistant.understanding.wish import Wish, revise
from retrieval.facets import Lexicon
from retrieval.requests import SearchRequest

_QUERY = ("id", "query", "filters", "shopper")
_FILTERS = ("category", "brand", "price_min", "price_max", "attributes", "exclude", "in_stock")


@dataclass(frozen=True, slots=True)
class Query:
    """One line of a queries file.

    Attributes:
        id: Repeated in the results.
        request: The query with its filters; the limit is the caller's.
        shopper: For whom to rank, ``None`` for nobody in particular.
    """

    id: str | int
    request: SearchRequest
    shopper: str | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    """A line while it is read, so that every complaint names file, row and field."""

    file: Path
    number: int

    def error(self, field: str, problem: str) -> InputError:
        return InputError(f"{self.file}: row {self.number}: {field}: {problem}")

    def known(self, value: object, field: str, valid: tuple[str, ...]) -> Mapping[str, object]:
        found = self.mapping(value, field)
        for key in found:
            if key not in valid:
                raise self.error(field, f"unknown field {key!r}; valid: {', '.join(valid)}")
        return found

    def mapping(self, value: object, field: str) -> Mapping[str, object]:
        if not isinstance(value, dict):
            raise self.error(field, f"expected an object; found {_kind(value)}")
        return cast("Mapping[str, object]", value)

    def text(self, value: object, field: str) -> str:
        if not isinstance(value, str):
            raise self.error(field, f"expected text; found {_kind(value)}")
        return value

    def texts(self, value: object, field: str) -> tuple[str, ...]:
        values = cast("list[object]", value) if isinstance(value, list) else [value]
        return tuple(self.text(one, field) for one in values)

    def price(self, value: object, field: str) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise self.error(field, f"expected a number; found {_kind(value)}")
        return float(value)


def _kind(value: object) -> str:
    return json.dumps(value)[:60]


def read_queries(file: Path, limit: int) -> Iterator[Query]:
    """Reads queries one by one.

    Args:
        file: JSONL with ``id``, ``query`` and optional ``filters`` and ``shopper``.
        limit: How many products each query asks for.

    Raises:
        InputError: The file cannot be read, or a row is wrong; names file, row, field and what is valid.
    """
    try:
        with file.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _query(line, _Row(file, number), limit)
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{file}: is not UTF-8 at byte {error.start}; save it as UTF-8") from error


def with_words_read(request: SearchRequest, lexicon: Lexicon) -> SearchRequest:
    """Adds the limits that the query states in words ("under $40", "not leather"), as a conversation would.

    What a filter states wins over what the words state of the same thing; exclusions add up.

    Args:
        request: The query as written, with its filters.
        lexicon: The catalogue's own words.
    """
    heard = revise(Wish(), read(request.query, lexicon)).request(request.limit)
    priced = request.price_min is not None or request.price_max is not None
    return replace(
        heard,
        query=heard.query or request.query,
        kinds=request.kinds or heard.kinds,
        brands=request.brands or heard.brands,
        price_min=request.price_min if priced else heard.price_min,
        price_max=request.price_max if priced else heard.price_max,
        attributes={**heard.attributes, **request.attributes},
        exclude=tuple(dict.fromkeys([*request.exclude, *heard.exclude])),
        in_stock=request.in_stock or heard.in_stock,
    )


def _query(line: str, row: _Row, limit: int) -> Query:
    try:
        value: object = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deep"
        raise row.error("row", f"not valid JSON: {reason}") from error
    found = row.known(value, "row", _QUERY)
    for key in ("id", "query"):
        if key not in found:
            raise row.error(key, f"missing; valid fields: {', '.join(_QUERY)}")
    id = found["id"]
    if isinstance(id, bool) or not isinstance(id, str | int):
        raise row.error("id", f"expected text or a whole number; found {_kind(id)}")
    request = SearchRequest(query=row.text(found["query"], "query"), limit=limit)
    if found.get("filters") is not None:
        request = _filtered(request, row.known(found["filters"], "filters", _FILTERS), row)
    shopper = found.get("shopper")
    return Query(id, request, None if shopper is None else row.text(shopper, "shopper"))


def _filtered(request: SearchRequest, filters: Mapping[str, object], row: _Row) -> SearchRequest:
    for key, value in filters.items():
        if value is None:
            continue
        field = f"filters.{key}"
        match key:
            case "category":
                # "Clothing > Dresses" names a product by its last level, as the catalogue's own path does.
                last = tuple(one.rpartition(">")[2].strip() for one in row.texts(value, field))
                request = replace(request, kinds=last)
            case "brand":
                request = replace(request, brands=row.texts(value, field))
            case "price_min":
                request = replace(request, price_min=row.price(value, field))
            case "price_max":
                request = replace(request, price_max=row.price(value, field))
            case "attributes":
                pairs = row.mapping(value, field).items()
                accepted = {name: row.texts(one, f"{field}.{name}") for name, one in pairs}
                request = replace(request, attributes=accepted)
            case "exclude":
                request = replace(request, exclude=row.texts(value, field))
            case _:
                if not isinstance(value, bool):
                    raise row.error(field, f"expected true or false; found {_kind(value)}")
                request = replace(request, in_stock=value)
    low, high = request.price_min, request.price_max
    if low is not None and high is not None and low > high:
        raise row.error("filters.price_min", f"{low:g} exceeds price_max {high:g}; nothing can pass")
    return request
