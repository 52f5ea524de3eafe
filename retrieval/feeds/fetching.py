"""A feed from an http(s) address into a file: bounded in size and time, and never from inside the own network.

The host's name is looked up once, every address it has is checked, and the connection goes to one of those that
were checked: a name that points elsewhere a moment later leads nowhere. Each redirect is a new address to check.
"""

from __future__ import annotations

import gzip
import re
import socket
import tempfile
import time
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

import httpx

from retrieval.feeds.rows import FeedError

MOST_REDIRECTS = 5

_SAFE = re.compile(r"[^\w.-]+", re.ASCII)
_SUFFIXES = {
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "application/x-ndjson": ".jsonl",
    "application/jsonl": ".jsonl",
    "text/html": ".html",
    "application/zip": ".zip",
}
# Addresses that carry one of version 4, which is where packets end up.
_TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("::/96"))


@dataclass(frozen=True, slots=True)
class Limits:
    """What fetching may take.

    Attributes:
        size: Bytes, after unpacking.
        seconds: For everything together.
        silence: Seconds that the server may say nothing.
        private: Also from addresses that are not public: loopback, private and link-local ones.
    """

    size: int = 4 * 1024**3
    seconds: float = 3600
    silence: float = 30
    private: bool = False


def is_address(feed: str) -> bool:
    """Whether `feed` is an address to be fetched, rather than a path."""
    return feed.lower().startswith(("http://", "https://"))


@contextmanager
def local_feed(feed: str, limits: Limits | None = None) -> Generator[Path, None, None]:
    """Gives a feed as a path: a path as it is, what has to be fetched or unpacked as a file that is gone afterwards.

    Args:
        feed: A path, or an http(s) address; a user and password in it are sent to that host alone. What is packed
            with gzip is unpacked.
        limits: For addresses, and for what is unpacked.

    Raises:
        FeedError: It cannot be fetched or unpacked. One raised inside names what was given instead of the file.
    """
    limits = limits or Limits()
    given = None if is_address(feed) else Path(feed).expanduser()
    if given is not None and not _is_packed(given):
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="feed-") as folder:
        path = given if given is not None else _fetched(feed, Path(folder), limits)
        name = str(given) if given is not None else spoken(feed)
        if _is_packed(path):
            path = _unpacked(path, Path(folder), name, limits)
        try:
            yield path
        except FeedError as error:
            raise FeedError(str(error).replace(str(path), name)) from error


def _is_packed(path: Path) -> bool:
    if not path.is_file():  # a pipe would be waited for
        return False
    try:
        with path.open("rb") as file:
            return file.read(2) == b"\x1f\x8b"
    except OSError:
        return False


def _unpacked(path: Path, folder: Path, name: str, limits: Limits) -> Path:
    unpacked = folder / f"unpacked-{path.name.removesuffix('.gz')}"
    size = 0
    try:
        with gzip.open(path) as packed, unpacked.open("wb") as file:
            while chunk := packed.read(1024 * 1024):
                size += len(chunk)
                if size > limits.size:
                    raise FeedError(f"{name} unpacks to more than {limits.size:,} bytes; split it")
                file.write(chunk)
    except (OSError, EOFError, zlib.error) as error:
        raise FeedError(f"{name} cannot be unpacked: {_why(error)}; pack or fetch it again") from error
    return unpacked


