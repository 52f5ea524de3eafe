"""``shop-assistant doctor``: what works on this machine, and what does not; fetches and changes nothing."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from importlib import metadata
from pathlib import Path

import typer

from assistant.commands.errors import in_one_line
from assistant.commands.options import (
    DebugOption,
    JsonOption,
    ModelOption,
    PrecisionOption,
    StoreOption,
    output,
    products_in,
    refuse_emptied,
    where,
)
from assistant.commands.sources import in_hub_cache, unfetchable

_PACKAGES = (
    "torch",
    "transformers",
    "bitsandbytes",
    "xgrammar",
    "langchain",
    "chromadb",
    "sqlalchemy",
    "gradio",
)
_OFF = "none"


def _nothing() -> Mapping[str, object]:
    return {}


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found.

    Attributes:
        words: For people, a line.
        data: For the JSON document.
        works: Whether a shopper could be served as far as this goes; what is fetched or built on first use
            counts as working.
    """

    words: str
    data: Mapping[str, object] = field(default_factory=_nothing)
    works: bool = True


def doctor(
    model: ModelOption = None,
    precision: PrecisionOption = "auto",
    store: StoreOption = None,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Say what works here, and what does not."""
    with output(as_json) as out:
        place = where(store)
        checks: dict[str, Callable[[], Finding]] = {
            "versions": _versions,
            "encoder": _encoder,
            "language_model": partial(_language_model, model),
            "precision": partial(_precision, model, precision),
            "database": partial(_database, place),
            "index": partial(_index, place),
        }
        document: dict[str, object] = {"store": str(place)}
        problems: list[str] = []
        out.say(f"store           {place}{'' if place.exists() else ' (not made yet)'}")
        for name, check in checks.items():
            finding = _examine(check)
            out.say(f"{name.replace('_', ' '):<15} {'' if finding.works else 'PROBLEM: '}{finding.words}")
            document[name] = {"works": finding.works, "says": finding.words, **finding.data}
            if not finding.works:
                problems.append(f"{name}: {finding.words}")
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        out.say(f"\n{count} found; each says what to do." if problems else "\nEverything works.")
        out.document({"ok": not problems, "problems": problems, **document})
    if problems:
        raise typer.Exit(1)


def _examine(check: Callable[[], Finding]) -> Finding:
    try:
        return check()
    except Exception as error:  # noqa: BLE001 - whatever breaks here is the very thing to be reported
        return Finding(in_one_line(error), works=False)


def _versions() -> Finding:
    found: dict[str, str] = {"python": platform.python_version(), "system": platform.platform()}
    missing: list[str] = []
    for name in ("shop-assistant", *_PACKAGES):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            missing.append(name)
    words = ", ".join(f"{name} {version}" for name, version in found.items())
    if missing:
        return Finding(f"not installed: {', '.join(missing)}; install them. Here: {words}", found, works=False)
    return Finding(words, found)


def _encoder() -> Finding:
    from retrieval.weights import DEFAULT_ENCODER

    return _weights(DEFAULT_ENCODER)


def _language_model(name: str | None) -> Finding:
    from retrieval.weights import DEFAULT_LANGUAGE_MODEL

    if name == _OFF:
        return Finding("turned off; replies are worded plainly", {"name": _OFF, "path": None})
    finding = _weights(name or DEFAULT_LANGUAGE_MODEL)
    return finding if finding.works else replace(finding, words=f"{finding.words}; or go without it: --model none")


def _weights(name: str) -> Finding:
    found = _folder_of(name)
    data: dict[str, object] = {"name": name, "path": str(found) if found else None}
    if found is not None:
        damage = _damage(found)
        if damage is not None:
            return Finding(f"{name}: {damage}; delete {found} and fetch or copy it again", data, works=False)
        return Finding(f"{name} in {found}", data)
    if Path(name).expanduser().exists():
        return Finding(f"{name} holds no model: give a folder with config.json and model.safetensors", data, False)
    obstacle = unfetchable(name)
    if obstacle is not None:
        return Finding(f"{name} is not here and cannot be fetched: {obstacle}", data, works=False)
    return Finding(f"{name} is not here yet; it is fetched on first use", data)


def _folder_of(name: str) -> Path | None:
    """Where a model's weights lie; ``None`` where they would have to be fetched."""
    from retrieval.weights import PACKAGED, cache_folder

    for place in (Path(name).expanduser(), cache_folder() / "models" / name):
        if (place / "config.json").is_file() and any(place.glob("*.safetensors")):
            return place
    return None if name in PACKAGED else in_hub_cache(name)


def _damage(folder: Path) -> str | None:
    """What is wrong with weights, as far as their headers tell: a copy that was cut short, for one."""
    from safetensors import SafetensorError, safe_open

    for file in sorted(folder.glob("*.safetensors")):
        try:
            with safe_open(file, framework="numpy"):
                pass
        except (SafetensorError, OSError) as error:
            return f"{file.name} is damaged ({error})"
    return None


def _precision(name: str | None, precision: str) -> Finding:
    from retrieval.weights import DEFAULT_LANGUAGE_MODEL

    if name == _OFF:
        return Finding("none needed without a language model")
    found = _folder_of(name or DEFAULT_LANGUAGE_MODEL)
    if found is None:
        return Finding("chosen when the weights are here")
    from assistant.language.precision import choose

    choice = choose(found, precision)
    return Finding(f"{choice.precision} on {choice.device}: {choice.reason}", choice.describe())


def _database(place: Path) -> Finding:
    from assistant.build import DATABASE

    refuse_emptied(place)
    nearest = next(folder for folder in (place.absolute(), *place.absolute().parents) if folder.exists())
    if not os.access(nearest, os.W_OK | os.X_OK):
        return Finding(f"{nearest} may not be written; correct its permissions, or name another --store", works=False)
    if not (place / DATABASE).exists():
        return Finding("none yet; import a feed with: shop-assistant index FEED", {"products": 0})
    count = products_in(place)
    return Finding(f"{place / DATABASE}, {count:,} products", {"products": count})


def _index(place: Path) -> Finding:
    from assistant.build import INDEX

    if not (place / INDEX).exists():
        return Finding("none yet; it is built with the first products", {"state": "none", "vectors": 0})
    from retrieval.index import ChromaIndex, IndexInUse

    try:
        index = ChromaIndex(place / INDEX)
    except IndexInUse:
        words = "in use by another process, such as a running shop; stop it before another one opens this store"
        return Finding(words, {"state": "in use"})
    try:
        vectors, trouble, whole = index.count(), index.trouble, index.stamp is not None
    finally:
        index.close()
    if trouble:
        return Finding(f"{trouble}; it is rebuilt at the next start", {"state": "damaged", "vectors": vectors})
    if not whole:
        return Finding("not finished; it is completed at the next start", {"state": "stale", "vectors": vectors})
    return Finding(f"ready, {vectors:,} vectors", {"state": "ready", "vectors": vectors})
