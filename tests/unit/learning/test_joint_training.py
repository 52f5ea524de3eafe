"""Training of the joint reader: it learns, it goes on where a killed run stopped, and it keeps the best epoch."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import torch

from assistant.learning.joint_training import Epoch, Recipe, StandIns, train
from assistant.learning.scenery import Scenery
from assistant.learning.utterances import Speaker, Utterance
from assistant.learning.wordings import Wordings
from assistant.understanding.joint import JointModel, JointReader
from retrieval.demo import demo_products
from retrieval.encoder import BertEncoder
from retrieval.weights import DEFAULT_ENCODER, resolve

RECIPE = Recipe(depth=1, epochs=3, rate=1e-3, seed=3)


class Killed(Exception):
    """Stands for a kill: nothing after it runs."""


@lru_cache(maxsize=1)
def encoder() -> BertEncoder:
    return BertEncoder(resolve(DEFAULT_ENCODER))


@lru_cache(maxsize=1)
def lessons() -> tuple[list[Utterance], list[Utterance]]:
    scenery = Scenery(demo_products())
    bank, held = Wordings.packaged().split(0.1, 3)
    meanings = ("search", "greeting", "cheaper")
    return list(Speaker(scenery, bank, 3).say(240, meanings)), list(Speaker(scenery, held, 4).say(60, meanings))


def trained(checkpoint: Path, recipe: Recipe = RECIPE, stop_after: int | None = None) -> tuple[JointModel, list[Epoch]]:
    told: list[Epoch] = []

    def progress(epoch: Epoch) -> None:
        told.append(epoch)
        if epoch.number == stop_after:
            raise Killed

    utterances, validation = lessons()
    words = StandIns.of(demo_products())
    bert: Any = encoder().model
    model, _ = train(bert, encoder().tokenizer, utterances, validation, words, recipe, progress, checkpoint)
    return model, told


def test_a_killed_run_goes_on_and_ends_where_it_would_have(tmp_path: Path) -> None:
    whole, told = trained(tmp_path / "whole.pt")
    with pytest.raises(Killed):
        trained(tmp_path / "killed.pt", stop_after=1)
    resumed, rest = trained(tmp_path / "killed.pt")
    assert [epoch.number for epoch in told] == [1, 2, 3]
    assert [epoch.number for epoch in rest] == [2, 3]
    for name, tensor in whole.state_dict().items():
        assert torch.equal(tensor, resumed.state_dict()[name]), name
    assert not (tmp_path / "killed.pt").exists()


def test_another_recipe_does_not_go_on_from_it(tmp_path: Path) -> None:
    with pytest.raises(Killed):
        trained(tmp_path / "killed.pt", stop_after=1)
    _, told = trained(tmp_path / "killed.pt", replace(RECIPE, epochs=2))
    assert [epoch.number for epoch in told] == [1, 2]


def test_it_learns_what_was_said_and_leaves_the_encoder_alone(tmp_path: Path) -> None:
    before = {name: tensor.clone() for name, tensor in encoder().model.state_dict().items()}
    model, told = trained(tmp_path / "run.pt")
    assert told[-1].loss < 0.8 * told[0].loss
    assert told[-1].validation < told[0].validation
    copied = encoder().model.encoder.layer[-1].state_dict()
    moved = {name: not torch.equal(tensor, copied[name]) for name, tensor in model.layers[0].state_dict().items()}
    assert all(moved.values()), moved  # a copy of a frozen layer is frozen: only the heads would learn
    assert all(torch.equal(tensor, before[name]) for name, tensor in encoder().model.state_dict().items())


def test_saved_and_loaded_it_reads_the_same(tmp_path: Path) -> None:
    model, _ = trained(tmp_path / "run.pt", replace(RECIPE, epochs=1))
    model.save(tmp_path / "reader", {"encoder": encoder().name})
    loaded = JointModel.load(tmp_path / "reader", encoder().model)
    said = [JointReader(each, encoder().tokenizer) for each in (model, loaded)]
    first, second = (each.read("a lamp under $40", on_screen=False, wished=False) for each in said)
    assert first.meaning == second.meaning
    assert first.confidence == pytest.approx(second.confidence, abs=0.01)
    assert JointModel.encoder_of(tmp_path / "reader") == encoder().name
