"""Drawings of electronics."""

# An outline is one piece of data; cut in two it could not be compared with its neighbours.
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable, Mapping

from retrieval.demo.drawings.ink import Ink
from retrieval.demo.drawings.shapes import oval, rect, sym


def headphones(ink: Ink) -> str:
    """Over-ear headphones; with a cable if they are wired."""
    cable = ink.line("M112 296C100 356 210 330 220 372", 5, "#3a3d44", 1) if ink.has("wired headphones") else ""
    cup = "M92 196C64 200 58 232 60 256C62 286 74 304 100 304C112 304 118 298 118 288V212C118 200 108 194 92 196z"
    pad = "M112 202H126C138 202 142 212 142 222V282C142 294 136 300 126 300H112z"
    one = (
        ink.path(pad, "#3a3d44")
        + ink.body(cup, texture="")
        + ink.line("M78 222Q70 250 78 280", 4, ink.pale, 0.55)
        + ink.dim("M104 198C116 198 118 204 118 212V288C118 298 112 304 100 304C108 280 110 230 104 198z", 0.2)
    )
    return ink.flat(
        cable,
        ink.line("M92 216C76 60 324 60 308 216", 26, ink.deep, 1),
        ink.line("M92 216C76 60 324 60 308 216", 18, ink.base, 1),
        ink.line("M122 122C150 78 250 78 278 122", 22, ink.dark, 1),
        ink.line("M98 160V206M302 160V206", 10, ink.wire, 1),
        one,
        f'<g transform="matrix(-1 0 0 1 400 0)">{one}</g>',
        ink.gleam("M112 124C140 84 180 76 214 78", 4, 0.45),
    )


def earbuds(ink: Ink) -> str:
    """Earbuds above their case."""
    bud = "M0-34C24-34 36-18 34 2C32 18 22 26 12 30L8 74C6 84-10 84-10 72L-12 30C-30 22-36 6-32-10C-28-26-16-34 0-34z"
    one = (
        ink.body(bud, texture="")
        + ink.path(oval(26, -6, 12, 17), "#3a3d44")
        + ink.path(oval(29, -6, 6, 11), "#6b727d")
        + ink.gleam("M-20-12Q-14-26 2-26", 4, 0.6)
        + ink.line("M-9 46V70", 3, ink.second, 0.8)
    )
    hook = ink.line("M8-30C-10-78 74-80 58-6", 8, ink.dark, 1) if ink.has("sport") else ""
    case = rect(110, 232, 180, 104, 44)
    return ink.stand(
        f'<g transform="translate(146 136) rotate(-10)">{hook}{one}</g><g transform="matrix(-1 0 0 1 254 136) rotate(-10)">{hook}{one}</g>',
        ink.body(case, texture=""),
        ink.line("M112 268H288", 3, opacity=0.5),
        ink.dim("M112 268H288C290 310 280 336 246 336H154C120 336 110 310 112 268z", 0.1),
        ink.path(oval(200, 290, 5), "#7ed29a"),
        ink.gleam("M126 258Q134 240 156 240H220", 4, 0.55),
        y=338,
        width=90,
    )


def speaker(ink: Ink) -> str:
    """A rugged little speaker, or a wooden one for the shelf."""
    if ink.has("shelf"):
        return ink.stand(
            ink.line("M110 318V334M290 318V334", 12, "#4a3a2e", 1),
            ink.timber(rect(64, 116, 272, 206, 20)),
            ink.line(rect(64, 116, 272, 206, 20), 2, opacity=0.3),
            ink.path(rect(84, 136, 232, 132, 10), "#d9cdb8"),
            ink.path(rect(84, 136, 232, 132, 10), ink.ref("tlinen")),
            ink.dim(oval(140, 202, 44) + oval(260, 202, 44), 0.12),
            ink.line(oval(140, 202, 44) + oval(260, 202, 44), 2, "#7d6a4e", 0.4),
            "".join(
                ink.path(oval(x, 294, 13), ink.ref("b")) + ink.line(f"M{x} 294v-9", 3, "#6b4d1d", 1) for x in (106, 294)
            ),
            ink.path(rect(160, 284, 80, 20, 5), "#2f3238"),
            ink.line("M170 294H206", 3, "#f2c063", 1),
            ink.gleam("M78 140Q80 130 92 128H170", 4, 0.4),
            y=336,
            width=140,
        )
    return ink.stand(
        ink.line("M112 120C92 96 108 84 126 104", 9, "#3a3d44", 1),
        ink.body(rect(84, 108, 232, 222, 56), texture=""),
        ink.path(rect(104, 128, 192, 182, 42), ink.deep),
        ink.path(rect(104, 128, 192, 182, 42), ink.ref("tspecks")),
        ink.path(oval(200, 224, 72), ink.dark),
        ink.line(oval(200, 224, 72), 4, ink.light, 0.4),
        ink.path(oval(200, 224, 48), ink.deep),
        ink.path(oval(200, 224, 24), ink.light),
        ink.shine(oval(192, 216, 8), 0.5),
        ink.line("M150 118H166M158 110V126M234 118H250", 4, ink.pale, 0.9),
        ink.gleam("M96 190V160Q100 122 140 120", 5, 0.45),
        width=112,
    )


