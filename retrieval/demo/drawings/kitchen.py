"""Drawings of the kitchen."""

# An outline is one piece of data; cut in two it could not be compared with its neighbours.
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable, Mapping

from retrieval.demo.drawings.ink import Ink
from retrieval.demo.drawings.shapes import oval, rect, sym


def pan(ink: Ink) -> str:
    """A frying pan from above."""
    return ink.flat(
        ink.line("M246 246L336 336", 26, ink.deep, 1),
        ink.line("M246 246L334 334", 20, "#4a423d", 1),
        ink.path(oval(328, 328, 6), "#c9ccd2"),
        ink.path(oval(176, 176, 122), ink.dark),
        ink.body(oval(174, 174, 118), texture=""),
        ink.path(oval(178, 178, 98), ink.deep, 0.75),
        ink.path(oval(178, 178, 92), ink.dark),
        ink.shine("M96 160C104 120 134 98 170 94C140 116 118 142 112 180C102 178 96 170 96 160z", 0.16),
        "".join(ink.path(oval(x, y, 5), "#c9ccd2") for x, y in ((240, 252), (252, 240))),
        ink.gleam("M66 152Q84 90 140 66", 4, 0.45),
        ink.line(oval(178, 178, 70) + oval(178, 178, 44), 1.5, ink.light, 0.25),
    )


def pot(ink: Ink) -> str:
    """A casserole with two handles, or a saucepan with one."""
    if ink.type == "saucepan":
        body = "M84 186H268V300C268 322 256 332 236 332H116C96 332 84 322 84 300z"
        handle = ink.line("M266 206L364 178", 20, "#6d4a24", 1) + ink.line("M266 205L362 177", 14, "#d2ab58", 1)
        return ink.stand(
            handle,
            ink.body(body, ink.ref("b"), ""),
            ink.line("M92 206H262M92 312H262", 2, opacity=0.3),
            ink.path("M76 176H276C280 188 276 194 268 194H84C76 194 72 188 76 176z", ink.ref("k")),
            ink.path("M90 176C100 140 252 140 262 176z", ink.ref("b")),
            ink.line("M90 176H262", 2, opacity=0.4),
            ink.line("M156 146C156 118 196 118 196 146", 9, "#b98d3c", 1),
            ink.shine("M100 200H124V322C108 318 100 310 100 298z", 0.4),
            ink.path(oval(272, 206, 4), "#5b4220"),
            x=176,
            y=334,
            width=104,
        )
    body = "M84 186H316V292C316 320 300 334 274 334H126C100 334 84 320 84 292z"
    ears = "M84 206H62C52 206 50 236 62 238H84zM316 206H338C348 206 350 236 338 238H316z"
    return ink.stand(
        ink.path(ears, ink.dark),
        ink.body(body, texture=""),
        ink.dim("M266 186H316V292C316 320 300 334 274 334H240C262 300 268 240 266 186z", 0.16),
        ink.path("M74 174H326C332 186 328 194 318 194H82C72 194 68 186 74 174z", ink.dark),
        ink.body("M86 174C96 128 304 128 314 174z", texture=""),
        ink.line("M88 174H312", 2, opacity=0.4),
        ink.path("M180 132h40l-6-14h-28z", ink.ref("b")),
        ink.path(oval(200, 114, 24, 10), ink.ref("b")),
        ink.shine("M104 202H130V318C112 314 104 304 104 288z", 0.3),
        ink.gleam("M112 164Q124 146 160 140", 5, 0.5),
        y=336,
        width=122,
    )


