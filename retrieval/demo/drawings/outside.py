"""Drawings of the garden and of things for pets."""

# An outline is one piece of data; cut in two it could not be compared with its neighbours.
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable, Mapping

from retrieval.demo.drawings.ink import Ink
from retrieval.demo.drawings.shapes import oval, rect


def _leaf(ink: Ink, x: int, y: int, turn: int, size: float, hue: str) -> str:
    blade = ink.path("M0 0C-34-24-36-78 0-116C36-78 34-24 0 0z", hue) + ink.dim("M0 0C34-24 36-78 0-116z", 0.12)
    vein = ink.line("M0 0V-100", 2.5, "#f2f6e4", 0.5) if size > 0.6 else ""
    return f'<g transform="translate({x} {y}) rotate({turn}) scale({size:g})">{blade}{vein}</g>'


def plant(ink: Ink) -> str:
    """A leafy plant, three succulents or a box of herbs."""
    if ink.has("succulent"):
        parts: list[str] = []
        for x, hue in ((106, "#8fb59a"), (200, "#b4a0c0"), (294, "#7fae8a")):
            rosette = "".join(
                _leaf(ink, x, 236, turn, 0.42 if abs(turn) > 30 else 0.56, hue) for turn in (-76, 76, -38, 38, 0)
            )
            parts.append(
                rosette
                + ink.path(f"M{x - 40} 238H{x + 40}L{x + 32} 318H{x - 32}z", "#c9754f")
                + ink.dim(f"M{x + 14} 238H{x + 40}L{x + 32} 318H{x + 12}z", 0.14)
                + ink.path(rect(x - 44, 228, 88, 20, 5), "#d68a63")
                + ink.gleam(f"M{x - 26} 258L{x - 22} 304", 4, 0.3)
            )
        return ink.stand(*parts, y=322, width=150)
    if ink.has("herb"):
        herbs = "".join(
            ink.line(f"M{x} 236Q{x + n * 3} 190 {x + n * 9} {150 + abs(n) * 14}", 3, "#4f8a4f", 1)
            for x in (270,)
            for n in (-3, -2, -1, 0, 1, 2, 3)
        )
        bush = "".join(
            _leaf(ink, x, 236, turn, s, hue)
            for x, turn, s, hue in (
                (112, -40, 0.6, "#5d9d58"),
                (122, 36, 0.62, "#5d9d58"),
                (116, -8, 0.8, "#76b56c"),
                (100, -66, 0.42, "#6aab62"),
                (134, 66, 0.44, "#6aab62"),
            )
        )
        curls = "".join(
            ink.path(oval(x, y, 15), hue)
            for x, y, hue in (
                (178, 206, "#3f8a4c"),
                (200, 186, "#58a35c"),
                (222, 208, "#3f8a4c"),
                (190, 222, "#4d9653"),
                (212, 226, "#4d9653"),
                (200, 206, "#6cb369"),
            )
        )
        return ink.stand(
            herbs,
            bush,
            curls,
            ink.path("M64 232H336L320 326C319 332 315 336 308 336H92C85 336 81 332 80 326z", ink.ref("k")),
            ink.dim("M64 232H336L334 244H66z", 0.18),
            ink.line("M72 262H328M78 308H322", 3, "#6b727d", 0.4),
            "".join(
                ink.path(rect(x, 270, 56, 28, 4), "#fdf8ec") + ink.line(f"M{x + 12} 284H{x + 44}", 3.5, "#5d8a57", 1)
                for x in (90, 172, 254)
            ),
            y=338,
            width=130,
        )
    leaves = "".join(
        _leaf(ink, x, y, turn, s, hue)
        for x, y, turn, s, hue in (
            (196, 250, -62, 0.9, "#3f7f52"),
            (204, 250, 60, 0.92, "#3b7a4e"),
            (196, 226, -36, 1.0, "#4b9160"),
            (204, 222, 34, 1.02, "#458a5a"),
            (200, 196, -12, 1.06, "#5aa36d"),
            (202, 190, 16, 0.98, "#67ad78"),
            (198, 252, -84, 0.66, "#4b9160"),
            (204, 252, 84, 0.64, "#458a5a"),
        )
    )
    return ink.stand(
        ink.line("M200 262V130", 6, "#6b8a4f", 1),
        leaves,
        ink.path("M142 248H258L246 328C245 334 241 338 234 338H166C159 338 155 334 154 328z", "#f1ebdf"),
        ink.dim("M222 248H258L246 328C245 334 241 338 234 338H210z", 0.12),
        ink.path(oval(200, 248, 58, 11), "#5b4636"),
        ink.line(oval(200, 248, 58, 11), 5, "#fbf7ee", 1),
        ink.gleam("M160 268L168 320", 5, 0.7),
        y=340,
        width=72,
    )


