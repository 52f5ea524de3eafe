"""Drawings of lamps."""

# An outline is one piece of data; cut in two it could not be compared with its neighbours.
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable, Mapping

from retrieval.demo.drawings.ink import Ink
from retrieval.demo.drawings.shapes import oval, rect


def tablelamp(ink: Ink) -> str:
    """A table lamp: a mushroom of glass or a shade on a rounded foot."""
    if ink.has("mushroom"):
        return ink.stand(
            ink.glow(200, 180, 150),
            ink.body(
                "M166 206C176 250 168 290 146 320C142 332 150 336 160 336H240C250 336 258 332 254 320C232 290 224 250 234 206z",
                texture="",
            ),
            ink.body("M84 206C84 128 136 84 200 84C264 84 316 128 316 206C280 220 120 220 84 206z", texture=""),
            ink.path(oval(200, 208, 115, 13), "#fff0c0"),
            ink.shine("M108 184C114 142 144 114 180 106C150 128 136 156 134 192C122 190 112 188 108 184z", 0.5),
            ink.shine("M180 222H194C196 270 190 300 180 324H168C180 290 184 260 180 222z", 0.35),
            ink.dim("M262 106C300 132 316 160 316 206C300 212 284 214 270 216C282 180 280 140 262 106z", 0.08),
            width=84,
        )
    return ink.stand(
        ink.glow(200, 150, 140),
        ink.path(rect(193, 176, 14, 40), ink.ref("b")),
        ink.body(
            "M164 214C130 236 116 270 126 304C132 326 150 336 170 336H230C250 336 268 326 274 304C284 270 270 236 236 214C226 208 174 208 164 214z",
            texture="specks",
        ),
        ink.dim("M236 214C270 236 284 270 274 304C268 326 250 336 230 336H200C250 310 256 260 236 214z", 0.16),
        ink.path("M142 78H258L290 188H110z", "#faf0d8"),
        ink.path("M142 78H258L290 188H110z", ink.ref("tlinen")),
        ink.dim("M230 78H258L290 188H250z", 0.07),
        ink.line("M142 78H258M110 188H290", 4, "#d8c59d", 0.9),
        ink.shine("M142 252C150 240 160 232 170 228C156 256 154 284 160 312C140 298 134 274 142 252z", 0.36),
        width=96,
    )


def desklamp(ink: Ink) -> str:
    """A desk lamp with springs."""
    return ink.stand(
        ink.path("M250 180L360 330H150z", "#fff1bf", 0.4),
        ink.rod("M138 318L100 208L196 118", 12),
        ink.line("M146 292L116 206L196 132", 3, ink.wire, 0.9),
        ink.path(oval(100, 208, 14), ink.metal),
        ink.path(oval(198, 118, 12), ink.metal),
        ink.body("M184 106C204 88 234 92 250 108C280 126 300 158 300 176L226 200C206 190 186 150 184 106z", texture=""),
        ink.path("M226 200L300 176C300 190 240 212 226 200z", "#fff3c4"),
        ink.gleam("M202 120Q206 160 228 184", 5, 0.5),
        ink.body("M84 318C84 304 190 304 190 318V332C190 338 84 338 84 332z", texture=""),
        ink.path(oval(137, 318, 53, 8), ink.light),
        x=160,
        y=336,
        width=118,
    )


def nightlight(ink: Ink) -> str:
    """A sleeping fox that glows."""
    return ink.stand(
        ink.glow(200, 230, 150),
        ink.path("M286 300C350 300 352 214 306 204C322 240 300 264 268 270z", ink.dark),
        ink.path("M330 226C326 212 318 206 306 204C314 220 314 234 308 246z", "#fff6e4"),
        ink.body(
            "M200 170C280 170 310 240 304 292C300 326 272 336 200 336C128 336 100 326 96 292C90 240 120 170 200 170z",
            texture="",
        ),
        ink.path("M150 320C150 260 250 260 250 320C250 334 150 334 150 320z", "#fff3d6"),
        ink.body(
            "M120 110L146 150C176 136 224 136 254 150L280 110C296 150 300 196 276 226C250 256 150 256 124 226C100 196 104 150 120 110z",
            texture="",
        ),
        ink.path("M126 128L144 160L122 178zM274 128L256 160L278 178z", ink.deep, 0.7),
        ink.path("M124 226C150 256 250 256 276 226C256 208 224 214 200 236C176 214 144 208 124 226z", "#fff8ea"),
        ink.line("M144 198Q156 208 168 198M232 198Q244 208 256 198", 4, "#4a3328", 1),
        ink.path("M190 226h20l-10 12z", "#4a3328"),
        ink.path(oval(138, 216, 10, 6) + oval(262, 216, 10, 6), "#f08f80", 0.5),
        ink.shine("M132 150C160 138 190 142 200 146C170 156 146 174 134 196C124 180 126 162 132 150z", 0.22),
        width=110,
    )


