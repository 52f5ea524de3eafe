"""``shop-assistant doctor``: what works on this machine, and what does not; fetches and changes nothing."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
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
    folder,
    output,
    products_in,
)

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
        place = folder(store)
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
        out.say("\nEverything works." if not problems else f"\n{len(problems)} problem(s) found.")
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
    return _weights(name or DEFAULT_LANGUAGE_MODEL)


def _weights(name: str) -> Finding:
    found = _folder_of(name)
    data: dict[str, object] = {"name": name, "path": str(found) if found else None}
    if found is not None:
        return Finding(f"{name} in {found}", data)
    if Path(name).expanduser().exists():
        return Finding(f"{name} holds no model: give a folder with config.json and model.safetensors", data, False)
    return Finding(f"{name} is not here yet; it is fetched on first use", data)


def _folder_of(name: str) -> Path | None:
    """Where a model's weights lie; ``None`` where they would have to be fetched."""
    from retrieval.weights import cache_folder

    for place in (Path(name).expanduser(), cache_folder() / "models" / name):
        if (place / "config.json").is_file() and any(place.glob("*.safetensors")):
            return place
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
        return Finding("in use by another process, such as a running shop", {"state": "in use"})
    try:
        vectors, trouble, whole = index.count(), index.trouble, index.stamp is not None
    finally:
        index.close()
    if trouble:
        return Finding(f"{trouble}; it is rebuilt at the next start", {"state": "damaged", "vectors": vectors})
    if not whole:
        return Finding("not finished; it is completed at the next start", {"state": "stale", "vectors": vectors})
    return Finding(f"ready, {vectors:,} vectors", {"state": "ready", "vectors": vectors})
