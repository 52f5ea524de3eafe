"""Runs scripted dialogues under pytest: every dialogue is a test.

Collected are files named ``*.dialogue.yaml`` and all YAML files of the folders that the ini option
``dialogue_folders`` names. They play against the fixture ``dialogue_assistant``: override it in a
conftest.py, or let the options ``--dialogue-store`` and ``--dialogue-model`` (ini: ``dialogue_store``,
``dialogue_model``) decide. Every turn is checked against the catalogue of that assistant, whatever its author expected
of it; the fixture ``dialogue_shop`` may name another one. ``--dialogue-html FILE`` writes a report to read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Protocol, runtime_checkable

import pytest

from assistant.dialogues.grounding import Shop
from assistant.dialogues.parsing import read_file
from assistant.dialogues.player import Conversation, DialogueResult, play
from assistant.dialogues.report import report, visible
from assistant.dialogues.schema import Dialogue, DialogueError
from retrieval.products import Product

RESULTS = pytest.StashKey[list[DialogueResult]]()
SHOP = pytest.StashKey[Shop | None]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the options that decide what dialogues play against."""
    group = parser.getgroup("dialogues", "scripted shopping dialogues")
    group.addoption("--dialogue-store", help="store that scripted dialogues play against")
    group.addoption("--dialogue-model", help='language model for scripted dialogues, or "none"')
    group.addoption("--dialogue-html", metavar="FILE", help="write a report of all scripted dialogues as HTML")
    parser.addini("dialogue_folders", "folders whose YAML files are scripted dialogues", "paths", [])
    parser.addini("dialogue_store", "store that scripted dialogues play against", "string", "")
    parser.addini("dialogue_model", 'language model for scripted dialogues, or "none"', "string", "none")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Takes a YAML file that holds dialogues."""
    if file_path.suffix not in {".yaml", ".yml"}:
        return None
    folders: list[Path] = parent.config.getini("dialogue_folders")
    if file_path.stem.endswith(".dialogue") or any(file_path.is_relative_to(one) for one in folders):
        file = DialogueFile.from_parent(parent, path=file_path)  # pyright: ignore[reportUnknownMemberType]
        file.obj = ModuleType(file_path.stem)  # in the place of the one that pytest would import
        return file
    return None


def pytest_configure(config: pytest.Config) -> None:
    """Begins to collect what dialogues come to."""
    config.stash[RESULTS] = []
    config.stash[SHOP] = None
    html = config.getoption("--dialogue-html")
    if html and not Path(str(html)).absolute().parent.is_dir():
        raise pytest.UsageError(f"--dialogue-html {html}: its folder is not there; make it, or name another file")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Writes the report, where one was asked for; the workers of pytest-xdist leave it to a run of their own."""
    html, results = session.config.getoption("--dialogue-html"), session.config.stash[RESULTS]
    if html and results and not hasattr(session.config, "workerinput"):
        from assistant.dialogues.html import html_report

        shop = session.config.stash[SHOP]
        text = html_report(results, datetime.now().astimezone(), shop.currency if shop else None)
        Path(str(html)).write_text(text, encoding="utf-8", errors="backslashreplace")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Names the dialogues that passed only some of their repeats, those that passed on the whole included."""
    flaky = [result for result in config.stash[RESULTS] if result.flaky]
    if flaky:
        terminalreporter.section("dialogues that are not the same every time")
        for result in flaky:
            needed = f"{result.passes} of {len(result.runs)} repeats passed, {result.dialogue.pass_at} needed"
            terminalreporter.line(f"{visible(result.dialogue.title)}: {needed}")


class DialogueFile(pytest.Module):
    """A YAML file with one dialogue or more; a module to pytest, so that fixtures of that scope work."""

    def collect(self) -> Iterator[pytest.Item]:
        """One test a dialogue."""
        try:
            dialogues = read_file(self.path)
        except DialogueError as error:
            raise self.CollectError(str(error)) from error
        for dialogue in dialogues:
            yield DialogueItem.from_parent(  # pyright: ignore[reportUnknownMemberType]
                self, name=dialogue.title, callobj=_test(dialogue), dialogue=dialogue
            )


class DialogueFailed(AssertionError):
    """A dialogue whose expectations did not hold, with everything that happened."""

    def __init__(self, result: DialogueResult) -> None:
        super().__init__(report(result))
        self.result = result


class DialogueItem(pytest.Function):
    """One dialogue; a test function underneath, so that fixtures work as they do everywhere."""

    def __init__(self, *, dialogue: Dialogue, **arguments: object) -> None:
        super().__init__(**arguments)  # pyright: ignore[reportArgumentType, reportUnknownMemberType]
        self.dialogue = dialogue

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the dialogue is written."""
        return self.path, self.dialogue.line - 1, self.name

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException]) -> str:  # type: ignore[override]
        """The turns and what failed in them, instead of a traceback through the player."""
        if isinstance(excinfo.value, DialogueFailed):
            return str(excinfo.value)
        return str(super().repr_failure(excinfo))


@runtime_checkable
class _Stocked(Protocol):
    """An assistant that shows what it sells."""

    catalogue: _Catalogue


class _Catalogue(Protocol):
    def all(self) -> Iterable[Product]: ...


def _test(dialogue: Dialogue) -> Callable[[pytest.Config, Conversation, Shop | None], None]:
    def test(pytestconfig: pytest.Config, dialogue_assistant: Conversation, dialogue_shop: Shop | None) -> None:
        result = play(dialogue, dialogue_assistant, dialogue_shop)
        pytestconfig.stash[RESULTS].append(result)
        pytestconfig.stash[SHOP] = dialogue_shop
        if not result.passed:
            raise DialogueFailed(result)

    return test


@pytest.fixture(scope="session")
def dialogue_model(pytestconfig: pytest.Config) -> str:
    """Name of the language model that dialogues play with, or ``"none"``."""
    return str(pytestconfig.getoption("--dialogue-model") or pytestconfig.getini("dialogue_model"))


@pytest.fixture(scope="session")
def dialogue_assistant(pytestconfig: pytest.Config, dialogue_model: str) -> Iterator[Conversation]:
    """The assistant that dialogues play against."""
    store = pytestconfig.getoption("--dialogue-store") or pytestconfig.getini("dialogue_store")
    if not store:
        pytest.fail("name a store: --dialogue-store DIR, ini dialogue_store, or a fixture dialogue_assistant")
    # Only here, because building one imports torch, and most test runs play no dialogue.
    from assistant.build import build_assistant

    assistant = build_assistant(pytestconfig.rootpath / str(store), model=dialogue_model)
    yield assistant
    assistant.close()


@pytest.fixture(scope="session")
def dialogue_shop(dialogue_assistant: Conversation) -> Shop | None:
    """The catalogue that every turn is checked against: that of the assistant, where it has one."""
    if not isinstance(dialogue_assistant, _Stocked):
        return None
    return Shop.of(dialogue_assistant.catalogue.all())
