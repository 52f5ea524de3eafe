"""Drawings of home decor."""

# An outline is one piece of data; cut in two it could not be compared with its neighbours.
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable, Mapping

from retrieval.demo.drawings.ink import Ink
from retrieval.demo.drawings.shapes import oval, rect, sym


def vase(ink: Ink) -> str:
    """A vase: ridged, of glass, or for a single stem."""
    stems = ink.line(
        "M198 190C192 150 176 126 160 104M202 190C206 140 214 110 226 84M204 190C220 150 240 138 256 130",
        4,
        "#5c8a52",
        1,
    )
    leaves = ink.path(
        "M186 150c-22-2-32-16-34-30c18 0 32 10 34 30zM214 132c18-6 24-20 22-34c-16 4-26 16-22 34z", "#73a566"
    )
    hue = "#f4efe4" if not ink.has("white") else "#eb9b8c"
    blooms = "".join(
        ink.path(oval(x + dx, y + dy, 12), hue)
        for x, y in ((160, 100), (226, 80), (260, 128))
        for dx, dy in ((0, -11), (11, -2), (6, 10), (-6, 10), (-11, -2))
    )
    hearts = "".join(ink.path(oval(x, y, 8), "#eeb54b") for x, y in ((160, 100), (226, 80), (260, 128)))
    if ink.has("bud"):
        body = sym("M200 196L186 196C188 230 176 240 160 262C146 284 148 330 172 336L200 336")
        flower = (
            ink.line("M200 200C198 160 204 130 200 100", 4, "#5c8a52", 1)
            + ink.path("M200 160c20-2 28-14 30-28c-18 2-28 12-30 28z", "#73a566")
            + ink.path(
                "M176 100C172 76 182 62 190 56C196 66 198 70 200 74C204 68 208 62 212 56C222 64 228 80 224 100C216 116 184 116 176 100z",
                "#e2707f",
            )
            + ink.path("M188 96C186 80 194 66 200 60C206 68 212 82 210 98z", "#f2a0a8")
        )
        return ink.stand(
            flower,
            ink.body(body, texture=""),
            ink.path(oval(200, 197, 14, 4), ink.deep),
            ink.shine("M164 276C168 266 174 260 180 254V320C166 314 160 296 164 276z", 0.42),
            ink.dim("M222 240C246 264 256 300 234 332L228 336H210C232 310 234 270 222 240z", 0.12),
            width=56,
        )
    if ink.has("glass"):
        body = sym("M200 180L148 176C156 206 136 226 126 262C118 300 136 336 166 338L200 338")
        return ink.stand(
            stems,
            leaves,
            blooms,
            hearts,
            ink.path(body, ink.fill, 0.8),
            ink.path(body, ink.glass, 0.55),
            ink.path(
                "M134 250C150 262 250 262 266 250C282 300 264 336 234 338H166C136 336 118 300 134 250z", ink.dark, 0.34
            ),
            ink.line("M200 256C196 290 200 310 198 334", 4, "#5c8a52", 0.5),
            ink.line(oval(200, 178, 52, 8), 4, ink.light, 0.9),
            ink.gleam("M144 262Q134 296 150 318M158 196Q158 214 148 232", 6, 0.6),
            width=78,
        )
    body = sym("M200 172L164 168C168 192 150 206 134 232C112 268 118 326 158 338L200 338")
    ridges = ink.line(
        "M148 214Q200 228 252 214M134 236Q200 252 266 236M126 258Q200 276 274 258M124 281Q200 300 276 281M130 304Q200 324 270 304",
        5,
        opacity=0.17,
    )
    return ink.stand(
        stems,
        leaves,
        blooms,
        hearts,
        ink.body(body),
        ridges,
        ink.path(oval(200, 170, 36, 7), ink.deep),
        ink.line(oval(200, 170, 36, 7), 3, ink.light, 0.9),
        ink.dim("M240 206C280 240 286 322 242 338H210C254 310 256 250 240 206z", 0.13),
        ink.shine("M140 246C146 236 152 230 160 224C150 260 150 292 158 320C136 306 130 272 140 246z", 0.34),
        width=84,
    )


