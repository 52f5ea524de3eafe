"""Feeds of some hundred megabytes in bounded memory; minutes long, so only where they are asked for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

LARGE = "SHOP_ASSISTANT_TEST_LARGE"
MEGABYTES = int(os.environ.get(LARGE) or 0)
PADDING = "Soft and warm. " * 130  # about 2 kB

pytestmark = pytest.mark.skipif(not MEGABYTES, reason=f"set {LARGE} to the megabytes of each feed, such as 100")

# Peak resident memory of a process that reads the feed, beyond what it had before the first row.
MEASURE = """
import resource, sys
from pathlib import Path
from retrieval.feeds import Accepted, read_feed
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
products = rows = 0
for row in read_feed(Path(sys.argv[1])):
    products += isinstance(row, Accepted)
    rows += row.rows
print(products, rows, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def google(count: int) -> Iterator[str]:
    yield '<rss xmlns:g="http://base.google.com/ns/1.0"><channel>'
    for n in range(count):
        # The variants of a group stand as far apart as they can.
        group = f"<g:item_group_id>g{n % (count // 2)}</g:item_group_id><g:size>{n}</g:size>"
        yield f"<item><g:id>{n}</g:id>{group}<title>Tee {n}</title><g:description>{PADDING}</g:description></item>"
    yield "</channel></rss>"


def shopify(count: int) -> Iterator[str]:
    yield "Handle,Title,Body (HTML),Option1 Name,Option1 Value,Variant Price\n"
    for n in range(count):
        yield f"h{n // 2},{'' if n % 2 else 'Tee'},{PADDING},Size,{n},5\n"


def contract(count: int) -> Iterator[str]:
    for n in range(count):
        yield json.dumps({"id": f"{n}", "title": "Tee", "description": PADDING, "price": 5}) + "\n"


@pytest.mark.parametrize(
    ("write", "name", "per_product"), [(google, "f.xml", 2), (shopify, "f.csv", 2), (contract, "f.jsonl", 1)]
)
def test_memory_does_not_grow_with_the_feed(
    tmp_path: Path, write: Callable[[int], Iterator[str]], name: str, per_product: int
) -> None:
    count = MEGABYTES * 1_000_000 // len(PADDING) // 2 * 2
    path = tmp_path / name
    with path.open("w") as file:
        file.writelines(write(count))
    assert path.stat().st_size > MEGABYTES * 1_000_000
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)], capture_output=True, text=True, check=True, timeout=550
    )
    path.unlink()
    products, rows, megabytes = map(int, done.stdout.split())
    assert (products, rows) == (count // per_product, count)
    assert megabytes < 60, f"{megabytes} MB"