def wateringcan(ink: Ink) -> str:
    """A watering can with a rose, or a slender indoor one."""
    if ink.has("indoor"):
        return ink.stand(
            ink.line("M152 300C96 290 112 190 52 112", 11, ink.dark, 1),
            ink.line("M152 300C96 290 112 190 52 112", 7, ink.base, 1),
            ink.line("M252 196C350 130 350 300 262 306", 10, ink.dark, 1),
            ink.line("M252 196C350 130 350 300 262 306", 6, ink.light, 1),
            ink.body(
                "M164 182H244C268 220 280 270 272 318C270 330 264 336 252 336H156C144 336 138 330 136 318C128 270 140 220 164 182z",
                texture="",
            ),
            ink.dim("M228 182H244C268 220 280 270 272 318C270 330 264 336 252 336H220C246 290 244 230 228 182z", 0.16),
            ink.path(oval(204, 182, 40, 9), ink.deep),
            ink.line(oval(204, 182, 40, 9), 4, ink.light, 1),
            ink.shine("M164 208C172 204 176 204 182 206C166 246 164 290 170 326C152 322 148 260 164 208z", 0.4),
            width=92,
        )
    return ink.stand(
        ink.line("M138 318L66 160", 24, ink.deep, 1),
        ink.line("M138 316L68 160", 18, ink.base, 1),
        ink.path("M36 170L98 138L104 154L50 184z", ink.ref("k")),
        ink.line("M48 186l-8 22M64 178l-6 26M84 168l-4 26", 3, "#7fb4d8", 0.9).replace(
            "stroke-linecap", 'stroke-dasharray="5 7" stroke-linecap'
        ),
        ink.line("M148 186C150 84 262 84 264 182", 13, ink.deep, 1),
        ink.line("M148 186C150 84 262 84 264 182", 8, ink.light, 1),
        ink.line("M282 210C356 196 350 300 284 312", 13, ink.deep, 1),
        ink.line("M282 210C356 196 350 300 284 312", 8, ink.base, 1),
        ink.body("M126 190H288V322C288 332 282 338 272 338H142C132 338 126 332 126 322z", texture=""),
        ink.dim("M250 190H288V322C288 332 282 338 272 338H240z", 0.14),
        ink.path("M126 190C150 172 264 172 288 190C270 204 144 204 126 190z", ink.deep),
        ink.path("M126 190C130 204 180 206 200 202V186C170 176 140 180 126 190z", ink.light),
        ink.line("M128 222H286M128 308H286", 4, opacity=0.25),
        ink.shine("M140 214H160V328H148C142 328 140 324 140 318z", 0.32),
        x=208,
        y=340,
        width=104,
    )


def planter(ink: Ink) -> str:
    """A plant pot with something growing in it."""
    leaves = "".join(
        _leaf(ink, 200 + dx, 190, turn, s, hue)
        for dx, turn, s, hue in (
            (-14, -52, 0.8, "#4b9160"),
            (14, 50, 0.8, "#458a5a"),
            (-6, -22, 0.98, "#5aa36d"),
            (8, 24, 0.94, "#54a068"),
            (0, 0, 1.04, "#6fb680"),
        )
    )
    return ink.stand(
        leaves,
        ink.path("M112 332H288L282 346H118z", ink.dark),
        ink.body("M100 200H300L276 326C274 334 268 338 260 338H140C132 338 126 334 124 326z"),
        ink.dim("M246 200H300L276 326C274 334 268 338 260 338H226z", 0.14),
        ink.body(rect(88, 182, 224, 38, 8)),
        ink.dim("M98 220H302L300 230H100z", 0.2),
        ink.line("M112 262Q200 276 288 262", 4, ink.pale, 0.5),
        ink.gleam("M98 196H180", 4, 0.4),
        ink.shine("M122 236H140L152 322H140z", 0.24),
        y=346,
        width=106,
    )


