"""Small pieces of safe HTML: every text that came from a feed, a model or a shopper passes `text`."""

from __future__ import annotations

import html
import math
import unicodedata
from urllib.parse import urlsplit

from retrieval.money import money

_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Gradio evaluates `${…}` and `{{…}}` inside HTML templates. Values are not templates today; spelling these
# openers as character references keeps them inert even if a value ever ends up in one.
_TEMPLATE_OPENERS = {ord("$"): "&#36;", ord("{"): "&#123;", ord("`"): "&#96;"}


def text(value: object) -> str:
    """Escapes `value` for an element's text or a quoted attribute.

    Control characters, characters that reorder the text around them, and halves of surrogate pairs (which no
    browser could be sent) become spaces.
    """
    plain = "".join(" " if _unfit(char) else char for char in str(value))
    return html.escape(plain, quote=True).translate(_TEMPLATE_OPENERS)


def sentence(value: str) -> str:
    """Escapes `value` and begins it with a capital, as a line of its own."""
    return text(value[:1].upper() + value[1:])


def _unfit(char: str) -> bool:
    return char != "\n" and (char in _REORDERING or unicodedata.category(char) in {"Cc", "Cs"})


def safe_url(address: str | None) -> str | None:
    """Returns the escaped address where it is http, https or a path of this site, else ``None``."""
    if not address:
        return None
    # Browsers drop tabs and newlines inside addresses, so "java\nscript:" would come back to life.
    plain = "".join(char for char in address.strip() if char.isprintable())
    try:
        parts = urlsplit(plain)
    except ValueError:
        return None
    absolute = parts.scheme in {"http", "https"} and parts.netloc
    # "//host" and "/\\host" leave the site although they look like paths of it.
    own = plain.startswith("/") and not plain.startswith("//")
    if "\\" in plain or not (absolute or own):
        return None
    return text(plain)


def price(amount: float | None, currency: str | None) -> str:
    """Writes a price as everywhere else in the shop, escaped; empty where there is none."""
    return "" if amount is None or not math.isfinite(amount) else text(money(amount, currency))


def stars(rating: float | None, reviews: int | None) -> str:
    """Draws a rating of 0 to 5 as stars with its figure and how many reviews it is the mean of."""
    if rating is None or not math.isfinite(rating):
        return ""
    held = min(max(rating, 0.0), 5.0)
    count = f' <span class="reviews">({reviews:,})</span>' if reviews else ""
    spoken = f"Rated {held:.1f} of 5" + (f" in {reviews:,} reviews" if reviews else "")
    return (
        f'<span class="rating" role="img" aria-label="{text(spoken)}">'
        f'<span class="stars" style="--held:{held / 5:.1%}" aria-hidden="true">★★★★★</span>'
        f"<b>{held:.1f}</b>{count}</span>"
    )


def icon(name: str) -> str:
    """Returns one of the page's own line drawings."""
    return (
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" '
        f'stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">{_ICONS[name]}</svg>'
    )


_ICONS = {
    "like": '<path d="M12 20s-7.5-4.6-7.5-10.1A4.2 4.2 0 0 1 12 7.3a4.2 4.2 0 0 1 7.5 2.6C19.5 15.4 12 20 12 20z"/>',
    "dislike": '<path d="M17 14V3.5M7 3.5h10l3 .9v8.7l-3 .9-4 6.5a2 2 0 0 1-2-2v-4H5.6a2 2 0 0 1-2-2.4L5 5a2 '
    '2 0 0 1 2-1.5z"/>',
    "similar": '<rect x="4" y="4" width="10" height="10" rx="2"/><path d="M18 10v8a2 2 0 0 1-2 2H8"/>',
    "detail": '<path d="M12 11v5.5M12 7.5h.01"/><circle cx="12" cy="12" r="8.5"/>',
    "person": '<circle cx="12" cy="8" r="3.8"/><path d="M4.5 20c.8-3.8 3.7-5.7 7.5-5.7s6.7 1.9 7.5 5.7"/>',
    "new": '<path d="M12 5.5v13M5.5 12h13"/>',
    "close": '<path d="M6.5 6.5l11 11M17.5 6.5l-11 11"/>',
    "link": '<path d="M9 5H5v14h14v-4M13 5h6v6M19 5l-9 9"/>',
    "arrow": '<path d="M5 12h13M13 6.5l5.5 5.5-5.5 5.5"/>',
}
