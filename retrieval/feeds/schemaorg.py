"""schema.org products as JSON-LD, in saved pages or files of their own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from retrieval.feeds.formats import Format
from retrieval.feeds.offers import best_offer
from retrieval.feeds.pages import Page, holds_pages, read_pages
from retrieval.feeds.rows import WHOLE_ROW, FeedError, Part, Record, Rejected, reject
from retrieval.feeds.structures import any_of, as_list, as_object, scalar, words

_PRODUCTS = frozenset(("Product", "IndividualProduct", "ProductModel", "SomeProducts", "ProductCollection", "Vehicle"))
_GROUP = "ProductGroup"
# What these lead to is another product than the page's own.
_ELSEWHERE = frozenset(
    """isRelatedTo isSimilarTo isAccessoryOrSparePartFor isConsumableFor isVariantOf itemReviewed review reviews model
    itemOffered addOn""".split()
)
_OPTIONS = ("color", "size", "material", "pattern", "suggestedGender", "suggestedAge")
_KEPT = (
    *("color", "size", "material", "pattern", "gtin", "gtin8", "gtin12", "gtin13", "gtin14", "mpn", "keywords"),
    *("weight", "width", "height", "depth", "award", "countryOfOrigin", "itemCondition", "model", "audience"),
)
_DEEPEST = 40
_WRAPPED = re.compile(
    r"\A\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|(?://|/\*)?\s*\]\]>(?:\s*\*/)?)\s*\Z"
)
_JSON_LD = re.compile(r'"@(?:context|graph|type)"\s*:')


def _recognises(path: Path, head: str) -> bool:
    if holds_pages(path):
        return True
    text = head.lstrip("\ufeff\0 \t\r\n")
    if text[:1] in ("{", "["):
        return _JSON_LD.search(text[:4000]) is not None
    start = text[:2000].lower()
    return start.startswith("<") and ("<html" in start or "<!doctype html" in start or "ld+json" in head)


def _records(path: Path) -> Iterator[Record | Rejected]:
    single = not holds_pages(path)
    row = 0
    for page in read_pages(path):
        found = _Found(row)
        yield from _of_page(page, found, path)
        row = max(row + 1, found.row)
        if not found.any:
            what = "holds no schema.org product as JSON-LD"
            remedy = "check that it is a product's page and no error page"
            if single and not page.name:
                raise FeedError(f"{path} {what}; {remedy}")
            yield reject(row, WHOLE_ROW, f"{page.name} {what}; left out; {remedy}")


@dataclass(slots=True)
class _Found:
    """What a page has brought so far: the last row's number, and whether there was any."""

    row: int
    any: bool = False

    def next(self) -> int:
        self.row += 1
        self.any = True
        return self.row


def _of_page(page: Page, found: _Found, path: Path) -> Iterator[Record | Rejected]:
    where = f"{page.name} " if page.name else ""
    if page.text is None:
        if not page.name:
            raise FeedError(f"{path} {page.problem}")
        yield reject(found.next(), WHOLE_ROW, f"{where}{page.problem}")
        return
    text = page.text.lstrip("\ufeff\0 \t\r\n")
    documents = [text] if text[:1] in ("{", "[") else _scripts(page.text)
    roots: list[object] = []
    for document in documents:
        try:
            roots.append(json.loads(_WRAPPED.sub("", document), strict=False))
        except (ValueError, RecursionError) as error:
            why = error.msg if isinstance(error, json.JSONDecodeError) else "numbers too long or nesting too deep"
            yield reject(found.next(), WHOLE_ROW, f"{where}holds JSON-LD that is no JSON: {why}; left out; correct it")
    graph = _Graph(roots)
    nodes = list(graph.products())
    telling = [node for node in nodes if not _is_stub(node)]
    for node in telling or nodes[:1]:
        yield from _product(node, graph, found)


def _scripts(text: str) -> list[str]:
    parser = _Scripts()
    parser.feed(text)
    parser.close()
    return parser.found


class _Scripts(HTMLParser):
    """Collects a page's scripts of type ``application/ld+json``.

    Attributes:
        found: Their texts.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._inside: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begins a script."""
        kind = next((value or "" for name, value in attrs if name == "type"), "")
        if tag == "script" and kind.partition(";")[0].strip().lower() == "application/ld+json":
            self._inside = []

    def handle_endtag(self, tag: str) -> None:
        """Ends a script."""
        if tag == "script" and self._inside is not None:
            self.found.append("".join(self._inside))
            self._inside = None

    def handle_data(self, data: str) -> None:
        """Takes in a script's text."""
        if self._inside is not None:
            self._inside.append(data)

    def close(self) -> None:
        """Ends the page, and a script that nothing ended."""
        super().close()
        self.handle_endtag("script")