def gardentools(ink: Ink) -> str:
    """A trowel, a fork and a weeder."""
    handle = "M-11 60H11L14 164C14 176-14 176-14 164z"

    def tool(x: int, turn: int, head: str) -> str:
        return f'<g transform="translate({x} 176) rotate({turn})">{ink.line("M0-20V66", 8, "#9aa1ad", 1)}{head}{ink.path(handle, ink.wood)}{ink.path("M-12 58H12V74H-12z", ink.ref("b"))}{ink.gleam("M-5 84V150", 3, 0.45)}</g>'

    trowel = ink.path("M0-124C28-96 34-54 24-14C12-2-12-2-24-14C-34-54-28-96 0-124z", ink.ref("k")) + ink.line(
        "M0-110V-14", 2.5, "#5b616b", 0.5
    )
    fork = ink.line("M-24-112V-44C-24-20 24-20 24-44V-112M0-112V-24", 10, "#7d8590", 1) + ink.line(
        "M-24-112V-44C-24-20 24-20 24-44V-112M0-112V-24", 6, "#ccd2da", 1
    )
    weeder = ink.line("M0-10V-100M-13-118L0-98L13-118", 10, "#7d8590", 1) + ink.line(
        "M0-10V-100M-13-118L0-98L13-118", 6, "#ccd2da", 1
    )
    return ink.flat(tool(112, -9, trowel), tool(204, 0, fork), tool(290, 9, weeder))


def secateurs(ink: Ink) -> str:
    """Secateurs, slightly open."""
    return ink.flat(
        ink.path("M196 196C176 150 150 108 178 56C214 88 226 140 222 190z", ink.ref("k")),
        ink.line("M184 70C200 110 210 150 210 186", 2, "#5b616b", 0.5),
        ink.path("M206 196C246 176 270 140 262 96C234 100 198 130 188 186z", "#7d8590"),
        ink.body("M186 190C220 206 244 260 272 330C276 344 258 352 248 340C214 300 186 250 176 204z", texture=""),
        ink.body("M218 188C190 206 160 260 128 328C124 342 142 350 152 338C188 300 220 250 228 204z", texture=""),
        ink.line("M176 252L226 256", 5, "#9aa1ad", 1),
        ink.path(oval(203, 196, 17), ink.ref("k")),
        ink.path(oval(203, 196, 6), "#5b616b"),
        ink.gleam("M222 232L256 316M180 234L144 310", 4, 0.45),
    )


def birdfeeder(ink: Ink) -> str:
    """A hanging bird house with a visitor."""
    painted = ink.has("sky blue")
    wall = ink.body("M124 164H276V296H124z", texture="") if painted else ink.timber("M124 164H276V296H124z")
    bird = (
        ink.path(
            "M252 286C246 262 262 246 284 250C298 252 304 262 304 270L318 266L304 280C302 300 276 310 258 300L226 306z",
            "#d97b4f",
        )
        + ink.path("M252 286C262 272 280 280 276 294C268 304 256 302 252 286z", "#7b5238")
        + ink.path(oval(290, 262, 3), "#2d2a28")
        + ink.line("M272 302V314M282 300V314", 3, "#4a3a2e", 1)
    )
    return ink.flat(
        ink.line("M200 0V88", 4, "#8a6a45", 1),
        wall,
        ink.dim("M236 164H276V296H236z", 0.14),
        ink.path(oval(200, 224, 34), "#3d2d24"),
        ink.dim("M124 164H276V182H124z", 0.22),
        ink.path("M200 84L324 168L308 186L200 114L92 186L76 168z", "#8d5a3c"),
        ink.line("M92 186L200 114L308 186", 3, "#5b3826", 0.5),
        ink.line("M92 172L200 98", 3, "#ffffff", 0.25),
        ink.timber("M92 296H308V314H92z"),
        ink.dim("M92 306H308V314H92z", 0.2),
        ink.path("M140 296C150 284 184 282 196 296z", "#e0bd72"),
        "".join(ink.path(oval(x, y, 3, 2), "#8a6a2d") for x, y in ((156, 291), (168, 288), (180, 292))),
        ink.line("M200 268V278", 6, "#5b3826", 1),
        bird,
    )


