"""What each precision of language model and encoder costs and keeps, each in a process of its own.

    python -m tests.bench.precision [--part language|encoder] [--precision NAME]

Quality of the language model is the share of positions at which its likeliest token is that of fp32, and the share of
sentences it chooses as fp32 does; of the encoder, the share of the ten nearest products that are those of fp32.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from random import Random
from typing import Any

import numpy as np

LANGUAGE = ("fp32", "bf16", "int8", "nf4")
ENCODER = ("fp32", "bf16")
_REPLIES, _POSITIONS = 16, 400
_WRITTEN = 48
_QUERIES = (
    "a warm jumper",
    "gift for a gardener",
    "wireless headphones",
    "something for a picnic",
    "blue running shoes",
)


def language(precision: str) -> dict[str, Any]:
    """Figures of the default language model."""
    import torch

    from assistant.explanation.sentences import drafts
    from assistant.language.chat_model import LocalChatModel
    from assistant.language.run import Finished, Options
    from assistant.learning.samples import samples
    from prompts import render
    from retrieval.demo import demo_products
    from retrieval.weights import DEFAULT_LANGUAGE_MODEL

    model = LocalChatModel.load(DEFAULT_LANGUAGE_MODEL, precision, progress=False)
    chance = Random(5)
    told = [sample.facts for sample in samples(demo_products(), chance, 4 * _REPLIES)]
    engine = model.engine
    chosen: list[str] = []
    seconds = tokens = 0.0
    for at in range(0, len(told), 4):
        facts = told[at : at + 4]
        lines = [render("explain_product", noun=each.noun, facts=each.clauses) for each in facts]
        texts = drafts(facts, chance)
        began = time.perf_counter()
        answer = model.invoke(
            [("system", render("explain")), ("human", "")], branches=lines, choices=texts, temperature=0.0
        )
        seconds += time.perf_counter() - began
        tokens += answer.usage_metadata["output_tokens"] if answer.usage_metadata else 0
        chosen += answer.text.splitlines()
    text = " ".join(product.description for product in demo_products()[:40])
    ids = engine.tokenizer.encode(text)[:_POSITIONS]
    began = time.perf_counter()
    with torch.inference_mode():
        likeliest = engine.model(input_ids=torch.tensor([ids])).logits[0].argmax(-1).tolist()
    reading = time.perf_counter() - began
    *_, end = engine.generate(ids[:20], Options(max_tokens=_WRITTEN))
    assert isinstance(end, Finished)
    return {
        "likeliest": likeliest,
        "chosen": chosen,
        "read tokens/s": len(ids) / reading,
        "written tokens/s": end.tokens / (end.seconds - end.seconds_to_read),
        "reply tokens/s": tokens / seconds,
    }


def encoder(precision: str) -> dict[str, Any]:
    """Figures of the encoder."""
    from retrieval.demo import demo_products
    from retrieval.embedding import product_text
    from retrieval.encoder import BertEncoder
    from retrieval.weights import DEFAULT_ENCODER, resolve

    model = BertEncoder(resolve(DEFAULT_ENCODER), precision)
    texts = [product_text(product) for product in demo_products()]
    model.encode(texts[:8])
    began = time.perf_counter()
    vectors = model.encode(texts)
    seconds = time.perf_counter() - began
    nearest = np.argsort(-(model.encode(list(_QUERIES)) @ vectors.T), axis=1)[:, :10]
    return {"nearest": nearest.tolist(), "products/s": len(texts) / seconds}


def _measured(part: str, precision: str) -> dict[str, Any]:
    """The figures of one part in a process of its own, or why it does not run here."""
    command = [sys.executable, "-m", "tests.bench.precision", "--part", part, "--precision", precision, "--inner"]
    with tempfile.TemporaryFile("w+") as errors:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=errors, text=True, check=False)
        errors.seek(0)
        said = errors.read().strip().splitlines()
    if done.returncode:
        return {"problem": said[-1] if said else f"exit status {done.returncode}"}
    return json.loads(done.stdout.splitlines()[-1])


def _table(part: str, precisions: tuple[str, ...]) -> None:
    found = {precision: _measured(part, precision) for precision in precisions}
    print(part)
    exact = found["fp32"]
    for precision, figures in found.items():
        if "problem" in figures:
            print(f"  {precision:5s} does not run here: {figures['problem'][:90]}")
            continue
        told = [f"{name} {value:7.1f}" for name, value in figures.items() if isinstance(value, float)]
        for name in ("likeliest", "chosen", "nearest"):
            if name in figures:
                told.append(f"{name} as fp32 {_same(figures[name], exact[name]):.3f}")
        print(f"  {precision:5s} {'  '.join(told)}")


def _same(one: list[Any], other: list[Any]) -> float:
    if one and isinstance(one[0], list):
        return float(np.mean([len({*a} & {*b}) / len(b) for a, b in zip(one, other, strict=True)]))
    return float(np.mean([a == b for a, b in zip(one, other, strict=True)]))


def main() -> None:
    """Print a line for each precision."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--part", choices=("language", "encoder"))
    parser.add_argument("--precision")
    parser.add_argument("--inner", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inner:
        figures = {"language": language, "encoder": encoder}[given.part](given.precision)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
        print(json.dumps(figures | {"peak MB": peak}))
        return
    for part, precisions in (("language", LANGUAGE), ("encoder", ENCODER)):
        if given.part in (None, part):
            _table(part, (("fp32", given.precision) if given.precision not in (None, "fp32") else precisions))


if __name__ == "__main__":
    main()
