from __future__ import annotations

import pytest

from retrieval.money import money


@pytest.mark.parametrize(
    ("price", "currency", "written"),
    [
        (35, "USD", "$35.00"),
        (12.5, "EUR", "€12.50"),
        (1299.5, "gbp", "£1,299.50"),
        (800.0, "JPY", "¥800"),
        (35, "CHF", "35.00 CHF"),
        (35, None, "35.00"),
        (35, " ", "35.00"),
        (0.0, "USD", "$0.00"),
        (-5, "USD", "-$5.00"),
        (-0.001, "USD", "$0.00"),
        (-5, None, "-5.00"),
    ],
)
def test_prices_are_written_as_a_shop_would(price: float, currency: str | None, written: str) -> None:
    assert money(price, currency) == written


@pytest.mark.parametrize(
    ("price", "currency", "written"),
    [
        (40, "USD", "$40"),
        (39.5, "USD", "$39.50"),
        (1000, None, "1,000"),
        (40, "CHF", "40 CHF"),
        (100, "JPY", "¥100"),
    ],
)
def test_a_limit_drops_cents_that_are_zero(price: float, currency: str | None, written: str) -> None:
    assert money(price, currency, trim=True) == written


@pytest.mark.parametrize("price", [float("nan"), float("inf")])
def test_no_price_is_made_of_what_is_no_number(price: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        money(price, "USD")
