"""Real catalogues and hostile texts, from the data folder beside the checkout."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from retrieval.catalogue import Catalogue, Changes
from retrieval.database import open_engine
from retrieval.feeds import Accepted, Rejected, read_feed
from retrieval.feeds.importing import import_feed
from retrieval.feeds.text import clean, visible

pytestmark = pytest.mark.shared


@pytest.mark.parametrize(
    ("name", "size", "unpriced"), [("amazon_1000.jsonl", 1000, 135), ("demo_store_2465.jsonl", 2465, 0)]
)
def test_real_catalogue_imports_whole(shared: Path, tmp_path: Path, name: str, size: int, unpriced: int) -> None:
    path = shared / "catalogues" / name
    catalogue = Catalogue(open_engine(f"sqlite:///{tmp_path}/store.db"))
    report = import_feed(catalogue, path)
    assert (report.feed.read, report.feed.accepted, report.feed.rejected) == (size, size, 0)
    assert report.feed.problems == ()
    assert report.changes == Changes(added=size)
    source = {row["id"]: row for row in map(json.loads, path.read_text().splitlines())}
    products = list(catalogue.all())
    assert [product.id for product in products] == list(source)
    assert sum(product.price is None for product in products) == unpriced
    for product in products:
        row = source[product.id]
        assert product.title == clean(row["title"], 500).text
        assert product.price == row["price"]
        assert product.rating == (row.get("rating") if row.get("reviews_count") != 0 else None)
        assert product.stock == row.get("stock")
        assert product.attributes.get("style") == ((row["style"],) if "style" in row else None)
    assert import_feed(catalogue, path).changes == Changes(unchanged=size)


@pytest.mark.parametrize("source", ["naughty_strings.json", "xss_strings.txt"])
def test_hostile_texts_are_kept_as_text(shared: Path, tmp_path: Path, source: str) -> None:
    content = (shared / "security" / source).read_text()
    strings = json.loads(content) if source.endswith(".json") else content.splitlines()
    path = tmp_path / "feed.jsonl"
    rows = [{"id": str(n), "title": s, "description": f"before {s} after", "brand": s} for n, s in enumerate(strings)]
    path.write_text("\n".join(map(json.dumps, rows)))
    catalogue = Catalogue(open_engine(f"sqlite:///{tmp_path}/store.db"))
    found = list(read_feed(path))
    catalogue.upsert(row.product for row in found if isinstance(row, Accepted))
    stored = catalogue.get([str(n) for n in range(len(strings))])
    assert len(found) == len(strings)
    for row, string in zip(found, strings, strict=True):
        if isinstance(row, Rejected):  # nothing that a reader would see
            assert not visible(" ".join(string.split()))
            continue
        product = stored[row.product.id]
        assert product == row.product
        plain = clean(string, 500)
        if not plain.markup and not plain.unreadable:
            assert product.title == " ".join(plain.text.split())
            if "&" not in string:
                assert product.title == " ".join(string.split())
        assert product.description.startswith("before")
        assert "\0" not in product.title
