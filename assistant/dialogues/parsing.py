"""Scripted dialogues read from YAML: strict, so that a misspelt expectation never passes silently."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import yaml

from assistant.dialogues import nodes
from assistant.dialogues.nodes import Place
from assistant.dialogues.schema import (
    Dialogue,
    DialogueError,
    Expectation,
    ProductFilter,
    ProductsExpectation,
    Range,
    ReplyExpectation,
    Shopper,
    ToolExpectation,
    Turn,
)

_DIALOGUE = ("dialogue", "shopper", "repeats", "pass_at", "turns")
_EXPECTATION = ("tool", "products", "reply", "model_calls", "model", "seconds_to_products")
_PRODUCTS = (
    "min",
    "max",
    "all",
    "any",
    "none",
    "first",
    "ids",
    "ids_from_previous",
    "new",
    "order",
    "cheaper_than_previous",
)
_FILTER = (
    "category",
    "brand",
    "price_min",
    "price_max",
    "attributes",
    "title_contains",
    "ids",
    "in_stock",
)
_REPLY = ("names_every_product", "grounded", "contains", "contains_any", "not_contains", "language")
ORDERS = ("price_low", "price_high", "rating")
_SUFFIXES = (".yaml", ".yml")
_MOST_REPEATS = 1000


def load(paths: Iterable[Path]) -> tuple[Dialogue, ...]:
    """Reads every dialogue of the files and folders given.

    Args:
        paths: YAML files, each with one document or more, and folders searched for ``*.yaml`` and ``*.yml``.

    Returns:
        The dialogues in the order of `paths`, files of a folder by name.

    Raises:
        DialogueError: A path is missing, holds no dialogue, or a dialogue is wrong.
    """
    found: list[Dialogue] = []
    for path in paths:
        if path.is_dir():
            files = sorted(file for file in path.rglob("*") if file.suffix in _SUFFIXES and file.is_file())
            if not files:
                raise DialogueError(f"{path}: the folder holds no {' or '.join(_SUFFIXES)} file")
        else:
            files = [path]
        for file in files:
            found.extend(read_file(file))
    return tuple(found)


def read_file(file: Path) -> tuple[Dialogue, ...]:
    """Reads the dialogues of one file.

    Raises:
        DialogueError: It cannot be opened, is not UTF-8, holds no dialogue, or a dialogue is wrong.
    """
    try:
        content = file.read_text(encoding="utf-8")
    except OSError as error:
        raise DialogueError(f"{file}: cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise DialogueError(f"{file}: is not UTF-8 at byte {error.start}; save it as UTF-8") from error
    return parse(content, file)


def parse(content: str, file: Path = Path("<text>")) -> tuple[Dialogue, ...]:
    """Reads the dialogues of a YAML text.

    Args:
        content: One YAML document or more.
        file: Where it comes from, for messages.

    Raises:
        DialogueError: It holds no dialogue, or a dialogue is wrong.
    """
    try:
        documents = nodes.documents(content, str(file))
    except yaml.reader.ReaderError as error:
        raise DialogueError(f"{file}: not valid YAML: {error.reason} at character {error.position}") from error
    if not documents:
        raise DialogueError(f"{file}: holds no dialogue; write the keys {', '.join(_DIALOGUE)}")
    return tuple(_dialogue(node, file) for node in documents)


def _dialogue(node: yaml.Node, file: Path) -> Dialogue:
    place = Place(str(file))
    found = nodes.fields(node, place, _DIALOGUE)
    for key in ("dialogue", "turns"):
        if key not in found:
            raise place.error(node, f"the key {key!r} is missing; valid keys: {', '.join(_DIALOGUE)}")
    repeats = nodes.integer(found["repeats"], place.inside("repeats"), 1) if "repeats" in found else 1
    if repeats > _MOST_REPEATS:
        raise place.error(found["repeats"], f"at most {_MOST_REPEATS} repeats; found {repeats}")
    pass_at = repeats
    if "pass_at" in found:
        pass_at = nodes.integer(found["pass_at"], place.inside("pass_at"), 1)
        if pass_at > repeats:
            raise place.inside("pass_at").error(
                found["pass_at"], f"cannot exceed repeats, which is {repeats}; found {pass_at}"
            )
    turns = nodes.items(found["turns"], place.inside("turns"), "turn")
    return Dialogue(
        title=nodes.full_text(found["dialogue"], place.inside("dialogue")).strip(),
        turns=tuple(_turn(turn, replace(place, turn=at)) for at, turn in enumerate(turns, 1)),
        shopper=_shopper(found["shopper"], place.inside("shopper")) if "shopper" in found else None,
        repeats=repeats,
        pass_at=pass_at,
        file=file,
        line=node.start_mark.line + 1,
    )


def _shopper(node: yaml.Node, place: Place) -> Shopper:
    found = nodes.fields(node, place, ("id", "likes", "dislikes"))
    return Shopper(
        id=nodes.full_text(found["id"], place.inside("id")) if "id" in found else None,
        likes=_texts(found, place, "likes"),
        dislikes=_texts(found, place, "dislikes"),
    )


def _turn(node: yaml.Node, place: Place) -> Turn:
    found = nodes.fields(node, place, ("user", "expect"))
    if "user" not in found:
        raise place.error(node, "the key 'user' is missing; valid keys: user, expect")
    # An empty message is a real thing that shoppers send, so `user: ""` is valid; no value at all is not.
    return Turn(
        user=nodes.text(found["user"], place.inside("user")),
        expect=_expectation(found["expect"], place.inside("expect")) if "expect" in found else Expectation(),
    )


def _expectation(node: yaml.Node, place: Place) -> Expectation:
    found = nodes.fields(node, place, _EXPECTATION)
    if not found:
        raise place.error(node, f"expects nothing; leave it out, or use: {', '.join(_EXPECTATION)}")

    def inner(key: str) -> Place:
        return place.inside(key)

    return Expectation(
        tool=_tool(found["tool"], inner("tool")) if "tool" in found else None,
        products=_products(found["products"], inner("products")) if "products" in found else None,
        reply=_reply(found["reply"], inner("reply")) if "reply" in found else None,
        model_calls=_range(found["model_calls"], inner("model_calls")) if "model_calls" in found else None,
        model=nodes.full_text(found["model"], inner("model")) if "model" in found else None,
        seconds_to_products=_range(found["seconds_to_products"], inner("seconds_to_products"))
        if "seconds_to_products" in found
        else None,
    )


def _tool(node: yaml.Node, place: Place) -> ToolExpectation:
    if nodes.is_null(node):
        return ToolExpectation(None)
    if isinstance(node, yaml.ScalarNode):
        name = nodes.full_text(node, place)
        return ToolExpectation(None if name.casefold() == "none" else name)
    found = nodes.fields(node, place, ("name", "arguments"))
    if "name" not in found:
        raise place.error(node, "the key 'name' is missing; valid keys: name, arguments")
    arguments = found.get("arguments")
    return ToolExpectation(
        name=nodes.full_text(found["name"], place.inside("name")),
        arguments={}
        if arguments is None
        else {
            key: nodes.value(entry, place.inside(f"arguments.{key}"))
            for key, entry in nodes.open_fields(arguments, place.inside("arguments")).items()
        },
    )


def _products(node: yaml.Node, place: Place) -> ProductsExpectation:
    found = nodes.fields(node, place, _PRODUCTS)
    order = nodes.text(found["order"], place.inside("order")) if "order" in found else None
    if order is not None and order not in ORDERS:
        raise place.inside("order").error(found["order"], f"unknown order {order!r}; valid: {', '.join(ORDERS)}")
    return ProductsExpectation(
        count=_ends(found, node, place, "min", "max", whole=True),
        all=_filters(found, place, "all"),
        any=_filters(found, place, "any"),
        none=_filters(found, place, "none"),
        first=_filters(found, place, "first"),
        ids=_texts(found, place, "ids") if "ids" in found else None,
        ids_from_previous=_positions(found["ids_from_previous"], place.inside("ids_from_previous"))
        if "ids_from_previous" in found
        else None,
        new=_flag(found, place, "new"),
        order=order,
        cheaper_than_previous=_flag(found, place, "cheaper_than_previous"),
    )


def _positions(node: yaml.Node, place: Place) -> tuple[int, ...]:
    positions = tuple(nodes.integer(entry, place) for entry in nodes.items(node, place, "position"))
    if 0 in positions:
        raise place.error(node, "positions count from 1, or from -1 backwards; found 0")
    return positions


def _filters(found: Mapping[str, yaml.Node], place: Place, key: str) -> tuple[ProductFilter, ...]:
    if key not in found:
        return ()
    node, inner = found[key], place.inside(key)
    if nodes.is_list(node):
        return tuple(_filter(entry, inner) for entry in nodes.items(node, inner, "filter"))
    return (_filter(node, inner),)


def _filter(node: yaml.Node, place: Place) -> ProductFilter:
    found = nodes.fields(node, place, _FILTER)
    if not found:
        raise place.error(node, f"an empty filter says nothing; valid keys: {', '.join(_FILTER)}")
    prices = _ends(found, node, place, "price_min", "price_max")
    attributes = found.get("attributes")
    return ProductFilter(
        category=_some_texts(found, place, "category"),
        brand=_some_texts(found, place, "brand"),
        price_min=prices.minimum,
        price_max=prices.maximum,
        attributes={}
        if attributes is None
        else {
            name: nodes.some_texts(entry, place.inside(f"attributes.{name}"))
            for name, entry in nodes.open_fields(attributes, place.inside("attributes")).items()
        },
        title_contains=_some_texts(found, place, "title_contains"),
        ids=_some_texts(found, place, "ids"),
        in_stock=_flag(found, place, "in_stock") if "in_stock" in found else None,
    )


def _reply(node: yaml.Node, place: Place) -> ReplyExpectation:
    found = nodes.fields(node, place, _REPLY)
    return ReplyExpectation(
        names_every_product=_flag(found, place, "names_every_product"),
        grounded=_flag(found, place, "grounded"),
        contains=_texts(found, place, "contains"),
        contains_any=_some_texts(found, place, "contains_any"),
        not_contains=_texts(found, place, "not_contains"),
        language=nodes.full_text(found["language"], place.inside("language")) if "language" in found else None,
    )


def _range(node: yaml.Node, place: Place) -> Range:
    found = nodes.fields(node, place, ("min", "max"))
    if not found:
        raise place.error(node, "says nothing; valid keys: min, max")
    return _ends(found, node, place, "min", "max")


def _ends(
    found: Mapping[str, yaml.Node], node: yaml.Node, place: Place, low: str, high: str, *, whole: bool = False
) -> Range:
    def end(key: str) -> float | None:
        if key not in found:
            return None
        if whole:
            return nodes.integer(found[key], place.inside(key), 0)
        return nodes.number(found[key], place.inside(key))

    ends = Range(end(low), end(high))
    if ends.minimum is not None and ends.maximum is not None and ends.minimum > ends.maximum:
        raise place.error(node, f"{low} {ends.minimum:g} exceeds {high} {ends.maximum:g}; nothing can pass")
    return ends


def _texts(found: Mapping[str, yaml.Node], place: Place, key: str) -> tuple[str, ...]:
    return nodes.texts(found[key], place.inside(key)) if key in found else ()


def _some_texts(found: Mapping[str, yaml.Node], place: Place, key: str) -> tuple[str, ...]:
    return nodes.some_texts(found[key], place.inside(key)) if key in found else ()


def _flag(found: Mapping[str, yaml.Node], place: Place, key: str) -> bool:
    return nodes.boolean(found[key], place.inside(key)) if key in found else False
