"""What one turn knows before the model is asked, and what its tool brought back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.understanding.answers import Question
from assistant.understanding.reading import Preference, Reading
from assistant.understanding.wish import Wish
from retrieval.products import Product
from retrieval.profile import Profile
from retrieval.requests import Ranked


@dataclass(frozen=True, slots=True)
class Turn:
    """Everything a tool may rely on; a tool returns an `Outcome` and changes nothing here.

    Attributes:
        session: The conversation.
        message: What the shopper wrote.
        reading: What the words state literally.
        wish: All that is wanted, this message included.
        before: All that was wanted until this message.
        on_screen: Products the shopper sees now, in order.
        seen: Identifiers already shown for this wish.
        profile: The shopper's taste; empty where nothing is known or the purchase is a gift.
        avoid: Lasting dislikes, kept as limits unless the shopper asks for the thing itself.
        asked: Topics that the assistant has asked about for this wish.
    """

    session: str
    message: str
    reading: Reading
    wish: Wish
    before: Wish
    on_screen: tuple[Product, ...]
    seen: frozenset[str]
    profile: Profile
    avoid: tuple[str, ...]
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a tool did: the truth that cards, reply and explanation all draw on.

    Attributes:
        tool: Its name.
        arguments: As executed.
        lead: First sentence of the reply.
        ranked: What to show, best first.
        total: Products that satisfied every limit.
        title: What the cards are.
        layout: ``cards``, ``detail`` or ``comparison``.
        limits: Limits in force, in words.
        price_max: Upper price limit in force, for the check of what is written.
        preferences: Lasting tastes to be stored.
        cheaper: Whether something that fits costs less than everything shown.
        undone: What this message changed about the wish led nowhere and does not last.
        question: What to ask the shopper at the end, if anything.
        remedies: Where not everything that was asked for fits: what to say so that something does.
    """

    tool: str
    arguments: Mapping[str, object]
    lead: str
    ranked: tuple[Ranked, ...] = ()
    total: int = 0
    title: str = ""
    layout: str = "cards"
    limits: tuple[str, ...] = ()
    price_max: float | None = None
    preferences: tuple[Preference, ...] = ()
    cheaper: bool = False
    undone: bool = False
    question: Question | None = None
    remedies: tuple[str, ...] = ()
