"""``shop-assistant chat``: the conversation in a terminal."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator
from contextlib import aclosing
from typing import TYPE_CHECKING, Annotated, cast

import typer

from assistant.commands.options import (
    DebugOption,
    JsonOption,
    ModelOption,
    Output,
    PrecisionOption,
    StoreOption,
    VoiceOption,
    check_precision,
    output,
    silence,
    stocked,
)
from assistant.explanation.sentences.composer import Voice

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from assistant.dialogues.player import Conversation
    from assistant.events import Event, ProductsShown

_FAINT, _BOLD, _END = "\x1b[2m", "\x1b[1m", "\x1b[0m"


def chat(
    shopper: Annotated[
        str | None, typer.Option("--shopper", metavar="ID", help="A shopper to remember; anonymous without.")
    ] = None,
    model: ModelOption = None,
    precision: PrecisionOption = "auto",
    voice: VoiceOption = Voice.WARM,
    store: StoreOption = None,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Talk to the shop in this terminal; Ctrl-D leaves."""
    with output(as_json) as out:
        from assistant.build import build_assistant

        check_precision(precision)
        assistant = build_assistant(stocked(store, out), model=model, precision=precision, voice=voice)
        try:
            turns = converse(assistant, out, shopper)
        finally:
            assistant.close()
        out.document({"turns": turns})


def converse(assistant: Conversation, out: Output, shopper: str | None = None) -> list[dict[str, object]]:
    """Holds one conversation with whoever types, until they leave.

    Ctrl-C during a reply stops that reply; at the prompt it leaves, as Ctrl-D does. So does a reader of the
    output who leaves (``| head``), once the turn has come to its end.

    Returns:
        The turns, as rows.
    """
    session = f"terminal-{uuid.uuid4().hex}"
    assistant.start(session, shopper)
    reader = _Reader(out)
    turns: list[dict[str, object]] = []
    try:
        with asyncio.Runner() as runner:
            for message in _messages(reader):
                try:
                    turns.append(runner.run(_turn(assistant, session, message, reader)))
                except KeyboardInterrupt:
                    reader.say("\n(stopped)")
                if reader.gone:
                    break
    finally:
        if shopper is None:
            assistant.erase(session)
    return turns


class _Reader:
    """Whoever reads what is said.

    Attributes:
        gone: They closed their end, and nothing more is said.
    """

    def __init__(self, out: Output) -> None:
        self.out = out
        self.gone = False

    def say(self, text: str = "", end: str = "\n") -> None:
        """Says something. An error here would break a turn in the middle, and leave its generators open."""
        if self.gone:
            return
        try:
            self.out.say(text, end)
        except BrokenPipeError:
            self.gone = True
            silence(self.out.err if self.out.as_json else self.out.out)


def _messages(reader: _Reader) -> Iterator[str]:
    """What is typed, line by line; a piped conversation has no prompt."""
    prompt = "\n> " if reader.out.out.isatty() and not reader.out.as_json else ""
    while True:
        try:
            message = input(prompt)
        except (EOFError, KeyboardInterrupt):
            reader.say()
            return
        yield message


async def _turn(assistant: Conversation, session: str, message: str, reader: _Reader) -> dict[str, object]:
    from assistant.dialogues.report import visible
    from assistant.dialogues.rows import turn_row
    from assistant.dialogues.watch import Watch
    from assistant.events import ProductsShown, TextDelta, TurnFailed

    watch = Watch(message)
    stream = cast("AsyncGenerator[Event, None]", assistant.respond(session, message))
    async with aclosing(stream) as events:
        async for event in events:
            watch.saw(event)
            match event:
                case ProductsShown():
                    for line in product_lines(event, colour=reader.out.colour):
                        reader.say(line)
                case TextDelta():
                    reader.say(visible(event.text), end="")
                case TurnFailed():
                    reader.say(visible(event.message), end="")
                case _:
                    pass
    reader.say()
    return turn_row(watch.observed())


def product_lines(shown: ProductsShown, *, colour: bool = False) -> Iterator[str]:
    """The cards as lines: position, title, price, rating, and whether it is sold out."""
    from assistant.dialogues.report import visible
    from retrieval.money import money

    faint, bold, end = (_FAINT, _BOLD, _END) if colour else ("", "", "")
    for position, ranked in enumerate(shown.products, 1):
        product = ranked.product
        facts: list[str] = []
        if product.price is not None:
            facts.append(f"{bold}{money(product.price, product.currency)}{end}")
        if product.rating is not None:
            reviews = f" ({product.reviews_count:,})" if product.reviews_count else ""
            facts.append(f"{product.rating:.1f} ★{reviews}")
        if not product.available:
            facts.append("sold out")
        dots = f"{faint} · {end}"
        title = visible(" ".join(product.title.split()))
        yield f"  {faint}{position}{end}  {dots.join([title, *facts])}"
    if shown.limits:
        yield f"     {faint}{visible(' · '.join(shown.limits))}{end}"
