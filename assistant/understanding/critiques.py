"""Critique of what is shown: "too flashy", "not my style", "none of these".

A critique states no property of the catalogue, so it becomes words to search by, and other products than those shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.understanding.reading import Intent, Reading
from retrieval.wordforms import keys_of

_OPPOSITES: Mapping[str, str] = {
    "flashy loud bright gaudy showy garish bold busy colourful colorful glittery shiny eye-catching":
        "simple understated plain minimalist",
    "plain boring dull simple bland basic drab ordinary": "colourful patterned decorative statement",
    "formal dressy fancy smart posh stuffy": "casual relaxed everyday",
    "casual sloppy sporty informal": "elegant formal smart",
    "modern trendy futuristic minimalist": "classic vintage traditional",
    "old-fashioned old dated traditional vintage retro": "modern contemporary",
    "heavy bulky clunky chunky thick": "lightweight slim compact",
    "thin flimsy light delicate fragile": "sturdy thick robust durable",
    "warm hot": "light breathable summer",
    "cold chilly": "warm insulated winter",
    "big large huge oversized wide roomy": "small compact mini",
    "small tiny little narrow cramped": "large big spacious",
    "dark gloomy": "light bright",
    "light pale": "dark deep",
    "girly feminine cute sweet childish": "neutral classic plain",
    "masculine": "feminine soft",
    "complicated fiddly technical": "simple easy",
    "stiff hard uncomfortable": "soft comfortable",
    "cheap-looking tacky": "quality premium elegant",
    "long": "short",
    "short": "long",
    "tight": "loose relaxed",
    "loose baggy": "slim fitted",
    "noisy": "quiet silent",
}  # fmt: skip
_INSTEAD = {word: better for words, better in _OPPOSITES.items() for word in words.split()}
_TOO = re.compile(
    r"\b(?:too|so) ([a-z-]+)\b(?! (?:expensive|dear))|\bless ([a-z-]+)\b|\bnot (?:so|that|as|quite so) ([a-z-]+)\b"
)
_THEM = r"(?:these|those|them|they|any)"
_OFF = (
    r"not (?:really |quite )?(?:my (?:style|taste|thing|cup of tea)|for me"
    r"|what i(?:'m| am| was)? (?:want|wanted|mean|meant|had in mind|looking for|after))"
)
_NONE = re.compile(
    r"(?:(?:no|nope|hmm|sorry|um|well|oh|thanks|but) )*(?:"
    rf"i (?:really )?(?:do not|don't|dont) (?:really )?(?:like|love|fancy|want) (?:any of )?{_THEM}"
    rf"|(?:none|neither) of {_THEM}(?: .{{0,30}})?"
    rf"|(?:{_THEM}(?: are|'re)? )?(?:all )?(?:ugly|awful|horrible|hideous|boring)"
    rf"|(?:it's |that's |they're |{_THEM} are )?{_OFF}"
    r"|nothing (?:here )?(?:for me|i like|i want|that i like)"
    r")(?: (?:sorry|please|thanks|at all|really|i'm afraid|though))*"
)
_MISSED = re.compile(
    r"\b(?:these|those|they|that|this|it|none of (?:these|those|them))(?:'s|'re| is| are| was| were)?(?:n't| not)? "
    r"(?:is |are )?(?:not |even )?(?:an? |any |really |actually )*(?P<kind>[a-z-]+)"
)
_DENIED = re.compile(r"n't|\bnot\b|\bnone\b")
_MOST = 2  # words to search by for one that was criticized


def with_critique(reading: Reading, *, on_screen: bool, kinds: Sequence[str] = ()) -> Reading:
    """What a critique asks for: others than those shown, and what they should rather be like.

    Args:
        reading: What the words state otherwise.
        on_screen: Whether there is anything to criticize.
        kinds: What was looked for: "these aren't curtains" asks for curtains once more.
    """
    plain = " ".join(re.sub(r"[^\w' -]+", " ", reading.text.lower().replace("’", "'")).split())
    wanted = {key for kind in kinds for key in keys_of(kind)}
    for match in _MISSED.finditer(plain) if on_screen and kinds else ():
        if _DENIED.search(match.group()) and {*keys_of(match.group("kind"))} & wanted:
            return Reading(reading.text, Intent.SEARCH, kinds=tuple(kinds), more=True)
    if not on_screen or reading.intent not in (Intent.SEARCH, Intent.OTHER, Intent.REMEMBER) or reading.kinds:
        return reading
    if _NONE.fullmatch(plain):
        return Reading(reading.text, Intent.SEARCH, more=True)
    found = [word for match in _TOO.finditer(plain) for word in match.groups() if word in _INSTEAD]
    if not found:
        return reading
    rather = dict.fromkeys(word for each in found for word in _INSTEAD[each].split()[:_MOST])
    wrong = {*found}
    return replace(
        reading,
        intent=Intent.SEARCH,
        include=tuple(term for term in reading.include if term not in wrong),
        preferences=(),
        change=None,
        words=" ".join(rather),
        names_thing=False,
        more=True,
    )
