"""Every form of an interaction file, and what is said of a wrong one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from retrieval.recommending.interactions import Interactions, leave_one_out
from retrieval.recommending.reading import InteractionError, read_cases, read_items, read_sequences

ROWS = {name: row for row, name in enumerate("abcdef")}


def written(folder: Path, *rows: object) -> Path:
    path = folder / "rows"
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), "utf-8")
    return path


def test_plain_lines_and_items_say_the_same(tmp_path: Path) -> None:
    plain = read_sequences(written(tmp_path, "u a b c", "v d e"), ROWS)
    objects = read_sequences(
        written(tmp_path, {"user": "u", "items": ["a", "b", "c"]}, {"user": "v", "items": ["d", "e"]}), ROWS
    )
    for each in (plain, objects):
        assert [(one.user, one.rows.tolist(), one.targets) for one in each] == [("u", [0, 1, 2], 0), ("v", [3, 4], 0)]


def test_rows_that_continue_each_other_are_one_sequence(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        {"user": 7, "history": ["a"], "target": "b"},
        {"user": 7, "history": ["a", "b"], "target": "c"},
        {"user": 7, "history": ["b", "c"], "target": "d"},  # a window that has moved on
        {"user": 7, "history": ["f"], "target": "a"},  # another thread
    )
    found = read_sequences(path, ROWS)
    assert [(one.rows.tolist(), one.targets) for one in found] == [([0, 1, 2, 3], 3), ([5, 0], 1)]


def test_numbers_are_identifiers_too(tmp_path: Path) -> None:
    (case,) = read_cases(written(tmp_path, {"user": 1, "history": [3], "target": 4}), {"3": 0, "4": 1})
    assert (case.user, case.history.tolist(), case.target) == ("1", [0], 1)


def test_times_are_read_as_days(tmp_path: Path) -> None:
    (one,) = read_sequences(written(tmp_path, {"user": "u", "items": ["a", "b"], "times": [86400, 172800]}), ROWS)
    assert one.days is not None
    assert one.days.tolist() == [1, 2]


def test_items_of_either_form(tmp_path: Path) -> None:
    path = written(tmp_path, {"item_id": 3, "title": " A  lamp ", "brand": "X"}, {"id": "b", "title": ""})
    first, second = read_items(path)
    assert (first.id, first.title, first.brand) == ("3", "A lamp", "X")
    assert second.title == "b"  # called by its identifier


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["{nonsense"], "row 1: not JSON"),
        ([{"items": ["a"]}], 'row 1, field "user"'),
        ([{"user": "u", "items": "a b"}], 'row 1, field "items"'),
        ([{"user": "u", "items": []}], "it is empty"),
        ([{"user": "u", "items": ["a"]}, {"user": "u", "items": ["zz"]}], "row 2, field \"items\": product 'zz'"),
        ([{"user": "u", "history": ["a"], "target": "zz"}], 'field "target": product'),
        ([{"user": "u", "items": [1.5]}], "is no identifier"),
        ([{"user": "u", "items": ["a", "b"], "times": [2, 1]}], 'field "times"'),
        (["u"], "a user and at least one item"),
        ([""], "no rows"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, rows: list[object], said: str) -> None:
    path = written(tmp_path, *rows)
    with pytest.raises(InteractionError) as caught:
        read_sequences(path, ROWS)
    assert said in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_test_row_without_target_tells_of_leave_one_out(tmp_path: Path) -> None:
    with pytest.raises(InteractionError, match="--leave-one-out"):
        read_cases(written(tmp_path, {"user": "u", "items": ["a", "b"]}), ROWS)


def test_an_identifier_that_comes_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InteractionError, match="in row 1 already"):
        read_items(written(tmp_path, {"id": "a", "title": "A"}, {"item_id": "a", "title": "B"}))


def test_leaving_one_out_never_shows_what_is_tested(tmp_path: Path) -> None:
    learned, test = leave_one_out(read_sequences(written(tmp_path, "u a b c d", "v e f"), ROWS))
    assert [each.rows.tolist() for each in learned.sequences] == [[0, 1, 2], [4, 5]]
    assert [(case.history.tolist(), case.target) for case in test] == [([0, 1, 2], 3)]
    held = learned.held_out()
    assert [each.rows.tolist() for each in held.sequences] == [[0, 1], [4, 5]]
    assert [(case.history.tolist(), case.target) for case in held.validation] == [([0, 1], 2)]


def test_stated_targets_validate_with_whole_shoppers(tmp_path: Path) -> None:
    rows = [{"user": user, "history": ["a"], "target": "b"} for user in range(8)]
    held = Interactions(read_sequences(written(tmp_path, *rows), ROWS)).held_out()
    assert len(held.validation) == 2
    assert not {each.user for each in held.sequences} & {case.user for case in held.validation}
