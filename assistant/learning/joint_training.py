"""Training of the joint reader: utterances from a bank and a catalogue, some forty minutes on two cores.

What is kept is the moving average of the weights, which generalizes better than the last ones (Polyak and Juditsky,
"Acceleration of Stochastic Approximation by Averaging", 1992).
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from assistant.learning.utterances import Span, Tag, Utterance
from assistant.understanding.joint import MOST_TOKENS, JointModel
from assistant.understanding.meanings import MEANINGS
from retrieval.products import Product

_IGNORED = -100
_SWAPPED = 0.4  # share of values and things that become other words, so that their place and not they tell the tag
_PROPERTIES = (Tag.WANTED, Tag.REFUSED, Tag.DROPPED, Tag.ASKED)
_AMOUNTS = (Tag.LOW, Tag.HIGH, Tag.NEAR)
_NAMED = ("colour", "color", "material", "features", "pattern", "occasion")
_NOISY = 0.15  # share of utterances with a slip of the finger outside of spans
_OPENED, _CLOSED = 0.15, 0.12  # shares of utterances with a word before or behind that means nothing
_OPENERS = (
    "hi", "hello", "hey", "hi there", "good evening", "morning", "ok", "okay", "ok so", "so", "well", "hmm", "um", "uh",
    "oh", "right", "alright", "yes", "yeah", "sure", "please", "great", "nice", "thanks", "cool", "got it", "i see",
    "quick question", "sorry", "excuse me", "by the way", "and", "also", "listen", "look", "let's see", "to be honest",
    "honestly", "i think", "you know what",
)  # fmt: skip
_CLOSERS = (
    "please", "pls", "thanks", "thank you", "thx", "cheers", "ok?", "if possible", "if you can", "if that's okay", "!",
    "...", "?", "haha", "lol", ":)", "for me", "today", "now", "if you have any", "i think", "i guess", "you know",
    "mate",
)  # fmt: skip
_MEASURED = 0.1  # share of things with a number beside them that is no price
_MEASURES = (
    "size {n}", "{n} inch", "{n} oz", "{n} ounce", "{n} ml", "{n}ft", "{n} feet long", "{n} cm wide", "{n}kg", "{n}gb",
    "{n}w", "{n} volt", "{n} watts", "{n} pack", "pack of {n}", "set of {n}", "{n} count", "{n} piece", "{n}pcs",
    "{n} x {m}", "{n}x{m} cm", "{n} by {m} inches", "#{n}", "no. {n}", "style {n}", "shade {n}", "{n} degree", "{n}%",
    "{n} tier", "{n} drawer", "for {n} people", "for ages {n} to {m}", "{n} years old", "{n}-in-1", "model {n}",
    "spf {n}", "{n} carat",
)  # fmt: skip
_TAGS = tuple(str(tag) for tag in Tag)
_AVERAGED = 300  # steps over which weights are averaged, when as many are done


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train.

    Attributes:
        depth: Upper layers trained.
        epochs: At most.
        batch: Utterances in a step.
        rate: Learning rate of the layers; the heads learn five times as fast.
        dropout: Share of activations left out while learning; the data vary enough to do without.
        patience: Epochs without a better validation loss before it stops.
        seed: Of everything random.
    """

    depth: int = 4
    epochs: int = 4
    batch: int = 32
    rate: float = 1e-4
    dropout: float = 0.0
    patience: int = 2
    seed: int = 7


@dataclass(frozen=True, slots=True)
class StandIns:
    """Words that may take the place of the catalogue's: where a word stands, and not which it is, tells its tag."""

    things: tuple[str, ...]
    properties: tuple[str, ...]
    brands: tuple[str, ...]

    @staticmethod
    def of(products: Sequence[Product]) -> StandIns:
        """What the products are, have, and are made by."""
        things = {value for p in products for name in ("type", "kind") for value in p.attributes.get(name, ())}
        values = {v for p in products for name, found in p.attributes.items() if name in _NAMED for v in found}
        return StandIns(
            tuple(sorted(each.lower() for each in things if _speakable(each))),
            tuple(sorted(each.lower() for each in values if _speakable(each))),
            tuple(sorted({p.brand for p in products if p.brand})),
        )


