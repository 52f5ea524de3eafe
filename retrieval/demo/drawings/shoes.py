"""Drawings of shoes: one of the pair from its outer side, the toe to the right."""

# An outline is one piece of data; cut in two it could not be compared with its neighbours.
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable, Mapping

from retrieval.demo.drawings.ink import Ink
from retrieval.demo.drawings.shapes import oval, rect

_RUBBER = "#f4f1ea"
_FLOOR = 292


def _laces(ink: Ink, *ends: tuple[int, int, int, int]) -> str:
    return "".join(ink.line(f"M{x} {y}L{u} {v}", 6, "#fbfaf6", 1) for x, y, u, v in ends)


def _placed(ink: Ink, *parts: str) -> str:
    closer = f'<g transform="translate(-22 -34) scale(1.11)">{"".join(parts)}</g>'
    return ink.stand(closer, x=202, y=_FLOOR - 2, width=142)


def sneaker(ink: Ink) -> str:
    """A running shoe with a sculpted sole."""
    upper = "M78 262C70 226 72 190 84 168C92 160 106 166 114 178C126 190 142 184 156 166C164 158 174 160 180 168C204 206 244 222 296 232C324 238 336 250 334 266L80 268z"
    heel = "M78 262C70 226 72 190 84 168C92 160 104 166 112 176C122 204 124 236 118 268L80 268z"
    toe = "M262 225C300 232 336 238 334 266L246 268C244 250 250 236 262 225z"
    sole = (
        "M70 260C110 268 150 254 200 258C250 262 300 264 340 256C350 270 346 288 326 290L92 292C72 292 64 278 70 260z"
    )
    wave = ink.line("M84 250C130 266 176 236 236 214", 9, ink.second, 0.95)
    tread = (
        ink.rod("M92 291H322", 5, ink.dark)
        if not ink.has("trail")
        else ink.line("".join(f"M{x} 290l8 8 8-8" for x in range(88, 320, 20)), 6, ink.deep, 1)
    )
    return _placed(
        ink,
        tread,
        ink.body(upper, texture=""),
        ink.path(upper, ink.ref("tspecks")),
        ink.path(heel, ink.other, 0.9),
        ink.dim(toe, 0.16),
        wave,
        ink.path("M112 178C124 190 142 184 156 166L164 160C170 178 152 200 130 202C120 200 114 190 112 178z", ink.deep),
        _laces(ink, (172, 166, 150, 188), (186, 184, 162, 204), (202, 200, 178, 218), (222, 212, 198, 228)),
        ink.path(sole, _RUBBER),
        ink.line("M74 274C120 284 170 268 220 272C270 276 310 276 342 268", 4, ink.base, 0.85),
        ink.gleam("M96 176C88 200 90 226 92 240", 4, 0.35),
    )


def plimsoll(ink: Ink) -> str:
    """A low or high sneaker with a flat sole."""
    high = ink.has("high-top")
    top = (
        "M92 268C86 220 84 160 92 112C112 104 142 104 160 110C166 148 176 184 196 204"
        if high
        else ("M80 268C74 236 76 204 86 178C104 170 116 180 126 188C140 194 152 184 166 172C176 180 186 194 200 204")
    )
    upper = f"{top}C236 216 284 218 312 236C326 246 330 258 328 270z"
    cap = "M272 224C300 224 328 240 328 270L262 270C256 250 260 234 272 224z"
    sole = "M74 264H332C338 264 340 270 340 276C340 286 336 292 326 292H84C72 292 70 284 70 276C70 268 72 264 74 264z"
    lace = (
        ((150, 118, 128, 124), (154, 142, 130, 148), (160, 166, 138, 174), (172, 186, 150, 198), (192, 202, 168, 216))
        if high
        else ((170, 176, 148, 194), (186, 192, 162, 210), (206, 206, 182, 222), (228, 212, 204, 228))
    )
    opening = (
        ink.path("M92 112C112 104 142 104 160 110C148 122 112 124 92 112z", ink.deep)
        if high
        else ink.path(
            "M86 178C104 170 116 180 126 188C140 194 152 184 166 172C164 192 140 208 120 206C100 204 88 192 86 178z",
            ink.deep,
        )
    )
    side = (
        ink.path(oval(118, 166, 14), ink.second)
        if high
        else ink.line("M128 246Q170 240 214 216M142 256Q186 250 230 220", 5, ink.second, 0.9)
    )
    toe = (
        ink.path(cap, _RUBBER)
        if ink.has("canvas")
        else ink.line("M272 224C260 234 256 250 262 268", 2.5) + ink.dim(cap, 0.08)
    )
    return _placed(
        ink,
        ink.body(upper),
        ink.dim("M80 268C76 248 75 232 78 214L112 216C116 234 116 252 114 268z", 0.14),
        toe,
        side,
        opening,
        _laces(ink, *lace),
        ink.path(sole, _RUBBER),
        ink.line("M72 274H338", 2.5, ink.base, 0.9),
        ink.line("M76 290H332", 4, "#b8ae9c", 0.8),
    )


