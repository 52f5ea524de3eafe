"""Whoever signs in proves it: tokens that are forged, old, used, or another shop's open nothing, anywhere."""

import base64
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import jwt
import pytest
from live_shop import serving
from shop_stand_in import StandIn

from retrieval.database import open_engine
from ui.identity import LONGEST_LIFE, Doorman, TokenRefused
from ui.service import create_app
from ui.shops import Shop, ShopError, Shops

SESSION = "a-session-that-nobody-guesses-{}"
ENDPOINTS = (
    ("POST", "/api/chat", {"session": "{}", "message": "a dress"}),
    ("POST", "/api/identify", {"session": "{}"}),
    ("POST", "/api/feedback", {"session": "{}", "product": "p1", "kind": "like"}),
    ("GET", "/api/conversation?session={}", None),
    ("GET", "/api/recommendations?session={}", None),
    ("GET", "/api/profile?session={}", None),
    ("DELETE", "/api/profile?session={}", None),
)


@dataclass
class Town:
    client: httpx.Client
    assistant: StandIn
    fern: Shop
    moss: Shop
    numbers: Iterator[int]

    def token(self, shop: Shop | None = None, key: str | None = None, algorithm: str = "HS256", **changed) -> str:
        shop = shop or self.fern
        now = int(time.time())
        claims = {"iss": shop.name, "sub": "ana", "iat": now, "exp": now + 60, "jti": f"t{next(self.numbers)}"}
        claims = {name: value for name, value in {**claims, **changed}.items() if value is not None}
        return jwt.encode(claims, shop.key if key is None else key, algorithm=algorithm)

    def call(self, endpoint, token: str | None, session: str | None = None, **headers: str) -> httpx.Response:
        method, path, body = endpoint
        named = session or SESSION.format(next(self.numbers))
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        filled = {name: value.format(named) for name, value in body.items()} if body else None
        return self.client.request(method, path.format(named), json=filled, headers=headers)


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    shops = Shops(open_engine("sqlite://"))
    fern = shops.add("fern", ["https://fern.example"])
    moss = shops.add("moss", ["https://moss.example"])
    assistant = StandIn()
    with (
        serving(lambda: create_app(assistant, title="Fern", examples=(), shops=shops)) as address,
        httpx.Client(base_url=address, timeout=20) as client,
    ):
        yield Town(client, assistant, fern, moss, iter(range(10_000)))


def unsigned(claims: dict) -> str:
    parts = (json.dumps({"alg": "none", "typ": "JWT"}), json.dumps(claims))
    return ".".join([*(base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts), ""])


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: f"{endpoint[0]} {endpoint[1].split('?')[0]}")
class TestEveryEndpoint:
    def test_takes_a_valid_token_once(self, town, endpoint):
        token, session = town.token(), SESSION.format(next(town.numbers))

        assert town.call(endpoint, token, session).is_success
        assert town.assistant.names[session] == "fern:ana"
        again = town.call(endpoint, token, session)
        assert again.status_code == 401
        assert "used before" in again.json()["error"]
        assert again.headers["www-authenticate"] == 'Bearer error="invalid_token"'
        profile = town.client.get(f"/api/profile?session={session}")
        assert profile.is_success  # the session goes on without a token
        assert profile.json()["shopper"] == "fern:ana"

    @pytest.mark.parametrize(
        ("made", "told"),
        [
            (lambda t: t.token(exp=int(time.time()) - 1, iat=int(time.time()) - 60), "expired"),
            (lambda t: t.token(key="x" * 43), "not signed with the key"),
            (lambda t: t.token(key=t.moss.key), "not signed with the key"),
            (lambda t: t.token(iss="nobody"), "no shop of this name"),
            (lambda t: t.token(algorithm="HS512", key=t.fern.key * 2), "algorithm"),
            (lambda t: t.token()[:-3], "not signed with the key"),
            (lambda t: t.token().rsplit(".", 1)[0] + ".", "not signed with the key"),
            (lambda t: "abc", "no token"),
            (lambda t: "x" * 5_000, "longer than"),
            *(
                (lambda t, name=name: t.token(**{name: None}), f"has no {name}")
                for name in ("iss", "sub", "iat", "exp", "jti")
            ),
            (lambda t: t.token(exp=int(time.time()) + LONGEST_LIFE + 60), "lives longer"),
            (lambda t: t.token(iat=int(time.time()) + 300, exp=int(time.time()) + 400), "in the future"),
            (lambda t: t.token(iat="now"), "not a number"),
            (lambda t: t.token(sub=""), "its sub"),
            (lambda t: t.token(sub="x" * 200), "its sub"),
            (lambda t: t.token(jti="x\u202ey"), "its jti"),
        ],
    )
    def test_refuses_what_proves_nothing(self, town, endpoint, made, told):
        session = SESSION.format(next(town.numbers))
        answer = town.call(endpoint, made(town), session)

        assert answer.status_code == 401
        assert told in answer.json()["error"]
        assert answer.json()["next"]
        assert session not in town.assistant.names
        assert not [heard for heard in town.assistant.heard if heard[0] == session]

    def test_refuses_alg_none(self, town, endpoint):
        now = int(time.time())
        claims = {"iss": "fern", "sub": "ana", "iat": now, "exp": now + 60, "jti": "n1"}

        assert town.call(endpoint, unsigned(claims)).status_code == 401
        assert town.call(endpoint, unsigned(claims) + "x").status_code == 401

    def test_refuses_a_token_in_the_name_of_another_shop(self, town, endpoint):
        named = town.call(endpoint, town.token(), **{"X-Shop": "moss"})
        sent = town.call(endpoint, town.token(), **{"Origin": "https://moss.example"})

        assert named.status_code == sent.status_code == 401
        assert 'for the shop "fern" and not' in named.json()["error"]
        assert 'does not belong to the shop "fern"' in sent.json()["error"]
        assert town.call(endpoint, town.token(), **{"X-Shop": "fern", "Origin": "https://fern.example"}).is_success

    def test_refuses_another_kind_of_authorization(self, town, endpoint):
        method, path, body = endpoint
        answer = town.client.request(method, path.format("s"), json=body, headers={"Authorization": "Basic YTpi"})

        assert answer.status_code == 401

    def test_refuses_to_sign_in_to_a_session_that_can_be_guessed(self, town, endpoint):
        token = town.token()

        assert town.call(endpoint, token, "s-1").status_code == 422
        assert town.call(endpoint, token).is_success  # the token is still good

    def test_refuses_to_take_over_another_shoppers_session(self, town, endpoint):
        session = SESSION.format(next(town.numbers))
        assert town.call(endpoint, town.token(), session).is_success
        token = town.token(sub="ben")

        assert town.call(endpoint, token, session).status_code == 409
        assert town.call(endpoint, town.token(town.moss), session).status_code == 409
        assert town.call(endpoint, token).is_success


