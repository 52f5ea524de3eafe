"""Drawings of beauty products."""

# An outline is one piece of data; cut in two it could not be compared with its neighbours.
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable, Mapping

from retrieval.demo.drawings.ink import Ink
from retrieval.demo.drawings.shapes import oval, rect


def lipstick(ink: Ink) -> str:
    """A lipstick beside its cap."""
    return ink.stand(
        ink.path(rect(238, 206, 62, 128, 8), "#3a3440"),
        ink.path("M238 222H300V236H238z", ink.ref("b")),
        ink.gleam("M250 250V322", 5, 0.3),
        ink.body("M134 100C150 84 176 80 188 86C194 90 194 100 194 110V212H134z", texture=""),
        ink.shine("M134 100C150 84 176 80 188 86C184 108 160 126 134 132z", 0.3),
        ink.dim("M174 118L194 104V212H174z", 0.14),
        ink.path("M128 204H200V258H128z", ink.ref("b")),
        ink.line("M128 214H200M128 248H200", 2, "#7d5c22", 0.5),
        ink.path(rect(116, 254, 96, 80, 8), "#3a3440"),
        ink.path("M116 270H212V278H116z", ink.ref("b")),
        ink.gleam("M128 290V322M140 216V246", 5, 0.35),
        width=110,
    )


def polish(ink: Ink) -> str:
    """A bottle of nail polish."""
    return ink.stand(
        ink.path("M176 66H224L230 190H170z", "#332f3b"),
        ink.gleam("M184 80L180 180", 6, 0.35),
        ink.path("M172 186H228V206H172z", ink.ref("b")),
        ink.body(
            "M150 206H250C278 206 286 224 286 246V302C286 322 274 334 254 334H146C126 334 114 322 114 302V246C114 224 122 206 150 206z",
            texture="",
        ),
        ink.line(
            "M150 206H250C278 206 286 224 286 246V302C286 322 274 334 254 334H146C126 334 114 322 114 302V246C114 224 122 206 150 206z",
            5,
            "#ffffff",
            0.4,
        ),
        ink.shine("M130 242C130 228 138 220 152 220H166C150 236 146 276 150 318C136 316 130 308 130 298z", 0.42),
        ink.path("M42 316C70 300 96 318 104 330C86 344 50 340 42 316z", ink.base),
        ink.shine(oval(66, 320, 10, 4), 0.5),
        width=100,
    )


def brushes(ink: Ink) -> str:
    """Five brushes fanned out of a roll."""
    fan = ""
    for n, turn in enumerate((-28, -14, 0, 14, 28)):
        wide = (14, 20, 26, 18, 12)[n]
        fan += (
            f'<g transform="rotate({turn} 200 330)">'
            + ink.path(
                f"M{200 - wide} 136C{200 - wide - 6} 96 {196 - wide // 2} 66 200 56C{204 + wide // 2} 66 {206 + wide} 96 {200 + wide} 136z",
                "#5b463d" if n % 2 else "#8a6a58",
            )
            + ink.path(f"M{200 - wide} 130H{200 + wide}L207 182H193z", ink.ref("b"))
            + ink.path("M192 180H208L205 316H195z", "#d9b970")
            + ink.gleam("M197 190V280", 2, 0.5)
            + "</g>"
        )
    return ink.stand(
        fan,
        ink.body("M110 250H290L282 328C281 336 276 340 268 340H132C124 340 119 336 118 328z"),
        ink.dim("M110 250H290L289 262H111z", 0.2),
        ink.line("M116 290H284", 8, ink.deep, 0.6),
        ink.path(rect(186, 278, 28, 24, 5), ink.ref("b")),
        ink.line("M112 254H288", 2, ink.pale, 0.7),
        y=342,
        width=96,
    )


