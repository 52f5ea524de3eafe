"""The product feed of agentic commerce that OpenAI publishes: JSON lines or a table, a row for each variant.

Both of its shapes are read: flat rows that share a ``group_id``, and products that hold a list of ``variants``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from retrieval.feeds.dates import on_sale
from retrieval.feeds.delimited import Shape, header_in, read_table
from retrieval.feeds.formats import Format
from retrieval.feeds.jsonl import JSONL
from retrieval.feeds.lines import read_head
from retrieval.feeds.numbers import read_availability
from retrieval.feeds.rows import Part, Record, Rejected
from retrieval.feeds.structures import any_of, as_list, as_object, opened, scalar, words

_TELLING = frozenset(
    "is_eligible_search is_eligible_checkout enable_search enable_checkout listing_has_variations variant_dict".split()
)
_SEARCHED = ("is_eligible_search", "enable_search")
_HEADER = frozenset(("feed_id", "account_id", "target_merchant", "target_country", "id", "title"))
_OPTIONS = ("color", "size", "material")
# How things are shipped, sold and taken back, and by whom: a shop's answers to that stand elsewhere.
_OPERATION = frozenset(
    """is_eligible_search is_eligible_checkout is_eligible_ads enable_search enable_checkout item_group_id group_id
    item_group_title
    listing_has_variations variant_dict seller_name seller_url seller_privacy_policy seller_tos marketplace_seller
    shipping shipping_price delivery_estimate pickup_method pickup_sla accepts_returns accepts_exchanges
    return_deadline_in_days return_policy return_window popularity_score return_rate target_countries store_country
    geo_price geo_availability related_product_id relationship_type q_and_a reviews raw_review_data
    store_review_count store_star_rating sale_price_start_date sale_price_end_date sale_price_effective_date
    availability_date expiration_date video_url model_3d_url offer_id pricing_trend inventory_quantity
    media variants barcodes seller feed_id account_id target_merchant target_country unit_price list_price""".split()
)
# Currencies whose smallest unit is not a hundredth.
_WHOLE_UNITS = frozenset("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split())
_THOUSANDTHS = frozenset("BHD IQD JOD KWD LYD OMR TND".split())


def _score(names: Sequence[str]) -> int:
    there = {name.strip().casefold() for name in names}
    return len(there) if "title" in there and there & {"item_id", "id"} and there & _TELLING else 0


def _recognises(path: Path, head: str) -> bool:
    if header_in(head, _score) is not None:
        return True
    for line in head.lstrip("\ufeff").splitlines()[:2]:
        first = _object(line)
        if first is not None and (first.keys() & _TELLING or _holds_variants(first)):
            return True
    return False


def _holds_variants(product: Mapping[str, object]) -> bool:
    variants = (as_object(each) or {} for each in as_list(product.get("variants")) or [])
    return any("variant_options" in one or as_object(one.get("price")) is not None for one in variants)


def _object(line: str) -> dict[str, object] | None:
    try:
        return as_object(json.loads(line)) if line.lstrip().startswith("{") else None
    except (ValueError, RecursionError):
        return None


def _records(path: Path) -> Iterator[Record | Rejected]:
    if read_head(path).lstrip("\ufeff\0 \t\r\n").startswith("{"):
        rows = JSONL.records(path)
    else:
        rows = read_table(path, Shape(_any_table, "as OpenAI names them, among them item_id and title"))
    for number, record in enumerate(rows):
        if isinstance(record, Rejected):
            yield record
            continue
        said = {name.strip().casefold(): opened(value) for name, value in record.fields.items()}
        if number == 0 and "feed_id" in said and not said.keys() & {"title", "variants"}:
            continue  # the feed's own header
        variants = as_list(said.get("variants")) or []
        if any(as_object(each) for each in variants):
            yield from _nested(record, said, variants)
        else:
            yield _flat(record, said)


def _any_table(names: Sequence[str]) -> int:
    there = {name.strip().casefold() for name in names}
    return len(there) if "title" in there and there & {"item_id", "id"} else 0


def _flat(record: Record, said: Mapping[str, object]) -> Record:
    fields = _kept(said)
    fields["id"] = any_of(said, "item_id", "id")
    fields.pop("item_id", None)
    period = said.get("sale_price_start_date"), said.get("sale_price_end_date")
    both = (scalar(said.get("sale_price_effective_date")) or "").partition("/")
    if not on_sale(*period) or not on_sale(both[0], both[2]):
        fields.pop("sale_price", None)
    if (address := any_of(said, "url", "link")) is not None:
        fields["url"] = address
        fields.pop("link", None)
    fields["images"] = [
        image
        for name in ("image_url", "image_link", "additional_image_urls", "additional_image_link")
        for image in _images(fields.pop(name, None))
    ]
    for ours, theirs in (
        ("rating", ("star_rating", "product_review_rating")),
        ("reviews_count", ("review_count", "product_review_count")),
        ("stock", ("inventory_quantity",)),
    ):
        if (value := any_of(said, *theirs)) is not None:
            fields[ours] = value
        for name in theirs:
            fields.pop(name, None)
    hidden = _hidden(said)
    group = (scalar(any_of(said, "group_id", "item_group_id")) or "").strip()
    if not group:
        return replace(record, fields=fields, hidden=hidden)
    variant = scalar(fields["id"]) or ""
    options = _options(said)
    for name in (*_OPTIONS, *(name for name, _ in options)):
        fields.pop(name, None)
    if (title := said.get("item_group_title")) is not None:
        fields["title"] = title
    return replace(record, fields=fields | {"id": group}, part=Part((group,), variant, options), hidden=hidden)


def _images(value: object) -> list[object]:
    """Addresses as a list, or as text with commas between."""
    value = opened(value)
    if isinstance(value, str):
        return [one.strip() for one in value.replace(",http", "\nhttp").replace(", http", "\nhttp").split("\n")]
    return as_list(value) or []


def _options(said: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    stated = as_object(said.get("variant_dict"))
    if stated:
        return tuple((name.casefold(), text) for name, value in stated.items() if (text := scalar(value)))
    options = [(name, text) for name in _OPTIONS if (text := scalar(said.get(name)))]
    for number in (1, 2, 3):
        name, value = (scalar(said.get(f"custom_variant{number}_{part}")) for part in ("category", "option"))
        if name and value:
            options.append((name, value))
    return tuple(options)


def _kept(said: Mapping[str, object]) -> dict[str, object]:
    return {
        name: value for name, value in said.items() if name not in _OPERATION and not name.startswith("custom_variant")
    }


def _hidden(said: Mapping[str, object]) -> str | None:
    for name in _SEARCHED:
        if name in said and read_availability(said[name]) is False:
            return f"is not to be found by shoppers ({name} is false); set it to true to offer the product"
    return None


def _nested(record: Record, said: Mapping[str, object], variants: Sequence[object]) -> Iterator[Record]:
    id = scalar(said.get("id")) or f"row {record.row}"
    parent = _kept(said) | _described(said)
    yield replace(record, fields=parent, part=Part((id,), parent=True, hidden=_hidden(said)))
    for number, each in enumerate(variants):
        variant = as_object(each)
        if variant is None:
            continue
        options: list[tuple[str, str]] = []
        stated = opened(variant.get("variant_options"))
        for option in as_list(stated) or []:
            pair = as_object(option) or {}
            if (name := scalar(pair.get("name"))) and (value := scalar(pair.get("value"))):
                options.append((name.casefold(), value))
        fields = _described(variant) | _offer(variant) | {"id": id}
        fields.pop("title", None)  # the product has one of its own, or its first variant lends it
        if not said.get("title") and (title := variant.get("title")) is not None:
            fields["title"] = title
        own = scalar(variant.get("id")) or f"{number}"
        yield replace(record, fields=fields, notes=(), part=Part((id,), own, tuple(options)), hidden=_hidden(variant))


def _described(said: Mapping[str, object]) -> dict[str, object]:
    fields: dict[str, object] = {}
    for name in ("id", "title", "url", "brand"):
        if said.get(name) is not None:
            fields[name] = said[name]
    inside = as_object(said.get("description"))
    text = any_of(inside, "plain", "html", "markdown") if inside is not None else said.get("description")
    if text is not None:
        fields["description"] = text
    media = [as_object(one) or {} for one in as_list(said.get("media")) or []]
    fields["images"] = [
        one["url"] for one in media if one.get("url") and (scalar(one.get("type")) or "image").startswith("image")
    ]
    if (category := _category(any_of(said, "categories", "category"))) is not None:
        fields["category"] = category
    if (condition := words(said.get("condition"))) is not None:
        fields["condition"] = condition
    return fields


def _category(value: object) -> object:
    first = next(iter(as_list(value) or [value]), None)
    inside = as_object(first)
    return scalar(any_of(inside, "value", "name", "path")) if inside is not None else scalar(first)


def _offer(variant: Mapping[str, object]) -> dict[str, object]:
    fields: dict[str, object] = {}
    for theirs, ours in (("price", "price"), ("list_price", "list price")):
        if (value := variant.get(theirs)) is not None:
            fields[ours] = _major(value)
    before = as_object(fields.get("list price"))
    if before is not None:
        fields["list price"] = f"{before.get('amount'):.2f}" if isinstance(before.get("amount"), float) else None
    value = variant.get("availability")
    status = as_object(value)
    if status is not None:
        available, named = status.get("available"), scalar(status.get("status"))
        value = available if isinstance(available, bool) else named
    if value is not None and value != "unknown":
        fields["availability"] = value
    if (pieces := any_of(variant, "inventory_quantity", "quantity")) is not None:
        fields["stock"] = pieces
    return fields


def _major(value: object) -> object:
    """A price of the nested shape, whose whole numbers count the currency's smallest unit."""
    inside = as_object(value)
    amount = inside.get("amount") if inside is not None else None
    if inside is None or not isinstance(amount, int) or isinstance(amount, bool) or abs(amount) > 10**15:
        return value
    currency = (scalar(inside.get("currency")) or "").upper()
    digits = 0 if currency in _WHOLE_UNITS else 3 if currency in _THOUSANDTHS else 2
    return {"amount": amount / 10**digits, "currency": currency}


OPENAI = Format(
    "openai", "OpenAI's product feed: JSON lines or a table with item_id and is_eligible_search", _recognises, _records
)