def dish(ink: Ink) -> str:
    """A baking dish with a golden crust."""
    rim = "M52 190C64 178 336 178 348 190C356 204 346 214 330 214H70C54 214 44 204 52 190z"
    crust = "M76 196C90 172 130 180 160 172C200 164 250 176 300 174C316 180 322 188 326 196C280 210 120 210 76 196z"
    scallops = "".join(f"M{x} 214V292" for x in range(104, 312, 32))
    return ink.stand(
        ink.body("M66 206H334L316 300C314 312 306 318 294 318H106C94 318 86 312 84 300z"),
        ink.line(scallops, 7, opacity=0.12),
        ink.line(scallops.replace(" 214", " 220"), 2, "#fff", 0.25),
        ink.path("M40 196h30v22H52c-14 0-16-18-12-22zM360 196h-30v22h18c14 0 16-18 12-22z", ink.dark),
        ink.body(rim),
        ink.path(crust, "#d99a45"),
        ink.line(
            "M110 192q14-10 30 0M170 186q16-10 34 2M236 190q16-10 32-2M140 200q10-6 22 0M216 200q12-6 24 0",
            4,
            "#a9641f",
            0.6,
        ),
        ink.path("M120 184l8-6 8 8zM256 182l10-6 4 8zM196 178l8-4 4 8z", "#5d8b4a"),
        ink.line("M150 150q-8-14 2-26t0-26M200 146q-8-14 2-26t0-26M250 150q-8-14 2-26t0-26", 4, "#ffffff", 0.55),
        y=320,
        width=130,
    )


def mug(ink: Ink) -> str:
    """A mug with something hot in it."""
    enamel = ink.has("enamel")
    body = (
        "M104 152H262V290C262 318 246 332 222 332H144C120 332 104 318 104 290z"
        if not enamel
        else "M104 148H262V318C262 328 256 332 246 332H120C110 332 104 328 104 318z"
    )
    handle = ink.line("M258 188C316 176 328 208 318 240C310 268 284 284 256 286", 24, ink.deep, 1) + ink.line(
        "M258 188C316 176 328 208 318 240C310 268 284 284 256 286", 18, ink.base, 1
    )
    rim = (
        ink.path(oval(183, 152, 79, 19), "#3c4654" if enamel else ink.light)
        + ink.path(oval(183, 153, 70, 14), ink.dark)
        + ink.path(oval(183, 156, 64, 11), "#5a3a26")
    )
    foot = (
        ink.path(
            "M106 284C106 318 120 332 144 332H222C246 332 262 318 262 290V280C220 296 150 298 106 284z", "#e9dcc6", 0.75
        )
        if ink.has("stoneware")
        else ""
    )
    return ink.stand(
        handle,
        ink.body(body),
        foot,
        ink.dim("M226 168H262V290C262 318 246 332 222 332H200C222 290 230 230 226 168z", 0.12),
        rim,
        ink.line("M160 128q-8-14 2-28t0-28M206 128q-8-14 2-28t0-28", 5, "#ffffff", 0.6),
        ink.shine("M120 180C126 184 132 186 138 187V312C126 308 120 298 120 284z", 0.4),
        x=186,
        width=92,
    )


def teapot(ink: Ink) -> str:
    """A round teapot."""
    body = "M200 154C268 154 296 196 296 242C296 290 262 326 200 326C138 326 104 290 104 242C104 196 132 154 200 154z"
    return ink.stand(
        ink.line("M284 196C346 176 360 236 336 262C320 280 304 284 288 284", 17, ink.deep, 1),
        ink.line("M284 196C346 176 360 236 336 262C320 280 304 284 288 284", 11, ink.base, 1),
        ink.path(
            "M122 262C92 260 84 220 68 196C60 184 52 184 46 184L56 172C72 170 86 176 94 190C104 208 106 218 118 222z",
            ink.base,
        ),
        ink.line("M122 262C92 260 84 220 68 196", 3, opacity=0.25),
        ink.body(body, texture=""),
        ink.dim(
            "M248 168C282 182 296 210 296 242C296 290 262 326 200 326C180 326 164 322 150 316C222 312 266 250 248 168z",
            0.15,
        ),
        ink.path("M154 162C160 138 240 138 246 162C230 170 170 170 154 162z", ink.light),
        ink.line("M154 162C170 170 230 170 246 162", 2.5),
        ink.path(oval(200, 132, 13), ink.second if ink.has("white") else ink.dark),
        ink.path("M150 324h100l8 12H142z", ink.dark),
        ink.shine("M128 214C134 190 152 176 170 172C152 196 146 232 150 270C134 258 124 236 128 214z", 0.36),
        ink.line("M112 256Q200 284 290 256", 3, ink.second, 0.55),
        width=98,
    )


