"""Drawings of furniture."""

# An outline is one piece of data; cut in two it could not be compared with its neighbours.
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable, Mapping

from retrieval.demo.drawings.ink import Ink
from retrieval.demo.drawings.shapes import oval, rect


def sofa(ink: Ink) -> str:
    """A sofa; buttoned if it is of velvet."""
    buttons = ""
    if ink.has("velvet"):
        buttons = "".join(
            ink.path(oval(x, y, 4), ink.deep) + ink.line(f"M{x} {y}q-10 8-16 18M{x} {y}q10 8 16 18", 2, opacity=0.3)
            for y in (160, 188)
            for x in range(104 + (y == 188) * 24, 310, 48)
        )
    return ink.stand(
        ink.line("M76 296L70 330M324 296L330 330M120 298V326M280 298V326", 10, ink.stick, 1),
        ink.body("M76 150C76 130 90 122 108 122H292C310 122 324 130 324 150V240H76z"),
        ink.line("M200 126V232", 2.5, opacity=0.4),
        ink.dim("M76 216H324V240H76z", 0.16),
        buttons,
        ink.body("M74 220C120 210 180 212 199 220V262H74z"),
        ink.body("M201 220C220 212 280 210 326 220V262H201z"),
        ink.line("M74 222C120 212 180 214 199 222V260M201 222C220 214 280 212 326 222", 2.5, opacity=0.4),
        ink.body("M60 258H340V290C340 298 334 302 326 302H74C66 302 60 298 60 290z"),
        ink.dim("M60 258H340V270H60z", 0.16),
        ink.body("M36 206C36 184 78 184 80 206V302H50C42 302 38 298 38 290z"),
        ink.body("M364 206C364 184 322 184 320 206V302H350C358 302 362 298 362 290z"),
        ink.dim("M364 206C364 184 336 186 330 206V302H350C358 302 362 298 362 290z", 0.12),
        ink.path(
            "M106 178C126 182 146 180 162 176C166 192 166 208 162 222C142 226 122 226 106 222C102 206 102 192 106 178z",
            ink.second,
        ),
        ink.line("M106 178C126 182 146 180 162 176C166 192 166 208 162 222", 2, opacity=0.35),
        ink.gleam("M48 204Q54 194 66 194M96 134Q104 130 116 130H180", 4, 0.35),
        y=330,
        width=160,
    )


def armchair(ink: Ink) -> str:
    """A rounded reading chair, or a leather sling."""
    if ink.has("leather"):
        return ink.stand(
            ink.line("M92 330L120 188M308 330L280 188M110 330H92M290 330H308M104 276H296", 9, "#3b3f47", 1),
            ink.body("M112 92C160 80 240 80 288 92C292 150 286 200 278 232H122C114 200 108 150 112 92z", texture=""),
            ink.line("M120 102Q200 90 280 102", 2.5, ink.pale, 0.5),
            ink.body("M108 224C160 240 240 240 292 224L306 266C250 286 150 286 94 266z", texture=""),
            ink.dim("M108 224C160 240 240 240 292 224L296 238C240 254 160 254 104 238z", 0.25),
            ink.rod("M84 196H130", 15, ink.dark),
            ink.rod("M270 196H316", 15, ink.dark),
            ink.line("M92 200L100 326M308 200L300 326", 7, "#3b3f47", 1),
            ink.shine("M128 108C150 102 176 100 196 100C166 120 146 160 144 210C132 180 126 140 128 108z", 0.2),
            width=124,
        )
    return ink.stand(
        ink.line("M118 300L104 332M282 300L296 332", 11, ink.stick, 1),
        ink.body(
            "M200 72C282 72 320 126 322 206C324 262 314 302 290 306H110C86 302 76 262 78 206C80 126 118 72 200 72z"
        ),
        ink.dim("M124 206C126 140 160 110 200 110C240 110 274 140 276 206V250H124z", 0.2),
        ink.body("M116 226C150 214 250 214 284 226C292 250 290 270 284 278H116C110 270 108 250 116 226z"),
        ink.line("M116 228C150 216 250 216 284 228", 2.5, opacity=0.4),
        ink.dim("M270 92C306 118 320 160 322 206C324 262 314 302 290 306H262C296 270 300 160 270 92z", 0.12),
        ink.gleam("M98 190Q102 126 150 96", 5, 0.35),
        ink.line("M112 282H288", 2.5, opacity=0.3),
        width=126,
    )


