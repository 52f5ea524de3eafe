"""schema.org offers to what a product costs, and whether it can be bought."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from retrieval.feeds.numbers import Money, read_availability, read_count, read_money
from retrieval.feeds.structures import any_of, as_list, as_object, scalar

Whole = Callable[[object], dict[str, object] | None]
_MOST = 1000
_BEFORE = ("listprice", "strikethroughprice", "msrp", "srp")


def best_offer(offers: Sequence[dict[str, object] | None], whole: Whole) -> dict[str, object]:
    """Returns price, currency, stock and availability of the cheapest offer that can be taken.

    Args:
        offers: Offers and aggregates of them.
        whole: Returns what an object stands for that only names another.
    """
    flat = list(_flat(offers, whole, 0))[:_MOST]
    if not flat:
        return {}
    priced = sorted((_rank(offer, whole), number) for number, offer in enumerate(flat))
    chosen = flat[priced[0][1]]
    fields: dict[str, object] = {}
    price, currency, before = _price(chosen, whole)
    if price is not None:
        fields["price"] = price
    if currency is not None:
        fields["currency"] = currency
    if before is not None:
        fields["list price"] = before
    if (status := _last(chosen.get("availability"))) is not None:
        fields["availability"] = status
    counts = [_count(offer, whole) for offer in flat]
    if counts and all(isinstance(count, int) for count in counts):
        fields["stock"] = sum(count for count in counts if count is not None)
    if (address := scalar(chosen.get("url"))) is not None:
        fields["product url"] = address
    return fields


def _flat(offers: Sequence[object], whole: Whole, depth: int) -> Iterator[dict[str, object]]:
    for each in offers:
        offer = whole(each)
        if offer is None or depth > 3:
            continue
        inside = as_list(offer.get("offers")) or ([offer["offers"]] if as_object(offer.get("offers")) else [])
        within = list(_flat(inside, whole, depth + 1))
        # An aggregate's own range says more than offers that name no price.
        if any(_price(one, whole)[0] is not None for one in within):
            for one in within:
                yield {**{k: offer[k] for k in ("priceCurrency", "availability") if k in offer}, **one}
        else:
            yield offer


def _rank(offer: dict[str, object], whole: Whole) -> tuple[bool, float]:
    sold_out = _count(offer, whole) == 0
    money = read_money(_price(offer, whole)[0])
    return sold_out, money.amount if isinstance(money, Money) else float("inf")


def _price(offer: Mapping[str, object], whole: Whole) -> tuple[object, object, object]:
    """What an offer costs, in which currency, and what it cost before."""
    price, currency = any_of(offer, "price", "lowPrice"), offer.get("priceCurrency")
    before: object = None
    value = offer.get("priceSpecification")
    for each in as_list(value) or [value]:
        stated = whole(each)
        if stated is None or (amount := any_of(stated, "price", "minPrice")) is None:
            continue
        kind = (scalar(stated.get("priceType")) or "").rpartition("/")[2].casefold()
        currency = currency if currency is not None else stated.get("priceCurrency")
        if kind in _BEFORE:
            before = before if before is not None else amount
        elif price is None:
            price = amount
    return price, currency, before if price is not None else None


def _count(offer: Mapping[str, object], whole: Whole) -> int | None:
    value = offer.get("inventoryLevel")
    inside = whole(value)
    count = read_count(any_of(inside, "value", "minValue") if inside is not None else value)
    if isinstance(count, int):
        return max(0, count)
    return 0 if read_availability(_last(offer.get("availability"))) is False else None


def _last(status: object) -> object:
    items = as_list(status)
    return items[0] if items else status