def kettle(ink: Ink) -> str:
    """A gooseneck or a whistling kettle."""
    if ink.has("gooseneck"):
        return ink.stand(
            ink.line("M126 286C74 290 92 210 66 170C60 160 54 158 46 158", 15, ink.deep, 1),
            ink.line("M126 286C74 290 92 210 66 170C60 160 54 158 46 158", 10, ink.base, 1),
            ink.line("M246 164C330 150 346 190 336 276", 20, ink.deep, 1),
            ink.line("M246 164C330 150 346 190 336 274", 13, "#3a3530", 1),
            ink.body("M134 168H262L282 318C282 328 276 332 266 332H130C120 332 114 328 114 318z", texture=""),
            ink.dim("M234 168H262L282 318C282 328 276 332 266 332H234C244 280 244 220 234 168z", 0.2),
            ink.path("M130 168C140 142 256 142 266 168z", ink.light),
            ink.path(rect(188, 118, 20, 26, 7), "#3a3530"),
            ink.line("M132 170H264", 3),
            ink.shine("M146 182H166L158 322H134z", 0.36),
            ink.path(rect(104, 330, 188, 10, 5), "#3a3d44"),
            y=340,
            width=106,
        )
    return ink.stand(
        ink.line("M126 180C116 78 284 78 274 180", 11, "#3a3530", 1),
        ink.line("M154 104C180 90 220 90 246 104", 18, "#6d4a34", 1),
        ink.path("M112 250C80 236 72 206 52 190L70 176C92 186 108 204 128 216z", ink.base),
        ink.path("M46 186L66 168L76 180L56 198z", ink.metal),
        ink.body(
            "M200 164C270 164 312 216 318 288C320 318 308 332 280 332H120C92 332 80 318 82 288C88 216 130 164 200 164z",
            texture="",
        ),
        ink.dim("M246 172C292 192 314 240 318 288C320 318 308 332 280 332H220C262 300 270 230 246 172z", 0.15),
        ink.path("M150 176C156 152 244 152 250 176C230 184 170 184 150 176z", ink.dark),
        ink.path(oval(200, 150, 14, 11), "#3a3530"),
        ink.path("M86 312H314C312 326 302 334 280 334H120C98 334 88 326 86 312z", ink.metal),
        ink.shine("M112 260C118 226 138 204 160 194C142 222 134 256 136 296C120 290 110 278 112 260z", 0.36),
        width=124,
    )


def press(ink: Ink) -> str:
    """A French press, half full."""
    frame = ink.base
    return ink.stand(
        ink.line("M262 176C330 172 330 296 262 292", 17, "#3a3530", 1),
        ink.path("M126 150H262V318H126z", ink.glass),
        ink.path("M132 226H256V314H132z", "#4b2d1c"),
        ink.path("M132 220H256V236H132z", "#9a6b42"),
        ink.line("M194 110V214", 5, "#9aa1ad", 1),
        ink.path("M136 206H252V218H136z", ink.ref("k")),
        ink.path("M118 150L96 134L110 128L130 140z", ink.ref("k")),
        ink.path("M120 140H268V160H120z", frame),
        ink.path("M128 140C140 116 248 116 260 140z", frame),
        ink.gleam("M140 132Q152 124 172 122", 4, 0.5),
        ink.path(oval(194, 92, 17), "#3a3530"),
        ink.path("M118 292H270V306H118zM122 320H266L274 336H114z", frame),
        ink.line("M128 160V320M260 160V320", 7, frame, 1),
        ink.shine("M142 168H158V300H142z", 0.45),
        x=194,
        y=338,
        width=92,
    )


