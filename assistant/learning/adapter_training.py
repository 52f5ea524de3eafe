"""Teaching a language model its job: LoRA on its upper layers, loss on the answers only.

Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models" (arXiv:2106.09685), by peft. Layers below the lowest
adapted one keep no activations, so that two cores learn from a few thousand examples in well under an hour.
"""

from __future__ import annotations

import hashlib
import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import accelerate
import torch
from torch import Tensor, nn

from assistant.learning.lessons import Lesson

_PROJECTIONS = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train.

    Attributes:
        layers: How many upper layers are adapted.
        rank: Of the adapters; their scale is twice that.
        tokens: Padded tokens in a step.
        rate: Highest learning rate, after a warm-up of one step in twenty; falls to nothing along a cosine.
        epochs: Passes over the lessons.
        validate_every: Steps between validations.
        patience: Validations without a better loss before it stops.
        seconds: It stops after so long, wherever it is.
        seed: Of everything random.
    """

    layers: int = 12
    rank: int = 16
    tokens: int = 1536
    rate: float = 4e-4
    epochs: int = 1
    validate_every: int = 60
    patience: int = 3
    seconds: float = 5400.0
    seed: int = 7


@dataclass(frozen=True, slots=True)
class Progress:
    """Where training stands: steps done and in all, losses, tokens a second; validation as last measured."""

    step: int
    steps: int
    loss: float
    validation: float | None
    tokens_per_second: float


def train(
    base: Path,
    lessons: Sequence[Lesson],
    validation: Sequence[Lesson],
    recipe: Recipe,
    out: Path,
    progress: Callable[[Progress], None] = lambda state: None,
) -> float:
    """Train an adapter and write it, in peft's format, to `out`; goes on where a killed run left off.

    Args:
        base: Folder of the model to adapt.
        lessons: To learn from.
        validation: In wordings that `lessons` does not use.
        recipe: How.
        out: Holds the adapter, and while training a checkpoint.
        progress: Told after each step.

    Returns:
        The best validation loss.
    """
    from peft import LoraConfig, get_peft_model, get_peft_model_state_dict, set_peft_model_state_dict
    from transformers import AutoModelForCausalLM, AutoTokenizer

    accelerate.utils.set_seed(recipe.seed)
    accelerator = accelerate.Accelerator(mixed_precision="bf16" if torch.cuda.is_available() else "no")
    tokenizer: Any = AutoTokenizer.from_pretrained(base, local_files_only=True)
    model: Any = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32, local_files_only=True)
    depth = int(model.config.num_hidden_layers)
    config = LoraConfig(
        r=recipe.rank,
        lora_alpha=2 * recipe.rank,
        target_modules=list(_PROJECTIONS),
        layers_to_transform=list(range(max(0, depth - recipe.layers), depth)),
        task_type="CAUSAL_LM",
    )
    model = get_peft_model(model, config)
    model.peft_config["default"].base_model_name_or_path = base.name  # and not where it lies on this machine
    # Activations of these layers are all that is kept for the backward pass.
    weights = [weight for weight in model.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(weights, lr=recipe.rate, weight_decay=0.0)
    rows = _tokenized(lessons, tokenizer)
    held = _batches(_tokenized(validation, tokenizer), recipe.tokens, random.Random(0))
    plan = [
        batch
        for epoch in range(recipe.epochs)
        for batch in _batches(rows, recipe.tokens, random.Random(recipe.seed + epoch))
    ]
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, recipe.rate, total_steps=len(plan) + 1, pct_start=0.05)
    model, optimizer = accelerator.prepare(model, optimizer)

    checkpoint = out / "checkpoint.pt"
    key = hashlib.sha256(
        json.dumps([asdict(recipe), [asdict(each) for each in lessons[:50]], len(lessons), base.name]).encode()
    ).hexdigest()
    start, best, waited = 0, float("inf"), 0
    step = 0
    found: float | None = None
    out.mkdir(parents=True, exist_ok=True)
    if checkpoint.exists():
        saved = torch.load(checkpoint, map_location=accelerator.device, weights_only=True)
        if saved["key"] == key:
            set_peft_model_state_dict(accelerator.unwrap_model(model), saved["adapter"])
            optimizer.load_state_dict(saved["optimizer"])
            schedule.load_state_dict(saved["schedule"])
            start, best = saved["step"], saved["best"]

    def validate() -> float:
        model.eval()
        with torch.no_grad():
            losses = [(float(_loss(model, batch, accelerator.device)), _targets(batch)) for batch in held]
        model.train()
        return sum(loss * count for loss, count in losses) / max(1, sum(count for _, count in losses))

    def keep(step: int) -> None:
        plain = accelerator.unwrap_model(model)
        if found is not None and found <= best:
            plain.save_pretrained(out, save_embedding_layers=False)  # to find out would ask the hub
        state = {
            "key": key,
            "adapter": get_peft_model_state_dict(plain, save_embedding_layers=False),
            "optimizer": optimizer.state_dict(),
            "schedule": schedule.state_dict(),
            "step": step,
            "best": best,
        }
        torch.save(state, out / "checkpoint.new")
        (out / "checkpoint.new").replace(checkpoint)

    model.train()
    began = time.monotonic()
    seen = 0
    for step, batch in enumerate(plan[start:], start + 1):
        loss = _loss(model, batch, accelerator.device)
        accelerator.backward(loss)
        nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        seen += sum(len(ids) for ids, _ in batch)
        spent = time.monotonic() - began
        late = spent > recipe.seconds
        if step % recipe.validate_every == 0 or step == len(plan) or late:
            found = validate()
            waited = 0 if found < best else waited + 1
            best = min(best, found)
            keep(step)
        progress(Progress(step, len(plan), float(loss.detach()), found, seen / max(spent, 1e-9)))
        if late or waited >= recipe.patience:
            break
    checkpoint.unlink(missing_ok=True)
    (out / "README.md").write_text(_card(base.name, recipe, len(lessons), step, best), "utf-8")
    return best


def _card(base: str, recipe: Recipe, lessons: int, steps: int, validation: float) -> str:
    """A model card with what is known when training ends."""
    return f"""# Adapter for {base}

