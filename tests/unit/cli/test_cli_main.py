from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from importlib.metadata import EntryPoint, version
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError
from typer.testing import CliRunner

from assistant.cli import GROUP, build_app
from assistant.commands.errors import InputError, exit_status, in_one_line
from assistant.commands.options import made
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


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--generate", "kit", "a.yaml"), "--generate writes dialogues and plays none"),
        (("--generate", "kit", "--html", "a.html"), "--generate writes dialogues and plays none"),
        ((), "name dialogues to play"),
        (("a.yaml", "--html", "a.yaml"), "would overwrite a dialogue that is read"),
        (("a.yaml", "--junit", "a.yaml/b"), "cannot be written"),
    ],
)
def test_script_says_which_options_do_not_go_together(
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text("dialogue: t\nturns: [{user: a}]")
    done = run("script", *arguments, "--store", "store")
    assert done.status == 2
    assert told in done.err
    assert Path("a.yaml").read_text().startswith("dialogue: t")


def test_a_store_that_is_a_file(run, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = run("doctor", "--store", tmp_path / "file")
    assert done.status == 2
    assert "--store" in done.err


def test_the_version_is_told(run) -> None:
    done = run("--version")
    assert (done.status, done.out) == (0, f"shop-assistant {version('shop-assistant')}\n")


def test_a_store_that_cannot_be_made(run, tmp_path: Path) -> None:
    feed = tmp_path / "feed.jsonl"
    feed.write_text('{"id": "1", "title": "Bag"}')
    for arguments in (("index", feed), ("chat", "--model", "none")):
        done = run(*arguments, "--store", feed / "store")
        assert done.status == 2
        assert f"--store: {feed / 'store'} cannot be made or written (Not a directory)" in done.err
        assert "name a folder that you may write to" in done.err
        assert done.err.count("\n") == 1


def test_a_store_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    assert made(tmp_path / "a" / "b").stat().st_mode & 0o077 == 0


def test_a_database_of_another_program_is_one_line(run, tmp_path: Path) -> None:
    store = tmp_path / "store"
    store.mkdir()
    with closing(sqlite3.connect(store / "shop.sqlite3")) as connection:
        connection.execute("CREATE TABLE products (a)")
    for arguments in (("chat", "--model", "none"), ("script", tmp_path / "a.yaml")):
        (tmp_path / "a.yaml").write_text("dialogue: t\nturns: [{user: a}]")
        done = run(*arguments, "--store", store)
        assert done.status == 1
        assert done.err.count("\n") == 1
        assert f"{store / 'shop.sqlite3'}: the table “products” lacks position, id, title" in done.err
        assert "import the feed into a new store (--store DIR)" in done.err


def test_an_error_of_the_database_holds_no_statement() -> None:
    engine = create_engine("sqlite://")
    with engine.connect() as connection, pytest.raises(OperationalError) as caught:
        connection.execute(
            text("SELECT wrong FROM sqlite_master"), {"secret": "parameter"} | {str(n): n for n in range(999)}
        )
    assert in_one_line(caught.value) == "OperationalError: no such column: wrong"
    assert len(in_one_line(RuntimeError("x" * 9999))) < 500


def test_search_does_not_overwrite_its_queries(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.commands.search.products_in", lambda place: 1)
    queries = tmp_path / "q.jsonl"
    queries.write_text('{"id": 1, "query": "a"}\n')
    done = run("search", "--queries", queries, "--out", queries, "--store", tmp_path)
    assert done.status == 2
    assert f"--out {queries}: would overwrite {queries}, which is read; name another file" in done.err
    assert queries.read_text() == '{"id": 1, "query": "a"}\n'


def test_a_script_is_not_overwritten_by_its_rows(run, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("dialogue: t\nturns: [{user: a}]")
    done = run("script", tmp_path, "--out", tmp_path / "a.yaml", "--store", tmp_path / "store")
    assert done.status == 2
    assert "would overwrite" in done.err
    assert (tmp_path / "a.yaml").read_text().startswith("dialogue")


def test_results_of_before_are_not_lost_to_a_mistyped_store(run, tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_text('{"id": 1, "query": "a"}\n')
    (tmp_path / "out.jsonl").write_text("before")
    files = ("--queries", tmp_path / "q.jsonl", "--out", tmp_path / "out.jsonl")
    assert run("search", *files, "--store", tmp_path / "none").status == 2
    assert (tmp_path / "out.jsonl").read_text() == "before"


def test_nobody_reading_costs_no_traceback() -> None:
    command = f"{sys.executable} -m assistant index no-such-feed.jsonl --json | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "no-such-feed.jsonl does not exist" in done.stderr


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
