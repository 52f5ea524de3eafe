"""Whole turns through the real assistant: what reaches the screen, when, and whether it keeps the budget.

Run by `tests.bench` in a process of its own, so that its memory is its own; prints one JSON object.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from assistant.build import build_assistant
from assistant.events import TextDelta, TurnDone


def main() -> None:
    """Index the catalogue, play every request in a session of its own, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--catalogue", type=Path, required=True)
    parser.add_argument("--budgets", type=Path, required=True)
    parser.add_argument("--turns", type=int, default=20)
    parser.add_argument("--requests", type=int, default=None, help="play only so many")
    parser.add_argument("--model", default=None)
    parser.add_argument("--precision", default="auto")
    options = parser.parse_args()
    requests = [json.loads(line) for line in options.budgets.read_text("utf-8").splitlines()][: options.requests]
    products = [json.loads(line) for line in options.catalogue.read_text("utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as folder:
        # A process of its own, as in a shop: the memory that embedding takes is not the server's.
        command = [sys.executable, "-m", "assistant", "index", str(options.catalogue), "--store", folder, "--json"]
        indexed = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
        started = time.perf_counter()
        assistant = build_assistant(Path(folder), model=options.model, precision=options.precision, progress=False)
        ready = time.perf_counter() - started
        rows = asyncio.run(_play(assistant, requests, options.turns))
        assistant.close()
    shown = sum(len(row["prices"]) for row in rows)
    over = sum(price is None or price > row["price_max"] for row in rows for price in row["prices"])
    short = [
        row["query"] for row in rows if len(row["prices"]) < 3 and sum(_fits(product, row) for product in products) >= 3
    ]
    right_kind = sum(style == row["style"] for row in rows for style in row["styles"])
    timed = rows[: options.turns]
    words = sum(row["words"] for row in timed)
    print(
        json.dumps(
            {
                "model": rows[-1]["model"],
                "products": len(products),
                "index_s": indexed["seconds"],
                "items_per_s": indexed["products_per_second"],
                "ready_s": round(ready, 2),
                "products_s_p50": round(statistics.median(r["seconds_to_products"] for r in timed), 3),
                "products_s_p95": round(_p95([r["seconds_to_products"] for r in timed]), 3),
                "turn_s_p50": round(statistics.median(r["seconds"] for r in timed), 2),
                "turn_s_p95": round(_p95([r["seconds"] for r in timed]), 2),
                "words_per_turn": round(words / len(timed), 1),
                "requests": len(rows),
                "shown": shown,
                "budget_violation_rate": round(over / max(shown, 1), 4),
                "fewer_than_3_where_3_fit": short,
                "right_kind_rate": round(right_kind / max(shown, 1), 3),
                "model_calls_max": max(row["model_calls"] for row in rows),
                "sentences": sum(row["sentences"] for row in rows),
                "replaced": sum(row["replaced"] for row in rows),
                "rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
                "rss_now_mb": _resident_mb(),
            }
        )
    )


async def _play(assistant, requests, turns) -> list[dict]:
    # One turn before the clock starts, as the baseline's model has also been loaded and is warm by then.
    async for _ in assistant.respond("warm-up", "a blue mug"):
        pass
    rows = []
    for number, request in enumerate(requests):
        done = None
        said = []
        async for event in assistant.respond(f"bench-{number}", request["query"]):
            if isinstance(event, TextDelta):
                said.append(event.text)
            if isinstance(event, TurnDone):
                done = event
        assert done is not None
        rows.append(
            {
                **request,
                "prices": [r.product.price for r in done.products],
                "styles": [next(iter(r.product.attributes.get("style", ("",)))) for r in done.products],
                "seconds_to_products": done.seconds_to_products,
                "seconds": done.seconds,
                "model": done.model,
                "model_calls": done.model_calls,
                "sentences": done.sentences,
                "replaced": done.replaced,
                "words": len("".join(said).split()),
            }
        )
        print(f"{number + 1}/{len(requests)} {done.seconds:.1f} s", file=sys.stderr)
    return rows


def _fits(product: dict, row: dict) -> bool:
    return product.get("style") == row["style"] and product["price"] <= row["price_max"]


def _p95(values: list[float]) -> float:
    return sorted(values)[max(0, round(0.95 * len(values)) - 1)]


def _resident_mb() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return round(pages * resource.getpagesize() / 2**20)


if __name__ == "__main__":
    main()