def test_an_unknown_address_refuses_a_bad_token_too(town):
    assert town.client.get("/api/nothing", headers={"Authorization": "Bearer x"}).status_code == 401


def test_identify_needs_a_token_and_makes_a_session(town):
    assert town.client.post("/api/identify", json={}).status_code == 401
    made = town.client.post("/api/identify", json={}, headers={"Authorization": f"Bearer {town.token()}"}).json()

    assert len(made["session"]) >= 32
    assert made["shopper"] == "fern:ana"


def test_a_broken_request_uses_no_token_up(town):
    token = town.token()
    head = {"Authorization": f"Bearer {token}"}

    assert town.client.post("/api/chat", json={"message": " "}, headers=head).status_code == 422
    assert town.client.post("/api/chat", json={"message": "a dress"}, headers=head).status_code == 200


def test_a_used_token_is_remembered_until_it_has_expired():
    now = [1_000.0]
    shops = Shops(open_engine("sqlite://"), clock=lambda: now[0])

    assert shops.use_token("fern", "t", 1_060)
    assert not shops.use_token("fern", "t", 1_060)
    assert shops.use_token("moss", "t", 1_060)
    now[0] = 1_059
    assert not shops.use_token("fern", "t", 1_060)


def test_a_renewed_key_refuses_the_old_one():
    shops = Shops(open_engine("sqlite://"))
    old = shops.add("fern", ["https://fern.example"])
    new = shops.renew_key("fern")
    now = int(time.time())
    claims = {"iss": "fern", "sub": "ana", "iat": now, "exp": now + 60, "jti": "t"}
    doorman = Doorman(shops)

    with pytest.raises(TokenRefused, match="not signed with the key"):
        doorman.check(jwt.encode(claims, old.key), shop=None, site=None)
    assert doorman.check(jwt.encode(claims, new.key), shop=None, site=None).shopper == "fern:ana"
    shops.remove("fern")
    with pytest.raises(TokenRefused, match="no shop"):
        doorman.check(jwt.encode(claims, new.key), shop=None, site=None)


def test_a_key_shows_in_no_representation():
    shop = Shops(open_engine("sqlite://")).add("fern", ["https://fern.example"])

    assert len(shop.key) == 43
    assert shop.key not in repr(shop)


@pytest.mark.parametrize("name", ["", "Fern", "a b", "x" * 41, "-a", "a;b", "ä"])
def test_a_name_that_is_none_is_named(name):
    with pytest.raises(ShopError, match="no name for a shop"):
        Shops(open_engine("sqlite://")).add(name, ["https://fern.example"])


def test_shops_are_told_what_is_missing():
    shops = Shops(open_engine("sqlite://"))
    shops.add("fern", ["HTTPS://Fern.example/", "https://fern.example"])

    assert shops.all()[0].origins == ("https://fern.example",)
    with pytest.raises(ShopError, match="already"):
        shops.add("fern", ["https://fern.example"])
    with pytest.raises(ShopError, match="at least one --origin"):
        shops.add("moss", [])
    for change in (shops.renew_key, shops.remove, lambda name: shops.change_origins(name, ["https://x.example"])):
        with pytest.raises(ShopError, match='no shop "moss"; known: fern'):
            change("moss")
    assert shops.change_origins("fern", ["https://new.example"]).origins == ("https://new.example",)


def test_a_running_server_learns_of_a_new_shop(tmp_path):
    now = [0.0]
    served = Shops(open_engine(f"sqlite:///{tmp_path / 'shop.sqlite3'}"), clock=lambda: now[0])
    assert served.all() == ()
    Shops(open_engine(f"sqlite:///{tmp_path / 'shop.sqlite3'}")).add("fern", ["https://fern.example"])
    now[0] = 3.0

    assert served.find("fern") is not None
    assert "https://fern.example" in served
