from __future__ import annotations

import json
import subprocess

import pytest
import torch
from tiny_language_model import tiny_model, tiny_tokenizer

from assistant.language import precision
from assistant.language.loading import PRECISIONS, load_model
from assistant.language.measuring import Timing, measure
from assistant.language.precision import PrecisionError, choose
from assistant.language.quantized import Int8Linear


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("SHOP_ASSISTANT_CACHE", str(tmp_path / "cache"))
    model = tmp_path / "model"
    tiny_model().save_pretrained(model)
    tiny_tokenizer().save_pretrained(model)
    return model


def fastest(*timings: Timing) -> str:
    return precision._fastest(timings).precision


def test_the_fastest_for_a_turn_is_chosen():
    assert (
        fastest(Timing("int8", 26, 650), Timing("bf16", 19, 78), Timing("fp32", 13, 470), Timing("nf4", 7, 430))
        == "int8"
    )
    assert fastest(Timing("int8", 26, 650), Timing("nf4", 42, 650)) == "nf4"
    assert fastest(Timing("int8", 20, 500), Timing("fp32", 60, 900)) == "fp32"


def test_writing_fast_is_not_enough_where_reading_is_slow():
    assert fastest(Timing("bf16", 30, 20), Timing("int8", 26, 600)) == "int8"


def test_a_near_tie_goes_to_the_smaller_and_then_to_the_truer():
    assert fastest(Timing("fp32", 26, 600), Timing("int8", 25, 590)) == "int8"
    assert fastest(Timing("nf4", 26, 600), Timing("int8", 23, 590)) == "int8"


def test_what_does_not_run_is_left_out_and_named():
    choice = precision._fastest([Timing("nf4", 0, 0, "no kernel"), Timing("fp32", 10, 100)])
    assert choice.precision == "fp32"
    assert "nf4 does not run here" in choice.reason
    assert choice.describe()["timings"][-1]["problem"] == "no kernel"
    with pytest.raises(PrecisionError, match="nf4: no kernel"):
        precision._fastest([Timing("nf4", 0, 0, "no kernel")])


def test_an_unknown_precision_names_the_known(folder):
    with pytest.raises(PrecisionError, match="choose auto, nf4, int8, bf16, fp32"):
        choose(folder, "int3")


def test_a_model_too_large_is_refused_in_one_line(folder, monkeypatch):
    import accelerate.utils

    monkeypatch.setattr(accelerate.utils, "get_max_memory", lambda: {"cpu": 1000})
    with pytest.raises(PrecisionError, match=r"needs about 0\.2 GB in bf16 and 0\.0 GB are free; close") as refused:
        choose(folder, "bf16")
    assert "\n" not in str(refused.value)


def test_a_gpu_takes_nf4_unless_it_is_too_small(folder, monkeypatch):
    import accelerate.utils

    monkeypatch.setattr(accelerate.utils, "get_max_memory", lambda: {0: 10**10, "cpu": 10**10})
    assert (choose(folder).precision, choose(folder).device) == ("nf4", "cuda:0")
    assert choose(folder, "int8").device == "cpu"
    monkeypatch.setattr(accelerate.utils, "get_max_memory", lambda: {0: 1000, "cpu": 10**10})
    assert choose(folder, "bf16").device == "cpu"


def test_the_measurement_is_made_once(folder, monkeypatch):
    rows = [{"precision": "int8", "decode": 5.0, "prefill": 50.0, "problem": ""}]
    runs = []

    def run(command, **options):
        runs.append(command)
        return subprocess.CompletedProcess(command, 0, json.dumps(rows) + "\n", "")

    monkeypatch.setattr(subprocess, "run", run)
    assert choose(folder) == choose(folder)
    assert len(runs) == 1
    cached = next((folder.parent / "cache" / "precision").iterdir())
    cached.write_text("not json")
    assert choose(folder).precision == "int8"
    assert len(runs) == 2


def test_a_measurement_that_fails_says_how_to_go_on(folder, monkeypatch):
    monkeypatch.setattr(
        subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, 1, "", "trace\nOSError: gone")
    )
    with pytest.raises(PrecisionError, match=r"OSError: gone\); name one: nf4"):
        choose(folder)


def test_every_precision_is_really_timed():
    threads = torch.get_num_threads()
    timings = measure(tiny_model().config)
    torch.set_num_threads(threads)
    assert [timing.precision for timing in timings] == list(PRECISIONS)
    assert all((timing.decode > 0 and timing.prefill > 0) != bool(timing.problem) for timing in timings)
    assert {"int8", "bf16", "fp32"} <= {timing.precision for timing in timings if not timing.problem}


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("rows", [1, 7, 16, 17, 200])
def test_eight_bits_stay_close(bias, dtype, rows):
    torch.manual_seed(3)
    linear = torch.nn.Linear(96, 5000, bias=bias).to(dtype)  # more rows than are quantized at a time
    linear.weight.data[7] *= 100  # neither a large weight
    inputs = torch.randn(1, rows, 96)
    inputs[0, 0] *= 1000  # nor a large activation may blur the others
    exact = inputs @ linear.weight.float().T + (linear.bias.float() if bias else 0)
    got = Int8Linear(linear)(inputs)
    assert got.shape == exact.shape
    assert got.dtype == torch.float32
    assert ((got - exact).norm(dim=-1) / exact.norm(dim=-1)).max() < 0.03
    assert ((got - exact).norm(dim=1) / exact.norm(dim=1)).mean() < 0.06


def test_few_and_many_rows_are_computed_alike():
    torch.manual_seed(4)
    linear = Int8Linear(torch.nn.Linear(96, 300))
    inputs = torch.randn(64, 96)
    one_by_one = torch.cat([linear(row.unsqueeze(0)) for row in inputs])
    assert (one_by_one != linear(inputs)).float().mean() < 0.002


@pytest.mark.parametrize("name", PRECISIONS)
def test_every_precision_says_nearly_the_same(folder, name):
    ids = torch.arange(3, 60).unsqueeze(0)
    with torch.inference_mode():
        exact = tiny_model()(ids).logits.float()
        scores = load_model(folder, name)(ids).logits.float()
    similarity = torch.nn.functional.cosine_similarity(exact, scores, dim=-1)
    assert similarity.mean() > (0.8 if name == "nf4" else 0.99)
