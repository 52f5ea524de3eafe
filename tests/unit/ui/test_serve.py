import socket

import pytest
import typer

from assistant.commands.errors import InputError
from ui import serve


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
