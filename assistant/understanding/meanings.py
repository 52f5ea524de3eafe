"""What an utterance can mean, and what it seems to be; light, so that it can be asked about without torch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.understanding.reading import Change, Intent
from retrieval.requests import Sort

INTENTS: Mapping[str, Intent] = {  # of every meaning that is not a search
    "like": Intent.REMEMBER,
    "dislike": Intent.REMEMBER,
    "show": Intent.SHOW,
    "ask": Intent.SHOW,
    "compare": Intent.COMPARE,
    "compare_all": Intent.COMPARE,
    "similar": Intent.SIMILAR,
    "similar_cheaper": Intent.SIMILAR,
    "greeting": Intent.GREETING,
    "thanks": Intent.THANKS,
    "goodbye": Intent.GOODBYE,
    "policy": Intent.OTHER,
    "misuse": Intent.OTHER,
    "chat": Intent.OTHER,
    "reset": Intent.RESET,
}
STATED: Mapping[str, Mapping[str, Any]] = {  # by a meaning alone, whatever its words
    "cheaper": {"change": Change.CHEAPER},
    "dearer": {"change": Change.DEARER},
    "similar_cheaper": {"change": Change.CHEAPER},
    "drop_price": {"price_dropped": True},
    "more": {"more": True},
    "sort_cheap": {"sort": Sort.PRICE_LOW},
    "sort_dear": {"sort": Sort.PRICE_HIGH},
    "sort_rated": {"sort": Sort.RATING},
    "in_stock": {"in_stock": True},
}
_SEARCHES = (
    "search", "change_kind", "refine_add", "refine_not", "refine_max", "refine_min", "refine_range", "drop_value",
    "brand",
)  # fmt: skip
MEANINGS = tuple(dict.fromkeys((*_SEARCHES, *STATED, *INTENTS)))
"""Every meaning; the lists of a bank of wordings go by these names."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What an utterance seems to be.

    Attributes:
        meanings: Every meaning with its probability, likeliest first.
        tags: For each span of characters that is something: start, end, tag and probability.
    """

    meanings: tuple[tuple[str, float], ...]
    tags: tuple[tuple[int, int, str, float], ...]

    @property
    def meaning(self) -> str:
        """The likeliest meaning."""
        return self.meanings[0][0]

    @property
    def confidence(self) -> float:
        """Its probability, 0 to 1."""
        return self.meanings[0][1]
