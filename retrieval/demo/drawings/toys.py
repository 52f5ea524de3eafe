"""Drawings of toys and games."""

# An outline is one piece of data; cut in two it could not be compared with its neighbours.
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable, Mapping

from retrieval.demo.drawings.ink import Ink
from retrieval.demo.drawings.shapes import oval, rect
from retrieval.demo.drawings.textures import RAINBOW


def _piece(x: int, y: int) -> str:
    return f"M{x} {y}h22c-4-18 26-18 22 0h22v22c18-4 18 26 0 22v22h-22c4-18-26-18-22 0h-22v-22c-18 4-18-26 0-22z"


def puzzle(ink: Ink) -> str:
    """A few pieces of a puzzle, or a wooden one with chunky shapes."""
    if ink.has("wood"):
        return ink.flat(
            ink.timber(rect(64, 92, 272, 216, 20)),
            ink.line(rect(64, 92, 272, 216, 20), 2.5, opacity=0.3),
            ink.dim(
                oval(138, 156, 44)
                + rect(222, 114, 84, 84, 18)
                + "M138 216L188 288H88z"
                + "M262 214C300 214 312 240 306 262C298 290 226 290 218 262C212 240 224 214 262 214z",
                0.28,
            ),
            "".join(
                ink.path(d, hue) + ink.gleam(g, 4, 0.5)
                for d, hue, g in (
                    (oval(134, 150, 42), ink.base, "M104 142Q110 120 130 116"),
                    (rect(219, 109, 82, 82, 17), "#eac04f", "M228 140V126Q230 118 240 118"),
                    ("M134 212L182 282H86z", "#6ba35a", "M126 234L106 264"),
                    (
                        "M260 209C296 209 308 236 302 256C294 284 226 284 216 256C210 236 222 209 260 209z",
                        "#5b8fc0",
                        "M226 242Q232 222 252 218",
                    ),
                )
            ),
            "".join(ink.path(oval(x, y, 7), "#f4ead6") for x, y in ((134, 150), (260, 150), (134, 258), (260, 246))),
            turn=-5,
        )
    spots = ((92, 96, 0), (186, 92, 1), (92, 190, 2), (190, 196, 3), (266, 250, 4))
    hues = (ink.light, ink.base, ink.dark, "#f0c15c", "#e7775f")
    return (
        ink.flat(
            "".join(
                f'<g transform="rotate({(0, 3, -2, 8, 24)[n]} {x + 33} {y + 33})">{ink.path(_piece(x, y), hues[n])}{ink.line(_piece(x, y), 2.5, opacity=0.4)}{ink.gleam(f"M{x + 5} {y + 20}V{y + 5}H{x + 18}", 3, 0.5)}</g>'
                for x, y, n in spots
            )
        ).replace("<g filter", '<g transform="translate(-46 -44) scale(1.24)"><g filter')
        + "</g>"
    )


