"""Serves an application on a free port of this machine for as long as a test needs it."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp


@contextmanager
def serving(build: Callable[[], ASGIApp]) -> Iterator[str]:
    """Yields the address of the running application."""
    listener = socket.create_server(("127.0.0.1", 0))
    started = threading.Event()
    servers: list[uvicorn.Server] = []
    failures: list[BaseException] = []

    async def run() -> None:
        config = uvicorn.Config(build(), log_level="error", lifespan="on", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        servers.append(server)
        serve = asyncio.ensure_future(server.serve(sockets=[listener]))
        while not server.started and not serve.done():
            await asyncio.sleep(0.01)
        started.set()
        await serve

    def work() -> None:
        try:
            asyncio.run(run())
        except BaseException as problem:  # noqa: BLE001 - raised again in the test's own thread
            failures.append(problem)
        finally:
            started.set()

    thread = threading.Thread(target=work)
    thread.start()
    started.wait(60)
    try:
        if failures:
            raise failures[0]
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        for server in servers:
            server.should_exit = True
        thread.join(20)
        listener.close()
