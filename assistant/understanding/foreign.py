"""Telling that a message is in a language that the assistant does not read."""

from __future__ import annotations

import re
import unicodedata

_LEAST_LETTERS = 2
_WORDS = frozenset(
    """ich suche eine einen einem kein keine nicht unter über für meine meinen mit und oder bitte möchte brauche habt
    ihr haben der die das ein je cherche une des pour avec sans moins plus que voudrais veux mon ma vous avez est les
    busco quiero necesito para con sin menos más una unos tienen algo por favor el los las mi
    cerco vorrei voglio per senza meno più uno degli della avete procuro quero preciso com sem menos uma tem
    ik zoek een geen niet voor onder mijn met graag wil heb jag söker inte utan min""".split()
)
_ENGLISH = frozenset(
    """a an the i i'm my me you your for under over with without not no and or of to in is are do does have any show
    find need want looking look please that this it one some something less more than like""".split()
)
_AMBIGUOUS = frozenset("die des plus que per com das min ma pour con mi".split())


def is_foreign(text: str) -> bool:
    """Whether a text is plainly not English: in another script, or with function words of another language."""
    letters = [sign for sign in text if sign.isalpha()]
    latin = sum("LATIN" in unicodedata.name(sign, "") for sign in letters)
    if len(letters) >= _LEAST_LETTERS and latin * 2 < len(letters):
        return True
    words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", text.lower())
    foreign = {word for word in words if word in _WORDS and word not in _ENGLISH}
    english = {word for word in words if word in _ENGLISH}
    return len(foreign) >= 2 and bool(foreign - _AMBIGUOUS) and len(foreign) > len(english)
