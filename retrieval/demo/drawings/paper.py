"""Drawings of books and stationery."""

# An outline is one piece of data; cut in two it could not be compared with its neighbours.
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable, Mapping

from retrieval.demo.drawings.ink import Ink
from retrieval.demo.drawings.shapes import oval, rect
from retrieval.demo.drawings.textures import RAINBOW


def _cover(ink: Ink) -> str:
    genre = ink.product.attributes["genre"][0]
    if genre == "cookery":
        return (
            ink.path(oval(206, 208, 54), "#fdf8ec")
            + ink.path(oval(206, 208, 40), ink.dark, 0.35)
            + ink.path("M184 200C196 178 228 184 232 206C234 228 190 236 184 200z", "#e0654f")
            + ink.path("M214 186c12-14 26-12 32-2c-10 10-24 10-32 2z", "#5d9457")
            + ink.line(
                "M140 170V190C140 200 152 200 152 190V170M146 172V250M272 170C262 190 264 206 272 210V250",
                5,
                "#fdf8ec",
                1,
            )
        )
    if genre == "travel":
        return (
            ink.path("M128 262L184 168L216 220L236 190L284 262z", ink.pale)
            + ink.path("M184 168L204 200L190 206L180 196L168 204z", "#ffffff")
            + ink.path(oval(252, 158, 17), "#f2c35a")
            + ink.line("M134 280C170 262 190 296 226 276S270 268 280 282", 4, "#fdf8ec", 0.9).replace(
                "stroke-linecap", 'stroke-dasharray="9 7" stroke-linecap'
            )
        )
    if genre == "children":
        return (
            ink.path("M142 214C142 178 180 168 212 172C250 178 262 206 256 228C250 250 160 254 146 236z", "#3f6f9c")
            + ink.path("M252 210C266 206 276 192 290 190C290 206 278 222 256 226z", "#3f6f9c")
            + ink.path("M146 232C170 224 214 228 252 232C240 250 160 252 146 236z", "#f4efe4")
            + ink.path(oval(172, 204, 4), "#ffffff")
            + ink.line("M186 166C180 146 194 142 192 130M186 166C194 150 208 150 210 138", 4, "#fdf8ec", 1)
            + ink.line("M128 270q12-12 24 0t24 0t24 0t24 0t24 0t24 0", 4, "#fdf8ec", 0.9)
        )
    if genre == "mystery":
        return (
            ink.path("M158 194H240V220C240 250 220 262 199 262C178 262 158 250 158 220z", "#fdf8ec")
            + ink.line("M240 204C262 200 262 232 238 232", 7, "#fdf8ec", 1)
            + ink.path(oval(200, 268, 58, 8), "#fdf8ec")
            + ink.line("M186 180q-8-12 2-22M210 180q-8-12 2-22", 4, "#fdf8ec", 0.8)
            + ink.line("M194 216c0-12 18-12 18 0c0 8-9 8-9 16M203 244h.1", 5, ink.base, 1)
        )
    if genre == "adventure":
        return (
            ink.path("M150 236H262L244 264H168z", "#fdf8ec")
            + ink.path("M202 150V228H154C180 210 196 184 202 150zM210 164C238 180 250 206 252 228H210z", ink.pale)
            + ink.line("M206 146V236", 4, "#fdf8ec", 1)
            + ink.line("M128 280q12-12 24 0t24 0t24 0t24 0t24 0t24 0", 4, ink.light, 1)
        )
    return (
        ink.line("M206 268V182", 6, "#fdf8ec", 1)
        + ink.path("M190 182L184 146H228L222 182z", "#ffe3a0")
        + ink.line("M190 182L184 146H228L222 182z", 4, "#fdf8ec", 1)
        + ink.path("M180 146L206 126L232 146z", "#fdf8ec")
        + ink.path(oval(206, 166, 46), "#ffe9b0", 0.3)
        + "".join(
            ink.path(rect(x, 270 - h, 24, h, 2), ink.deep, 0.8) for x, h in ((132, 60), (158, 84), (232, 72), (258, 50))
        )
    )


def book(ink: Ink) -> str:
    """A book whose cover shows its genre."""
    return ink.flat(
        ink.path("M116 76H296V342H128C118 342 112 336 112 328V84z", "#efe6d0"),
        ink.line("M124 334H292M126 329H293", 1.5, "#b9a985", 0.8),
        ink.path(
            "M110 70H292C296 70 298 73 298 77V322C298 326 296 328 292 328H124C114 328 108 334 108 340C104 336 102 332 102 326V80C102 74 105 70 110 70z",
            ink.fill,
        ),
        ink.dim("M102 80C102 74 105 70 110 70H122V328C114 328 108 334 108 340C104 336 102 332 102 326z", 0.22),
        ink.line("M138 98H276M152 114H262", 6, "#fdf8ec", 0.9),
        _cover(ink),
        ink.line("M166 306H248", 4, "#fdf8ec", 0.7),
        ink.gleam("M126 76H240", 2.5, 0.4),
        turn=-6,
    )


