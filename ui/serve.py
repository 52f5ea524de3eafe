"""The subcommand `serve`: the chat page and the HTTP service on one port.

Everything heavy is imported when the command runs, so that the rest of the command line stays quick.
"""

from __future__ import annotations

import asyncio
import errno
import gc
import logging
import os
import secrets
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.errors import InputError
from assistant.commands.options import (
    DebugOption,
    JsonOption,
    ModelOption,
    Output,
    PrecisionOption,
    StoreOption,
    VoiceOption,
    folder,
    output,
)
from assistant.explanation.sentences.composer import Voice
from ui.shop_command import shop
from ui.turns import PER_ADDRESS, Turns

if TYPE_CHECKING:
    from fastapi import FastAPI
    from sqlalchemy import Engine
    from starlette.types import ASGIApp, Receive, Scope, Send

    from assistant.conversation import Assistant
    from ui.shops import Shop

_EXAMPLES_SHOWN = 4
_CLOSING_SECONDS = 4  # longer than `ui.stream` lets a conversation go on
_WORKER = "opening the shop"  # the thread in which the gate builds and loads


def register(app: typer.Typer) -> None:
    """Adds `serve` and `shop` to the command line; found through the entry-point group `shop_assistant.commands`."""
    app.command("serve")(serve)
    app.add_typer(shop, name="shop")


