"""Drawings of bags and accessories."""

# An outline is one piece of data; cut in two it could not be compared with its neighbours.
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable, Mapping

from retrieval.demo.drawings.ink import Ink
from retrieval.demo.drawings.shapes import oval, rect, sym


def backpack(ink: Ink) -> str:
    """A backpack: roll-top, buckled or zipped by its title."""
    trekking = ink.has("60 l")
    top = 52 if trekking else 84
    bag = sym(f"M200 {top}C160 {top} 126 {top + 18} 120 {top + 74}L112 306C112 328 122 336 144 336L200 336")
    pocket = "M138 226H262C272 226 276 232 276 240L278 308C278 320 272 326 260 326H140C128 326 122 320 122 308L124 240C124 232 128 226 138 226z"
    strap = ink.line(f"M170 {top + 4}C170 {top - 26} 230 {top - 26} 230 {top + 4}", 9, ink.dark, 1)
    sides = ink.path(
        "M114 210C92 220 88 300 104 318L120 322V206zM286 210C308 220 312 300 296 318L280 322V206z", ink.dark
    )
    if ink.has("roll-top"):
        lid = ink.body("M122 130C120 104 124 84 132 74H268C276 84 280 104 278 130z", texture="") + ink.line(
            "M126 92H274M124 112H276", 3
        )
        lid += ink.path("M192 74h16v150h-16z", ink.dark) + ink.path(rect(188, 140, 24, 30, 5), ink.metal)
    elif ink.has("rucksack", "trekking"):
        lid = ink.body(
            sym(
                f"M200 {top - 4}C156 {top - 4} 120 {top + 10} 114 {top + 60}L112 {top + 104}C140 {top + 118} 170 {top + 122} 200 {top + 122}"
            ),
            texture="",
        )
        lid += "".join(
            ink.path(rect(x, top + 92, 18, 92, 4), ink.deep) + ink.path(rect(x - 3, top + 132, 24, 22, 4), ink.metal)
            for x in (148, 234)
        )
    else:
        lid = ink.line("M124 168C130 116 164 104 200 104C236 104 270 116 276 168", 5, ink.deep, 0.7) + ink.path(
            rect(270, 160, 10, 26, 4), ink.second
        )
        lid += ink.path(rect(176, 142, 48, 30, 8), ink.second, 0.9)
    return ink.stand(
        strap,
        sides,
        ink.body(bag),
        ink.dim("M256 96C274 110 280 130 280 158L288 306C288 328 278 336 256 336H240C262 280 266 160 256 96z", 0.13),
        lid,
        ink.body(pocket),
        ink.line(pocket, 2.5, opacity=0.4),
        ink.line("M134 246H266", 5, ink.deep, 0.65),
        ink.path(rect(252, 240, 9, 24, 4), ink.second),
        ink.gleam(f"M132 {top + 70}Q134 {top + 36} 156 {top + 22}", 4, 0.4),
        width=104,
    )


def handbag(ink: Ink) -> str:
    """A handbag: structured, crossbody, soft or a clutch, by its title."""
    if ink.has("clutch"):
        bag, flap = (
            rect(80, 158, 240, 142, 16),
            "M80 174C80 164 86 158 96 158H304C314 158 320 164 320 174L214 236Q200 244 186 236z",
        )
        chain = ink.line("M96 162C90 96 190 76 214 130", 4, "#d2ab58", 1)
        return ink.stand(
            chain,
            ink.body(bag, texture="dotted"),
            ink.body(flap, texture="dotted"),
            ink.line(flap, 2.5),
            ink.path(oval(200, 238, 11), ink.ref("b")),
            y=304,
            width=124,
        )
    if ink.has("crossbody", "shoulder bag"):
        bag = sym("M200 172L122 172C108 172 104 182 104 196L110 296C112 318 122 326 142 326L200 326")
        flap = sym("M200 172L122 172C108 172 104 182 104 196L106 236C134 262 170 268 200 268")
        strap = ink.line("M112 184C96 40 304 40 288 184", 8, ink.dark, 1)
        return ink.stand(
            strap,
            ink.body(bag),
            ink.dim(bag, 0.12),
            ink.body(flap),
            ink.line(flap, 2.5, opacity=0.45),
            ink.path(rect(188, 244, 24, 34, 7), ink.ref("b")),
            "".join(ink.path(oval(x, 184, 8), ink.ref("b")) for x in (112, 288)),
            ink.gleam("M118 196Q116 220 120 232", 4, 0.4),
            y=328,
            width=96,
        )
    bag = "M104 160H296L320 318C320 328 314 332 304 332H96C86 332 80 328 80 318z"
    flap = "M100 160H300L306 208C270 226 236 234 200 234C164 234 130 226 94 208z"
    handle = ink.line("M140 164C140 62 260 62 260 164", 12, ink.deep, 1) + ink.line(
        "M140 164C140 62 260 62 260 164", 7, ink.base, 1
    )
    return ink.stand(
        handle,
        ink.body(bag),
        ink.dim("M268 160H296L320 318C320 328 314 332 304 332H276z", 0.15),
        ink.body(flap),
        ink.line(flap, 2.5, opacity=0.5),
        ink.line("M106 176L92 316M294 176L308 316", 2, ink.light, 0.5),
        ink.path(rect(184, 212, 32, 40, 8), ink.ref("b")),
        ink.path(rect(193, 224, 14, 16, 5), ink.deep),
        "".join(ink.path(oval(x, 166, 9), ink.ref("b")) for x in (140, 260)),
        ink.gleam("M112 170Q108 190 108 202", 5, 0.4),
        y=334,
        width=124,
    )


