from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli import GROUP, build_app
from assistant.commands.errors import InputError, exit_status, in_one_line
from assistant.dialogues import DialogueError
from retrieval.feeds import FeedError
from retrieval.weights import WeightsError

Run = Callable[..., object]
COMMANDS = ("index", "search", "chat", "script", "doctor")
HEAVY = ("torch", "transformers", "chromadb", "langchain", "sqlalchemy", "gradio", "fastapi", "numpy")


def test_help_names_every_command_and_imports_nothing_heavy() -> None:
    program = (
        "import sys; from assistant.cli import main; status = main(['--help']);"
        f"print([name for name in {HEAVY!r} if name in sys.modules], status)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    for name in COMMANDS:
        assert f"\n  {name} " in done.stdout
    assert done.stdout.rstrip().endswith("[] 0")


def test_python_m_assistant_is_the_same_program() -> None:
    done = subprocess.run([sys.executable, "-m", "assistant", "nonsense"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "nonsense" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_takes_the_common_options(run, name: str) -> None:
    done = run(name, "--help")
    assert done.status == 0
    for option in ("--store", "--json", "--debug"):
        assert option in done.out


def test_the_program_has_no_command_by_default(run) -> None:
    done = run()
    assert done.status == 2
    assert "Usage: shop-assistant" in done.out + done.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("index",),
        ("index", "feed.jsonl", "--nonsense"),
        ("search", "--queries", "q.jsonl"),
        ("search", "--queries", "q.jsonl", "--out", "o.jsonl", "--limit", "0"),
        ("script",),
    ],
)
def test_wrong_options_are_status_2_without_a_traceback(run, arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.status == 2
    assert done.err
    assert "Traceback" not in done.err


def test_a_store_that_is_a_file(run, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = run("doctor", "--store", tmp_path / "file")
    assert done.status == 2
    assert "--store" in done.err


def test_a_wrong_feed_is_status_2_and_one_line(run, tmp_path: Path) -> None:
    done = run("index", tmp_path / "missing.jsonl", "--store", tmp_path / "store")
    assert done.status == 2
    assert "missing.jsonl" in done.err
    assert done.err.count("\n") == 1
    assert not (tmp_path / "store").exists()


def test_an_error_is_a_json_document_too(run, tmp_path: Path) -> None:
    done = run("index", tmp_path / "missing.jsonl", "--json")
    assert done.status == 2
    assert "missing.jsonl" in json.loads(done.out)["error"]


def test_debug_shows_where(run, tmp_path: Path) -> None:
    done = run("index", tmp_path / "missing.jsonl", "--debug")
    assert done.status == 2
    assert "Traceback" in done.err


def test_a_wrong_dialogue_names_file_line_and_key(run, tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("dialogue: t\nturns:\n  - user: a\n    expects: {}\n")
    done = run("script", file)
    assert done.status == 2
    assert f"{file}:4: turn 1: unknown key 'expects'; valid keys: user, expect" in done.err


def test_a_wrong_query_names_file_row_and_field(run, tmp_path: Path) -> None:
    file = tmp_path / "q.jsonl"
    file.write_text('{"id": 1, "query": "a"}\n{"id": 2, "query": "b", "filters": {"price": 3}}\n')
    done = run("search", "--queries", file, "--out", tmp_path / "o.jsonl")
    assert done.status == 2
    assert f"{file}: row 2: filters: unknown field 'price'; valid: category, brand" in done.err
    assert not (tmp_path / "o.jsonl").exists()


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (FeedError("row 3\nis wrong"), 2, "row 3 is wrong"),
        (DialogueError("a.yaml:1: no"), 2, "a.yaml:1: no"),
        (InputError("--limit"), 2, "--limit"),
        (WeightsError("no network"), 1, "no network"),
        (PermissionError(13, "Permission denied", "/x"), 1, "/x: Permission denied"),
        (KeyError("price"), 1, "KeyError: 'price'"),
        (RuntimeError(), 1, "RuntimeError"),
    ],
)
def test_errors_become_a_status_and_a_line(error: Exception, status: int, words: str) -> None:
    assert exit_status(error) == status
    assert in_one_line(error) == words


def test_a_command_from_another_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "plugged_in.py").write_text(
        "def register(app):\n    @app.command('hello')\n    def hello() -> None:\n        print('hello there')\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    app = build_app([EntryPoint("hello", "plugged_in:register", GROUP)])
    assert CliRunner().invoke(app, ["hello"]).output == "hello there\n"


def test_a_broken_command_costs_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    app = build_app([EntryPoint("broken", "no_such_module_here:register", GROUP)])
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "'broken' could not be loaded: ModuleNotFoundError" in err
    assert "doctor" in CliRunner().invoke(app, ["--help"]).output
