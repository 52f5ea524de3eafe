"""Which side a property is on, wanted, refused or dropped: what grammar, tag and sentence say, weighed together."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from assistant.understanding.certainty import SURE_OF_A_WORD
from assistant.understanding.function_words import STOPWORDS
from assistant.understanding.meanings import Seen
from assistant.understanding.reading import Intent, Reading
from assistant.understanding.wish import Wish, key_of
from retrieval.facets import Lexicon
from retrieval.wordforms import keys_of

_DOUBT = 0.03  # no witness rules a side out
_GRAMMAR = 2.5  # how much likelier the grammar's side of a property is than another, before the model is heard
_LIKELY = 0.6  # of a property wanted that the catalogue's facets do not list
_REFUSING = 0.7  # of a property refused within a request, where the grammar hears no refusal
_HEARD = 0.35  # of a word that is what its whole sentence is about
_FEW = 2
_NAMELESS = STOPWORDS | frozenset("color colour colored coloured tone toned shade kind type style non".split())
_POLARITY: Mapping[str, str] = {"refine_add": "wanted", "refine_not": "refused", "drop_value": "dropped"}
_PROPERTY_TAGS = frozenset({"wanted", "refused", "dropped"})
WORDS = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def with_sides(reading: Reading, seen: Seen, lexicon: Lexicon, wish: Wish, trace: list[str]) -> Reading:
    """Move each property to where the joint model is sure it belongs."""
    include, exclude, dropped = (
        list(dict.fromkeys(_trimmed(term, reading.text, seen, lexicon) for term in terms))
        for terms in (reading.include, reading.exclude, reading.dropped)
    )
    if reading.intent is Intent.SIMILAR:  # "related item 2" wishes for nothing relaxed
        include = [term for term in include if _tag_of(term, reading.text, seen)[0]]
    places = {"wanted": include, "refused": exclude, "dropped": dropped}
    implied = _POLARITY.get(seen.meaning, "") if seen.confidence >= _LIKELY else ""
    sides = _sides(seen)
    asks = seen.meaning in ("search", "change_kind")
    for term in dict.fromkeys((*include, *exclude, *dropped)):
        literal = next(side for side, terms in places.items() if term in terms)
        if literal == "dropped" and (term in lexicon.facets or term == "brand"):
            continue  # "any brand": nobody wants, or refuses, the name of a facet
        # "Non-gmo" and "sugar-free" name what is refused and are wished for.
        tagged = ("", 0.0) if term.startswith("non-") or term.endswith("-free") else _tag_of(term, reading.text, seen)
        side = _side_of(literal, tagged, sides)
        if side == "refused" and asks and tagged[1] < _REFUSING:
            continue  # to keep out what was asked for is worse than to let something through
        if side != literal:
            places[literal].remove(term)
            places[side].append(term)
            trace.append(f"{term}: {literal} → {side}")
    known = {key_of(term) for term in (*include, *exclude, *dropped, *reading.brands)}
    known |= {key_of(value) for _, values in reading.attributes for value in values}
    kinds = {key_of(kind) for kind in reading.kinds}
    for start, end, tag, chance in seen.tags:
        said = WORDS.findall(reading.text[start:end].lower())
        term = " ".join(_named(said, known | kinds, lexicon))
        bar = _LIKELY if tag == "wanted" else SURE_OF_A_WORD
        bar = _HEARD if tag == implied else bar
        bar = _REFUSING if tag == "refused" and asks else bar
        if tag not in places or chance < bar or key_of(term) in known | kinds:
            continue
        if term:
            places[tag].append(lexicon.spelling(term))
            trace.append(f"{term}: {tag} ({chance:.2f})")
    if implied and not places[implied]:
        # The sentence is all about one property, and neither reader knew the word for one.
        words = [word for word in reading.words.split() if lexicon.knows(word)]
        if implied == "dropped":
            words = [term for term in wish.include if set(key_of(term)) <= set(keys_of(reading.text))]
        if 0 < len(words) <= _FEW:
            places[implied].extend(lexicon.spelling(word) for word in words)
            trace.append(f"{' '.join(words)}: {implied}, as the sentence is")
    moved = {key_of(term) for term in (*exclude, *dropped)}
    return replace(
        reading,
        include=tuple(include),
        exclude=tuple(dict.fromkeys(exclude)),
        dropped=tuple(dict.fromkeys(dropped)),
        facets=tuple(pair for pair in reading.facets if key_of(pair[0]) not in moved),
        words=" ".join(word for word in reading.words.split() if key_of(word) not in moved),
    )


def _named(said: Sequence[str], known: Collection[tuple[str, ...]], lexicon: Lexicon) -> list[str]:
    """The words of a tagged stretch that name a property: all known to the catalogue, and not read already."""
    read_before = {part for term in known for part in term}
    left = [word for word in said if word not in _NAMELESS and not {*key_of(word)} <= read_before]
    return left if all(lexicon.knows(word) for word in left) else []


def _sides(seen: Seen) -> Mapping[str, float]:
    """How much the sentence as a whole speaks for each side of a property; a request speaks for neither."""
    chance = dict(seen.meanings)
    open_ = sum(chance.get(meaning, 0.0) for meaning in ("search", "change_kind")) / 2
    return {
        "wanted": chance.get("refine_add", 0.0) + chance.get("like", 0.0) + open_,
        "refused": chance.get("refine_not", 0.0) + chance.get("dislike", 0.0) + open_,
        "dropped": chance.get("drop_value", 0.0),
    }


def _side_of(literal: str, tagged: tuple[str, float], sides: Mapping[str, float]) -> str:
    """The likeliest side of a property by grammar, tag and sentence together, as independent witnesses."""
    tag, chance = tagged
    belief = {
        side: (_GRAMMAR if side == literal else 1.0)
        * (1.0 if tag not in sides else max(chance if side == tag else (1 - chance) / 2, _DOUBT))
        * (speaks + _DOUBT)
        for side, speaks in sides.items()
    }
    return max(belief, key=lambda side: belief[side])


def _trimmed(term: str, text: str, seen: Seen, lexicon: Lexicon) -> str:
    """A term without words that only stood beside it: of "black tbh" what is tagged, or what the catalogue knows."""
    words = term.split()
    if len(words) < _FEW:
        return term
    for start, end, tag, chance in seen.tags:
        said = WORDS.findall(text[start:end].lower())
        inner = [word for word in words if key_of(word) in {key_of(each) for each in said}]
        if tag in _PROPERTY_TAGS and chance >= _LIKELY and 0 < len(inner) < len(words):
            return " ".join(inner)
    known = [word for word in words if lexicon.knows(word)]
    return " ".join(known) if known else term


def _tag_of(term: str, text: str, seen: Seen) -> tuple[str, float]:
    """What the words of a term are tagged with, and how surely; ("", 0) where with nothing."""
    wanted = set(key_of(term))
    best = ("", 0.0)
    for start, end, tag, chance in seen.tags:
        words = {part for word in WORDS.findall(text[start:end]) for part in key_of(word)}
        if wanted & words and chance > best[1]:
            best = (tag, chance)
    return best