def plush(ink: Ink) -> str:
    """A sitting bear or elephant."""
    inner = "#f3d9cc" if not ink.has("brown") else "#e6c7a2"
    legs = ink.body(
        "M110 292C90 300 92 340 124 342C160 344 168 318 156 296zM290 292C310 300 308 340 276 342C240 344 232 318 244 296z",
        texture="",
    ) + ink.path(oval(124, 320, 18, 15) + oval(276, 320, 18, 15), inner)
    body = ink.body(
        "M200 178C262 178 290 236 278 290C268 334 132 334 122 290C110 236 138 178 200 178z", texture=""
    ) + ink.path(oval(200, 268, 46, 44), inner, 0.9)
    arms = ink.body(
        "M142 208C112 210 92 246 100 268C112 282 136 266 150 240zM258 208C288 210 308 246 300 268C288 282 264 266 250 240z",
        texture="",
    )
    if ink.has("elephant"):
        ears = ink.body(
            "M146 92C96 60 56 92 66 146C74 190 118 196 144 172zM254 92C304 60 344 92 334 146C326 190 282 196 256 172z",
            texture="",
        ) + ink.path(
            "M134 108C104 88 80 106 86 142C92 170 116 174 134 158zM266 108C296 88 320 106 314 142C308 170 284 174 266 158z",
            inner,
        )
        head = ink.body(
            "M200 62C252 62 276 98 274 138C272 178 244 194 200 194C156 194 128 178 126 138C124 98 148 62 200 62z",
            texture="",
        )
        face = (
            ink.line("M200 150C200 196 206 222 236 218", 28, ink.dark, 1)
            + ink.line("M200 148C200 194 206 220 234 217", 23, ink.base, 1)
            + ink.line("M188 172H212M190 188H214", 2.5, opacity=0.35)
        )
    else:
        ears = ink.body(oval(140, 84, 30) + oval(260, 84, 30), texture="") + ink.path(
            oval(140, 86, 17) + oval(260, 86, 17), inner
        )
        head = ink.body(
            "M200 66C256 66 282 104 280 142C278 182 246 200 200 200C154 200 122 182 120 142C118 104 144 66 200 66z",
            texture="",
        )
        face = (
            ink.path(oval(200, 164, 40, 30), inner)
            + ink.path("M184 148C184 138 216 138 216 148C216 158 206 164 200 166C194 164 184 158 184 148z", "#3f2e28")
            + ink.line("M200 166V176M184 180Q192 186 200 176Q208 186 216 180", 3, "#3f2e28", 0.9)
        )
    eyes = "".join(ink.path(oval(x, 124, 8), "#33272a") + ink.shine(oval(x - 3, 121, 3), 0.9) for x in (168, 232))
    return ink.stand(
        legs,
        arms,
        body,
        ears,
        head,
        face,
        eyes,
        ink.path(oval(150, 150, 11, 7) + oval(250, 150, 11, 7), "#ef8f86", 0.4),
        ink.shine("M146 98C156 82 172 76 190 74C168 90 152 108 144 132C138 118 140 106 146 98z", 0.22),
        width=116,
        y=340,
    )


def boardgame(ink: Ink) -> str:
    """A game: a box with its pieces, or a cloth board with pebbles."""
    if ink.has("pebbles", "stone & stream"):
        stones = "".join(
            ink.path(oval(x, y + 2, 15, 13), "#000000", 0.2)
            + ink.path(oval(x, y, 15, 13), hue)
            + ink.shine(oval(x - 5, y - 4, 4, 3), 0.5)
            for x, y, hue in (
                (128, 140, "#4a4f58"),
                (176, 188, "#4a4f58"),
                (224, 140, "#f4efe4"),
                (176, 236, "#f4efe4"),
                (272, 236, "#4a4f58"),
                (224, 236, "#4a4f58"),
                (272, 284, "#f4efe4"),
                (128, 188, "#f4efe4"),
            )
        )
        return ink.flat(
            ink.path(rect(84, 96, 232, 232, 6), "#efe3ca"),
            ink.path(rect(84, 96, 232, 232, 6), ink.ref("tlinen")),
            ink.line("".join(f"M{128 + n * 48} 116V308M104 {140 + n * 48}H296" for n in range(4)), 2.5, "#6f8f9b", 0.8),
            stones,
            ink.timber("M64 76H336C346 76 346 100 336 100H64C54 100 54 76 64 76z"),
            ink.dim("M64 92H336V100H64z", 0.2),
            turn=-5,
        )
    night = ink.has("lighthouse")
    art = (
        ink.path("M92 236C140 220 180 250 220 236C260 222 290 236 308 230V262H92z", ink.light)
        + ink.path("M186 236L192 130H216L222 236z", "#fbf6ea")
        + ink.path("M190 160H218L219 182H189zM187 206H221L222 228H186z", "#d9534f")
        + ink.path("M188 130V112H220V130zM184 112L204 94L224 112z", "#3f4652")
        + ink.path("M220 118L300 96V146z", "#ffe9a3", 0.7)
        + ink.path("M116 232h40l-8 16h-24zM134 232v-32l20 26z", "#f4efe4")
        if night
        else "".join(
            ink.path(oval(x, y, 26, 19), "#d99a4f") + ink.path(f"M{x - 20} {y - 4}q20-18 40 0", "#f3cf93")
            for x, y in ((140, 190), (204, 160), (262, 200), (200, 222))
        )
        + ink.path(
            "M160 120C160 96 184 92 192 102C200 84 230 90 230 110C246 112 244 130 232 132H172C160 132 156 126 160 120z",
            "#fffaf0",
        )
    )
    dice = (
        f'<g transform="rotate(16 316 306)">{ink.path(rect(292, 282, 46, 46, 9), "#fdfaf2")}'
        + "".join(
            ink.path(oval(x, y, 4), "#3f2e36") for x, y in ((304, 294), (326, 294), (315, 305), (304, 316), (326, 316))
        )
        + "</g>"
    )
    pawns = "".join(
        ink.path(
            f"M{x} 268C{x + 14} 268 {x + 14} 288 {x + 7} 292L{x + 17} 334H{x - 17}L{x - 7} 292C{x - 14} 288 {x - 14} 268 {x} 268z",
            hue,
        )
        + ink.shine(oval(x - 4, 276, 3), 0.6)
        for x, hue in ((76, "#e7775f"), (112, "#eac04f"))
    )
    return ink.flat(
        ink.path(rect(84, 84, 240, 212, 10), ink.deep),
        ink.body(rect(76, 76, 240, 208, 10), texture=""),
        ink.path(rect(90, 90, 212, 180, 6), ink.dark if night else ink.pale),
        art,
        ink.line("M112 258H284", 9, "#fffaf0", 0.95),
        ink.gleam("M82 120V86Q84 82 92 82H180", 3, 0.5),
    ) + ink.flat(pawns, dice)


