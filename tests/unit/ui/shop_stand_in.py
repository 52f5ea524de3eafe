"""A small working shop for tests of the page and the service: real values and events, no model, no index."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from assistant.events import Event, ProductsShown, TextDelta, ToolCalled, TurnDone, TurnFailed
from assistant.memory import ProfileEntry, ProfileView, SessionError
from assistant.memory_texts import Shown, Turn
from retrieval.products import Product
from retrieval.requests import Ranked, Reason

DRAWN = {
    "dress": "M76 40q24 22 48 0l8 4-8 44 26 74q-50 18-100 0l26-74-8-44z",
    "jacket": "M78 42l22 12 22-12 36 18-10 62-20-4v44H72v-44l-20 4-10-62z",
    "bag": "M52 84h96l12 78H40zM74 84q0-36 26-36t26 36h-10q0-26-16-26t-16 26z",
}
TINTS = {"blue": "#5b7fa6", "sand": "#c9a66b", "green": "#5d8a6b", "rose": "#c27d83", "ink": "#3a4150"}


def _product(
    number: int, kind: str, title: str, brand: str, price: float, colour: str, material: str, **more: object
) -> Product:
    values: dict[str, object] = {
        "description": f"A {colour} {kind} made of {material}, cut for long days.\nWashes at 30 degrees.",
        "rating": 3.6 + number % 5 * 0.3,
        "reviews_count": 12 + 37 * number,
        "stock": 20 - number * 3 if number < 7 else 0,
        "url": f"https://shop.example/p/{number}",
        **more,
    }
    return Product(
        id=f"p{number}",
        title=title,
        brand=brand,
        price=price,
        currency="USD",
        category=("Clothing", kind.capitalize()),
        attributes={"colour": (colour,), "material": (material,), "season": ("summer",)},
        images=(f"/demo/p{number}.svg",),
        **values,  # type: ignore[arg-type]
    )


PRODUCTS = (
    _product(1, "dress", "Riviera linen wrap dress", "Maren", 38, "blue", "linen"),
    _product(2, "dress", "Tea-garden cotton midi dress with pockets", "Oakley & Fern", 34.5, "rose", "cotton"),
    _product(3, "dress", "Dune sleeveless shift dress", "Maren", 29, "sand", "linen"),
    _product(4, "dress", "Meadow tiered dress", "Solveig", 40, "green", "viscose"),
    _product(5, "jacket", "Harbour rain jacket", "Nordlys", 89, "ink", "recycled nylon"),
    _product(6, "bag", "Market tote", "Oakley & Fern", 24, "sand", "canvas"),
)


def picture(product: str) -> str | None:
    """Draws one of the stand-in's products."""
    found = next((each for each in PRODUCTS if each.id == product), None)
    if found is None:
        return None
    kind = found.category[-1].lower()
    tint = TINTS[found.attributes["colour"][0]]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200"><rect width="200" height="200" '
        f'fill="{tint}" opacity=".16"/><ellipse cx="100" cy="168" rx="56" ry="6" fill="{tint}"/>'
        f'<path d="{DRAWN[kind]}" fill="{tint}"/></svg>'
    )


def ranked(product: Product) -> Ranked:
    colour, material = product.attributes["colour"][0], product.attributes["material"][0]
    return Ranked(
        product,
        0.9,
        (
            Reason("match", f"{material.capitalize()}, as you asked for summer", {"field": "material"}, 0.5),
            Reason("preference", f"You like {colour}", {"profile": colour}, 0.3),
            Reason(
                "rating",
                f"Rated {product.rating:.1f} by {product.reviews_count} shoppers",
                {"field": "rating"},
                0,
            ),
        ),
    )


