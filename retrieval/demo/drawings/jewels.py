"""Drawings of watches and jewellery."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from retrieval.demo.drawings.ink import Ink
from retrieval.demo.drawings.shapes import oval, rect, sym

# The hours on a circle of radius 100, so that no drawing needs trigonometry.
_HOURS = (
    (0, -100),
    (50, -87),
    (87, -50),
    (100, 0),
    (87, 50),
    (50, 87),
    (0, 100),
    (-50, 87),
    (-87, 50),
    (-100, 0),
    (-87, -50),
    (-50, -87),
)


def watch(ink: Ink) -> str:
    """A wrist watch on the strap it states."""
    strap = ink.product.attributes["strap"][0]
    hue = {"leather": "#8a5a38", "canvas": "#54606f", "mesh": ink.wire}.get(strap, "#b4bac4")
    band = sym("M200 48L166 48C162 48 160 52 160 56L156 140L200 140") + sym(
        "M200 260L156 260L160 344C160 350 162 352 166 352L200 352"
    )
    if strap in ("steel bracelet", "mesh"):
        links = "".join(f"M158 {y}H242" for y in (*range(62, 140, 14), *range(270, 350, 14)))
        surface = ink.path(band, ink.metal) + ink.line(links, 2.5, "#5d6470", 0.5)
    else:
        surface = (
            ink.path(band, hue)
            + ink.dim(band, 0.05)
            + ink.line("M168 58V138M232 58V138M168 264V344M232 264V344", 2, "#f3e6d0", 0.6)
        )
    case = ink.metal if not ink.has("gold") else ink.ref("b")
    face = "#fbfaf6" if ink.has("in white", "petite", "in silver") else ink.base
    tick = "#39404c" if face == "#fbfaf6" else "#f5efe0"
    marks = "".join(
        f"M{200 + x * 52 // 100} {200 + y * 52 // 100}L{200 + x * 60 // 100} {200 + y * 60 // 100}" for x, y in _HOURS
    )
    extra = ""
    if ink.has("luna"):
        extra = ink.path(oval(200, 228, 16), "#2b3f68") + ink.path(
            "M204 214a14 14 0 1 0 8 22a12 12 0 0 1-8-22z", "#f2d98b"
        )
    elif ink.has("automatic"):
        extra = ink.line(oval(200, 230, 15), 2.5, "#c9a24e", 1) + ink.line("M200 217V243M187 230H213", 2, "#c9a24e", 1)
    return ink.flat(
        surface,
        ink.path(rect(280, 190, 14, 22, 5), case),
        ink.path(oval(200, 200, 84), case),
        ink.line(oval(200, 200, 83), 2, "#59606c", 0.6),
        ink.path(oval(200, 200, 70), face),
        ink.line(oval(200, 200, 70), 3, "#2a2f38", 0.25),
        ink.line(marks, 4 if ink.has("field") else 2.6, tick, 0.95),
        extra,
        ink.line("M200 200L172 178", 6, tick, 1),
        ink.line("M200 200L232 158", 4, tick, 1),
        ink.line("M200 200L196 246" if not ink.has("plainface") else "M200 200h.1", 1.8, "#d9534f", 1),
        ink.path(oval(200, 200, 5), tick),
        ink.shine("M146 172C156 146 182 132 206 134C184 150 164 176 158 214C146 204 142 188 146 172z", 0.24),
        turn=-8,
    )


def smartwatch(ink: Ink) -> str:
    """A smartwatch or a slim fitness band."""
    slim = ink.has("band")
    x, w = (162, 76) if slim else (136, 128)
    strap = sym("M200 44L170 44C164 44 162 50 162 56L158 130L200 130") + sym(
        "M200 270L158 270L162 344C162 352 166 356 172 356L200 356"
    )
    body, screen = rect(x, 120, w, 160, 26), rect(x + 12, 132, w - 24, 136, 17)
    rings = ink.line("M200 156a26 26 0 1 1-24 16", 8, "#ef8a4b", 1) + ink.line(
        "M200 168a14 14 0 1 1-13 8", 6, "#69c3a0", 1
    )
    pulse = ink.line(f"M{x + 22} 236h{w // 6}l7-16 9 28 8-12h{w // 7}", 3.5, "#f2f5f8", 1)
    return ink.flat(
        ink.body(strap),
        ink.line("M200 62h.1M200 78h.1M200 94h.1M200 306h.1M200 322h.1M200 338h.1", 7, opacity=0.5),
        ink.path(rect(x + w - 4, 176, 12, 34, 5), "#7d8590"),
        ink.path(body, "#41464f"),
        ink.path(screen, "#15181f"),
        rings,
        pulse,
        ink.shine(f"M{x + 12} 150Q{x + 12} 132 {x + 30} 132H{x + w // 2}L{x + 12} 214z", 0.12),
        ink.gleam(f"M{x + 5} 160V146Q{x + 6} 126 {x + 26} 125", 3, 0.5),
        turn=-8,
    )


def _chain(ink: Ink, d: str) -> str:
    return ink.line(d, 4, ink.deep if not ink.many else "#8a6a3a", 0.7) + ink.line(d, 2.6, ink.wire, 1).replace(
        "stroke-linecap", 'stroke-dasharray="5 3" stroke-linecap'
    )


def necklace(ink: Ink) -> str:
    """A pendant on a chain, or a string of beads."""
    if ink.has("bead"):
        points = ((112, 84), (106, 114), (108, 144), (116, 173), (130, 200), (149, 223), (173, 240), (200, 246))
        beads = [(x, y) for x, y in points] + [(400 - x, y) for x, y in reversed(points[:-1])]
        drawn = "".join(
            ink.path(oval(x, y, 12 + n % 3 * 2), ink.rainbow(n))
            + ink.shine(oval(x - 4, y - 5, 4, 3), 0.65)
            + ink.dim(f"M{x - 11} {y + 4}a12 12 0 0 0 22 0a14 14 0 0 1-22 0z", 0.22)
            for n, (x, y) in enumerate(beads)
        )
        return ink.flat(ink.line("M112 84C140 40 260 40 288 84", 3, "#8a6a3a", 1), drawn)
    chain = _chain(ink, "M116 60C84 170 150 226 200 232C250 226 316 170 284 60")
    if ink.has("stone"):
        drop = "M200 246C222 262 234 284 226 304C218 322 182 322 174 304C166 284 178 262 200 246z"
        pendant = (
            ink.line(drop, 9, "#c4cad2", 1)
            + ink.body(drop, ink.ref("m"), "")
            + ink.line("M184 290Q196 276 206 292T222 288", 2.2, "#8a6a45", 0.7)
            + ink.shine(oval(190, 280, 7, 11), 0.4)
        )
    else:
        pendant = (
            ink.line(oval(200, 270, 30), 9, ink.deep, 1)
            + ink.line(oval(200, 270, 30), 7, ink.wire, 1)
            + ink.gleam("M176 258Q184 244 200 242", 3, 0.9)
        )
    return ink.flat(chain, ink.path(oval(200, 236, 7), ink.metal), pendant)


def ring(ink: Ink) -> str:
    """A finger ring; with a stone where it has one."""
    metal = "#b9c0ca" if ink.has("silver") else ink.wire
    band = ink.line(
        oval(200, 232, 88, 84), 24 if ink.has("stone ring") else 17, ink.deep if not ink.has("silver") else "#7f8793", 1
    ) + ink.line(oval(200, 232, 88, 84), 20 if ink.has("stone ring") else 13, metal, 1)
    shine = ink.gleam("M124 204Q140 160 182 150M268 274Q250 300 222 308", 5, 0.75)
    if not ink.has("stone ring"):
        bark = ink.line(oval(200, 232, 88, 84), 9, ink.deep, 0.28).replace(
            "stroke-linecap", 'stroke-dasharray="3 11" stroke-linecap'
        )
        return ink.stand(band, bark, shine, y=326, width=80)
    stone = oval(200, 124, 48, 40)
    facets = ink.line(
        "M152 124L178 104H222L248 124L222 146H178zM178 104L186 86M222 104L214 86M178 146L186 162M222 146L214 162",
        2,
        "#fff",
        0.6,
    )
    claws = "".join(ink.path(oval(x, y, 7), "#dfe4ea") for x, y in ((158, 102), (242, 102), (158, 148), (242, 148)))
    return ink.stand(
        band,
        shine,
        ink.path(oval(200, 126, 54, 46), "#9da5b1"),
        ink.body(stone, texture=""),
        ink.shine("M178 104H222L214 86H186z", 0.35),
        facets,
        claws,
        y=326,
        width=80,
    )


def earrings(ink: Ink) -> str:
    """Studs or drops, a pair."""
    parts: list[str] = []
    for x in (138, 262):
        if ink.has("stud"):
            parts.append(
                ink.path(oval(x, 200, 34), ink.metal)
                + ink.line(oval(x, 200, 34), 2, "#6f7783", 0.5)
                + ink.shine(oval(x - 12, 186, 11, 8), 0.8)
            )
            continue
        hook = ink.line(
            f"M{x} 150C{x - 4} 104 {x + 34} 92 {x + 30} 126", 4, ink.wire if ink.has("gold") else "#d2ab58", 1
        )
        petal = f"M{x} 160C{x + 44} 200 {x + 44} 262 {x} 292C{x - 44} 262 {x - 44} 200 {x} 160z"
        inner = f"M{x} 196C{x + 22} 218 {x + 22} 250 {x} 270C{x - 22} 250 {x - 22} 218 {x} 196z"
        parts.append(
            hook
            + ink.path(oval(x, 156, 8), ink.ref("b"))
            + ink.body(petal, texture="")
            + ink.line(petal, 3, "#d2ab58", 0.9)
            + ink.shine(inner, 0.3)
            + ink.gleam(f"M{x - 24} 226Q{x - 20} 198 {x - 4} 182", 3, 0.6)
        )
    return ink.flat(*parts)


def bracelet(ink: Ink) -> str:
    """A chain or a cord around an invisible wrist."""
    loop = oval(200, 204, 116, 84)
    if ink.has("cord"):
        rope = (
            ink.line(loop, 17, ink.deep, 1)
            + ink.line(loop, 13, ink.base, 1)
            + ink.line(loop, 13, ink.pale, 0.7).replace("stroke-linecap", 'stroke-dasharray="4 15" stroke-linecap')
        )
        hook = ink.path(rect(172, 272, 56, 30, 10), ink.ref("b")) + ink.line("M186 287H214", 4, "#7d5c22", 0.8)
        return ink.flat(rope, hook, turn=-8)
    rim = ink.deep if ink.has("gold") else "#7f8793"
    links = "".join(
        f'<g transform="translate({200 + x * 116 // 100} {204 + y * 84 // 100}) rotate({30 * hour})">'
        f"{ink.line(oval(0, 0, 32, 15), 10, rim, 1)}{ink.line(oval(0, 0, 32, 15), 7, ink.wire, 1)}</g>"
        for hour, (x, y) in enumerate(_HOURS)
    )
    return ink.flat(links, ink.gleam("M94 176Q110 134 160 120", 3, 0.8), turn=-8)


JEWELS: Mapping[str, Callable[[Ink], str]] = {
    "watch": watch,
    "smartwatch": smartwatch,
    "necklace": necklace,
    "ring": ring,
    "earrings": earrings,
    "bracelet": bracelet,
}
