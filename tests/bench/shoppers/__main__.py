"""Send simulated shoppers to a shop and say how many found what they needed."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from dataclasses import asdict
from pathlib import Path

from retrieval.feeds import Accepted, FeedError, read_feed
from tests.bench.shoppers.conversations import Conversation, Figures, as_json, describe, figures, transcript, visit
from tests.bench.shoppers.needs import Draw
from tests.bench.shoppers.shops import WAYS, ShopUnavailable


def main() -> None:
    """Play all conversations over each catalogue and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.shoppers", description=__doc__)
    parser.add_argument("--catalogue", type=Path, nargs="+", required=True, metavar="FEED")
    parser.add_argument("--count", type=int, default=20, help="needs drawn from each catalogue (default 20)")
    parser.add_argument("--runs", type=int, default=4, help="conversations about each need (default 4)")
    parser.add_argument("--turns", type=int, default=5, help="a person's patience (default 5)")
    parser.add_argument("--model", help="language model; none to go without")
    parser.add_argument("--way", choices=tuple(WAYS), default="assistant")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--transcripts", type=Path, help="file for the conversations, to read")
    parser.add_argument("--json", action="store_true", help="print one JSON document, conversations included")
    options = parser.parse_args()
    reports = []
    try:
        for feed in options.catalogue:
            reports.append(asyncio.run(_judge(feed, options)))
    except (FeedError, ShopUnavailable) as error:
        sys.exit(str(error))
    if options.transcripts:
        options.transcripts.write_text("\n\n".join(text for report in reports for text in report[1]) + "\n", "utf-8")
    if options.json:
        print(json.dumps([report[0] for report in reports]))
    else:
        print("\n\n".join(report[2] for report in reports))


async def _judge(feed: Path, options: argparse.Namespace) -> tuple[dict, list[str], str]:
    products = {row.product.id: row.product for row in read_feed(feed) if isinstance(row, Accepted)}
    draw = Draw(products.values(), options.seed)
    needs = draw.needs(options.count)
    if not needs:
        raise ShopUnavailable(f"no need can be drawn from {feed.name}: it has too few products of any one kind")
    if len(needs) < options.count:
        print(f"{feed.name} holds only {len(needs)} needs of {options.count} asked for", file=sys.stderr)
    async with WAYS[options.way](feed, products, options.model) as shop:
        played = await visit(
            needs, draw, shop, runs=options.runs, turns=options.turns, seed=options.seed, progress=_progress
        )
    judged = figures(played, options.turns)
    document = {
        "catalogue": feed.name,
        "way": options.way,
        "model": options.model or "default",
        "seed": options.seed,
        **asdict(judged),
        "conversations": [{"wanted": describe(needs[c.need]), **as_json(c)} for c in played],
    }
    title = f"{feed.name}, {options.way}, model {options.model or 'default'}"
    return document, [f"# {title}", *(transcript(c, needs[c.need]) for c in played)], _table(title, judged)


def _progress(conversation: Conversation) -> None:
    end = f"found after {len(conversation.turns)}" if conversation.succeeded else "left without"
    print(f"need {conversation.need} run {conversation.run}: {end}", file=sys.stderr)


def _table(title: str, judged: Figures) -> str:
    steps = ", ".join(f"{share:.0%}" for share in judged.success_by_turn)
    turns = "-" if judged.turns_to_success is None else f"{judged.turns_to_success:.2f}"
    rows = (
        ("found what they needed", f"{judged.success:.1%} of {judged.needs} needs x {judged.runs} runs"),
        ("after 1, 2, ... turns", steps),
        ("turns to success, mean", turns),
        (f"pass^{judged.runs}", f"{judged.pass_all:.1%}"),
        ("shown over a stated budget", f"{judged.over_budget} of {judged.shown}"),
        ("shown with what was refused", f"{judged.refused} of {judged.shown}"),
        ("seconds per turn", f"{judged.seconds_per_turn:.3f}"),
    )
    return "\n".join([title, *(f"  {name:30} {value}" for name, value in rows)])


if __name__ == "__main__":
    main()