def chair(ink: Ink) -> str:
    """A spindle chair, or a folding bistro chair."""
    if ink.has("folding"):
        hue = ink.base
        slats = "".join(ink.body(rect(134, y, 132, 20, 8), texture="") for y in (76, 106, 136))
        return ink.stand(
            ink.rod("M136 68L262 332M138 68V150", 8, hue),
            ink.rod("M264 68L138 332", 8, hue),
            slats,
            "".join(
                ink.body(
                    f"M{118 - n * 5} {206 + n * 16}H{282 + n * 5}L{285 + n * 5} {219 + n * 16}H{115 - n * 5}z",
                    texture="",
                )
                for n in range(3)
            ),
            ink.line("M160 300H240", 7, ink.dark, 1),
            ink.gleam("M142 82H200M142 112H190", 3, 0.5),
            width=88,
        )
    wood = ink.base if ink.has("in black") else ink.stick
    spindles = "".join(f"M{140 + n * 20} 96L{146 + n * 18} 214" for n in range(7))
    seat = "M112 208C150 198 250 198 288 208L304 236C306 246 300 250 290 250H110C100 250 94 246 96 236z"
    fill = ink.fill if ink.has("in black") else ink.wood
    return ink.stand(
        ink.rod("M132 246L112 334", 11, wood),
        ink.rod("M268 246L288 334", 11, wood),
        ink.rod("M160 246L154 318M240 246L246 318M122 292H278", 8, wood),
        ink.rod(spindles, 6, wood),
        ink.rod("M122 214C116 160 116 120 122 84M278 214C284 160 284 120 278 84", 9, wood),
        ink.path(
            "M108 92C112 62 288 62 292 92C294 104 284 108 276 104C230 94 170 94 124 104C116 108 106 104 108 92z", fill
        ),
        ink.line("M108 92C112 62 288 62 292 92", 2, opacity=0.3),
        ink.path(seat, fill),
        "" if ink.has("in black") else ink.path(seat, ink.ref("tgrain")),
        ink.dim("M96 236C94 246 100 250 110 250H290C300 250 306 246 304 236z", 0.22),
        ink.gleam("M128 80Q160 72 196 72", 3, 0.5),
        width=100,
    )


def stool(ink: Ink) -> str:
    """A three-legged stool."""
    painted = not ink.has("in natural")
    wood, fill = (ink.base, ink.fill) if painted else (ink.stick, ink.wood)
    legs = (
        ink.rod("M142 200L108 334", 16, wood)
        + ink.rod("M258 200L292 334", 16, wood)
        + ink.rod("M200 204V322", 16, wood)
    )
    return ink.stand(
        legs,
        ink.line("M130 270L196 284M270 270L204 284", 6, ink.dark if painted else "#b58a58", 1),
        ink.dim("M102 196C140 222 260 222 298 196V210C260 236 140 236 102 210z", 0.3),
        ink.path("M96 176V198C110 226 290 226 304 198V176z", fill),
        ink.dim("M96 180V198C110 226 290 226 304 198V180C280 208 120 208 96 180z", 0.2),
        ink.path(oval(200, 176, 104, 27), ink.light if painted else fill),
        "" if painted else ink.path(oval(200, 176, 104, 27), ink.ref("tgrain")),
        ink.gleam("M116 172Q140 154 190 153", 3, 0.5),
        width=104,
    )


def table(ink: Ink) -> str:
    """A dining table, or a low table with a rounded top."""
    if ink.type == "coffee table":
        pale = ink.has("in white")
        top = oval(200, 196, 146, 44)
        return ink.stand(
            ink.line("M110 226L86 328M290 226L314 328M200 236V334", 8, "#3b3f47", 1),
            ink.path(oval(200, 206, 146, 44), ink.deep),
            ink.path(top, ink.fill if pale else ink.wood),
            "" if pale else ink.path(top, ink.ref("tgrain")),
            ink.path(rect(150, 172, 74, 12, 3), "#c96a54")
            + ink.path(rect(156, 161, 68, 12, 3), "#e9dfca")
            + ink.path("M252 156H284C284 178 278 186 268 186C258 186 252 178 252 156z", "#f7f3e9")
            + ink.path(oval(268, 156, 16, 4), "#6b3f22"),
            ink.gleam("M70 188Q110 160 190 156", 3, 0.5),
            y=332,
            width=140,
        )
    top = "M40 176L84 140H316L360 176z"
    return ink.stand(
        ink.path(
            "M64 192H86L82 330H70zM336 192H314L318 330H330zM104 192H116L114 300H106zM296 192H284L286 300H294z", ink.wood
        ),
        ink.dim("M104 192H116L114 300H106zM296 192H284L286 300H294z", 0.28),
        ink.dim("M64 192H336V204H64z", 0.3),
        ink.timber(top),
        ink.timber(rect(40, 176, 320, 18, 4)),
        ink.dim("M40 184H360V192H40z", 0.14),
        ink.path("M176 150C176 132 224 132 224 150C224 160 214 164 200 164C186 164 176 160 176 150z", "#f4efe4")
        + ink.path(oval(190, 143, 9) + oval(206, 140, 9) + oval(214, 148, 7), "#e2953c"),
        ink.gleam("M92 146H160", 3, 0.45),
        y=330,
        width=156,
    )


