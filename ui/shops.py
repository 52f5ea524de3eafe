"""Shops that embed the assistant: their name, the sites they own, and the key that signs their shoppers in."""

from __future__ import annotations

import json
import re
import secrets
import string
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_HOST_CHARACTERS = frozenset(string.ascii_lowercase + string.digits + "-.:[]")
_FRESH_SECONDS = 2.0  # a shop added on the command line is known to a running server after this long

_METADATA = sa.MetaData()
_SHOPS = sa.Table(
    "service_shops",
    _METADATA,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("origins", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("created", sa.Float, nullable=False),
)
_USED = sa.Table(
    "service_used_tokens",
    _METADATA,
    sa.Column("shop", sa.Text, primary_key=True),
    sa.Column("token", sa.Text, primary_key=True),
    sa.Column("until", sa.Float, nullable=False, index=True),
)


class ShopError(ValueError):
    """A shop cannot be added, changed or found; says what is valid."""


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop whose pages show the assistant.

    Attributes:
        name: What its pages write as ``data-shop``, and its server as the issuer of tokens.
        origins: Its sites, as browsers write them.
        key: Signs tokens; shown once, when it is made.
        prefix: Stands before its shoppers' identifiers in memory, so that no shop meets another's.
    """

    name: str
    origins: tuple[str, ...]
    key: str = field(repr=False)
    prefix: str = ""


class Shops:
    """The shops of one store, from its database; may be used from any thread.

    Args:
        engine: The store's database; the tables are created where they are missing.
        besides: Shops that are known while this process runs and never stored.
        clock: Seconds since 1970.
    """

    def __init__(
        self,
        engine: sa.Engine,
        *,
        besides: Sequence[Shop] = (),
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._engine = engine
        self._besides = tuple(besides)
        self._clock = clock
        self._lock = threading.Lock()
        self._seen: tuple[float, tuple[Shop, ...]] | None = None
        _METADATA.create_all(engine)

    def add(self, name: str, origins: Sequence[str]) -> Shop:
        """Adds a shop with a fresh key.

        Raises:
            ShopError: The name is taken or not valid, or there is no origin.
            ValueError: An origin is not of the form ``https://host[:port]``.
        """
        if not _NAME.fullmatch(name):
            raise ShopError(f'"{name}" is no name for a shop: use up to 40 of a-z, 0-9 and hyphens')
        shop = Shop(name, _sites(origins), _fresh_key(), f"{name}:")
        with self._engine.begin() as connection:
            taken = connection.scalar(sa.select(_SHOPS.c.name).where(_SHOPS.c.name == name))
            if taken or any(name == each.name for each in self._besides):
                raise ShopError(f'there is a shop "{name}" already: `shop key {name}` gives it a new key')
            row = {"name": name, "origins": json.dumps(shop.origins), "key": shop.key, "created": self._clock()}
            connection.execute(sa.insert(_SHOPS).values(row))
        self._forget()
        return shop

    def renew_key(self, name: str) -> Shop:
        """Gives a shop a fresh key; tokens signed with the old one are refused from now on.

        Raises:
            ShopError: There is no such shop.
        """
        key = _fresh_key()
        self._update(name, key=key)
        return replace(self._stored(name), key=key)

    def change_origins(self, name: str, origins: Sequence[str]) -> Shop:
        """Replaces the sites of a shop; raises as `add`."""
        self._update(name, origins=json.dumps(_sites(origins)))
        return self._stored(name)

    def remove(self, name: str) -> None:
        """Removes a shop: its pages may no longer embed, its tokens are refused.

        Raises:
            ShopError: There is no such shop.
        """
        with self._engine.begin() as connection:
            gone = connection.execute(sa.delete(_SHOPS).where(_SHOPS.c.name == name)).rowcount
        self._forget()
        if not gone:
            raise self._unknown(name)

    def all(self) -> tuple[Shop, ...]:
        """Every shop, by name; at most two seconds old."""
        with self._lock:
            now = self._clock()
            if self._seen is None or not 0 <= now - self._seen[0] < _FRESH_SECONDS:
                with self._engine.connect() as connection:
                    rows = connection.execute(sa.select(_SHOPS).order_by(_SHOPS.c.name)).mappings().all()
                stored = (Shop(r["name"], tuple(json.loads(r["origins"])), r["key"], f"{r['name']}:") for r in rows)
                self._seen = (now, (*self._besides, *stored))
            return self._seen[1]

    def find(self, name: str) -> Shop | None:
        """The shop of this name."""
        return next((shop for shop in self.all() if shop.name == name), None)

    def __contains__(self, site: object) -> bool:
        """Whether the origin belongs to any shop."""
        return any(site in shop.origins for shop in self.all())

    def use_token(self, shop: str, token: str, until: float) -> bool:
        """Notes that a token was used.

        Args:
            shop: Whose token.
            token: Its identifier (``jti``).
            until: When it expires, seconds since 1970; it is remembered until then.

        Returns:
            Whether it was used for the first time.
        """
        with self._engine.begin() as connection:
            connection.execute(sa.delete(_USED).where(_USED.c.until < self._clock() - 60))
        try:
            with self._engine.begin() as connection:
                connection.execute(sa.insert(_USED).values(shop=shop, token=token, until=until))
        except IntegrityError:
            return False
        return True

    def _update(self, name: str, **values: str) -> None:
        with self._engine.begin() as connection:
            found = connection.execute(sa.update(_SHOPS).where(_SHOPS.c.name == name).values(**values)).rowcount
        self._forget()
        if not found:
            raise self._unknown(name)

    def _stored(self, name: str) -> Shop:
        found = self.find(name)
        if found is None:
            raise self._unknown(name)
        return found

    def _unknown(self, name: str) -> ShopError:
        known = ", ".join(shop.name for shop in self.all()) or "none yet"
        return ShopError(f'there is no shop "{name}"; known: {known}')

    def _forget(self) -> None:
        with self._lock:
            self._seen = None


def origin(given: str) -> str:
    """Checks the origin of a site and returns it as browsers write it.

    Raises:
        ValueError: It is not of the form ``https://host[:port]``.
    """
    plain = given.strip().rstrip("/").lower()
    scheme, _, host = plain.partition("://")
    if scheme not in {"http", "https"} or not host or not set(host) <= _HOST_CHARACTERS:
        raise ValueError(f'"{given}" is not an origin: write it as https://shop.example or http://localhost:8000')
    return plain


def _sites(given: Sequence[str]) -> tuple[str, ...]:
    sites = tuple(dict.fromkeys(origin(each) for each in given))
    if not sites:
        raise ShopError("a shop needs at least one --origin, such as https://www.your-shop.example")
    return sites


def _fresh_key() -> str:
    return secrets.token_urlsafe(32)
