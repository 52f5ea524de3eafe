"""What an error means to whoever typed the command: a line, and an exit status."""

from __future__ import annotations

# Named by module and class, so that deciding on a status does not import what was never used.
_WRONG_INPUT = frozenset(
    {
        ("assistant.commands.errors", "InputError"),
        ("assistant.dialogues.schema", "DialogueError"),
        ("assistant.tracing", "TracingError"),
        ("retrieval.feeds.rows", "FeedError"),
        ("retrieval.recommending.reading", "InteractionError"),
    }
)
_LONGEST = 400  # characters of somebody else's message
_OURS = ("assistant", "retrieval", "prompts", "ui")


class InputError(Exception):
    """A file or an option given to a command is wrong; names file, row, field and what is valid."""


def exit_status(error: BaseException) -> int:
    """2 where the input is wrong, 1 where anything else is."""
    return 2 if any((kind.__module__, kind.__qualname__) in _WRONG_INPUT for kind in type(error).__mro__) else 1


def in_one_line(error: BaseException) -> str:
    """The error as one line: its own words where we wrote them, its kind as well where we did not."""
    # SQLAlchemy's own words hold the whole statement and all its parameters.
    error = getattr(error, "orig", None) or error
    words = " ".join(str(error).split())
    if type(error).__module__.partition(".")[0] in _OURS and words:
        return words
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    words = words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
    return f"{type(error).__name__}: {words}" if words else type(error).__name__
