"""Drawings of outdoor and sports gear."""

# An outline is one piece of data; cut in two it could not be compared with its neighbours.
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable, Mapping

from retrieval.demo.drawings.ink import Ink
from retrieval.demo.drawings.shapes import oval, rect, sym


def tent(ink: Ink) -> str:
    """A tent: ridge, family or pop-up by its title."""
    ropes = ink.line("M70 300L34 328M330 300L366 328", 3, ink.deep, 0.6) + ink.line(
        "M36 322v12M364 322v12", 5, "#7c8490", 1
    )
    if ink.has("pop-up", "family"):
        top = 104 if ink.has("family") else 150
        dome = f"M54 322C60 {top + 60} 120 {top} 200 {top}C280 {top} 340 {top + 60} 346 322z"
        door = f"M150 322C150 {top + 96} 172 {top + 56} 200 {top + 50}C228 {top + 56} 250 {top + 96} 250 322z"
        seams = f"M200 {top}C150 {top + 40} 116 {top + 110} 108 322M200 {top}C250 {top + 40} 284 {top + 110} 292 322"
        window = (
            "".join(
                ink.path(oval(x, top + 104, 15, 19), ink.pale) + ink.line(oval(x, top + 104, 15, 19), 2.5)
                for x in (102, 298)
            )
            if ink.has("family")
            else ""
        )
        return ink.stand(
            ropes,
            ink.body(dome),
            ink.shine(f"M200 {top}C120 {top} 60 {top + 60} 54 322H108C116 {top + 110} 150 {top + 40} 200 {top}z", 0.16),
            ink.dim(f"M200 {top}C280 {top} 340 {top + 60} 346 322H292C284 {top + 110} 250 {top + 40} 200 {top}z", 0.2),
            ink.line(seams, 4, ink.second, 0.85),
            window,
            ink.path(door, ink.deep),
            ink.path("M150 322C150 280 158 240 176 220C182 262 180 300 168 322z", ink.light),
            ink.path("M250 322C250 280 242 240 224 220C218 262 220 300 232 322z", ink.base),
            y=324,
            width=150,
        )
    front, side = "M150 96L56 322H262z", "M150 96L268 112L352 322H262z"
    door = "M150 134L104 322H214z"
    return ink.stand(
        ropes,
        ink.body(side),
        ink.dim(side, 0.26),
        ink.body(front),
        ink.line("M150 98L58 320M150 98L262 320", 4, ink.second, 0.8),
        ink.path(door, ink.deep),
        ink.path("M150 134L104 322H120C144 270 152 200 150 134z", ink.light),
        ink.path("M150 134L214 322H196C172 270 154 200 150 134z", ink.base),
        ink.path("M128 322C140 300 176 300 188 322z", "#f0d9a4", 0.9),
        ink.line("M268 114L240 322M300 190L290 320", 2, opacity=0.25),
        ink.line("M150 98V86", 5, "#7c8490", 1),
        y=324,
        width=150,
    )


def sleepingbag(ink: Ink) -> str:
    """A sleeping bag, half unrolled."""
    bag = sym("M200 54C160 54 136 78 130 120C126 160 138 220 146 270C150 318 160 346 200 346")
    inside = sym("M200 74C172 74 154 90 150 120C150 136 170 146 200 146")
    rows = "".join(
        f"M{x} {y}Q200 {y + 18} {400 - x} {y}" for x, y in ((134, 164), (138, 200), (144, 236), (149, 272), (154, 306))
    )
    return ink.flat(
        ink.body(bag),
        ink.line(rows, 3, opacity=0.36),
        ink.line("M254 152C250 210 246 260 236 326", 5, ink.second, 0.85),
        ink.path(inside, ink.second),
        ink.dim("M150 120C150 136 170 146 200 146C230 146 250 136 250 120C236 130 164 130 150 120z", 0.2),
        ink.path(sym("M200 88C182 88 170 96 170 110C170 122 182 128 200 128"), "#fbf8f1"),
        ink.gleam("M142 110Q146 84 168 72", 4, 0.4),
        turn=14,
    )