def stakes(ink: Ink) -> str:
    """Small solar globes on stakes in the grass."""
    globes = "".join(
        ink.line(f"M{x} {y + 34}V326", 6, "#6b727d", 1)
        + ink.glow(x, y, 74)
        + ink.path(oval(x, y, 34), "#fdf6de", 0.9)
        + ink.path(oval(x, y, 34), ink.glass)
        + ink.path(oval(x, y, 15), "#ffd978")
        + ink.path(f"M{x - 16} {y - 36}h32l-5 10h-22z", "#3f4652")
        + ink.path(f"M{x - 11} {y + 30}h22v10h-22z", "#3f4652")
        + ink.shine(oval(x - 13, y - 10, 6, 9), 0.8)
        for x, y in ((96, 194), (200, 136), (306, 216))
    )
    grass = "".join(f"M{x} 334q{-4 + x % 9} -22 {-9 + x % 17} {-30 - x % 14}" for x in range(50, 356, 12))
    return ink.stand(globes, ink.line(grass, 5, "#5d8f58", 0.95), y=334, width=150)


def dogbed(ink: Ink) -> str:
    """A cushioned bed with raised edges."""
    round_ = ink.has("puppy")
    bone = ink.path("M172 246c-14-10-28 8-14 16c-12 10 4 26 16 14l52-8c14 10 28-8 14-16c12-12-4-26-16-14z", ink.pale)
    return ink.stand(
        ink.body(
            "M50 236C50 176 120 158 200 158C280 158 350 176 350 236V280C350 318 280 334 200 334C120 334 50 318 50 280z"
        ),
        ink.dim("M50 256V280C50 318 120 334 200 334C280 334 350 318 350 280V256C330 306 70 306 50 256z", 0.2),
        ink.path(oval(200, 236, 116, 52), ink.dark),
        ink.path(
            "M92 248C100 216 150 204 200 204C250 204 300 216 308 248C296 276 250 288 200 288C150 288 104 276 92 248z",
            "#f6efe2" if not round_ else ink.pale,
        ),
        ink.line("M92 248C100 216 150 204 200 204C250 204 300 216 308 248", 2.5, opacity=0.25),
        bone if not round_ else ink.line("M150 250q50 26 100 0", 3, opacity=0.25),
        ink.line("M120 290Q200 318 280 290", 3, opacity=0.3),
        ink.gleam("M66 226Q78 184 150 172", 6, 0.4),
        y=330,
        width=150,
    )


def hammock(ink: Ink) -> str:
    """A cat asleep in a hammock on a sill."""
    cat = (
        ink.path(
            "M120 236C118 200 150 188 190 188C232 188 276 190 284 226C286 246 270 252 250 254H140C126 252 120 246 120 236z",
            "#8f8a94",
        )
        + ink.path(
            "M96 216L102 184L122 198C132 194 142 194 150 198L168 184L172 216C174 240 158 252 136 252C112 252 94 240 96 216z",
            "#9d98a3",
        )
        + ink.line("M116 222q7 6 14 0M142 222q7 6 14 0", 3, "#3f3a44", 1)
        + ink.path("M131 230h10l-5 6z", "#e08f8a")
        + ink.line("M284 226C312 226 316 250 292 256", 13, "#8f8a94", 1)
        + ink.line("M206 192V206M224 191V206M242 192V205", 4, "#7b7680", 0.8)
    )
    return ink.stand(
        ink.path("M34 116H366V138H34z", "#f6f1e6"),
        ink.dim("M34 132H366V138H34z", 0.2),
        ink.line("M78 132V226M322 132V226M78 226V318M322 226V318", 8, "#9aa1ad", 1),
        ink.line("M70 318H92M308 318H330", 8, "#9aa1ad", 1),
        cat,
        ink.body("M66 222C110 262 290 262 334 222L326 256C290 312 110 312 74 256z"),
        ink.dim("M74 256C110 312 290 312 326 256L330 240C290 296 110 296 70 240z", 0.14),
        ink.rod("M60 222H82", 13, ink.dark),
        ink.rod("M318 222H340", 13, ink.dark),
        ink.line("M120 262Q200 288 280 262", 2.5, opacity=0.3),
        y=326,
        width=140,
    )