LoRA on the upper {recipe.layers} layers, rank {recipe.rank}, made by `shop-assistant train model`.

- Data: {lessons:,} lessons made from a catalogue and the packaged wordings; loss on the answers only.
- Recipe: {steps:,} steps of {recipe.tokens:,} padded tokens, learning rate {recipe.rate:g}, seed {recipe.seed}.
- Validation loss (wordings that were not learned from): {validation:.3f}.
- Limits: English; sentences are still checked against the catalogue before anybody reads them.
- Licence: that of the base model for its weights; the adapter Apache-2.0.
"""


Row = tuple[list[int], int]  # token ids, and where the answer begins


def _tokenized(lessons: Sequence[Lesson], tokenizer: Any) -> list[Row]:
    rows: list[Row] = []
    for lesson in lessons:
        prompt: list[int] = tokenizer.encode(lesson.prompt, add_special_tokens=False)
        answer: list[int] = tokenizer.encode(lesson.answer, add_special_tokens=False)
        rows.append((prompt + answer + [tokenizer.eos_token_id], len(prompt)))
    return rows


def _batches(rows: Sequence[Row], tokens: int, chance: random.Random) -> list[list[Row]]:
    """Rows of similar length together, batches in random order."""
    ordered = sorted(rows, key=lambda row: (len(row[0]), chance.random()))
    batches: list[list[Row]] = []
    for row in ordered:
        if batches and (len(batches[-1]) + 1) * len(row[0]) <= tokens:
            batches[-1].append(row)
        else:
            batches.append([row])
    chance.shuffle(batches)
    return batches


def _targets(batch: Sequence[Row]) -> int:
    return sum(len(ids) - start for ids, start in batch)


def _loss(model: Any, batch: Sequence[Row], device: Any) -> Tensor:
    """Mean negative log likelihood of the answers' tokens; the head is applied to these alone."""
    width = max(len(ids) for ids, _ in batch)
    ids = torch.zeros((len(batch), width), dtype=torch.long)
    mask = torch.zeros((len(batch), width), dtype=torch.long)
    wanted = torch.zeros((len(batch), width), dtype=torch.bool)
    for row, (tokens, start) in enumerate(batch):
        ids[row, : len(tokens)] = torch.tensor(tokens)
        mask[row, : len(tokens)] = 1
        wanted[row, start : len(tokens)] = True
    ids, mask, wanted = ids.to(device), mask.to(device), wanted.to(device)
    causal = model.get_base_model()
    hidden = causal.model(input_ids=ids, attention_mask=mask).last_hidden_state
    # The token at a place is foretold from the place before it.
    scores = causal.lm_head(hidden[:, :-1][wanted[:, 1:]])
    return nn.functional.cross_entropy(scores.float(), ids[:, 1:][wanted[:, 1:]])


def describe(state: Progress) -> Iterator[str]:
    """A progress line in pieces."""
    yield f"step {state.step}/{state.steps}"
    yield f"loss {state.loss:.3f}"
    if state.validation is not None:
        yield f"validation {state.validation:.3f}"
    yield f"{state.tokens_per_second:.0f} tokens/s"
