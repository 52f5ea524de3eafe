"""What the tests of the command line share."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import pytest

from assistant.cli import main
from assistant.events import Event, ProductsShown, TextDelta, TurnDone
from assistant.understanding.reading import Preference
from retrieval.products import Product
from retrieval.requests import Ranked

LAMP = Product(
    id="l1",
    title="Dune  Lamp \x1b[31mRed",
    price=1299.5,
    currency="USD",
    rating=4.55,
    reviews_count=1200,
    stock=0,
)
PLAIN = Product(id="l2", title="Plain Lamp")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended."""

    status: int
    out: str
    err: str


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """Runs ``shop-assistant`` in this process."""

    def command(*arguments: object) -> Outcome:
        capsys.readouterr()
        status = main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return Outcome(status, printed.out, printed.err)

    return command


@dataclass
class Lamps:
    """A shop that answers every message with two lamps; "wait" waits until it is interrupted."""

    heard: list[str] = field(default_factory=list)
    started: list[str | None] = field(default_factory=list)
    erased: int = 0
    closed: list[str] = field(default_factory=list)

    async def respond(self, session: str, message: str) -> AsyncIterator[Event]:
        self.heard.append(message)
        try:
            if message == "wait":
                yield TextDelta("One mom")
                signal.raise_signal(signal.SIGINT)
                await asyncio.sleep(30)
            products = tuple(Ranked(product, 1.0, ()) for product in (LAMP, PLAIN))
            yield ProductsShown(products, 2, "Lamps", "cards", ("at most $2,000",), 0.01)
            yield TextDelta("Two ")
            yield TextDelta("lamps.\x07")
            yield TurnDone(message, "Two lamps.", "en", products, (), 1, "SmolLM2 nf4", 1, 0, (), 0.01, 0.02, 0.03)
        finally:
            self.closed.append(message)

    def start(self, session: str, shopper: str | None = None) -> None:
        self.started.append(shopper)

    def prefer(self, session: str, preference: Preference) -> None:
        raise AssertionError("a terminal states no preference by itself")

    def erase(self, session: str) -> None:
        self.erased += 1


@pytest.fixture
def lamps() -> Lamps:
    """The lamp shop."""
    return Lamps()
