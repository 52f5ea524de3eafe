"""Descriptions: the words written for a row, and what its attributes still have to say."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from retrieval.demo.chance import pick
from retrieval.demo.colours import COLOURS
from retrieval.demo.kinds import KINDS
from retrieval.demo.lines import Line

# {m} the materials, {c} the colour. What the row's own words already name is not said twice, hence three tables.
_BOTH: Mapping[str, tuple[str, ...]] = {
    "wear": (
        "Cut from {m} in {c}.",
        "Sewn from {m} in {c}.",
        "The cloth is {m}, the colour {c}.",
        "Made of {m} in {c}.",
    ),
    "knit": ("Knitted from {m} in {c}.", "The yarn is {m}, the colour {c}.", "Made of {m} in {c}."),
    "shoe": ("Made with {m} in {c}.", "A pair in {c}, built from {m}.", "In {c}, with {m} where it counts."),
    "bag": ("Made of {m} in {c}.", "Built from {m} in {c}.", "The outside is {c}; it is made of {m}."),
    "jewel": ("Made of {m} in {c}.", "Worked in {m}, in {c}."),
    "gear": ("Made of {m} in {c}.", "Built from {m} in {c}.", "In {c}, made of {m}."),
    "pot": ("Made of {m} in {c}.", "In {c}, made of {m}.", "{m} in {c}."),
    "soft": ("Made of {m} in {c}.", "{m} in {c}.", "In {c}, made of {m}."),
    "solid": ("Made of {m} in {c}.", "{m} in {c}.", "Built from {m}; this one is in {c}."),
    "tech": ("In {c}, with a body of {m}.", "The body is {m}, the colour {c}."),
    "beauty": ("Made with {m}; the shade is {c}.", "Made with {m}, in {c}.", "In {c}, made with {m}."),
    "scent": ("Made of {m} in {c}.", "In {c}, made of {m}."),
    "bottle": ("Bottled in {m}, in {c}.",),
    "toy": ("Made of {m} in {c}.", "{m}, mostly in {c}.", "Mostly in {c}, made of {m}."),
    "page": ("Bound in {c}, made of {m}.", "Made of {m} in {c}."),
    "plant": ("Comes in {m}, all in {c}.", "In {c}, with a home of {m}."),
}
_COLOUR: Mapping[str, tuple[str, ...]] = {
    "wear": ("This one comes in {c}.", "Here in {c}.", "Dyed {c}.", "Shown in {c}."),
    "knit": ("This one comes in {c}.", "Here in {c}.", "The yarn is {c}."),
    "shoe": ("This pair is in {c}.", "Here in {c}."),
    "bag": ("This one comes in {c}.", "Here in {c}."),
    "jewel": ("Here in {c}.", "Finished in {c}."),
    "gear": ("This one comes in {c}.", "Here in {c}."),
    "pot": ("Finished in {c}.", "Here in {c}.", "This one comes in {c}."),
    "soft": ("Here in {c}.", "This one comes in {c}."),
    "solid": ("Finished in {c}.", "Here in {c}."),
    "tech": ("Here in {c}.", "This one comes in {c}."),
    "beauty": ("The shade is {c}.", "Here in {c}."),
    "scent": ("Here in {c}.",),
    "bottle": ("The bottle is in {c}.",),
    "toy": ("Mostly in {c}.", "Here in {c}."),
    "page": ("The cover is in {c}.", "Bound in {c}."),
    "plant": ("Here in {c}.",),
}
_MATERIAL: Mapping[str, tuple[str, ...]] = {
    "wear": ("Made of {m}.", "The cloth is {m}.", "Sewn from {m}."),
    "knit": ("Made of {m}.", "The yarn is {m}."),
    "shoe": ("Made with {m}.",),
    "bag": ("Made of {m}.",),
    "jewel": ("Made of {m}.", "Worked in {m}."),
    "gear": ("Made of {m}.", "Built from {m}."),
    "pot": ("Made of {m}.", "The body is {m}."),
    "soft": ("Made of {m}.",),
    "solid": ("Made of {m}.", "Built from {m}."),
    "tech": ("The body is {m}.",),
    "beauty": ("Made with {m}.",),
    "scent": ("Made of {m}.",),
    "bottle": ("Bottled in {m}.",),
    "toy": ("Made of {m}.",),
    "page": ("Made of {m}.",),
    "plant": ("Comes in {m}.",),
}

# Features that are parts rather than qualities, as they follow "with".
_PARTS: Mapping[str, str] = {
    "GPS": "GPS on board",
    "adjustable light": "adjustable light",
    "adjustable strap": "an adjustable strap",
    "adjustable straps": "adjustable straps",
    "alarm": "an alarm",
    "automatic shut-off": "automatic shut-off",
    "cable tidy": "a cable tidy",
    "cool shot": "a cool shot button",
    "cup holder": "a cup holder",
    "detachable cable": "a detachable cable",
    "drain plug": "a drain plug",
    "drainage hole": "a drainage hole",
    "drawer": "a drawer",
    "heart-rate sensor": "a heart-rate sensor",
    "hood": "a hood",
    "image stabiliser": "an image stabiliser",
    "infuser": "an infuser",
    "laptop sleeve": "a laptop sleeve",
    "lid": "a lid",
    "mosquito net": "a mosquito net",
    "pockets": "pockets",
    "pulse mode": "a pulse mode",
    "rain cover": "a rain cover",
    "removable tank": "a removable tank",
    "ribbon marker": "a ribbon marker",
    "shoulder strap": "a shoulder strap",
    "steam wand": "a steam wand",
    "temperature control": "temperature control",
    "timer": "a timer",
    "volume limit": "a volume limit",
    "wall fixing": "a wall fixing",
    "washable cover": "a washable cover",
    "wheels": "wheels",
    "wrist chain": "a wrist chain",
}

# At most one measure is told, the first of these that the row has.
_FACTS: tuple[tuple[str, str], ...] = (
    ("battery life", "{} on a charge."),
    ("players", "For {} players."),
    ("pieces", "{} pieces in the box."),
    ("author", "Written by {}."),
    ("scent", "Smells of {}."),
    ("skin type", "For {} skin."),
    ("volume", "Holds {}."),
    ("capacity", "Holds {}."),
    ("weight", "The weight is {}."),
    ("length", "The length is {}."),
    ("height", "Stands {} tall."),
    ("size", "Measures {}."),
    ("ruling", "Ruled in a {} pattern."),
    ("nib", "The nib is {}."),
    ("power", "Rated at {}."),
    ("strap", "The strap is {}."),
    ("age", "For ages {}."),
)

_SENTENCES = 4


def describe(line: Line, colours: Sequence[str]) -> str:
    """The description of `line` in `colours`: two to four sentences that state every feature."""
    key = (line.title, *colours)
    phrase = listed([pick(COLOURS[name].phrases, *key, "phrase", name) for name in colours])
    parts = [line.words]
    parts.extend(_making(line, colours, phrase, key))
    claims = _claims(line, " ".join(parts))
    if claims.startswith("With ") and len(parts) > 1:
        parts[-1] = f"{parts[-1].removesuffix('.')}, w{claims.removeprefix('W')}"
    elif claims:
        parts.append(claims)
    if _sentences(" ".join(parts)) < _SENTENCES:
        parts.extend(_fact(line))
    return " ".join(parts)


def listed(words: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def says(text: str, term: str) -> bool:
    """Whether `text` contains `term` as whole words, whatever the case; hyphens count as spaces."""
    plain, wanted = (re.sub(r"[-\s]+", " ", words.lower()) for words in (text, term))
    return re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", plain) is not None


def _making(line: Line, colours: Sequence[str], phrase: str, key: tuple[str, ...]) -> list[str]:
    voice = KINDS[line.type].voice
    materials = [name for name in line.materials if not says(line.words, name)]
    # A colour that is the material ("copper", "walnut") is told by it.
    told_by = " ".join((line.words, *line.materials))
    coloured = all(says(told_by, name) for name in colours)
    if materials and not coloured:
        table = _BOTH
    elif materials:
        table = _MATERIAL
    elif not coloured:
        table = _COLOUR
    else:
        return []
    sentence = pick(table[voice], *key, "making").format(m=listed(materials) if materials else "", c=phrase)
    return [sentence[0].upper() + sentence[1:]]


def _claims(line: Line, told: str) -> str:
    missing = [feature for feature in line.features if not says(told, feature)]
    sets = [feature for feature in missing if feature.startswith("set of")]
    parts = [_PARTS[feature] for feature in missing if feature in _PARTS]
    qualities = [feature for feature in missing if feature not in _PARTS and feature not in sets]
    qualities.extend(f"sold as a {feature}" for feature in sets)
    if qualities and parts:
        sentence = f"{listed(qualities)}, with {listed(parts)}."
    elif qualities:
        lead = pick(("", "they are " if KINDS[line.type].plural else "it is "), line.title, "lead")
        sentence = f"{lead}{listed(qualities)}."
    elif parts:
        sentence = f"with {listed(parts)}."
    else:
        return ""
    return sentence[0].upper() + sentence[1:]


def _fact(line: Line) -> list[str]:
    for name, template in _FACTS:
        values = line.facets.get(name)
        if values and not says(line.words, values[0]):
            if name == "capacity" and "people" in values[0]:
                return [f"Sleeps {values[0]}."]
            if name == "age" and values[0] == "kids":
                return ["Made for kids."]
            if name == "length" and line.type in ("dress", "skirt"):
                return [f"{values[0].capitalize()} length."]
            told = template.format(listed(values))
            each = KINDS[line.type].plural and template.startswith(("Holds", "Stands", "Measures"))
            return [f"Each {told[0].lower()}{told[1:]}" if each else told]
    return []


def _sentences(text: str) -> int:
    return len(re.findall(r"[.!?](?=\s|$)", text))
