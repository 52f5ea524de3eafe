"""Conversations between simulated people and a shop, and the figures over all of them."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field

from retrieval.products import Product
from tests.bench.shoppers.needs import BUDGET, Draw, Need
from tests.bench.shoppers.shopper import Shopper
from tests.bench.shoppers.shops import Answer, Shop
from tests.bench.shoppers.sight import shows


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange.

    Attributes:
        said: By the person.
        reply: By the shop.
        products: Titles and prices on screen afterwards.
        seconds: How long the shop took.
        over_budget: Products put on screen at more than the budget, which had been said.
        refused: Products put on screen with the property that had been refused.
        shown: Products put on screen.
    """

    said: str
    reply: str
    products: tuple[str, ...]
    seconds: float
    over_budget: int
    refused: int
    shown: int


@dataclass(frozen=True, slots=True)
class Conversation:
    """One person's visit.

    Attributes:
        need: Number of the need.
        run: Number of the run over the needs.
        manner: How the person speaks.
        turns: All of them.
        chosen: Title of what was taken; ``None`` where the person left without.
        thanks: The last word, not sent to the shop.
    """

    need: int
    run: int
    manner: str
    turns: tuple[Turn, ...]
    chosen: str | None = None
    thanks: str | None = None

    @property
    def succeeded(self) -> bool:
        """Whether the person found something."""
        return self.chosen is not None


@dataclass(frozen=True, slots=True)
class Figures:
    """What a shop is judged by.

    Attributes:
        needs: How many different needs.
        runs: Conversations about each.
        success: Share of conversations that ended with a product that satisfies the whole need.
        turns_to_success: Mean over those.
        success_by_turn: Share of all conversations that had succeeded after each turn.
        pass_all: Share of needs of which every run succeeded.
        over_budget: Products shown over a budget already stated.
        refused: Products shown with a property already refused.
        shown: Products shown in all.
        broken_per_shown: Both kinds, of all products shown.
        seconds_per_turn: Mean.
        turns: Played in all.
    """

    needs: int
    runs: int
    success: float
    turns_to_success: float | None
    success_by_turn: tuple[float, ...]
    pass_all: float
    over_budget: int
    refused: int
    shown: int
    broken_per_shown: float
    seconds_per_turn: float
    turns: int = field(default=0)


async def converse(need: Need, draw: Draw, shop: Shop, turns: int, seed: str, numbers: tuple[int, int]) -> Conversation:
    """Play one conversation to its end.

    Args:
        need: What is wanted.
        draw: The catalogue it was drawn from.
        shop: Whom the person talks to.
        turns: The person's patience.
        seed: Of all that the person decides by chance.
        numbers: Of the need and of the run.
    """
    shopper = Shopper(need, draw, seed)
    await shop.begin()
    played: list[Turn] = []
    text = shopper.open()
    for turn in range(turns):
        answer = await shop.say(text)
        played.append(_turn(text, answer, shopper, draw))
        chosen = shopper.choose(answer.products)
        if chosen is not None:
            thanks = shopper.thank(answer.products, chosen)
            return Conversation(*numbers, shopper.manner, tuple(played), chosen.title, thanks)
        if turn + 1 < turns:
            text = shopper.react(answer)
    return Conversation(*numbers, shopper.manner, tuple(played))


async def visit(
    needs: Sequence[Need],
    draw: Draw,
    shop: Shop,
    *,
    runs: int,
    turns: int,
    seed: int,
    progress: Callable[[Conversation], None] = lambda conversation: None,
) -> list[Conversation]:
    """Every need, so many times, each time in other words."""
    conversations = []
    for number, need in enumerate(needs):
        for run in range(runs):
            played = await converse(need, draw, shop, turns, f"{seed} {number} {run}", (number, run))
            progress(played)
            conversations.append(played)
    return conversations


def figures(conversations: Sequence[Conversation], turns: int) -> Figures:
    """Judge a shop by its conversations, of which there is at least one."""
    by_need: dict[int, list[bool]] = {}
    for conversation in conversations:
        by_need.setdefault(conversation.need, []).append(conversation.succeeded)
    lengths = [len(c.turns) for c in conversations if c.succeeded]
    all_turns = [turn for c in conversations for turn in c.turns]
    over, refused = sum(t.over_budget for t in all_turns), sum(t.refused for t in all_turns)
    shown = sum(t.shown for t in all_turns)
    return Figures(
        needs=len(by_need),
        runs=max(len(runs) for runs in by_need.values()),
        success=round(len(lengths) / len(conversations), 3),
        turns_to_success=round(statistics.mean(lengths), 2) if lengths else None,
        success_by_turn=tuple(round(sum(n <= t for n in lengths) / len(conversations), 3) for t in range(1, turns + 1)),
        pass_all=round(sum(all(runs) for runs in by_need.values()) / len(by_need), 3),
        over_budget=over,
        refused=refused,
        shown=shown,
        broken_per_shown=round((over + refused) / max(shown, 1), 4),
        seconds_per_turn=round(statistics.mean(t.seconds for t in all_turns), 3),
        turns=len(all_turns),
    )


def transcript(conversation: Conversation, need: Need) -> str:
    """A conversation to read, the hidden need first."""
    lines = [f"need {conversation.need}, run {conversation.run}, {conversation.manner}: {describe(need)}"]
    for turn in conversation.turns:
        lines += [f"  PERSON  {turn.said}", f"  SHOP    {' '.join(turn.reply.split())}"]
        lines += [f"          {i}. {product}" for i, product in enumerate(turn.products, 1)]
        if turn.over_budget or turn.refused:
            lines.append(f"          broken: {turn.over_budget} over the budget, {turn.refused} with what was refused")
    last = f"took {conversation.chosen}" if conversation.chosen else "left without"
    said = f": {conversation.thanks}" if conversation.thanks else ""
    return "\n".join([*lines, f"  => {last}{said}"])


def describe(need: Need) -> str:
    """A need in one line."""
    parts = [need.kind.name, f"<= {need.budget:g}", *(f"+{one.value}" for one in need.wanted)]
    parts += [f"-{need.unwanted.value}"] if need.unwanted else []
    parts += [f"by {need.brand}"] if need.brand else []
    parts += [f"for {need.recipient.name}"] if need.recipient else []
    return f"{', '.join(parts)} ({need.fitting} of {need.of_kind} fit)"


def as_json(conversation: Conversation) -> dict:
    """A conversation as a row."""
    return asdict(conversation)


def _turn(text: str, answer: Answer, shopper: Shopper, draw: Draw) -> Turn:
    products = answer.products if answer.fresh else ()
    return Turn(
        said=text,
        reply=answer.reply,
        products=tuple(f"{p.title} ({'no price' if p.price is None else f'{p.price:.2f}'})" for p in answer.products),
        seconds=answer.seconds,
        over_budget=sum(_over(p, shopper) for p in products),
        refused=sum(_refused(p, shopper, draw) for p in products),
        shown=len(products),
    )


def _over(product: Product, shopper: Shopper) -> bool:
    return BUDGET in shopper.said and product.price is not None and product.price > shopper.need.budget


def _refused(product: Product, shopper: Shopper, draw: Draw) -> bool:
    unwanted = shopper.need.unwanted
    told = any(part.name == "unwanted" for part in shopper.said)
    return told and unwanted is not None and product.id in draw.sights and shows(draw.sights[product.id], unwanted)
