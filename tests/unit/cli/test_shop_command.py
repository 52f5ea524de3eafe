"""`shop-assistant shop`: a key is shown once, and never again."""

import json
from pathlib import Path

import pytest

from assistant.cli import main


@pytest.fixture
def shop(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(["shop", *arguments, "--store", str(tmp_path / "store")])
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


def test_a_shop_is_added_listed_changed_and_removed(shop) -> None:
    status, key, remarks = shop("add", "fern", "--origin", "https://fern.example")
    assert status == 0
    assert len(key.strip()) == 43
    assert "not shown again" in remarks
    status, listed, _ = shop("list", "--json")
    assert json.loads(listed) == {"shops": [{"name": "fern", "origins": ["https://fern.example"]}]}
    assert key.strip() not in listed
    assert shop("origins", "fern", "--origin", "https://new.example")[1] == "fern  https://new.example\n"
    renewed = json.loads(shop("key", "fern", "--json")[1])["key"]
    assert renewed != key.strip()
    assert shop("remove", "fern")[0] == 0
    assert json.loads(shop("list", "--json")[1]) == {"shops": []}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("add", "Fern!", "--origin", "https://fern.example"), "no name for a shop"),
        (("add", "fern", "--origin", "fern.example"), "is not an origin"),
        (("add", "fern"), "--origin"),
        (("key", "fern"), 'no shop "fern"; known: none yet'),
        (("remove", "fern"), 'no shop "fern"'),
    ],
)
def test_what_is_wrong_is_told(shop, arguments, told) -> None:
    status, _, remarks = shop(*arguments)

    assert status == 2
    assert told in remarks