def cream(ink: Ink) -> str:
    """A jar of cream, its lid leaning on it."""
    return ink.stand(
        f'<g transform="rotate(24 310 296)">{ink.path(rect(250, 270, 118, 40, 10), ink.ref("b"))}{ink.gleam("M262 280H330", 4, 0.6)}</g>',
        ink.body("M84 214H284V296C284 322 268 336 242 336H126C100 336 84 322 84 296z", texture=""),
        ink.dim("M240 214H284V296C284 322 268 336 242 336H206C232 300 242 260 240 214z", 0.12),
        ink.path(oval(184, 214, 100, 26), ink.light),
        ink.path(oval(184, 212, 86, 20), "#fffaf0"),
        ink.path(
            "M120 208C126 186 160 196 172 180C184 166 214 174 208 192C232 188 250 200 246 212C220 230 140 230 120 208z",
            "#fff6e6",
        ),
        ink.line("M150 206C170 200 186 196 200 188", 3, "#dccaa8", 0.8),
        ink.path(rect(128, 262, 112, 44, 4), "#fbf7ec", 0.92),
        ink.line("M146 278H222M160 292H208", 3.5, ink.deep, 0.7),
        ink.shine("M98 246C104 250 108 252 114 254V318C104 312 98 304 98 294z", 0.4),
        x=190,
        width=118,
    )


def tube(ink: Ink) -> str:
    """A tube of sunscreen standing on its cap."""
    return ink.stand(
        ink.body("M118 70H282L256 286H144z", texture=""),
        ink.dim("M250 70H282L256 286H226z", 0.12),
        ink.path("M118 58H282V80H118z", ink.dark),
        ink.line("".join(f"M{x} 60V78" for x in range(126, 280, 10)), 2, opacity=0.3),
        ink.path(rect(140, 282, 120, 54, 10), "#fdfaf2"),
        ink.line("".join(f"M{x} 292V328" for x in range(152, 256, 12)), 2, "#cfc6b4", 0.8),
        ink.path(oval(200, 158, 38), "#fff6d8"),
        "".join(
            f'<path d="M196 104h8l-4-18z" fill="#fff6d8" transform="rotate({a} 200 158)"/>' for a in range(0, 360, 30)
        ),
        ink.line("M166 222H234M176 238H224", 4, ink.deep, 0.6),
        ink.gleam("M134 96L152 262", 7, 0.45),
        width=76,
    )


def dropper(ink: Ink) -> str:
    """A serum in a dropper bottle."""
    return ink.stand(
        ink.path("M178 60C178 40 222 40 222 60V104H178z", "#3a3440"),
        ink.gleam("M188 62V96", 5, 0.35),
        ink.path(rect(164, 100, 72, 44, 6), ink.ref("b")),
        ink.line("".join(f"M{x} 106V138" for x in range(172, 234, 8)), 1.6, "#7d5c22", 0.5),
        ink.path(
            "M166 144H234V160C262 166 274 182 274 204V310C274 326 264 336 248 336H152C136 336 126 326 126 310V204C126 182 138 166 166 160z",
            ink.fill,
            0.88,
        ),
        ink.path("M194 144H206V290L200 304L194 290z", "#ffffff", 0.4),
        ink.path("M126 226H274V296H126z", "#fdf9f0"),
        ink.line("M150 246H250", 5, ink.deep, 0.7),
        ink.line("M164 262H236M176 276H224", 3, ink.deep, 0.5),
        ink.shine("M140 200C140 186 148 178 160 174V322C148 322 140 316 140 306z", 0.4),
        width=82,
    )


def perfume(ink: Ink) -> str:
    """A bottle of perfume, square or round."""
    square = ink.has("cologne")
    d = (
        rect(120, 152, 160, 184, 18)
        if square
        else "M168 150H232C282 160 314 200 314 246C314 302 268 336 200 336C132 336 86 302 86 246C86 200 118 160 168 150z"
    )
    juice = (
        "M130 206H270V318C270 324 266 328 260 328H140C134 328 130 324 130 318z"
        if square
        else "M98 220H302C312 280 270 326 200 326C130 326 88 280 98 220z"
    )
    return ink.stand(
        ink.path(rect(164, 66, 72, 62, 10) if square else oval(200, 92, 34), "#3a3440" if square else ink.ref("b")),
        ink.gleam("M178 84Q184 72 196 70", 4, 0.55),
        ink.path("M176 122H224V154H176z", ink.ref("b")),
        ink.path(d, ink.pale, 0.72),
        ink.path(juice, ink.fill, 0.9),
        ink.line("M200 150V310", 3, "#ffffff", 0.55),
        ink.path(d, ink.glass, 0.55),
        ink.line(d, 4, "#ffffff", 0.7),
        ink.path(rect(158, 228, 84, 56, 3), "#fdf9f0"),
        ink.line("M172 248H228M182 264H218", 3, ink.deep, 0.7),
        ink.shine(
            "M138 190C128 210 126 250 134 286C142 296 148 298 152 300C144 260 146 220 160 180C150 178 144 182 138 190z",
            0.55,
        ),
        width=100,
    )


