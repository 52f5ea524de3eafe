"""Products on screen: cards, one product in detail, and a comparison. Values in, escaped HTML out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.events import ProductsShown
from retrieval.products import Product
from retrieval.requests import Ranked, Reason
from ui.markup import icon, price, safe_url, sentence, stars, text

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_EVIDENCE = {"field": "from the product's", "profile": "from your profile:", "query": "you asked for:"}
_REASONS_ON_CARD = 2


def products_panel(shown: ProductsShown | None, opinions: Mapping[str, str]) -> str:
    """Draws everything that is on screen now.

    Args:
        shown: What the assistant last put on screen; ``None`` before anything was.
        opinions: Product identifier to ``like`` or ``dislike``, as far as the shopper said.
    """
    if shown is None:
        return ""
    chips = "".join(f"<li>{sentence(limit)}</li>" for limit in shown.limits)
    limits = f'<ul class="limits" aria-label="Limits in force">{chips}</ul>' if chips else ""
    more = shown.layout == "cards" and shown.total > len(shown.products)
    found = f"{shown.total:,} that fit" if more else ""
    head = f'<header class="shelf-head"><h2>{text(shown.title)}</h2><span class="count">{found}</span>{limits}</header>'
    if not shown.products:
        return f'{head}<p class="empty-shelf">Nothing to show here. Try a wider limit or other words.</p>'
    if shown.layout == "detail":
        body = detail(shown.products[0], opinions.get(shown.products[0].product.id))
    elif shown.layout == "comparison" and len(shown.products) > 1:
        body = comparison([ranked.product for ranked in shown.products])
    else:
        body = "".join(
            card(ranked, position, opinions.get(ranked.product.id))
            for position, ranked in enumerate(shown.products, start=1)
        )
        body = f'<div class="shelf">{body}</div>'
    return head + body


def card(ranked: Ranked, position: int, opinion: str | None = None) -> str:
    """Draws one product with the heaviest reasons for it; `position` counts from 1."""
    product = ranked.product
    which = _reference(position)
    reasons = _reasons(ranked.reasons[:_REASONS_ON_CARD])
    return (
        f'<article class="card" data-product="{text(product.id)}">'
        f'<button class="shot" data-say="Show me {which} in more detail" '
        f'aria-label="Details of {text(product.title)}">{_picture(product)}'
        f"{_stock(product)}</button>"
        f'<div class="facts">{_brand(product)}<h3>{text(product.title)}</h3>'
        f'<div class="price-line"><span class="price">{price(product.price, product.currency)}</span>'
        f"{stars(product.rating, product.reviews_count)}</div>"
        f'{reasons}<div class="actions">{_opinion_buttons(product, opinion)}'
        f'<button class="quiet" data-say="Show me more like {which}" '
        f'aria-label="More like {text(product.title)}">{icon("similar")}<span>Similar</span></button>'
        f"</div></div></article>"
    )


def detail(ranked: Ranked, opinion: str | None = None) -> str:
    """Draws one product with all that the catalogue knows and every reason, each with its evidence."""
    product = ranked.product
    rows = "".join(
        f"<tr><th scope='row'>{_label(name)}</th><td>{text(', '.join(values))}</td></tr>"
        for name, values in product.attributes.items()
        if values
    )
    table = f'<table class="facets"><tbody>{rows}</tbody></table>' if rows else ""
    address = safe_url(product.url)
    link = (
        f'<a class="buy" href="{address}" target="_blank" rel="noopener noreferrer" data-act="click" '
        f'data-id="{text(product.id)}">View in the shop {icon("link")}</a>'
        if address
        else ""
    )
    path = " › ".join(text(level) for level in product.category)
    description = "".join(f"<p>{text(part)}</p>" for part in product.description.split("\n") if part.strip())
    return (
        f'<article class="detail" data-product="{text(product.id)}">'
        f'<div class="shot">{_picture(product)}{_stock(product)}</div>'
        f'<div class="facts"><p class="path">{path}</p>{_brand(product)}<h3>{text(product.title)}</h3>'
        f'<div class="price-line"><span class="price">{price(product.price, product.currency)}</span>'
        f"{stars(product.rating, product.reviews_count)}</div>"
        f"{_reasons(ranked.reasons, evidence=True)}"
        f'<div class="actions">{_opinion_buttons(product, opinion)}'
        f'<button class="quiet" data-say="Show me more like the first one">{icon("similar")}'
        f"<span>Similar</span></button>{link}</div></div>"
        f'<div class="description">{description}</div>{table}</article>'
    )


def comparison(products: Sequence[Product]) -> str:
    """Draws products side by side: price, rating, brand, and only those facets in which they differ."""
    heads = "".join(
        f'<th scope="col"><div class="shot">{_picture(product)}</div><span>{text(product.title)}</span></th>'
        for product in products
    )
    prices = [product.price for product in products]
    ratings = [product.rating for product in products]
    priced = {amount for amount in prices if amount is not None}
    rated = {rating for rating in ratings if rating is not None}
    rows = [
        _row(
            "Price",
            [price(product.price, product.currency) or "–" for product in products],
            best=[len(priced) > 1 and amount == min(priced) for amount in prices],
            label="lowest",
        ),
        _row(
            "Rating",
            [stars(product.rating, product.reviews_count) or "–" for product in products],
            best=[len(rated) > 1 and rating == max(rated) for rating in ratings],
            label="best",
        ),
    ]
    differing, shared = _facets(products)
    rows += [
        _row(_label(name), [text(", ".join(values)) or "–" for values in cells]) for name, cells in differing.items()
    ]
    same = "; ".join(f"{_label(name)}: {text(', '.join(values))}" for name, values in shared.items())
    note = f'<p class="same">The same for all – {same}</p>' if same else ""
    return (
        f'<div class="comparison"><table><thead><tr><th scope="col" class="corner">'
        f'<span class="unseen">Facet</span></th>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
        f"{note}"
    )


def _facets(
    products: Sequence[Product],
) -> tuple[dict[str, list[tuple[str, ...]]], dict[str, tuple[str, ...]]]:
    table: dict[str, list[tuple[str, ...]]] = {
        "brand": [(product.brand,) if product.brand else () for product in products]
    }
    for name in dict.fromkeys(name for product in products for name in product.attributes):
        table[name] = [product.attributes.get(name, ()) for product in products]
    differing: dict[str, list[tuple[str, ...]]] = {}
    shared: dict[str, tuple[str, ...]] = {}
    for name, cells in table.items():
        if len({frozenset(value.casefold() for value in cell) for cell in cells}) > 1:
            differing[name] = cells
        elif cells[0]:
            shared[name] = cells[0]
    return differing, shared


def _row(name: str, cells: Sequence[str], *, best: Sequence[bool] = (), label: str = "") -> str:
    marks = [*best, *[False] * (len(cells) - len(best))]
    drawn = "".join(
        f'<td class="best">{cell} <em>{label}</em></td>' if mark else f"<td>{cell}</td>"
        for cell, mark in zip(cells, marks, strict=True)
    )
    return f'<tr><th scope="row">{name}</th>{drawn}</tr>'


def _reference(position: int) -> str:
    return f"the {_ORDINALS[position - 1]} one" if position <= len(_ORDINALS) else f"number {position}"


def _label(name: str) -> str:
    plain = name.replace("_", " ").strip()
    return text(plain[:1].upper() + plain[1:])


def _brand(product: Product) -> str:
    return f'<p class="brand">{text(product.brand)}</p>' if product.brand else ""


def _picture(product: Product) -> str:
    # The initial lies beneath: it shows where the shop has no picture, or where the picture does not load.
    initial = f'<span class="initial" aria-hidden="true">{text(product.title[:1].upper())}</span>'
    address = next((safe for image in product.images if (safe := safe_url(image))), None)
    if address is None:
        return initial
    return f'{initial}<img src="{address}" alt="{text(product.title)}" loading="lazy" referrerpolicy="no-referrer">'


def _stock(product: Product) -> str:
    if product.stock is None or product.stock > 5:
        return ""
    if product.stock <= 0:
        return '<span class="stock gone">Out of stock</span>'
    return f'<span class="stock">Only {product.stock} left</span>'


def _reasons(reasons: Sequence[Reason], *, evidence: bool = False) -> str:
    lines: list[str] = []
    for reason in reasons:
        # A reason from the shopper's history names the product in its text; its identifier tells them nothing.
        told = {} if reason.kind in {"history", "similar", "note"} else reason.evidence
        proof = "; ".join(f"{_EVIDENCE.get(key, key)} {value}" for key, value in told.items())
        shown = f" <small>{text(proof)}</small>" if evidence and proof else ""
        lines.append(f'<li data-kind="{text(reason.kind)}" title="{text(proof)}">{sentence(reason.text)}{shown}</li>')
    return f'<ul class="reasons">{"".join(lines)}</ul>' if lines else ""


def _opinion_buttons(product: Product, opinion: str | None) -> str:
    return "".join(
        f'<button class="opinion {kind}" data-act="{kind}" data-id="{text(product.id)}" '
        f'aria-pressed="{"true" if opinion == kind else "false"}" '
        f'aria-label="{said} {text(product.title)}" title="{said}">{icon(kind)}</button>'
        for kind, said in (("like", "I like"), ("dislike", "Not for me:"))
    )
