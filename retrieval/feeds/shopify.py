"""Shopify's product CSV: the rows of one handle are one product, its variants and its further pictures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from retrieval.feeds.delimited import Shape, header_in, read_table
from retrieval.feeds.formats import Format
from retrieval.feeds.numbers import Money, read_availability, read_count, read_money
from retrieval.feeds.rows import Part, Record, Rejected, reject
from retrieval.feeds.structures import scalar

# The names of both generations of the export, without case.
_FIELDS = {
    "title": ("title",),
    "description": ("body (html)", "body html", "description"),
    "brand": ("vendor",),
    "category": ("product category", "standard product type"),
    "type": ("type", "custom product type"),
    "tags": ("tags",),
    "images": ("image src", "product image url", "variant image", "variant image url"),
    "price": ("variant price", "price"),
    "compare": ("variant compare at price", "compare-at price", "compare at price"),
    "quantity": ("variant inventory qty", "inventory quantity"),
    "tracker": ("variant inventory tracker", "inventory tracker"),
    "policy": ("variant inventory policy", "continue selling when out of stock"),
    "sku": ("variant sku", "sku"),
    "barcode": ("variant barcode", "barcode"),
    "status": ("status",),
    "published": ("published", "published on online store"),
    "url": ("url", "online store url"),
}
_KNOWN = {name: field for field, names in _FIELDS.items() for name in names}
_HANDLES = ("handle", "url handle")
_OPTIONS = (1, 2, 3)
_NO_OPTION = frozenset(("default title", "default"))
# How things are shipped, taxed and advertised is not what a shopper asks about.
_OPERATION = (
    *("variant grams", "variant weight", "weight value", "weight unit", "variant fulfillment", "fulfillment service"),
    *("variant requires", "requires shipping", "variant taxable", "charge tax", "variant tax", "tax code", "gift card"),
    *("seo ", "image position", "image alt", "variant image", "google shopping / custom", "google shopping / adwords"),
    *("google shopping / mpn", "google shopping / google product", "included / ", "price / ", "compare at price / "),
    *("compare-at price / ", "cost per item", "option", "variant unit price", "unit price", "template suffix"),
    *("collection", "linked to", "country of origin", "hs code"),
)
_ADVERTISED = "google shopping / "


def _score(names: Sequence[str]) -> int:
    there = {name.casefold() for name in names}
    if not there & set(_HANDLES) or not there & {"option1 value", "option1 name", "variant price"}:
        return 0
    return sum(name in _KNOWN for name in there) + 1


def _recognises(path: Path, head: str) -> bool:
    return header_in(head, _score) is not None


def _records(path: Path) -> Iterator[Record | Rejected]:
    shape = Shape(_score, "as Shopify exports them, among them Handle, Title, Option1 Value and Variant Price")
    above = ""
    for record in read_table(path, shape):
        if isinstance(record, Rejected):
            yield record
            continue
        row = _by_name(record.fields)
        # A row without a handle goes with the row above it, as in a sheet whose repeated cells were cleared.
        handle = _text(row, *_HANDLES)
        if not handle and not _text(row, *_FIELDS["title"]):
            handle = above
        if not handle:
            yield reject(record.row, "id", "has no handle; give every row of a product the product's handle")
            continue
        above = handle
        yield _record(record, row, handle)


def _record(record: Record, row: Mapping[str, object], handle: str) -> Record:
    fields: dict[str, object] = {"id": handle}
    said: dict[str, object] = {}
    images: list[object] = []
    for name, value in row.items():
        field = _KNOWN.get(name)
        if field == "images":
            images.append(value)
        elif field is not None:
            said[field] = value
        elif name not in _HANDLES and not name.startswith(_OPERATION):
            fields[name.removeprefix(_ADVERTISED)] = value
    for field in ("title", "description", "brand", "url", "sku", "barcode"):
        if field in said:
            fields[field] = said[field]
    if images:
        fields["images"] = images
    if (_said(said, "category") or "uncategorized").casefold() != "uncategorized":
        fields["category"] = said["category"]
    if "type" in said:
        fields["type"] = said["type"]  # the category where there is no other, and else an attribute
    if (tags := _said(said, "tags")) is not None:
        fields["tags"] = [tag.strip() for tag in tags.split(",") if tag.strip()]
    options = tuple((_text(row, f"option{n} name"), _text(row, f"option{n} value")) for n in _OPTIONS)
    is_variant = any(value for _, value in options) or "price" in said or "sku" in said
    if is_variant:
        fields |= _offer(said)
    if options[0][1].casefold() in _NO_OPTION:
        options = ()
    options = options[: max((n for n in _OPTIONS[: len(options)] if options[n - 1][1]), default=0)]
    variant = "\n".join(value for _, value in options) if is_variant else None
    part = Part((handle,), variant, options, hidden=_hidden(said))
    return replace(record, fields=fields, part=part)


def _offer(said: Mapping[str, object]) -> dict[str, object]:
    """What a variant costs, and how many there are."""
    fields: dict[str, object] = {}
    price, compare = said.get("price"), said.get("compare")
    if price is not None:
        fields["price"] = price
        now, before = read_money(price), read_money(compare) if compare is not None else ""
        if isinstance(now, Money) and isinstance(before, Money) and before.amount > now.amount:
            fields["list price"] = compare  # what it cost before
    quantity = said.get("quantity")
    tracked = "tracker" in said or quantity is not None
    pieces = read_count(quantity) if quantity is not None else None
    policy = (_said(said, "policy") or "").casefold()
    sells_on = policy in ("continue", "true", "yes")
    if tracked and quantity is not None and not (sells_on and isinstance(pieces, int) and pieces <= 0):
        fields["stock"] = quantity
    return fields


def _hidden(said: Mapping[str, object]) -> str | None:
    status = (_said(said, "status") or "").casefold()
    if status and status != "active":
        return f"is not for sale in the shop (Status is {status}); set it to active to offer the product"
    published = said.get("published")
    if published is not None and read_availability(published) is False:
        return "is not published in the online store; publish it to offer the product"
    return None


def _by_name(fields: Mapping[str, object]) -> dict[str, object]:
    return {name.casefold().strip(): value for name, value in fields.items()}


def _said(said: Mapping[str, object], field: str) -> str | None:
    text = scalar(said.get(field))
    return text.strip() if text is not None else None


def _text(row: Mapping[str, object], *names: str) -> str:
    return next((text.strip() for name in names if (text := scalar(row.get(name)))), "")


SHOPIFY = Format("shopify", "Shopify's product CSV, with Handle and Variant Price", _recognises, _records)