def soap(ink: Ink) -> str:
    """Bars of soap, tied with string."""

    def bar(x: int, y: int, fill: str) -> str:
        return (
            ink.path(
                f"M{x} {y + 26}H{x + 200}V{y + 58}C{x + 200} {y + 68} {x + 194} {y + 72} {x + 186} {y + 72}H{x + 14}C{x + 6} {y + 72} {x} {y + 68} {x} {y + 58}z",
                ink.dark,
            )
            + ink.body(rect(x, y, 200, 56, 16), fill)
            + ink.path(rect(x, y, 200, 56, 16), ink.ref("tspecks"))
            + ink.gleam(f"M{x + 12} {y + 24}Q{x + 14} {y + 8} {x + 32} {y + 8}H{x + 110}", 4, 0.5)
        )

    bubbles = "".join(
        ink.path(oval(x, y, r), ink.glass)
        + ink.line(oval(x, y, r), 1.5, "#ffffff", 0.8)
        + ink.shine(oval(x - r // 3, y - r // 3, max(2, r // 5)), 0.9)
        for x, y, r in ((296, 120, 22), (330, 168, 13), (92, 132, 15), (258, 84, 10))
    )
    if ink.has("set of three"):
        return ink.stand(
            bar(96, 254, ""),
            bar(106, 194, ""),
            bar(94, 134, ""),
            ink.line("M192 132L196 324M206 132L208 324", 4, "#b98a4e", 1),
            ink.line("M200 132C170 100 160 120 200 134C236 104 244 124 200 134", 4, "#b98a4e", 1),
            ink.line("M172 128C160 110 150 96 152 84M182 128C176 104 176 92 180 78", 3, "#6f9160", 1),
            ink.path("".join(oval(x, y, 5, 9) for x, y in ((152, 80), (147, 98), (180, 74), (176, 92))), "#8f74b8"),
            y=328,
            width=116,
        )
    return ink.stand(
        bubbles,
        ink.body(
            "M92 218C92 200 106 190 124 190H276C294 190 308 200 308 218V292C308 314 296 326 276 326H124C104 326 92 314 92 292z"
        ),
        ink.dim("M92 270V292C92 314 104 326 124 326H276C296 326 308 314 308 292V270C290 290 110 290 92 270z", 0.14),
        ink.path(oval(200, 236, 62, 26), ink.dark, 0.35),
        ink.line("M160 236C176 220 190 250 204 236S232 226 242 236", 4, ink.pale, 0.9),
        ink.gleam("M104 226Q106 202 128 202H190", 5, 0.6),
        y=330,
        width=116,
    )


def dryer(ink: Ink) -> str:
    """A hair dryer."""
    return ink.flat(
        ink.line("M196 320C196 366 120 344 96 376", 7, "#3a3440", 1),
        ink.path("M176 206H236L224 318C222 328 190 328 188 318z", ink.dark),
        ink.body("M176 206H226L214 318C212 324 190 324 188 318z", texture=""),
        ink.path("M300 118H352L356 204H300z", "#3a3440"),
        ink.body("M92 162C92 116 128 100 172 100H306V222H172C128 222 92 208 92 162z", texture=""),
        ink.dim("M92 170C96 208 128 222 172 222H306V186C240 200 130 200 92 170z", 0.16),
        ink.path(oval(152, 160, 40), "#3a3440"),
        ink.line(oval(152, 160, 30) + oval(152, 160, 19) + oval(152, 160, 8), 3, ink.light, 0.7),
        ink.path(rect(196, 240, 16, 36, 7), ink.pale),
        ink.line("M204 250V256", 4),
        ink.gleam("M122 122Q144 112 172 112H270", 5, 0.5),
    )


BEAUTY: Mapping[str, Callable[[Ink], str]] = {
    "lipstick": lipstick,
    "polish": polish,
    "brushes": brushes,
    "cream": cream,
    "tube": tube,
    "dropper": dropper,
    "perfume": perfume,
    "soap": soap,
    "dryer": dryer,
}
