"""``shop-assistant script``: plays scripted dialogues and says which expectations failed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.commands.options import (
    DebugOption,
    JsonOption,
    ModelOption,
    PrecisionOption,
    StoreOption,
    check_precision,
    output,
    rows_file,
    stocked,
)


def script(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Dialogues in YAML, or folders of them.")],
    out_file: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write a JSONL row a turn.")] = None,
    model: ModelOption = None,
    precision: PrecisionOption = "auto",
    store: StoreOption = None,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Play scripted dialogues; exit 1 where one fails."""
    from assistant.dialogues import DialogueResult, Shop, load, play, report, summary

    dialogues = load(files)
    read = {dialogue.file for dialogue in dialogues}
    with output(as_json) as out, rows_file(out_file, *read) as write:
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
        passed = sum(result.passed for result in results)
        out.document(
            {
                "dialogues": len(results),
                "passed": passed,
                "failed": len(results) - passed,
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
        )
    if passed < len(results):
        raise typer.Exit(1)