def espresso(ink: Ink) -> str:
    """A small espresso machine filling a cup."""
    return ink.stand(
        ink.body(rect(84, 92, 232, 84, 22), texture=""),
        ink.path("M222 160H306V318H222z", ink.base),
        ink.dim("M222 176H306V318H222z", 0.1),
        ink.path("M92 176H224V304H92z", "#4a4642"),
        ink.shine("M92 176H224V190H92z", 0.08),
        ink.path(rect(76, 304, 248, 30, 10), ink.ref("k")),
        ink.line("M92 312H216", 3, "#5b616b", 0.6),
        ink.path("M136 174H196V196H136z", ink.ref("k")),
        ink.path("M148 196h36v14h-36z", "#2d2a28"),
        ink.line("M136 192H84", 13, "#6d4a34", 1),
        ink.line("M162 210V250M172 210V250", 3.5, "#6b3f22", 1),
        ink.path("M142 252H192L186 296H148z", "#faf7f0"),
        ink.line("M190 262C208 260 208 282 188 282", 5, "#faf7f0", 1),
        ink.path("M146 252H188L187 258H147z", "#6b3f22"),
        ink.path(oval(264, 134, 26), "#f8f5ec"),
        ink.line(oval(264, 134, 26), 4, "#8d95a1", 1),
        ink.line("M264 134L278 118", 3, "#c0392b", 1),
        "".join(ink.path(oval(x, 134, 10), ink.ref("k")) for x in (118, 150, 182)),
        ink.line("M240 196C232 230 236 252 230 272", 7, "#aab1bc", 1),
        ink.gleam("M98 124V114Q100 104 112 102H160", 4, 0.6),
        y=336,
        width=128,
    )


def blender(ink: Ink) -> str:
    """A blender full of fruit."""
    return ink.stand(
        ink.line("M262 122C316 116 316 206 254 216", 15, "#4a4f58", 1),
        ink.path("M132 90H268L248 250H152z", ink.glass),
        ink.path("M139 142H261L248 248H152z", "#d8597c"),
        ink.path("M139 142C160 130 180 152 200 142C220 132 240 152 261 142L259 158H141z", "#e98aa4"),
        ink.path(oval(176, 186, 11), "#b83a5e")
        + ink.path(oval(214, 206, 13), "#c9476c")
        + ink.path(oval(226, 172, 8), "#f3c14f"),
        ink.path(rect(126, 72, 148, 22, 9), "#4a4f58"),
        ink.path(rect(180, 54, 40, 20, 7), "#5d636d"),
        ink.shine("M148 100H166L168 240H158z", 0.5),
        ink.path("M150 250H250L256 266H144z", "#4a4f58"),
        ink.body("M146 264H254L276 322C278 332 272 336 262 336H138C128 336 122 332 124 322z", texture=""),
        ink.path(oval(200, 300, 21), ink.ref("k")),
        ink.line("M200 300L210 286", 4, "#3a3d44", 1),
        ink.path(oval(158, 306, 6), ink.deep) + ink.path(oval(242, 306, 6), ink.deep),
        ink.gleam("M152 278L140 316", 4, 0.5),
        width=88,
    )


def chefknife(ink: Ink) -> str:
    """A chef's knife."""
    grip = "M214 206C238 200 310 198 342 210C354 222 350 246 336 250C318 246 300 236 282 238C256 244 236 244 214 242z"
    blade = "M214 206L214 246C206 262 196 268 178 268C120 262 70 236 40 204C100 200 160 200 214 206z"
    return ink.flat(
        ink.path(blade, ink.ref("k")),
        ink.path("M40 204C70 236 120 262 178 268C196 268 206 262 214 246C150 250 90 234 40 204z", "#ffffff", 0.4),
        ink.path("M206 200h18v48h-18z", "#8d95a1"),
        ink.timber(grip),
        ink.line(grip, 2, opacity=0.35),
        "".join(ink.path(oval(x, 224, 5), ink.ref("k")) for x in (242, 276, 314)),
        ink.gleam("M230 212Q280 206 330 214", 3, 0.4),
        turn=-24,
    )


