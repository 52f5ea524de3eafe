"""Shops a simulated person can talk to: this project's assistant, and the quickstart baseline."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from assistant.build import build_assistant, import_catalogue, open_store
from assistant.conversation import Assistant
from assistant.events import ProductsShown, TextDelta, TurnDone, TurnFailed
from retrieval.products import Product
from retrieval.weights import DEFAULT_ENCODER, DEFAULT_LANGUAGE_MODEL, resolve
from tests.bench.__main__ import PACKAGES, ROOT, SHARED

QUICKSTART = SHARED / "bench" / "quickstart_baseline.py"


class ShopUnavailable(Exception):
    """A shop cannot be opened here; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person sees after having said something.

    Attributes:
        products: On screen now, best first; earlier ones stay until replaced.
        reply: The text beside them.
        seconds: The whole turn.
        fresh: Whether the shop put these products there in this very turn.
    """

    products: tuple[Product, ...]
    reply: str
    seconds: float
    fresh: bool = True


class Shop(Protocol):
    """One conversation at a time."""

    async def begin(self) -> None:
        """Start a conversation that knows nothing of the one before."""
        ...

    async def say(self, text: str) -> Answer:
        """Say something and wait for the answer."""
        ...


class AssistantShop:
    """The assistant, seen through its events alone."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._session = ""
        self._screen: tuple[Product, ...] = ()

    async def begin(self) -> None:
        """A session of its own, and an empty screen."""
        self._session = f"shopper-{uuid4()}"
        self._screen = ()

    async def say(self, text: str) -> Answer:
        """One turn."""
        started = time.perf_counter()
        fresh, said, reply = False, [], None
        async for event in self._assistant.respond(self._session, text):
            match event:
                case ProductsShown():
                    self._screen = tuple(ranked.product for ranked in event.products)
                    fresh = True
                case TextDelta():
                    said.append(event.text)
                case TurnDone():
                    reply = event.reply
                case TurnFailed():
                    reply = event.message
                case _:
                    pass
        spoken = "".join(said) if reply is None else reply
        return Answer(self._screen, spoken, time.perf_counter() - started, fresh)


class BaselineShop:
    """The quickstart baseline in a process of its own: it needs packages that the project does not have."""

    def __init__(self, process: asyncio.subprocess.Process, products: Mapping[str, Product]) -> None:
        self._process = process
        self._products = products

    async def begin(self) -> None:
        """Nothing to do: it remembers nothing anyway."""

    async def say(self, text: str) -> Answer:
        """One question, answered from its four nearest products."""
        started = time.perf_counter()
        assert self._process.stdin is not None
        self._process.stdin.write(f"{json.dumps(text)}\n".encode())
        await self._process.stdin.drain()
        row = await _row(self._process)
        shown = tuple(self._products[id] for id in row["ids"] if id in self._products)
        return Answer(shown, row["reply"], time.perf_counter() - started)


@asynccontextmanager
async def open_assistant(feed: Path, products: Mapping[str, Product], model: str | None) -> AsyncIterator[Shop]:
    """The assistant over a feed, in a store that is thrown away afterwards."""
    del products
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder), progress=False)
        import_catalogue(store, feed)
        store.close()
        assistant = build_assistant(Path(folder), model=model, progress=False)
        try:
            yield AssistantShop(assistant)
        finally:
            assistant.close()


@asynccontextmanager
async def open_baseline(feed: Path, products: Mapping[str, Product], model: str | None) -> AsyncIterator[Shop]:
    """The baseline over the same products.

    Raises:
        ShopUnavailable: The file or its packages are missing; ``make bench`` installs them.
    """
    del feed
    if not QUICKSTART.is_file():
        raise ShopUnavailable(f"the baseline is read from {QUICKSTART}, which is not there")
    if not (PACKAGES / "langchain_chroma").exists():
        raise ShopUnavailable(f"the baseline's packages are not in {PACKAGES}; `make bench` installs them")
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as rows:
        for product in products.values():
            row = {"id": product.id, "title": product.title, "description": product.description, "price": product.price}
            rows.write(f"{json.dumps(row)}\n")
        rows.flush()
        arguments = [
            "--quickstart",
            str(QUICKSTART),
            "--catalogue",
            rows.name,
            "--encoder",
            str(resolve(DEFAULT_ENCODER)),
        ]
        if model != "none":
            arguments += ["--llm", str(resolve(model or DEFAULT_LANGUAGE_MODEL))]
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bench.shoppers.baseline_process", *arguments),
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": f"{PACKAGES}{os.pathsep}{ROOT}", "HF_HUB_OFFLINE": "1"},
        )
        try:
            await _row(process)
            yield BaselineShop(process, products)
        finally:
            if process.stdin is not None:
                process.stdin.close()
            await process.wait()


async def _row(process: asyncio.subprocess.Process) -> dict:
    assert process.stdout is not None
    while line := await process.stdout.readline():
        if line.startswith(b"{"):
            return json.loads(line)
    raise ShopUnavailable("the baseline's process ended; its reason is above")


WAYS = {"assistant": open_assistant, "baseline": open_baseline}
"""How each shop is opened: feed, products by identifier, name of the model."""
