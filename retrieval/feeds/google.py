"""Google Merchant feeds: RSS 2.0 or Atom with the namespace ``g``, and tables with the same attributes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from retrieval.feeds.dates import on_sale
from retrieval.feeds.delimited import Shape, header_in, known_columns, read_table
from retrieval.feeds.elements import Element, Entry, read_entries
from retrieval.feeds.formats import Format
from retrieval.feeds.lines import read_head
from retrieval.feeds.rows import WHOLE_ROW, FeedError, Part, Record, Rejected, reject
from retrieval.feeds.structures import as_list, scalar, words

_NAMESPACE = "base.google.com/ns"
_ENTRIES = frozenset(("item", "entry"))
# Atomic and possessive: thousands of comments before the first element cost one pass.
_XML = re.compile(
    r"\s*+(?:(?>(?:<!--.*?-->|<\?.*?\?>|<!doctype[^>\[]*+(?:\[.*?\])?+[^>]*+>))\s*+)*+<(?:[\w.-]+:)?(\w+)",
    re.DOTALL | re.IGNORECASE,
)
_ROOTS = frozenset(("rss", "feed", "channel", "rdf", "items"))
_OPTIONS = ("color", "size", "material", "pattern")
_SINGLE = frozenset(
    """id title description link price sale_price availability brand condition item_group_id color size material pattern
    gender age_group gtin mpn google_product_category sale_price_effective_date""".split()
)
# How things are advertised, taxed and shipped, and how Google is to treat them.
_OPERATION = re.compile(
    r"custom_label_\d|ads_.*|adwords_.*|shipping.*|tax(_.*)?|.*_destination|excluded_.*|included_.*|promotion_id|pause|"
    r"canonical_link|mobile_link|.*_template|availability_date|expiration_date|identifier_exists|is_bundle|adult|"
    r"cost_of_goods_sold|min_handling_time|max_handling_time|transit_time_label|short_title|lifestyle_image_link|"
    r"virtual_model_link|external_seller_id|return_policy_label|auto_pricing_min_price|maximum_retail_price|"
    r"sell_on_google_quantity|installment|subscription_cost|"
    r"loyalty_.*|link_template|free_shipping_.*|disclosure_date|delete"
)
# Of RSS and Atom themselves: about the entry, not about the product.
_OF_THE_ENTRY = frozenset("guid pubdate updated published author comments source rights".split())
_MARKS = frozenset(
    ("image_link", "item_group_id", "google_product_category", "availability", "link", "gtin", "condition")
)


def _score(names: Sequence[str]) -> int:
    there = {_name(name) for name in names}
    particular = there & _MARKS
    if not {"id", "title"} <= there or len(particular) < 3 or not there & {"image_link", "item_group_id"}:
        return 0
    return known_columns(names) + len(particular)


def _recognises(path: Path, head: str) -> bool:
    return _is_xml(head) or header_in(head, _score) is not None


def _is_xml(head: str) -> bool:
    found = _XML.match(head.lstrip("\ufeff\0"))
    return found is not None and (found[1].casefold() in _ROOTS or _NAMESPACE in head[: found.end() + 4000])


def _records(path: Path) -> Iterator[Record | Rejected]:
    if read_head(path).lstrip("\ufeff\0 \t\r\n").startswith("<"):
        yield from _from_xml(path)
        return
    shape = Shape(_score_any, "as Google names them, among them id and title")
    for record in read_table(path, shape):
        if isinstance(record, Record):
            yield _record(record, {_name(name): value for name, value in record.fields.items()})
        else:
            yield record


def _score_any(names: Sequence[str]) -> int:
    return len(names) if {"id", "title"} <= {_name(name) for name in names} else 0


def _from_xml(path: Path) -> Iterator[Record | Rejected]:
    row = 0
    for row, entry in enumerate(read_entries(path, _ENTRIES), start=1):
        if entry.element is None:
            yield reject(row, WHOLE_ROW, f"{entry.problem}")
        else:
            yield _record(Record(row, {}), _fields(entry, entry.element))
    if not row:
        raise FeedError(
            f"{path} holds no <item> or <entry>; export the feed again, and check that the shop sent no error page"
        )


def _fields(entry: Entry, element: Element) -> dict[str, object]:
    """What an entry says by name: Google's own elements go before those of RSS and Atom."""
    prefixes = {"g"} | {name.partition(":")[2] for name, value in entry.root.items() if _NAMESPACE in value}
    own: dict[str, object] = {}
    general: dict[str, object] = {}
    for child in element.children:
        prefix, _, plain = child.name.rpartition(":")
        if prefix and prefix not in prefixes:
            continue  # of a namespace that says nothing about goods
        name = _name(plain)
        said = own if prefix else general
        value: object = child.text.strip() or child.attributes.get("href") or ""
        if child.children:
            value = {_name(inner.name.rpartition(":")[2]): inner.text.strip() for inner in child.children}
            if name == "product_detail":
                key, value = _detail(value)
                name = key or name
        if name == "link" and child.attributes.get("rel", "alternate") != "alternate":
            continue
        if not value or (not prefix and name in _OF_THE_ENTRY):
            continue
        earlier = said.get(name)
        said[name] = value if earlier is None else [*(as_list(earlier) or [earlier]), value]
    for other, name in (("summary", "description"), ("content", "description")):
        if other in general and name not in general:
            general[name] = general.pop(other)
    general.pop("summary", None)
    return general | own


