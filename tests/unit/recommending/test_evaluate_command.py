"""``evaluate recommend`` and ``train ranking``, from files to figures, and on a shop's own logs."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from toy_shop import toy_items, toy_sequences

from assistant.cli import main
from assistant.learning.behaviour import logged
from assistant.memory import Memory
from retrieval.database import open_engine
from retrieval.recommending.content import TextCosine
from retrieval.recommending.evaluation import evaluate_cold
from retrieval.recommending.fusion import Fusion, Signal
from retrieval.recommending.interactions import Items, leave_one_out
from retrieval.recommending.neighbours import CoOccurrence
from retrieval.recommending.picture import draw
from retrieval.recommending.popular import Popularity
from retrieval.recommending.saving import RankingError, load
from retrieval.recommending.vectors import with_vectors

FIELDS = {
    "ndcg@10",
    "recall@10",
    "mrr@10",
    "auc",
    "coverage@10",
    "novelty@10",
    "diversity@10",
    "seconds",
    "users",
    "items",
}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    things = ["lamp", "desk lamp", "floor lamp", "candle", "lantern", "bulb", "shade", "torch"]
    things += ["shirt", "linen shirt", "blouse", "dress", "skirt", "jacket", "coat", "scarf"]
    items = [{"item_id": f"p{row}", "title": title} for row, title in enumerate(things)]
    (folder / "items.jsonl").write_text("\n".join(json.dumps(each) for each in items), "utf-8")
    lines = [" ".join([each.user, *(f"p{row}" for row in each.rows)]) for each in toy_sequences(60)]
    (folder / "sequences.txt").write_text("\n".join(lines), "utf-8")
    return folder


def test_the_document_has_the_fields_of_the_contract(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    picture = files / "figures.svg"
    given = [
        "--items",
        files / "items.jsonl",
        "--train",
        files / "sequences.txt",
        "--leave-one-out",
        "--picture",
        picture,
    ]
    status = main(["evaluate", "recommend", *map(str, given), "--model", "item-to-item", "--cold", "--json"])
    printed = capsys.readouterr()
    assert status == 0
    figures = json.loads(printed.out)
    assert figures.keys() >= {"model", "baselines", *FIELDS}
    assert figures["items"] == 16
    assert figures["users"] == 60
    assert {"popularity", "cosine", "als", "item-to-item"} <= figures["baselines"].keys()
    assert all(baseline.keys() >= FIELDS for baseline in figures["baselines"].values())
    # Everybody walks in a circle, so what comes next is known but for those who were sent astray.
    assert figures["ndcg@10"] > 0.8 > figures["baselines"]["popularity"]["ndcg@10"]
    assert sum(one["users"] for one in figures["by_activity"].values()) == 60
    assert "by_age_of_the_product" not in figures  # no times in the file
    assert ElementTree.parse(picture).getroot().tag.endswith("svg")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--train", "sequences.txt"], "--leave-one-out"),
        (["--test", "sequences.txt"], "--test needs --train"),
        (["--train", "sequences.txt", "--leave-one-out", "--model", "magic"], "there is no 'magic'"),
        (["--train", "nowhere.txt", "--leave-one-out"], "nowhere.txt"),
        (["--train", "sequences.txt", "--test", "sequences.txt"], 'field "target"'),
    ],
)
def test_wrong_options_are_told_and_exit_with_two(
    files: Path, given: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    options = [str(files / each) if each.endswith(".txt") else each for each in given]
    assert main(["evaluate", "recommend", "--items", str(files / "items.jsonl"), *options]) == 2
    assert said in capsys.readouterr().err


def test_a_trained_ranking_is_read_back_the_same(
    files: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--items", files / "items.jsonl", "--train", files / "sequences.txt", "--out", tmp_path / "ranking"]
    assert main(["train", "ranking", *map(str, options), "--json"]) == 0
    printed = capsys.readouterr()
    told = json.loads(printed.out)
    assert told["choices"] == sum(len(each.rows) for each in toy_sequences(60))
    assert "validation NDCG@10" in printed.err
    items = _encoded(files)
    fused = load(tmp_path / "ranking", items)
    assert dict(fused.weights) == told["weights"]
    first = fused.score([np.array([1, 2], np.int32)])[0]
    assert first.argmax() == 3
    with pytest.raises(RankingError, match="another catalogue"):
        load(tmp_path / "ranking", Items(items.products[::-1], items.vectors))


def _encoded(files: Path) -> Items:
    from retrieval.encoder import BertEncoder
    from retrieval.recommending.reading import read_items
    from retrieval.weights import DEFAULT_ENCODER, resolve

    return with_vectors(read_items(files / "items.jsonl"), BertEncoder(resolve(DEFAULT_ENCODER)), files / "vectors")


def test_vectors_are_computed_once_and_again_where_a_file_was_cut_off(tmp_path: Path) -> None:
    asked: list[int] = []

    class Counting:
        name, dimension = "counting", 4

        def encode(self, texts: list[str], *, progress: object = None) -> np.ndarray:
            asked.append(len(texts))
            return np.ones((len(texts), 4), np.float32) / 2

    products = toy_items().products
    for _ in range(2):
        assert with_vectors(products, Counting(), tmp_path).vectors.shape == (16, 4)
    assert asked == [16]
    (kept,) = tmp_path.glob("*.npy")
    kept.write_bytes(kept.read_bytes()[:90])
    with_vectors(products, Counting(), tmp_path)
    assert asked == [16, 16]


def test_products_that_nobody_chose_are_found_by_their_texts() -> None:
    learned, test = leave_one_out(toy_sequences())
    signals = (Signal(Popularity()), Signal(TextCosine(), always=True), Signal(CoOccurrence(inherit=1), unit=1.0))
    found = evaluate_cold(Fusion(signals), learned, test, toy_items())
    assert found["cases"] > 0
    # Ten of sixteen products are shown, so that even what popularity puts last is among them now and then.
    assert found["fusion"]["ndcg@10"] > 2 * found["popularity"]["ndcg@10"] > 0


def test_a_name_in_a_picture_cannot_be_markup() -> None:
    figures = {"model": "<b>", "ndcg@10": 0.5, "items": 1, "users": 1, "baselines": {"a & b": {"ndcg@10": 0.1}}}
    texts = [each.text for each in ElementTree.fromstring(draw(figures)).iter() if each.text]
    assert "<b>" in texts
    assert "a & b" in texts


def test_a_shops_own_logs_are_sequences_of_what_was_wanted(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'shop.db'}")
    rows = {"a": 0, "b": 1, "c": 2, "d": 3}
    assert logged(engine, rows) == ()  # a shop without any memory yet
    moment = [datetime(2024, 1, 1, tzinfo=UTC)]
    memory = Memory(engine, clock=lambda: moment[0])
    memory.start("monday", "ana")
    memory.start("tuesday", "ana")
    for session, product, kind, value in (
        ("monday", "a", "click", None),
        ("monday", "a", "purchase", None),
        ("monday", "b", "dislike", None),
        ("monday", "gone", "purchase", None),
        ("tuesday", "c", "rating", 5.0),
        ("tuesday", "d", "rating", 2.0),
        ("tuesday", "b", "cart", None),
        ("somebody", "d", "like", None),
    ):
        moment[0] += timedelta(hours=12)
        memory.add_feedback(session, product, kind, value)
    found = {each.user: each for each in logged(engine, rows)}
    assert {user: each.rows.tolist() for user, each in found.items()} == {"ana": [0, 2, 1], "somebody": [3]}
    days = found["ana"].days
    assert days is not None
    assert np.diff(days).tolist() == pytest.approx([2, 1])
    engine.dispose()