def radio(ink: Ink) -> str:
    """A table radio with one big dial."""
    return ink.stand(
        ink.line("M286 132L330 60", 4, "#9aa1ad", 1),
        ink.path(oval(330, 60, 5), "#9aa1ad"),
        ink.line("M120 134C120 88 280 88 280 134", 9, ink.deep, 1),
        ink.body(rect(64, 130, 272, 192, 30), texture=""),
        ink.path(rect(78, 144, 244, 164, 20), ink.pale, 0.65),
        ink.path(rect(88, 156, 116, 140, 12), ink.deep),
        ink.line("".join(f"M96 {y}H196" for y in range(170, 292, 14)), 4, ink.light, 0.55),
        ink.path(rect(220, 158, 90, 40, 7), "#2f3238"),
        ink.line("M238 170v16M250 170h10v16h-10zM272 170h10v8h-10v8h10", 3.5, "#f2c063", 1),
        ink.path(oval(248, 252, 34), ink.ref("w")),
        ink.line(oval(248, 252, 34), 2, "#6b4d2d", 0.5),
        ink.line("M248 252L264 230", 4, "#6b4d2d", 1),
        ink.path(oval(302, 284, 11), ink.ref("w")),
        ink.line("M98 326V334M302 326V334", 10, "#6b4d2d", 1),
        ink.gleam("M74 170V160Q76 140 98 138H180", 4, 0.6),
        y=336,
        width=140,
    )


def keyboard(ink: Ink) -> str:
    """A keyboard, with rounded keys if it is mechanical."""
    round_ = ink.has("mechanical")
    keys = ""
    for row in range(4):
        x = 66 + (0, 6, 10, 0)[row]
        widths = (22,) * 11 if row < 3 else (30, 26, 132, 26, 30)
        for n, w in enumerate(widths):
            if x + w > 338:
                break
            accent = (row, n) in ((0, 0), (1, 10), (2, 9), (3, 4))
            keys += ink.path(
                rect(x, 156 + row * 27, w, 22, 8 if round_ else 4),
                "#e0785c" if accent and round_ else ink.pale if not accent else ink.light,
            )
            x += w + 3
    return ink.flat(
        ink.path(rect(46, 140, 308, 136, 18), ink.dark),
        ink.body(rect(46, 134, 308, 136, 18), texture=""),
        ink.dim(rect(58, 146, 284, 116, 10), 0.24),
        keys,
        ink.gleam("M58 144Q62 140 70 140H180", 3, 0.5),
        turn=-8,
    )


def mouse(ink: Ink) -> str:
    """A computer mouse."""
    return ink.flat(
        ink.path(sym("M200 92C146 92 122 136 120 200C118 276 148 322 200 322"), ink.deep),
        ink.body(sym("M200 84C146 84 122 130 120 194C118 270 148 314 200 314"), texture=""),
        ink.dim("M200 84C254 84 278 130 280 194C282 270 252 314 200 314C250 280 262 150 200 84z", 0.1),
        ink.line("M200 86V176M122 178C160 194 240 194 278 178", 3, opacity=0.4),
        ink.path(rect(190, 116, 20, 46, 10), ink.deep),
        ink.path(rect(194, 124, 12, 30, 6), ink.second),
        ink.line("M196 132H204M196 139H204M196 146H204", 1.5, opacity=0.5),
        ink.gleam("M140 180C142 138 156 112 180 104", 6, 0.45),
        turn=12,
    )


