"""Runs scripted dialogues under pytest: every dialogue is a test.

Collected are files named ``*.dialogue.yaml`` and all YAML files of the folders that the ini option
``dialogue_folders`` names. They play against the fixture ``dialogue_assistant``: override it in a
conftest.py, or let the options ``--dialogue-store`` and ``--dialogue-model`` (ini: ``dialogue_store``,
``dialogue_model``) decide. The fixture ``dialogue_shop`` may add the catalogue to check against.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from assistant.dialogues.grounding import Shop
from assistant.dialogues.parsing import read_file
from assistant.dialogues.player import Conversation, DialogueResult, play
from assistant.dialogues.report import report
from assistant.dialogues.schema import Dialogue, DialogueError


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the options that decide what dialogues play against."""
    group = parser.getgroup("dialogues", "scripted shopping dialogues")
    group.addoption("--dialogue-store", help="store that scripted dialogues play against")
    group.addoption("--dialogue-model", help='language model for scripted dialogues, or "none"')
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


def _test(dialogue: Dialogue) -> Callable[[Conversation, Shop | None], None]:
    def test(dialogue_assistant: Conversation, dialogue_shop: Shop | None) -> None:
        result = play(dialogue, dialogue_assistant, dialogue_shop)
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
def dialogue_shop() -> Shop | None:
    """The catalogue that replies are checked against; override it to check more than what was shown."""
    return None
