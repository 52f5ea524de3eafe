"""Three shoppers with a past, and things one could ask this shop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

VisitKind = Literal["like", "view", "purchase", "cart", "dislike"]


@dataclass(frozen=True, slots=True)
class Visit:
    """One thing a shopper did.

    Attributes:
        product_id: Of the demo shop.
        kind: What was done with it.
        days_ago: Counted back from today, at least 0.
    """

    product_id: str
    kind: VisitKind
    days_ago: int


@dataclass(frozen=True, slots=True)
class DemoShopper:
    """A shopper of the demo shop.

    Attributes:
        id: Short and stable.
        name: To greet them with.
        about: Who they are, in one sentence.
        likes: What they said they like, in the catalogue's words.
        dislikes: What they said they do not want.
        history: What they did, oldest first.
    """

    id: str
    name: str
    about: str
    likes: tuple[str, ...]
    dislikes: tuple[str, ...]
    history: tuple[Visit, ...]


_ANA: tuple[Visit, ...] = (
    Visit("fenn-market-tote-ivory", "purchase", 210),
    Visit("plainsong-canvas-sneakers-ivory", "purchase", 164),
    Visit("waffle-cotton-throw-white", "view", 120),
    Visit("linnea-plain-shift-dress-sage", "purchase", 96),
    Visit("alma-structured-handbag-black", "dislike", 90),
    Visit("mira-wide-linen-trousers-ivory", "like", 61),
    Visit("plainface-watch-white", "purchase", 47),
    Visit("quiet-hours-wall-clock-white", "like", 33),
    Visit("carnival-tassel-cushion-fuchsia", "dislike", 32),
    Visit("fenn-linen-cushion-sage", "purchase", 30),
    Visit("morning-fog-mug-sage", "view", 12),
    Visit("vesper-linen-blazer-sand", "cart", 5),
    Visit("whisper-slim-keyboard-white", "view", 3),
)

_BEN: tuple[Visit, ...] = (
    Visit("cairn-waterproof-hiking-boots-olive", "purchase", 240),
    Visit("longhaul-trekking-pack-forest-green", "purchase", 188),
    Visit("lantern-rock-two-person-tent-orange", "like", 150),
    Visit("nightjar-headlamp-orange", "purchase", 117),
    Visit("calla-slip-dress-black", "view", 101),
    Visit("reserve-solar-power-bank-olive", "purchase", 84),
    Visit("waypoint-gps-smartwatch-orange", "purchase", 52),
    Visit("velvet-hour-sofa-teal", "dislike", 44),
    Visit("skerry-three-layer-shell-orange", "like", 29),
    Visit("plunge-action-camera-blue", "cart", 18),
    Visit("boulder-outdoor-speaker-olive", "like", 11),
    Visit("springline-insulated-bottle-forest-green", "purchase", 6),
    Visit("warbler-8x32-binoculars-forest-green", "view", 2),
)

_CLEO: tuple[Visit, ...] = (
    Visit("sunday-casserole-pot-mustard", "purchase", 260),
    Visit("carnival-bead-necklace-multicolour", "purchase", 199),
    Visit("fiesta-salad-bowl-orange", "purchase", 143),
    Visit("everyday-heavy-tee-black", "dislike", 130),
    Visit("colours-of-the-spice-market-orange", "purchase", 92),
    Visit("rainbow-building-blocks-multicolour", "purchase", 75),
    Visit("poppyfield-sundress-red", "like", 58),
    Visit("forge-carbon-steel-pan-black", "dislike", 41),
    Visit("tutti-frutti-mug-yellow", "purchase", 37),
    Visit("carnival-tassel-cushion-orange", "like", 26),
    Visit("market-stripe-apron-red-white", "cart", 14),
    Visit("odette-elephant-lavender", "like", 9),
    Visit("garden-party-string-lights-multicolour", "view", 4),
)


def demo_shoppers() -> tuple[DemoShopper, ...]:
    """Shoppers whose tastes differ enough that one request ranks three ways."""
    return (
        DemoShopper(
            id="ana",
            name="Ana",
            about="An architect who owns few things, wears linen in quiet colours and wants nothing of leather.",
            likes=("linen", "minimalist", "sage", "ivory"),
            dislikes=("leather", "floral"),
            history=_ANA,
        ),
        DemoShopper(
            id="ben",
            name="Ben",
            about="A weekend mountaineer who charges everything from the sun and trusts gear that survives rain.",
            likes=("waterproof", "rechargeable", "orange", "olive"),
            dislikes=("vintage", "elegant"),
            history=_BEN,
        ),
        DemoShopper(
            id="cleo",
            name="Cleo",
            about="A home cook with five nieces who gives bright, cheerful presents and never wears black.",
            likes=("playful", "yellow", "handmade", "orange"),
            dislikes=("black", "grey"),
            history=_CLEO,
        ),
    )


def example_requests() -> tuple[str, ...]:
    """Messages that this shop can answer, for a page with nothing on it yet."""
    return (
        "I need a summer dress, at most $40",
        "A waterproof jacket for hiking, but not black",
        "Wireless headphones under $100 for a long flight",
        "Something handmade for my sister's kitchen, around $45",
        "A backpack for the office that is not leather",
        "A present for a four-year-old, under $35",
    )
