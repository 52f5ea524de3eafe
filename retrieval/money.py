"""Prices in words, the same everywhere: cards, reasons, replies and limits."""

from __future__ import annotations

import math

_SYMBOLS = {
    "USD": "$",
    "EUR": "€",
    "GBP": "£",
    "JPY": "¥",
    "INR": "₹",
    "KRW": "₩",
    "CAD": "CA$",
    "AUD": "A$",
    "NZD": "NZ$",
    "BRL": "R$",
    "CNY": "CN¥",
    "ILS": "₪",
    "TRY": "₺",
    "UAH": "₴",
    "VND": "₫",
}
_WITHOUT_CENTS = frozenset({"JPY", "KRW", "VND", "CLP", "ISK"})


def money(price: float, currency: str | None, *, trim: bool = False) -> str:
    """Write a price as a shop would.

    Args:
        price: Finite amount in units of `currency`.
        currency: ISO 4217 code in any case, or ``None`` where it is unknown.
        trim: Leave out cents that are zero, as people do when they state a limit ("$40").

    Returns:
        ``"$35.00"``, ``"€1,299.50"``, ``"¥800"``; ``"35.00 CHF"`` for a code without a common symbol;
        ``"35.00"`` without a code.

    Raises:
        ValueError: The price is not a finite number.
    """
    if not math.isfinite(price):
        raise ValueError(f"a price must be a finite number, got {price!r}")
    code = currency.strip().upper() if currency else ""
    digits = 0 if code in _WITHOUT_CENTS else 2
    amount = f"{abs(price):,.{digits}f}"
    sign = "-" if price < 0 and any(digit in amount for digit in "123456789") else ""
    if trim:
        amount = amount.removesuffix(".00")
    symbol = _SYMBOLS.get(code)
    if symbol is not None:
        return f"{sign}{symbol}{amount}"
    return f"{sign}{amount} {code}".rstrip()
