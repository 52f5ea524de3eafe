"""Banks of wordings: how people say things in a shop's chat, with slots where the catalogue's words go.

A bank is a folder of YAML files. Each maps a list's name to templates; the name of a list of requests says what they
mean. The bank that training uses is packaged here; another, written without knowledge of this one, judges in the
benchmarks.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import cast

import yaml

SLOT = re.compile(r"\{([a-z0-9 ]+)\}")
_THINGS = frozenset({"thing", "a thing", "things"})
_PHRASES = {"max": "price", "min": "price", "around": "price", "range": "low high", "not": "value"}
_COMMON = "common.yaml"
_SLOTS = frozenset({*_THINGS, *_PHRASES, "price", "low", "high", "value", "value2", "brand", "for", "nth", "nth2"})


class WordingError(ValueError):
    """A bank that cannot be used; one line that names list and template."""


@dataclass(frozen=True, slots=True)
class Wordings:
    """A bank of templates.

    Attributes:
        lists: Name to templates, in the order of the files.
        common: Of some lists, the templates that most people use most of the time; `lists` has them too.
    """

    lists: Mapping[str, tuple[str, ...]]
    common: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])

    @staticmethod
    def packaged() -> Wordings:
        """The bank that training uses."""
        return Wordings.load(files("assistant.learning") / "wordings")

    @staticmethod
    def load(folder: Traversable) -> Wordings:
        """Read every ``.yaml`` file of a folder; what ``common.yaml`` holds is common.

        Raises:
            WordingError: A file is no mapping of lists, or a template has a slot that nothing fills.
        """
        lists: dict[str, tuple[str, ...]] = {}  # of one name in several files: joined
        common: dict[str, tuple[str, ...]] = {}
        for file in sorted(folder.iterdir(), key=lambda each: each.name):
            if not file.name.endswith(".yaml"):
                continue
            raw = yaml.safe_load(file.read_text("utf-8"))
            if not isinstance(raw, dict):
                raise WordingError(f"{file.name} is no mapping from a list's name to its templates")
            for name, templates in cast("dict[str, list[str]]", raw).items():
                checked = tuple(_checked(file.name, name, str(each)) for each in templates)
                lists[name] = lists.get(name, ()) + checked
                if file.name == _COMMON:
                    common[name] = checked
        return Wordings(lists, common)

    def pick(self, name: str, chance: random.Random, common: float = 0.0) -> str:
        """A template of a list, one of its common ones with the given probability.

        Raises:
            WordingError: There is no such list, or it is empty.
        """
        return chance.choice((chance.random() < common and self.common.get(name)) or self[name])

    def joined(self, other: Wordings) -> Wordings:
        """A bank with the templates of both."""
        names = dict.fromkeys((*self.lists, *other.lists))
        lists = {name: (*self.lists.get(name, ()), *other.lists.get(name, ())) for name in names}
        return Wordings(lists, {**other.common, **self.common})

    def split(self, share: float, seed: int) -> tuple[Wordings, Wordings]:
        """Two banks that share no template, the second with about `share` of each list and nothing that is common."""
        kept: dict[str, tuple[str, ...]] = {}
        taken: dict[str, tuple[str, ...]] = {}
        for name, templates in self.lists.items():
            common = set(self.common.get(name, ()))
            shuffled = sorted(set(templates) - common, key=lambda each: random.Random(f"{seed} {name} {each}").random())
            cut = max(1, round(len(shuffled) * share))
            taken[name] = tuple(shuffled[:cut])
            kept[name] = tuple(each for each in templates if each not in taken[name])
        return Wordings(kept, self.common), Wordings(taken)

    def __getitem__(self, name: str) -> tuple[str, ...]:
        """The templates of a list.

        Raises:
            WordingError: There is no such list, or it is empty.
        """
        if not self.lists.get(name):
            raise WordingError(f"the bank has no list {name!r}; it has {', '.join(sorted(self.lists))}")
        return self.lists[name]


def _checked(file: str, name: str, template: str) -> str:
    slots = SLOT.findall(template)
    unknown = [slot for slot in slots if slot not in _SLOTS]
    if unknown:
        raise WordingError(f"{file}, list {name!r}: nothing fills {{{unknown[0]}}} in {template!r}")
    if name in ("search", "change_kind") and sum(slot in _THINGS for slot in slots) != 1:
        raise WordingError(f"{file}, list {name!r}: {template!r} has to name the thing wanted exactly once")
    return template
