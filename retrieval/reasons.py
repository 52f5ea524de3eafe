"""Reasons in words, made from product facts and the shopper's own history, claiming nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from types import MappingProxyType

from retrieval.carrying import Carried
from retrieval.money import money
from retrieval.products import Product
from retrieval.profile import Affinity, Facet, HistoryItem, PriceBand
from retrieval.requests import Reason, SearchRequest

_LONGEST_TITLE = 60
_MOST_WORDS = 4

# Words a query holds for its grammar: a product that happens to contain them does not match because of them.
_FUNCTION_WORDS = frozenset(
    """a about all an and any are as at be but by can could do for from get give has have how i if in into is
    it its just like looking me my need no not of on one or our out please show so some something than that
    the their them these they thing things this to under up want we what which who with without would you
    your""".split()
)

_DEEDS = MappingProxyType(
    {
        "purchase": "bought {}",
        "cart": "put {} in your cart",
        "like": "liked {}",
        "dislike": "disliked {}",
        "click": "looked at {}",
        "view": "looked at {}",
    }
)


def named(product: Product) -> str:
    """The product's title in quotes, on one line, cut at a word where it is very long."""
    title = " ".join(product.title.split())
    if len(title) > _LONGEST_TITLE:
        title = title[:_LONGEST_TITLE].rsplit(" ", 1)[0] + "…"
    return f"“{title}”"


def query_words(query: str) -> tuple[str, ...]:
    """The words of a query that can say something about a product, each once, in their order."""
    words = re.findall(r"[^\W_](?:[\w'’-]*[^\W_])?", query)
    return tuple(dict.fromkeys(word for word in words if word.lower() not in _FUNCTION_WORDS))


def match_reason(query: str, carried: Carried, weight: float) -> Reason:
    """Why the words fit: only what the product really carries is named, and where."""
    words = query_words(query)
    whole = " ".join(query.split())
    terms = (whole,) if len(words) > 1 and carried.surely(whole) else words
    places: dict[str, list[str]] = {}
    for term in [term for term in terms if carried.surely(term)][:_MOST_WORDS]:
        places.setdefault(carried.place(term) or "details", []).append(term)
    if not places:
        return _reason("match", "close in meaning to your words", {"field": "similarity"}, weight)
    carries = [term for found in places.values() for term in found]
    evidence = {"query": ", ".join(carries), "field": ", ".join(places)}
    return _reason("match", f"matches {_join(f'“{term}”' for term in carries)}", evidence, weight)


def similar_reason(anchor: Product, weight: float) -> Reason:
    """Why a product was found from another one."""
    return _reason("similar", f"similar to {named(anchor)}", {"product": anchor.id}, weight)


def limit_reasons(product: Product, request: SearchRequest, carried: Carried, currency: str | None) -> list[Reason]:
    """One statement for each stated limit that the product satisfies; they decide and weigh nothing."""
    reasons = _price_reasons(product, request, currency)
    brand = (product.brand or "").casefold()
    if any(brand == wanted.casefold() for wanted in request.brands):
        reasons.append(_limit(f"by {product.brand}, as you asked", field="brand"))
    for name, wanted in request.attributes.items():
        accepted = {value.casefold() for value in wanted}
        written = next((value for value in product.attributes.get(name, ()) if value.casefold() in accepted), None)
        if written is not None:
            reasons.append(_limit(f"{name} {written}, as you asked", field=name))
    for term in request.include:
        if carried.surely(term):
            reasons.append(_limit(f"{term}, as you asked", query=term))
    for term in request.exclude:
        if not carried.possibly(term):
            reasons.append(_limit(f"not {term}, as you asked", field="exclusions", exclude=term))
    if request.in_stock and product.stock is not None and product.stock > 0:
        reasons.append(_limit("in stock, as you asked", field="stock"))
    for kind in request.kinds:
        values = {*product.category, *(value for found in product.attributes.values() for value in found)}
        written = next((value for value in sorted(values) if value.casefold() == kind.casefold()), None)
        if written is not None:
            place = "category" if written in product.category else "attributes"
            reasons.append(_limit(f"of the kind you asked for: {written}", field=place, query=kind))
            break
    return reasons


