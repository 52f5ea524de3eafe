"""The pytest plugin, in a pytest of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[3]
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
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": str(PROJECT)},
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


STOCKED = '''
import pytest
from assistant.events import ProductsShown, TextDelta, TurnDone
from retrieval.products import Product
from retrieval.requests import Ranked

MUG = Product(id="m", title="Tall Mug", price=12.0, currency="USD")
BOWL = Product(id="b", title="Wide Bowl", price=30.0, currency="USD")

class Catalogue:
    def all(self):
        return iter((MUG, BOWL))

class Seller:
    """Shows the mug at the price and says, read backwards, what the message tells it to."""
    catalogue = Catalogue()
    async def respond(self, session, message):
        price, backwards, *stated = message.split("|")
        reply = backwards[::-1]
        card = Product(id="m", title="Tall Mug", price=float(price), currency="USD")
        cards = (Ranked(card, 1.0, ()),)
        yield ProductsShown(cards, 1, "Mugs", "cards", tuple(stated), 0.0)
        yield TextDelta(reply)
        yield TurnDone(message, reply, "en", cards, (), 0, "none", 0, 0, (), 0.0, 0.0, 0.0)
    def start(self, session, shopper=None): ...
    def prefer(self, session, preference): ...
    def erase(self, session): ...

@pytest.fixture(scope="session")
def dialogue_assistant():
    return Seller()
'''


@pytest.mark.parametrize(
    ("message", "broken"),
    [
        ("12|Tall Mug costs $12.|at most $20", None),
        ("11|Tall Mug.", "always.prices"),
        ("12|Tall Mug costs $9.99.", "always.amounts"),
        ("12|A fine mug.", "always.names"),
        ("12|Tall Mug, or the Wide Bowl.", "always.names"),
        ("12|Tall Mug.|at most $10", "always.limits"),
    ],
)
def test_a_ci_fails_on_what_no_shopper_forgives(project: Path, message: str, broken: str | None) -> None:
    """The dialogue expects nothing: the catalogue of the assistant is enough."""
    (project / "conftest.py").write_text(STOCKED)
    price, reply, *stated = message.split("|")
    message = "|".join([price, reply[::-1], *stated])  # what a shopper wrote would prove what the reply says
    (project / "one.dialogue.yaml").write_text(f"dialogue: a mug\nturns: [{{user: '{message}'}}]\n")
    done = run(project, "--dialogue-html", "report.html")
    assert done.returncode == (0 if broken is None else 1), done.stdout + done.stderr
    assert (broken or "1 passed") in done.stdout
    page = (project / "report.html").read_text()
    assert ("1 of 1 dialogues passed" if broken is None else broken) in page


def test_what_passes_only_sometimes_is_named(project: Path) -> None:
    (project / "conftest.py").write_text(
        CONFTEST.replace("class Parrot:", "import itertools\nTIMES = itertools.count()\n\nclass Parrot:").replace(
            "yield TurnDone(message, message",
            "message = 'bye' if next(TIMES) == 1 else message\n        yield TurnDone(message, message",
        )
    )
    (project / "one.dialogue.yaml").write_text("repeats: 3\npass_at: 2\n" + PASSING.format(title="sometimes"))
    done = run(project)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "sometimes: 2 of 3 repeats passed, 2 needed" in done.stdout


def test_a_report_without_a_folder_is_refused_at_once(project: Path) -> None:
    done = run(project, "--dialogue-html", "nowhere/report.html")
    assert done.returncode == 4
    assert "its folder is not there" in done.stderr
