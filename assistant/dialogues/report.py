"""The outcome of scripted dialogues for people: what failed, what was expected, what was seen."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import category

from assistant.dialogues.player import DialogueResult, Run

_GREEN, _RED, _FAINT, _END = "\x1b[32m", "\x1b[31m", "\x1b[2m", "\x1b[0m"
_LONGEST_MESSAGE = 100
_STEERING = frozenset({"Cc", "Cf"})
_REPLACED = "\N{REPLACEMENT CHARACTER}"


def report(result: DialogueResult, *, colour: bool = False) -> str:
    """One dialogue: a line where it passed, otherwise every turn with what failed in it.

    Args:
        result: A dialogue that was played.
        colour: Whether the reader is a terminal that shows colours.
    """
    dialogue = result.dialogue
    repeats = f", {result.passes} of {dialogue.repeats} repeats passed" if dialogue.repeats > 1 else ""
    needed = f" ({dialogue.pass_at} needed)" if dialogue.pass_at < dialogue.repeats else ""
    turns = len(dialogue.turns)
    facts = f"{turns} turn{'' if turns == 1 else 's'}{repeats}{needed}, {result.seconds:.1f} s"
    lines = [f"{_verdict(result.passed, colour)}  {dialogue.title}  {_faint(f'({facts})', colour)}"]
    if not result.passed:
        lines.append(_faint(f"      {dialogue.file}:{dialogue.line}", colour))
        for run in result.runs:
            if not run.passed:
                lines += _run(run, colour, numbered=dialogue.repeats > 1)
    # Alike in every repeat: once is enough.
    remarks = dict.fromkeys(
        f"turn {turn.number}: {text}" for run in result.runs for turn in run.turns for text in turn.remarks
    )
    lines += [_faint(f"      note  {remark}", colour) for remark in remarks]
    return "\n".join(lines)


def summary(results: Sequence[DialogueResult], *, colour: bool = False) -> str:
    """All dialogues in one line, with those that passed only some of their repeats."""
    passed = sum(result.passed for result in results)
    seconds = sum(result.seconds for result in results)
    text = f"{passed} of {len(results)} dialogues passed in {seconds:.1f} s"
    flaky = [f"{result.dialogue.title} ({result.passes} of {len(result.runs)})" for result in results if result.flaky]
    if flaky:
        text += f"; not the same every time: {visible(', '.join(flaky))}"
    return f"{_GREEN if passed == len(results) else _RED}{text}{_END}" if colour else text


def _run(run: Run, colour: bool, *, numbered: bool) -> list[str]:
    lines = [f"      repeat {run.repeat}"] if numbered else []
    for turn in run.turns:
        lines.append(f"      {_verdict(turn.passed, colour)}  turn {turn.number}: {_short(turn.observed.user)}")
        for failure in turn.failures:
            lines.append(f"            {failure.expectation}")
            lines.append(f"              expected  {visible(failure.expected)}")
            lines.append(f"              saw       {visible(failure.seen)}")
    return lines


def visible(text: str) -> str:
    """Text without control and direction marks: what a model or a feed wrote must not steer the terminal."""
    return "".join(_REPLACED if one not in "\n\t" and category(one) in _STEERING else one for one in text)


def _short(message: str) -> str:
    flat = visible(" ".join(message.split()))
    return flat if len(flat) <= _LONGEST_MESSAGE else f"{flat[: _LONGEST_MESSAGE - 1]}…"


def _verdict(passed: bool, colour: bool) -> str:
    word = "PASS" if passed else "FAIL"
    return f"{_GREEN if passed else _RED}{word}{_END}" if colour else word


def _faint(text: str, colour: bool) -> str:
    return f"{_FAINT}{text}{_END}" if colour else text
