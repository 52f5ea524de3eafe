"""The commands as a shop uses them, on a store of their own with the real encoder."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from assistant.cli import main
from assistant.commands.options import folder

pytestmark = pytest.mark.model

FEED = [
    {"id": "d1", "title": "Alba Linen Dress", "category": "Clothing > Dresses", "brand": "Alba", "price": 35},
    {"id": "d2", "title": "Harbour Wrap Dress", "category": "Clothing > Dresses", "brand": "Nordvik", "price": 79},
    {"id": "b1", "title": "Pebble Tote", "category": "Bags", "price": 60, "attributes": {"material": "leather"}},
    {"id": "b2", "title": "Market Tote", "category": "Bags", "price": 20, "attributes": {"material": "cotton"}},
]
DIALOGUE = """
dialogue: A dress and its budget
turns:
  - user: "a dress under $40"
    expect:
      tool: {name: search_products, arguments: {price_max: 40}}
      products: {ids: [d1]}
      reply: {names_every_product: true, grounded: true}
      model: none
"""


def write_feed(path: Path, rows: list[dict[str, object]]) -> Path:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    return path


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    feed = write_feed(folder / "feed.jsonl", FEED)
    assert main(["index", str(feed), "--store", str(folder / "store")]) == 0
    return folder / "store"


def test_index_reports_what_it_did(run, tmp_path: Path) -> None:
    shop = tmp_path / "store"
    feed = write_feed(tmp_path / "feed.jsonl", [*FEED, {"id": "x", "price": 3}])
    done = run("index", feed, "--store", shop, "--json")
    report = json.loads(done.out)
    assert done.status == 0
    assert {key: report[key] for key in ("read", "accepted", "rejected", "repaired", "products")} == {
        "read": 5,
        "accepted": 4,
        "rejected": 1,
        "repaired": 0,
        "products": 4,
    }
    (problem,) = report["problems"]
    assert (problem["row"], problem["id"], problem["field"]) == (5, "x", "title")
    assert problem["problem"]
    assert report["products_per_second"] > 0

    feed = write_feed(tmp_path / "feed.jsonl", [FEED[0] | {"price": 36}, FEED[1]])
    again = json.loads(run("index", feed, "--store", shop, "--json", "--replace").out)
    assert [again[key] for key in ("added", "changed", "unchanged", "removed", "products")] == [0, 1, 1, 2, 2]

    feed = write_feed(tmp_path / "feed.jsonl", [{"id": "y"}])
    done = run("index", feed, "--store", shop)
    assert done.status == 2
    assert "row 1 (y)" in done.err


def test_search_keeps_filters_and_words(run, store: Path, tmp_path: Path) -> None:
    queries = [
        {"id": 1, "query": "summer dress", "filters": {"price_max": 40}},
        {"id": "two", "query": "a bag, not leather"},
        {"id": 3, "query": "dress", "filters": {"brand": ["Nordvik"]}, "shopper": "ana"},
    ]
    (tmp_path / "q.jsonl").write_text("\n".join(json.dumps(query) for query in queries))
    out = tmp_path / "out.jsonl"
    done = run("search", "--queries", tmp_path / "q.jsonl", "--out", out, "--store", store, "--json")
    assert done.status == 0
    assert json.loads(done.out)["queries"] == 3
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert [row["id"] for row in rows] == [1, "two", 3]
    found = [[product["id"] for product in row["products"]] for row in rows]
    assert [ids[0] for ids in found] == ["d1", "b2", "d2"]
    assert set(found[0]) <= {"d1", "b2"}  # what costs at most 40; that it is no dress only puts the bag behind
    assert found[2] == ["d2"]  # a filter is a limit
    assert all(row["products"] == sorted(row["products"], key=lambda one: -one["score"]) for row in rows)
    assert all(isinstance(row["ms"], float) and row["ms"] > 0 for row in rows)
    assert all(isinstance(product["score"], float) for row in rows for product in row["products"])


def test_search_wants_products(run, tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_text('{"id": 1, "query": "a"}')
    done = run("search", "--queries", tmp_path / "q.jsonl", "--out", tmp_path / "o", "--store", tmp_path / "none")
    assert done.status == 2
    assert "import a feed first" in done.err
    assert not (tmp_path / "none").exists()


def test_script_passes_and_fails(run, store: Path, tmp_path: Path) -> None:
    script, out = tmp_path / "a.yaml", tmp_path / "rows.jsonl"
    script.write_text(DIALOGUE)
    done = run("script", script, "--store", store, "--model", "none", "--out", out)
    assert done.status == 0, done.out
    assert "PASS  A dress and its budget" in done.out
    (row,) = [json.loads(line) for line in out.read_text().splitlines()]
    assert (row["passed"], row["failures"], row["model"], row["language"]) == (True, [], "none", "en")
    assert [product["id"] for product in row["products"]] == ["d1"]
    assert all(reason["evidence"] for product in row["products"] for reason in product["reasons"])

    script.write_text(DIALOGUE.replace("ids: [d1]", "ids: [d2]"))
    done = run("script", script, "--store", store, "--model", "none", "--json")
    assert done.status == 1
    report = json.loads(done.out)
    assert (report["passed"], report["failed"]) == (0, 1)
    assert report["results"][0]["turns"][0]["failures"] == ["products.ids: expected d2; saw d1"]
    assert "FAIL  A dress and its budget" in done.err


def test_script_writes_reports(run, store: Path, tmp_path: Path) -> None:
    script, html, junit = tmp_path / "a.yaml", tmp_path / "new" / "report.html", tmp_path / "report.xml"
    script.write_text(DIALOGUE.replace("ids: [d1]", "ids: [d2]"))
    done = run("script", script, "--store", store, "--model", "none", "--html", html, "--junit", junit)
    assert done.status == 1
    assert "0 of 1 dialogues passed" in html.read_text()
    assert "Alba Linen Dress" in html.read_text()
    (case,) = ElementTree.parse(junit).getroot().iter("testcase")
    assert case.find("failure") is not None


def test_script_generates_from_the_stores_catalogue(run, store: Path, tmp_path: Path) -> None:
    done = run("script", "--generate", tmp_path / "kit", "--count", "30", "--seed", "5", "--store", store, "--json")
    assert done.status == 0, done.err
    told = json.loads(done.out)
    assert told["dialogues"] == sum(told["families"].values()) > 0
    assert told["seed"] == 5
    assert sorted(told["files"]) == sorted(str(file) for file in (tmp_path / "kit").iterdir())
    assert any(line.startswith("colours: needs an attribute") for line in told["left_out"])
    assert "left out  colours: needs" in done.err
    again = {file: file.read_text() for file in (tmp_path / "kit").iterdir()}
    assert run("script", "--generate", tmp_path / "kit", "--count", "30", "--seed", "5", "--store", store).status == 0
    assert {file: file.read_text() for file in (tmp_path / "kit").iterdir()} == again


def test_an_unknown_precision(run, store: Path, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(DIALOGUE)
    done = run("script", tmp_path / "a.yaml", "--store", store, "--precision", "int3")
    assert done.status == 2
    assert "there is no 'int3'; valid: auto, nf4" in done.err


def test_chat_over_a_pipe(run, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("a dress under $40\nthank you\n"))
    done = run("chat", "--store", store, "--model", "none", "--json")
    assert done.status == 0
    first, second = json.loads(done.out)["turns"]
    assert [product["id"] for product in first["products"]] == ["d1"]
    assert second["products"] == []
    assert "1  Alba Linen Dress" in done.err


def test_an_emptied_database_is_not_filled_with_the_demo_shop(run, store: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(store, tmp_path / "store"))
    for file in copy.glob("shop.sqlite3*"):
        file.unlink()
    (copy / "shop.sqlite3").touch()
    for command in ("chat", "doctor"):
        done = run(command, "--model", "none", "--store", copy)
        assert done.status == 1
        assert "shop.sqlite3 is empty (0 bytes), but this store had products; restore a copy" in done.out + done.err
        assert (copy / "shop.sqlite3").stat().st_size == 0
    feed = write_feed(tmp_path / "feed.jsonl", FEED)
    assert json.loads(run("index", feed, "--store", copy, "--json").out)["products"] == 4
    assert folder(copy) == copy


def test_an_empty_database_that_never_had_products_is_a_new_store(tmp_path: Path) -> None:
    (tmp_path / "shop.sqlite3").touch()  # a first start that was cut short
    assert folder(tmp_path) == tmp_path


def test_head_reads_what_it_wants_of_a_conversation(store: Path) -> None:
    chat = f"{sys.executable} -m assistant chat --model none --store '{store}'"
    pipe = f"printf 'dresses\\ndresses under 40\\ncheaper\\n' | {chat} | head -1; exit ${{PIPESTATUS[1]}}"
    done = subprocess.run(["bash", "-c", pipe], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("\n") == 1


def test_index_tells_of_several_currencies(run, tmp_path: Path) -> None:
    rows = [FEED[0] | {"currency": "EUR"}, FEED[1], FEED[2] | {"currency": "JPY"}]
    feed = write_feed(tmp_path / "feed.jsonl", rows)
    done = run("index", feed, "--store", tmp_path / "store", "--json")
    report = json.loads(done.out)
    assert report["currencies"] == {"EUR": 1, "JPY": 1}
    (remark,) = report["remarks"]
    assert "Price limits are compared in EUR only" in remark
    assert remark in done.err


def test_doctor_says_what_is_there(run, store: Path) -> None:
    done = run("doctor", "--store", store, "--model", "none", "--json")
    report = json.loads(done.out)
    assert (done.status, report["ok"], report["problems"]) == (0, True, [])
    assert report["database"]["products"] == 4
    assert (report["index"]["state"], report["index"]["vectors"]) == ("ready", 4)
    assert report["encoder"]["path"]