def boot(ink: Ink) -> str:
    """A laced hiking boot with lugs."""
    upper = "M96 270C90 220 92 150 100 96C122 86 152 86 168 94C170 132 178 168 204 190C240 204 292 206 316 232C328 246 330 260 328 272z"
    cuff = "M97 116C98 106 99 100 100 92C120 82 154 82 170 90L172 116C150 126 118 126 97 116z"
    toe = "M262 210C296 214 330 232 328 272H250C244 246 250 224 262 210z"
    sole = "M82 266H338V286L328 298H312L304 290H288L280 298H262L254 290H238L230 298H212L204 290H186L178 298H160L152 290H134L126 298H96C84 296 80 282 82 266z"
    hooks = "".join(ink.path(oval(x, y, 5), "#d8b25c") for x, y in ((162, 132), (168, 156), (180, 178), (200, 196)))
    return _placed(
        ink,
        ink.body(upper, texture=""),
        ink.dim("M94 190C92 220 94 250 96 270H136C138 230 132 204 120 184z", 0.2),
        ink.path(toe, ink.dark),
        ink.body(cuff, ink.other),
        ink.dim(cuff, 0.12),
        ink.line("M162 132L140 142L168 156L146 168L180 178L158 192L200 196L176 212", 5, ink.second, 1),
        hooks,
        ink.line("M120 184C140 200 170 214 230 216M136 268C138 234 130 208 118 188", 2.5),
        ink.path(sole, "#3c3936"),
        ink.line("M84 270H336", 5, "#6a6259", 1),
        ink.gleam("M110 110C104 150 104 190 104 220", 4, 0.3),
    )


def chelsea(ink: Ink) -> str:
    """An ankle boot with elastic sides."""
    upper = "M104 268C104 220 98 150 108 92C130 84 160 84 178 92C178 140 188 184 222 206C258 222 304 226 318 252C322 260 322 266 320 272H104z"
    gusset = "M136 92H164C166 130 162 166 150 188C138 166 132 130 136 92z"
    sole = "M100 266H324C330 274 326 282 316 282H168L162 298H104z"
    return _placed(
        ink,
        ink.body(upper, texture=""),
        ink.path(gusset, ink.deep),
        ink.line("M143 96V160M150 94V176M157 96V160", 2, ink.light, 0.4),
        ink.line(gusset, 2.2, opacity=0.5),
        ink.rod("M106 92C104 76 112 70 118 76V92", 6, ink.dark),
        ink.gleam("M116 110C110 160 116 210 118 240M232 218Q276 232 298 246", 5, 0.28),
        ink.path(sole, "#3a302b"),
        ink.line("M106 264H318", 3, ink.deep, 0.6),
    )


def wellington(ink: Ink) -> str:
    """A tall rubber boot."""
    upper = "M112 274C112 210 104 130 108 66C130 56 172 56 194 66C194 130 196 176 212 204C244 220 296 222 312 252C316 262 316 268 314 276z"
    rim = "M106 64C130 52 172 52 196 64V86C172 96 130 96 107 86z"
    sole = "M106 268H318C324 280 320 294 310 294H196V288H176V298H112C104 292 104 280 106 268z"
    return _placed(
        ink,
        ink.body(upper, texture=""),
        ink.path("M108 66C130 56 172 56 194 66C172 78 130 78 108 66z", ink.deep),
        ink.line(rim, 0.1),
        ink.body("M106 68C130 80 172 80 196 68V90C172 102 130 102 107 90z", ink.other, ""),
        ink.gleam("M124 110C122 160 128 210 128 250", 9, 0.4),
        ink.gleam("M228 222Q272 230 294 250", 6, 0.4),
        ink.path(sole, ink.dark),
        ink.line("M110 278H314", 3, ink.deep, 0.6),
        ink.line("M176 96C178 150 182 190 200 216", 2.5, opacity=0.3),
    )


def sandal(ink: Ink) -> str:
    """A pair of strapped sandals from above."""
    bed = "M146 66C176 66 190 100 187 146C185 182 178 204 180 246C182 298 172 338 145 338C117 338 108 300 111 250C113 210 102 184 104 140C106 98 118 66 146 66z"
    front = "M97 134C118 112 172 108 197 128L192 178C168 158 126 158 102 180z"
    back = "M101 206C124 190 164 190 185 204L183 240C162 226 128 226 106 242z"
    footbed = (
        ink.path(bed, "#5a4a3c") + ink.path(bed.replace("M146", "M145"), "#cfa878") + ink.path(bed, ink.ref("tspecks"))
    )
    print_ = ink.dim(oval(145, 292, 22, 30), 0.1)
    straps = "".join(ink.body(d, texture="") + ink.line(d, 2, opacity=0.35) for d in (front, back))
    if ink.has("trek"):
        straps += ink.line("M104 152C126 134 168 132 190 150M106 222C128 208 162 208 182 220", 4, ink.second, 0.9)
    buckles = "".join(
        ink.path(rect(106, y, 20, 24, 4), ink.ref("b")) + ink.path(rect(111, y + 5, 10, 14, 2), ink.dark)
        for y in (142, 208)
    )
    one = (
        ink.line(bed, 7, "#4d4036", 1)
        + footbed
        + print_
        + ink.dim("M102 180C126 158 168 158 192 178L191 188C168 170 126 170 103 190z", 0.2)
        + straps
        + buckles
    )
    return ink.flat(
        f'<g transform="rotate(-5 146 200) translate(-6 0)">{one}</g><g transform="matrix(-1 0 0 1 406 0) rotate(-5 146 200)">{one}</g>'
    )


