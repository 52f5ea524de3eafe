"""The pytest plugin, in a pytest of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = '''
import pytest
from assistant.events import TextDelta, TurnDone

class Parrot:
    async def respond(self, session, message):
        yield TextDelta(message)
        yield TurnDone(message, message, "en", (), (), 0, "none", 0, 0, (), None, 0.0, 0.0)
    def start(self, session, shopper=None): ...
    def prefer(self, session, preference): ...
    def erase(self, session): ...

@pytest.fixture(scope="session")
def dialogue_assistant():
    return Parrot()

@pytest.fixture(scope="module", autouse=True)
def for_every_module():
    """As other plugins have them."""

@pytest.fixture(autouse=True)
def for_every_test(request):
    assert request.module
'''
PASSING = "dialogue: {title}\nturns: [{{user: hello, expect: {{reply: {{contains: hello}}}}}}]\n"
FAILING = "dialogue: {title}\nturns: [{{user: hello, expect: {{reply: {{contains: bye}}}}}}]\n"


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    plugins = ["-p", "assistant.dialogues.pytest_plugin", "-p", "no:cacheprovider"]
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-c", str(folder / "pytest.ini"), *plugins, "-q", *arguments],
        cwd=folder,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "pytest.ini").write_text("[pytest]\ndialogue_folders = scripts\nfilterwarnings = error\n")
    (tmp_path / "scripts").mkdir()
    return tmp_path


def test_dialogues_become_tests(project: Path) -> None:
    (project / "one.dialogue.yaml").write_text(PASSING.format(title="good") + "---\n" + FAILING.format(title="bad"))
    (project / "scripts" / "two.yaml").write_text(PASSING.format(title="by folder"))
    (project / "other.yaml").write_text("not: a dialogue")
    done = run(project, "-vv")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "one.dialogue.yaml::good PASSED" in done.stdout
    assert "one.dialogue.yaml::bad FAILED" in done.stdout
    assert "two.yaml::by folder PASSED" in done.stdout
    assert "other.yaml" not in done.stdout
    assert "expected  'bye'" in done.stdout
    assert "saw       'hello'" in done.stdout
    assert "Traceback" not in done.stdout
    assert "player.py" not in done.stdout


def test_a_dialogue_is_chosen_by_name(project: Path) -> None:
    (project / "one.dialogue.yaml").write_text(PASSING.format(title="good") + "---\n" + FAILING.format(title="bad"))
    done = run(project, "-k", "good")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed, 1 deselected" in done.stdout


def test_a_wrong_file_is_one_error(project: Path) -> None:
    (project / "one.dialogue.yaml").write_text("dialogue: t\nturns: []\n")
    done = run(project)
    assert done.returncode == 2
    assert "one.dialogue.yaml:2: turns: expected a list of at least one turn" in done.stdout
    assert "Traceback" not in done.stdout


def test_without_a_store_the_message_says_how_to_name_one(project: Path) -> None:
    (project / "conftest.py").unlink()
    (project / "one.dialogue.yaml").write_text(PASSING.format(title="good"))
    done = run(project)
    assert done.returncode == 1
    assert "--dialogue-store DIR" in done.stdout
