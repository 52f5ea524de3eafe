"""What every call to the service passes first: not too often, and no token that proves nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Annotated

from anyio import to_thread
from fastapi import Header, HTTPException, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from assistant.memory import SessionError
from ui.identity import SHORTEST_SIGNED_SESSION, Doorman, Identity, TokenRefused
from ui.seam import ShoppingAssistant
from ui.turns import new_session

_BEARER = HTTPBearer(
    auto_error=False,
    bearerFormat="JWT",
    description=(
        "A token that the shop's server signed for one shopper with the shop's key (HS256): `iss` the shop's name, "
        "`sub` the shopper, `iat`, `exp` at most ten minutes later, and `jti`, which makes it valid once. It signs the "
        "session in; later calls of that session need none. Without one the shopper is anonymous."
    ),
)
_ANOTHERS = "This session belongs to another shopper; begin a new one."
_ShopName = Annotated[
    str | None, Header(alias="X-Shop", description="The shop in whose page this happens.", max_length=40)
]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who makes a call.

    Attributes:
        identity: What their token says; ``None`` for the anonymous.
    """

    identity: Identity | None


class Callers:
    """Knows who calls, and signs them in.

    Args:
        assistant: Remembers whom a session belongs to.
        doorman: Checks tokens.
    """

    def __init__(self, assistant: ShoppingAssistant, doorman: Doorman) -> None:
        self._assistant = assistant
        self._doorman = doorman

    async def caller(
        self,
        request: Request,
        bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)] = None,
        shop: _ShopName = None,
    ) -> Caller:
        """The dependency of every route: refuses a token that is not valid, whatever is asked."""
        if bearer is None:
            if request.headers.get("authorization") is not None:
                raise _unauthorized("Authorization has to be: Bearer, a space, and a token.")
            return Caller(None)
        try:
            check = partial(self._doorman.check, shop=shop, site=_foreign_site(request))
            identity = await to_thread.run_sync(check, bearer.credentials)
        except TokenRefused as problem:
            raise _unauthorized(f"The token was refused: {problem}.") from problem
        return Caller(identity)

    def admit(self, caller: Caller, session: str | None) -> str:
        """The session to go on with: a new one where none is named, signed in where the caller has a token.

        Raises:
            HTTPException: 401 where the token was used before, 409 where the session is another shopper's, 422
                where it could be guessed.
        """
        named = session or new_session()
        if caller.identity is None:
            return named
        if len(named) < SHORTEST_SIGNED_SESSION:
            raise HTTPException(
                422,
                f"A session that a shopper is signed in to has at least {SHORTEST_SIGNED_SESSION} characters that "
                "nobody can guess. Leave it out, and one is made.",
            )
        # Looked at first, so that the token is still good for the new session that the caller begins instead.
        if self._assistant.profile(named).shopper not in (None, caller.identity.shopper):
            raise HTTPException(409, _ANOTHERS)
        try:
            self._doorman.use(caller.identity)
            self._assistant.start(named, caller.identity.shopper)
        except TokenRefused as problem:
            raise _unauthorized(f"The token was refused: {problem}.") from problem
        except SessionError as problem:
            raise HTTPException(409, _ANOTHERS) from problem
        return named


def _foreign_site(request: Request) -> str | None:
    """The origin that a browser names, where it is not this service's own."""
    site = request.headers.get("origin")
    return None if site is None or site == f"{request.url.scheme}://{request.url.netloc}" else site


def _unauthorized(said: str) -> HTTPException:
    return HTTPException(401, said, {"WWW-Authenticate": 'Bearer error="invalid_token"'})
