"""Real interactions: everything is read, and counting alone reaches what is known of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from retrieval.recommending.interactions import Interactions, Items, leave_one_out
from retrieval.recommending.metrics import accuracy, rank_cases
from retrieval.recommending.neighbours import CoOccurrence
from retrieval.recommending.reading import read_cases, read_items, read_sequences

DATA = Path(__file__).parents[4] / "shared" / "data" / "interactions"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not DATA.is_dir(), reason=f"{DATA} is not there"),
]


def items_of(folder: Path) -> Items:
    products = read_items(folder / "items.jsonl")
    return Items(products, np.zeros((len(products), 1), np.float32))


def test_beauty_is_read_whole_and_counting_reaches_its_known_figure() -> None:
    items = items_of(DATA / "beauty")
    sequences = read_sequences(DATA / "beauty" / "sequences.txt", items.rows)
    assert (len(sequences), len(items), Interactions(sequences).events) == (22_363, 12_101, 198_502)
    learned, test = leave_one_out(sequences)
    # Of the validation cases, since the test is not there to try things on.
    held = learned.held_out()
    scorer = CoOccurrence(backward=0.0).fit(held, items)
    figures = accuracy(rank_cases(scorer, held.validation[::5], len(items), hidden=True))
    assert len(test) == len(held.validation) == 22_363
    assert figures["ndcg@10"] > 0.055


def test_rows_of_office_become_sequences_that_hold_each_choice_once() -> None:
    items = items_of(DATA / "office")
    sequences = read_sequences(DATA / "office" / "valid.jsonl", items.rows)
    cases = read_cases(DATA / "office" / "test.jsonl", items.rows)
    assert len(cases) == 4_866
    assert sum(each.targets for each in sequences) == 4_866
    assert Interactions(sequences).events < 3 * 4_866  # the rows name 26,650, most of them again and again
