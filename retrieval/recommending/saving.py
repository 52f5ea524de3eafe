"""A fitted fusion in a folder: numbers as safetensors, everything else as JSON. Nothing in it is ever executed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.numpy import load_file, save_file
from scipy import sparse

from retrieval.recommending.attention import Attending, Network, SelfAttention
from retrieval.recommending.content import Likeness
from retrieval.recommending.factors import Factors
from retrieval.recommending.fusion import Fused
from retrieval.recommending.interactions import Items
from retrieval.recommending.neighbours import Neighbours
from retrieval.recommending.popular import Constant
from retrieval.recommending.projections import Projected
from retrieval.recommending.ranker import Scorer
from retrieval.recommending.recipes import shipped

Arrays = dict[str, np.ndarray[Any, Any]]

_FIGURES, _NUMBERS = "ranking.json", "ranking.safetensors"
_LAYOUT = 1


class RankingError(Exception):
    """A saved ranking cannot be used; one line that says why and what to do."""


def save(fused: Fused, items: Items, folder: Path, figures: Mapping[str, Any]) -> None:
    """Write a fitted fusion of the shipped signals, whole or not at all.

    Args:
        fused: What is kept.
        items: Whose text vectors are left out: the catalogue has them.
        folder: Made where it is missing.
        figures: What is said of it besides; fit to print as JSON.
    """
    folder.mkdir(parents=True, exist_ok=True)
    arrays: Arrays = {}
    dials: dict[str, Any] = {}
    for signal, scorer in fused.signals:
        numbers, dials[signal.called] = _taken_apart(scorer)
        arrays |= {f"{signal.called}/{name}": np.ascontiguousarray(each) for name, each in numbers.items()}
    said = {
        "layout": _LAYOUT,
        "products": [product.id for product in items.products],
        "weights": dict(fused.weights),
        "dials": dials,
        "report": dict(fused.report),
        "figures": dict(figures),
    }
    for name in (_NUMBERS, _FIGURES):
        new = folder / f"{name}.new"
        if name == _NUMBERS:
            save_file(arrays, new)
        else:
            new.write_text(json.dumps(said), "utf-8")
        new.replace(folder / name)


def load(folder: Path, items: Items) -> Fused:
    """Read back what `save` wrote.

    Args:
        folder: Where.
        items: The same products in the same order, with their text vectors.

    Raises:
        RankingError: There is nothing that can be used, or it was learned on other products.
    """
    try:
        said = json.loads((folder / _FIGURES).read_text("utf-8"))
        arrays = load_file(folder / _NUMBERS)
    except (OSError, ValueError) as error:
        raise RankingError(f"{folder} holds no trained ranking ({error}); run: shop-assistant train ranking") from error
    if said.get("layout") != _LAYOUT or said["products"] != [product.id for product in items.products]:
        raise RankingError(
            f"{folder} holds a ranking of another catalogue or version; run again: shop-assistant train ranking"
        )
    signals = {signal.called: signal for signal in shipped().signals}
    fitted: list[tuple[Any, Scorer]] = []
    for name, dials in said["dials"].items():
        own = {key.partition("/")[2]: each for key, each in arrays.items() if key.startswith(f"{name}/")}
        fitted.append((signals[name], _put_together(own, dials, items)))
    return Fused(tuple(fitted), said["weights"], len(items), said["report"])


def products_of(folder: Path) -> Sequence[str]:
    """Identifiers of the products that a saved ranking knows, in the order of their rows."""
    return json.loads((folder / _FIGURES).read_text("utf-8"))["products"]


def _taken_apart(scorer: Scorer) -> tuple[Arrays, dict[str, Any]]:
    match scorer:
        case Constant(scores):
            return {"scores": scores}, {"kind": "constant"}
        case Likeness():
            return {}, {"kind": "likeness", "decay": scorer.decay}
        case Neighbours(weights):
            parts = {"data": weights.data, "indices": weights.indices, "ends": weights.indptr}
            return parts, {"kind": "neighbours", "decay": scorer.decay}
        case Factors():
            dials = {"kind": "factors", "confidence": scorer.confidence, "decay": scorer.decay}
            return {"vectors": scorer.vectors, "gram": scorer.gram}, dials
        case Projected():
            parts = {"asked": scorer.asked, "asked_bias": scorer.asked_bias, "offered": scorer.offered}
            dials = {"steepness": scorer.steepness, "decay": scorer.decay, "epochs": scorer.epochs}
            return parts, {"kind": "projected", **dials}
        case Attending(module):
            state = {f"state/{name}": each.numpy() for name, each in module.state_dict().items()}
            recipe = {name: each for name, each in asdict(module.recipe).items() if name != "start"}
            dials = {"kind": "attending", "recipe": recipe, "epochs": scorer.epochs}
            return {**state, "table": scorer.table, "bias": scorer.bias}, dials
        case _:
            raise TypeError(f"{type(scorer).__name__} is no scorer of the shipped signals")


def _put_together(arrays: Arrays, dials: dict[str, Any], items: Items) -> Scorer:
    rest = {name: value for name, value in dials.items() if name != "kind"}
    match dials["kind"]:
        case "constant":
            return Constant(arrays["scores"])
        case "likeness":
            return Likeness(items.vectors, **rest)
        case "neighbours":
            size = len(items)
            matrix = sparse.csr_array((arrays["data"], arrays["indices"], arrays["ends"]), shape=(size, size))
            return Neighbours(matrix, size, **rest)
        case "factors":
            return Factors(**arrays, **rest)
        case "projected":
            return Projected(texts=items.vectors, **arrays, **rest)
        case "attending":
            module = Network(SelfAttention(**rest["recipe"]), items)
            state = {key.partition("/")[2]: each for key, each in arrays.items() if key.startswith("state/")}
            module.load_state_dict({name: torch.from_numpy(each) for name, each in state.items()})
            return Attending(module.eval(), arrays["table"], arrays["bias"], rest["epochs"])
        case other:
            raise RankingError(f"{other!r} is no kind of signal known here; run again: shop-assistant train ranking")