def board(ink: Ink) -> str:
    """An end-grain board with a sprig on it."""
    plate = rect(84, 100, 232, 210, 20)
    tiles = "".join(
        ink.path(f"M{96 + c * 42} {112 + r * 37}h42v37h-42z", "#8a5f36" if (r + c) % 2 else "#f0d6a6", 0.3)
        for r in range(5)
        for c in range(5)
    )
    return ink.flat(
        ink.path(rect(84, 110, 232, 210, 20), ink.deep),
        ink.timber(plate),
        tiles,
        ink.line(rect(92, 108, 216, 194, 14), 3, opacity=0.3),
        ink.path(oval(200, 122, 10), ink.deep, 0.9),
        ink.line("M150 256C176 236 206 214 244 186", 4, "#4b7a45", 1),
        ink.path(
            "M170 240c-4-20 8-30 18-32c4 14-4 26-18 32zM194 222c16-2 26 6 28 18c-14 2-24-4-28-18zM214 208c-4-20 8-30 18-32c4 14-4 26-18 32z",
            "#5f9a55",
        ),
        ink.path(oval(254, 252, 25), "#d8483e")
        + ink.shine(oval(246, 243, 8, 6), 0.6)
        + ink.path("M254 232l-8-6 8 2 8-2z", "#4b7a45"),
        turn=-5,
    )


def bowl(ink: Ink) -> str:
    """One deep bowl, or two stacked."""
    shell = "M72 200H328C326 268 284 318 236 322H164C116 318 74 268 72 200z"
    rim = ink.path(oval(200, 200, 128, 26), ink.light) + ink.path(oval(200, 202, 116, 20), ink.dark)
    under = ""
    if ink.has("set of two"):
        under = f'<g transform="translate(0 14)">{ink.path(shell, ink.deep)}</g>'
        fill = (
            ink.path(oval(200, 206, 106, 15), "#e3bd7a")
            + ink.line("M120 206q20-10 40 0t40 0t40 0t40 0M132 212q20-8 40 0t40 0t40 0", 3, "#fbe7bd", 0.9)
            + ink.path(oval(160, 200, 20, 8), "#fbf6ea")
            + ink.path(oval(160, 200, 9, 4), "#eda83b")
            + ink.path("M236 198l26-6 8 8-28 6z", "#4f8f57")
        )
    else:
        fill = (
            ink.path(
                "M96 204C100 176 140 184 156 170C176 152 204 176 226 164C252 154 272 180 304 204C270 224 130 224 96 204z",
                "#6ba35a",
            )
            + ink.path(
                "M120 196c16-18 34-14 44-4c-14 12-30 12-44 4zM204 184c14-14 34-10 44 2c-16 10-34 8-44-2z", "#8dc173"
            )
            + ink.path(oval(186, 190, 12), "#d8483e")
            + ink.path(oval(262, 196, 10), "#e9b03c")
            + ink.path(oval(142, 204, 9), "#d8483e")
        )
    return ink.stand(
        under,
        ink.path("M158 316h84l6 18h-96z", ink.dark),
        ink.body(shell),
        ink.dim("M270 200H328C326 268 284 318 236 322H200C250 300 272 250 270 200z", 0.14),
        rim,
        fill,
        ink.line("M80 234Q200 270 320 234", 5, ink.second, 0.6),
        ink.shine("M92 224C104 230 112 232 120 234C124 268 140 292 156 308C118 296 96 264 92 224z", 0.26),
        width=96,
    )


