"""Adapters: added to the base weights once, exactly, and never to another model's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from assistant.language.adapters import AdapterError, merged, taught

LAYER = "model.layers.1.mlp.up_proj.weight"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_ASSISTANT_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def base(tmp_path: Path) -> Path:
    folder = tmp_path / "base"
    folder.mkdir()
    torch.manual_seed(1)
    save_file({LAYER: torch.randn(6, 4), "model.norm.weight": torch.ones(4)}, folder / "model.safetensors")
    (folder / "config.json").write_text('{"model_type": "llama"}')
    return folder


def adapter(folder: Path, layer: str = LAYER) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "adapter_config.json").write_text(json.dumps({"r": 2, "lora_alpha": 4}))
    stem = f"base_model.model.{layer.removesuffix('.weight')}"
    down, up = torch.ones(2, 4), torch.full((6, 2), 0.5)
    save_file({f"{stem}.lora_A.weight": down, f"{stem}.lora_B.weight": up}, folder / "adapter_model.safetensors")
    return folder


def test_the_sum_is_exact_and_the_rest_untouched(base: Path, tmp_path: Path) -> None:
    place = merged(base, adapter(tmp_path / "adapter"))
    before, after = load_file(base / "model.safetensors"), load_file(place / "model.safetensors")
    assert torch.allclose(after[LAYER], before[LAYER] + 2.0 * 0.5 * 2)  # alpha / r, times B @ A
    assert torch.equal(after["model.norm.weight"], before["model.norm.weight"])
    assert (place / "config.json").read_text() == (base / "config.json").read_text()


def test_it_is_made_once_and_anew_for_another_adapter(base: Path, tmp_path: Path) -> None:
    place = merged(base, adapter(tmp_path / "adapter"))
    written = (place / "model.safetensors").stat().st_mtime_ns
    assert merged(base, tmp_path / "adapter") == place
    assert (place / "model.safetensors").stat().st_mtime_ns == written
    (tmp_path / "adapter" / "adapter_config.json").write_text(json.dumps({"r": 2, "lora_alpha": 8}))
    assert merged(base, tmp_path / "adapter") != place


def test_an_adapter_of_another_model_is_refused_and_leaves_nothing(base: Path, tmp_path: Path) -> None:
    with pytest.raises(AdapterError, match="made for another model"):
        merged(base, adapter(tmp_path / "adapter", "model.layers.99.mlp.up_proj.weight"))
    assert not [each for each in (tmp_path / "cache" / "merged").iterdir() if each.is_dir()]


def test_a_shops_own_adapter_is_used_for_the_model_it_was_made_for(base: Path, tmp_path: Path) -> None:
    own = adapter(tmp_path / "own")
    assert taught("base", base, own) == base  # it does not say what it is for
    config = {"r": 2, "lora_alpha": 4, "base_model_name_or_path": "some/where/base"}
    (own / "adapter_config.json").write_text(json.dumps(config))
    assert taught("base", base, own) == merged(base, own) != base
    (own / "adapter_config.json").write_text(json.dumps(config | {"base_model_name_or_path": "another"}))
    assert taught("base", base, own) == base


def test_a_model_nobody_taught_is_left_as_it_is(base: Path) -> None:
    assert taught("some-lab/Another-Model", base) == base
