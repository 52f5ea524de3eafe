import json
import time
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest
from live_shop import serving
from shop_stand_in import PRODUCTS, StandIn, picture

from assistant.memory import Memory
from retrieval.database import open_engine
from ui.panels import ShopperChoice
from ui.service import create_app
from ui.shops import origin
from ui.turns import MESSAGE_LIMIT


@dataclass
class Shop:
    client: httpx.Client
    assistant: StandIn


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    assistant = StandIn()

    def build():
        return create_app(
            assistant,
            title="Fern & Harbour",
            examples=("A summer dress",),
            shoppers=(ShopperChoice("ana", "Ana"),),
            allowed_origins=("https://shop.example",),
            pictures=picture,
        )

    with serving(build) as address, httpx.Client(base_url=address, timeout=20) as client:
        yield Shop(client, assistant)


def events(response: httpx.Response) -> list[tuple[str, dict]]:
    blocks = [block.split("\n") for block in response.text.split("\n\n") if block.startswith("event: ")]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in blocks]


def chat(shop: Shop, message: str, session: str = "s-1") -> httpx.Response:
    return shop.client.post("/api/chat", json={"session": session, "message": message})


def test_products_arrive_before_text_and_done_comes_last(shop):
    response = chat(shop, "a summer dress, at most $38")
    names = [name for name, _ in events(response)]
    data = dict(events(response))

    assert response.headers["content-type"].startswith("text/event-stream")
    assert names[:3] == ["tool", "products", "text"]
    assert names[-1] == "done"
    assert names.count("products") == names.count("done") == 1
    assert all(product["price"] <= 38 for product in data["products"]["products"])
    assert data["done"]["reply"] == "".join(data["text"] for name, data in events(response) if name == "text")


def test_without_a_session_an_unguessable_one_begins(shop):
    responses = [shop.client.post("/api/chat", json={"message": "a dress"}) for _ in range(2)]
    sessions = [response.headers["x-session"] for response in responses]

    assert len(set(sessions)) == 2
    assert min(len(session) for session in sessions) >= 32
    assert dict(events(responses[0]))["done"]["session"] == sessions[0]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"session": "s", "message": "x" * (MESSAGE_LIMIT + 1)}, "at most 2,000"),
        ({"session": "s", "message": "  "}, "empty"),
        ({"session": "s"}, "message"),
        ({"session": "s\n", "message": "x"}, "session"),
        ({"session": "x" * 129, "message": "x"}, "session"),
        ({"session": "s", "message": "x", "sesion": "typo"}, "sesion"),
        ([], "body"),
        ({"session": "s", "message": 5}, "message"),
    ],
)
def test_a_wrong_request_is_told_what_is_valid(shop, body, told):
    response = shop.client.post("/api/chat", json=body)

    assert response.status_code == 422
    assert told in response.json()["error"]
    assert response.json()["next"]


def test_a_request_that_is_not_json_is_told_so(shop):
    response = shop.client.post("/api/chat", content=b"{", headers={"Content-Type": "application/json"})

    assert response.status_code == 422
    (field,) = response.json()["fields"]
    assert field["field"] == "body"
    assert field["problem"].startswith("JSON is broken at character 1: ")
    assert response.json()["error"] == f"body: {field['problem']}"


@pytest.mark.parametrize(
    ("body", "told"), [(b"[" * 100_000, "nested too deeply"), (b'{"message": "\xe9"}', "not UTF-8")]
)
def test_a_body_that_cannot_be_read_is_told_what_to_correct(shop, body, told):
    response = shop.client.post("/api/chat", content=body, headers={"Content-Type": "application/json"})

    assert response.status_code == 400
    assert told in response.json()["error"]
    assert response.json()["next"].startswith("Correct the body")


