"""Sentences about products, put together from hand-written parts and true clauses."""

from __future__ import annotations

from assistant.explanation.sentences.composer import Voice, compose
from assistant.explanation.sentences.drafts import drafts

__all__ = ["Voice", "compose", "drafts"]