def sidetable(ink: Ink) -> str:
    """A small round table on three legs, with a book and a cup."""
    painted = not ink.has("in natural")
    wood, fill = (ink.base, ink.fill) if painted else (ink.stick, ink.wood)
    return ink.stand(
        ink.rod("M158 196L122 334", 11, wood),
        ink.rod("M242 196L278 334", 11, wood),
        ink.rod("M200 200V322", 11, wood),
        ink.path(oval(200, 188, 98, 23), ink.deep if painted else "#a97f4e"),
        ink.path(oval(200, 179, 98, 23), fill),
        "" if painted else ink.path(oval(200, 179, 98, 23), ink.ref("tgrain")),
        ink.path(rect(140, 156, 74, 13, 3), "#c96a54")
        + ink.path(rect(146, 158, 66, 8), "#f6efe0")
        + ink.path(rect(146, 144, 62, 12, 3), "#3f6f8c"),
        ink.path("M226 140H258V158C258 170 250 174 242 174C234 174 226 170 226 158z", "#f7f3e9")
        + ink.line("M258 146C268 146 268 160 256 160", 4, "#f7f3e9", 1)
        + ink.path(oval(242, 140, 16, 4), "#6b3f22"),
        ink.gleam("M114 174Q130 164 160 160", 3, 0.4),
        width=96,
    )


def desk(ink: Ink) -> str:
    """A small desk with a drawer, a plant and a lamp on it."""
    painted = ink.has("in white")
    fill = ink.fill if painted else ink.wood
    grain = "" if painted else ink.path("M52 190H348V204H52z", ink.ref("tgrain"))
    return ink.stand(
        ink.line("M78 204L64 332M322 204L336 332M110 204L102 312M290 204L298 312", 8, "#4a4f58", 1),
        ink.path("M92 204H308V244H92z", fill),
        ink.dim("M92 204H308V214H92z", 0.2),
        ink.line("M206 206V242M104 212H196V238H104z", 2.2, opacity=0.4),
        ink.path(oval(150, 226, 6), ink.ref("b")),
        ink.path(rect(52, 188, 296, 17, 5), fill),
        grain,
        ink.line("M56 204H344", 2, opacity=0.3),
        ink.path("M238 126H314V182H238z", "#3d434d")
        + ink.path("M244 132H308V176H244z", "#a9cbe0")
        + ink.path("M228 182H324L330 189H222z", "#8d95a1"),
        ink.path("M98 160H132L128 188H102z", "#c9805f")
        + ink.path(
            "M114 162C92 148 92 126 102 112C114 124 118 142 114 162zM116 162C120 140 132 128 146 126C146 146 134 158 116 162z",
            "#5d9457",
        ),
        ink.path(rect(158, 180, 50, 8, 2), "#d9b04c") + ink.path(rect(162, 172, 44, 8, 2), "#6e93a8"),
        y=332,
        width=148,
    )


def bookcase(ink: Ink) -> str:
    """A leaning bookcase with a few things on it."""
    painted = ink.has("in white")
    fill, stick = (ink.fill, ink.base) if painted else (ink.wood, ink.stick)
    hues = ("#c96a54", "#e0b458", "#4f7f96", "#7b9b6b", "#8d6a8f", "#efe3ca")
    things = ""
    for row, y in enumerate((116, 172, 228, 284)):
        x = 124 + row % 2 * 70
        for n in range(6):
            height = 30 + (n * 7 + row * 5) % 14
            things += ink.path(f"M{x} {y - height}h10v{height}h-10z", hues[(n + row) % 6])
            x += 11
    things += (
        ink.path("M222 116c-10-16-6-30 4-34c8 6 10 20 4 34z", "#5d9457")
        + ink.path("M214 102h28l-4 14h-20z", "#c9805f")
        + ink.path(oval(146, 156, 15), "#e8dcc4")
        + ink.path("M226 228h34v-20c0-10-34-10-34 0z", "#d98c5f")
        + ink.path(oval(150, 268, 15), "#6e93a8")
    )
    shelves = "".join(
        ink.path(f"M{110 - n * 3} {y}H{290 + n * 3}v9H{110 - n * 3}z", fill)
        + ink.dim(f"M{110 - n * 3} {y + 9}H{290 + n * 3}v6H{110 - n * 3}z", 0.16)
        for n, y in enumerate((116, 172, 228, 284))
    )
    return ink.stand(
        ink.rod("M116 52L98 336", 11, stick),
        ink.rod("M284 52L302 336", 11, stick),
        ink.path("M112 60H288v8H112z", fill),
        things,
        shelves,
        ink.path("M102 322H298v10H102z", fill),
        y=338,
        width=110,
    )


FURNITURE: Mapping[str, Callable[[Ink], str]] = {
    "sofa": sofa,
    "armchair": armchair,
    "chair": chair,
    "stool": stool,
    "table": table,
    "sidetable": sidetable,
    "desk": desk,
    "bookcase": bookcase,
}
