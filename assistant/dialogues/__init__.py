"""Scripted dialogues: what a shopper says, what must hold, and the proof that it does.

`load` reads them from YAML, `play` plays one against an assistant, `report` tells people what failed.
"""

from assistant.dialogues.grounding import Shop
from assistant.dialogues.parsing import load, parse
from assistant.dialogues.player import DialogueResult, play, play_async
from assistant.dialogues.report import report, summary
from assistant.dialogues.schema import Dialogue, DialogueError

__all__ = [
    "Dialogue",
    "DialogueError",
    "DialogueResult",
    "Shop",
    "load",
    "parse",
    "play",
    "play_async",
    "report",
    "summary",
]
