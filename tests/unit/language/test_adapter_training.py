"""Training of the language model's adapter on a tiny model: it learns, and goes on where a killed run stopped."""

from __future__ import annotations

from pathlib import Path

import pytest
from safetensors.torch import load_file
from tiny_language_model import tiny_model, tiny_tokenizer

pytest.importorskip("peft", reason="training needs the extra: pip install 'shop-assistant[train]'")

from assistant.learning.adapter_training import Progress, Recipe, train
from assistant.learning.lessons import Lesson

pytestmark = pytest.mark.filterwarnings(
    "ignore:`is_gradient_checkpointing`:FutureWarning"
)  # peft asks for it by its old name

RECIPE = Recipe(layers=2, rank=4, tokens=96, rate=5e-3, epochs=3, validate_every=2, seed=3)
LESSONS = [Lesson(f"say {word}", f"{word} it is") for word in ("red", "blue", "green", "black", "white", "warm") * 3]


class Killed(Exception):
    """Stands for a kill: nothing after it runs."""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tiny")
    tiny_model().save_pretrained(folder)
    tiny_tokenizer().save_pretrained(folder)
    return folder


def trained(base: Path, out: Path, stop_at: int | None = None) -> tuple[list[Progress], float]:
    told: list[Progress] = []

    def progress(state: Progress) -> None:
        told.append(state)
        if state.step == stop_at:
            raise Killed

    return told, train(base, LESSONS, LESSONS[:6], RECIPE, out, progress)


def test_it_learns_and_tells_what_it_did(base: Path, tmp_path: Path) -> None:
    told, best = trained(base, tmp_path)
    found = [state.validation for state in told if state.validation is not None]
    assert best == min(found) < found[0]
    assert told[-1].step == told[-1].steps
    card = (tmp_path / "README.md").read_text("utf-8")
    assert f"{best:.3f}" in card
    assert base.name in card
    assert str(base.parent) not in card
    assert str(base.parent) not in (tmp_path / "adapter_config.json").read_text("utf-8")
    assert not (tmp_path / "checkpoint.pt").exists()


def test_a_killed_run_goes_on_and_ends_where_it_would_have(base: Path, tmp_path: Path) -> None:
    whole, best = trained(base, tmp_path / "whole")
    with pytest.raises(Killed):
        trained(base, tmp_path / "killed", stop_at=5)
    rest, again = trained(base, tmp_path / "killed")
    assert rest[0].step == 5  # the last checkpoint was after step 4
    assert rest[-1].step == whole[-1].step
    assert again == pytest.approx(best, abs=1e-5)
    first, second = (load_file(tmp_path / name / "adapter_model.safetensors") for name in ("whole", "killed"))
    assert first.keys() == second.keys()
    assert all(first[name].allclose(second[name], atol=1e-5) for name in first)
