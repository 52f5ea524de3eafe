"""Many shoppers at once on loopback: how soon each hears something, how many are turned away, and what memory does.

    python -m tests.bench.load                        200 open streams, the scripted model
    python -m tests.bench.load --model default --streams 20 --turns 1     the real one

A process of its own serves the demo shop; this one plays the shoppers. Every shopper keeps a stream open nearly all the
time: they ask, read for as long as the model writes, think for a moment, and ask again. *First event* is the first
server-sent event of a turn, whichever it is; `queued` ("so many before you") counts and is reported apart.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import random
import socket
import tempfile
import time
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx
import psutil

REQUESTS = (
    "a summer dress under $60",
    "a waterproof jacket, not black",
    "wireless headphones under $100",
    "a backpack for the office, no leather",
    "a present for a four-year-old, under $35",
    "something for a small kitchen",
    "a warm lamp for the bedroom",
    "trail shoes, at most $120",
)


@dataclass
class Told:
    """What the shoppers saw; seconds."""

    first: list[float] = field(default_factory=list)
    products: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    queued: int = 0
    refused: list[float] = field(default_factory=list)
    failed: int = 0
    most_open: int = 0
    open_now: int = 0


def serve(listener: socket.socket, ready: Connection, store: str, model: str, pause: float) -> None:
    """Serves the demo shop until it is ended; tells when it is open."""
    import uvicorn

    from assistant.build import build_assistant, load_demo, load_model
    from assistant.language.scripted import ScriptedChatModel, Step
    from ui.rates import Rates
    from ui.service import create_app

    if not any(Path(store).iterdir()):
        load_demo(Path(store))
    chat_model = None
    if model == "scripted":

        class Endless(ScriptedChatModel):
            """Calls the search at once, and then says the same each time, slowly."""

            def _next(self, messages: Any, options: Any) -> Step:
                if options.get("tools"):
                    return Step(calls=(("search_products", {"query": messages[-1].text}),))
                return Step("I would pick this one. " * 8, pause=pause)

        chat_model = Endless()
    elif model != "none":
        chat_model = load_model(None if model == "default" else model)
    assistant = build_assistant(Path(store), model="none", chat_model=chat_model)
    app = create_app(assistant, title="Load", examples=(), rates=Rates(per_address=0, per_session=0))
    ready.send("open")
    uvicorn.Server(uvicorn.Config(app, log_level="error")).run(sockets=[listener])


async def shopper(client: httpx.AsyncClient, told: Told, number: int, turns: int, delay: float, think: float) -> None:
    """One shopper's conversation."""
    await asyncio.sleep(delay)
    chance = random.Random(number)
    session = f"load-{number:04}-{'x' * 20}"
    for _ in range(turns):
        began = time.perf_counter()
        name = ""
        told.open_now += 1
        told.most_open = max(told.most_open, told.open_now)
        try:
            body = {"session": session, "message": chance.choice(REQUESTS)}
            async with client.stream("POST", "/api/chat", json=body) as answer:
                if answer.status_code != 200:
                    told.refused.append(time.perf_counter() - began)
                    continue
                first, shown = True, False
                async for line in answer.aiter_lines():
                    if not line.startswith("event: "):
                        continue
                    name, now = line.removeprefix("event: "), time.perf_counter() - began
                    if first:
                        told.first.append(now)
                        told.queued += name == "queued"
                        first = False
                    if name == "products" and not shown:
                        told.products.append(now)
                        shown = True
            told.whole.append(time.perf_counter() - began)
        except httpx.HTTPError:
            told.failed += 1
        else:
            told.failed += name not in ("done", "")
        finally:
            told.open_now -= 1
        await asyncio.sleep(chance.random() * 2 * think)


async def play(address: str, options: argparse.Namespace, process: psutil.Process) -> dict[str, Any]:
    """Plays all shoppers; seconds and megabytes."""
    told, memory = Told(), [process.memory_info().rss]
    limits = httpx.Limits(max_connections=options.streams + 10)
    async with httpx.AsyncClient(base_url=address, timeout=600, limits=limits, trust_env=False) as client:
        await client.post("/api/chat", json={"message": REQUESTS[0]})  # what is loaded lazily is not what is measured
        began = time.perf_counter()
        playing = [
            asyncio.create_task(
                shopper(client, told, n, options.turns, options.spread * n / options.streams, options.think)
            )
            for n in range(options.streams)
        ]
        while not all(task.done() for task in playing):
            await asyncio.sleep(1)
            memory.append(process.memory_info().rss)
        await asyncio.gather(*playing)
    return {
        "streams": options.streams,
        "open at most": told.most_open,
        "model": options.model,
        "arrivals over, s": options.spread,
        "turns": len(told.whole),
        "refused": len(told.refused),
        "failed": told.failed,
        "first event was queued": told.queued,
        "first event, s": spread(told.first),
        "products, s": spread(told.products),
        "whole turn, s": spread(told.whole),
        "until refused, s": spread(told.refused),
        "memory MB": [round(memory[0] / 2**20), round(max(memory) / 2**20), round(memory[-1] / 2**20)],
        "seconds": round(time.perf_counter() - began, 1),
    }


def spread(values: list[float]) -> dict[str, float]:
    """The median, the 95th percentile and the largest."""
    if len(values) < 2:
        return {"max": round(values[0], 3)} if values else {}
    cut = quantiles(values, n=100, method="inclusive")
    return {"p50": round(cut[49], 3), "p95": round(cut[94], 3), "max": round(max(values), 3)}


def main() -> None:
    """Serve, play, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.load", description=__doc__.split("\n")[0])
    parser.add_argument("--streams", type=int, default=200, help="shoppers at once (default 200)")
    parser.add_argument("--turns", type=int, default=3, help="messages each (default 3)")
    parser.add_argument("--spread", type=float, default=20.0, help="seconds over which they arrive; 0 for all at once")
    parser.add_argument("--think", type=float, default=2.0, help="seconds between a reply and the next message, mean")
    parser.add_argument("--pause", type=float, default=0.4, help="seconds between words of the scripted model")
    parser.add_argument("--model", default="scripted", help="scripted, none, default or a model's name")
    parser.add_argument("--store", help="a folder with the demo shop; made anew otherwise")
    options = parser.parse_args()
    random.seed(7)
    with tempfile.TemporaryDirectory() as made, socket.create_server(("127.0.0.1", 0), backlog=1024) as listener:
        here, there = multiprocessing.Pipe()
        given = (listener, there, options.store or made, options.model, options.pause)
        server = multiprocessing.get_context("spawn").Process(target=serve, args=given, daemon=True)
        server.start()
        try:
            here.recv()
            address = f"http://127.0.0.1:{listener.getsockname()[1]}"
            found = asyncio.run(play(address, options, psutil.Process(server.pid)))
        finally:
            server.terminate()
            server.join(20)
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
