"""Whatever a file holds, reading it ends in rows or in a `FeedError`."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.catalogue import Catalogue, content_digest
from retrieval.database import open_engine
from retrieval.feeds import Accepted, FeedError, Rejected, Row, read_feed
from retrieval.feeds.columns import NAMES

QUIET = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
names = st.sampled_from(sorted(name for known in NAMES.values() for name in known)) | st.text(max_size=8)
markup = st.lists(st.sampled_from(["<", ">", "b", "/", "!--", "script", "&lt;", '"', "'", "=", " ", "é", "\0"])).map(
    "".join
)
cells = st.text(max_size=12) | markup | st.sampled_from(['"', "12,5", "N/A", '"a', "1e5", "\n", "=1+1"])


def rows_of(content: bytes, name: str) -> list[Row]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        try:
            rows = list(read_feed(path))
        except FeedError:
            return []
    check(rows)
    return rows


def check(rows: list[Row]) -> None:
    seen: set[str] = set()
    for row in rows:
        if isinstance(row, Rejected):
            assert row.problem.problem
            continue
        product = row.product
        assert product.id not in seen
        seen.add(product.id)
        assert product.id
        assert product.title
        assert product.price is None or 0 <= product.price < float("inf")
        assert product.rating is None or 0 <= product.rating <= 5
        assert product.stock is None or product.stock >= 0
        json.dumps(content_digest(product)).encode()
        for text in (product.id, product.title, product.description, *product.images, *product.attributes):
            text.encode()
            assert "\0" not in text
    products = [row.product for row in rows if isinstance(row, Accepted)]
    if not products:
        return
    engine = open_engine("sqlite://")
    catalogue = Catalogue(engine)
    catalogue.upsert(products)
    assert list(catalogue.all()) == products
    engine.dispose()


@QUIET
@given(st.lists(st.dictionaries(names, anything | markup, max_size=8), max_size=6))
def test_any_objects(rows: list[dict[str, object]]) -> None:
    found = rows_of("\n".join(map(json.dumps, rows)).encode(), "feed.jsonl")
    assert len(found) == len(rows)


@QUIET
@given(st.lists(st.binary(max_size=60) | st.just(b'{"id": "1", "title": "x"}'), max_size=5))
def test_any_lines(rows: list[bytes]) -> None:
    rows_of(b"\n".join(rows), "feed.jsonl")


@QUIET
@given(
    st.sampled_from([",", ";", "\t", "|"]),
    st.lists(names, max_size=4),
    st.lists(st.lists(cells, max_size=6), max_size=8),
)
def test_any_table(separator: str, columns: list[str], table: list[list[str]]) -> None:
    lines = [separator.join(["id", "title", *columns]), *(separator.join(row) for row in table)]
    rows_of("\n".join(lines).encode("utf-8", "surrogatepass"), "feed.csv")


@QUIET
@given(st.lists(st.sampled_from([b"a", b'"', b",", b"\n", b"\r", b"\0", b"\xe9", b"1"]), max_size=60))
def test_any_bytes_below_a_header(content: list[bytes]) -> None:
    rows_of(b"id,title,price\n" + b"".join(content), "feed.csv")


SAMPLES = sorted((Path(__file__).parent / "feeds").iterdir())


@QUIET
@given(st.sampled_from(SAMPLES), st.data())
def test_any_damage_to_a_feed_of_a_shop_system(sample: Path, data: st.DataObject) -> None:
    content = bytearray(sample.read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        position = data.draw(st.integers(0, len(content)))
        length = data.draw(st.integers(0, 40))
        piece = data.draw(
            st.sampled_from([b"", b"&", b"<", b">", b'"', b",", b"\n", b"\0", b"\xe9", b"null", b"[", b"}"])
        )
        content[position : position + length] = piece
    rows_of(bytes(content), sample.name)