def floorlamp(ink: Ink) -> str:
    """A leaning floor lamp, or a tall paper lantern."""
    if ink.has("paper"):
        rings = "".join(
            f"M{154 + abs(n - 5) * 2} {84 + n * 22}Q200 {92 + n * 22} {246 - abs(n - 5) * 2} {84 + n * 22}"
            for n in range(1, 10)
        )
        return ink.stand(
            ink.glow(200, 190, 150),
            ink.line("M166 300L152 336M234 300L248 336M200 304V338", 7, "#b08a55", 1),
            ink.path("M166 78H234C254 130 254 250 234 306H166C146 250 146 130 166 78z", "#fff6dd"),
            ink.path("M166 78H234C254 130 254 250 234 306H166C146 250 146 130 166 78z", ink.glass),
            ink.line(rings, 2.2, "#c9b27c", 0.6),
            ink.line("M166 78H234M166 306H234", 6, "#b08a55", 1),
            width=70,
        )
    metal = ink.wire if ink.has("brass") else ink.base
    return ink.stand(
        ink.path("M246 138L330 336H150z", "#fff1bf", 0.36),
        ink.rod("M146 326C140 200 130 60 196 58C224 58 236 74 242 92", 9, metal),
        ink.path(
            "M242 84C272 86 290 110 294 140L202 156C200 124 212 90 242 84z",
            ink.ref("b") if ink.has("brass") else ink.fill,
        ),
        ink.path("M202 156L294 140C292 152 204 168 202 156z", "#fff3c4"),
        ink.gleam("M216 136Q220 108 238 96", 5, 0.55),
        ink.path(
            "M96 326C96 316 196 316 196 326V334C196 340 96 340 96 334z", ink.ref("b") if ink.has("brass") else ink.fill
        ),
        ink.gleam("M104 326H150", 3, 0.5),
        x=180,
        y=338,
        width=104,
    )


def pendant(ink: Ink) -> str:
    """A hanging lamp: a bell of steel, or woven."""
    cord = ink.line("M200 0V112", 4, "#4a423c", 1) + ink.path(rect(188, 98, 24, 30, 6), ink.ref("b"))
    beam = ink.path("M96 270L40 400H360L304 270z", "#fff1bf", 0.3)
    shade = (
        "M200 120C236 120 248 148 262 176C284 214 306 236 308 270H92C94 236 116 214 138 176C152 148 164 120 200 120z"
    )
    if ink.has("rattan"):
        shade = "M164 124H236C292 150 312 196 312 226C312 258 280 288 250 296H150C120 288 88 258 88 226C88 196 108 150 164 124z"
        ribs = "M164 124C120 170 120 250 150 296M236 124C280 170 280 250 250 296M200 124V296M182 124C160 180 160 240 176 296M218 124C240 180 240 240 224 296"
        return ink.flat(
            cord,
            ink.glow(200, 220, 150),
            ink.path(oval(200, 220, 46), "#fff3c4"),
            ink.path(shade, ink.fill, 0.75),
            ink.path(shade, ink.ref("tweave")),
            ink.line(ribs, 5, ink.dark, 0.75),
            ink.line("M164 124H236M150 296H250", 7, ink.deep, 0.9),
            ink.shine("M116 214C122 184 140 160 160 146C140 180 132 214 136 248C124 240 116 228 116 214z", 0.22),
        )
    return ink.flat(
        beam,
        cord,
        ink.body(shade, texture=""),
        ink.dim("M234 136C270 190 306 230 308 270H262C264 220 250 170 234 136z", 0.16),
        ink.path(oval(200, 270, 108, 12), "#fff3c4"),
        ink.path(oval(200, 274, 26, 14), "#ffffff"),
        ink.gleam("M120 246Q136 206 158 176Q170 150 182 140", 6, 0.5),
    )


def strings(ink: Ink) -> str:
    """Bulbs on a sagging cable."""
    bulbs = ""
    for n, (x, y) in enumerate(
        (
            (44, 128),
            (104, 158),
            (168, 172),
            (232, 172),
            (296, 158),
            (356, 128),
            (70, 246),
            (136, 270),
            (200, 278),
            (264, 270),
            (330, 246),
        )
    ):
        hue = ink.rainbow(n) if ink.many else "#ffdf8c"
        bulbs += (
            ink.path(oval(x, y + 34, 34), hue, 0.28)
            + ink.path(rect(x - 7, y, 14, 16, 3), "#3b3f47")
            + ink.path(
                f"M{x - 7} {y + 15}C{x - 24} {y + 32} {x - 16} {y + 56} {x} {y + 56}C{x + 16} {y + 56} {x + 24} {y + 32} {x + 7} {y + 15}z",
                hue,
            )
            + ink.shine(oval(x - 5, y + 34, 4, 8), 0.75)
        )
    return ink.line("M0 100Q200 250 400 100M0 200Q200 356 400 200", 4, "#3b3f47", 0.9) + bulbs


LAMPS: Mapping[str, Callable[[Ink], str]] = {
    "tablelamp": tablelamp,
    "desklamp": desklamp,
    "nightlight": nightlight,
    "floorlamp": floorlamp,
    "pendant": pendant,
    "strings": strings,
}