def blocks(ink: Ink) -> str:
    """A small tower of wooden blocks."""

    def cube(x: int, y: int, hue: str) -> str:
        return (
            ink.path(rect(x, y, 72, 72, 7), hue)
            + ink.dim(f"M{x + 52} {y}h13q7 0 7 7v58q0 7-7 7h-13z", 0.1)
            + ink.path(rect(x + 9, y + 9, 54, 54, 5), "#ffffff", 0.18)
            + ink.gleam(f"M{x + 6} {y + 26}V{y + 10}Q{x + 7} {y + 6} {x + 12} {y + 6}H{x + 30}", 3, 0.6)
        )

    star = "M200 128l7 14 15 2-11 11 3 15-14-7-14 7 3-15-11-11 15-2z"
    return ink.stand(
        cube(88, 262, RAINBOW[0]),
        cube(164, 262, RAINBOW[4]),
        cube(240, 262, RAINBOW[2]),
        cube(126, 188, RAINBOW[3]),
        cube(202, 188, RAINBOW[1]),
        cube(164, 114, RAINBOW[5]),
        ink.path(star, "#fff6d8"),
        ink.path("M164 112L200 58L236 112z", RAINBOW[0]),
        ink.dim("M200 58L236 112H214z", 0.14),
        ink.path(oval(124, 298, 17), "#fff6d8", 0.9),
        ink.path("M276 280l20 36h-40z", "#fff6d8", 0.9),
        ink.path("M192 290q8-12 16 0q10 12-8 24q-18-12-8-24z", "#fff6d8", 0.9),
        y=336,
        width=124,
    )


