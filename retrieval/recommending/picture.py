"""An evaluation as a picture: SVG, which browsers show and which needs no library to write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

_WIDTH, _LABEL, _BAR, _ROW = 760, 230, 430, 24
_OURS, _OTHERS, _INK, _FAINT = "#1f5446", "#b9c4bf", "#1d2421", "#5d6a65"

Bars = Sequence[tuple[str, float, bool]]
"""Name, length and whether it is the model's."""


def draw(figures: Mapping[str, Any]) -> str:
    """Bars of NDCG@10: model beside baselines, then the model by activity of shoppers and age of products.

    Args:
        figures: As `evaluate` returns them.
    """
    named = [*((name, one["ndcg@10"], False) for name, one in figures["baselines"].items())]
    named.append((str(figures["model"]), figures["ndcg@10"], True))
    charts: list[tuple[str, Bars]] = [
        (f"NDCG@10 over all {figures['items']:,} products, {figures['users']:,} cases", sorted(named, key=_length))
    ]
    for field, title in (
        ("by_activity", "by choices in the shopper's history"),
        ("by_choices_of_the_product", "by choices of the product so far"),
        ("by_age_of_the_product", "by age of the product"),
    ):
        if field in figures:
            bars = [(f"{name} ({one['users']:,})", one["ndcg@10"], True) for name, one in figures[field].items()]
            charts.append((title, bars))
    parts: list[str] = []
    height = 16
    for title, bars in charts:
        parts += _chart(title, bars, height)
        height += 34 + _ROW * len(bars)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" '
        f'font-family="system-ui, sans-serif" font-size="13" role="img" aria-label="Ranking quality">\n'
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _length(bar: tuple[str, float, bool]) -> float:
    return -bar[1]


def _chart(title: str, bars: Bars, top: int) -> list[str]:
    longest = max((length for _, length, _ in bars), default=0) or 1
    found = [f'<text x="16" y="{top + 12}" fill="{_INK}" font-weight="600">{escape(title)}</text>']
    for number, (name, length, ours) in enumerate(bars):
        y = top + 22 + number * _ROW
        width = max(1.0, _BAR * length / longest)
        found.append(f'<text x="{_LABEL - 8}" y="{y + 14}" text-anchor="end" fill="{_FAINT}">{escape(name)}</text>')
        colour = _OURS if ours else _OTHERS
        found.append(f'<rect x="{_LABEL}" y="{y + 2}" width="{width:.1f}" height="16" rx="2" fill="{colour}"/>')
        found.append(f'<text x="{_LABEL + width + 6:.1f}" y="{y + 14}" fill="{_INK}">{length:.4f}</text>')
    return found