def _price_reasons(product: Product, request: SearchRequest, currency: str | None) -> list[Reason]:
    low, high, price = request.price_min, request.price_max, product.price
    if price is None or (low is not None and price < low) or (high is not None and price > high):
        return []
    unit = product.currency or currency
    at = money(price, unit)
    if low is not None and high is not None:
        limits = f"{money(low, unit, trim=True)} and {money(high, unit, trim=True)}"
        return [_limit(f"between {limits}, as you asked, at {at}", field="price")]
    if high is not None:
        return [_limit(f"within your {money(high, unit, trim=True)} limit at {at}", field="price")]
    if low is not None:
        return [_limit(f"at least {money(low, unit, trim=True)}, as you asked, at {at}", field="price")]
    return []


def history_reason(item: HistoryItem, product: Product, weight: float) -> Reason:
    """What one product of the history adds to, or takes from, another."""
    if item.product.id == product.id:
        text = f"you {_did(item, 'this')}"
    elif weight > 0:
        text = f"because you {_did(item, named(item.product))}"
    else:
        text = f"similar to {named(item.product)}, which you {_did(item)}"
    return _reason("history", text, {"profile": item.product.id}, weight)


def _did(item: HistoryItem, what: str = "") -> str:
    deed = f"rated {{}} {item.value:g} out of 5" if item.kind == "rating" else _DEEDS[item.kind]
    return deed.format(what) if what else deed.replace(" {}", "")


def more_history_reason(count: int, weight: float) -> Reason:
    """What the rest of the history adds or takes together."""
    judged = "chose or looked at" if weight > 0 else "disliked"
    products = "product" if count == 1 else "products"
    return _reason("history", f"similar to {count} more {products} you {judged}", {"profile": "history"}, weight)


def stated_reason(subject: str, weight: float) -> Reason:
    """A stated like or dislike that the product carries."""
    words = " ".join(subject.split())
    text = f"{words}, which you like" if weight > 0 else f"{words}, which you said you dislike"
    return _reason("preference", text, {"profile": subject}, weight)


def affinity_reason(facet: Facet, affinity: Affinity, product: Product, weight: float) -> Reason:
    """A facet value that the history leans to."""
    value = {"brand": f"by {facet.value}", "category": f"from {facet.value}"}.get(facet.name, facet.value)
    source = affinity.source
    if source.product.id == product.id:
        text = f"{value}, and you {_did(source, 'this')}"
    else:
        text = f"{value}, like {named(source.product)}, which you {_did(source)}"
    return _reason("preference", text, {"profile": facet.value, "field": facet.name}, weight)


def more_affinity_reason(facets: Sequence[Facet], weight: float) -> Reason:
    """The remaining facet values together."""
    shown = [facet.value for facet in facets[:3]]
    text = f"also {_join(shown)}, like products you chose or looked at"
    return _reason("preference", text, {"profile": ", ".join(shown)}, weight)


def rating_reason(product: Product, weight: float) -> Reason:
    """What reviewers say; only for a product with a rating."""
    stars = f"{round(product.rating or 0.0, 2):g}"
    count = product.reviews_count
    by = f" by {count:,} reviewer{'' if count == 1 else 's'}" if count else ""
    return _reason("rating", f"rated {stars}{by}", {"field": "rating"}, weight)


def popular_reason(shoppers: int, weight: float) -> Reason:
    """What other shoppers chose."""
    return _reason("popular", f"popular: {shoppers:,} other shoppers chose it", {"field": "popularity"}, weight)


def copy_reason(original: Product, weight: float) -> Reason:
    """Why a near copy stands lower."""
    return _reason("note", f"much like {named(original)}", {"product": original.id}, weight)


def price_band_reasons(product: Product, band: PriceBand | None, currency: str | None) -> list[Reason]:
    """A remark, of no weight, that the price is usual for this shopper; none where it is not."""
    if band is None or product.price is None or product.currency != band.currency:
        return []
    if not band.low <= product.price <= band.high:
        return []
    unit = band.currency or currency
    span = f"{money(band.low, unit)} to {money(band.high, unit)}"
    return [_reason("note", f"in the price range you usually choose, {span}", {"field": "price"}, 0.0)]


def _limit(text: str, **evidence: str) -> Reason:
    return _reason("limit", text, evidence, 0.0)


def _reason(kind: str, text: str, evidence: dict[str, str], weight: float) -> Reason:
    return Reason(kind=kind, text=text, evidence=evidence, weight=weight)


def _join(parts: Iterable[str]) -> str:
    listed = list(parts)
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} and {listed[-1]}"
