"""The catalogue keeps what it acknowledged, on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
from sqlalchemy import Engine, inspect, text

from retrieval.catalogue import BATCH, Catalogue, Changes
from retrieval.database import StoreError, open_engine
from retrieval.feeds.importing import MOST_PROBLEMS, import_feed
from retrieval.products import Product


def bags(count: int, start: int = 0) -> list[Product]:
    return [Product(id=f"bag-{n}", title=f"Bag {n}", price=float(n)) for n in range(start, start + count)]


FULL = Product(
    id="ü-1",
    title="Kleid 👗",
    description="a\nb",
    category=("Clothing", "Dresses"),
    brand="Alba",
    price=0.1,
    currency="EUR",
    attributes={"colour": ("red", "blue"), "z": ("1",), "a": ("2",)},
    images=("x.jpg",),
    url="https://shop.example",
    rating=4.9,
    reviews_count=3,
    stock=0,
)


def test_products_come_back_as_they_went_in(catalogue: Catalogue) -> None:
    assert catalogue.upsert([FULL, Product("2", "Bare")]) == Changes(added=2)
    assert list(catalogue.all()) == [FULL, Product("2", "Bare")]
    assert list(catalogue.get(["2", "none", "ü-1"]).items()) == [("2", Product("2", "Bare")), ("ü-1", FULL)]
    assert list(next(catalogue.all()).attributes) == ["colour", "z", "a"]


def test_only_changes_are_written(catalogue: Catalogue) -> None:
    catalogue.upsert(bags(10))
    before = catalogue.revision
    assert catalogue.upsert(bags(10)) == Changes(unchanged=10)
    assert catalogue.revision == before
    cheaper = replace(bags(10)[3], price=0.5)
    assert catalogue.upsert([*bags(3), cheaper, *bags(1, 10)]) == Changes(added=1, changed=1, unchanged=3)
    assert catalogue.revision > before
    assert catalogue.get(["bag-3"])["bag-3"].price == 0.5
    assert [product.id for product in catalogue.all()] == [f"bag-{n}" for n in range(11)]


@pytest.mark.parametrize(
    "change",
    [
        *(
            {"title": "x"},
            {"description": "x"},
            {"category": ("x",)},
            {"brand": "x"},
            {"price": 1.0},
            {"stock": 1},
        ),
        *(
            {"currency": "USD"},
            {"attributes": {"a": ("2",)}},
            {"images": ()},
            {"url": None},
            {"rating": None},
        ),
        {"reviews_count": None},
    ],
)
def test_every_field_counts_as_a_change(change: dict[str, object]) -> None:
    catalogue = Catalogue(open_engine("sqlite://"))
    catalogue.upsert([FULL])
    changed = replace(FULL, **change)  # type: ignore[arg-type]
    assert catalogue.upsert([changed]) == Changes(changed=1)
    assert catalogue.get([FULL.id]) == {FULL.id: changed}


def test_large_updates_go_in_batches(catalogue: Catalogue) -> None:
    before = catalogue.revision
    assert catalogue.upsert(iter(bags(2 * BATCH + 500))) == Changes(added=2 * BATCH + 500)
    assert catalogue.revision == before + 3
    assert catalogue.count() == 2 * BATCH + 500
    assert [product.id for product in catalogue.all()] == [f"bag-{n}" for n in range(2 * BATCH + 500)]
    assert len(catalogue.get([f"bag-{n}" for n in range(5000)])) == 2 * BATCH + 500


def test_the_last_of_one_id_counts(catalogue: Catalogue) -> None:
    catalogue.upsert([Product("1", "First"), Product("1", "Last")])
    assert list(catalogue.all()) == [Product("1", "Last")]


def test_what_was_committed_stays_when_the_source_fails(catalogue: Catalogue) -> None:
    def failing() -> Iterator[Product]:
        yield from bags(BATCH + 10)
        raise OSError("the feed broke off")

    with pytest.raises(OSError, match="broke off"):
        catalogue.upsert(failing())
    assert catalogue.count() == BATCH


def test_removal_takes_the_vectors_along(catalogue: Catalogue) -> None:
    catalogue.upsert(bags(3))
    catalogue.store_vectors("bert", ["bag-0", "bag-1"], ["h0", "h1"], np.eye(2, 4, dtype=np.float32))
    before = catalogue.revision
    assert catalogue.remove(["bag-0", "bag-0", "none"]) == 1
    assert catalogue.revision > before
    assert catalogue.vectors("bert").ids == ("bag-1",)
    after = catalogue.revision
    assert catalogue.remove(["none"]) == 0
    assert catalogue.revision == after


def test_vectors_come_back_exactly_and_in_order(catalogue: Catalogue) -> None:
    catalogue.upsert(bags(1500))
    matrix = np.random.default_rng(7).normal(size=(1500, 12)).astype(np.float32)
    ids = [f"bag-{n}" for n in range(1500)]
    before = catalogue.revision
    order = np.random.default_rng(8).permutation(1500)
    catalogue.store_vectors("bert", [ids[n] for n in order], [f"h{n}" for n in order], matrix[order])
    stored = catalogue.vectors("bert")
    assert stored.ids == tuple(ids)
    assert stored.hashes[5] == "h5"
    assert stored.matrix.dtype == np.float32
    assert np.array_equal(stored.matrix, matrix)
    assert catalogue.revision == before
    catalogue.store_vectors("bert", ["bag-5"], ["new"], np.ones((1, 12), np.float32))
    again = catalogue.vectors("bert")
    assert (again.hashes[5], again.matrix[5].tolist()) == ("new", [1.0] * 12)


def test_vectors_of_each_encoder_are_apart(catalogue: Catalogue) -> None:
    catalogue.upsert(bags(1))
    catalogue.store_vectors("a", ["bag-0", "gone"], ["h", "h"], np.zeros((2, 3), np.float32))
    assert catalogue.vectors("a").ids == ("bag-0",)
    assert catalogue.vectors("b").matrix.shape == (0, 0)


def test_a_changed_dimension_is_not_mixed(catalogue: Catalogue) -> None:
    catalogue.upsert(bags(2))
    catalogue.store_vectors("a", ["bag-0"], ["h"], np.zeros((1, 3), np.float32))
    catalogue.store_vectors("a", ["bag-1"], ["h"], np.zeros((1, 5), np.float32))
    assert catalogue.vectors("a").matrix.shape == (1, 3)


def test_bad_vectors_are_refused(catalogue: Catalogue) -> None:
    catalogue.upsert(bags(1))
    with pytest.raises(ValueError, match="do not agree"):
        catalogue.store_vectors("a", ["bag-0"], ["h"], np.zeros((2, 3), np.float32))
    with pytest.raises(ValueError, match="not finite"):
        catalogue.store_vectors("a", ["bag-0"], ["h"], np.full((1, 3), np.nan, np.float32))


def test_opening_again_changes_nothing(engine: Engine) -> None:
    Catalogue(engine).upsert(bags(3))
    again = Catalogue(engine)
    assert (again.count(), again.revision) == (3, 1)


def test_another_layout_is_refused(engine: Engine) -> None:
    Catalogue(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE catalogue_state SET schema = 99"))
    with pytest.raises(StoreError, match="import the feed into a new store"):
        Catalogue(engine)


@pytest.mark.parametrize(
    ("table", "missing"),
    [("products (a TEXT)", "position, id, title"), ("catalogue_state (id INTEGER, schema INTEGER)", "lacks revision")],
)
def test_tables_of_others_are_refused_and_left_alone(engine: Engine, table: str, missing: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(f"CREATE TABLE {table}"))
    with pytest.raises(StoreError, match=missing) as caught:
        Catalogue(engine)
    said = str(caught.value)
    assert str(engine.url.database) in said
    assert "import the feed into a new store" in said
    assert "\n" not in said
    assert len(said) < 500
    assert len(inspect(engine).get_table_names()) == 1
    with engine.begin() as connection:
        connection.execute(text(f"DROP TABLE {table.split()[0]}"))


def test_currencies_are_counted_the_shops_own_first(catalogue: Catalogue) -> None:
    assert catalogue.currencies() == {}
    stated = [("JPY", 1.0), ("EUR", 2.0), ("EUR", None), (None, 3.0), ("USD", None)]
    catalogue.upsert(Product(str(n), "Bag", price=price, currency=code) for n, (code, price) in enumerate(stated))
    assert list(catalogue.currencies().items()) == [("EUR", 1), ("JPY", 1), ("USD", 0)]


def test_writers_and_readers_do_not_fail_each_other(engine: Engine) -> None:
    catalogue = Catalogue(engine)
    catalogue.upsert(bags(50))
    failures: list[BaseException] = []

    def write(offset: int) -> None:
        try:
            for turn in range(20):
                catalogue.upsert(replace(bag, stock=offset + turn) for bag in bags(50))
                assert sum(1 for _ in catalogue.all()) == 50
        except BaseException as failure:  # noqa: BLE001 - reported by the main thread
            failures.append(failure)

    threads = [Thread(target=write, args=(offset,)) for offset in (0, 100, 200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_import_reports_and_adds(catalogue: Catalogue, tmp_path: Path) -> None:
    path = tmp_path / "feed.jsonl"
    rows = [{"id": "1", "title": "Bag"}, {"id": "2", "title": "Hat", "price": -1}, {"title": "x"}]
    path.write_text("\n".join(map(json.dumps, rows)))
    catalogue.upsert(bags(1))
    report = import_feed(catalogue, path)
    feed = report.feed
    assert (feed.read, feed.accepted, feed.rejected, feed.repaired, len(feed.problems)) == (3, 2, 1, 1, 2)
    assert (report.changes, report.removed, report.products) == (Changes(added=2), 0, 3)


def test_replacing_removes_what_the_feed_does_not_name(catalogue: Catalogue, tmp_path: Path) -> None:
    path = tmp_path / "feed.jsonl"
    catalogue.upsert(bags(1200))
    path.write_text('{"id": "new", "title": "Hat"}\n{"id": "bag-7"}\n')
    report = import_feed(catalogue, path, replace=True)
    assert (report.removed, report.products) == (1199, 2)
    assert list(catalogue.get(["bag-7", "new"])) == ["bag-7", "new"]
    path.write_text('{"id": "bad"}\n')
    assert import_feed(catalogue, path, replace=True).removed == 0


def test_problems_are_bounded_and_progress_is_told(tmp_path: Path) -> None:
    path = tmp_path / "feed.jsonl"
    path.write_text("x\n" * (MOST_PROBLEMS + 5))
    told: list[int] = []
    report = import_feed(Catalogue(open_engine("sqlite://")), path, progress=told.append)
    assert (len(report.feed.problems), report.feed.problems_left_out) == (MOST_PROBLEMS, 5)
    assert told == list(range(1000, MOST_PROBLEMS + 1, 1000))


WRITER = """
import sys
from retrieval.catalogue import BATCH, Catalogue
from retrieval.database import open_engine
from retrieval.products import Product

def products():
    number = 0
    while True:
        if number % BATCH == 0:  # asking for the next batch acknowledges those before
            print(number, flush=True)
        yield Product(str(number), "Bag", description="soft " * 50)
        number += 1

Catalogue(open_engine(sys.argv[1])).upsert(products())
"""


@pytest.mark.parametrize("delay", [0.0, 0.013, 0.031])
def test_acknowledged_batches_survive_a_kill(tmp_path: Path, delay: float) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    writer = subprocess.Popen([sys.executable, "-c", WRITER, url], stdout=subprocess.PIPE, text=True, env=environment)
    assert writer.stdout is not None
    with writer.stdout as told:
        for _ in range(4):
            told.readline()
        time.sleep(delay)
        os.kill(writer.pid, signal.SIGKILL)
        writer.wait()
        acknowledged = max(3 * BATCH, *(int(line) for line in told), 0)
    engine = open_engine(url)
    catalogue = Catalogue(engine)
    count = catalogue.count()
    assert count >= acknowledged
    assert count % BATCH == 0
    assert catalogue.revision == count // BATCH
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
    assert catalogue.upsert([Product("after", "Bag")]) == Changes(added=1)