def _speakable(value: str) -> bool:
    return len(value) < 20 and value.replace(" ", "").replace("-", "").isalpha()


@dataclass(frozen=True, slots=True)
class Epoch:
    """One pass over the data: losses, and shares right on the validation utterances."""

    validation: float
    meanings: float
    tags: float
    number: int = 0
    loss: float = 0.0
    seconds: float = 0.0


def train(
    bert: Any,
    tokenizer: Any,
    utterances: Sequence[Utterance],
    validation: Sequence[Utterance],
    stand_ins: StandIns,
    recipe: Recipe,
    progress: Callable[[Epoch], None] = lambda epoch: None,
    checkpoint: Path | None = None,
    start: JointModel | None = None,
) -> tuple[JointModel, Epoch]:
    """The model with the best validation loss, and the epoch it comes from.

    Args:
        bert: The encoder, left as it is.
        tokenizer: Its tokenizer.
        utterances: To learn from.
        validation: In wordings that `utterances` does not use.
        stand_ins: Words that may stand in for those of the catalogue.
        recipe: How.
        progress: Told after each epoch.
        checkpoint: Written after each epoch and removed at the end; a killed run with the same recipe and utterances
            goes on after the last epoch that it holds.
        start: A trained model to begin with, of the recipe's depth; a fresh one by default.
    """
    torch.manual_seed(recipe.seed)
    run = _Run(bert, utterances, recipe, start)
    if checkpoint is not None and checkpoint.exists():
        run.resume(checkpoint)
    held = list(_batches(validation, tokenizer, recipe.batch, None))
    while run.done < recipe.epochs and run.waited < recipe.patience:
        began = time.monotonic()
        chance = random.Random(f"{recipe.seed} {run.done}")
        torch.manual_seed(recipe.seed + run.done)
        varied = [_varied(each, stand_ins, chance) for each in chance.sample(utterances, len(utterances))]
        loss = run.learn(_batches(varied, tokenizer, recipe.batch, chance))
        epoch = _judged(run.average, held)
        run.judge(replace(epoch, loss=loss, seconds=time.monotonic() - began))
        if checkpoint is not None:
            run.save(checkpoint)
        progress(run.epochs[-1])
    if checkpoint is not None:
        checkpoint.unlink(missing_ok=True)
    return run.best_model(), run.best


