"""What the index command says before anything slow begins."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.cli import main

FEEDS = Path(__file__).parent / "feeds"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("{shopify}", "--column", "price=Preis"), "no column “Preis”; it has “Handle”, “Title”"),
        (("{shopify}", "--currency", "doubloons"), "ISO 4217"),
        (("{shopify}", "--format", "edifact"), "valid are auto, shopify, woocommerce"),
        (("http://127.0.0.1:9/feed.csv",), "--allow-private-addresses"),
        (("http://127.0.0.1:9/feed.csv", "--allow-private-addresses"), "cannot be reached"),
    ],
)
def test_a_wrong_option_is_status_2(
    arguments: tuple[str, ...], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = [one.format(shopify=FEEDS / "shopify.csv") for one in arguments]
    assert main(["index", *given, "--store", str(tmp_path / "store")]) == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "store").exists()