def test_a_form_is_told_to_be_json(shop):
    response = shop.client.post("/api/chat", data={"session": "s", "message": "x"})

    assert response.status_code == 422
    assert "Content-Type: application/json" in response.json()["error"]


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/x", "/api/chat/more", "/api/profile/"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "PATCH"])
def test_an_unknown_address_is_told_the_known_ones(shop, method, path):
    response = shop.client.request(method, path)

    assert response.status_code == 404
    assert f"There is nothing at {path}; there are " in response.json()["error"]
    assert "/api/feedback, /api/profile" in response.json()["error"]
    assert response.json()["next"] == "GET /api/openapi.json describes what may be called."
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        *(("GET", "/api/chat", "POST"), ("PUT", "/api/feedback", "POST"), ("POST", "/api/profile", "DELETE, GET")),
        ("DELETE", "/api/openapi.json", "GET"),
    ],
)
def test_a_wrong_method_is_told_the_right_ones(shop, method, path, allowed):
    response = shop.client.request(method, path)

    assert response.status_code == 405
    assert response.headers["allow"] == allowed
    assert response.json() == {
        "error": f"{path} takes {allowed}, not {method}.",
        "next": "GET /api/openapi.json describes what may be called.",
    }


def test_the_description_lists_what_may_be_called(shop):
    assert set(shop.client.get("/api/openapi.json").json()["paths"]) >= {"/api/chat", "/api/feedback", "/api/profile"}
    assert "/api/{path}" not in shop.client.get("/api/openapi.json").text


def test_feedback_on_a_product_that_memory_does_not_know_is_404(shop, monkeypatch):
    memory = Memory(open_engine("sqlite://"), products=lambda ids: {"p1": PRODUCTS[0]} if "p1" in ids else {})
    monkeypatch.setattr(shop.assistant, "feedback", memory.add_feedback)

    known = shop.client.post("/api/feedback", json={"session": "s-9", "product": "p1", "kind": "like"})
    unknown = shop.client.post("/api/feedback", json={"session": "s-9", "product": "p0", "kind": "like"})

    assert known.status_code == 204
    assert unknown.status_code == 404
    assert unknown.json() == {
        "error": "No product 'p0' in the catalogue; use the identifier of a product shown.",
        "next": "Check the identifier.",
    }


@pytest.mark.parametrize("chunked", [True, False])
def test_a_huge_request_is_refused_unread(shop, chunked):
    body = b'{"message": "' + b"x" * 300_000 + b'"}'
    headers = {"Content-Type": "application/json"}
    content = iter([body[:150_000], body[150_000:]]) if chunked else body

    response = shop.client.post("/api/chat", content=content, headers=headers)

    assert response.status_code == 413
    assert "larger than 256 KiB" in response.json()["error"]


def test_half_a_surrogate_pair_does_no_harm(shop):
    body = b'{"session": "s", "message": "dress \\ud800"}'
    response = shop.client.post("/api/chat", content=body, headers={"Content-Type": "application/json"})

    assert events(response)[-1][1]["user"] == "dress ?"


def test_a_failing_turn_says_so_and_keeps_its_secrets(shop):
    response = chat(shop, "explode", "s-broken")

    assert [name for name, _ in events(response)] == ["error"]
    assert "secret" not in response.text
    assert "Traceback" not in response.text
    assert events(chat(shop, "a dress", "s-broken"))[-1][0] == "done"


def test_a_turn_that_ends_early_is_an_error_event(shop):
    assert events(chat(shop, "fail")) == [
        ("error", {"message": "The catalogue did not answer. Please ask again in a moment."})
    ]


def test_a_second_turn_of_a_session_waits_for_the_first_and_a_disconnect_stops_it(shop):
    shop.assistant.pause = 0.05
    message = "a slow dress"
    try:
        with shop.client.stream("POST", "/api/chat", json={"session": "s-slow", "message": message}) as first:
            lines = first.iter_lines()
            next(lines)
            second = chat(shop, "a dress", "s-slow")
            assert second.status_code == 409
            assert "still answering" in second.json()["error"]
            assert int(second.headers["retry-after"]) > 0
            assert message not in shop.assistant.closed
        until = time.monotonic() + 10
        while message not in shop.assistant.closed and time.monotonic() < until:
            time.sleep(0.05)
    finally:
        shop.assistant.pause = 0.0
    # 60 times 30 words at 50 ms would have run for more than a minute.
    assert message in shop.assistant.closed
    assert chat(shop, "a dress", "s-slow").status_code == 200


