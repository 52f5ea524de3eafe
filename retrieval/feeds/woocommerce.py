"""WooCommerce's product CSV: simple products, and variable ones with a row for each variation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from retrieval.feeds.dates import on_sale
from retrieval.feeds.delimited import Shape, header_in, read_table
from retrieval.feeds.formats import Format
from retrieval.feeds.numbers import read_availability, read_count
from retrieval.feeds.rows import Part, Record, Rejected
from retrieval.feeds.structures import scalar

# The export names its columns in the shop's language: English, then German, French, Spanish, Italian and Dutch.
_FIELDS = {
    "number": ("id",),
    "type": ("type", "typ", "tipo"),
    "sku": ("sku", "artikelnummer", "ugs", "cod"),
    "gtin": ("gtin, upc, ean, or isbn", "gtin, upc, ean oder isbn", "gtin, upc, ean ou isbn", "gtin, upc, ean o isbn"),
    "title": ("name", "nom", "nombre", "nome", "naam"),
    "published": ("published", "veröffentlicht", "publié", "publicado", "pubblicato", "gepubliceerd"),
    "visibility": (
        *("visibility in catalog", "sichtbarkeit im katalog", "visibilité dans le catalogue"),
        *("visibilidad en el catálogo", "visibilità nel catalogo", "zichtbaarheid in catalogus"),
    ),
    "short": (
        *("short description", "kurzbeschreibung", "description courte", "descripción corta", "breve descrizione"),
        "korte beschrijving",
    ),
    "description": ("description", "beschreibung", "descripción", "descrizione", "beschrijving"),
    "sale starts": (
        *("date sale price starts", "datum, an dem angebotspreis beginnt", "date de début de promo"),
        "día en que empieza el precio rebajado",
    ),
    "sale ends": (
        *("date sale price ends", "datum, an dem angebotspreis endet", "date de fin de promo"),
        "día en que termina el precio rebajado",
    ),
    "available": (
        *(
            "in stock?",
            "vorrätig?",
            "en stock ?",
            "en stock?",
            "¿en inventario?",
            "¿existencias?",
            "in stock",
            "stock?",
        ),
        *("in magazzino?", "op voorraad?"),
    ),
    "stock": ("stock", "bestand", "lager", "inventario", "magazzino", "voorraad"),
    "backorders": ("backorders allowed?", "lieferrückstande erlaubt?", "lieferrückstände erlaubt?"),
    "sale price": ("sale price", "angebotspreis", "tarif promo", "precio rebajado", "prezzo in offerta", "actieprijs"),
    "price": (
        *("regular price", "regulärer preis", "tarif régulier", "precio normal", "prezzo di listino"),
        "reguliere prijs",
    ),
    "categories": ("categories", "kategorien", "catégories", "categorías", "categorie", "categorieën"),
    "tags": ("tags", "schlagwörter", "étiquettes", "etiquetas", "tag"),
    "brand": ("brands", "brand", "marken", "marques", "marcas"),
    "images": ("images", "bilder", "imágenes", "immagine", "immagini", "afbeeldingen"),
    "parent": ("parent", "übergeordnetes produkt", "superior", "genitore", "hoofd"),
    "url": ("external url", "externe url", "url externe", "url externa", "permalink"),
}
_KNOWN = {name: field for field, names in _FIELDS.items() for name in names}
_ATTRIBUTE = re.compile(r"(?:attribute?|attributo|atributo|attribut|eigenschap) (\d+) (?:name|nom|nombre|nome|naam)")
_ATTRIBUTE_2 = re.compile(r"(?:nom|nombre del|nome) (?:de l['’ ]|dell['’ ])?(?:attribut|atributo|attributo) (\d+)")
_VALUE = re.compile(
    r"(?:attribute|attributo|atributo|attribut|eigenschap) (\d+) (?:value\(s\)|wert\(e\)|valore/i|waarde\(n\))"
)
_VALUE_2 = re.compile(r"valeur\(s\) de l['’ ]?attribut (\d+)|valor\(es\) del atributo (\d+)")
# What a shopper may well ask for among the rest.
_MEASURE = re.compile(r"(weight|length|width|height|gewicht|länge|breite|höhe)\s*(\(.+\))", re.IGNORECASE)
_COMMA = re.compile(r"(?<!\\),")


def _score(names: Sequence[str]) -> int:
    fields = {_KNOWN.get(name.casefold().strip()) for name in names} - {None}
    if not {"title", "type"} <= fields or not fields & {"number", "sku"}:
        return 0
    # Names that no other shop system shares.
    return len(fields) if len(fields & {"visibility", "available", "parent", "published", "categories"}) >= 2 else 0


def _recognises(path: Path, head: str) -> bool:
    return header_in(head, _score) is not None


def _records(path: Path) -> Iterator[Record | Rejected]:
    shape = Shape(_score, "as WooCommerce exports them, among them ID or SKU, Type, Name and Published")
    for record in read_table(path, shape):
        yield _record(record) if isinstance(record, Record) else record


def _record(record: Record) -> Record:
    said: dict[str, str] = {}
    names: dict[str, str] = {}
    values: dict[str, str] = {}
    rest: dict[str, object] = {}
    for column, value in record.fields.items():
        text = (scalar(value) or "").strip()
        name = column.casefold().strip()
        if (field := _KNOWN.get(name)) is not None:
            said[field] = text
        elif found := _ATTRIBUTE.fullmatch(name) or _ATTRIBUTE_2.fullmatch(name):
            names[found[1]] = text
        elif found := _VALUE.fullmatch(name) or _VALUE_2.fullmatch(name):
            values[found[1] or found[2]] = text
        elif _MEASURE.fullmatch(name):
            rest[name] = text
    attributes = {name: _list(values[number]) for number, name in names.items() if values.get(number)}
    kinds = {kind.strip() for kind in said.get("type", "").casefold().split(",")}
    variation = "variation" in kinds
    number, sku = said.get("number", ""), said.get("sku", "")
    fields: dict[str, object] = {"id": number or sku, **rest}
    for field in ("title", "url", "sku", "gtin"):
        if said.get(field):
            fields[field] = said[field]
    fields |= _texts(said) | _offer(said)
    part = None
    if variation:
        options = tuple((name, value) for name, found in attributes.items() for value in found[:1])
        parent = said.get("parent", "") or f"row {record.row}"
        part = Part((_name(parent),), f"{number or sku or options}", options, needs_parent=True)
    else:
        fields |= attributes
        if "variable" in kinds:
            keys = (*((f"id:{number}",) if number else ()), *((f"sku:{sku.casefold()}",) if sku else ()))
            part = Part(keys or (f"row {record.row}",), parent=True, hidden=_hidden(said))
    hidden = _hidden(said) if part is None or variation else None
    return replace(record, fields=fields, part=part, hidden=hidden)


def _name(parent: str) -> str:
    """The name by which a variation calls its parent: ``id:100`` or a stock-keeping code."""
    if parent.casefold().startswith("id:"):
        return f"id:{parent[3:].strip()}"
    return f"sku:{parent.casefold()}"


def _texts(said: Mapping[str, str]) -> dict[str, object]:
    fields: dict[str, object] = {}
    texts = [text.replace("\\n", "\n") for text in (said.get("short"), said.get("description")) if text]
    if texts:
        fields["description"] = "\n\n".join(texts)
    if categories := _list(said.get("categories", "")):
        # The deepest path says most; a list with a path in it is several of them.
        paths = sorted(categories, key=lambda path: -path.count(">"))
        fields["category"] = [paths[0] + " > " if len(paths) > 1 and ">" not in paths[0] else paths[0], *paths[1:]]
    if tags := _list(said.get("tags", "")):
        fields["tags"] = tags
    if brands := _list(said.get("brand", "")):
        fields["brand"] = brands[0].rpartition(">")[2].strip()
    if images := _list(said.get("images", "")):
        fields["images"] = images
    return fields


def _offer(said: Mapping[str, str]) -> dict[str, object]:
    fields: dict[str, object] = {}
    if said.get("price"):
        fields["price"] = said["price"]
    if said.get("sale price") and on_sale(said.get("sale starts"), said.get("sale ends")):
        fields["sale price"] = said["sale price"]
    available, pieces = said.get("available", "").casefold(), said.get("stock", "")
    sells_on = said.get("backorders", "").casefold() in ("1", "yes", "notify") or available == "backorder"
    count = read_count(pieces) if pieces else None
    if pieces and not (sells_on and isinstance(count, int) and count <= 0):
        fields["stock"] = pieces
    if available and not sells_on:
        status = read_availability(available)
        fields["availability"] = available if isinstance(status, str) else status  # "1" is no number of pieces
    return fields


def _hidden(said: Mapping[str, str]) -> str | None:
    published = said.get("published", "").casefold()
    if published in ("-1", "draft"):
        return "is a draft in the shop (Published is -1); publish it to offer the product"
    if published in ("0", "private", "no", "false"):
        return "is private in the shop (Published is 0); publish it to offer the product"
    if said.get("visibility", "").casefold() == "hidden":
        return "is hidden in the shop's catalogue; make it visible to offer the product"
    return None


def _list(text: str) -> list[str]:
    r"""The values of a cell, parted by commas; ``\,`` is a comma of the value."""
    return [value.strip().replace("\\,", ",") for value in _COMMA.split(text) if value.strip()]


WOOCOMMERCE = Format("woocommerce", "WooCommerce's product CSV, with Type, Name and Published", _recognises, _records)
