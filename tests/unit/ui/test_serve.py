import asyncio
import logging
import socket
import threading

import httpx
import pytest
import typer
import uvicorn
from fastapi import FastAPI
from fastapi.responses import StreamingResponse

from assistant.commands.errors import InputError
from ui import serve
from ui.gate import Gate


def test_the_command_registers_itself():
    app = typer.Typer()
    serve.register(app)

    assert [command.name for command in app.registered_commands] == ["serve"]


def test_a_taken_port_is_one_line_that_says_what_to_do():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match=rf"^port {port} is in use .* --port$"):
            serve._listen("127.0.0.1", port)


@pytest.mark.parametrize("port", [-1, 65_536])
def test_a_number_that_is_no_port_is_named(port):
    with pytest.raises(InputError, match=rf"--port {port} is not a port"):
        serve._listen("127.0.0.1", port)


def test_an_address_of_elsewhere_is_named():
    with pytest.raises(InputError, match=r"--host"):
        serve._listen("no-such-host.invalid", 0)
    with pytest.raises(InputError, match=r"cannot listen on 192\.0\.2\.1"):
        serve._listen("192.0.2.1", 0)


@pytest.mark.parametrize(("host", "shown"), [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1")])
def test_the_address_shown_can_be_visited(host, shown):
    with serve._listen(host, 0) as listener:
        assert serve._address(host, listener) == f"http://{shown}:{listener.getsockname()[1]}"


def test_a_failed_opening_ends_the_server_with_its_own_error():
    def build():
        raise InputError("no such model")

    with pytest.raises(InputError, match="no such model"):
        serve._run(build, serve._listen("127.0.0.1", 0), lambda: None)


def test_a_page_left_open_is_cut_off_quietly(monkeypatch):
    app, servers, said = FastAPI(), [], []

    @app.get("/stream")
    async def stream():
        async def endless():
            while True:
                yield "tick\n"
                await asyncio.sleep(0.05)

        return StreamingResponse(endless())

    class Told(logging.Handler):
        def emit(self, record):
            said.append(record.getMessage())

    class Server(uvicorn.Server):
        def __init__(self, config):
            config.timeout_graceful_shutdown = 0.5
            super().__init__(config)
            servers.append(self)
            logging.getLogger("uvicorn.error").addHandler(told)

    told = Told()
    monkeypatch.setattr(uvicorn, "Server", Server)
    listener = serve._listen("127.0.0.1", 0)
    address = serve._address("127.0.0.1", listener)
    opened = threading.Event()
    running = threading.Thread(target=serve._run, args=(lambda: app, listener, opened.set))
    running.start()
    try:
        assert opened.wait(20)
        logging.getLogger("uvicorn.error").error("while open")
        with httpx.Client(timeout=20) as client, client.stream("GET", f"{address}/stream") as response:
            lines = response.iter_lines()  # kept: without it the client would hang up
            next(lines)
            servers[0].should_exit = True
            running.join(20)
        assert not running.is_alive()
    finally:
        logging.getLogger("uvicorn.error").removeHandler(told)
    assert said == ["while open"]
    assert logging.getLogger("uvicorn.error").filters == []


def test_closing_while_a_model_loads_leaves_at_once(monkeypatch):
    left, loading, loaded = [], threading.Event(), threading.Event()

    def load():
        loading.set()
        loaded.wait(20)

    monkeypatch.setattr(serve.os, "_exit", left.append)
    gate = Gate(FastAPI, opened=lambda: None, failed=lambda _: None, afterwards=load)

    async def open_and_close():
        sent, asked = [], asyncio.Queue()

        async def send(message):
            sent.append(message["type"])

        asked.put_nowait({"type": "lifespan.startup"})
        living = asyncio.create_task(gate({"type": "lifespan"}, asked.get, send))
        while not loading.is_set():
            await asyncio.sleep(0.01)
        asked.put_nowait({"type": "lifespan.shutdown"})
        await living

    serve._leave_work_undone()
    assert left == []
    try:
        asyncio.run(open_and_close())
        serve._leave_work_undone()
        assert left == [0]
    finally:
        loaded.set()