def mat(ink: Ink) -> str:
    """A mat, rolled at one end."""
    sheet = "M96 150L300 118L352 268L138 318z"
    roll = "M72 206L92 146C96 136 104 132 114 136C132 144 138 160 134 176L112 258C106 280 92 290 72 286C52 282 44 260 50 240C54 224 62 212 72 206z"
    ribs = (
        ink.line("M150 146L190 304M190 140L232 294M230 134L272 285M270 128L314 276", 5, ink.deep, 0.16)
        if ink.type == "sleeping mat"
        else ""
    )
    return ink.flat(
        ink.body(sheet),
        ink.line(sheet, 3, opacity=0.22),
        ribs,
        ink.body(roll),
        ink.dim("M112 258L134 176C140 190 146 204 142 222L128 280C118 292 96 292 84 286C98 284 108 274 112 258z", 0.22),
        ink.path(oval(78, 246, 29, 40), ink.dark),
        ink.line("M98 246a20 28 0 1 0-20 28M90 246a11 16 0 1 0-11 16", 3.5, ink.pale, 0.6),
        ink.gleam("M92 160L76 208", 4, 0.4),
    )


def bottle(ink: Ink) -> str:
    """A steel bottle, or a squeezable one."""
    if ink.has("squeeze"):
        body = sym(
            "M200 120L166 124C150 132 146 148 148 170C152 196 152 214 148 236L148 320C148 332 156 338 168 338L200 338"
        )
        cap = (
            ink.path(rect(156, 92, 88, 34, 8), ink.dark)
            + ink.path(rect(186, 62, 28, 34, 7), "#f4f1ea")
            + ink.path(rect(180, 56, 40, 14, 6), "#e0dacd")
        )
        grip = ink.line("M152 196Q200 206 248 196M151 210Q200 220 249 210M151 224Q200 234 249 224", 3, opacity=0.4)
    else:
        body = sym("M200 118L176 118C174 130 150 138 146 164L146 318C146 332 154 338 168 338L200 338")
        cap = (
            ink.line("M182 70C182 40 218 40 218 70", 9, "#4b525c", 1)
            + ink.path(rect(170, 68, 60, 46, 9), "#4b525c")
            + ink.line("M182 76V106M194 76V106M206 76V106M218 76V106", 2.5, "#6c7480", 1)
            + ink.path("M174 112h52v8h-52z", "#c4cad2")
        )
        grip = ink.path("M176 226L200 196L224 226z", ink.second, 0.75) + ink.path(
            "M194 226L212 206L228 226z", ink.second, 0.5
        )
    return ink.stand(
        cap,
        ink.body(body, texture=""),
        grip,
        ink.shine("M158 172C158 160 164 152 170 148V322C162 320 158 316 158 308z", 0.36),
        ink.dim("M232 138C248 146 254 154 254 170V318C254 332 246 338 232 338H222C234 300 236 200 232 138z", 0.14),
        y=338,
        width=62,
    )


def cooler(ink: Ink) -> str:
    """A cool box."""
    return ink.stand(
        ink.line("M104 176V112Q104 100 116 100H284Q296 100 296 112V176", 12, "#e8e4da", 1),
        ink.line("M104 176V112Q104 100 116 100H284Q296 100 296 112V176", 3, "#9aa3ad", 0.6),
        ink.body("M86 196H314L304 318C303 328 298 332 288 332H112C102 332 97 328 96 318z", texture=""),
        ink.dim("M262 196H314L304 318C303 328 298 332 288 332H250z", 0.12),
        ink.path(rect(74, 148, 252, 52, 14), "#f7f5ef" if not ink.has("white") else "#4f9bb3"),
        ink.dim("M86 200H314L313 210H87z", 0.2),
        ink.path(rect(184, 186, 32, 34, 6), ink.dark),
        ink.line("M128 232V308M158 232V308M242 232V308M272 232V308", 6, opacity=0.14),
        ink.gleam("M90 164H160", 5, 0.6),
        y=334,
        width=122,
    )


def lantern(ink: Ink) -> str:
    """A lit camping lantern."""
    glass = "M158 160H242C254 184 254 244 242 268H158C146 244 146 184 158 160z"
    return ink.stand(
        ink.glow(200, 214, 150),
        ink.line("M150 132C150 52 250 52 250 132", 5, "#7c8490", 1),
        ink.path(glass, "#fff7da"),
        ink.path("M184 268C176 232 186 200 200 184C214 200 224 232 216 268z", "#ffd766"),
        ink.path("M192 268C188 244 194 224 200 216C206 224 212 244 208 268z", "#fff7da"),
        ink.line("M166 162V266M200 162V180M234 162V266", 4, ink.dark, 0.8),
        ink.body("M146 160C146 140 164 124 200 120C236 124 254 140 254 160z", texture=""),
        ink.path(rect(186, 104, 28, 20, 6), ink.dark),
        ink.body("M140 268H260L268 322C268 330 264 334 256 334H144C136 334 132 330 132 322z", texture=""),
        ink.path(oval(200, 302, 12), ink.deep),
        ink.path(oval(200, 302, 6), "#ffd766"),
        ink.gleam("M158 152Q166 136 184 132M150 282L146 318", 4, 0.5),
        width=82,
    )


