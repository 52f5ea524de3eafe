"""Sentences about products, written by hand in parts, that the small model learns its tone from."""

from __future__ import annotations

from assistant.learning.sentences.composer import VOICES, compose
from assistant.learning.sentences.samples import Attempt, Sample, attempts, samples

__all__ = ["VOICES", "Attempt", "Sample", "attempts", "compose", "samples"]
