"""Pattern tiles: what is printed or woven on a surface. Each takes the colours it is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

RAINBOW = ("#d9534f", "#ef9b4a", "#f2cf5b", "#5aa978", "#4a8fc7", "#8a68b0")


def _tile(width: int, height: int, content: str, turn: int = 0) -> str:
    turned = f' patternTransform="rotate({turn})"' if turn else ""
    return f'width="{width}" height="{height}" patternUnits="userSpaceOnUse"{turned}>{content}'


def _striped(pale: str, deep: str) -> str:
    return _tile(24, 24, f'<path d="M0 4h24v10H0z" fill="{pale}" opacity=".9"/>')


def _rainbow(pale: str, deep: str) -> str:
    bands = "".join(f'<path d="M0 {20 * n}h20v20H0z" fill="{ink}"/>' for n, ink in enumerate(RAINBOW))
    return _tile(20, 120, bands)


def _dotted(pale: str, deep: str) -> str:
    return _tile(28, 28, f'<g fill="{pale}"><circle cx="7" cy="7" r="4.5"/><circle cx="21" cy="21" r="4.5"/></g>')


def _flower(x: int, y: int, petal: str, heart: str, r: int) -> str:
    spots = ((0, -r), (r, -r // 4), (r * 2 // 3, r), (-r * 2 // 3, r), (-r, -r // 4))
    petals = "".join(f'<circle cx="{x + dx}" cy="{y + dy}" r="{r - 1}"/>' for dx, dy in spots)
    return f'<g fill="{petal}">{petals}</g><circle cx="{x}" cy="{y}" r="{r - 2}" fill="{heart}"/>'


def _floral(pale: str, deep: str) -> str:
    leaves = f'<path d="M10 40q8-10 16-2q-8 8-16 2zM46 14q8-8 14 0q-8 6-14 0z" fill="{deep}" opacity=".45"/>'
    return _tile(60, 60, f"{leaves}{_flower(18, 18, pale, '#f2b84b', 6)}{_flower(47, 45, pale, '#e2725b', 5)}")


def _checked(pale: str, deep: str) -> str:
    return _tile(
        44,
        44,
        f'<path d="M0 6h44v14H0zM6 0h14v44H6z" fill="{deep}" opacity=".3"/>'
        f'<path d="M0 34h44M34 0v44" stroke="{pale}" stroke-width="2.5" opacity=".75"/>',
    )


def _geometric(pale: str, deep: str) -> str:
    return _tile(
        40,
        40,
        f'<path d="M20 3l17 17-17 17-17-17z" fill="none" stroke="{pale}" stroke-width="3"/>'
        f'<path d="M20 13l7 7-7 7-7-7z" fill="{deep}" opacity=".7"/>',
    )


def _knit(pale: str, deep: str) -> str:
    return _tile(10, 8, f'<path d="M0 1l5 5 5-5" fill="none" stroke="{deep}" stroke-width="1.6" opacity=".28"/>')


def _linen(pale: str, deep: str) -> str:
    return _tile(
        7,
        7,
        f'<path d="M0 1.5h7M1.5 0v7" stroke="{deep}" stroke-width=".9" opacity=".16"/>'
        f'<path d="M0 5h5" stroke="{pale}" stroke-width=".9" opacity=".3"/>',
    )


def _twill(pale: str, deep: str) -> str:
    return _tile(5, 5, f'<path d="M0 0v5" stroke="{pale}" stroke-width="1.4" opacity=".2"/>', 38)


def _weave(pale: str, deep: str) -> str:
    return _tile(
        16,
        16,
        f'<path d="M1 4h6M9 12h6" stroke="{deep}" stroke-width="3.4" opacity=".34" stroke-linecap="round"/>'
        f'<path d="M9 4h6M1 12h6" stroke="{pale}" stroke-width="3.4" opacity=".4" stroke-linecap="round"/>',
    )


def _specks(pale: str, deep: str) -> str:
    return _tile(
        34,
        34,
        f'<g fill="{deep}" opacity=".3"><circle cx="5" cy="7" r="1.3"/><circle cx="22" cy="13" r="1"/>'
        f'<circle cx="12" cy="25" r="1.5"/><circle cx="29" cy="29" r="1.1"/></g>',
    )


def _curls(pale: str, deep: str) -> str:
    return _tile(
        12,
        12,
        f'<g fill="none" stroke-width="1.8"><path d="M1 4a2.6 2.6 0 1 1 5 1" stroke="{pale}" opacity=".45"/>'
        f'<path d="M6 10a2.6 2.6 0 1 1 5 0" stroke="{deep}" opacity=".2"/></g>',
    )


def _grain(pale: str, deep: str) -> str:
    return _tile(
        120,
        26,
        f'<path d="M0 5q30 5 60 0t60 0M0 14q40-6 70 1t50-1M0 21q20 3 50 0t70 0" fill="none" stroke="{deep}" '
        f'stroke-width="1.3" opacity=".24"/>',
    )


TEXTURES: Mapping[str, Callable[[str, str], str]] = MappingProxyType(
    {
        "striped": _striped,
        "rainbow": _rainbow,
        "dotted": _dotted,
        "floral": _floral,
        "checked": _checked,
        "geometric": _geometric,
        "knit": _knit,
        "linen": _linen,
        "twill": _twill,
        "weave": _weave,
        "specks": _specks,
        "curls": _curls,
        "grain": _grain,
    }
)

# Which texture a material shows; the first word found in its name counts.
OF_MATERIAL: tuple[tuple[str, str], ...] = (
    ("wool felt", "specks"),
    ("felt", "specks"),
    ("wool", "knit"),
    ("cashmere", "knit"),
    ("linen", "linen"),
    ("waxed", ""),
    ("canvas", "linen"),
    ("denim", "twill"),
    ("wood", "grain"),
    ("rattan", "weave"),
    ("seagrass", "weave"),
    ("straw", "weave"),
    ("sisal", "weave"),
    ("rope", "weave"),
    ("cork", "specks"),
    ("bouclé", "curls"),
    ("stoneware", "specks"),
    ("terracotta", "specks"),
    ("organic cotton", ""),
)
