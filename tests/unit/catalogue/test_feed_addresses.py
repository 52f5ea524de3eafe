"""Feeds from addresses, fetched from servers on the loopback interface."""

from __future__ import annotations

import base64
import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest

from retrieval.feeds import FeedError, read_feed
from retrieval.feeds.fetching import Limits, is_public, local_feed, spoken

FEED = b'{"id": "1", "title": "Bag"}\n'
HERE = Limits(private=True, silence=5, seconds=10)

Answer = Callable[[BaseHTTPRequestHandler], None]


class Shop(ThreadingHTTPServer):
    """A server whose pages are functions; remembers what was asked of it."""

    daemon_threads = True

    def __init__(self, pages: dict[str, Answer]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages = pages
        self.asked: list[tuple[str, str | None, str | None]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that leaves is no error."""


class _Handler(BaseHTTPRequestHandler):
    timeout = 10
    server: Shop

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["Host"], self.headers["Authorization"]))
        self.server.pages[self.path.partition("?")[0]](self)

    def log_message(self, format: str, *args: object) -> None:
        pass


def say(body: bytes, status: int = 200, **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        with suppress(OSError):
            handler.wfile.write(body)

    return answer


def lead(to: str) -> Answer:
    return say(b"", 302, Location=to)


def trickle(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    with suppress(OSError):
        for _ in range(100):
            handler.wfile.write(b" ")
            time.sleep(0.05)


@pytest.fixture
def shop() -> Iterator[Shop]:
    server = Shop(
        {
            "/feed.jsonl": say(FEED),
            "/packed": say(gzip.compress(FEED), Content_Encoding="gzip", Content_Type="application/x-ndjson"),
            "/feed.jsonl.gz": say(gzip.compress(FEED)),
            "/bomb": say(gzip.compress(b" " * 50_000_000), Content_Encoding="gzip"),
            "/gone": say(b"", 404),
            "/page": say(b"<!doctype html><h1>Oops</h1>", Content_Type="text/html"),
            "/moved": lead("/feed.jsonl"),
            "/loop": lead("/loop"),
            "/file": lead("file:///etc/passwd"),
            "/inside": lead("http://169.254.169.254/latest/meta-data"),
            "/trickle": trickle,
            "/silent": lambda handler: time.sleep(3),
            "/cut": say(FEED, Content_Length="1000"),
        }
    )
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.mark.parametrize("page", ["/feed.jsonl?token=secret", "/packed", "/moved", "/feed.jsonl.gz"])
def test_a_feed_is_fetched_and_gone_afterwards(shop: Shop, page: str) -> None:
    with local_feed(shop.address + page, HERE) as path:
        (row,) = read_feed(path)
        assert row.product.id == "1"
    assert not path.exists()


def test_a_path_is_left_as_it_is(tmp_path: Path) -> None:
    with local_feed(str(tmp_path / "feed.csv")) as path:
        assert path == tmp_path / "feed.csv"


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("/gone", "answers 404 Not Found"),
        ("/loop", "more than 5 times"),
        ("/file", "is no http or https address"),
        ("/cut", "broke off"),
    ],
)
def test_what_cannot_be_fetched_is_named_in_one_line(shop: Shop, page: str, words: str) -> None:
    with pytest.raises(FeedError, match=words) as caught, local_feed(shop.address + page, HERE):
        pass
    assert "\n" not in str(caught.value)


def test_an_error_page_is_told_by_its_address(shop: Shop) -> None:
    with pytest.raises(FeedError) as caught, local_feed(shop.address + "/page?key=secret", HERE) as path:
        list(read_feed(path))
    assert str(caught.value).startswith(f"{shop.address}/page holds no schema.org product")


def test_size_is_counted_after_unpacking(shop: Shop) -> None:
    with pytest.raises(FeedError, match="more than 1,000,000 bytes"):
        with local_feed(shop.address + "/bomb", Limits(private=True, size=1_000_000)):
            pass


def test_time_is_limited_in_all_and_in_silence(shop: Shop) -> None:
    began = time.monotonic()
    with pytest.raises(FeedError, match=r"longer than 0.3 s"):
        with local_feed(shop.address + "/trickle", Limits(private=True, seconds=0.3)):
            pass
    with pytest.raises(FeedError, match="does not answer"):
        with local_feed(shop.address + "/silent", Limits(private=True, silence=0.2)):
            pass
    assert time.monotonic() - began < 3


def test_the_own_network_is_refused(shop: Shop) -> None:
    with pytest.raises(FeedError, match=r"private network \(127.0.0.1\).*--allow-private-addresses"):
        with local_feed(shop.address + "/feed.jsonl"):
            pass
    assert shop.asked == []


def test_each_redirect_is_checked(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    # The shop's server counts as public here, so that only what it leads to is refused.
    monkeypatch.setattr("retrieval.feeds.fetching.is_public", lambda place: str(place) == "127.0.0.1")
    with pytest.raises(FeedError, match=r"private network \(169.254.169.254\)"):
        with local_feed(shop.address + "/inside"):
            pass


def test_a_name_is_looked_up_once_and_the_connection_goes_there(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    port = shop.server_address[1]
    asked: list[object] = []
    real = socket.getaddrinfo

    def lookup(host: object, *rest: object, **more: object) -> list[tuple[object, ...]]:
        asked.append(host)
        if host == "shop.example":
            place = "127.0.0.1" if asked.count(host) == 1 else "127.0.0.2"
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, port))]
        return real(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    with local_feed(f"http://shop.example:{port}/feed.jsonl", HERE) as path:
        assert path.read_bytes() == FEED
    assert asked.count("shop.example") == 1
    assert shop.asked == [("/feed.jsonl", f"shop.example:{port}", None)]


def test_a_name_with_one_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    places = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, 80)) for place in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *given, **more: places)
    with pytest.raises(FeedError, match=r"\(10.0.0.1\)"), local_feed("http://shop.example/feed.csv"):
        pass


def test_a_password_goes_to_its_own_host_alone_and_into_no_message(shop: Shop) -> None:
    other = Shop({"/feed.jsonl": say(FEED), "/gone": say(b"", 404)})
    thread = threading.Thread(target=other.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        shop.pages["/away"] = lead(other.address + "/feed.jsonl")
        shop.pages["/lost"] = lead(other.address + "/gone")
        host = shop.address.removeprefix("http://")
        with local_feed(f"http://ana:s%40fe@{host}/moved", HERE), local_feed(f"http://ana:s%40fe@{host}/away", HERE):
            pass
        with pytest.raises(FeedError) as caught, local_feed(f"http://ana:s%40fe@{host}/lost", HERE):
            pass
    finally:
        other.shutdown()
        other.server_close()
        thread.join(5)
    basic = "Basic " + base64.b64encode(b"ana:s@fe").decode()
    assert [sent for _, _, sent in shop.asked] == [basic] * 4
    assert [sent for _, _, sent in other.asked] == [None] * 2
    assert "s%40fe" not in str(caught.value)
    assert spoken("https://ana:pw@shop.example:8080/a?token=x") == "https://shop.example:8080/a"


@pytest.mark.parametrize(
    ("place", "public"),
    [
        *(("93.184.216.34", True), ("2606:4700::1111", True), ("127.0.0.1", False), ("10.1.2.3", False)),
        *(("172.16.0.1", False), ("192.168.1.1", False), ("169.254.169.254", False), ("100.64.0.1", False)),
        *(("0.0.0.0", False), ("224.0.0.1", False), ("255.255.255.255", False), ("::1", False), ("fe80::1", False)),
        *(("fd00::1", False), ("::ffff:127.0.0.1", False), ("64:ff9b::7f00:1", False), ("2002:7f00:1::", False)),
        *(("::", False), ("::127.0.0.1", False), ("64:ff9b::5db8:d822", True)),
    ],
)
def test_which_addresses_are_public(place: str, public: bool) -> None:
    assert is_public(ip_address(place)) is public


def test_strange_addresses_are_errors_in_one_line() -> None:
    for address in ("http://", "http:///feed", "https://[::1", "http://a b/", "http://x.invalid/", "http://127.1/x"):
        with pytest.raises(FeedError) as caught, local_feed(address, Limits(silence=2)):
            pass
        assert "\n" not in str(caught.value)


def test_a_packed_file_is_unpacked_and_bounded(tmp_path: Path) -> None:
    path = tmp_path / "feed.jsonl.gz"
    path.write_bytes(gzip.compress(FEED))
    with local_feed(str(path)) as unpacked:
        (row,) = read_feed(unpacked)
        assert row.product.id == "1"
    assert (path.exists(), unpacked.exists()) == (True, False)
    with pytest.raises(FeedError, match=r"feed.jsonl.gz unpacks to more than 5 bytes"):
        with local_feed(str(path), Limits(size=5)):
            pass
    path.write_bytes(gzip.compress(FEED)[:-9])
    with pytest.raises(FeedError, match=r"feed.jsonl.gz cannot be unpacked"), local_feed(str(path)):
        pass