def test_feedback_reaches_the_profile_and_can_be_forgotten(shop):
    liked = {"session": "s-2", "product": "p1", "kind": "like"}
    assert shop.client.post("/api/feedback", json=liked).status_code == 204
    rated = {"session": "s-2", "product": "p2", "kind": "rating", "value": 4}
    assert shop.client.post("/api/feedback", json=rated).status_code == 204
    assert shop.assistant.feedbacks[-1] == ("s-2", "p2", "rating", 4.0)

    profile = shop.client.get("/api/profile", params={"session": "s-2"}).json()
    assert [entry["text"] for entry in profile["entries"]] == ["Likes Riviera linen wrap dress"]

    entry = {"session": "s-2", "entry": profile["entries"][0]["id"]}
    assert shop.client.delete("/api/profile", params=entry).status_code == 204
    assert shop.client.delete("/api/profile", params=entry).status_code == 404
    assert shop.client.get("/api/profile", params={"session": "s-2"}).json()["entries"] == []


def test_a_whole_profile_can_be_erased(shop):
    shop.client.post("/api/feedback", json={"session": "s-3", "product": "p1", "kind": "dislike"})

    assert shop.client.delete("/api/profile", params={"session": "s-3"}).status_code == 204
    assert shop.client.get("/api/profile", params={"session": "s-3"}).json()["entries"] == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"session": "s", "product": "p1", "kind": "adore"}, 422),
        ({"session": "s", "product": "p1", "kind": "rating"}, 422),
        ({"session": "s", "product": "p1", "kind": "rating", "value": 6}, 422),
        ({"session": "s", "product": "nothing", "kind": "like"}, 404),
        ({"session": "s", "kind": "like"}, 422),
    ],
)
def test_wrong_feedback_is_told_what_is_valid(shop, body, status):
    response = shop.client.post("/api/feedback", json=body)

    assert response.status_code == status
    assert response.json()["error"]


def test_a_profile_needs_a_session(shop):
    assert shop.client.get("/api/profile").status_code == 422


@pytest.mark.parametrize(("site", "allowed"), [("https://shop.example", True), ("https://evil.example", False)])
@pytest.mark.parametrize("path", ["/api/profile?session=s", "/", "/gradio_api/info", "/config"])
def test_only_listed_sites_may_read(shop, site, allowed, path):
    response = shop.client.get(path, headers={"Origin": site})

    assert response.headers.get("access-control-allow-origin") == (site if allowed else None)
    assert "access-control-allow-credentials" not in response.headers


def test_a_preflight_of_a_stranger_fails(shop):
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}

    friend = shop.client.options("/api/chat", headers={"Origin": "https://shop.example", **asked})
    stranger = shop.client.options("/api/chat", headers={"Origin": "https://evil.example", **asked})

    assert friend.status_code == 200
    assert stranger.status_code == 400


@pytest.mark.parametrize("path", ["/", "/api/profile?session=s", "/healthz", "/widget.js", "/nothing"])
def test_every_answer_carries_the_careful_headers(shop, path):
    headers = shop.client.get(path).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "frame-ancestors 'self' https://shop.example" in headers["content-security-policy"]
    assert "connect-src 'self';" in headers["content-security-policy"]


def test_health_readiness_widget_and_page_answer(shop):
    assert shop.client.get("/healthz").json() == {"status": "ok"}
    assert shop.client.get("/readyz").status_code == 200
    assert "text/javascript" in shop.client.get("/widget.js").headers["content-type"]
    assert "gradio-app" in shop.client.get("/").text


def test_the_page_offers_no_open_endpoints(shop):
    offered = shop.client.get("/gradio_api/info").json()

    assert offered["named_endpoints"] == {}
    assert offered["unnamed_endpoints"] == {}


def test_a_demo_picture_is_a_picture_and_nothing_else(shop):
    response = shop.client.get("/demo/p1.svg")

    assert response.headers["content-type"].startswith("image/svg+xml")
    assert "sandbox" in response.headers["content-security-policy"]
    assert shop.client.get("/demo/unknown.svg").status_code == 404
    assert shop.client.get("/demo/..%2f..%2fetc%2fpasswd.svg").status_code == 404


@pytest.mark.parametrize(
    "given", ["*", "https://", "shop.example", "https://a b", "https://x/path", "ftp://x", "https://x;"]
)
def test_an_origin_that_is_none_is_named(given):
    with pytest.raises(ValueError, match="is not an origin"):
        origin(given)


def test_an_origin_is_written_as_browsers_do():
    assert origin(" HTTPS://Shop.Example/ ") == "https://shop.example"
