"""Real people's requests, from the data folder beside the checkout."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.understanding.reader import read
from assistant.understanding.reading import Intent
from retrieval.facets import Lexicon
from retrieval.products import Product

_SHARED = Path(__file__).resolve().parents[4] / "shared"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not (_SHARED / "data").is_dir(), reason=f"the data folder {_SHARED / 'data'} is missing"),
]


def _rows(path: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (_SHARED / path).read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def demo_store() -> Lexicon:
    return Lexicon.from_products(
        Product(
            id=str(row["id"]),
            title=str(row["title"]),
            description=str(row["description"]),
            category=(str(row["category"]),),
            price=float(str(row["price"])),
            attributes={"style": (str(row["style"]),)},
        )
        for row in _rows("data/catalogues/demo_store_2465.jsonl")
    )


def test_every_budget_and_kind_of_the_benchmark(demo_store: Lexicon) -> None:
    for row in _rows("bench/budgets.jsonl"):
        reading = read(str(row["query"]), demo_store)
        assert (reading.price_min, reading.price_max) == (None, row["price_max"]), row
        assert reading.kinds == (row["style"],), row


def test_every_price_range_people_stated(demo_store: Lexicon) -> None:
    for row in _rows("data/utterances/shoppingbench_product.jsonl"):
        reading = read(str(row["query"]), demo_store)
        reward = row["reward"]
        assert isinstance(reward, dict)
        wanted: tuple[float | None, float | None] = (None, None)
        for label in reward.get("price", []):
            for relation, (low, high) in label.items():
                wanted = (low, None) if relation == "greater than" else (low, high)
        assert (reading.price_min, reading.price_max) == wanted, row["query"]


def test_requests_without_a_price_get_none(demo_store: Lexicon) -> None:
    lines = (_SHARED / "data/utterances/webshop_goals.txt").read_text("utf-8").splitlines()[::7]
    readings = [read(line, demo_store) for line in lines]
    invented = [reading.text for reading in readings if reading.price_min or reading.price_max]
    ignored = [reading.text for reading in readings if reading.intent is Intent.OTHER]
    assert len(invented) <= 1, invented
    assert len(ignored) <= 2, ignored


def test_attempts_to_extract_the_prompt_are_not_searched(demo_store: Lexicon) -> None:
    groups = json.loads((_SHARED / "data/security/system_prompt_extraction.json").read_text("utf-8"))
    for text in (text for group in groups.values() for text in group):
        assert read(text, demo_store).intent is Intent.OTHER, text


def test_strings_that_break_software_do_not(demo_store: Lexicon) -> None:
    for text in json.loads((_SHARED / "data/security/naughty_strings.json").read_text("utf-8")):
        assert read(text, demo_store).text == text
