"""Options that every command takes, and where its output goes."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager, redirect_stdout, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TextIO

import typer

from assistant.commands.errors import InputError
from assistant.explanation.sentences.composer import Voice

StoreOption = Annotated[
    Path | None,
    typer.Option(
        "--store",
        metavar="DIR",
        file_okay=False,
        help="Folder with the shop's data; made where it is missing. Default: the user's data directory.",
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print one JSON document; everything else goes to standard error.")
]
DebugOption = Annotated[bool, typer.Option("--debug", help="Log in detail, and show tracebacks.")]
ModelOption = Annotated[
    str | None,
    typer.Option("--model", metavar="NAME", help='Language model: a name, a folder, or "none" for no model.'),
]
VoiceOption = Annotated[Voice, typer.Option("--voice", help="How the reasons sound.")]
PrecisionOption = Annotated[str, typer.Option("--precision", metavar="NAME", help="Precision of the model's weights.")]


@dataclass(frozen=True, slots=True)
class Output:
    """Where a command writes.

    Attributes:
        out: What was asked for: the JSON document, or text for people.
        err: Progress and remarks.
        as_json: Whether `out` gets exactly one JSON document and nothing else.
    """

    out: TextIO
    err: TextIO
    as_json: bool

    def say(self, text: str = "", end: str = "\n") -> None:
        """Tells people something; with ``--json`` on standard error."""
        print(text, file=self.err if self.as_json else self.out, end=end, flush=True)

    def note(self, text: str) -> None:
        """A remark on standard error."""
        print(text, file=self.err, flush=True)

    def progress(self, text: str) -> Callable[..., None]:
        """A counter on standard error, on one line that renews itself; silent where nobody watches.

        Args:
            text: With a ``{}`` for each number that the counter is called with.
        """
        if not self.err.isatty():
            return lambda *counts: None
        return lambda *counts: print(
            f"\r{text.format(*(f'{each:,}' if isinstance(each, int) else each for each in counts))}\x1b[K",
            end="",
            file=self.err,
            flush=True,
        )

    def document(self, value: object) -> None:
        """Prints the JSON document, where one was asked for."""
        if self.as_json:
            print(json.dumps(value), file=self.out, flush=True)

    @property
    def colour(self) -> bool:
        """Whether text for people may carry colours: never with NO_COLOR, nor into a file."""
        target = self.err if self.as_json else self.out
        return target.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


@contextmanager
def output(as_json: bool) -> Generator[Output, None, None]:
    """The streams of one command.

    With ``--json`` whatever a library prints goes to standard error, so that nothing spoils the document.
    """
    streams = Output(sys.stdout, sys.stderr, as_json)
    with redirect_stdout(sys.stderr if as_json else sys.stdout):
        yield streams


def where(store: Path | None) -> Path:
    """The store's folder, as given or the default; looks at nothing."""
    if store is not None:
        return store
    from assistant.build import default_store

    return default_store()


def made(store: Path | None) -> Path:
    """As `where`; the folder exists afterwards and can be written.

    Raises:
        InputError: It cannot be made, or nothing can be written into it.
    """
    place = where(store)
    try:
        # Shoppers' memory lives here too: other accounts have no business in the folder.
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(
            f"--store: {place} cannot be made or written ({reason}); name a folder that you may write to"
        ) from error
    return place


def folder(store: Path | None) -> Path:
    """As `made`; refuses a store that has lost its products, instead of beginning a new one in its place.

    Raises:
        InputError: As `made`.
        StoreError: The store's database has been emptied.
    """
    place = made(store)
    refuse_emptied(place)
    return place


def refuse_emptied(place: Path) -> None:
    """Tells a store that is new from one whose database was cut to nothing.

    Raises:
        StoreError: The database has 0 bytes, although products were indexed.
    """
    if all(file.stat().st_size for file in place.glob("*.sqlite3")):
        return  # before the import below, which is slow
    from assistant.build import DATABASE, INDEX
    from retrieval.database import StoreError

    database = place / DATABASE
    if database.exists() and not database.stat().st_size and (place / INDEX / "current.json").exists():
        raise StoreError(
            f"{database} is empty (0 bytes), but this store had products; restore a copy of it, import the feed "
            f"again (shop-assistant index FEED), or delete {place} to begin anew"
        )


def stocked(store: Path | None, out: Output) -> Path:
    """As `folder`; an empty store takes in the demo shop first, so that there is something to talk about."""
    place = folder(store)
    if not products_in(place):
        from assistant.build import load_demo

        out.note(f"No products in {place} yet: loading the demo shop.")
        load_demo(place, progress=out.progress("{} of {} products embedded"))
    return place


def products_in(place: Path) -> int:
    """How many products a store holds; looks without making anything."""
    from assistant.build import DATABASE, database_url

    if not (place / DATABASE).exists():
        return 0
    from retrieval.catalogue import Catalogue
    from retrieval.database import open_engine

    engine = open_engine(database_url(place))
    try:
        return Catalogue(engine).count()
    finally:
        engine.dispose()


def check_precision(name: str) -> None:
    """Refuses a precision that does not exist, before anything slow begins.

    Raises:
        InputError: There is none of this name.
    """
    from assistant.language.precision import PRECISIONS

    if name not in ("auto", *PRECISIONS):
        raise InputError(f"--precision: there is no {name!r}; valid: auto, {', '.join(PRECISIONS)}")


@contextmanager
def rows_file(path: Path | None, *inputs: Path) -> Generator[Callable[[object], None], None, None]:
    """A JSONL file to be written row by row; without a path the rows go nowhere.

    Args:
        path: Is overwritten.
        inputs: Files that are read meanwhile, and must not be.

    Raises:
        InputError: It cannot be written, or is one of the inputs.
    """
    if path is None:
        yield lambda row: None
        return
    for given in inputs:
        if path.is_file() and given.is_file() and path.samefile(given):
            raise InputError(f"--out {path}: would overwrite {given}, which is read; name another file")
    try:
        # A row is data from anywhere: half a surrogate pair becomes an escape, which JSON can say.
        file = path.open("w", encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror or error}") from error
    with file:
        yield lambda row: print(json.dumps(row, ensure_ascii=False), file=file, flush=True)


def silence(stream: TextIO) -> None:
    """Lets a stream whose reader has left lead nowhere; Python would complain of what it still holds at its end."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