def tote(ink: Ink) -> str:
    """A flat cloth tote."""
    bag = "M98 150H302L314 326C314 334 310 338 302 338H98C90 338 86 334 86 326z"
    handles = ink.line("M148 154C144 50 256 50 252 154", 11, ink.dark, 1) + ink.line(
        "M148 154C144 50 256 50 252 154", 7, ink.base, 1
    )
    return ink.flat(
        handles,
        ink.body(bag),
        ink.line("M99 168H301", 2.5, opacity=0.4),
        ink.line("M140 160h16v26h-16zM244 160h16v26h-16z", 2, opacity=0.45),
        ink.line("M130 220Q140 280 126 330M270 210Q258 280 276 332", 3, opacity=0.16),
    )


def suitcase(ink: Ink) -> str:
    """A hard shell on wheels."""
    x, w = (104, 192) if ink.has("large") else (118, 164)
    y = 96 if ink.has("large") else 122
    ribs = "".join(f"M{x + 22 + n * (w - 44) // 5} {y + 18}V310" for n in range(6))
    handle = ink.line(f"M166 {y}V58H234V{y}", 8, "#8d95a1", 1) + ink.rod("M164 56H236", 14, "#4a4f58")
    wheels = "".join(
        ink.path(oval(cx, 330, 10), "#3a3d44") + ink.path(oval(cx, 330, 4), "#9aa0aa") for cx in (x + 26, x + w - 26)
    )
    return ink.stand(
        handle,
        wheels,
        ink.body(rect(x, y, w, 324 - y, 24)),
        ink.line(ribs, 6, ink.deep, 0.26),
        ink.line(ribs.replace(f"M{x}", f"M{x + 4}"), 2, "#fff", 0.25),
        ink.line(f"M{x + 4} 216H{x + w - 4}", 4, ink.deep, 0.55),
        ink.path(rect(186, 202, 28, 30, 5), ink.ref("k")),
        ink.path(oval(200, 217, 4), "#5b616b"),
        ink.gleam(f"M{x + 12} {y + 60}V{y + 34}Q{x + 14} {y + 14} {x + 34} {y + 12}", 5, 0.5),
        y=338,
        width=98,
    )


def duffel(ink: Ink) -> str:
    """A barrel-shaped travel bag."""
    bag = "M88 190C92 168 108 160 130 160H270C292 160 308 168 312 190L326 296C328 318 318 328 298 328H102C82 328 72 318 74 296z"
    ends = "M88 190C76 220 70 280 82 322Q96 330 110 326C98 280 100 216 112 166Q92 172 88 190zM312 190C324 220 330 280 318 322Q304 330 290 326C302 280 300 216 288 166Q308 172 312 190z"
    return ink.stand(
        ink.line("M142 200C142 84 258 84 258 200", 10, ink.deep, 1),
        ink.body(bag),
        ink.path(ends, ink.dark),
        ink.line("M120 176H280", 4, ink.pale, 0.8),
        ink.path("M136 160h16v168h-16zM248 160h16v168h-16z", ink.deep, 0.85),
        ink.line("M144 196C146 118 254 118 256 196", 10, ink.deep, 1),
        ink.path(rect(182, 110, 36, 18, 8), "#7d563a"),
        ink.path(rect(176, 222, 48, 32, 5), ink.second, 0.7),
        y=330,
        width=132,
    )


