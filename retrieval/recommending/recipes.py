"""The model that the project ships: which signals, with which dials."""

from __future__ import annotations

from retrieval.recommending.attention import SelfAttention
from retrieval.recommending.content import TextCosine
from retrieval.recommending.factors import LeastSquares
from retrieval.recommending.fusion import Fusion, Signal
from retrieval.recommending.neighbours import CoOccurrence
from retrieval.recommending.popular import Popularity
from retrieval.recommending.projections import Projections
from retrieval.recommending.ranker import Ranker


def shipped(seed: int = 7) -> Fusion:
    """Every signal that may count; validation decides which do.

    Args:
        seed: Of everything random.
    """
    return Fusion(
        (
            Signal(Popularity()),
            Signal(TextCosine(recency=0.4), always=True),
            Signal(LeastSquares(seed=seed)),
            Signal(CoOccurrence(backward=0.2, damping=0.3, inherit=1), unit=1.0),
            Signal(Projections(seed=seed)),
            Signal(SelfAttention(seed=seed)),
        ),
        seed,
    )


def quick(seed: int = 7) -> Fusion:
    """As `shipped`, without the two networks: a minute in place of many.

    Args:
        seed: Of everything random.
    """
    whole = shipped(seed)
    networks = (Projections, SelfAttention)
    return Fusion(tuple(each for each in whole.signals if not isinstance(each.ranker, networks)), seed, "fusion-quick")


def named(name: str, seed: int = 7) -> Ranker:
    """The model of a name: ``fusion``, ``fusion-quick``, or one of its signals alone.

    Args:
        name: As `Ranker.name`.
        seed: Of everything random.

    Raises:
        KeyError: There is none of this name.
    """
    model, smaller = shipped(seed), quick(seed)
    return {model.name: model, smaller.name: smaller, **{signal.called: signal.ranker for signal in model.signals}}[
        name
    ]