def loafer(ink: Ink) -> str:
    """A penny loafer."""
    upper = "M76 266C68 230 70 196 82 168C96 164 108 174 122 184C144 200 160 190 182 180C222 196 286 208 316 238C326 250 328 260 326 272z"
    mouth = "M82 168C96 164 108 174 122 184C144 200 160 190 182 180C178 204 152 222 122 216C98 208 82 190 82 168z"
    apron = "M188 184C230 196 280 208 300 230C276 242 236 240 208 226C194 216 186 200 188 184z"
    strap = "M152 206C172 190 184 182 196 180C216 196 228 226 230 258L196 262C192 238 178 218 152 206z"
    return _placed(
        ink,
        ink.body(upper, texture=""),
        ink.dim("M76 266C70 240 69 216 73 194C92 216 112 236 118 268z", 0.14),
        ink.path(mouth, ink.deep),
        ink.path(apron, ink.light),
        ink.line(apron, 3.5, opacity=0.55),
        ink.path(strap, ink.dark),
        ink.line(strap, 2, opacity=0.5),
        ink.path("M196 206l16 10-6 8-16-8z", ink.deep),
        ink.gleam("M82 192C84 216 90 236 96 248M256 214Q280 220 294 232", 4, 0.35),
        ink.path("M70 262H330C334 272 330 282 320 282H140L136 296H78C70 292 68 274 70 262z", "#3a2c26"),
        ink.line("M76 263H326", 3, ink.deep),
    )


def heel(ink: Ink) -> str:
    """A block-heeled shoe with an ankle strap."""
    upper = "M88 158C96 146 112 148 118 160C126 196 160 224 206 240C232 226 268 222 294 238C318 252 330 268 330 284C286 292 238 284 196 262C150 238 106 232 92 206C84 188 84 170 88 158z"
    block = "M88 190C96 222 120 236 150 246L140 294H96C98 256 90 222 88 190z"
    mouth = "M118 160C126 196 160 224 206 240C190 246 164 238 142 222C118 202 108 180 118 160z"
    strap = "M96 164C88 130 92 104 100 92L114 98C106 118 108 140 118 162z"
    return _placed(
        ink,
        ink.path(block, ink.dark),
        ink.body(upper, texture=""),
        ink.path(mouth, ink.deep),
        ink.path(strap, ink.base),
        ink.rod("M104 98C130 84 168 88 182 102C172 118 134 122 106 108", 10, ink.dark),
        ink.path(oval(178, 102, 7), ink.ref("b")),
        ink.path("M196 262C238 284 286 292 330 284C330 292 318 297 300 297C262 297 222 290 190 270z", "#3b2f2d"),
        ink.gleam("M244 238Q278 236 302 252", 5, 0.45),
        ink.gleam("M94 176Q98 196 110 208", 4, 0.4),
    )


def slipper(ink: Ink) -> str:
    """A felt slipper."""
    upper = "M76 268C70 236 80 206 104 198C130 192 150 214 178 214C230 204 292 214 318 244C326 256 328 264 326 272z"
    inside = "M88 218C100 200 128 202 146 212C160 220 172 222 186 214C180 242 140 250 114 244C98 240 88 230 88 218z"
    return _placed(
        ink,
        ink.body(upper),
        ink.path(inside, ink.second),
        ink.dim(inside, 0.22),
        ink.line(inside, 7, ink.light, 0.95),
        ink.line("M206 222C240 214 280 226 302 250M216 244C240 238 262 244 280 258", 3, ink.second, 0.9),
        ink.path("M70 264H332C336 280 328 290 316 290H86C72 288 68 276 70 264z", "#5a4a3f"),
        ink.line("M76 266H328", 3, ink.deep),
    )


SHOES: Mapping[str, Callable[[Ink], str]] = {
    "sneaker": sneaker,
    "plimsoll": plimsoll,
    "boot": boot,
    "chelsea": chelsea,
    "wellington": wellington,
    "sandal": sandal,
    "loafer": loafer,
    "heel": heel,
    "slipper": slipper,
}