def spoken(address: str) -> str:
    """Returns an address for a message: without password and query, which may hold secrets."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "the address"
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{port}{parts.path}"


def _fetched(address: str, folder: Path, limits: Limits) -> Path:
    deadline = time.monotonic() + limits.seconds
    visited = address
    auth = _credentials(address)
    for _ in range(MOST_REDIRECTS + 1):
        onward = _step(visited, folder, limits, deadline, auth)
        if isinstance(onward, Path):
            return onward
        if _origin(onward) != _origin(visited):
            auth = _credentials(onward)  # the shop's password is nobody else's
        if visited.lower().startswith("https:") and not onward.lower().startswith("https:"):
            raise FeedError(f"{spoken(address)} leads to {spoken(onward)}, which is not encrypted; give its address")
        visited = onward
    raise FeedError(f"{spoken(address)} leads on more than {MOST_REDIRECTS} times; give the feed's own address")


def _step(address: str, folder: Path, limits: Limits, deadline: float, auth: tuple[str, str] | None) -> Path | str:
    """Fetches one address; returns the file, or the address it leads on to."""
    if not is_address(address):
        raise FeedError(f"{spoken(address)} is no http or https address; give one that begins with https://")
    try:
        url = httpx.URL(address)
        host, port = url.host, url.port or (443 if url.scheme == "https" else 80)
    except httpx.InvalidURL as error:
        raise FeedError(f"{spoken(address)} is no valid address: {error}; correct it") from error
    if not host:
        raise FeedError(f"{spoken(address)} names no host; write https://shop.example/feed.xml")
    places = _places(host, port, address, limits)
    problem: Exception | None = None
    # Neither proxies nor passwords of the machine's own: the connection goes where it was checked to go.
    with httpx.Client(trust_env=False, follow_redirects=False, timeout=limits.silence) as client:
        for place in places:
            literal = f"[{place}]" if isinstance(place, IPv6Address) else str(place)
            request = client.build_request(
                "GET",
                url.copy_with(host=literal, userinfo=b"", fragment=None),
                headers={"Host": _authority(url), "Accept-Encoding": "gzip", "User-Agent": "shop-assistant"},
                extensions={"sni_hostname": host},
            )
            try:
                response = client.send(request, stream=True, auth=auth)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                problem = error  # another of its addresses may answer
                continue
            except httpx.HTTPError as error:
                raise FeedError(f"{spoken(address)} does not answer: {_why(error)}; try again") from error
            try:
                return _answer(response, url, address, folder, limits, deadline)
            except (httpx.HTTPError, OSError) as error:
                raise FeedError(f"{spoken(address)} broke off: {_why(error)}; try again") from error
            finally:
                response.close()
    raise FeedError(f"{spoken(address)} cannot be reached: {_why(problem)}; check the address and the network")


def _answer(
    response: httpx.Response, url: httpx.URL, address: str, folder: Path, limits: Limits, deadline: float
) -> Path | str:
    if response.status_code in (301, 302, 303, 307, 308) and "location" in response.headers:
        try:
            return str(url.copy_with(userinfo=b"").join(response.headers["location"]))
        except httpx.InvalidURL as error:
            raise FeedError(f"{spoken(address)} leads to an address that is not valid; give the feed's own") from error
    if response.status_code != 200:
        status = f"{response.status_code} {response.reason_phrase}".strip()
        raise FeedError(f"{spoken(address)} answers {status}; open it in a browser and give the address that works")
    path = folder / _name(url, response)
    with path.open("wb") as file:
        _save(response, file, address, limits, deadline)
    return path


def _save(response: httpx.Response, file: BinaryIO, address: str, limits: Limits, deadline: float) -> None:
    size = 0
    for chunk in response.iter_bytes():
        size += len(chunk)
        if size > limits.size:
            raise FeedError(f"{spoken(address)} has more than {limits.size:,} bytes; fetch it and give the file")
        if time.monotonic() > deadline:
            raise FeedError(f"{spoken(address)} took longer than {limits.seconds:g} s; fetch it and give the file")
        file.write(chunk)


def _places(host: str, port: int, address: str, limits: Limits) -> list[IPv4Address | IPv6Address]:
    """Looks a host's name up, once; refuses it where one of its addresses is not public."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FeedError(f"{spoken(address)}: there is no host {host!r}; check the address and the network") from error
    places = list(dict.fromkeys(ip_address(str(entry[4][0]).partition("%")[0]) for entry in found))
    inside = next((place for place in places if not limits.private and not is_public(place)), None)
    if inside is not None:
        raise FeedError(
            f"{spoken(address)} leads into a private network ({inside}), from which no feed is fetched; "
            "if the shop's server is there, add --allow-private-addresses"
        )
    return places


def is_public(place: IPv4Address | IPv6Address) -> bool:
    """Whether an address is one of the public internet; one that carries an address of version 4 counts as that."""
    if isinstance(place, IPv6Address):
        carried = place.ipv4_mapped or place.sixtofour or (place.teredo[1] if place.teredo else None)
        if carried is None and any(place in network for network in _TRANSLATED):
            carried = IPv4Address(int(place) & 0xFFFF_FFFF)
        if carried is not None:
            return is_public(carried)
    return place.is_global and not place.is_multicast and not place.is_reserved


def _credentials(address: str) -> tuple[str, str] | None:
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return (unquote(parts.username), unquote(parts.password or "")) if parts.username else None


def _origin(address: str) -> tuple[str, str | None, int | None] | None:
    try:
        parts = urlsplit(address)
        return parts.scheme, parts.hostname, parts.port
    except ValueError:
        return None


def _authority(url: httpx.URL) -> str:
    return url.netloc.decode("ascii")


def _name(url: httpx.URL, response: httpx.Response) -> str:
    """A file's name that says what it holds, as far as the server says it."""
    name = _SAFE.sub("_", url.path.rpartition("/")[2])[-80:].lstrip(".") or "feed"
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    return name if "." in name else name + _SUFFIXES.get(kind, "")


def _why(error: Exception | None) -> str:
    return " ".join(str(error).split()) or type(error).__name__
