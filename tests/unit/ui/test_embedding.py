"""What shops' pages load: small, framed by the right sites only, and described."""

import asyncio
import gzip
import json
import time
from collections.abc import Iterator

import httpx
import pytest
from live_shop import serving
from shop_stand_in import StandIn

from retrieval.database import open_engine
from ui.assets import asset
from ui.gate import Gate
from ui.rates import Rates, TooOften
from ui.service import create_app
from ui.shops import Shops
from ui.turns import Turns

WIDGET_LIMIT = 15_000


@pytest.fixture(scope="module")
def shops() -> Shops:
    made = Shops(open_engine("sqlite://"))
    made.add("fern", ["https://fern.example", "https://m.fern.example"])
    made.add("moss", ["https://moss.example"])
    return made


@pytest.fixture(scope="module")
def client(shops) -> Iterator[httpx.Client]:
    def build():
        return create_app(
            StandIn(), title="<Fern>", examples=("A dress",), shops=shops, allowed_origins=("https://o.example",)
        )

    with serving(build) as address, httpx.Client(base_url=address, timeout=20) as client:
        yield client


def test_the_widget_is_small():
    packed = len(gzip.compress(asset("widget.js").encode(), 9))

    assert packed <= WIDGET_LIMIT
    assert packed > 2_000  # what is measured is the widget