def train(ink: Ink) -> str:
    """A wooden engine with one van."""

    def wheel(x: int, r: int) -> str:
        return (
            ink.path(oval(x, 322 - r, r), "#4b4038")
            + ink.path(oval(x, 322 - r, r * 6 // 10), "#e9c98f")
            + ink.path(oval(x, 322 - r, 4), "#4b4038")
        )

    return ink.stand(
        ink.path(rect(56, 226, 104, 62, 8), "#e9bd58"),
        ink.path("M64 236H152V252H64z", "#ffffff", 0.25),
        ink.path("M48 214H168V230H48z", "#5b8fc0"),
        ink.line("M160 276H196", 7, "#9aa1ad", 1),
        ink.body(rect(184, 218, 140, 62, 26), texture=""),
        ink.gleam("M214 230H290", 5, 0.4),
        ink.body(rect(184, 162, 70, 122, 8), texture=""),
        ink.path(rect(198, 182, 42, 40, 6), "#f4ead6"),
        ink.path("M174 148H264V166H174z", "#3f4652"),
        ink.path("M284 170H312L306 220H290z", "#3f4652"),
        ink.path("M278 160H318V174H278z", "#e9bd58"),
        ink.path(oval(318, 250, 12), "#e9bd58"),
        ink.path(rect(180, 276, 152, 18, 6), "#c9985a"),
        ink.path("M326 284L352 306H326z", "#3f4652"),
        ink.path(oval(306, 132, 16) + oval(282, 108, 12) + oval(302, 90, 8), "#ffffff", 0.75),
        wheel(86, 19),
        wheel(134, 19),
        wheel(218, 25),
        wheel(280, 19),
        wheel(322, 17),
        y=324,
        width=150,
    )


def kite(ink: Ink) -> str:
    """A kite with its tail of bows."""
    tail = "M216 262C170 286 250 312 196 340C170 354 160 366 168 386"
    bows = "".join(
        f'<g transform="translate({x} {y}) rotate({a})">{ink.path("M0 0L-17-10V10zM0 0L17-10V10z", hue)}</g>'
        for x, y, a, hue in ((198, 284, -10, "#e7775f"), (220, 314, 40, "#eac04f"), (184, 348, -30, "#5b8fc0"))
    )
    return ink.flat(
        ink.path(oval(92, 300, 40, 15) + oval(122, 290, 30, 15) + oval(330, 96, 32, 12), "#ffffff", 0.6),
        ink.line(tail, 3, ink.deep, 0.6),
        bows,
        ink.path("M230 46L136 148L216 262z", ink.light),
        ink.path("M230 46L322 136L216 262z", ink.base),
        ink.path("M230 46L136 148L226 142z", ink.second),
        ink.path("M216 262L322 136L226 142z", ink.dark),
        ink.line("M230 46L216 262M136 148L322 136", 4, "#8a6a45", 0.9),
        ink.line("M230 46L136 148L216 262L322 136z", 3, opacity=0.35),
        ink.gleam("M222 66L152 142", 3, 0.5),
    )


def flask(ink: Ink) -> str:
    """A bubbling flask from a science kit."""
    return ink.stand(
        ink.path(oval(184, 62, 18) + oval(214, 44, 13) + oval(236, 72, 10) + oval(202, 84, 12), ink.light, 0.85),
        ink.path(
            "M170 96H230V178L300 302C308 320 298 336 280 336H120C102 336 92 320 100 302L170 178z", "#eaf3f6", 0.85
        ),
        ink.path(
            "M140 232C160 222 180 242 200 232C220 222 240 242 260 232L300 302C308 320 298 336 280 336H120C102 336 92 320 100 302z",
            ink.fill,
        ),
        "".join(
            ink.path(oval(x, y, r), "#ffffff", 0.5)
            for x, y, r in (
                (160, 290, 9),
                (214, 270, 7),
                (244, 306, 11),
                (190, 316, 6),
                (200, 206, 6),
                (188, 170, 5),
                (208, 140, 7),
            )
        ),
        ink.path(
            "M170 96H230V178L300 302C308 320 298 336 280 336H120C102 336 92 320 100 302L170 178z", ink.glass, 0.35
        ),
        ink.path(rect(160, 86, 80, 18, 8), "#dbe8ee"),
        ink.line("M236 214L248 236M228 200L222 190", 3, "#7f93a0", 0.5),
        ink.shine("M180 114H192V182L134 296C124 296 120 290 124 282L180 182z", 0.6),
        ink.path(rect(298, 246, 36, 90, 8), "#eaf3f6")
        + ink.path("M298 286H334V328C334 334 330 336 326 336H306C302 336 298 334 298 328z", "#6ba35a")
        + ink.shine(rect(303, 254, 7, 70, 3), 0.6),
        width=120,
    )


TOYS: Mapping[str, Callable[[Ink], str]] = {
    "puzzle": puzzle,
    "plush": plush,
    "boardgame": boardgame,
    "blocks": blocks,
    "train": train,
    "kite": kite,
    "flask": flask,
}
