"""``shop-assistant evaluate``: how good rankings are, on interaction files or on the shop's own logs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.commands.behaviour import ItemsOption, TrainOption, catalogue_of, sequences_of, vectors_of
from assistant.commands.errors import InputError
from assistant.commands.options import DebugOption, JsonOption, Output, StoreOption, output

if TYPE_CHECKING:
    from retrieval.recommending.interactions import Case, Interactions, Items

app = typer.Typer(help="Measure the quality of rankings.", no_args_is_help=True, add_completion=False)

MODELS = ("fusion", "fusion-quick", "popularity", "cosine", "als", "item-to-item", "projections", "self-attention")
_SHOWN = ("ndcg@10", "recall@10", "mrr@10", "auc", "coverage@10", "novelty@10", "diversity@10")
_FEWEST = 20  # cases below which figures are noise


@app.callback()
def evaluate() -> None:
    """Measure the quality of rankings."""


@app.command("recommend")
def recommend(
    items: ItemsOption = None,
    train: TrainOption = None,
    test: Annotated[
        Path | None, typer.Option("--test", metavar="FILE", help="Choices to predict: user, history, target.")
    ] = None,
    leave_one_out: Annotated[
        bool,
        typer.Option("--leave-one-out", help="Predict each shopper's last choice; the one before validates."),
    ] = False,
    model: Annotated[
        str, typer.Option("--model", metavar="NAME", help=f"What is evaluated: {', '.join(MODELS)}.")
    ] = "fusion",
    cold: Annotated[
        bool, typer.Option("--cold", help="Also measure how often products without any interaction are found.")
    ] = False,
    picture: Annotated[
        Path | None, typer.Option("--picture", metavar="FILE", help="Also draw the figures, as SVG.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="The same seed learns the same.")] = 7,
    store: StoreOption = None,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Rank every product for every case, beside named baselines; nothing is sampled."""
    with output(as_json) as out:
        if model not in MODELS:
            raise InputError(f"--model: there is no {model!r}; valid: {', '.join(MODELS)}")
        if train is not None and (test is None) is not leave_one_out:
            raise InputError("--train needs either --test FILE or --leave-one-out")
        if train is None and test is not None:
            raise InputError("--test needs --train FILE to learn from")
        if picture is not None and not picture.parent.is_dir():
            raise InputError(f"--picture: there is no folder {picture.parent}; name one that is there")
        catalogue, learned, cases = _data(items, train, test, store, out)
        from retrieval.recommending.evaluation import evaluate, evaluate_cold
        from retrieval.recommending.picture import draw
        from retrieval.recommending.ranker import Run
        from retrieval.recommending.recipes import named
        from retrieval.weights import cache_folder

        run = Run(out.note, out.progress("{}: {} of {}"), cache_folder() / "recommending")
        out.note(f"{len(cases):,} cases, {len(catalogue):,} products, {learned.events:,} choices to learn from")
        figures = evaluate(named(model, seed), learned, cases, catalogue, run=run)
        if cold:
            figures["cold"] = evaluate_cold(named(model, seed), learned, cases, catalogue, seed, run)
        if picture is not None:
            picture.write_text(draw(figures), "utf-8")
        for line in table(figures):
            out.say(line)
        out.document(figures)


def table(figures: Mapping[str, Any]) -> list[str]:
    """The figures as lines for people, best NDCG last."""
    named = {**figures["baselines"], figures["model"]: figures}
    width = max(len(name) for name in named)
    lines = [" " * width + "".join(f"{field:>14}" for field in _SHOWN)]
    for name, found in sorted(named.items(), key=lambda entry: entry[1]["ndcg@10"]):
        lines.append(f"{name:{width}}" + "".join(f"{found[field]:14.4f}" for field in _SHOWN))
    if "weights" in figures:
        lines.append("weights: " + ", ".join(f"{name} {weight:.3g}" for name, weight in figures["weights"].items()))
    for name, found in figures.get("cold", {}).items():
        if isinstance(found, Mapping):
            lines.append(f"cold products by {name}: recall@10 {found['recall@10']:.4f}")
    return lines


def _data(
    items: Path | None, train: Path | None, test: Path | None, store: Path | None, out: Output
) -> tuple[Items, Interactions, tuple[Case, ...]]:
    from retrieval.recommending.interactions import Interactions, leave_one_out
    from retrieval.recommending.reading import read_cases

    products = catalogue_of(items, store)
    rows = {product.id: row for row, product in enumerate(products)}
    sequences = sequences_of(train, store, rows)
    if test is not None:
        learned, cases = Interactions(sequences), read_cases(test, rows)
    else:
        learned, cases = leave_one_out(sequences)
    if len(cases) < _FEWEST:
        where = train or "the store's logs"
        raise InputError(
            f"{where}: {len(cases)} choices to predict are too few to measure anything; it takes {_FEWEST}, from "
            "shoppers of at least three choices"
        )
    # Every mistake in a file has been told by now; the vectors take a while.
    return vectors_of(products, out), learned, cases
