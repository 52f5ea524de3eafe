"""What all learned rankers share: epochs, validation after each, stopping early, going on where a run was killed."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any

import torch
from torch import Tensor, nn

from retrieval.recommending.interactions import Case, Interactions, Items
from retrieval.recommending.metrics import accuracy, rank_cases
from retrieval.recommending.ranker import Run, Scorer

_JUDGED = 2000  # validation cases that decide when to stop


@dataclass(frozen=True, slots=True)
class Epoch:
    """One pass over the data: mean loss, and figures on the validation cases (0 where there are none)."""

    number: int
    loss: float
    ndcg: float
    auc: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long to learn.

    Attributes:
        epochs: At most; exactly, where there is no validation.
        patience: Epochs without a better NDCG on validation before it stops.
        seed: Of everything random.
    """

    epochs: int
    patience: int
    seed: int


def learn(
    name: str,
    module: nn.Module,
    optimizer: torch.optim.Optimizer,
    losses: Callable[[Random], Iterator[Tensor]],
    steps: int,
    scorer: Callable[[], Scorer],
    interactions: Interactions,
    items: Items,
    schedule: Schedule,
    run: Run,
) -> Epoch:
    """Train until validation gets no better; the module ends with the weights of its best epoch.

    Args:
        name: In the lines about progress, and of the file that a killed run goes on from.
        module: Whose weights are learned.
        optimizer: Of its parameters.
        losses: Losses of the batches of one epoch, in an order drawn from what it is given.
        steps: How many batches an epoch has.
        scorer: The module as it is now, as a ranker.
        interactions: To validate with.
        items: To rank.
        schedule: How long.
        run: Who is told, and where a killed run left off.

    Returns:
        The best epoch, or the last one where there is no validation.
    """
    cases = judges(interactions, schedule.seed)
    hidden = not bought_again(cases)
    key = _key(name, module, interactions, items, schedule)
    path = None if run.folder is None else run.folder / f"{name}-{key[:12]}.pt"
    done: list[Epoch] = []
    best = _copied(module)
    if path is not None and (saved := _resumed(path, key)) is not None:
        module.load_state_dict(saved["module"])
        optimizer.load_state_dict(saved["optimizer"])
        best, done = saved["best"], [Epoch(**each) for each in saved["epochs"]]
        run.told(f"{name}: goes on after epoch {len(done)}")
    while len(done) < schedule.epochs and not _exhausted(done, schedule, bool(cases)):
        began = time.monotonic()
        torch.manual_seed(schedule.seed + len(done))
        module.train()
        total, count = 0.0, 0
        for loss in losses(Random(f"{schedule.seed} {len(done)}")):
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(module.parameters(), 1.0)
            optimizer.step()
            total, count = total + float(loss.detach()), count + 1
            run.watched(f"{name}, epoch {len(done) + 1}", count, steps)
        module.eval()
        figures = accuracy(rank_cases(scorer(), cases, len(items), hidden=hidden))
        epoch = Epoch(
            len(done) + 1, total / max(count, 1), figures["ndcg@10"], figures["auc"], time.monotonic() - began
        )
        if not cases or not done or epoch.ndcg > max(each.ndcg for each in done):
            best = _copied(module)
        done.append(epoch)
        run.told(_line(name, epoch, schedule, bool(cases)))
        if path is not None:
            state = {"key": key, "module": module.state_dict(), "optimizer": optimizer.state_dict()}
            _write(path, {**state, "best": best, "epochs": [asdict(each) for each in done]})
    module.load_state_dict(best)
    module.eval()
    return max(done, key=lambda each: each.ndcg) if cases else done[-1]


def _line(name: str, epoch: Epoch, schedule: Schedule, judged: bool) -> str:
    figures = f", validation NDCG@10 {epoch.ndcg:.4f}, AUC {epoch.auc:.4f}" if judged else ""
    return f"{name}: epoch {epoch.number} of {schedule.epochs}, loss {epoch.loss:.3f}{figures}, {epoch.seconds:.0f} s"


def _exhausted(done: list[Epoch], schedule: Schedule, judged: bool) -> bool:
    if not judged or not done:
        return False
    best = max(range(len(done)), key=lambda at: done[at].ndcg)
    return len(done) - 1 - best >= schedule.patience


def judges(interactions: Interactions, seed: int) -> list[Case]:
    """The validation cases that decide when to stop."""
    cases = interactions.validation
    return list(cases) if len(cases) <= _JUDGED else Random(seed).sample(cases, _JUDGED)


def bought_again(cases: Sequence[Case]) -> bool:
    """Whether it happens, in more than one case of a hundred, that what is chosen had been chosen before."""
    again = sum(bool((case.history == case.target).any()) for case in cases)
    return again > len(cases) / 100


def _copied(module: nn.Module) -> dict[str, Tensor]:
    return {name: tensor.clone() for name, tensor in module.state_dict().items()}


def _key(name: str, module: nn.Module, interactions: Interactions, items: Items, schedule: Schedule) -> str:
    shapes = [(key, tuple(value.shape)) for key, value in module.state_dict().items()]
    digest = hashlib.sha256(repr((name, shapes, asdict(schedule), len(interactions.validation))).encode())
    for tensor in module.state_dict().values():  # where it begins: at random by the seed, or where another fit ended
        digest.update(tensor.numpy().tobytes())
    digest.update(items.vectors.tobytes())
    for each in interactions.sequences:
        digest.update(each.rows.tobytes() + b"|")
    return digest.hexdigest()


def _resumed(path: Path, key: str) -> dict[str, Any] | None:
    if not path.exists():
        return None
    saved = torch.load(path, weights_only=True)
    return saved if saved["key"] == key else None


def _write(path: Path, state: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    torch.save(state, new)
    new.replace(path)