class _Graph:
    """The objects of one page, and what they call each other."""

    def __init__(self, roots: list[object]) -> None:
        self._roots = roots
        self._by_name: dict[str, dict[str, object]] = {}
        for node in self._walk(roots, frozenset(), 0):
            name = scalar(node.get("@id"))
            if name and len(node) > len(self._by_name.get(name, ())):
                self._by_name[name] = node

    def whole(self, value: object) -> dict[str, object] | None:
        """Returns an object; where it only names one, that one."""
        node = as_object(value)
        if node is None:
            return self._by_name.get(value) if isinstance(value, str) else None
        name = scalar(node.get("@id"))
        return self._by_name.get(name, node) if name and len(node) <= 2 else node

    def products(self) -> Iterator[dict[str, object]]:
        """Yields the products that are not variants of another one, each once."""
        inner: set[int] = set()
        found: dict[int, dict[str, object]] = {}
        for node in self._walk(self._roots, _ELSEWHERE, 0):
            kinds = _kinds(node)
            whole = self.whole(node)
            if whole is None or not kinds & (_PRODUCTS | {_GROUP}):
                continue
            found[id(whole)] = whole
            for variant in _several(whole.get("hasVariant")):
                if (one := self.whole(variant)) is not None:
                    inner.add(id(one))
        yield from (node for key, node in found.items() if key not in inner)

    def _walk(self, value: object, without: frozenset[str], depth: int) -> Iterator[dict[str, object]]:
        if depth > _DEEPEST:
            return
        if (items := as_list(value)) is not None:
            for item in items:
                yield from self._walk(item, without, depth + 1)
        elif (node := as_object(value)) is not None:
            yield node
            for key, inside in node.items():
                if key not in without:
                    yield from self._walk(inside, without, depth + 1)


def _product(node: dict[str, object], graph: _Graph, found: _Found) -> Iterator[Record]:
    """The records of a product or a group of variants."""
    group = _GROUP in _kinds(node)
    variants = [one for each in _several(node.get("hasVariant")) if (one := graph.whole(each)) is not None]
    above = graph.whole(node.get("isVariantOf"))
    row = found.next()
    fields = _fields(node, graph)
    if group or variants:
        name = scalar(any_of(node, "productGroupID", "sku", "productID", "@id", "url", "name")) or f"row {row}"
        fields["id"] = name
        keys = tuple(dict.fromkeys(filter(None, (name, scalar(node.get("@id")), scalar(node.get("url"))))))
        yield Record(row, fields, part=Part(keys, parent=True))
        for number, variant in enumerate(variants):
            if _is_stub(variant) and not any(variant.get(name) for name in _OPTIONS):
                continue  # a link to the page that describes it
            yield _variant(row, variant, graph, keys, name, f"{number}")
        return
    belongs = scalar(node.get("inProductGroupWithID"))
    if above is not None:
        belongs = belongs or scalar(any_of(above, "productGroupID", "@id", "url"))
    if belongs:
        # The group's own name may stand here alone, where its page is not among these.
        keys = (belongs, *filter(None, (scalar(above.get("@id")) if above is not None else None,)))
        record = _variant(row, node, graph, tuple(dict.fromkeys(keys)), belongs, "")
        if above is not None and (title := words(above.get("name"))):
            record = Record(row, {**record.fields, "title": title}, part=record.part)
        yield record
        return
    yield Record(row, fields)


def _variant(
    row: int, node: dict[str, object], graph: _Graph, keys: tuple[str, ...], group: str, number: str
) -> Record:
    fields = _fields(node, graph)
    options = tuple((name, text) for name in _OPTIONS if (text := _name_of(fields.pop(name, None))))
    variant = scalar(any_of(node, "sku", "productID", "@id", "gtin", "gtin13", "url")) or f"{number} {options}"
    return Record(row, {**fields, "id": group}, part=Part(keys, variant, options))