def _detail(inside: Mapping[str, str]) -> tuple[str, str]:
    return inside.get("attribute_name", "").casefold(), inside.get("attribute_value", "")


def _record(record: Record, said: Mapping[str, object]) -> Record:
    fields: dict[str, object] = {}
    for name, value in said.items():
        if _OPERATION.fullmatch(name) is None:
            several = as_list(value)
            # Twice the same element is a slip; the first counts, as it does for Google.
            single = several[0] if several and name in _SINGLE else value
            fields[name] = single
    if not on_sale(*_period(fields.pop("sale_price_effective_date", None))):
        fields.pop("sale_price", None)
    category = fields.get("google_product_category")
    if (text := scalar(category)) is not None and text.isdigit():
        del fields["google_product_category"]  # a number of Google's own list says nothing to a shopper
    if (kinds := as_list(fields.get("product_type"))) is not None:
        paths = [text for kind in kinds if (text := words(kind))]
        fields["product_type"] = [paths[0] if ">" in paths[0] else f"{paths[0]} >", *paths[1:]] if paths else None
    elif isinstance(kind := fields.get("product_type"), str) and "," in kind and ">" in kind:
        fields["product_type"] = kind.split(",")[0]
    details = fields.pop("product_detail", None)
    for detail in as_list(details) or [details]:
        section_name_value = (scalar(detail) or "").split(":", 2)  # as tables write it
        if len(section_name_value) == 3:
            fields.setdefault(section_name_value[1].strip().casefold(), section_name_value[2].strip())
    group = (scalar(fields.pop("item_group_id", None)) or "").strip()
    if not group:
        return replace(record, fields=fields)
    part = Part((group,), variant=scalar(fields.get("id")) or "", options=_options(fields))
    return replace(record, fields=fields | {"id": group}, part=part)


def _options(fields: dict[str, object]) -> tuple[tuple[str, str], ...]:
    """Takes the options out of a variant's fields."""
    return tuple((name, text) for name in _OPTIONS if (text := scalar(fields.pop(name, None))))


def _period(value: object) -> tuple[str | None, str | None]:
    """The two ends of ``2030-01-01T10:00+0100/2030-02-01``."""
    text = scalar(value)
    if text is None or "/" not in text:
        return None, None
    begin, _, end = text.partition("/")
    return begin, end


def _name(written: str) -> str:
    """An attribute as Google names it, from "Image link", "g:image_link" or "image_link"."""
    return re.sub(r"[\s_-]+", "_", written.strip().casefold().removeprefix("g:"))


GOOGLE = Format(
    "google", "a Google Merchant feed: RSS, Atom, or a table with id, title and image_link", _recognises, _records
)
