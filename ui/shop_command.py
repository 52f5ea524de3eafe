"""The subcommand `shop`: which shops may embed the assistant, and the keys their servers sign tokens with."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.errors import InputError
from assistant.commands.options import DebugOption, JsonOption, Output, StoreOption, folder, output

if TYPE_CHECKING:
    from ui.shops import Shop, Shops

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The shop's name: a-z, 0-9 and hyphens.")]
OriginOption = Annotated[
    list[str],
    typer.Option(
        "--origin", metavar="ORIGIN", help="A site of the shop, such as https://www.shop.example; repeatable."
    ),
]

shop = typer.Typer(help="Shops whose pages show the assistant.", no_args_is_help=True)


@shop.command("add")
def add(
    name: NameArgument,
    origin: OriginOption,
    store: StoreOption = None,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Add a shop and print the key that its server signs tokens with, once."""
    with output(as_json) as out, _shops(store) as shops:
        _tell_key(out, shops.add(name, origin))


@shop.command("list")
def list_all(store: StoreOption = None, as_json: JsonOption = False, debug: DebugOption = False) -> None:
    """Name every shop and its sites; keys are not shown again."""
    with output(as_json) as out, _shops(store) as shops:
        for each in shops.all():
            out.say(f"{each.name}  {', '.join(each.origins)}")
        out.document({"shops": [{"name": each.name, "origins": list(each.origins)} for each in shops.all()]})


@shop.command("origins")
def origins(
    name: NameArgument,
    origin: OriginOption,
    store: StoreOption = None,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Replace a shop's sites."""
    with output(as_json) as out, _shops(store) as shops:
        changed = shops.change_origins(name, origin)
        out.say(f"{changed.name}  {', '.join(changed.origins)}")
        out.document({"name": changed.name, "origins": list(changed.origins)})


@shop.command("key")
def key(name: NameArgument, store: StoreOption = None, as_json: JsonOption = False, debug: DebugOption = False) -> None:
    """Make a new key and print it, once; tokens signed with the old one are refused from now on."""
    with output(as_json) as out, _shops(store) as shops:
        _tell_key(out, shops.renew_key(name))


@shop.command("remove")
def remove(
    name: NameArgument, store: StoreOption = None, as_json: JsonOption = False, debug: DebugOption = False
) -> None:
    """Remove a shop: its pages show no assistant any more, its tokens are refused."""
    with output(as_json) as out, _shops(store) as shops:
        shops.remove(name)
        out.say(f"{name} is removed")
        out.document({"removed": name})


@contextmanager
def _shops(store: Path | None) -> Generator[Shops, None, None]:
    from assistant.build import database_url
    from retrieval.database import open_engine
    from ui.shops import Shops

    engine = open_engine(database_url(folder(store)))
    try:
        yield Shops(engine)
    except ValueError as problem:
        raise InputError(str(problem)) from problem
    finally:
        engine.dispose()


def _tell_key(out: Output, made: Shop) -> None:
    out.say(made.key)
    out.note(f"This is the key of the shop {made.name!r}. It is not shown again: keep it on the shop's server only.")
    out.note(f'In the shop\'s pages: <script async src="…/widget.js" data-shop="{made.name}"></script>')
    out.document({"name": made.name, "origins": list(made.origins), "key": made.key})
