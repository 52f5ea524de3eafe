"""The command line ``shop-assistant``.

Only light modules are imported here: ``--help`` must answer at once, and torch takes seconds. Each
command imports what it needs when it runs.
"""

from __future__ import annotations

import io
import json
import logging
import os
import sys
import traceback
from collections.abc import Iterable, Sequence
from importlib.metadata import EntryPoint, entry_points

import typer

from assistant.commands import chat, doctor, evaluate, index, script, search, train, version
from assistant.commands.errors import exit_status, in_one_line
from assistant.commands.options import silence

GROUP = "shop_assistant.commands"
"""Entry points of this group are called with the `typer.Typer` and add their command to it."""


def build_app(plugins: Iterable[EntryPoint]) -> typer.Typer:
    """The application with its own commands and those of `plugins`.

    A plugin that cannot be loaded costs one line on standard error; the other commands work.
    """
    app = typer.Typer(
        name="shop-assistant",
        help="A conversational shopping assistant that runs on your own machine.",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    app.callback()(version.version)
    app.command("chat")(chat.chat)
    app.command("index")(index.index)
    app.command("search")(search.search)
    app.command("script")(script.script)
    app.command("doctor")(doctor.doctor)
    app.add_typer(train.app, name="train")
    app.add_typer(evaluate.app, name="evaluate")
    for plugin in plugins:
        try:
            plugin.load()(app)
        except Exception as error:  # noqa: BLE001 - whatever another package does wrong, our commands go on
            _complain(f"the command {plugin.name!r} could not be loaded: {in_one_line(error)}")
    return app


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command.

    Args:
        arguments: Without the program's name; those of the process by default.

    Returns:
        The exit status: 0 done, 2 the input or an option is wrong, 1 anything else. Only ``--debug`` lets
        a traceback through.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in given
    streams: tuple[tuple[object, str], ...] = (
        (sys.stdout, "backslashreplace"),
        (sys.stderr, "backslashreplace"),
        (sys.stdin, "replace"),
    )
    for stream, errors in streams:
        # A character that a terminal cannot show, or did not send whole, must not end the program.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=errors)
    logging.basicConfig(stream=sys.stderr, level=logging.DEBUG if debug else logging.WARNING)
    try:
        _trace()
        build_app(sorted(entry_points(group=GROUP)))(args=given, prog_name="shop-assistant")
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 1 if leaving.code else 0
    except KeyboardInterrupt:
        _complain("stopped")
        return 1
    except Exception as error:  # noqa: BLE001 - the one place where an error becomes a message and a status
        if debug:
            traceback.print_exception(error)
        message = in_one_line(error)
        _complain(message)
        if "--json" in given:
            _document({"error": message})
        return exit_status(error)
    return 0


def _trace() -> None:
    """Turns traces on where the environment asks for them; without that nothing is imported for them."""
    if os.environ.get("SHOP_ASSISTANT_TRACES"):
        from assistant.tracing import begin

        begin()


def _document(value: object) -> None:
    try:
        print(json.dumps(value), flush=True)
    except BrokenPipeError:  # nobody reads it; the exit status says the same
        silence(sys.stdout)


def _complain(message: str) -> None:
    print(f"shop-assistant: {message}", file=sys.stderr)