def notebook(ink: Ink) -> str:
    """A notebook with an elastic or a ribbon."""
    cover = rect(108, 66, 188, 268, 12)
    ribbon = ink.path("M226 330H240V366L233 356L226 366z", "#c9483f") if ink.has("ribbon") else ""
    label = ink.path(rect(150, 120, 100, 58, 4), "#fdf8ec") + ink.line("M164 140H236M176 156H224", 3.5, ink.deep, 0.6)
    return ink.flat(
        ribbon,
        ink.path(rect(116, 74, 186, 268, 10), "#efe6d0"),
        ink.line("M130 338H296", 1.5, "#b9a985", 0.8),
        ink.body(cover),
        ink.dim("M120 66H132V334H120C112 334 108 328 108 322V78C108 72 112 66 120 66z", 0.2),
        label,
        ink.line("M268 68V332", 6, ink.deep, 0.7),
        ink.gleam("M140 74H240", 3, 0.4),
        turn=7,
    )


def calendar(ink: Ink) -> str:
    """A wooden desk calendar with two blocks."""
    numbers = ink.line("M142 196h24v26h-24v26h24", 9, "#3f4652", 1) + ink.line("M232 196h24v52h-24z", 9, "#3f4652", 1)
    return ink.stand(
        ink.timber("M72 132H328L340 318H60z"),
        ink.line("M72 132H328L340 318H60z", 2.5, opacity=0.3),
        ink.dim("M84 162H316L324 288H76z", 0.3),
        ink.path(rect(108, 170, 88, 104, 8), "#fdf8ec"),
        ink.path(rect(204, 170, 88, 104, 8), "#fdf8ec"),
        numbers,
        ink.timber(rect(84, 286, 232, 34, 6)),
        ink.path(rect(150, 292, 100, 22, 4), "#fdf8ec"),
        ink.line("M166 303H234", 5, "#cb5a4c", 1),
        ink.gleam("M84 140H200", 3, 0.4),
        ink.dim("M60 318H340V328H60z", 0.3),
        y=330,
        width=148,
    )


def pen(ink: Ink) -> str:
    """A fountain pen with its cap off and a line just written."""
    return ink.flat(
        ink.line("M64 316C96 276 110 330 136 300S166 320 184 302", 4, ink.deep, 0.8),
        '<g transform="rotate(-42 200 200)">'
        + ink.body("M150 184H330C342 184 348 192 348 200C348 208 342 216 330 216H150z", texture="")
        + ink.path("M150 182H164V218H150zM318 184H330V216H318z", ink.ref("b"))
        + ink.path("M110 190H152V210H110z", ink.deep)
        + ink.path("M112 188C84 190 64 196 44 200C64 204 84 210 112 212z", ink.ref("b"))
        + ink.line("M50 200H90", 2, "#5b4220", 0.9)
        + ink.path(oval(93, 200, 4), "#5b4220")
        + ink.gleam("M172 191H308", 4, 0.6)
        + "</g>",
        '<g transform="rotate(-20 290 300)">'
        + ink.body(rect(220, 284, 122, 36, 16), texture="")
        + ink.path("M220 284H236V320H220z", ink.ref("b"))
        + ink.line("M236 290H312", 6, ink.wire if ink.has("brass") else "#d2ab58", 1)
        + ink.gleam("M246 306H320", 3, 0.4)
        + "</g>",
    )


def gelpens(ink: Ink) -> str:
    """A fan of coloured pens."""
    fan = "".join(
        f'<g transform="rotate({-33 + n * 13} 200 420)">'
        + ink.path("M188 116H212V330H188z", RAINBOW[n])
        + ink.path("M188 116L200 82L212 116z", "#f4efe4")
        + ink.path("M196 94L200 82L204 94z", RAINBOW[n])
        + ink.path("M188 268H212V344H188z", "#ffffff", 0.45)
        + ink.path("M188 250H212V258H188z", "#3f4652", 0.5)
        + ink.gleam("M193 124V246", 3, 0.6)
        + "</g>"
        for n in range(6)
    )
    return ink.stand(
        fan,
        ink.path("M128 268H272L262 332C261 338 257 340 252 340H148C143 340 139 338 138 332z", "#fdf8ec"),
        ink.dim("M128 268H272L271 278H129z", 0.14),
        ink.line("M150 306H250", 8, "#e7775f", 0.9),
        y=342,
        width=90,
    )


PAPER: Mapping[str, Callable[[Ink], str]] = {
    "book": book,
    "notebook": notebook,
    "calendar": calendar,
    "pen": pen,
    "gelpens": gelpens,
}
