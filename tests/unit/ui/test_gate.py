import threading
import time

import httpx
import pytest
from live_shop import serving
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from ui.gate import Gate


def wait_until(true, seconds: float = 10.0) -> None:
    until = time.monotonic() + seconds
    while not true() and time.monotonic() < until:
        time.sleep(0.01)
    assert true()


def test_the_gate_says_not_yet_then_lets_in():
    released, told = threading.Event(), []

    def build() -> Starlette:
        released.wait(20)
        return Starlette(routes=[Route("/readyz", lambda request: PlainTextResponse("inside"))])

    gate = Gate(build, opened=lambda: told.append("open"), failed=told.append)
    with serving(lambda: gate) as address:
        assert httpx.get(f"{address}/healthz").status_code == 200
        early = httpx.get(f"{address}/readyz")
        assert early.status_code == 503
        assert "Try again" in early.json()["next"]
        assert httpx.post(f"{address}/api/chat").status_code == 503
        page = httpx.get(address)
        assert page.status_code == 503
        assert "opens in a moment" in page.text
        assert told == []
        released.set()
        wait_until(lambda: told == ["open"])
        assert httpx.get(f"{address}/readyz").text == "inside"


def test_a_shop_that_cannot_open_hands_the_reason_over():
    told: list[BaseException] = []

    def build() -> Starlette:
        raise LookupError("no weights")

    gate = Gate(build, opened=lambda: pytest.fail("opened"), failed=told.append)
    with serving(lambda: gate) as address:
        wait_until(lambda: bool(told))
        assert httpx.get(f"{address}/readyz").status_code == 503
    assert isinstance(told[0], LookupError)


def test_closing_does_not_wait_for_a_long_opening():
    released = threading.Event()

    def build() -> Starlette:
        released.wait(30)
        return Starlette()

    began = time.monotonic()
    with serving(lambda: Gate(build, opened=lambda: None, failed=lambda problem: None)) as address:
        assert httpx.get(f"{address}/healthz").status_code == 200
    assert time.monotonic() - began < 20
    released.set()


def test_what_comes_afterwards_runs_with_shoppers_inside_and_its_failure_is_handed_over():
    released, told = threading.Event(), []

    def build() -> Starlette:
        return Starlette(routes=[Route("/readyz", lambda request: PlainTextResponse("inside"))])

    def afterwards() -> None:
        released.wait(20)
        raise LookupError("no such model")

    gate = Gate(build, opened=lambda: told.append("open"), failed=told.append, afterwards=afterwards)
    with serving(lambda: gate) as address:
        wait_until(lambda: told == ["open"])
        assert httpx.get(f"{address}/readyz").text == "inside"
        released.set()
        wait_until(lambda: len(told) == 2)
    assert isinstance(told[1], LookupError)
