"""Drawings of clothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from retrieval.demo.drawings.ink import Ink
from retrieval.demo.drawings.shapes import oval, rect, sym

_TORSO = "M200 88C186 88 172 84 162 74L126 92C118 98 112 108 112 120L126 330C150 336 176 338 200 338"


def _sleeve(tip: str) -> str:
    return f"M128 91C104 100 96 122 90 150{tip}L126 196L134 140z"


def _sleeves(ink: Ink, half: str) -> str:
    """The sleeve `half` on the left, and its mirror image."""
    mirrored = f'<g transform="matrix(-1 0 0 1 400 0)">{ink.body(half)}{ink.dim(half, 0.1)}</g>'
    return ink.body(half) + mirrored


def _long(ink: Ink, cuff: bool = True) -> str:
    sleeve = "M130 90C104 98 96 118 90 150L66 290C65 298 68 302 74 303L98 307C104 308 108 304 109 298L134 190z"
    cuffs = "M68 282L108 290L107 302C106 306 103 308 98 307L72 303C67 302 65 298 66 294z"
    mirrored = f'<g transform="matrix(-1 0 0 1 400 0)">{ink.dim(cuffs, 0.14)}</g>'
    return _sleeves(ink, sleeve) + (ink.dim(cuffs, 0.12) + mirrored if cuff else "")


def _folds(ink: Ink) -> str:
    return ink.line("M140 196Q150 250 144 310M260 196Q250 250 256 310", 2.5, opacity=0.2)


def dress(ink: Ink) -> str:
    """A dress: its hem follows the length, its neckline the title."""
    length = ink.product.attributes.get("length", ("knee",))[0]
    # A longer dress is drawn longer and the whole of it smaller, so that its proportions are right.
    hem, size = {"knee": (330, 0.97), "midi": (372, 0.88), "maxi": (420, 0.78)}[length]
    skirt = f"C150 250 126 {hem - 44} 112 {hem}C140 {hem + 9} 172 {hem + 11} 200 {hem + 11}"
    strapped = ink.has("slip", "sundress", "gown")
    if strapped:
        top = "M200 116C186 116 176 106 168 92C164 118 158 132 150 142C156 168 162 186 164 202"
        above = ink.line("M169 95Q172 72 178 52M231 95Q228 72 222 52", 5, ink.dark, 1)
    else:
        top = "M200 104C184 100 176 88 172 66L140 80C144 110 148 132 150 146C156 168 162 186 164 202"
        long = ink.has("shirt dress", "jersey")
        sleeve = (
            "M142 79C120 92 108 128 98 190L126 198C134 172 146 158 152 150z"
            if long
            else "M142 79C122 88 110 110 104 136L136 152C142 148 148 146 151 146z"
        )
        above = _sleeves(ink, sleeve)
    outline = sym(top + skirt)
    folds = ink.line(f"M178 214Q170 270 160 {hem - 6}M222 214Q230 270 240 {hem - 6}M200 216V{hem}", 2.5, opacity=0.24)
    shade = ink.dim(f"M236 202C250 250 274 {hem - 44} 288 {hem}L252 {hem + 8}C246 270 240 236 228 206z", 0.1)
    belt = ink.path("M163 196H237L238 212H162z", ink.deep, 0.75) if ink.has("shirt dress", "tea dress") else ""
    if ink.has("wrap"):
        belt = ink.line("M174 68L222 196M226 68L200 112", 2.5, opacity=0.6)
        belt += ink.path("M163 194H237L238 210H162z", ink.dark) + ink.line("M222 208Q232 240 226 262", 6, ink.dark, 1)
    if ink.has("shirt dress", "tea dress"):
        belt += "".join(ink.path(oval(200, y, 3), ink.pale) for y in (124, 150, 176, 236, 262))
    drawn = "".join((above, ink.body(outline), folds, shade, belt))
    left, top_edge = int(200 - 200 * size), int(200 - (60 + hem) * size / 2)
    return ink.flat(f'<g transform="translate({left} {top_edge}) scale({size:g})">{drawn}</g>')


def _collar(ink: Ink) -> str:
    return (
        ink.path("M170 70Q200 92 230 70L226 92L200 104L174 92z", ink.deep)
        + ink.path("M168 66L200 104L178 128L152 80z", ink.light)
        + ink.path("M232 66L200 104L222 128L248 80z", ink.base)
        + ink.line("M168 66L200 104L178 128L152 80M232 66L200 104L222 128L248 80", 2, opacity=0.4)
    )


def _placket(ink: Ink) -> str:
    buttons = "".join(ink.path(oval(200, y, 4), ink.pale) + ink.line(oval(200, y, 4), 1) for y in range(146, 320, 38))
    return ink.line("M190 116V337M210 116V337", 2, opacity=0.35) + buttons


def shirt(ink: Ink) -> str:
    """A buttoned shirt; short sleeves for a camp shirt, pleats for a blouse."""
    sleeves = _sleeves(ink, _sleeve("L78 190")) if ink.has("camp") else _long(ink)
    extra = ""
    if ink.has("pleated"):
        extra = ink.line("M166 130V336M152 130V334M178 132V336M234 130V336M248 130V334M222 132V336", 2, opacity=0.3)
    elif ink.has("flannel", "oxford", "linen"):
        extra = ink.body(rect(228, 150, 40, 46, 5)) + ink.line(rect(228, 150, 40, 46, 5), 2, opacity=0.4)
    return ink.flat(sleeves, ink.body(sym(_TORSO)), _folds(ink), extra, _placket(ink), _collar(ink))


def tshirt(ink: Ink) -> str:
    """A T-shirt, or a polo shirt with its collar."""
    sleeves = (
        _long(ink) if ink.has("long", "harbour stripe") else _sleeves(ink, _sleeve("L74 184C86 194 106 200 118 200"))
    )
    if ink.type == "polo shirt":
        neck = (
            _collar(ink)
            + ink.line("M200 106V160", 2)
            + "".join(ink.path(oval(200, y, 4), ink.pale) for y in (124, 146))
        )
    else:
        neck = ink.path("M160 74C172 112 228 112 240 74C226 86 174 86 160 74z", ink.deep)
        neck += ink.line("M160 75C170 116 230 116 240 75", 7, ink.dark, 0.9)
    hem = ink.line("M128 324Q200 336 272 324", 2, opacity=0.4)
    return ink.flat(sleeves, ink.body(sym(_TORSO)), _folds(ink), hem, neck)


def _ribs(ink: Ink) -> str:
    lines = "".join(f"M{x} 318V338" for x in range(134, 270, 9))
    return ink.dim("M125 316Q200 326 275 316L274 330Q200 346 126 330z", 0.14) + ink.line(lines, 1.6, opacity=0.35)


def sweater(ink: Ink) -> str:
    """A knitted sweater; a roll neck for the ribbed one."""
    roll = "M160 84C156 66 162 52 172 46C190 40 210 40 228 46C238 52 244 66 240 84C226 98 174 98 160 84z"
    if ink.has("rib"):
        neck = ink.body(roll) + ink.line("M162 66Q200 82 238 66", 2.5, opacity=0.4)
    else:
        neck = ink.path("M160 74C174 104 226 104 240 74C226 82 174 82 160 74z", ink.deep)
        neck += ink.line("M160 76C172 110 228 110 240 76", 9, ink.dark, 1)
    return ink.flat(_long(ink), ink.body(sym(_TORSO)), _folds(ink), _ribs(ink), neck)


def cardigan(ink: Ink) -> str:
    """A cardigan, open at the neck, with pockets where it has them."""
    vee = "M168 72L200 190L232 72C222 78 178 78 168 72z"
    band = ink.line("M166 74L200 192V336M234 74L200 192", 9, ink.dark, 1)
    buttons = "".join(
        ink.path(oval(200, y, 6), ink.second) + ink.line(oval(200, y, 6), 1.5) for y in range(204, 320, 34)
    )
    pockets = ""
    if ink.has("pockets"):
        pocket = rect(140, 256, 44, 48, 6), rect(216, 256, 44, 48, 6)
        pockets = "".join(ink.body(d) + ink.line(d, 2.2, opacity=0.45) for d in pocket)
    return ink.flat(
        _long(ink), ink.body(sym(_TORSO)), _folds(ink), _ribs(ink), pockets, ink.path(vee, ink.deep), band, buttons
    )


def hoodie(ink: Ink) -> str:
    """A hoodie with a kangaroo pocket."""
    hood = "M150 84C140 44 176 34 200 34C224 34 260 44 250 84C240 116 216 124 200 126C184 124 160 116 150 84z"
    inside = "M168 80C166 60 182 52 200 52C218 52 234 60 232 80C226 98 210 108 200 110C190 108 174 98 168 80z"
    pocket = "M156 246H244L262 300H138z"
    strings = ink.line("M184 104V160M216 104V156", 4, ink.pale, 0.95)
    return ink.flat(
        _long(ink),
        ink.body(sym(_TORSO)),
        _folds(ink),
        ink.body(pocket),
        ink.line(pocket, 2.5, opacity=0.45),
        _ribs(ink),
        ink.body(hood),
        ink.path(inside, ink.deep),
        strings,
    )


def parka(ink: Ink) -> str:
    """A hooded jacket; longer, with big pockets, for a parka."""
    long = ink.type == "parka"
    drop = 352 if long else 326
    torso = (
        f"M200 88C186 88 172 84 162 74L126 92C118 98 112 108 112 120L122 {drop - 8}C150 {drop} 176 {drop} 200 {drop}"
    )
    hood = "M148 90C136 42 174 30 200 30C226 30 264 42 252 90C238 112 222 118 200 120C178 118 162 112 148 90z"
    inside = "M166 84C164 58 182 50 200 50C218 50 236 58 234 84C224 98 212 102 200 104C188 102 176 98 166 84z"
    zipper = ink.path(f"M193 104H207V{drop}H193z", ink.dark) + ink.line(f"M200 108V{drop - 6}", 2, ink.pale, 0.8)
    pockets = (rect(134, 248, 48, 56, 6), rect(218, 248, 48, 56, 6)) if long else ()
    flaps = "".join(ink.body(d) + ink.line(d, 2, opacity=0.45) for d in pockets)
    flaps += "".join(ink.path(rect(x, 244, 52, 18, 5), ink.dark) for x in ((132, 216) if long else ()))
    if not long:
        flaps = ink.line("M146 236L168 284M254 236L232 284", 4, ink.deep, 0.6) + ink.path(
            "M113 128L287 128L288 142L112 142z", ink.second, 0.5
        )
    return ink.flat(
        _long(ink),
        ink.body(sym(torso)),
        _folds(ink),
        flaps,
        zipper,
        ink.body(hood),
        ink.path(inside, ink.deep),
        ink.line(hood, 2.5, opacity=0.3),
        ink.gleam("M160 60Q172 42 192 38", 4),
    )


def puffer(ink: Ink) -> str:
    """A quilted jacket."""
    rows = "".join(f"M114 {y}Q156 {y + 12} 196 {y + 4}M204 {y + 4}Q244 {y + 12} 286 {y}" for y in range(130, 320, 36))
    arms = "".join(
        f"M{96 - n * 5} {146 + n * 34}Q{108 - n * 4} {160 + n * 34} {130 - n * 5} {156 + n * 34}" for n in range(4)
    )
    arm = ink.line(arms, 3, opacity=0.4)
    collar = "M158 78C156 58 164 50 174 48H226C236 50 244 58 242 78C226 94 174 94 158 78z"
    return ink.flat(
        _long(ink),
        arm,
        f'<g transform="matrix(-1 0 0 1 400 0)">{arm}</g>',
        ink.body(sym(_TORSO)),
        ink.line(rows, 3, opacity=0.42),
        ink.line(rows.replace("M114", "M116"), 3, "#fff", 0.16),
        ink.line("M200 84V336", 5, ink.deep, 0.9),
        ink.body(collar),
        ink.line("M160 68Q200 84 240 68", 2.5),
    )


def jacket(ink: Ink) -> str:
    """A short jacket of denim or leather."""
    torso = sym("M200 92C186 90 172 84 162 74L126 92C118 98 112 108 112 120L124 296C150 302 176 303 200 303")
    band = "M124 284Q200 298 276 284L275 306Q200 318 125 306z"
    if ink.type == "leather jacket":
        detail = (
            ink.line("M214 110L190 300", 4, "#c4cad2", 1)
            + ink.line("M138 220L164 246M262 220L240 246", 4, "#c4cad2", 0.9)
            + ink.path("M168 70L204 118L164 158L146 84z", ink.light)
            + ink.path("M232 70L206 118L244 158L254 84z", ink.dark)
            + ink.gleam("M120 130Q126 200 130 270M92 170L80 240", 4, 0.22)
        )
    else:
        stitch = "#e3a95c"
        detail = (
            ink.line("M118 152H190M210 152H282M150 152L160 292M250 152L240 292", 2, stitch, 0.85)
            + "".join(
                ink.body(rect(x, 152, 42, 44, 4)) + ink.line(rect(x, 152, 42, 44, 4), 2, stitch, 0.9)
                for x in (138, 220)
            )
            + ink.line("M191 112V300M209 112V300", 2, stitch, 0.8)
            + "".join(ink.path(oval(200, y, 4), "#d9b26a") for y in range(126, 300, 34))
            + _collar(ink)
        )
    return ink.flat(_long(ink), ink.body(torso), ink.body(band), ink.dim(band, 0.12), detail)


def blazer(ink: Ink) -> str:
    """A tailored jacket over a pale shirt."""
    shirt_front = "M170 72L200 204L230 72Q200 92 170 72z"
    lapels = (
        ink.body("M166 68L150 80L140 128L160 132L152 148L196 226L200 206z"),
        ink.body("M234 68L250 80L260 128L240 132L248 148L204 226L200 206z"),
    )
    edges = "M166 68L150 80L140 128L160 132L152 148L196 226M234 68L250 80L260 128L240 132L248 148L204 226"
    return ink.flat(
        _long(ink, cuff=False),
        ink.body(sym(_TORSO)),
        ink.path(shirt_front, "#f6f2ea"),
        ink.path("M184 84L200 98L216 84L210 130L200 150L190 130z", "#e6dfd2"),
        *lapels,
        ink.line(edges, 2.5, opacity=0.5),
        ink.line("M200 224Q204 290 186 336M140 268H180M220 268H260M228 168H256", 2.5),
        _folds(ink),
        ink.path(oval(206, 240, 5), ink.deep),
        "" if ink.has("vesper") else ink.path(oval(206, 272, 5), ink.deep),
    )


def trousers(ink: Ink) -> str:
    """Trousers: wide for linen, close for leggings, with yellow seams for jeans."""
    out, inn = {"leggings": (150, 190), "chinos": (138, 190)}.get(ink.type, (128, 188))
    if ink.has("wide linen"):
        out, inn = 96, 190
    outline = sym(f"M200 64L146 60C142 110 138 180 {out} 346L{inn - 4} 352C192 280 196 220 200 158")
    waist = "M146 60Q200 70 254 60L256 84Q200 94 144 84z"
    seam = "#dba757" if ink.type == "jeans" else ink.deep
    details = ink.line("M200 92V158Q190 156 186 134", 2.2, seam, 0.75)
    if ink.type != "leggings":
        details += ink.line("M146 104Q168 106 174 86M254 104Q232 106 226 86", 2.5, seam, 0.75)
        details += ink.path(oval(200, 76, 5), "#d7b26a" if ink.type == "jeans" else ink.pale)
    if ink.type == "chinos" or ink.has("wide linen"):
        details += ink.line(f"M168 100L{out + 34} 340M232 100L{366 - out} 340", 2, opacity=0.25)
    if ink.has("hiking"):
        details += "".join(ink.line(rect(x, 196, 36, 46, 4), 2.4, opacity=0.55) for x in (138, 226))
    shade = ink.dim(f"M254 60C258 110 262 180 {400 - out} 346L{386 - out} 348C252 220 244 150 238 90z", 0.12)
    return ink.flat(ink.body(outline), shade, ink.body(waist), ink.dim(waist, 0.16), details)


def shorts(ink: Ink) -> str:
    """Shorts with a drawstring."""
    outline = sym("M200 108L126 104C120 160 108 220 96 276L186 290C192 260 196 230 200 200")
    waist = "M126 104Q200 114 274 104L277 132Q200 144 123 132z"
    strings = ink.line("M194 136Q184 166 188 190M206 136Q216 160 210 184", 4, ink.pale, 0.95)
    return ink.flat(
        ink.body(outline),
        ink.body(waist),
        ink.dim(waist, 0.14),
        strings,
        ink.line(
            "M130 172Q152 170 158 142M270 172Q248 170 242 142M200 148V200M100 262L187 276M300 262L213 276",
            2.4,
            opacity=0.42,
        ),
        ink.dim("M274 104C280 160 292 220 304 276L276 281C270 220 262 170 254 138z", 0.1),
    )


def skirt(ink: Ink) -> str:
    """A full or pleated skirt."""
    outline = sym("M200 92L152 88C140 170 112 250 84 306C120 324 160 328 200 328")
    waist = "M152 80Q200 88 248 80L250 106Q200 114 150 106z"
    pleats = "".join(f"M{168 + n * 16} 112L{108 + n * 46} {318 + (2 - abs(n - 2)) * 4}" for n in range(5))
    shade = ink.dim("M248 90C260 170 288 250 316 306L276 320C262 240 246 170 232 112z", 0.12)
    return ink.flat(
        ink.body(outline), ink.line(pleats, 3, opacity=0.32), shade, ink.body(waist, texture=""), ink.dim(waist, 0.18)
    )


def pyjamas(ink: Ink) -> str:
    """A pyjama jacket laid over its trousers."""
    legs = sym("M200 180L142 176C138 240 130 300 124 356L190 358C194 320 198 280 200 250")
    top = sym("M200 76C186 76 174 72 166 62L136 78C128 82 124 90 124 100L132 236C156 242 180 243 200 243")
    sleeve = "M138 77C118 86 110 104 104 130L84 212L112 220L140 150z"
    piping = ink.line("M200 112V242M132 228Q200 242 268 228M86 204L114 212M314 204L286 212", 3, ink.pale, 0.95)
    buttons = "".join(ink.path(oval(208, y, 4), ink.pale) for y in (136, 168, 200))
    collar = ink.path("M166 60L200 112L178 124L150 72z", ink.light) + ink.path(
        "M234 60L200 112L222 124L250 72z", ink.dark
    )
    return ink.flat(
        ink.body(legs),
        ink.dim(legs, 0.12),
        _sleeves(ink, sleeve),
        ink.body(top),
        piping,
        buttons,
        collar,
        ink.line("M166 60L200 112L178 124L150 72zM234 60L200 112L222 124L250 72z", 2.5, ink.pale, 0.9),
    )


CLOTHES: Mapping[str, Callable[[Ink], str]] = {
    "dress": dress,
    "shirt": shirt,
    "tshirt": tshirt,
    "sweater": sweater,
    "cardigan": cardigan,
    "hoodie": hoodie,
    "parka": parka,
    "puffer": puffer,
    "jacket": jacket,
    "blazer": blazer,
    "trousers": trousers,
    "shorts": shorts,
    "skirt": skirt,
    "pyjamas": pyjamas,
}
