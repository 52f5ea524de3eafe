"""Dialogues written from a shop's own catalogue, with expectations that are computed from it."""

from assistant.dialogues.generation.census import Census
from assistant.dialogues.generation.writing import Written, generate, write

__all__ = ["Census", "Written", "generate", "write"]
