"""A shop of five products, and a conversation that says what a test wrote down for it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import pytest

from assistant.dialogues.expectations import Observed
from assistant.dialogues.player import Conversation
from assistant.events import Event, ProductsShown, TextDelta, ToolCalled, TurnDone
from assistant.understanding.reading import Preference
from retrieval.products import Product
from retrieval.requests import Ranked, Reason

SHOP = (
    Product(
        id="d1",
        title="Alba Linen Dress",
        category=("Clothing", "Dresses"),
        brand="Alba",
        price=35.0,
        currency="USD",
        attributes={"material": ("linen",), "Colour": ("sand", "blue")},
        rating=4.57,
        reviews_count=212,
        stock=7,
    ),
    Product(
        id="d2",
        title="Harbour Wrap Dress",
        category=("Clothing", "Skirts & Dresses"),
        brand="Nordvik",
        price=39.5,
        attributes={"material": ("full-grain leather",)},
        rating=4.1,
        stock=0,
    ),
    Product(
        id="s1",
        title="Oxford Dress Shoe, 2 colours",
        category=("Shoes",),
        brand="Nordvik",
        price=1299.0,
        attributes={"material": ("vegan leather", "rubber")},
        description="Handmade, 30 cm long, water resistant to 3 bar.",
    ),
    Product(id="w1", title="Tide Field Watch", category=("Accessories", "Watch Straps"), price=None),
    Product(id="k1", title="Everyday Carry", attributes={"style": ("Backpack",), "material": ("leather-free",)}),
)
BY_ID = {product.id: product for product in SHOP}


def ranked(*ids: str) -> tuple[Ranked, ...]:
    """The products named, each with one reason."""
    return tuple(
        Ranked(
            product=BY_ID[one],
            score=1.0 - at / 10,
            reasons=(Reason("match", "fits what you asked", {"query": "dress"}, 0.5),),
        )
        for at, one in enumerate(ids)
    )


@pytest.fixture
def product() -> Callable[[str], Product]:
    """A product of the shop by its identifier."""
    return BY_ID.__getitem__


@pytest.fixture
def shop_products() -> tuple[Product, ...]:
    """Everything the shop sells."""
    return SHOP


@pytest.fixture
def observed() -> Callable[..., Observed]:
    """A turn as it might have happened; keywords change what differs."""

    def build(*ids: str, **changes: object) -> Observed:
        fields: dict[str, object] = {
            "user": "a dress, please",
            "reply": "",
            "language": "en",
            "products": ranked(*ids),
            "tool_calls": (),
            "model_calls": 0,
            "model": "none",
            "stated": (),
            "total": len(ids),
            "seconds_to_products": 0.02 if ids else None,
            "seconds_to_first_text": 0.03,
            "seconds": 0.1,
        }
        return Observed(**(fields | changes))  # type: ignore[arg-type]

    return build


@dataclass
class Standin:
    """Plays back turns: each a list of events, used up in order; remembers what it was told."""

    turns: list[list[Event]]
    heard: list[tuple[str, str]] = field(default_factory=list)
    started: list[tuple[str, str | None]] = field(default_factory=list)
    preferences: list[tuple[str, Preference]] = field(default_factory=list)
    erased: list[str] = field(default_factory=list)

    async def respond(self, session: str, message: str) -> AsyncIterator[Event]:
        self.heard.append((session, message))
        for event in self.turns.pop(0):
            yield event

    def start(self, session: str, shopper: str | None = None) -> None:
        self.started.append((session, shopper))

    def prefer(self, session: str, preference: Preference) -> None:
        self.preferences.append((session, preference))

    def erase(self, session: str) -> None:
        self.erased.append(session)


@pytest.fixture
def standin() -> Callable[..., Standin]:
    """A conversation over the turns given."""

    def build(*turns: list[Event]) -> Standin:
        conversation = Standin(list(turns))
        assert isinstance(conversation.respond, Callable)
        witness: Conversation = conversation  # the stand-in keeps to the interface
        assert witness is conversation
        return conversation

    return build


@pytest.fixture
def turn() -> Callable[..., list[Event]]:
    """The events of a turn that shows products and says something."""

    def build(
        message: str,
        reply: str,
        *ids: str,
        tool: tuple[str, dict[str, object]] | None = None,
        model_calls: int = 0,
        model: str = "none",
        layout: str = "cards",
    ) -> list[Event]:
        calls = (ToolCalled(tool[0], tool[1], None),) if tool else ()
        shown = [ProductsShown(ranked(*ids), len(ids), "Dresses", layout, (), 0.01)] if ids else []
        return [
            *calls,
            *shown,
            TextDelta(reply),
            TurnDone(
                user=message,
                reply=reply,
                language="en",
                products=ranked(*ids),
                tool_calls=calls,
                model_calls=model_calls,
                model=model,
                sentences=0,
                replaced=0,
                suggestions=(),
                seconds_to_products=0.01 if ids else None,
                seconds_to_first_text=0.02,
                seconds=0.03,
            ),
        ]

    return build
