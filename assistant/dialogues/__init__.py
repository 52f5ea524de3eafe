"""Scripted dialogues: what a shopper says, what must hold, and the proof that it does.

`load` reads them from YAML, `play` plays one against an assistant, `report` tells people what failed, as do
`html_report` and `junit_report`. `assistant.dialogues.generation` writes some from a catalogue.
"""

from assistant.dialogues.grounding import Shop
from assistant.dialogues.html import html_report
from assistant.dialogues.junit import junit_report
from assistant.dialogues.parsing import load, parse
from assistant.dialogues.player import DialogueResult, play, play_async
from assistant.dialogues.report import report, summary
from assistant.dialogues.schema import Dialogue, DialogueError

__all__ = [
    "Dialogue",
    "DialogueError",
    "DialogueResult",
    "Shop",
    "html_report",
    "junit_report",
    "load",
    "parse",
    "play",
    "play_async",
    "report",
    "summary",
]