def headlamp(ink: Ink) -> str:
    """A headlamp on its band."""
    band = "M72 190C72 120 328 120 328 190C328 240 300 262 274 268"
    return ink.flat(
        ink.line(band, 28, ink.deep, 1),
        ink.line("M126 268C100 262 72 240 72 190", 34, ink.dark, 1),
        ink.line("M274 268C300 262 328 240 328 190", 34, ink.dark, 1),
        ink.line("M126 268C100 262 72 240 72 190M274 268C300 262 328 240 328 190", 3, ink.second, 0.9),
        ink.path(rect(116, 216, 168, 96, 26), "#474d57"),
        ink.body(rect(124, 222, 152, 84, 22), texture=""),
        ink.path(oval(200, 262, 50), "#2d3139"),
        ink.path(oval(200, 262, 42), ink.ref("k")),
        ink.path(oval(200, 262, 32), "#fff4c9"),
        ink.path(oval(200, 262, 15), "#ffffff"),
        ink.path(rect(134, 210, 26, 12, 5), "#d9534f"),
        ink.line("M258 240V284M266 244V280", 3, opacity=0.4),
        ink.shine("M172 250A32 32 0 0 1 204 230A40 40 0 0 0 178 262z", 0.7),
    )


def stove(ink: Ink) -> str:
    """A small gas stove on its cartridge, lit."""
    flames = "".join(
        ink.path(f"M{x} 134C{x - 16} 116 {x - 8} 98 {x} 80C{x + 8} 98 {x + 16} 116 {x} 134z", "#4f9ff0", 0.8)
        + ink.path(f"M{x} 132C{x - 7} 122 {x - 4} 112 {x} 104C{x + 4} 112 {x + 7} 122 {x} 132z", "#e9f6ff")
        for x in (160, 187, 214, 241)
    )
    return ink.stand(
        flames,
        ink.line("M128 148L112 104H96M272 148L288 104H304M200 150V120", 8, "#8d95a1", 1),
        ink.path("M142 134H258L248 162H152z", ink.ref("k")),
        ink.line("M150 146H250", 3, "#5b616b", 0.6),
        ink.path("M188 162h24v48h-24z", ink.ref("k")),
        ink.line("M212 186H250", 7, "#8d95a1", 1),
        ink.path(oval(256, 186, 13, 10), "#d9534f"),
        ink.path("M176 208H224L232 226H168z", "#6b727d"),
        ink.path(
            "M112 262C112 236 146 226 200 226C254 226 288 236 288 262V312C288 328 254 336 200 336C146 336 112 328 112 312z",
            "#3f6f8c",
        ),
        ink.path("M112 268C146 286 254 286 288 268V300C254 318 146 318 112 300z", "#f0ede4"),
        ink.shine("M128 254C136 244 150 240 162 238V326C146 322 134 318 128 314z", 0.28),
        ink.path("M200 276c12 10 14 22 0 30c-14-8-12-20 0-30z", "#e7883c"),
        width=92,
    )


def campchair(ink: Ink) -> str:
    """A folding chair with armrests."""
    legs = ink.line("M112 330L276 232M288 330L124 232M92 322L150 240M308 322L250 240", 8, "#5a616c", 1)
    return ink.stand(
        legs,
        ink.line("M120 236L108 96M280 236L292 96", 9, "#6b727d", 1),
        ink.body("M106 92C140 80 260 80 294 92L284 206C250 216 150 216 116 206z"),
        ink.line("M124 108Q200 96 276 108", 3, ink.second, 0.7),
        ink.dim("M116 206C150 216 250 216 284 206L288 170C250 186 150 186 112 170z", 0.14),
        ink.body("M112 208H288L302 246C260 264 140 264 98 246z"),
        ink.dim("M98 246C140 264 260 264 302 246L300 256C260 276 140 276 100 256z", 0.3),
        ink.rod("M84 184H130", 14, ink.dark),
        ink.rod("M270 184H316", 14, ink.dark),
        ink.line("M90 188L104 248M310 188L296 248", 7, "#6b727d", 1),
        ink.path(oval(304, 182, 15, 6), ink.deep),
        ink.gleam("M124 120L130 180", 4, 0.3),
        y=332,
        width=120,
    )