def test_the_widget_is_sent_packed_and_not_twice(client):
    first = client.get("/widget.js")

    assert first.headers["content-encoding"] == "gzip"
    assert first.text == asset("widget.js")
    assert first.headers["cross-origin-resource-policy"] == "cross-origin"
    assert client.get("/widget.js", headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    assert client.get("/widget.js", headers={"Accept-Encoding": "identity"}).text == asset("widget.js")


@pytest.mark.parametrize(
    ("query", "framed_by"),
    [
        ("?shop=fern", "frame-ancestors 'self' https://fern.example https://m.fern.example"),
        ("?shop=moss", "frame-ancestors 'self' https://moss.example"),
        ("", "frame-ancestors 'self' https://o.example"),
    ],
)
def test_only_the_shops_own_sites_may_frame_it(client, query, framed_by):
    answer = client.get(f"/embed{query}")
    policy = answer.headers["content-security-policy"]

    assert policy.endswith(framed_by)
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "<Fern>" not in answer.text


def test_a_shop_that_is_none_is_told(client):
    assert client.get("/embed?shop=nobody").status_code == 404
    assert client.get("/embed/page.js").status_code == 404
    assert client.get("/embed/..%2fpage.js").status_code == 404


@pytest.mark.parametrize(
    "part", ["conversation.css", "conversation.js", "drawing.js", "host.js", "texts.js", "wire.js"]
)
def test_every_part_of_the_conversation_is_served(client, part):
    assert client.get(f"/embed/{part}").text == asset(part)


@pytest.mark.parametrize("site", ["https://fern.example", "https://moss.example", "https://o.example"])
def test_every_shops_site_may_call(client, site):
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,x-shop"}

    assert client.options("/api/chat", headers={"Origin": site, **asked}).status_code == 200
    answer = client.get("/api/profile?session=s", headers={"Origin": site})
    assert answer.headers["access-control-allow-origin"] == site
    assert "access-control-allow-credentials" not in answer.headers


def test_a_stranger_may_not_call(client):
    asked = {"Access-Control-Request-Method": "POST"}

    assert client.options("/api/chat", headers={"Origin": "https://evil.example", **asked}).status_code == 400


def test_the_description_is_whole(client):
    described = client.get("/api/openapi.json").json()

    assert described["components"]["securitySchemes"]["HTTPBearer"]["bearerFormat"] == "JWT"
    calls = [(path, method, call) for path, calls in described["paths"].items() for method, call in calls.items()]
    assert {path for path, _, _ in calls} >= {
        "/api/chat", "/api/identify", "/api/conversation", "/api/recommendations", "/api/feedback", "/api/profile",
    }  # fmt: skip
    for path, method, call in calls:
        assert call.get("summary"), (method, path)
        if path.startswith("/api/"):
            assert {"401", "422", "429", "503"} <= set(call["responses"]), (method, path)
            assert call["security"] == [{"HTTPBearer": []}], (method, path)
    chat = described["paths"]["/api/chat"]["post"]["responses"]["200"]
    assert "text/event-stream" in chat["content"]


def test_a_conversation_is_there_after_a_reload(client):
    session = "reload-1"
    client.post("/api/chat", json={"session": session, "message": "a dress, at most $35"})
    told = client.get("/api/conversation", params={"session": session}).json()

    assert told["session"] == session
    assert [turn["user"] for turn in told["turns"]] == ["a dress, at most $35"]
    assert told["turns"][0]["reply"].startswith("I found")
    assert all(product["price_text"].startswith("$") for product in told["turns"][0]["products"])
    assert client.get("/api/conversation", params={"session": "another"}).json()["turns"] == []


def test_products_for_the_first_screen(client):
    assert len(client.get("/api/recommendations?session=s&limit=3").json()["products"]) == 3
    assert client.get("/api/recommendations?session=s&limit=99").status_code == 422


def test_rates_are_kept_by_address_and_by_session():
    rates = Rates(per_address=2, per_session=1)

    rates.address("10.0.0.1")
    rates.address("10.0.0.1")
    with pytest.raises(TooOften) as told:
        rates.address("10.0.0.1")
    assert 1 <= told.value.seconds <= 60
    rates.address("10.0.0.2")
    rates.session("s")
    with pytest.raises(TooOften):
        rates.session("s")
    free = Rates(per_address=0, per_session=0)
    for _ in range(100):
        free.address("10.0.0.1")
        free.session("s")


def test_an_ipv6_household_counts_once():
    rates = Rates(per_address=1)

    rates.address("2001:db8::1")
    with pytest.raises(TooOften):
        rates.address("2001:db8::2")
    rates.address("2001:db8:1::1")
    rates.address("testclient")


def test_who_asks_too_often_is_told_when_to_come_back():
    def build():
        return create_app(StandIn(), title="A", examples=(), rates=Rates(per_address=5, per_session=2))

    with serving(build) as address, httpx.Client(base_url=address, timeout=20) as client:
        answers = [client.post("/api/chat", json={"session": "s", "message": "a dress"}) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert int(answers[2].headers["retry-after"]) >= 1
        other = [client.get("/api/profile?session=s") for _ in range(3)]
        assert other[-1].status_code == 429
        assert other[-1].headers["x-content-type-options"] == "nosniff"
        assert "Too many requests" in other[-1].json()["error"]
        assert client.get("/healthz").status_code == 200


async def test_a_full_house_answers_503_at_once_and_the_queue_is_served_in_order():
    assistant = StandIn(pause=0.2)
    turns = Turns(at_once=1, under_way=3)

    def build():
        return create_app(assistant, title="A", examples=(), turns=turns)

    with serving(build) as address:
        async with httpx.AsyncClient(base_url=address, timeout=60) as client:

            async def ask(number: int):
                began = time.monotonic()
                answer = await client.post("/api/chat", json={"session": f"s-{number}", "message": f"dress {number}"})
                return answer, time.monotonic() - began

            asked = []
            for number in range(3):
                asked.append(asyncio.create_task(ask(number)))
                while len(turns._running) <= number:
                    await asyncio.sleep(0.01)
            refused, seconds = await ask(9)
            answers = await asyncio.gather(*asked)

    assert refused.status_code == 503
    assert int(refused.headers["retry-after"]) > 0
    assert seconds < 1
    assert refused.json()["next"]
    assert all(answer.status_code == 200 and "event: done" in answer.text for answer, _ in answers)
    assert [message for _, message in assistant.heard] == ["dress 0", "dress 1", "dress 2"]
    waited = answers[2][0].text.split("\n\n")[0]
    assert waited.startswith("event: queued")
    assert json.loads(waited.split("data: ")[1])["ahead"] >= 1
    assert "queued" not in answers[0][0].text


async def test_leaving_the_queue_gives_the_place_to_the_next():
    turns = Turns(at_once=1)

    with turns.place() as first:
        assert await first.wait(1)
        with turns.place() as second:
            assert not await second.wait(0.01)
        with turns.place() as third:
            assert third.ahead == 1
            first.leave()
            assert await third.wait(1)
            assert third.ahead == 0
    with turns.place() as last:
        assert await last.wait(0.01)


def test_a_disconnect_stops_the_work_within_a_second():
    assistant = StandIn(pause=0.05)

    def build():
        return create_app(assistant, title="A", examples=())

    with serving(build) as address, httpx.Client(base_url=address, timeout=20) as client:
        with client.stream("POST", "/api/chat", json={"session": "s", "message": "a slow dress"}) as answer:
            next(answer.iter_lines())
        began = time.monotonic()
        while "a slow dress" not in assistant.closed and time.monotonic() < began + 5:
            time.sleep(0.01)
        assert time.monotonic() - began < 1


def test_a_closing_shop_lets_nobody_in_and_ends_what_streams():
    assistant, turns = StandIn(pause=0.1), Turns()

    def build():
        return create_app(assistant, title="A", examples=(), turns=turns)

    with serving(build) as address, httpx.Client(base_url=address, timeout=20) as client:
        with client.stream("POST", "/api/chat", json={"session": "s", "message": "a slow dress"}) as answer:
            lines = answer.iter_lines()
            next(lines)
            turns.close()
            began = time.monotonic()
            assert client.get("/readyz").status_code == 503
            assert client.get("/healthz").status_code == 200
            late = client.post("/api/chat", json={"session": "s-2", "message": "a dress"})
            assert late.status_code == 503
            assert int(late.headers["retry-after"]) > 0
            rest = list(lines)
        assert time.monotonic() - began < 4
    assert "event: error" in rest
    assert "closing" in rest[-2]


def test_the_widget_is_there_while_the_shop_opens():
    gate = Gate(lambda: time.sleep(3), opened=lambda: None, failed=lambda problem: None)  # type: ignore[arg-type]
    with serving(lambda: gate) as address:
        assert httpx.get(f"{address}/widget.js").text == asset("widget.js")
        assert httpx.get(f"{address}/embed").status_code == 503