def phonecase(ink: Ink) -> str:
    """A phone in its case, from behind."""
    clear = ink.has("in clear")
    d = rect(124, 56, 152, 292, 30)
    phone = ink.path(rect(130, 62, 140, 280, 25), "#4d5563") if clear else ""
    return ink.flat(
        phone,
        ink.path(d, ink.glass) + ink.line(d, 7, "#ffffff", 0.75)
        if clear
        else ink.body(d) + ink.line(rect(128, 60, 144, 284, 27), 3, ink.pale, 0.5),
        ink.path(rect(140, 74, 68, 74, 20), "#2f333b"),
        "".join(
            ink.path(oval(x, y, 13), "#171a20")
            + ink.path(oval(x, y, 6), "#3f5f86")
            + ink.shine(oval(x - 3, y - 3, 2), 0.9)
            for x, y in ((160, 94), (188, 126))
        ),
        ink.path(oval(190, 94, 5), "#f6e6b4"),
        ink.path(rect(274, 140, 5, 44, 2), ink.dark),
        ink.gleam("M136 190V300", 5, 0.4),
        ink.shine("M220 60H250L150 346H134V300z", 0.12),
        turn=8,
    )


def powerbank(ink: Ink) -> str:
    """A power bank; with a solar panel if it has one."""
    solar = ink.has("solar")
    d = rect(116, 72, 168, 262, 26)
    face = ""
    if solar:
        face = (
            ink.path(rect(134, 92, 132, 176, 8), "#22304d")
            + ink.line(
                "M178 92V268M222 92V268" + "".join(f"M134 {y}H266" for y in (136, 180, 224)), 2.5, "#7f93bd", 0.8
            )
            + ink.shine("M134 92H222L134 210z", 0.14)
            + ink.line("M270 72C296 40 318 70 292 96", 7, "#d97b3f", 1)
        )
    else:
        face = ink.path("M208 136L176 212H198L190 262L228 184H204z", ink.pale, 0.9)
    lights = "".join(ink.path(oval(x, 302, 5), "#86dca2" if x < 220 else ink.deep) for x in (170, 190, 210, 230))
    return ink.flat(
        ink.path(rect(116, 80, 168, 262, 26), ink.deep),
        ink.body(d, texture=""),
        ink.line(rect(122, 78, 156, 250, 21), 2, ink.pale, 0.35),
        face,
        lights,
        ink.gleam("M126 130V104Q128 84 150 82", 4, 0.5),
        turn=-9,
    )