def picnic(ink: Ink) -> str:
    """A checked blanket, rolled and strapped."""
    roll = "M106 150C106 126 120 112 138 112H288C306 112 318 130 318 152C318 176 306 194 288 194H138C120 194 106 178 106 150z"
    return ink.flat(
        ink.body("M84 214L324 194L352 306L110 334z"),
        ink.dim("M84 214L324 194L328 214L88 236z", 0.2),
        ink.line("M86 212L110 334L352 306", 3, opacity=0.25),
        ink.body(roll),
        ink.dim("M106 158C108 180 120 194 138 194H288C306 194 318 176 318 156C300 172 126 174 106 158z", 0.2),
        ink.path(oval(300, 153, 18, 40), ink.second),
        ink.line("M300 120a14 32 0 1 1-10 14M300 136a7 17 0 1 0 5 10", 3, ink.deep, 0.5),
        ink.path("M150 110h16v86h-16zM240 110h16v86h-16z", "#7d563a"),
        ink.line("M158 110C162 56 246 56 248 110", 9, "#7d563a", 1),
        ink.path(rect(148, 138, 20, 22, 4), ink.ref("b")),
        ink.path(rect(238, 138, 20, 22, 4), ink.ref("b")),
    )


def binoculars(ink: Ink) -> str:
    """Binoculars standing on their lenses."""
    barrel = "M96 316C92 250 106 190 122 160V112H176V160C190 190 192 250 188 316z"
    one = (
        ink.body(barrel, texture="")
        + ink.path(rect(112, 84, 74, 32, 8), "#3c4048")
        + ink.dim("M160 160H176C190 190 192 250 188 316H160C168 260 170 210 160 160z", 0.22)
        + ink.path("M94 290H190V322C190 330 94 330 94 322z", "#3c4048")
        + ink.line("M112 196L174 196M108 214L178 214M106 232L181 232", 4, opacity=0.32)
        + ink.gleam("M110 250Q112 206 128 172", 5, 0.35)
    )
    return ink.stand(
        ink.line("M116 104C60 190 90 60 200 56C310 60 340 190 284 104", 6, "#4a4038", 0.9),
        ink.path(rect(176, 170, 48, 70, 8), ink.deep),
        ink.path(rect(186, 148, 28, 44, 8), ink.ref("k")),
        ink.line("M192 152V188M200 152V188M208 152V188", 2, "#5b616b", 0.7),
        one,
        f'<g transform="matrix(-1 0 0 1 400 0)">{one}</g>',
        y=328,
        width=118,
    )


def knife(ink: Ink) -> str:
    """A folding knife, open."""
    return ink.flat(
        ink.path("M196 196L346 140C340 176 300 208 216 226z", ink.ref("k")),
        ink.line("M206 202L330 156", 2, "#7c8490", 0.6),
        ink.gleam("M226 216Q296 200 330 166", 2.5, 0.8),
        ink.timber(
            "M74 250C64 228 76 214 96 208L196 190C212 190 222 204 220 222L218 230L102 270C88 272 80 264 74 250z"
        ),
        ink.line(
            "M74 250C64 228 76 214 96 208L196 190C212 190 222 204 220 222L218 230L102 270C88 272 80 264 74 250z",
            2,
            opacity=0.35,
        ),
        "".join(ink.path(oval(x, y, 5), ink.ref("b")) for x, y in ((98, 240), (148, 226), (200, 211))),
        ink.line("M112 262C116 296 138 300 150 292", 5, "#9aa1ad", 1),
        ink.gleam("M90 220L186 202", 3, 0.4),
        turn=6,
    )