@dataclass
class StandIn:
    """Keeps the interface of the real assistant; what it is told decides what it does."""

    products: Sequence[Product] = PRODUCTS
    pause: float = 0.0
    names: dict[str, str | None] = field(default_factory=dict)
    entries: dict[str, list[ProfileEntry]] = field(default_factory=dict)
    heard: list[tuple[str, str]] = field(default_factory=list)
    feedbacks: list[tuple[str, str, str, float | None]] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    told: dict[str, list[Turn]] = field(default_factory=dict)
    looked_at: list[tuple[str, str]] = field(default_factory=list)

    def start(self, session: str, shopper: str | None = None) -> None:
        if shopper and self.names.get(session) not in (None, shopper):
            raise SessionError("this session belongs to another shopper; start a new session")
        self.names[session] = shopper
        if shopper:
            self.entries[session] = [
                ProfileEntry("e1", "Likes linen", "like"),
                ProfileEntry("e2", "Never leather", "dislike"),
            ]

    def profile(self, session: str) -> ProfileView:
        return ProfileView(self.names.get(session), tuple(self.entries.get(session, ())))

    def feedback(self, session: str, product: str, kind: str, value: float | None = None) -> None:
        title = next((each.title for each in self.products if each.id == product), None)
        if title is None:
            raise LookupError(f'There is no product "{product}"')
        self.feedbacks.append((session, product, kind, value))
        if kind in {"like", "dislike"}:
            kept = [entry for entry in self.entries.get(session, []) if entry.id != f"f-{product}"]
            said = "Likes" if kind == "like" else "Not for you:"
            self.entries[session] = [ProfileEntry(f"f-{product}", f"{said} {title}", kind), *kept]

    def forget_entry(self, session: str, entry: str) -> None:
        kept = [each for each in self.entries.get(session, []) if each.id != entry]
        if len(kept) == len(self.entries.get(session, [])):
            raise LookupError(f'There is no entry "{entry}"')
        self.entries[session] = kept

    def erase(self, session: str) -> None:
        self.entries.pop(session, None)

    def history(self, session: str, limit: int = 20) -> list[Turn]:
        return self.told.get(session, [])[-limit:]

    def products_of(self, identifiers: Sequence[str]) -> dict[str, Product]:
        return {each.id: each for each in self.products if each.id in identifiers}

    def look_at(self, session: str, product: str) -> None:
        self.looked_at.append((session, product))

    def recommend(self, session: str, limit: int = 4) -> tuple[Ranked, ...]:
        return tuple(ranked(product) for product in self.products[-limit:])

    async def respond(self, session: str, message: str) -> AsyncIterator[Event]:
        self.heard.append((session, message))
        began = time.monotonic()
        try:
            async for event in self._events(message, began):
                await asyncio.sleep(self.pause)
                if isinstance(event, TurnDone):
                    shown = tuple(Shown(each.product.id, each.product.price) for each in event.products)
                    turn = Turn(message, event.reply, shown, "", (), datetime.now(UTC))
                    self.told.setdefault(session, []).append(turn)
                yield event
        finally:
            self.closed.append(message)

    async def _events(self, message: str, began: float) -> AsyncIterator[Event]:
        if "explode" in message:
            raise RuntimeError("secret detail of the failure")
        if "fail" in message:
            yield TurnFailed("The catalogue did not answer. Please ask again in a moment.")
            return
        layout = "detail" if "detail" in message else "comparison" if "ompare" in message else "cards"
        limit = re.search(r"\$(\d+)", message)
        top = float(limit.group(1)) if limit else None
        fitting = [each for each in self.products if top is None or (each.price or 0) <= top]
        shown = tuple(ranked(each) for each in fitting[: {"detail": 1, "comparison": 3}.get(layout, 4)])
        call = ToolCalled("search_products", {"query": message, "price_max": top, "exclude": ("leather",)}, None)
        yield call
        limits = (*((f"at most ${top:.0f}",) if top else ()), "no leather")
        titles = {"detail": "In detail", "comparison": "Side by side"}
        yield ProductsShown(shown, len(fitting), titles.get(layout, "Summer dresses"), layout, limits, 0.02)
        names = ", ".join(each.product.title for each in shown)
        reply = f"I found {len(shown)} that fit: {names}. The first is linen, and the best match for warm days."
        for word in re.findall(r"\S+\s*", reply) * (60 if "slow" in message else 1):
            yield TextDelta(word)
        yield TurnDone(
            message, reply, "en", shown, (call,), 1, "stand-in", 2, 0,
            ("Only linen", "Cheaper ones", "Compare the first two"), 0.02, 0.05, time.monotonic() - began,
        )  # fmt: skip

    def close(self) -> None:
        self.entries.clear()
