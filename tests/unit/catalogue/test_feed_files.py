"""Files as a whole: what can be opened, and in which encoding."""

from __future__ import annotations

import os
import tracemalloc
from pathlib import Path

import pytest

from retrieval.feeds import Accepted, FeedError, Rejected, lines, read_feed

BAG = '{"id": "1", "title": "Café bag"}\n'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        *(
            (b"", "is empty"),
            (b"\n \n", "is empty"),
            (b"\xef\xbb\xbf", "is empty"),
            (b"\0\0\0\0", "is empty"),
        ),
        *(
            (b"PK\x03\x04rest", "export the sheet as CSV"),
            (b"\x1f\x8brest", "gunzip"),
            (b"PAR1xx", "Parquet"),
        ),
        *((bytes(range(256)) * 4, "not text"), (b"hello world", "valid are shopify: .* jsonl: .* csv: ")),
    ],
)
def test_what_is_no_feed_is_named_with_a_remedy(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "feed"
    path.write_bytes(content)
    with pytest.raises(FeedError, match=words) as caught:
        read_feed(path)
    assert "\n" not in str(caught.value)
    assert str(path) in str(caught.value)


def test_paths_that_are_no_file_are_named(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match="does not exist"):
        read_feed(tmp_path / "none.jsonl")
    with pytest.raises(FeedError, match="is a folder"):
        read_feed(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FeedError, match="not a plain file"):
        read_feed(tmp_path / "pipe")


def test_unknown_format_lists_the_known(tmp_path: Path) -> None:
    path = tmp_path / "feed.jsonl"
    path.write_text(BAG)
    with pytest.raises(FeedError, match="auto, shopify, woocommerce, openai, google, jsonld, jsonl, csv"):
        read_feed(path, "xml")
    assert len(list(read_feed(path, "jsonl"))) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_with_and_without_its_mark(read, encoding: str) -> None:
    (row,) = read((BAG + "\n").encode(encoding))
    assert row.product.title == "Café bag"
    assert row.repairs == ()


def test_windows_text_is_read_and_noted(read) -> None:
    windows, plain = read(b'{"id": "1", "title": "Caf\xe9 \x80"}\n{"id": "2", "title": "Bag"}')
    assert windows.product.title == "Café €"
    assert "save the feed as UTF-8" in windows.repairs[0].problem
    assert plain.repairs == ()


def test_nul_bytes_and_blank_lines_cost_nothing(read) -> None:
    first, second = read(b'\0{"id": "1", "title": "B\0ag"}\0\r\n\n\r\n{"id": "2", "title": "Hat"}')
    assert (first.product.title, first.row, second.row) == ("Bag", 1, 4)


def test_a_line_beyond_the_limit_is_read_past(read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LONGEST_LINE", 1000)
    long = '{"id": "1", "title": "' + "x" * 100_000 + '"}'
    rejected, kept = read(long + '\n{"id": "2", "title": "Bag"}')
    assert isinstance(rejected, Rejected)
    assert (rejected.row, rejected.problem.field) == (1, "row")
    assert isinstance(kept, Accepted)
    table = "id,title\n1," + "x" * 100_000 + "\n2,Bag\n"
    rejected, kept = read(table, "feed.csv")
    assert (rejected.row, rejected.problem.field, kept.product.id) == (2, "row", "2")


def test_a_feed_is_streamed(tmp_path: Path) -> None:
    path = tmp_path / "feed.jsonl"
    with path.open("w") as file:
        for number in range(1500):
            file.write(f'{{"id": "{number}", "title": "Bag", "description": "{"x" * 5000}"}}\n')
    tracemalloc.start()
    assert sum(1 for _ in read_feed(path)) == 1500
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3_000_000 < path.stat().st_size