def serve(
    host: Annotated[
        str, typer.Option(metavar="H", help="Address to listen on; 0.0.0.0 for all of them.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="P", help="Port to listen on; 0 for any free one.")] = 7860,
    title: Annotated[str, typer.Option(help="The shop's name on the page.")] = "Shop assistant",
    allow_origin: Annotated[
        list[str] | None,
        typer.Option(metavar="ORIGIN", help="Shop site that may embed the page and call; repeatable."),
    ] = None,
    demo_site: Annotated[
        bool,
        typer.Option("--demo-site", help="Also serve the demo shop's own site, with the widget, on the next port."),
    ] = False,
    rate: Annotated[
        int, typer.Option(min=0, metavar="N", help="Requests a minute from one address; 0 for no limit.")
    ] = PER_ADDRESS,
    open_browser: Annotated[
        bool | None,
        typer.Option("--open/--no-open", help="Show the page in a browser. Default: in a terminal only."),
    ] = None,
    model: ModelOption = None,
    precision: PrecisionOption = "auto",
    voice: VoiceOption = Voice.WARM,
    store: StoreOption = None,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Serve the chat page at /, the widget at /widget.js and HTTP at /api."""
    with output(as_json) as out, ExitStack() as listening:
        listener = listening.enter_context(_listen(host, port))
        address = _address(host, listener)
        site = None
        if demo_site:
            beside = listening.enter_context(_listen(host, port + 1 if port else 0))
            site = _DemoSite(beside, _address(host, beside), listener.getsockname()[1], tuple(allow_origin or ()))
        # Gradio reads it while it is imported: no usage figures leave this machine.
        os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

        def opened() -> None:
            out.note(f"The shop is open at {address} (Ctrl-C closes it)")
            document = {"url": address, "widget": f"{address}/widget.js"}
            if site is not None:
                out.note(f"The demo shop's site is at {site.address}")
                document["demo_site"] = site.address
            out.document(document)
            if out.err.isatty() if open_browser is None else open_browser:
                # A browser in the terminal would block the server.
                threading.Thread(target=webbrowser.open, args=(site.address if site else address,), daemon=True).start()

        out.note(f"Opening the shop at {address} …")
        opening = _Opening(folder(store), model, precision, voice, title, tuple(allow_origin or ()), rate, site, out)
        try:
            _run(opening.build, listener, opened, opening.employ_model, opening.turns.close, site)
        finally:
            opening.close()
        out.note("The shop is closed.")
    _leave_work_undone()


def _leave_work_undone() -> None:
    """Ends the process at once where a model is still being loaded: native code aborts in an orderly exit."""
    if any(thread.name == _WORKER for thread in threading.enumerate()):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


class _Opening:
    """What has to be done before the first shopper, the store and the page, and what may follow: the model."""

    def __init__(
        self,
        store: Path,
        model: str | None,
        precision: str,
        voice: Voice,
        title: str,
        origins: Sequence[str],
        rate: int,
        site: _DemoSite | None,
        out: Output,
    ) -> None:
        self._store, self._model, self._precision, self._voice = store, model, precision, voice
        self._title, self._origins, self._rate, self._site, self._out = title, origins, rate, site, out
        self._assistant: Assistant | None = None
        self._engine: Engine | None = None
        self.turns = Turns()

    def build(self) -> FastAPI:
        """The application; until the model is there the program words everything plainly itself."""
        with _no_collection():
            return self._build()

    def employ_model(self) -> None:
        """Loads the language model, which needs the longest, and plays one turn to warm it."""
        from assistant.build import load_model

        if self._assistant is None or self._model == "none":
            return
        model = load_model(self._model, self._precision, store=self._store)
        self._assistant.employ(model)
        asyncio.run(self._assistant.rehearse())
        self._out.note(f"The language model is ready: {getattr(model, 'label', '')}")

    def _build(self) -> FastAPI:
        from assistant.build import build_assistant, database_url, load_demo
        from retrieval.catalogue import Catalogue
        from retrieval.database import open_engine
        from retrieval.demo import demo_products, demo_shoppers, example_requests, picture_for
        from ui.panels import ShopperChoice
        from ui.rates import Rates
        from ui.service import create_app
        from ui.shops import Shops, origin

        try:
            origins = [origin(given) for given in self._origins]
        except ValueError as problem:
            raise InputError(f"--allow-origin: {problem}") from problem
        self._store.mkdir(parents=True, exist_ok=True)
        engine = open_engine(database_url(self._store))
        catalogue = Catalogue(engine)
        if catalogue.count() == 0:
            self._out.note("The store is empty: loading the demo shop.")
            load_demo(self._store)
        # The demo's shoppers, requests and drawings belong to its own products only.
        demo = bool(catalogue.get([demo_products()[0].id]))
        if self._site is not None and not demo:
            raise InputError(
                "--demo-site shows the built-in demo shop, and this store has other products: name an empty --store"
            )
        self._engine = engine
        shops = Shops(engine, besides=[self._site.shop] if self._site else ())
        self._assistant = assistant = build_assistant(self._store, model="none", voice=self._voice)
        known = demo_shoppers() if demo else ()
        return create_app(
            assistant,
            title=self._title,
            examples=example_requests()[:_EXAMPLES_SHOWN] if demo else (),
            shoppers=[ShopperChoice(each.id, each.name, each.about) for each in known],
            allowed_origins=origins,
            shops=shops,
            rates=Rates(per_address=self._rate),
            turns=self.turns,
            pictures=picture_for if demo else None,
        )

    def close(self) -> None:
        gc.unfreeze()  # what was put aside is given back in order, or native libraries complain of leaks
        if self._assistant is not None:
            self._assistant.close()
        if self._engine is not None:
            self._engine.dispose()


@dataclass(frozen=True, slots=True)
class _DemoSite:
    """The demo shop's own site: another origin than the assistant's, as in life.

    Attributes:
        listener: Where it is served.
        address: The same, for people.
        assistant_port: Where the assistant is, on the same host.
        origins: Further origins under which browsers may know the site.
    """

    listener: socket.socket
    address: str
    assistant_port: int
    origins: tuple[str, ...]
    key: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)

    @property
    def shop(self) -> Shop:
        """The demo shop, known while this process runs; its shoppers are the demo's own."""
        from ui.shops import Shop, origin

        port = self.listener.getsockname()[1]
        usual = (self.address, f"http://127.0.0.1:{port}", f"http://localhost:{port}")
        return Shop("demo", tuple(dict.fromkeys(origin(each) for each in (*usual, *self.origins))), self.key)

    def beside(self, assistant: ASGIApp) -> ASGIApp:
        """Both under one server: what comes in at the site's port is the site's."""
        from ui.demo_site import demo_site

        site, port = demo_site(self.assistant_port, self.shop), self.listener.getsockname()[1]

        async def doors(scope: Scope, receive: Receive, send: Send) -> None:
            here = scope["type"] == "http" and (scope.get("server") or ("", 0))[1] == port
            await (site if here else assistant)(scope, receive, send)

        return doors


@contextmanager
def _no_collection() -> Generator[None, None, None]:
    """No garbage collection while libraries load: it took a tenth of the time, and what is loaded stays."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _run(
    build: Callable[[], FastAPI],
    listener: socket.socket,
    opened: Callable[[], None],
    afterwards: Callable[[], None] = lambda: None,
    closing: Callable[[], None] = lambda: None,
    site: _DemoSite | None = None,
) -> None:
    import uvicorn

    from ui.gate import Gate

    class Server(uvicorn.Server):
        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            closing()  # first: conversations that still stream are told, and end in time
            await super().shutdown(sockets)

    failures: list[BaseException] = []

    def failed(problem: BaseException) -> None:
        failures.append(problem)
        server.should_exit = True

    gate: ASGIApp = Gate(build, opened=opened, failed=failed, afterwards=afterwards)
    server = Server(
        uvicorn.Config(
            gate if site is None else site.beside(gate),
            log_level="warning",
            access_log=False,
            lifespan="on",
            # A conversation that still streams gets a moment to end; a stuck one does not hold the door.
            timeout_graceful_shutdown=_CLOSING_SECONDS,
        )
    )
    # A page that stays open is cut off when the shop closes; whoever pressed Ctrl-C need not read how.
    log, while_open = logging.getLogger("uvicorn.error"), lambda _: not server.should_exit
    log.addFilter(while_open)
    with listener:
        try:
            server.run(sockets=[listener, *([site.listener] if site else [])])
        except KeyboardInterrupt:
            return  # uvicorn raises it again once everything is closed
        finally:
            log.removeFilter(while_open)
    if failures:
        raise failures[0]


def _listen(host: str, port: int) -> socket.socket:
    if not 0 <= port <= 65_535:
        raise InputError(f"--port {port} is not a port: give a number from 0 to 65535")
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server((str(address[0]), port), family=family, backlog=512)
    except socket.gaierror as problem:
        raise InputError(f'--host "{host}" is no address of this machine: try 127.0.0.1 or 0.0.0.0') from problem
    except OSError as problem:
        if problem.errno == errno.EADDRINUSE:
            said = f"port {port} is in use by another program: stop it, or choose another with --port"
        elif problem.errno == errno.EACCES:
            said = f"port {port} needs more rights: choose one above 1023 with --port"
        else:
            said = f"cannot listen on {host}:{port}: {problem.strerror}; check --host and --port"
        raise InputError(said) from problem


def _address(host: str, listener: socket.socket) -> str:
    # 0.0.0.0 is where the server listens, not where a browser can go.
    reachable = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "": "127.0.0.1"}.get(host, host)
    bracketed = f"[{reachable}]" if ":" in reachable and not reachable.startswith("[") else reachable
    return f"http://{bracketed}:{listener.getsockname()[1]}"