def wallet(ink: Ink) -> str:
    """A folding wallet with cards looking out."""
    cards = (
        ink.path(rect(116, 128, 150, 80, 8), "#f3ede2")
        + ink.path(rect(128, 116, 150, 80, 8), "#7fa3b8")
        + ink.path(rect(128, 130, 150, 14), "#486a80")
    )
    front = rect(84, 150, 232, 146, 14)
    return ink.flat(
        ink.path(rect(88, 144, 232, 146, 14), ink.dark),
        cards,
        ink.body(front),
        ink.line(rect(94, 160, 212, 126, 9), 2, ink.pale, 0.55),
        ink.body("M236 202H316V252H236C222 252 214 242 214 227C214 212 222 202 236 202z"),
        ink.line("M316 202H236C222 202 214 212 214 227C214 242 222 252 236 252H316", 2.5),
        ink.path(oval(242, 227, 9), ink.metal),
        ink.gleam("M96 178V166Q97 162 104 162H140", 3, 0.4),
        turn=-6,
    )


def scarf(ink: Ink) -> str:
    """A scarf looped once; with a fringe unless it is silk."""
    loop = "M132 96C164 62 236 62 268 96C292 126 276 166 236 178C216 184 184 184 164 178C124 166 108 126 132 96z"
    hole = "M158 108C178 92 222 92 242 108C252 124 240 140 220 146C208 150 192 150 180 146C160 140 148 124 158 108z"
    tail = "M164 160L222 166C226 220 214 270 206 330L128 322C146 270 158 220 164 160z"
    under = "M196 166L252 152C268 210 276 250 288 300L222 312C216 260 206 210 196 166z"
    fringe = "".join(f"M{132 + n * 9} {322 + n}L{128 + n * 9} {348 + n}" for n in range(9)) + "".join(
        f"M{226 + n * 8} {310 - n * 1}L{230 + n * 8} {334 - n}" for n in range(8)
    )
    ends = "" if ink.has("silk") else ink.line(fringe, 4, ink.base, 1)
    return ink.flat(
        ends,
        ink.body(under),
        ink.dim(under, 0.2),
        ink.body(tail),
        ink.body(loop),
        ink.path(hole, ink.deep),
        ink.line(
            "M146 118C150 150 190 166 230 160M256 112C256 140 236 156 214 164M176 190Q182 250 162 310M200 190Q202 260 186 322",
            3,
            opacity=0.28,
        ),
    )


def gloves(ink: Ink) -> str:
    """A pair of knitted gloves."""
    hand = (
        "M118 250C112 214 108 190 106 160C104 146 118 144 120 156L128 196L126 132C126 118 142 118 143 132L148 192L154 122C156 108 171 110 170 124L168 194"
        "L180 140C184 128 198 132 195 146L186 210C196 200 206 184 214 188C222 194 216 206 210 214C200 232 190 242 186 256z"
    )
    cuff = "M116 246H188L192 314C168 322 138 322 112 314z"
    ribs = ink.line("".join(f"M{x} 252V314" for x in range(122, 190, 9)), 2, opacity=0.32)
    one = ink.body(hand) + ink.body(cuff) + ink.dim(cuff, 0.14) + ribs + ink.line("M114 250Q150 258 190 250", 2.5)
    return ink.flat(
        f'<g transform="translate(-22 -2) rotate(-8 150 220)">{one}</g><g transform="matrix(-1 0 0 1 424 6) rotate(-8 150 220)">{one}</g>'
    )


def beanie(ink: Ink) -> str:
    """A ribbed hat with a folded brim."""
    crown = "M96 246C90 140 140 84 200 84C260 84 310 140 304 246z"
    ribs = "".join(f"M{112 + n * 22} 246Q{124 + n * 19} 150 {170 + n * 7} 92" for n in range(9))
    brim = "M88 236C124 248 276 248 312 236C320 236 322 242 322 250L320 296C320 304 314 306 308 308C270 320 130 320 92 308C86 306 80 304 80 296L78 250C78 242 80 236 88 236z"
    lines = "".join(f"M{x} 248V310" for x in range(94, 318, 14))
    return ink.flat(
        ink.body(crown),
        ink.line(ribs, 3, opacity=0.3),
        ink.body(brim),
        ink.line(lines, 3, opacity=0.3),
        ink.path(rect(180, 264, 40, 26, 3), "#8a5d3b"),
    )


