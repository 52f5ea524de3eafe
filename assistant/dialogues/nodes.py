"""A strict reading of YAML nodes: every complaint knows its file, line, turn and key."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

import yaml

from assistant.dialogues.schema import DialogueError

_KINDS = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "null": "nothing",
    "timestamp": "a date",
    "map": "a mapping",
    "seq": "a list",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file something stands.

    Attributes:
        file: Name of the file, as it was given.
        turn: 1-based, ``None`` outside the turns.
        key: Dotted path of keys within the dialogue or turn.
    """

    file: str
    turn: int | None = None
    key: str = ""

    def inside(self, key: str) -> Place:
        """The place one key deeper."""
        return replace(self, key=f"{self.key}.{key}" if self.key else key)

    def error(self, node: yaml.Node, problem: str) -> DialogueError:
        """What is wrong at `node`, ready to be raised."""
        where = [f"{self.file}:{node.start_mark.line + 1}"]
        if self.turn is not None:
            where.append(f"turn {self.turn}")
        if self.key:
            where.append(self.key)
        return DialogueError(f"{': '.join(where)}: {problem}")


def _kind(node: yaml.Node) -> str:
    return node.tag.rpartition(":")[2]


def described(node: yaml.Node) -> str:
    """The node in words, for a message."""
    kind = _KINDS.get(_kind(node), f"a value of type {node.tag}")
    return f"{kind} ({str(node.value)[:60]})" if isinstance(node, yaml.ScalarNode) and node.value else kind


def fields(node: yaml.Node, place: Place, valid: Sequence[str]) -> dict[str, yaml.Node]:
    """The values of a mapping whose keys are all in `valid`.

    Raises:
        DialogueError: It is no mapping, or a key is unknown, repeated or no text.
    """
    return _entries(node, place, valid)


def open_fields(node: yaml.Node, place: Place) -> dict[str, yaml.Node]:
    """The values of a mapping with any keys, such as a tool's arguments.

    Raises:
        DialogueError: It is no mapping, or a key is repeated or no text.
    """
    return _entries(node, place, None)


