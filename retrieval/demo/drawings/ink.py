"""The hand that draws: one light from the upper left, one line, one studio for all pictures."""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape
from zlib import crc32

from retrieval.demo.colours import COLOURS
from retrieval.demo.drawings.palette import NIGHT, WHITE, brightness, mix, studio
from retrieval.demo.drawings.shapes import oval
from retrieval.demo.drawings.textures import OF_MATERIAL, RAINBOW, TEXTURES
from retrieval.products import Product

_WOODS = (
    ("walnut", "#83593d"),
    ("oak", "#cfa56d"),
    ("ash", "#dbbf94"),
    ("birch", "#e3c99f"),
    ("cedar", "#b87c50"),
    ("bamboo", "#d9b970"),
    ("beech", "#dcb483"),
    ("pine", "#dfba84"),
)
_BRASS = ("brass", "gold", "rose gold", "copper")


@dataclass(frozen=True, slots=True)
class Ink:
    """Colours, materials and strokes for one product.

    Attributes:
        product: What is drawn.
        base: The main colour; every other shade is derived from it.
        second: The other colour of the thing, or an accent.
    """

    product: Product
    base: str
    second: str

    @staticmethod
    def of(product: Product) -> Ink:
        """The ink for `product`, one of the demo shop's own."""
        names = product.attributes["colour"]
        striped = product.attributes.get("pattern") == ("striped",)
        # "navy and white" stripes are navy on white, as on a fisherman's shirt.
        hues = [COLOURS[name].hex for name in names]
        if len(hues) > 1:
            return Ink(product, hues[1], hues[0]) if striped else Ink(product, hues[0], hues[1])
        accent = mix(hues[0], WHITE, 0.75) if brightness(hues[0]) < 0.83 else mix(hues[0], "#b4566a", 0.62)
        return Ink(product, hues[0], accent)

    # What the product is like.

    @property
    def type(self) -> str:
        """The product's type, e.g. ``"parka"``."""
        return self.product.attributes["type"][0]

    @property
    def materials(self) -> tuple[str, ...]:
        """What it is made of, most important first; empty for books."""
        return self.product.attributes.get("material", ())

    @property
    def many(self) -> bool:
        """Whether it comes in many colours at once."""
        return "multicolour" in self.product.attributes["colour"]

    def has(self, *words: str) -> bool:
        """Whether title, material, pattern, features or other attributes contain one of `words`."""
        told = " ".join((self.product.title, *(v for vs in self.product.attributes.values() for v in vs))).lower()
        return any(word in told for word in words)

    def rainbow(self, position: int) -> str:
        """A colour of many-coloured things, or a tone of the only colour."""
        if self.many:
            return RAINBOW[position % len(RAINBOW)]
        return (self.base, self.pale, self.dark, self.light)[position % 4]

    # Shades of the main colour.

    @property
    def pale(self) -> str:
        """Much lighter than the main colour."""
        return mix(self.base, WHITE, 0.62)

    @property
    def light(self) -> str:
        """Lit by the studio lamp."""
        return mix(self.base, WHITE, 0.26)

    @property
    def dark(self) -> str:
        """Turned away from the lamp."""
        return mix(self.base, NIGHT, 0.26)

    @property
    def deep(self) -> str:
        """Seams and inner sides."""
        return mix(self.base, NIGHT, 0.5)

    # Fills.

    def ref(self, name: str) -> str:
        """A reference to one of this picture's own gradients or tiles."""
        return f"url(#{self.mark}{name})"

    @property
    def mark(self) -> str:
        """Keeps names apart where several pictures end up in one page."""
        return f"p{crc32(self.product.id.encode()):08x}"

    @property
    def fill(self) -> str:
        """The main colour under the studio light."""
        return self.ref("m")

    @property
    def other(self) -> str:
        """The second colour under the studio light."""
        return self.ref("o")

    @property
    def metal(self) -> str:
        """Brass where the product has it, steel otherwise."""
        named = (*self.product.attributes["colour"], *self.materials)
        return self.ref("b") if any(name in _BRASS for name in named) else self.ref("k")

    @property
    def wire(self) -> str:
        """The metal as one plain colour, for rods (a gradient vanishes on a straight line)."""
        return "#aab1bc" if self.metal == self.ref("k") else self._brass()

    @property
    def stick(self) -> str:
        """The wood as one plain colour."""
        return self._timber()

    @property
    def wood(self) -> str:
        """The product's wood, or oak."""
        return self.ref("w")

    @property
    def glass(self) -> str:
        """See-through with a sheen."""
        return self.ref("g")

    # Strokes. `d` is path data throughout.

    def path(self, d: str, fill: str, opacity: float = 1) -> str:
        """A filled shape."""
        faded = f' opacity="{opacity:g}"' if opacity != 1 else ""
        return f'<path d="{d}" fill="{fill}"{faded}/>'

    def body(self, d: str, fill: str = "", texture: str | None = None) -> str:
        """A lit surface with the product's pattern or its material's texture on it."""
        surface = self.texture if texture is None else texture
        drawn = self.path(d, fill or self.fill)
        return drawn + (self.path(d, self.ref(f"t{surface}")) if surface else "")

    def timber(self, d: str) -> str:
        """A wooden surface."""
        return self.path(d, self.wood) + self.path(d, self.ref("tgrain"))

    def line(self, d: str, width: float = 2.5, colour: str = "", opacity: float = 0.55) -> str:
        """A seam, an edge, a stitch."""
        return (
            f'<path d="{d}" fill="none" stroke="{colour or self.deep}" stroke-width="{width:g}" '
            f'opacity="{opacity:g}" stroke-linecap="round" stroke-linejoin="round"/>'
        )

    def rod(self, d: str, width: float, colour: str = "") -> str:
        """A solid strap, leg or tube along `d`, darker at its rim."""
        main = colour or self.base
        rim = mix(main, NIGHT, 0.3) if main.startswith("#") else self.deep
        return self.line(d, width, rim, 1) + self.line(d, width * 0.66, main, 1)

    def dim(self, d: str, opacity: float = 0.2) -> str:
        """A soft shadow on the thing itself."""
        return self.path(d, NIGHT, opacity)

    def shine(self, d: str, opacity: float = 0.34) -> str:
        """A patch of light."""
        return self.path(d, WHITE, opacity)

    def gleam(self, d: str, width: float = 3, opacity: float = 0.5) -> str:
        """A thin line of light."""
        return self.line(d, width, WHITE, opacity)

    def glow(self, x: int, y: int, radius: int) -> str:
        """The light of a lamp or a flame around (x, y)."""
        return self.path(oval(x, y, radius), self.ref("e"))

    # Setting.

    @property
    def texture(self) -> str:
        """The pattern if it has one, else what its first material looks like."""
        if self.many and not self.has("glass", "latex", "wood", "plastic"):
            return "rainbow"
        pattern = self.product.attributes.get("pattern", ("plain",))[0]
        if pattern in TEXTURES:
            return pattern
        first = self.materials[0] if self.materials else ""
        return next((texture for word, texture in OF_MATERIAL if word in first), "")

    def flat(self, *parts: str, turn: int = 0) -> str:
        """Something laid out on the backdrop, seen from above."""
        turned = f' transform="rotate({turn} 200 200)"' if turn else ""
        return f'<g filter="{self.ref("f")}"><g{turned}>{"".join(parts)}</g></g>'

    def stand(self, *parts: str, x: int = 200, y: int = 336, width: int = 90) -> str:
        """Something that stands on the studio floor at height `y`."""
        wide = self.path(oval(x + 8, y + 4, width * 5 // 4, max(12, width // 6)), self.ref("s"))
        return wide + self.path(oval(x + 3, y, width, max(7, width // 11)), self.ref("s")) + "".join(parts)

    def finish(self, drawing: str) -> str:
        """The whole picture around `drawing`, with only those definitions it uses."""
        centre, edge = studio(self.base)
        backdrop = self.path("M0 0h400v400H0z", self.ref("z")) + self.path("M0 292h400v108H0z", self.ref("y"))
        content = backdrop + drawing
        used = "".join(text for name, text in self._definitions(centre, edge).items() if self.ref(name) in content)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" role="img" '
            f'aria-labelledby="{self.mark}title"><title id="{self.mark}title">{escape(self.product.title)}</title>'
            f"<defs>{used}</defs>{content}</svg>"
        )

    def _definitions(self, centre: str, edge: str) -> dict[str, str]:
        timber = self._timber()
        shade = mix(edge, NIGHT, 0.55)
        texts = {
            "z": f'<radialGradient id="{self.mark}z" cx=".4" cy=".34" r=".82">{_stops(centre, edge)}</radialGradient>',
            "y": f'<linearGradient id="{self.mark}y" x2="0" y2="1">{_fade(shade, 0, 0.16)}</linearGradient>',
            "s": f'<radialGradient id="{self.mark}s">{_fade(shade, 0.62, 0)}</radialGradient>',
            "f": f'<filter id="{self.mark}f" x="-20%" y="-20%" width="150%" height="150%"><feDropShadow dx="7" '
            f'dy="12" stdDeviation="9" flood-color="{shade}" flood-opacity=".42"/></filter>',
            "m": self._slope("m", self.light, self.base, self.dark),
            "o": self._slope("o", mix(self.second, WHITE, 0.2), self.second, mix(self.second, NIGHT, 0.22)),
            "k": self._slope("k", "#f4f6f8", "#c4cad2", "#868e9b"),
            "b": self._slope("b", mix(self._brass(), WHITE, 0.5), self._brass(), mix(self._brass(), NIGHT, 0.34)),
            "w": self._slope("w", mix(timber, WHITE, 0.2), timber, mix(timber, NIGHT, 0.22)),
            "e": f'<radialGradient id="{self.mark}e">{_fade("#ffefb8", 0.9, 0)}</radialGradient>',
            "g": f'<linearGradient id="{self.mark}g" x2="1" y2="1">{_fade(WHITE, 0.72, 0.18)}</linearGradient>',
        }
        for name, tile in TEXTURES.items():
            pale = self.second if name in ("striped", "dotted", "floral") else self.pale
            deep = mix(timber, NIGHT, 0.5) if name == "grain" else self.deep
            texts[f"t{name}"] = f'<pattern id="{self.mark}t{name}" {tile(pale, deep)}</pattern>'
        return texts

    def _timber(self) -> str:
        return next((hue for word, hue in _WOODS if self._made_of(word)), "#cfa56d")

    def _made_of(self, word: str) -> bool:
        return any(name.startswith(word) for name in self.materials)

    def _brass(self) -> str:
        return next((COLOURS[name].hex for name in self.product.attributes["colour"] if name in _BRASS), "#d2ab58")

    def _slope(self, name: str, lit: str, plain: str, shaded: str) -> str:
        return (
            f'<linearGradient id="{self.mark}{name}" x2="1" y2="1"><stop stop-color="{lit}"/>'
            f'<stop offset=".5" stop-color="{plain}"/><stop offset="1" stop-color="{shaded}"/></linearGradient>'
        )


def _stops(first: str, last: str) -> str:
    return f'<stop stop-color="{first}"/><stop offset="1" stop-color="{last}"/>'


def _fade(colour: str, first: float, last: float) -> str:
    return (
        f'<stop stop-color="{colour}" stop-opacity="{first:g}"/>'
        f'<stop offset="1" stop-color="{colour}" stop-opacity="{last:g}"/>'
    )
