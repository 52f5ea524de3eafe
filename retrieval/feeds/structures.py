"""Lists and nested objects to the flat text that a product holds."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import cast

_DEEPEST = 5
_NAMING_KEYS = ("name", "value", "title", "label", "text", "en")
_ADDRESS_KEYS = ("src", "url", "link", "href", "large", "hi_res", "thumb")
_LEVELS = re.compile(r"\s*>\s*")
_ADDRESSES = re.compile(r"\s*\|\s*|[\s,;]+(?=https?://)")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_LONGEST_ADDRESS = 2048


def as_list(value: object) -> list[object] | None:
    """Returns `value` if it is a list."""
    return cast("list[object]", value) if isinstance(value, list) else None


def as_object(value: object) -> dict[str, object] | None:
    """Returns `value` if it is an object, whose keys are always text in JSON."""
    return cast("dict[str, object]", value) if isinstance(value, dict) else None


def any_of(inside: Mapping[str, object], *keys: str) -> object:
    """Returns the first value that one of `keys` has, or ``None``."""
    return next((inside[key] for key in keys if inside.get(key) is not None), None)


def opened(value: object) -> object:
    """Returns what JSON text such as ``["a", "b"]`` in a cell stands for, anything else as it is."""
    if isinstance(value, str) and value.lstrip()[:1] in ("[", "{"):
        try:
            found: object = json.loads(value, strict=False)
        except (ValueError, RecursionError):
            return value
        return found
    return value


def words(value: object) -> str | None:
    """Returns `value` as text: a list line by line, a named object by its name; ``None`` for others."""
    if (items := as_list(value)) is not None:
        return "\n".join(filter(None, (words(item) for item in items if as_list(item) is None))) or None
    if (inside := as_object(value)) is not None:
        return scalar(next((inside[key] for key in _NAMING_KEYS if inside.get(key) is not None), None))
    return scalar(value)


def scalar(value: object) -> str | None:
    """Returns a text, finite number or truth value as text; ``None`` for anything else."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if abs(value) < 10**300 else None
    if isinstance(value, float) and math.isfinite(value):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return None


def flatten(name: str, value: object, depth: int = 0) -> Iterator[tuple[str, str]]:
    """Yields (name, text) for every text in `value`; the name of a nested one grows by its key.

    Lists of ``{"name": …, "value": …}``, as exporters write specifications, become one name each. What is
    nested deeper than five levels comes as JSON text.
    """
    items, inside = as_list(value), as_object(value)
    if (items is not None or inside is not None) and depth == _DEEPEST:
        with suppress(RecursionError):  # thousands of levels hold nothing that a shopper could read
            yield name, json.dumps(value, ensure_ascii=False)
    elif items is not None:
        for item in items:
            yield from flatten(name, item, depth + 1)
    elif inside is not None:
        key = inside.get("name", inside.get("key"))
        if isinstance(key, str) and "value" in inside and len(inside) <= 3:
            yield from flatten(key, inside["value"], depth + 1)
            return
        for key, item in inside.items():
            yield from flatten(f"{name} {key}".strip(), item, depth + 1)
    elif (text := scalar(value)) is not None:
        yield name, text


def levels(value: object) -> list[list[str]]:
    """Returns the category paths in `value`, each from broad to narrow.

    A list of plain names is one path; a list with a path in it (``["A > B", "A > C"]``) is several.
    """
    items = as_list(opened(value))
    if items is None:
        text = words(opened(value))
        return [_LEVELS.split(text.strip())] if text else []
    texts = [text for text in map(words, items) if text]
    if any(">" in text for text in texts):
        return [_LEVELS.split(text.strip()) for text in texts]
    return [texts] if texts else []


def addresses(value: object) -> Iterator[str]:
    """Yields the addresses in `value`: a text, several parted by ``|``, a list, or objects that hold one."""
    value = opened(value)
    if isinstance(value, str):
        yield from filter(None, _ADDRESSES.split(value.strip()))
    elif (items := as_list(value)) is not None:
        for item in items:
            if as_list(item) is None:
                yield from addresses(item)
    elif (inside := as_object(value)) is not None:
        found = next((inside[key] for key in _ADDRESS_KEYS if isinstance(inside.get(key), str)), None)
        yield from addresses(found)


def web_address(text: str) -> str | None:
    """Returns `text` as an address that a page may load, ``None`` for scripts, data and other schemes."""
    # Browsers ignore control characters inside a scheme, so "java\nscript:" must not slip through.
    address = "".join(character for character in text if character.isprintable()).strip().replace(" ", "%20")
    scheme = _SCHEME.match(address)
    allowed = scheme is None or scheme[0].lower() in ("http:", "https:")
    return address if allowed and 0 < len(address) <= _LONGEST_ADDRESS else None
