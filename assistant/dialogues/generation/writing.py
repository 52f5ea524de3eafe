"""Draws dialogues from a catalogue and writes them as YAML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import yaml

from assistant.dialogues.generation.census import Census
from assistant.dialogues.generation.draw import Draw
from assistant.dialogues.generation.expecting import Script
from assistant.dialogues.generation.families import FAMILIES, Family
from assistant.dialogues.parsing import parse
from assistant.dialogues.schema import DialogueError
from retrieval.products import Product

MARK = "# Written by `shop-assistant script --generate`"
"""First line of every generated file; a file that begins otherwise is somebody's own and is not overwritten."""

_TRIES = 40
"""Draws for one dialogue before a family counts as exhausted."""

_ENDINGS = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Written:
    """What was generated.

    Attributes:
        scripts: The dialogues by family; a family that the catalogue offers nothing for is missing.
        left_out: A line for each family or part of one that the catalogue offers nothing for.
    """

    scripts: dict[str, tuple[Script, ...]]
    left_out: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many dialogues there are."""
        return sum(len(scripts) for scripts in self.scripts.values())


def generate(products: Iterable[Product], count: int, seed: int) -> Written:
    """Draws dialogues whose expectations are computed from the products.

    Families take turns until there are enough; equal products, counts and seeds give equal dialogues.

    Args:
        products: The catalogue, in its own order.
        count: How many dialogues; fewer come where the catalogue does not offer so many different ones.
        seed: Any number.
    """
    census = Census.of(products)
    drawn: dict[str, list[Script]] = {family.name: [] for family in FAMILIES}
    streams: dict[str, Iterator[Script]] = {family.name: _different(family, census, seed) for family in FAMILIES}
    while streams and sum(map(len, drawn.values())) < count:
        for name in list(streams):
            if sum(map(len, drawn.values())) == count:
                break
            script = next(streams[name], None)
            if script is None:
                del streams[name]
            else:
                drawn[name].append(script)
    left_out = [f"{family.name}: {family.needs}" for family in FAMILIES if not drawn[family.name]]
    if not census.knows_kinds:
        left_out.append("category of what is shown: no category or attribute names kinds of product in a word or two")
    return Written({name: tuple(scripts) for name, scripts in drawn.items() if scripts}, tuple(left_out))


def _different(family: Family, census: Census, seed: int) -> Iterator[Script]:
    """Dialogues of one family, no two alike, until draws keep leading nowhere."""
    known: set[tuple[str, ...]] = set()
    titles: set[str] = set()
    chance = Random(f"{family.name} {seed}")
    failures = [0] * len(family.scenarios)
    while min(failures) < _TRIES:
        for at, scenario in enumerate(family.scenarios):
            if failures[at] >= _TRIES:
                continue
            script = scenario(Draw(census, chance))
            said = tuple(message for message, _ in script.turns) if script else ()
            if script is None or said in known or script.title in titles:
                failures[at] += 1
                continue
            failures[at] = 0
            known.add(said)
            titles.add(script.title)
            yield script


def write(written: Written, place: Path, seed: int, products: int) -> tuple[Path, ...]:
    """Writes the dialogues: into one file, or a file a family into a folder.

    Args:
        written: What was generated.
        place: A file where it ends in ``.yaml`` or ``.yml``, otherwise a folder; made where it is missing.
        seed: For the first line of each file.
        products: Size of the catalogue, for the same.

    Returns:
        The files. Generated files of an earlier run are replaced.

    Raises:
        DialogueError: A file is there that was not generated, or cannot be written.
    """
    if place.suffix in _ENDINGS:
        texts = {place: [script for scripts in written.scripts.values() for script in scripts]}
    else:
        texts = {place / f"{name}.dialogue.yaml": list(scripts) for name, scripts in written.scripts.items()}
    for file in texts:
        _refuse_others(file)
    head = f"{MARK} from {products} products, seed {seed}.\n# Write it again when the catalogue changes.\n"
    for file, scripts in texts.items():
        text = head + "---\n".join(_document(script) for script in scripts)
        parse(text, file)  # what is written can be read
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        except OSError as error:
            raise DialogueError(f"--generate: {file} cannot be written: {error.strerror or error}") from error
    return tuple(texts)


def _refuse_others(file: Path) -> None:
    try:
        with file.open(encoding="utf-8", errors="replace") as there:
            first = there.readline()
    except OSError:
        return  # not there, or writing it will say what is wrong
    if not first.startswith(MARK):
        raise DialogueError(f"--generate: {file} is there and was not generated; name another place, or remove it")


def _document(script: Script) -> str:
    turns = [{"user": message, "expect": expect} for message, expect in script.turns]
    document = {"dialogue": script.title, "turns": turns}
    return yaml.dump(document, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=110)


class _Plain(yaml.SafeDumper):
    """Writes what occurs twice twice: an alias would only puzzle its reader."""

    def ignore_aliases(self, data: object) -> bool:
        return True
