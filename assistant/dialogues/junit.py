"""Played dialogues as JUnit XML, which every CI shows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

from assistant.dialogues.player import DialogueResult
from assistant.dialogues.report import report, visible

# XML 1.0 has no way to write these, escaped or not.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit_report(results: Sequence[DialogueResult], when: datetime) -> str:
    """One test suite a file, one test case a dialogue, with its transcript.

    Args:
        results: In the order played.
        when: The time of the run.
    """
    by_file: dict[Path, list[DialogueResult]] = {}
    for result in results:
        by_file.setdefault(result.dialogue.file, []).append(result)
    root = ElementTree.Element("testsuites", {"name": "scripted dialogues", **_figures(results)})
    for file, played in by_file.items():
        stamp = when.isoformat(timespec="seconds")
        suite = ElementTree.SubElement(
            root, "testsuite", {"name": _text(str(file)), **_figures(played), "timestamp": stamp}
        )
        for result in played:
            suite.append(_case(result))
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=False).join(
        ('<?xml version="1.0" encoding="utf-8"?>\n', "\n")
    )


def transcript(result: DialogueResult) -> str:
    """What was said and shown, a line each, repeat by repeat."""
    lines: list[str] = []
    for run in result.runs:
        if len(result.runs) > 1:
            lines.append(f"repeat {run.repeat}: {'passed' if run.passed else 'failed'}")
        for turn in run.turns:
            lines.append(f"shopper: {turn.observed.user}")
            lines += [f"  card: {one.product.title} ({one.product.price})" for one in turn.observed.products]
            lines.append(f"assistant: {turn.observed.reply}")
    return visible("\n".join(lines))


def _figures(results: Sequence[DialogueResult]) -> dict[str, str]:
    return {
        "tests": str(len(results)),
        "failures": str(sum(not result.passed for result in results)),
        "errors": "0",
        "skipped": "0",
        "time": f"{sum(result.seconds for result in results):.3f}",
    }


def _case(result: DialogueResult) -> ElementTree.Element:
    dialogue = result.dialogue
    case = ElementTree.Element(
        "testcase",
        {
            "classname": _text(".".join(dialogue.file.with_suffix("").parts).strip("./")),
            "name": _text(dialogue.title),
            "file": _text(str(dialogue.file)),
            "line": str(dialogue.line),
            "time": f"{result.seconds:.3f}",
        },
    )
    if not result.passed:
        first = next(failure for run in result.runs for turn in run.turns for failure in turn.failures)
        failure = ElementTree.SubElement(
            case, "failure", {"type": first.expectation, "message": _text(visible(str(first)))}
        )
        failure.text = _text(report(result))
    out = ElementTree.SubElement(case, "system-out")
    counted = f"{result.passes} of {len(result.runs)} repeats passed, {dialogue.pass_at} needed\n"
    out.text = _text((counted if len(result.runs) > 1 else "") + transcript(result))
    return case


def _text(text: str) -> str:
    return _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)