def petbowl(ink: Ink) -> str:
    """A bowl of kibble; a folding one for walks."""
    kibble = "".join(
        ink.path(oval(x, y, 11, 8), hue)
        for x, y, hue in (
            (140, 206, "#a5693d"),
            (166, 198, "#8f5830"),
            (194, 192, "#b57a48"),
            (222, 196, "#94602f"),
            (250, 202, "#a5693d"),
            (180, 208, "#9a6338"),
            (210, 208, "#b57a48"),
            (238, 212, "#8f5830"),
            (154, 214, "#b57a48"),
        )
    )
    if ink.has("travel"):
        rings = "".join(
            ink.path(
                f"M{84 + n * 12} {214 + n * 28}H{316 - n * 12}L{310 - n * 12} {244 + n * 28}H{90 + n * 12}z", "#e0785c"
            )
            + ink.dim(
                f"M{84 + n * 12} {214 + n * 28}H{316 - n * 12}L{314 - n * 12} {224 + n * 28}H{86 + n * 12}z", 0.16
            )
            for n in range(3)
        )
        return ink.stand(
            rings,
            ink.path(oval(200, 212, 122, 28), ink.ref("k")),
            ink.path(oval(200, 214, 106, 20), "#7fb4d8"),
            ink.shine(oval(166, 208, 40, 6), 0.6),
            ink.path("M104 298H296L288 322H112z", ink.ref("k")),
            ink.line("M312 220C350 226 350 262 328 268", 7, "#6b727d", 1),
            ink.gleam("M86 206Q120 190 190 187", 3, 0.8),
            y=324,
            width=110,
        )
    paw = "".join(
        ink.path(oval(x, y, rx, ry), ink.pale)
        for x, y, rx, ry in (
            (200, 286, 19, 15),
            (178, 264, 8, 10),
            (193, 256, 8, 11),
            (209, 256, 8, 11),
            (223, 264, 8, 10),
        )
    )
    return ink.stand(
        ink.body("M98 208H302L330 322C332 332 326 336 316 336H84C74 336 68 332 70 322z"),
        ink.dim("M262 208H302L330 322C332 332 326 336 316 336H268z", 0.14),
        ink.path(oval(200, 208, 104, 24), ink.light),
        ink.path(oval(200, 210, 88, 17), ink.deep),
        kibble,
        paw,
        ink.gleam("M112 226L92 316", 6, 0.35),
        width=128,
    )


def scratcher(ink: Ink) -> str:
    """A sisal post with a dangling toy."""
    rope = "".join(f"M164 {y}Q200 {y + 10} 236 {y}" for y in range(118, 308, 11))
    return ink.stand(
        ink.body("M84 312H316L330 338H70z", texture=""),
        ink.path("M164 108H236V314H164z", "#d3ae78"),
        ink.line(rope, 5, "#9d7844", 0.55),
        ink.dim("M212 108H236V314H212z", 0.16),
        ink.shine("M170 108H184V314H170z", 0.2),
        ink.body(
            "M108 82H292C300 82 304 88 304 96C304 104 300 110 292 110H108C100 110 96 104 96 96C96 88 100 82 108 82z",
            texture="curls",
        ),
        ink.dim("M98 100H302C301 106 298 110 292 110H108C102 110 99 106 98 100z", 0.2),
        ink.line("M280 110V174", 3, "#6b5238", 0.9),
        ink.path(oval(280, 190, 17), "#e0785c"),
        ink.shine(oval(274, 184, 5), 0.6),
        ink.gleam("M106 92H180", 4, 0.45),
        y=338,
        width=130,
    )


def wand(ink: Ink) -> str:
    """A feather wand with a little mouse."""
    feathers = "".join(
        f'<g transform="translate(292 190) rotate({turn})">{ink.path("M0 0C-17 24-17 66 0 92C17 66 17 24 0 0z", hue)}{ink.line("M0 4V84", 2, "#ffffff", 0.6)}</g>'
        for turn, hue in ((30, "#5bb0b5"), (-24, "#f0c15c"), (3, ink.base))
    )
    return ink.flat(
        ink.line("M64 330L224 92", 11, "#a9824c", 1),
        ink.line("M64 330L224 92", 6, "#dcb877", 1),
        ink.rod("M64 330L98 280", 17, ink.dark),
        ink.line("M224 92C276 60 320 110 292 190", 3, "#6b5238", 0.9),
        feathers,
        ink.path("M150 290C150 262 186 250 214 262C232 270 240 282 240 292C220 304 168 306 150 290z", "#a2a5ab"),
        ink.path(oval(212, 258, 11), "#d99aa0"),
        ink.line("M152 290C124 294 130 316 112 318", 4, "#d99aa0", 1),
        ink.path(oval(226, 280, 3), "#2d2a28"),
        ink.path(oval(241, 290, 4), "#d97b7b"),
    )


