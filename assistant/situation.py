"""What a reading means where it was said: after a question, with one product open, against what is shown."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.state import State
from assistant.understanding.answers import in_answer
from assistant.understanding.critiques import with_critique
from assistant.understanding.reading import Intent, Reading

_POINTING = re.compile(r"\b(?:it|its|this|that)\b", re.IGNORECASE)
_FIRST = re.compile(r"\b(?:first|1st|1|one and)\b", re.IGNORECASE)


def in_situation(reading: Reading, state: State) -> Reading:
    """The reading as it is meant in this state of the conversation.

    Args:
        reading: What the words state.
        state: Where the conversation stood before them.
    """
    reading = _focused(reading, state)
    reading = with_critique(reading, on_screen=bool(state.on_screen), kinds=state.wish.kinds)
    reading = in_answer(reading, state.pending, wished=not state.wish.empty)
    return _while_shopping(reading, state)


def _focused(reading: Reading, state: State) -> Reading:
    """With one product open in detail, "it" and "that one" mean that product and not the first on screen."""
    pointing = reading.references == (1,) and _POINTING.search(reading.text) and not _FIRST.search(reading.text)
    if pointing and state.focus in state.on_screen:
        return replace(reading, references=(state.on_screen.index(state.focus) + 1,))
    return reading


def _while_shopping(reading: Reading, state: State) -> Reading:
    """A dislike told while something is looked for counts at once: it is noted, and the search goes on without it."""
    refused = tuple(taste.subject for taste in reading.preferences if not taste.liked)
    if reading.intent is not Intent.REMEMBER or not refused or not state.wish.kinds or not state.on_screen:
        return reading
    return replace(reading, intent=Intent.SEARCH, exclude=tuple(dict.fromkeys((*reading.exclude, *refused))), words="")
