"""The shop's colours: how they look, which plain colour they belong to, how the copy calls them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Colour:
    """One named colour.

    Attributes:
        hex: What the drawings use, ``#rrggbb``.
        family: The plain word a shopper would use ("navy" is blue).
        phrases: Ways to say it after "in", each naming the colour itself.
    """

    hex: str
    family: str
    phrases: tuple[str, ...]


COLOURS: Mapping[str, Colour] = MappingProxyType(
    {
        "black": Colour("#34343a", "black", ("black", "soft black", "plain black")),
        "charcoal": Colour("#55585f", "grey", ("charcoal", "dark charcoal")),
        "grey": Colour("#a2a5ab", "grey", ("grey", "soft grey", "pale grey")),
        "silver": Colour("#c2c7ce", "silver", ("a silver tone", "a bright silver tone")),
        "white": Colour("#f5f3ee", "white", ("white", "clean white", "chalk white")),
        "ivory": Colour("#f0e8d6", "white", ("ivory", "soft ivory")),
        "cream": Colour("#f2e6c8", "white", ("cream", "buttery cream")),
        "beige": Colour("#d8c6a8", "beige", ("beige", "pale beige")),
        "sand": Colour("#d6bd92", "beige", ("sand", "dry sand")),
        "natural": Colour("#d3ac76", "beige", ("its natural shade",)),
        "camel": Colour("#bd8e57", "brown", ("camel", "soft camel")),
        "tan": Colour("#bb875a", "brown", ("tan", "saddle tan")),
        "cognac": Colour("#a05a2c", "brown", ("cognac", "polished cognac")),
        "brown": Colour("#7d563a", "brown", ("brown", "deep brown", "chestnut brown")),
        "walnut": Colour("#7a5239", "brown", ("walnut", "dark walnut")),
        "tortoiseshell": Colour("#80502c", "brown", ("tortoiseshell", "mottled tortoiseshell")),
        "red": Colour("#cb3b3d", "red", ("red", "bright red", "poppy red")),
        "burgundy": Colour("#782638", "red", ("burgundy", "deep burgundy")),
        "coral": Colour("#ee7f68", "orange", ("coral", "soft coral")),
        "terracotta": Colour("#c26a4a", "orange", ("terracotta", "sun-baked terracotta")),
        "rust": Colour("#ab5030", "orange", ("rust", "autumnal rust")),
        "orange": Colour("#e8853a", "orange", ("orange", "bright orange")),
        "mustard": Colour("#d7a636", "yellow", ("mustard", "ripe mustard")),
        "yellow": Colour("#f1c945", "yellow", ("yellow", "sunny yellow")),
        "olive": Colour("#747a48", "green", ("olive", "quiet olive")),
        "sage": Colour("#a0b294", "green", ("sage", "muted sage", "soft sage")),
        "green": Colour("#4b9160", "green", ("green", "fresh green")),
        "forest green": Colour("#315f47", "green", ("forest green", "dark forest green")),
        "mint": Colour("#a9dcc6", "green", ("mint", "cool mint")),
        "teal": Colour("#25787c", "blue", ("teal", "deep teal")),
        "turquoise": Colour("#3fb5b6", "blue", ("turquoise", "bright turquoise")),
        "sky blue": Colour("#90c0e2", "blue", ("sky blue", "pale sky blue")),
        "blue": Colour("#3572b4", "blue", ("blue", "bright blue")),
        "denim blue": Colour("#5376a3", "blue", ("denim blue", "washed denim blue")),
        "indigo": Colour("#3f4480", "blue", ("indigo", "dark indigo")),
        "navy": Colour("#2b3f68", "blue", ("navy", "deep navy", "dark navy")),
        "lavender": Colour("#b8a8d8", "purple", ("lavender", "pale lavender")),
        "plum": Colour("#693a60", "purple", ("plum", "dark plum")),
        "pink": Colour("#eda3b6", "pink", ("pink", "candy pink")),
        "blush": Colour("#ebc8bd", "pink", ("blush", "soft blush")),
        "fuchsia": Colour("#d2448a", "pink", ("fuchsia", "bold fuchsia")),
        "gold": Colour("#d6ad52", "gold", ("a gold tone", "a soft gold tone")),
        "rose gold": Colour("#dca18c", "gold", ("a rose gold tone",)),
        "brass": Colour("#c6a052", "gold", ("a brass tone", "a mellow brass tone")),
        "copper": Colour("#c0774c", "copper", ("a copper tone",)),
        "clear": Colour("#d5e3ea", "clear", ("clear",)),
        "multicolour": Colour("#e07a5f", "multicolour", ("a whole paintbox of colours",)),
    }
)