def cushion(ink: Ink) -> str:
    """A plump cushion; with tassels where it has them."""
    d = "M86 96C130 110 270 110 314 96C324 94 330 100 326 110C314 160 314 240 326 292C330 304 324 308 312 306C266 294 134 294 88 306C76 308 70 304 74 292C86 240 86 160 74 110C70 100 76 94 86 96z"
    tassels = ""
    if ink.has("tassel"):
        tassels = "".join(
            ink.path(oval(x, y, 8), ink.deep)
            + ink.line("".join(f"M{x} {y}l{dx + s * 6} {dy - s * 2}" for s in range(-2, 3)), 3.5, ink.dark, 1)
            for x, y, dx, dy in ((80, 102, -22, -20), (320, 102, 22, -20), (80, 300, -22, 24), (320, 300, 22, 24))
        )
    seam = ink.line(d, 5, ink.dark, 0.5) + ink.gleam("M96 102Q200 116 300 103", 2.5, 0.5)
    creases = ink.line(
        "M92 112Q120 134 132 156M308 112Q282 134 270 156M92 292Q116 268 130 252M308 292Q284 268 270 252",
        3,
        opacity=0.25,
    )
    return ink.flat(
        tassels,
        ink.body(d),
        ink.shine("M110 124C150 136 200 136 230 134C180 160 140 200 126 260C112 220 112 160 110 124z", 0.14),
        ink.dim(
            "M318 116C306 170 308 240 318 292C316 302 310 302 304 300C260 290 200 290 140 294C220 280 300 240 318 116z",
            0.12,
        ),
        seam,
        creases,
        turn=-6,
    )


def throw(ink: Ink) -> str:
    """A folded throw with its fringe."""
    fringe = "".join(f"M{x} 300L{x - 3} 326" for x in range(92, 316, 12))
    folds = (
        "M80 116C84 100 96 96 110 96H290C308 96 322 108 320 128V160H80z",
        "M78 152C150 166 250 166 322 152L322 222C250 236 150 236 78 222z",
        "M78 214C150 228 250 228 322 214L320 300C250 312 150 312 82 300z",
    )
    waffle = (
        ink.line(
            "".join(f"M{x} 110V300" for x in range(96, 316, 20)) + "".join(f"M84 {y}H318" for y in range(118, 300, 20)),
            2.5,
            opacity=0.17,
        )
        if ink.has("waffle")
        else ""
    )
    return ink.flat(
        ink.line(fringe, 4, ink.base, 1) + ink.line(fringe, 1.5, ink.deep, 0.3),
        ink.body(folds[2]),
        ink.dim("M78 214C150 228 250 228 322 214V232C250 246 150 246 78 232z", 0.22),
        ink.body(folds[1]),
        ink.dim("M78 152C150 166 250 166 322 152V170C250 184 150 184 78 170z", 0.22),
        ink.body(folds[0]),
        ink.dim("M80 140C150 152 250 152 320 140V160C250 168 150 168 80 160z", 0.1),
        waffle,
        ink.gleam("M92 112Q100 104 116 104H220", 3, 0.4),
        turn=-4,
    )


def clock(ink: Ink) -> str:
    """A wall clock, or a sunburst."""
    rays = ""
    r = 104
    if ink.has("sunburst"):
        r = 62
        rays = "".join(
            f'<g transform="rotate({a * 15} 200 200)">{ink.path("M196 142L200 48L204 142z" if a % 2 else "M195 142L200 72L205 142z", ink.ref("b"))}</g>'
            for a in range(24)
        )
    face = "#fbf8f0" if r == 62 else ink.base
    hand = "#3d4048" if face == "#fbf8f0" or ink.has("white") else "#f6f0e2"
    marks = "".join(
        f'<path d="M197 {200 - r + 14}h6v{16 if n % 3 == 0 else 9}h-6z" fill="{hand}" transform="rotate({n * 30} 200 200)"/>'
        for n in range(12)
    )
    frame = (
        ink.path(oval(200, 200, r + 16), ink.ref("b"))
        if r == 62
        else ink.timber(oval(200, 200, r + 18)) + ink.line(oval(200, 200, r + 18), 2, opacity=0.3)
    )
    return ink.flat(
        rays,
        frame,
        ink.dim(oval(200, 200, r + 3), 0.25),
        ink.path(oval(200, 202, r), face),
        marks,
        ink.line(f"M200 200L{200 - r * 45 // 100} {200 - r * 32 // 100}", 9 if r > 80 else 6, hand, 1),
        ink.line(f"M200 200L{200 + r * 42 // 100} {200 - r * 62 // 100}", 6 if r > 80 else 4, hand, 1),
        ink.line(f"M{200 - r // 8} {200 - r // 5}L{200 + r * 36 // 100} {200 + r * 58 // 100}", 2, "#d9534f", 1),
        ink.path(oval(200, 200, 7), "#d9534f"),
        ink.shine(
            f"M{200 - r * 8 // 10} {200 - r * 4 // 10}C{200 - r // 2} {200 - r} {200 + r // 5} {200 - r} {200 + r // 2} {200 - r * 8 // 10}C{200} {200 - r * 7 // 10} {200 - r // 2} {200 - r // 3} {200 - r * 7 // 10} {200}z",
            0.16,
        ),
    )


