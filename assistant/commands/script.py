"""``shop-assistant script``: plays scripted dialogues, or writes some from the shop's own catalogue."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.errors import InputError
from assistant.commands.options import (
    DebugOption,
    JsonOption,
    ModelOption,
    Output,
    PrecisionOption,
    StoreOption,
    check_precision,
    output,
    rows_file,
    stocked,
)

if TYPE_CHECKING:
    from assistant.dialogues import DialogueResult


def script(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE…", help="Dialogues in YAML, or folders of them.")
    ] = None,
    out_file: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write a JSONL row a turn.")] = None,
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write a report to read.")] = None,
    junit: Annotated[Path | None, typer.Option("--junit", metavar="FILE", help="Write a report for a CI.")] = None,
    generate: Annotated[
        Path | None,
        typer.Option(
            "--generate",
            metavar="PLACE",
            help="Write dialogues from the shop's catalogue into a folder or a .yaml file, and play nothing.",
        ),
    ] = None,
    count: Annotated[int, typer.Option("--count", min=1, max=5000, help="How many to write.")] = 60,
    seed: Annotated[int, typer.Option("--seed", help="Equal seeds write equal dialogues.")] = 0,
    model: ModelOption = None,
    precision: PrecisionOption = "auto",
    store: StoreOption = None,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Play scripted dialogues; exit 1 where one fails."""
    if generate is not None:
        if files or out_file or html or junit:
            raise InputError("--generate writes dialogues and plays none; leave out files and reports, then play PLACE")
        with output(as_json) as out:
            _write(generate, count, seed, store, out)
        return
    if not files:
        raise InputError("FILE…: name dialogues to play, or a place to write some to (--generate PLACE)")
    with output(as_json) as out:
        results = _play(files, out_file, (html, junit), model, precision, store, out)
    if not all(result.passed for result in results):
        raise typer.Exit(1)


def _write(place: Path, count: int, seed: int, store: Path | None, out: Output) -> None:
    """Writes dialogues; reads the database and needs neither index nor weights, unless the store is empty."""
    from assistant.build import database_url
    from assistant.dialogues.generation import generate, write
    from retrieval.catalogue import Catalogue
    from retrieval.database import open_engine

    engine = open_engine(database_url(stocked(store, out)))
    try:
        products = tuple(Catalogue(engine).all())
    finally:
        engine.dispose()
    written = generate(products, count, seed)
    files = write(written, place, seed, len(products))
    for reason in written.left_out:
        out.say(f"left out  {reason}")
    if written.count < count:
        out.say(
            f"left out  the catalogue of {len(products)} products offers no more than {written.count} different ones"
        )
    out.say(f"{written.count} dialogues in {place}; play them: shop-assistant script {place}")
    out.document(
        {
            "dialogues": written.count,
            "files": [str(file) for file in files],
            "families": {name: len(scripts) for name, scripts in written.scripts.items()},
            "left_out": list(written.left_out),
            "seed": seed,
        }
    )


def _play(
    files: Sequence[Path],
    out_file: Path | None,
    reports: tuple[Path | None, Path | None],
    model: str | None,
    precision: str,
    store: Path | None,
    out: Output,
) -> list[DialogueResult]:
    from assistant.dialogues import Shop, html_report, junit_report, load, play, report, summary

    dialogues = load(files)
    read = {dialogue.file for dialogue in dialogues}
    html, junit = (_writable(place, option, read) for place, option in zip(reports, ("--html", "--junit"), strict=True))
    with rows_file(out_file, *read) as write:
        from assistant.build import build_assistant

        check_precision(precision)
        assistant = build_assistant(stocked(store, out), model=model, precision=precision)
        results: list[DialogueResult] = []
        try:
            shop = Shop.of(assistant.catalogue.all())
            for dialogue in dialogues:
                result = play(dialogue, assistant, shop)
                results.append(result)
                for row in result.rows():
                    write(row)
                out.say(report(result, colour=out.colour))
        finally:
            assistant.close()
    out.say(summary(results, colour=out.colour))
    when = datetime.now().astimezone()
    # What a model or a feed wrote may hold half a surrogate pair, which no file can.
    if html is not None:
        html.write_text(html_report(results, when, shop.currency), encoding="utf-8", errors="backslashreplace")
    if junit is not None:
        junit.write_text(junit_report(results, when), encoding="utf-8")
    out.document(_document(results))
    return results


def _writable(place: Path | None, option: str, read: Collection[Path]) -> Path | None:
    """The place of a report, tried before anything slow begins.

    Raises:
        InputError: It cannot be written, or is one of the files that are read.
    """
    if place is None:
        return None
    if any(place.is_file() and given.is_file() and place.samefile(given) for given in read):
        raise InputError(f"{option} {place}: would overwrite a dialogue that is read; name another file")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("a"):
            pass
    except OSError as error:
        raise InputError(f"{option} {place}: cannot be written: {error.strerror or error}") from error
    return place


def _document(results: Sequence[DialogueResult]) -> dict[str, object]:
    passed = sum(result.passed for result in results)
    return {
        "dialogues": len(results),
        "passed": passed,
        "failed": len(results) - passed,
        "flaky": sum(result.flaky for result in results),
        "seconds": round(sum(result.seconds for result in results), 3),
        "results": [
            {
                "dialogue": result.dialogue.title,
                "file": str(result.dialogue.file),
                "passed": result.passed,
                "repeats": result.dialogue.repeats,
                "passes": result.passes,
                "turns": list(result.rows()),
            }
            for result in results
        ],
    }
