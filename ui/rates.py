"""How often one address and one session may ask; counted by the library `limits`, in memory."""

from __future__ import annotations

import ipaddress
import math
import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from ui.turns import PER_ADDRESS, PER_SESSION


class TooOften(Exception):
    """Somebody asks too often.

    Attributes:
        seconds: Whole seconds after which it is worth asking again.
    """

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Too many requests at once. Try again in {seconds} s.")
        self.seconds = seconds


class Rates:
    """Counts requests.

    Args:
        per_address: Requests a minute; 0 for no limit.
        per_session: Messages a minute; 0 for no limit.
    """

    def __init__(self, per_address: int = PER_ADDRESS, per_session: int = PER_SESSION) -> None:
        self._limits = {
            name: RateLimitItemPerMinute(amount, namespace=name)
            for name, amount in (("address", per_address), ("session", per_session))
            if amount > 0
        }
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def address(self, host: str) -> None:
        """Counts a request of an address; raises `TooOften`."""
        self._count("address", _household(host))

    def session(self, name: str) -> None:
        """Counts a message of a session; raises `TooOften`."""
        self._count("session", name)

    def _count(self, kind: str, who: str) -> None:
        limit = self._limits.get(kind)
        if limit is not None and not self._limiter.hit(limit, who):
            until = self._limiter.get_window_stats(limit, who).reset_time
            raise TooOften(max(1, math.ceil(until - time.time())))


def _household(host: str) -> str:
    """The address itself, or the network of an IPv6 address: a household owns 2⁶⁴ of them."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    return str(ipaddress.ip_network((host, 64), strict=False)) if address.version == 6 else host
