from __future__ import annotations

import io
import json
from collections.abc import Callable

import pytest

from assistant.commands.chat import converse, product_lines
from assistant.commands.errors import InputError
from assistant.commands.options import Output, output, rows_file
from assistant.events import ProductsShown


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Output]:
    """Types lines, and catches what is said."""

    def build(lines: str, *, as_json: bool = False) -> Output:
        monkeypatch.setattr("sys.stdin", io.StringIO(lines))
        return Output(io.StringIO(), io.StringIO(), as_json)

    return build


def said(out: Output) -> str:
    assert isinstance(out.out, io.StringIO)
    return out.out.getvalue()


def test_a_conversation_ends_with_the_input(lamps, typed: Callable[..., Output]) -> None:
    out = typed("a lamp\nanother\n")
    turns = converse(lamps, out)
    assert lamps.heard == ["a lamp", "another"]
    assert lamps.closed == ["a lamp", "another"]
    assert (lamps.started, lamps.erased) == ([None], 1)
    lines = said(out).splitlines()
    assert lines[0].startswith("  1  Dune Lamp ")
    assert lines[0].endswith("Red · $1,299.50 · 4.5 ★ (1,200) · sold out")
    assert lines[1:4] == ["  2  Plain Lamp", "     at most $2,000", "Two lamps.\N{REPLACEMENT CHARACTER}"]
    assert "\x1b" not in said(out)
    assert [turn["user"] for turn in turns] == ["a lamp", "another"]
    assert turns[0]["model"] == "SmolLM2 nf4"


def test_a_known_shopper_is_not_forgotten(lamps, typed: Callable[..., Output]) -> None:
    converse(lamps, typed("hi\n"), "ana")
    assert (lamps.started, lamps.erased) == (["ana"], 0)


def test_an_interrupt_stops_the_reply_and_not_the_conversation(lamps, typed: Callable[..., Output]) -> None:
    out = typed("wait\na lamp\n")
    turns = converse(lamps, out)
    assert lamps.closed == ["wait", "a lamp"]
    assert [turn["user"] for turn in turns] == ["a lamp"]
    assert "One mom\n(stopped)" in said(out)


def test_an_interrupt_at_the_prompt_leaves(
    lamps, typed: Callable[..., Output], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = typed("")

    def interrupted(prompt: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("builtins.input", interrupted)
    assert converse(lamps, out) == []
    assert lamps.erased == 1


class Pipe(io.StringIO):
    """Whoever reads it leaves after a few writes."""

    def __init__(self, writes: int) -> None:
        super().__init__()
        self.left = writes

    def write(self, text: str) -> int:
        self.left -= 1
        if self.left < 0:
            raise BrokenPipeError(32, "Broken pipe")
        return super().write(text)


@pytest.mark.parametrize("writes", [0, 1, 3, 8])
def test_a_reader_who_leaves_ends_the_conversation_quietly(
    lamps, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, writes: int
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("a lamp\nanother\na third\n"))
    turns = converse(lamps, Output(Pipe(writes), io.StringIO(), as_json=False))
    assert lamps.heard == lamps.closed == ["a lamp"]  # the turn under way comes to its end, none follows
    assert len(turns) == 1
    assert lamps.erased == 1
    assert caplog.records == []


def test_with_json_people_read_standard_error(lamps, typed: Callable[..., Output]) -> None:
    out = typed("a lamp\n", as_json=True)
    out.document({"turns": converse(lamps, out)})
    (turn,) = json.loads(said(out))["turns"]
    assert [product["id"] for product in turn["products"]] == ["l1", "l2"]
    assert isinstance(out.err, io.StringIO)
    assert "Two lamps." in out.err.getvalue()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("settings", "colour"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)],
)
def test_colours_are_for_terminals_that_want_them(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], colour: bool
) -> None:
    for name, value in ({"TERM": "xterm", "NO_COLOR": ""} | settings).items():
        monkeypatch.setenv(name, value)
    assert Output(Terminal(), io.StringIO(), as_json=False).colour is colour
    assert Output(io.StringIO(), Terminal(), as_json=False).colour is False
    assert Output(io.StringIO(), Terminal(), as_json=True).colour is colour


def test_coloured_lines_say_the_same(lamps) -> None:
    products = ProductsShown((), 0, "", "cards", ("red",), 0.0)
    assert list(product_lines(products, colour=True)) == ["     \x1b[2mred\x1b[0m"]
    assert list(product_lines(products)) == ["     red"]


def test_nothing_but_the_document_reaches_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    with output(as_json=True) as out:
        print("a library says hello")
        out.say("for people")
        out.note("a remark")
        out.document({"a": "\N{SNOWMAN}"})
    printed = capsys.readouterr()
    assert json.loads(printed.out) == {"a": "\N{SNOWMAN}"}
    assert printed.err == "a library says hello\nfor people\na remark\n"


def test_without_json_people_read_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    with output(as_json=False) as out:
        out.say("for people")
        out.document({"a": 1})
    assert capsys.readouterr().out == "for people\n"


def test_progress_is_for_terminals() -> None:
    terminal, pipe = Terminal(), io.StringIO()
    Output(io.StringIO(), terminal, as_json=True).progress("{} of {}")(1000, 2000)
    Output(io.StringIO(), pipe, as_json=True).progress("{} of {}")(1000, 2000)
    assert "1,000 of 2,000" in terminal.getvalue()
    assert pipe.getvalue() == ""


def test_rows_never_overwrite_what_is_read(tmp_path) -> None:
    given, link, other = tmp_path / "q.jsonl", tmp_path / "link.jsonl", tmp_path / "other.jsonl"
    given.write_text("questions")
    link.symlink_to(given)
    for out in (given, link, tmp_path / "." / "q.jsonl"):
        with pytest.raises(InputError, match=r"--out .* would overwrite .*q\.jsonl"), rows_file(out, other, given):
            pass
    assert given.read_text() == "questions"
    with rows_file(other, given) as write:
        write(1)
    assert other.read_text() == "1\n"


def test_rows_survive_half_a_character(tmp_path) -> None:
    with rows_file(tmp_path / "rows.jsonl") as write:
        write({"reply": "half \ud83d and \N{SNOWMAN}"})
    line = (tmp_path / "rows.jsonl").read_text(encoding="utf-8")
    assert "\N{SNOWMAN}" in line
    assert json.loads(line) == {"reply": "half \ud83d and \N{SNOWMAN}"}