def mirror(ink: Ink) -> str:
    """A round mirror with a thin rim."""
    rim = ink.ref("b") if ink.has("brass") else ink.fill
    return ink.flat(
        ink.path(oval(200, 200, 132), rim),
        ink.path(oval(200, 200, 120), "#c9dbe4"),
        ink.path(oval(200, 200, 120), ink.glass),
        ink.shine("M104 238L246 88C266 94 282 104 296 118L138 302C122 288 110 264 104 238z", 0.4),
        ink.shine("M152 310L306 132C314 146 318 160 320 176L186 320C174 318 162 314 152 310z", 0.25),
        ink.line(oval(200, 200, 120), 4, "#3f3a33", 0.3),
    )


def candle(ink: Ink) -> str:
    """A candle: in glass, in a tin, or pillars."""

    def flame(x: int, y: int) -> str:
        return (
            ink.glow(x, y - 24, 52)
            + ink.line(f"M{x} {y}V{y - 10}", 3, "#4a3b30", 1)
            + ink.path(
                f"M{x} {y - 52}C{x + 15} {y - 32} {x + 15} {y - 10} {x} {y - 7}C{x - 15} {y - 10} {x - 15} {y - 32} {x} {y - 52}z",
                "#f7b23f",
            )
            + ink.path(
                f"M{x} {y - 34}C{x + 7} {y - 22} {x + 7} {y - 11} {x} {y - 9}C{x - 7} {y - 11} {x - 7} {y - 22} {x} {y - 34}z",
                "#fff3cf",
            )
        )

    if ink.has("pillar"):
        parts: list[str] = []
        for x, top, half in ((108, 204, 40), (286, 238, 42), (198, 140, 46)):
            parts.append(
                ink.body(f"M{x - half} {top}H{x + half}V334C{x + half} 344 {x - half} 344 {x - half} 334z", texture="")
                + ink.dim(
                    f"M{x + half // 3} {top}H{x + half}V334C{x + half} 340 {x + half // 2} 342 {x + half // 3} 342z",
                    0.1,
                )
                + ink.path(oval(x, top, half, 11), ink.light)
                + ink.path(oval(x, top + 1, half - 12, 6), ink.dark, 0.35)
                + flame(x, top)
            )
        return ink.stand(*parts, y=340, width=146)
    tin = ink.has("tin candle")
    top = 212 if tin else 176
    half = 82 if tin else 74
    jar = f"M{200 - half} {top}H{200 + half}V322C{200 + half} 332 {192 + half} 338 {182 + half} 338H{218 - half}C{208 - half} 338 {200 - half} 332 {200 - half} 322z"
    label = ink.path(rect(150, top + 54, 100, 62, 4), "#fbf7ec") + ink.line(
        f"M164 {top + 74}H236M176 {top + 88}H224M184 {top + 100}H216", 3, ink.dark, 0.7
    )
    lid = f'<g transform="rotate(-16 306 300)">{ink.path(rect(262, 286, 90, 22, 8), ink.ref("k"))}</g>' if tin else ""
    return ink.stand(
        ink.body(jar, texture=""),
        ink.dim(
            f"M{200 + half // 2} {top}H{200 + half}V322C{200 + half} 332 {192 + half} 338 {182 + half} 338H220C{190 + half} 310 {200 + half // 2} 260 {200 + half // 2} {top}z",
            0.14,
        ),
        ink.path(oval(200, top, half, 16), ink.light),
        ink.path(oval(200, top + 3, half - 9, 12), "#fbf3df"),
        label,
        flame(200, top + 2),
        ink.shine(f"M{212 - half} {top + 24}h16v90h-16z", 0.34),
        lid,
        y=338,
        width=94,
    )