def _entries(node: yaml.Node, place: Place, valid: Sequence[str] | None) -> dict[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        wanted = f" with the keys {', '.join(valid)}" if valid else ""
        raise place.error(node, f"expected a mapping{wanted}; found {described(node)}")
    entries: dict[str, yaml.Node] = {}
    for key_node, value in node.value:
        if _kind(key_node) != "str":
            raise place.error(key_node, f"a key must be text, found {described(key_node)}; put it in quotes")
        key = str(key_node.value)
        if valid is not None and key not in valid:
            raise place.error(key_node, f"unknown key {key!r}; valid keys: {', '.join(valid)}")
        if key in entries:
            raise place.error(key_node, f"the key {key!r} stands twice; keep one")
        entries[key] = value
    return entries


def is_null(node: yaml.Node) -> bool:
    """Whether nothing is written there."""
    return _kind(node) == "null"


def is_list(node: yaml.Node) -> bool:
    """Whether it is a list."""
    return isinstance(node, yaml.SequenceNode)


def items(node: yaml.Node, place: Place, of: str) -> list[yaml.Node]:
    """The entries of a list that is not empty.

    Raises:
        DialogueError: It is no list, or an empty one.
    """
    if not isinstance(node, yaml.SequenceNode) or not node.value:
        raise place.error(node, f"expected a list of at least one {of}; found {_found_list(node)}")
    return list(node.value)


def _found_list(node: yaml.Node) -> str:
    return "an empty list" if isinstance(node, yaml.SequenceNode) else described(node)


def text(node: yaml.Node, place: Place) -> str:
    """Text, as it stands.

    Raises:
        DialogueError: YAML reads it as something else.
    """
    if _kind(node) != "str" or not isinstance(node, yaml.ScalarNode):
        hint = "; put it in quotes" if isinstance(node, yaml.ScalarNode) and node.value else ""
        raise place.error(node, f"expected text; found {described(node)}{hint}")
    return str(node.value)


def full_text(node: yaml.Node, place: Place) -> str:
    """Text that says something.

    Raises:
        DialogueError: It is empty, or no text.
    """
    value = text(node, place)
    if not value.strip():
        raise place.error(node, "expected text; found an empty one")
    return value


def texts(node: yaml.Node, place: Place) -> tuple[str, ...]:
    """One text, or a list of them (which may be empty).

    Raises:
        DialogueError: Something in it is no text, or says nothing.
    """
    if isinstance(node, yaml.SequenceNode):
        return tuple(full_text(entry, place) for entry in node.value)
    return (full_text(node, place),)


def some_texts(node: yaml.Node, place: Place) -> tuple[str, ...]:
    """One text, or a list of at least one.

    Raises:
        DialogueError: The list is empty, or something in it is no text or says nothing.
    """
    found = texts(node, place)
    if not found:
        raise place.error(node, "expected a list of at least one text; found an empty list")
    return found


def boolean(node: yaml.Node, place: Place) -> bool:
    """``true`` or ``false``.

    Raises:
        DialogueError: It is neither.
    """
    if _kind(node) != "bool":
        raise place.error(node, f"expected true or false; found {described(node)}")
    return bool(_plain(node, place))


def number(node: yaml.Node, place: Place) -> float:
    """A finite number that is not negative.

    Raises:
        DialogueError: It is something else.
    """
    value = _plain(node, place) if _kind(node) in {"int", "float"} else None
    if not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        raise place.error(node, f"expected a number of at least 0; found {described(node)}")
    return value


def integer(node: yaml.Node, place: Place, least: int | None = None) -> int:
    """A whole number, of at least `least` where stated.

    Raises:
        DialogueError: It is something else.
    """
    value = _plain(node, place) if _kind(node) == "int" else None
    if not isinstance(value, int) or (least is not None and value < least):
        bound = "" if least is None else f" of at least {least}"
        raise place.error(node, f"expected a whole number{bound}; found {described(node)}")
    return value


def value(node: yaml.Node, place: Place, depth: int = 2) -> object:
    """A tool argument: a scalar, a list or a mapping, nested at most `depth` deep.

    The bound also keeps a file with aliases of aliases from growing without end.

    Raises:
        DialogueError: It is nested deeper, or of a type that tools do not take.
    """
    if isinstance(node, yaml.ScalarNode):
        if _kind(node) not in {"str", "int", "float", "bool", "null"}:
            raise place.error(node, f"expected text, a number, true, false or null; found {described(node)}")
        return _plain(node, place)
    if depth == 0:
        raise place.error(node, "nested too deep; tools take scalars, lists and flat mappings")
    if isinstance(node, yaml.SequenceNode):
        return tuple(value(entry, place, depth - 1) for entry in node.value)
    return {key: value(entry, place.inside(key), depth - 1) for key, entry in open_fields(node, place).items()}


def _plain(node: yaml.Node, place: Place) -> object:
    try:
        return cast("object", yaml.SafeLoader("").construct_object(node))  # pyright: ignore[reportUnknownMemberType]
    except ValueError as error:  # an explicit tag, such as `!!int forty`, on text that is none
        raise place.error(node, f"not {_KINDS.get(_kind(node), 'a value')}: {error}") from error


def documents(content: str, file: str) -> list[yaml.Node]:
    """The documents of a YAML text, leaving out those that hold nothing.

    Raises:
        DialogueError: It is no YAML.
    """
    loader = yaml.SafeLoader(content)
    found: list[yaml.Node] = []
    try:
        while loader.check_node():
            node = loader.get_node()
            if node is not None and not is_null(node):
                found.append(node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f":{mark.line + 1}" if mark else ""
        raise DialogueError(f"{file}{line}: not valid YAML: {error.problem or error.context}") from error
    except RecursionError as error:
        raise DialogueError(f"{file}: nested too deep to be a dialogue") from error
    finally:
        loader.dispose()  # pyright: ignore[reportUnknownMemberType]
    return found
