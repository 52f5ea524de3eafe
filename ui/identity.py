"""Who is asking: a short-lived token that a shop's server signed for one of its shoppers (RFC 7519, HS256).

A token signs one session in, once. What follows in that session needs none: its identifier is the secret. So a token
that leaks into a log or a browser's history is worth nothing, and nothing long-lived is ever in a page.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import jwt

from ui.shops import Shop, Shops

LONGEST_LIFE = 600
"""Seconds between ``iat`` and ``exp`` of a token, at most."""

SHORTEST_SIGNED_SESSION = 22
"""Characters of a session that a shopper may be signed in to: it is all that guards the profile from then on."""

_ALGORITHM = "HS256"
_CLAIMS = ("iss", "sub", "iat", "exp", "jti")
_LONGEST_TOKEN = 4_096
_LONGEST_NAME = 128
_CLOCKS_APART = 60  # seconds that a shop's clock may be ahead of ours


class TokenRefused(Exception):
    """The token proves nothing; says why, and what a valid one has."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a valid token says.

    Attributes:
        shop: Who signed it.
        shopper: The shopper's identifier in memory; no two shops share one.
        token: Its identifier (``jti``).
        until: When it expires, seconds since 1970.
    """

    shop: str
    shopper: str
    token: str
    until: float


class Doorman:
    """Checks tokens against the shops' keys.

    Args:
        shops: Whose tokens are taken.
        clock: Seconds since 1970.
    """

    def __init__(self, shops: Shops, clock: Callable[[], float] = time.time) -> None:
        self._shops = shops
        self._clock = clock

    def check(self, token: str, *, shop: str | None, site: str | None) -> Identity:
        """Reads a token without using it up.

        Args:
            token: As it came.
            shop: The shop in whose name the request was made, ``None`` where it names none.
            site: The origin that made the request, where a browser told one and it is another than ours.

        Raises:
            TokenRefused: It is not valid, for another shop, or was used before.
        """
        issuer = self._shops.find(_claimed_issuer(token))
        if issuer is None:
            raise TokenRefused("no shop of this name (iss) is known here")
        claims = self._claims(token, issuer)
        if shop is not None and shop != issuer.name:
            raise TokenRefused(f'it was signed for the shop "{issuer.name}" and not for this one')
        if site is not None and site not in issuer.origins:
            raise TokenRefused(f'the site that sent it does not belong to the shop "{issuer.name}"')
        return Identity(issuer.name, issuer.prefix + claims["sub"], claims["jti"], float(claims["exp"]))

    def use(self, identity: Identity) -> None:
        """Uses a token up.

        Raises:
            TokenRefused: It was used before.
        """
        if not self._shops.use_token(identity.shop, identity.token, identity.until):
            raise TokenRefused("it was used before (jti); sign a new one for each sign-in")

    def _claims(self, token: str, shop: Shop) -> dict[str, Any]:
        try:
            claims = jwt.decode(
                token,
                shop.key,
                algorithms=[_ALGORITHM],
                issuer=shop.name,
                options={"require": list(_CLAIMS), "verify_iat": False, "verify_aud": False},
            )
        except jwt.ExpiredSignatureError as problem:
            raise TokenRefused("it has expired (exp)") from problem
        except jwt.MissingRequiredClaimError as problem:
            raise TokenRefused(f"it has no {problem.claim}; needed are {', '.join(_CLAIMS)}") from problem
        except jwt.InvalidSignatureError as problem:
            raise TokenRefused(f'it is not signed with the key of the shop "{shop.name}"') from problem
        except jwt.InvalidAlgorithmError as problem:
            raise TokenRefused(f"its algorithm (alg) is not {_ALGORITHM}") from problem
        except jwt.PyJWTError as problem:
            raise TokenRefused("it is damaged") from problem
        _check_life(claims, self._clock())
        for name in ("sub", "jti"):
            if not 0 < len(claims[name]) <= _LONGEST_NAME or not claims[name].isprintable():
                raise TokenRefused(f"its {name} is not a text of 1 to {_LONGEST_NAME} characters")
        return claims


def _claimed_issuer(token: str) -> str:
    """Who the token says signed it; believed by nobody until the signature agrees."""
    if len(token) > _LONGEST_TOKEN:
        raise TokenRefused(f"it is longer than {_LONGEST_TOKEN:,} characters")
    try:
        claims = cast("Mapping[str, object]", jwt.decode(token, options={"verify_signature": False}))
    except jwt.PyJWTError as problem:
        raise TokenRefused("it is no token (three parts joined by dots)") from problem
    issuer = claims.get("iss")
    if not isinstance(issuer, str):
        raise TokenRefused(f"it has no iss; needed are {', '.join(_CLAIMS)}")
    return issuer


def _check_life(claims: Mapping[str, Any], now: float) -> None:
    issued, until = claims["iat"], claims["exp"]
    if isinstance(issued, bool) or not isinstance(issued, int | float):
        raise TokenRefused("its iat is not a number of seconds since 1970")
    if issued > now + _CLOCKS_APART:
        raise TokenRefused("it was issued in the future (iat); set the clocks")
    if float(until) - issued > LONGEST_LIFE:
        raise TokenRefused(f"it lives longer than {LONGEST_LIFE} seconds; sign a new one for each sign-in")