def sunhat(ink: Ink) -> str:
    """A wide straw hat with a ribbon."""
    brim = oval(200, 240, 150, 62)
    crown = "M124 236C124 150 150 112 200 112C250 112 276 150 276 236C256 256 144 256 124 236z"
    band = "M123 208C150 228 250 228 277 208L277 236C252 256 148 256 123 236z"
    return ink.flat(
        ink.body(brim),
        ink.line(oval(200, 240, 132, 51), 2, opacity=0.3),
        ink.line(oval(200, 240, 148, 60), 4, opacity=0.3),
        ink.dim("M110 246C140 284 270 284 300 240L277 226L124 230z", 0.16),
        ink.body(crown),
        ink.dim("M232 118C262 132 276 170 276 236C268 244 256 248 244 250C250 200 248 150 232 118z", 0.13),
        ink.path(band, "#3f4d68"),
        ink.path("M270 214L304 196L300 224L318 240L272 236z", "#34415a"),
    )


def sunglasses(ink: Ink) -> str:
    """Sunglasses: round, or wrapped for sport."""
    sport = ink.has("sport")
    left = (
        "M82 176C120 166 170 168 192 182C190 214 172 240 134 240C100 240 82 214 82 176z"
        if sport
        else oval(134, 206, 52, 50)
    )
    right = (
        "M318 176C280 166 230 168 208 182C210 214 228 240 266 240C300 240 318 214 318 176z"
        if sport
        else oval(266, 206, 52, 50)
    )
    lens = "".join(
        ink.path(d, "#3d3a4c", 0.9) + ink.line(d, 11, ink.dark, 1) + ink.line(d, 7, ink.base, 1) for d in (left, right)
    )
    arms = ink.line("M84 190C70 176 66 156 96 128M316 190C330 176 334 156 304 128", 8, ink.dark, 1)
    spots = (
        ink.line(f"{left}{right}", 4, "#3f2716", 0.5).replace(
            "stroke-linecap", 'stroke-dasharray="9 17" stroke-linecap'
        )
        if ink.has("tortoiseshell")
        else ""
    )
    return ink.flat(
        arms,
        lens,
        spots,
        ink.line("M186 196Q200 182 214 196", 8, ink.base, 1),
        ink.shine("M104 186L128 168L144 168L108 214zM236 186L260 168L276 168L240 214z", 0.3),
        ink.gleam("M92 196Q94 172 116 162", 3, 0.5),
    )


def umbrella(ink: Ink) -> str:
    """An open umbrella."""
    canopy = "M58 214C62 130 124 76 200 76C276 76 338 130 342 214C326 200 304 200 288 214C270 198 246 198 228 214C216 202 184 202 172 214C154 198 130 198 112 214C96 200 74 200 58 214z"
    panel = "M200 76C160 100 116 150 112 214C130 198 154 198 172 214C172 150 186 104 200 76z"
    other = "M200 76C240 100 284 150 288 214C304 200 326 200 342 214C338 130 276 76 200 76z"
    return ink.flat(
        ink.line("M200 64V78", 6, "#8d95a1", 1),
        ink.line("M200 190V310C200 340 166 340 166 312", 8, "#8d95a1", 1),
        ink.line("M200 286V310C200 340 166 340 166 312", 12, "#6b4730", 1),
        ink.body(canopy),
        ink.shine(panel, 0.1),
        ink.dim(other, 0.16),
        ink.line(
            "M200 78C186 104 172 150 172 214M200 78C214 104 228 150 228 214M200 78C160 100 116 150 112 214M200 78C240 100 284 150 288 214",
            2.2,
            opacity=0.45,
        ),
        ink.gleam("M84 172Q104 118 154 96", 4, 0.35),
        turn=8,
    )


def belt(ink: Ink) -> str:
    """A rolled leather belt with its buckle."""
    coils = "".join(
        ink.line(oval(200, 196, r), 11, ink.dark, 1) + ink.line(oval(200, 196, r), 7, ink.base, 1)
        for r in (90, 74, 58, 43)
    )
    tail = ink.line("M200 286H306", 26, ink.dark, 1) + ink.line("M200 285H304", 21, ink.base, 1)
    holes = "".join(ink.path(oval(x, 285, 3), ink.deep) for x in (226, 244, 262))
    frame = "M284 262H330V310H284zM294 272V300H320V272z"
    return ink.flat(
        coils,
        tail,
        holes,
        f'<path d="{frame}" fill="{ink.metal}" fill-rule="evenodd"/>',
        ink.line("M290 286H330", 5, ink.wire, 1),
        ink.gleam("M122 160Q140 120 180 110", 3, 0.4),
    )


CARRIED: Mapping[str, Callable[[Ink], str]] = {
    "backpack": backpack,
    "handbag": handbag,
    "tote": tote,
    "suitcase": suitcase,
    "duffel": duffel,
    "wallet": wallet,
    "scarf": scarf,
    "gloves": gloves,
    "beanie": beanie,
    "sunhat": sunhat,
    "sunglasses": sunglasses,
    "umbrella": umbrella,
    "belt": belt,
}