def camera(ink: Ink) -> str:
    """A camera: instant, compact or for action."""
    if ink.has("instant"):
        return ink.stand(
            ink.path("M128 300H272V372H128z", "#fdfbf5")
            + ink.path("M138 300H262V354H138z", "#8fc0dd")
            + ink.path("M138 336C170 316 210 340 262 322V354H138z", "#6aa36b"),
            ink.body(
                "M84 116C84 100 96 92 112 92H288C304 92 316 100 316 116L328 300C328 312 320 318 308 318H92C80 318 72 312 72 300z",
                texture="",
            ),
            ink.path("M74 268H326L328 300C328 312 320 318 308 318H92C80 318 72 312 72 300z", ink.pale),
            ink.path(rect(110, 294, 180, 10, 5), "#3a3d44"),
            ink.path(oval(200, 198, 66), "#fdfbf5"),
            ink.path(oval(200, 198, 52), "#3a3d44"),
            ink.path(oval(200, 198, 36), "#20242c"),
            ink.path(oval(200, 198, 18), "#3f5f86"),
            ink.shine(oval(186, 182, 9), 0.8),
            ink.path(rect(104, 106, 52, 30, 8), "#fff3c9"),
            ink.path(rect(248, 108, 40, 26, 7), "#2f333b"),
            ink.path(oval(290, 160, 11), "#e0654f"),
            ink.gleam("M92 160L88 240", 5, 0.5),
            y=330,
            width=124,
        )
    if ink.has("action"):
        return ink.stand(
            ink.body(rect(92, 128, 216, 176, 28), texture=""),
            ink.dim(rect(104, 140, 192, 152, 20), 0.25),
            ink.path(rect(184, 144, 108, 108, 22), "#23272f"),
            ink.path(oval(238, 198, 44), "#3a3f49"),
            ink.path(oval(238, 198, 30), "#14171d"),
            ink.path(oval(238, 198, 15), "#3f6f9c"),
            ink.shine(oval(226, 184, 8), 0.8),
            ink.path(rect(114, 152, 56, 44, 6), "#14171d"),
            ink.line("M122 166H150M122 180H140", 4, "#86dca2", 1),
            ink.path(rect(128, 116, 54, 14, 5), "#d9534f"),
            ink.line("M116 226H166M116 244H166M116 262H166", 4, ink.pale, 0.6),
            ink.path("M172 304h56v18h-56z", "#3a3d44") + ink.path(rect(150, 320, 100, 14, 5), "#3a3d44"),
            ink.gleam("M98 190V158Q100 136 122 134", 4, 0.5),
            width=110,
        )
    return ink.stand(
        ink.path("M148 110L164 82H236L252 110z", ink.dark),
        ink.path(rect(268, 96, 38, 16, 5), ink.metal),
        ink.path(rect(88, 98, 46, 14, 5), ink.metal),
        ink.body(rect(60, 108, 280, 206, 22), ink.ref("k") if ink.has("in silver") else "", texture=""),
        ink.path("M60 160H340V290H60z", "#34373e"),
        ink.path("M60 160H340V290H60z", ink.ref("tspecks")),
        ink.path(oval(200, 216, 92), "#23262d"),
        ink.path(oval(200, 216, 84), "#4a4f58"),
        ink.line(oval(200, 216, 76), 6, "#2d3138", 1),
        ink.path(oval(200, 216, 60), "#15181e"),
        ink.path(oval(200, 216, 42), "#26364f"),
        ink.path(oval(200, 216, 24), "#4a6f9c"),
        ink.shine(oval(176, 192, 17, 12), 0.6),
        ink.shine(oval(222, 240, 7), 0.35),
        ink.path(rect(80, 122, 44, 24, 5), "#f6ecc9"),
        ink.path(oval(304, 134, 9), "#d9534f"),
        ink.line("M62 134C30 160 30 300 66 296", 7, "#6d4a34", 1),
        ink.gleam("M68 150V130Q70 116 86 114H140", 4, 0.5),
        y=318,
        width=140,
    )


def tablet(ink: Ink) -> str:
    """A drawing tablet with its pen, or an e-reader."""
    if ink.type == "e-reader":
        lines = "".join(f"M142 {y}H{258 - (y % 5) * 12}" for y in range(146, 286, 16))
        return ink.flat(
            ink.body(rect(112, 60, 176, 286, 18), texture=""),
            ink.path(rect(126, 78, 148, 222, 5), "#f1ede2"),
            ink.line("M142 106H210", 7, "#4a4842", 0.9),
            ink.line("M142 126H182", 4, "#8a867b", 0.8),
            ink.line(lines, 4, "#6b675e", 0.6),
            ink.path(oval(200, 324, 8), ink.dark),
            ink.gleam("M120 110V80Q121 69 132 68H190", 3, 0.5),
            turn=-7,
        )
    art = (
        ink.path(rect(92, 96, 216, 162, 4), "#fbf6ec")
        + ink.path(oval(248, 140, 20), "#f2b84b")
        + ink.path("M92 226C130 170 170 196 196 214C226 176 268 190 308 222V258H92z", "#6f9fb5")
        + ink.path("M92 246C140 220 190 246 220 236C250 226 280 236 308 244V258H92z", "#4d7d6a")
    )
    pen = ink.path("M262 318L356 146C360 140 372 146 368 154L276 326L258 336z", ink.ref("k")) + ink.path(
        "M262 318L276 326L258 336z", "#3a3d44"
    )
    return ink.flat(
        ink.path(rect(70, 80, 260, 204, 18), ink.deep),
        ink.body(rect(70, 74, 260, 204, 18), texture=""),
        art,
        ink.shine("M92 96H210L92 210z", 0.2),
        ink.gleam("M78 110V94Q80 82 92 82H160", 3, 0.5),
        pen,
        turn=-5,
    )


DEVICES: Mapping[str, Callable[[Ink], str]] = {
    "headphones": headphones,
    "earbuds": earbuds,
    "speaker": speaker,
    "radio": radio,
    "keyboard": keyboard,
    "mouse": mouse,
    "phonecase": phonecase,
    "powerbank": powerbank,
    "camera": camera,
    "tablet": tablet,
}