def _fields(node: Mapping[str, object], graph: _Graph) -> dict[str, object]:
    gtin = any_of(node, "gtin", "gtin13", "gtin12", "gtin14", "gtin8")
    fields: dict[str, object] = {
        "id": _name_of(any_of(node, "sku", "productID")) or scalar(any_of(node, "@id", "url", "mpn")) or scalar(gtin),
        "title": words(node.get("name")),
        "description": words(node.get("description")),
        "brand": _name_of(graph.whole(node.get("brand")) or node.get("brand")),
        "category": _category(node.get("category")),
        "images": [
            address for image in _several(node.get("image")) if (address := _address(graph.whole(image) or image))
        ],
        "url": _address(node.get("url")) or _address(node.get("mainEntityOfPage")),
    }
    for name in _KEPT:
        if (value := _said(node.get(name))) is not None:
            fields[name.removeprefix("suggested").lower() if name.startswith("suggested") else name] = value
    for name in _OPTIONS:
        if name in fields:
            fields[name] = _name_of(fields[name])
    for each in _several(node.get("additionalProperty")):
        pair = as_object(each) or {}
        name, value = _name_of(pair.get("name")), _said(pair.get("value"))
        if name and value is not None:
            unit = scalar(any_of(pair, "unitText", "unitCode"))
            fields.setdefault(f"attribute {name}" if name.casefold() in _TAKEN else name, _with_unit(value, unit))
    rating = graph.whole(node.get("aggregateRating"))
    if rating is not None:
        fields["rating"] = _rating(rating)
        fields["reviews_count"] = any_of(rating, "reviewCount", "ratingCount")
    fields |= best_offer([graph.whole(offer) for offer in _several(node.get("offers"))], graph.whole)
    return {name: value for name, value in fields.items() if value is not None}


_TAKEN = frozenset(("id", "title", "name", "description", "price", "brand", "category", "url", "rating", "stock"))


def _rating(rating: Mapping[str, object]) -> object:
    """The mean on a scale to five."""
    value, best = rating.get("ratingValue"), rating.get("bestRating")
    try:
        highest = float(scalar(best) or 5)
        return round(float(scalar(value) or "") * 5 / highest, 2) if highest not in (0, 5) else value
    except ValueError:
        return value


def _category(value: object) -> object:
    items = _several(value)
    names = [text for item in items if (text := _name_of(item))]
    names = [" > ".join(part.strip() for part in re.split(r"\s*[>/›»]\s+|\s+[>/›»]\s*", name)) for name in names]
    return names if len(names) > 1 else next(iter(names), None)


def _said(value: object) -> object:
    """A text, the name of an object, or a measure with its unit."""
    inside = as_object(value)
    if inside is not None and (number := scalar(inside.get("value"))) is not None:
        return _with_unit(number, scalar(any_of(inside, "unitText", "unitCode")))
    if (items := as_list(value)) is not None:
        return [text for item in items if (text := scalar(_said(item)))] or None
    return _name_of(value)


def _with_unit(value: object, unit: str | None) -> object:
    return f"{scalar(value)} {unit}" if unit and scalar(value) else value


def _name_of(value: object) -> str | None:
    inside = as_object(value)
    if inside is not None:
        return scalar(any_of(inside, "name", "value", "@value", "audienceType", "suggestedGender", "@id"))
    if (items := as_list(value)) is not None:
        return next((text for item in items if (text := _name_of(item))), None)
    text = scalar(value)
    # "https://schema.org/NewCondition" is said in one word.
    return text.rpartition("/")[2] if text and re.match(r"https?://schema\.org/", text) else text


def _address(value: object) -> str | None:
    inside = as_object(value)
    if inside is not None:
        return _address(any_of(inside, "contentUrl", "url", "@id"))
    return _name_of(value) if as_list(value) is not None else scalar(value)


def _is_stub(node: Mapping[str, object]) -> bool:
    """Whether a page only mentions a product, as a list of links does."""
    return any_of(node, "offers", "description", "sku", "gtin", "gtin13", "productID", "mpn", "hasVariant") is None


def _kinds(node: Mapping[str, object]) -> set[str]:
    kinds = (scalar(kind) or "" for kind in _several(node.get("@type")))
    return {re.split(r"[/:#]", kind)[-1] for kind in kinds}


def _several(value: object) -> list[object]:
    if value is None:
        return []
    items = as_list(value)
    if items is None:
        return [value]
    return [inner for item in items for inner in (as_list(item) or [item])]


SCHEMA_ORG = Format(
    "jsonld",
    "pages or JSON files with schema.org products as JSON-LD, or a folder or zip of them",
    _recognises,
    _records,
)
