"""What a feed's price columns prove about points and commas: "1.299" alone may be a thousand or one and a bit."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from retrieval.feeds.columns import sort_columns
from retrieval.feeds.numbers import Money, decimal_mark, read_money, shown
from retrieval.feeds.rows import Record, Rejected
from retrieval.feeds.structures import any_of, as_list, as_object, opened, scalar

PRICES = ("price", "sale price")
"""Fields of `columns.NAMES` that hold prices."""

_PROOF = 20
"""How many times as many prices must speak for one custom as for the other: slips happen in any column."""


class Custom:
    """How a feed writes its prices; looks at the whole feed, but only once a price cannot be read without.

    Args:
        records: Opens the feed from its beginning.
    """

    def __init__(self, records: Callable[[], Iterator[Record | Rejected]]) -> None:
        self._records = records

    def read(self, column: str, value: object) -> tuple[Money | str, str | None]:
        """Returns what `read_money` says of a price, and a remark where it could well mean something else."""
        value = unwrapped(value)
        money = read_money(value)
        if isinstance(money, str) or money.lone is None:
            return money, None
        marks = self._found.get(column) or self._anywhere
        decimal = next((mark for mark, count in marks.items() if count >= _PROOF * (marks.total() - count)), None)
        money = read_money(value, decimal)
        assert isinstance(money, Money)  # it was one without the proof
        return money, _remark(money, shown(value), decimal, mixed=bool(marks) and decimal is None)

    @cached_property
    def _found(self) -> Mapping[str, Counter[str]]:
        """For each column, how many of its prices prove which decimal mark."""
        found: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for record in self._records():
            if isinstance(record, Rejected):
                continue
            known = sort_columns(record.fields).known
            for name, value in (pair for field in PRICES for pair in known.get(field, ())):
                mark = decimal_mark(unwrapped(value))
                if mark is not None:
                    found[name][mark] += 1
        return dict(found)

    @cached_property
    def _anywhere(self) -> Counter[str]:
        """The same over all columns: one program writes them."""
        return sum(self._found.values(), Counter[str]())


def unwrapped(value: object) -> object:
    """Returns what stands for the price in ``{"amount": 12, "currency": "EUR"}`` or a list of one."""
    value = opened(value)
    if (items := as_list(value)) is not None and len(items) == 1:
        value = items[0]
    if (inside := as_object(value)) is None:
        return value
    amount = any_of(inside, "amount", "value", "price")
    code = any_of(inside, "currency", "currencyCode", "currency_code")
    if isinstance(amount, str | int | float) and isinstance(code, str):
        return f"{scalar(amount)} {code}"
    return value if amount is None else amount


def _remark(money: Money, written: str, decimal: str | None, *, mixed: bool) -> str | None:
    """What to say of a price with a lone mark before three digits, if anything.

    Thousands are what such a mark usually groups; less than a thousand, with three decimals, is odd.
    """
    if money.grouped and not mixed:
        return None
    if mixed:
        why = "the feed parts decimals by points here and by commas there"
    elif decimal is not None:
        why = f"the other prices part decimals by “{decimal}”"
    else:
        why = "no other price shows what the mark means"
    other = round(money.amount / 1000, 3) if money.grouped else round(money.amount * 1000)
    meant = f"{other:.2f}" if money.grouped else f"{other}.00"
    return f"{written} was read as {money.amount:g}, but could mean {meant}: {why}; write it with two decimals"