def apron(ink: Ink) -> str:
    """An apron with its pocket."""
    cloth = sym("M200 96L156 92C150 140 134 168 104 180L98 338C130 346 170 348 200 348")
    pocket = "M146 236H254V286C254 296 248 300 240 300H160C152 300 146 296 146 286z"
    return ink.flat(
        ink.line("M158 96C150 36 250 36 242 96", 9, ink.dark, 1),
        ink.line("M104 186C70 196 60 216 66 244M296 186C330 196 340 216 334 244", 9, ink.dark, 1),
        ink.body(cloth),
        ink.line("M156 106Q200 112 244 106", 2.5, opacity=0.45),
        ink.line("M120 200Q130 280 118 338M280 200Q270 280 282 338", 3, opacity=0.18),
        ink.body(pocket),
        ink.dim(pocket, 0.08),
        ink.line(pocket, 2.5, opacity=0.5),
        ink.line("M200 238V298", 2, opacity=0.35),
        ink.path("M256 240l24 4 6 64-26-4z", "#f6f1e6"),
        ink.line("M262 250l20 3M264 290l20 4", 3, "#cb5a4c", 0.8),
    )


def wineglass(ink: Ink) -> str:
    """Two stemmed glasses, one with wine."""

    def glass(x: int, wine: str) -> str:
        cup = f"M{x - 52} 76H{x + 52}C{x + 60} 150 {x + 40} 204 {x} 210C{x - 40} 204 {x - 60} 150 {x - 52} 76z"
        drink = f"M{x - 56} 134H{x + 56}C{x + 52} 176 {x + 32} 202 {x} 206C{x - 32} 202 {x - 52} 176 {x - 56} 134z"
        return (
            (
                ink.path(drink, wine, 0.88) + ink.path(oval(x, 134, 56, 8), "#c65a6c" if wine < "#9" else "#f6e7ad")
                if wine
                else ""
            )
            + ink.path(cup, ink.glass)
            + ink.line(cup, 2, "#8ea4b3", 0.7)
            + ink.line(f"M{x} 210V318", 6, "#b7c8d3", 1)
            + ink.gleam(f"M{x} 212V314", 2, 0.9)
            + ink.path(oval(x, 322, 46, 9), "#cfdde5")
            + ink.gleam(f"M{x - 40} 322Q{x} 312 {x + 40} 322", 2, 0.9)
            + ink.shine(
                f"M{x - 40} 90H{x - 26}C{x - 32} 130 {x - 28} 160 {x - 18} 182C{x - 40} 164 {x - 44} 130 {x - 40} 90z",
                0.6,
            )
        )

    return ink.stand(glass(132, "#8e2440"), glass(268, "#f0dc94"), y=328, width=124)


def lunchbox(ink: Ink) -> str:
    """Two tiers held by a band."""
    return ink.stand(
        ink.body(rect(84, 232, 232, 98, 22), ink.ref("k"), ""),
        ink.body(rect(84, 148, 232, 92, 18), texture=""),
        ink.line("M86 236H314", 4, opacity=0.5),
        ink.path(rect(76, 122, 248, 40, 17), ink.light),
        ink.dim("M84 162H316V172H84z", 0.16),
        ink.path("M176 116h48v218h-48z", ink.deep),
        ink.path("M184 116h6v218h-6z", "#ffffff", 0.18),
        ink.path(rect(186, 190, 28, 40, 5), "#f6f1e6"),
        ink.gleam("M92 144V138Q93 130 104 129H160", 4, 0.6),
        ink.gleam("M98 252V310", 5, 0.6),
        width=122,
    )


KITCHEN: Mapping[str, Callable[[Ink], str]] = {
    "pan": pan,
    "pot": pot,
    "dish": dish,
    "mug": mug,
    "teapot": teapot,
    "kettle": kettle,
    "press": press,
    "espresso": espresso,
    "blender": blender,
    "chefknife": chefknife,
    "board": board,
    "bowl": bowl,
    "apron": apron,
    "wineglass": wineglass,
    "lunchbox": lunchbox,
}