class _Run:
    """Training between two epochs: all that a killed run needs to go on.

    Args:
        bert: The encoder below.
        utterances: To learn from; they and the recipe tell whether a checkpoint is this run's.
        recipe: How.
        start: Weights to begin with.
    """

    def __init__(self, bert: Any, utterances: Sequence[Utterance], recipe: Recipe, start: JointModel | None) -> None:
        model = JointModel(bert, MEANINGS, _TAGS, recipe.depth)
        if start is not None:
            model.load_state_dict(start.state_dict())
        for module in model.modules():
            if isinstance(module, nn.Dropout):
                module.p = recipe.dropout
        self._model = model
        self.average = JointModel(bert, MEANINGS, _TAGS, recipe.depth).requires_grad_(False)
        self.average.load_state_dict(model.state_dict())
        heads = [*model.meaning_head.parameters(), *model.tag_head.parameters()]
        rates = [recipe.rate, 5 * recipe.rate]
        self._optimizer = torch.optim.AdamW(
            [{"params": model.layers.parameters(), "lr": rates[0]}, {"params": heads, "lr": rates[1]}],
            weight_decay=0.01,
        )
        steps = recipe.epochs * (len(utterances) // recipe.batch + 1)
        self._schedule = torch.optim.lr_scheduler.OneCycleLR(self._optimizer, rates, total_steps=steps, pct_start=0.1)
        told = json.dumps([asdict(recipe), [each.text for each in utterances]])
        self._key = hashlib.sha256(told.encode()).hexdigest()
        self._state = _copied(self.average)
        self._steps = 0
        self.epochs: list[Epoch] = []
        self.waited = 0

    @property
    def done(self) -> int:
        """Epochs behind."""
        return len(self.epochs)

    @property
    def best(self) -> Epoch:
        """The epoch with the lowest validation loss."""
        return min(self.epochs, key=lambda each: each.validation)

    def learn(self, batches: Iterator[_Batch]) -> float:
        """Go over the batches once; their mean loss."""
        self._model.train()
        total, count = 0.0, 0
        for batch in batches:
            loss = _loss(self._model, batch)[0]
            loss.backward()
            nn.utils.clip_grad_norm_(self._model.parameters(), 1.0)
            self._optimizer.step()
            self._schedule.step()
            self._optimizer.zero_grad()
            self._steps += 1
            share = max(1 / self._steps, 1 / _AVERAGED)
            with torch.no_grad():
                for kept, weight in zip(self.average.parameters(), self._model.parameters(), strict=True):
                    kept.lerp_(weight, share)
            total, count = total + float(loss.detach()), count + 1
        return total / max(count, 1)

    def judge(self, epoch: Epoch) -> None:
        """Keep the averaged weights of an epoch that is better than all before."""
        better = not self.epochs or epoch.validation < self.best.validation
        self.epochs.append(replace(epoch, number=self.done + 1))
        self.waited = 0 if better else self.waited + 1
        if better:
            self._state = _copied(self.average)

    def best_model(self) -> JointModel:
        """The model as it was after its best epoch."""
        self.average.load_state_dict(self._state)
        return self.average.eval()

    def save(self, path: Path) -> None:
        """Write everything, whole or not at all."""
        state = {
            "key": self._key,
            "model": self._model.state_dict(),
            "average": self.average.state_dict(),
            "best": self._state,
            "optimizer": self._optimizer.state_dict(),
            "schedule": self._schedule.state_dict(),
            "steps": self._steps,
            "epochs": [asdict(each) for each in self.epochs],
            "waited": self.waited,
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(".new")
        torch.save(state, new)
        new.replace(path)

    def resume(self, path: Path) -> None:
        """Go on from what `save` wrote, where it is of the same recipe and utterances."""
        saved = torch.load(path, weights_only=True)
        if saved["key"] != self._key:
            return
        self._model.load_state_dict(saved["model"])
        self.average.load_state_dict(saved["average"])
        self._state = saved["best"]
        self._optimizer.load_state_dict(saved["optimizer"])
        self._schedule.load_state_dict(saved["schedule"])
        self._steps, self.waited = saved["steps"], saved["waited"]
        self.epochs = [Epoch(**each) for each in saved["epochs"]]


def _copied(model: JointModel) -> dict[str, Tensor]:
    return {name: tensor.clone() for name, tensor in model.state_dict().items()}


@dataclass(frozen=True, slots=True)
class _Batch:
    ids: Tensor
    mask: Tensor
    context: Tensor
    meanings: Tensor
    tags: Tensor


def _judged(model: JointModel, held: Sequence[_Batch]) -> Epoch:
    model.eval()
    losses: list[float] = []
    right = total = tagged = tokens = 0
    with torch.no_grad():
        for batch in held:
            found, meanings, tags = _loss(model, batch)
            losses.append(float(found))
            right += int((meanings.argmax(1) == batch.meanings).sum())
            total += len(batch.meanings)
            judged = batch.tags != _IGNORED
            tagged += int(((tags.argmax(2) == batch.tags) & judged).sum())
            tokens += int(judged.sum())
    mean = sum(losses) / max(len(losses), 1)
    return Epoch(mean, right / max(total, 1), tagged / max(tokens, 1))


def _loss(model: JointModel, batch: _Batch) -> tuple[Tensor, Tensor, Tensor]:
    meanings, tags = model(model.below(batch.ids, batch.mask), batch.mask, batch.context)
    loss = nn.functional.cross_entropy(meanings, batch.meanings)
    loss = loss + nn.functional.cross_entropy(tags.flatten(0, 1), batch.tags.flatten(), ignore_index=_IGNORED)
    return loss, meanings, tags


def _batches(
    utterances: Sequence[Utterance], tokenizer: Any, size: int, chance: random.Random | None
) -> Iterator[_Batch]:
    """Batches of utterances of similar length, in random order where there is chance."""
    ordered = sorted(utterances, key=lambda each: len(each.text))
    groups = [ordered[at : at + size] for at in range(0, len(ordered), size)]
    if chance is not None:
        chance.shuffle(groups)
    for group in groups:
        tokens = tokenizer(
            [each.text for each in group],
            truncation=True,
            max_length=MOST_TOKENS,
            padding=True,
            return_offsets_mapping=True,
            return_tensors="pt",
        )
        tags = torch.full_like(tokens["input_ids"], _IGNORED)
        for row, each in enumerate(group):
            for column, (start, end) in enumerate(tokens["offset_mapping"][row].tolist()):
                if end > start:
                    tags[row, column] = _tag_at(each.spans, start, end)
        context = torch.tensor([[float(bool(u.on_screen)), float(not u.before.empty)] for u in group])
        meanings = torch.tensor([MEANINGS.index(each.meaning) for each in group])
        yield _Batch(tokens["input_ids"], tokens["attention_mask"], context, meanings, tags)


def _tag_at(spans: Sequence[Span], start: int, end: int) -> int:
    found = next((span.tag for span in spans if span.start < end and start < span.end), None)
    return 0 if found is None else _TAGS.index(found) + 1


def _varied(utterance: Utterance, stand_ins: StandIns, chance: random.Random) -> Utterance:
    """The same with other words in its slots, now and then a slip, or words around it that mean nothing."""
    opener = f"{chance.choice(_OPENERS)}{chance.choice((' ', ', ', '. ', '! '))}" if chance.random() < _OPENED else ""
    pieces: list[str] = [opener]
    spans: list[Span] = []
    end, length = 0, len(opener)
    for span in utterance.spans:
        between = utterance.text[end : span.start]
        if chance.random() < _NOISY:
            between = _slip(between, chance)
        said = utterance.text[span.start : span.end]
        words = {Tag.THING: stand_ins.things, Tag.BRAND: stand_ins.brands}.get(
            span.tag, stand_ins.properties if span.tag in _PROPERTIES else ()
        )
        if words and chance.random() < _SWAPPED:
            said = chance.choice(words)
        if span.tag in _AMOUNTS:
            # What is dear differs from shop to shop: no amount may tell which side it limits.
            said = re.sub(r"\d+(?:\.\d+)?", lambda _: str(_amount(chance)), said)
        if span.tag is Tag.THING and chance.random() < _MEASURED:
            between += f"{_measure(chance)} "
        start = length + len(between)
        spans.append(Span(start, start + len(said), span.tag))
        pieces += [between, said]
        end, length = span.end, start + len(said)
        if span.tag is Tag.THING and chance.random() < _MEASURED:
            pieces.append(f"{chance.choice((' ', ', ', ' in '))}{_measure(chance)}")
            length += len(pieces[-1])
    rest = utterance.text[end:]
    pieces.append(_slip(rest, chance) if chance.random() < _NOISY else rest)
    if chance.random() < _CLOSED:
        pieces.append(f" {chance.choice(_CLOSERS)}")
    return Utterance(
        utterance.meaning, utterance.template, "".join(pieces), tuple(spans), utterance.before, utterance.on_screen,
        utterance.truth,
    )  # fmt: skip


def _measure(chance: random.Random) -> str:
    """A number that is no price: "size 9", "pack of 12"."""
    low = chance.choice((chance.randint(1, 12), chance.randint(13, 400), round(chance.uniform(0.5, 30), 1)))
    return chance.choice(_MEASURES).format(n=low, m=chance.randint(2, 90))


def _amount(chance: random.Random) -> int:
    """An amount as people name it, from 1 to a few thousand."""
    size = 10 ** chance.uniform(0.3, 3.5)
    step = 1 if size < 20 else 5 if size < 200 else 50
    return max(1, round(size / step) * step)


def _slip(text: str, chance: random.Random) -> str:
    places = [at for at in range(1, len(text) - 1) if text[at - 1 : at + 2].isalpha()]
    if not places:
        return text
    at = chance.choice(places)
    return chance.choice((text[:at] + text[at + 1 :], text[:at] + text[at + 1] + text[at] + text[at + 2 :]))