def rope(ink: Ink) -> str:
    """A rope toy with two knots."""
    twist = "".join(ink.line(f"M{126 + n * 19} {262 - n * 15}q16 2 20 16", 5, ink.pale, 0.8) for n in range(8))
    knots = "".join(
        ink.body(oval(x, y, 34, 31), texture="")
        + ink.line(
            f"M{x - 24} {y - 12}Q{x} {y + 14} {x + 24} {y - 6}M{x - 22} {y + 12}Q{x + 4} {y - 18} {x + 20} {y + 16}",
            4.5,
            ink.pale,
            0.75,
        )
        for x, y in ((120, 268), (284, 140))
    )
    frays = ink.line(
        "M96 288L54 306M100 294L66 330M108 300L92 342M302 112L320 72M310 118L346 92M314 128L356 122", 9, ink.base, 1
    ) + ink.line(
        "M96 288L54 306M100 294L66 330M108 300L92 342M302 112L320 72M310 118L346 92M314 128L356 122", 3, ink.pale, 0.7
    )
    return ink.flat(
        frays,
        ink.line("M120 268L284 140", 38, ink.deep, 1),
        ink.line("M120 268L284 140", 32, ink.base, 1),
        twist,
        knots,
    )


def lead(ink: Ink) -> str:
    """A coiled lead with its clip."""
    coil = "M252 112C120 60 60 180 110 262C160 332 290 306 296 226C300 158 210 126 166 176C130 220 174 276 226 252"
    return ink.flat(
        ink.line(coil, 20, ink.deep, 1),
        ink.line(coil, 15, ink.base, 1),
        ink.line(coil, 3, ink.pale, 0.9).replace("stroke-linecap", 'stroke-dasharray="10 9" stroke-linecap'),
        ink.line("M250 112C270 66 330 76 322 118C316 144 276 140 250 112", 18, ink.deep, 1),
        ink.line("M250 112C270 66 330 76 322 118C316 144 276 140 250 112", 13, ink.light, 1),
        ink.path(rect(236, 98, 26, 30, 6), "#3f4652"),
        ink.line("M232 252C256 236 276 256 262 276C252 290 234 282 238 268", 8, "#c4cad2", 1),
        ink.path(oval(228, 252, 10), ink.ref("k")),
    )


def dogcoat(ink: Ink) -> str:
    """A small dog in its coat."""
    fur = "#c79a6b"
    return ink.stand(
        ink.line("M78 186C52 166 52 140 66 128", 15, fur, 1),
        ink.path(
            "M92 250H122V330C122 338 92 338 92 330zM132 256H158V330C158 338 132 338 132 330zM226 256H252V330C252 338 226 338 226 330zM258 250H286V330C286 338 258 338 258 330z",
            fur,
        ),
        ink.dim("M132 256H158V330C158 338 132 338 132 330zM226 256H252V330C252 338 226 338 226 330z", 0.14),
        ink.path("M76 200C80 172 104 166 130 168H250L290 214C290 256 270 274 240 274H116C86 272 74 240 76 200z", fur),
        ink.body(
            "M84 182C110 158 210 156 258 156C284 160 292 196 288 226C284 256 268 262 250 262H112C88 262 76 206 84 182z",
            texture="",
        ),
        ink.line("M96 240H282", 7, "#f4f1e4", 0.85),
        ink.line("M178 158V262", 3, opacity=0.4),
        ink.path(
            "M236 132C240 100 268 84 296 90C320 94 326 108 346 116C360 122 358 146 342 150C322 154 308 154 300 170C280 196 244 186 238 164z",
            fur,
        ),
        ink.path("M252 104C232 108 228 140 242 164C262 160 270 128 262 106z", "#8d6540"),
        ink.path(oval(350, 124, 9, 8), "#33272a"),
        ink.path(oval(304, 116, 6), "#33272a") + ink.shine(oval(302, 114, 2), 0.9),
        ink.line("M244 176Q266 196 292 180", 13, ink.dark, 1),
        ink.gleam("M104 184Q140 168 200 167", 5, 0.45),
        y=334,
        width=130,
    )


OUTSIDE: Mapping[str, Callable[[Ink], str]] = {
    "plant": plant,
    "wateringcan": wateringcan,
    "planter": planter,
    "gardentools": gardentools,
    "secateurs": secateurs,
    "birdfeeder": birdfeeder,
    "stakes": stakes,
    "dogbed": dogbed,
    "hammock": hammock,
    "petbowl": petbowl,
    "scratcher": scratcher,
    "wand": wand,
    "rope": rope,
    "lead": lead,
    "dogcoat": dogcoat,
}