def print_(ink: Ink) -> str:
    """A framed print: a moon over hills, or fruit."""
    frame, mount, view = rect(84, 52, 232, 296, 3), rect(96, 64, 208, 272), rect(118, 86, 164, 228)
    if ink.has("citrus"):
        fruit = "".join(
            ink.path(oval(x, y, 38), hue)
            + ink.path(oval(x, y, 31), "#fdf3dc")
            + "".join(
                f'<path d="M{x} {y - 3}l-9-23q9-5 18 0z" fill="{hue}" transform="rotate({a} {x} {y})"/>'
                for a in range(0, 360, 60)
            )
            for x, y, hue in (
                (164, 140, "#ef8d32"),
                (236, 182, "#f2c63d"),
                (168, 234, "#e65f45"),
                (240, 268, "#8db84b"),
            )
        )
        art = (
            ink.path(view, "#fbe7c6")
            + fruit
            + ink.path(
                "M196 116c16-14 34-10 40 2c-14 10-30 8-40-2zM206 232c-14-12-8-26 2-34c10 10 10 24-2 34z", "#5b8f4e"
            )
        )
    else:
        art = (
            ink.path(view, ink.fill)
            + ink.path(oval(200, 152, 36), "#fbf1d4")
            + ink.path(oval(216, 144, 32), ink.base, 0.92)
            + "".join(
                ink.path(oval(x, y, 2), "#fff")
                for x, y in ((146, 112), (164, 180), (252, 110), (262, 176), (138, 150), (232, 196))
            )
            + ink.path("M118 240C160 204 210 220 282 236V314H118z", ink.dark)
            + ink.path("M118 270C170 236 230 262 282 254V314H118z", ink.deep)
            + ink.path("M118 300C180 270 230 296 282 284V314H118z", ink.light, 0.7)
        )
    return ink.flat(
        ink.timber(frame),
        ink.line(frame, 2, opacity=0.35),
        ink.path(mount, "#fcfaf4"),
        ink.line(view, 3, "#cfc6b4", 0.8),
        art,
        ink.shine("M96 64H190L96 250z", 0.14),
    )


def rug(ink: Ink) -> str:
    """A rug with fringed ends, seen from above."""
    runner = ink.has("runner")
    x, w = (140, 120) if runner else (92, 216)
    ends = "".join(f"M{x + 4 + n * 9} 76v-18M{x + 4 + n * 9} 326v18" for n in range((w - 4) // 9 + 1))
    field = rect(x, 74, w, 254, 3)
    border = ink.line(rect(x + 12, 86, w - 24, 230), 4, ink.second, 0.8)
    if not runner:
        border += ink.line(f"M{x} 118H{x + w}M{x} 130H{x + w}M{x} 272H{x + w}M{x} 284H{x + w}", 5, ink.deep, 0.5)
    return ink.flat(
        ink.line(ends, 3, "#efe6d2", 1),
        ink.body(field),
        ink.path(field, ink.ref("tlinen")),
        border,
        ink.dim(f"M{x + w - 40} 74h40v254h-70z", 0.07),
        turn=-10,
    )


def basket(ink: Ink) -> str:
    """A woven basket with a blanket inside."""
    return ink.stand(
        ink.path("M118 186C120 130 166 140 190 128C224 112 270 120 284 186z", "#c9d3cf"),
        ink.path("M190 128C224 112 270 120 284 186H220C224 160 214 138 190 128z", "#aab8b3"),
        ink.line("M112 192C84 190 84 232 106 236M288 192C316 190 316 232 294 236", 12, ink.deep, 1),
        ink.line("M112 192C84 190 84 232 106 236M288 192C316 190 316 232 294 236", 7, ink.light, 1),
        ink.body("M102 184H298L282 318C280 330 272 336 258 336H142C128 336 120 330 118 318z", texture="weave"),
        ink.dim("M252 184H298L282 318C280 330 272 336 258 336H222C246 290 254 240 252 184z", 0.15),
        ink.rod("M104 188H296", 16),
        ink.line("M110 186H292", 3, ink.pale, 0.5),
        width=104,
    )


DECOR: Mapping[str, Callable[[Ink], str]] = {
    "vase": vase,
    "cushion": cushion,
    "throw": throw,
    "clock": clock,
    "mirror": mirror,
    "candle": candle,
    "print": print_,
    "rug": rug,
    "basket": basket,
}
