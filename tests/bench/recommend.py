"""Ranking quality on two public interaction sets beside named baselines and published figures, and how fast it is.

    python -m tests.bench.recommend [--data FOLDER] [--only beauty office] [--cold]

Beauty: leave one out, all 12,101 products. Office: learned on the validation file, tested on the test file. Weights are
chosen on validation only. A killed run goes on where it was.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.commands.evaluate import table
from retrieval.encoder import BertEncoder
from retrieval.recommending.evaluation import evaluate, evaluate_cold
from retrieval.recommending.interactions import Case, Interactions, Items, leave_one_out
from retrieval.recommending.ranker import Run
from retrieval.recommending.reading import read_cases, read_items, read_sequences
from retrieval.recommending.recipes import shipped
from retrieval.recommending.vectors import with_vectors
from retrieval.weights import DEFAULT_ENCODER, cache_folder, resolve

PUBLISHED = {"GRU4Rec": 0.0137, "BERT4Rec": 0.0170, "SASRec": 0.0318, "S3-Rec": 0.0327, "TIGER": 0.0384}
"""NDCG@10 on Beauty, as the papers that propose or compare them report."""

_DATA = Path(__file__).parents[3] / "shared" / "data" / "interactions"
_TIMED = 300


def beauty(folder: Path) -> tuple[tuple[Any, ...], Interactions, tuple[Case, ...]]:
    """Products, what is learned from, and what is tested."""
    products = read_items(folder / "items.jsonl")
    rows = {product.id: row for row, product in enumerate(products)}
    return (products, *leave_one_out(read_sequences(folder / "sequences.txt", rows)))


def office(folder: Path) -> tuple[tuple[Any, ...], Interactions, tuple[Case, ...]]:
    """Products, what is learned from, and what is tested."""
    products = read_items(folder / "items.jsonl")
    rows = {product.id: row for row, product in enumerate(products)}
    return products, Interactions(read_sequences(folder / "valid.jsonl", rows)), read_cases(folder / "test.jsonl", rows)


def one_by_one(learned: Interactions, cases: Sequence[Case], items: Items, run: Run) -> tuple[float, float]:
    """Milliseconds of one shopper's ranking of everything, with all signals: median and 95th percentile."""
    scorer = shipped().fit(learned, items, run)
    spent: list[float] = []
    for case in cases[:_TIMED]:
        began = time.perf_counter()
        np.argsort(-scorer.score([case.history])[0])
        spent.append((time.perf_counter() - began) * 1000)
    return float(np.median(spent)), float(np.percentile(spent, 95))


def main() -> None:
    """Print a table for each set."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=_DATA)
    parser.add_argument("--only", nargs="*", default=["beauty", "office"], choices=["beauty", "office"])
    parser.add_argument("--cold", action="store_true", help="also products that nobody chose; learns everything again")
    given = parser.parse_args()
    if not given.data.is_dir():
        print(f"{given.data} is not there: nothing to rank; name it with --data")
        return
    encoder = BertEncoder(resolve(DEFAULT_ENCODER))
    folder = cache_folder() / "recommending"
    run = Run(lambda line: print(f"  {line}", flush=True), folder=folder)
    for name in given.only:
        products, learned, cases = {"beauty": beauty, "office": office}[name](given.data / name)
        items = with_vectors(products, encoder, folder / "vectors")
        figures = evaluate(shipped(), learned, cases, items, run=run)
        if given.cold:
            figures["cold"] = evaluate_cold(shipped(), learned, cases, items, run=run)
        print(f"\n{name}: {len(cases):,} cases, {len(items):,} products")
        if name == "beauty":
            print("published NDCG@10: " + ", ".join(f"{paper} {figure:.4f}" for paper, figure in PUBLISHED.items()))
        print("\n".join(table(figures)))
        best = max(found["ndcg@10"] for found in figures["baselines"].values())
        print(f"NDCG@10 {figures['ndcg@10']:.4f}, {figures['ndcg@10'] / best - 1:+.1%} beside the best baseline")
        median, slow = one_by_one(learned, cases, items, run)
        print(f"one shopper's ranking: {median:.1f} ms, p95 {slow:.1f} ms\n")


if __name__ == "__main__":
    main()