def dumbbell(ink: Ink) -> str:
    """A pair of six-sided dumbbells."""
    head = "M{0} 168h34l12 22v44l-12 22h-34l-12-22v-44z"
    one = ink.path(rect(132, 202, 136, 22, 8), ink.ref("k")) + ink.line(
        "M168 204V222M180 204V222M192 204V222M204 204V222M216 204V222M228 204V222", 2, "#5b616b", 0.6
    )
    for x in (98, 268):
        d = head.format(x)
        one += (
            ink.body(d, texture="")
            + ink.dim(f"M{x + 20} 168h14l12 22v44l-12 22h-14z", 0.16)
            + ink.line(f"M{x - 12} 190h58M{x - 12} 234h58", 2.5, opacity=0.4)
            + ink.gleam(f"M{x + 2} 178h18", 4, 0.45)
        )
    return ink.stand(
        f'<g transform="translate(14 -64) scale(.92)">{one}</g>',
        f'<g transform="translate(-18 36) scale(1.06)">{one}</g>',
        y=308,
        width=138,
    )


def bands(ink: Ink) -> str:
    """Five loops of stretchy band."""
    loops = "".join(
        ink.line(oval(200, 122 + n * 40, 96 - n * 2, 26), 20, "#3b3340", 0.35)
        + ink.line(oval(200, 120 + n * 40, 96 - n * 2, 26), 18, ink.rainbow(n), 1)
        + ink.gleam(f"M{112 + n * 2} {114 + n * 40}Q140 {92 + n * 40} 196 {94 + n * 40}", 3, 0.5)
        for n in reversed(range(5))
    )
    return ink.stand(loops, y=318, width=100)


def ball(ink: Ink) -> str:
    """A football with its panels."""
    dark = ink.second if len(ink.product.attributes["colour"]) > 1 else ink.deep
    panels = "M200 156L240 186L225 232H175L160 186zM200 76C222 78 244 84 262 96L238 118L200 102L162 118L138 96C156 84 178 78 200 76zM82 178C90 150 100 132 112 118L126 152L104 192zM318 178C310 150 300 132 288 118L274 152L296 192zM112 262L150 266L162 304C140 294 122 280 112 262zM288 262L250 266L238 304C260 294 278 280 288 262z"
    return ink.stand(
        ink.body(oval(200, 200, 124), texture=""),
        ink.path(panels, dark, 0.92),
        ink.line(
            "M200 156V102M240 186L274 152M160 186L126 152M225 232L250 266M175 232L150 266M104 192C96 220 100 246 112 262M296 192C304 220 300 246 288 262M162 304Q200 320 238 304",
            3,
            dark,
            0.6,
        ),
        ink.dim(
            "M200 324C268 324 324 268 324 200C324 176 318 154 306 136C312 220 260 290 150 313C166 320 182 324 200 324z",
            0.18,
        ),
        ink.shine(oval(150, 132, 36, 24), 0.4),
        y=326,
        width=84,
    )


def helmet(ink: Ink) -> str:
    """A bicycle helmet."""
    shell = "M64 250C56 170 110 98 206 96C290 96 340 152 344 226C346 244 338 252 322 252C240 240 150 252 92 270C76 272 66 264 64 250z"
    vents = "M118 214C116 178 136 150 164 140C148 164 144 190 146 212zM172 206C168 170 182 138 206 128C202 158 204 184 208 204zM234 204C224 172 226 146 240 130C258 148 268 178 268 206zM292 210C290 184 284 164 272 148C298 160 312 186 316 214z"
    return ink.stand(
        ink.line("M120 262C140 320 180 340 204 330C226 318 262 280 284 248", 7, "#4b525c", 1),
        ink.path(rect(190, 318, 32, 18, 6), "#31363e"),
        ink.path(
            "M92 264C150 246 240 236 322 248C300 262 260 262 236 262C190 262 140 276 104 284C94 282 90 274 92 264z",
            "#4b525c",
        ),
        ink.body(shell, texture=""),
        ink.path(vents, ink.deep),
        ink.dim(
            "M64 250C66 264 76 272 92 270C150 252 240 240 322 252C338 252 346 244 344 226C250 214 140 228 64 250z", 0.18
        ),
        ink.path(rect(68, 212, 16, 26, 6), "#d9413d"),
        ink.gleam("M90 178Q120 124 176 112", 6, 0.5),
        y=318,
        width=120,
    )


CAMP: Mapping[str, Callable[[Ink], str]] = {
    "tent": tent,
    "sleepingbag": sleepingbag,
    "mat": mat,
    "bottle": bottle,
    "cooler": cooler,
    "lantern": lantern,
    "headlamp": headlamp,
    "stove": stove,
    "campchair": campchair,
    "picnic": picnic,
    "binoculars": binoculars,
    "knife": knife,
    "dumbbell": dumbbell,
    "bands": bands,
    "ball": ball,
    "helmet": helmet,
}
