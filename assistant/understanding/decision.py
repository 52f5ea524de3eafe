"""Two readers, one decision: the grammar's literal reading and the joint model's, reconciled with a trace.

The grammar is right where it says something; the joint model knows what people mean in wordings that no grammar lists.
So amounts, positions and catalogue values are always the grammar's, and what is done with them (which tool, wanted or
refused, dearer or cheaper) is the joint model's where it is sure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from assistant.understanding.certainty import BEYOND_DOUBT, CERTAIN, SURE_OF_A_WORD, VERY_SURE
from assistant.understanding.meanings import INTENTS, STATED, Seen
from assistant.understanding.reader import read
from assistant.understanding.reading import Intent, Preference, Reading
from assistant.understanding.search_words import worded
from assistant.understanding.sides import WORDS, with_sides
from assistant.understanding.tagged_amounts import with_amounts
from assistant.understanding.wish import Wish, key_of
from retrieval.facets import Lexicon
from retrieval.products import Product

NOTHING = Wish()
"""What is wished for when a conversation begins."""

SURE = 0.3
"""Probability from which the joint model's meaning counts; below, the grammar decides alone."""

_REFINES = 0.25  # chance of a new request below which a message refines the old one
_NO_PLACES = frozenset({"number", "no", "num", "option", "choice", "item", "one", "the", "list"})  # halves of one
_PERHAPS = 0.15  # of two positions being meant side by side
_NEW = 0.5  # chance of a new request from which it may name another thing

_FEW = 2

_REFINING = frozenset({"refine_add", "refine_not", "refine_max", "refine_min", "refine_range", "drop_value", *STATED})
_POINTING = frozenset({Intent.SHOW, Intent.COMPARE, Intent.SIMILAR})
_THINGS = frozenset({"thing", "wanted", "refused", "dropped", "brand"})
_LATER = (_REFINING - {"sort_cheap", "sort_dear", "sort_rated", "in_stock"}) | {"change_kind"}
_IDLE = frozenset({Intent.GREETING, Intent.THANKS, Intent.GOODBYE, Intent.OTHER})
_TERM_FIELDS = frozenset({"exclude", "dropped"})
_WHOLE = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_THE_SAME = re.compile(
    r"\b(?:one|ones|it|them|these|those|something) (?:with|in|without|made|from|by)\b", re.IGNORECASE
)


class UtteranceReader(Protocol):
    """What is asked of the joint model."""

    def read(self, text: str, *, on_screen: bool, wished: bool) -> Seen:
        """What an utterance seems to be."""
        ...


@dataclass(frozen=True, slots=True)
class Decision:
    """What counts, and how it came about.

    Attributes:
        reading: The reading that the turn goes by.
        trace: One line for each thing the joint model changed, and its meaning first.
    """

    reading: Reading
    trace: tuple[str, ...] = ()


def decide(
    text: str,
    lexicon: Lexicon,
    reader: UtteranceReader | None,
    *,
    on_screen: Sequence[Product] = (),
    wish: Wish = NOTHING,
) -> Decision:
    """Read an utterance with both readers.

    Args:
        text: Whatever the shopper typed.
        lexicon: The catalogue's own words.
        reader: The joint model; without it the grammar decides alone.
        on_screen: The products shown now.
        wish: What was asked for before.
    """
    literal = read(text, lexicon, on_screen=on_screen)
    memory = literal.forget_all or literal.asks_profile or (literal.retracted and literal.intent is Intent.OTHER)
    if reader is None or not text.strip() or memory:  # what is remembered changes by explicit words alone
        return Decision(literal)
    seen = _whole_words(reader.read(text, on_screen=bool(on_screen), wished=not wish.empty), text)
    if wish.empty and not on_screen:
        seen = _opening(seen)
    trace = [f"sounds like {seen.meaning} ({seen.confidence:.2f})"]
    if INTENTS.get(seen.meaning, Intent.SEARCH) is not literal.intent and seen.confidence >= BEYOND_DOUBT:
        # "Which of these are by Acme?" points at the screen in so many words, and yet asks for others to go.
        unsettled = tuple(name for name in literal.settled if name not in ("intent", "references"))
        literal = replace(literal, settled=unsettled)
    reading = literal
    if "intent" not in literal.settled:
        reading = _with_intent(literal, seen, lexicon, on_screen, trace)
    if reading.intent in _POINTING:
        reading = _with_places(reading, seen, lexicon, on_screen, trace)
    if reading.intent in (Intent.SEARCH, Intent.SIMILAR):
        reading = _with_statement(reading, seen, trace, opening=wish.empty and not on_screen)
        reading = _with_thing(reading, seen, lexicon, wish, trace)
        reading = with_sides(reading, seen, lexicon, wish, trace)
        reading = with_amounts(reading, seen, lexicon, trace)
        reading = worded(reading, seen, lexicon, refines=not (wish.empty or reading.kinds or reading.names_thing))
    if reading.intent is Intent.REMEMBER:
        reading = _with_tastes(reading, literal, seen, lexicon, trace)
    return Decision(_as_settled(reading, literal), tuple(trace))


def _as_settled(reading: Reading, literal: Reading) -> Reading:
    """What explicit words settle stands: values as they are, refused and dropped terms where they are."""
    kept: dict[str, Any] = {name: getattr(literal, name) for name in literal.settled}
    for name in _TERM_FIELDS & kept.keys():
        known = {key_of(term) for term in kept[name]}
        for other in ("include", "exclude", "dropped"):
            terms = tuple(term for term in getattr(reading, other) if key_of(term) not in known)
            reading = replace(reading, **{other: terms})
        kept[name] = (*kept[name], *getattr(reading, name))
    return replace(reading, **kept)


def _whole_words(seen: Seen, text: str) -> Seen:
    """What is seen, each tag widened to whole words: "waterproof" and not its "proof", "4.8" and not its "8"."""
    words = [match.span() for match in _WHOLE.finditer(text)]
    tags: dict[tuple[int, int, str], float] = {}
    for start, end, tag, chance in seen.tags:
        touched = [(a, b) for a, b in words if a < end and start < b]
        span = (min([start, *(a for a, _ in touched)]), max([end, *(b for _, b in touched)]), tag)
        tags[span] = max(chance, tags.get(span, 0.0))
    return replace(seen, tags=tuple((*span, chance) for span, chance in tags.items()))


def _opening(seen: Seen) -> Seen:
    """What is seen where nothing was said before: whatever refines, or changes, then asks for something."""
    chances: dict[str, float] = {}
    for meaning, chance in seen.meanings:
        named = "search" if meaning in _LATER else meaning
        chances[named] = chances.get(named, 0.0) + chance
    return replace(seen, meanings=tuple(sorted(chances.items(), key=lambda pair: -pair[1])))


def _with_intent(
    literal: Reading, seen: Seen, lexicon: Lexicon, on_screen: Sequence[Product], trace: list[str]
) -> Reading:
    # Meanings of one intent count together: "show" and "ask" may share what is certain between them.
    chances: dict[Intent, float] = {}
    for meaning, chance in seen.meanings:
        intent = INTENTS.get(meaning, Intent.SEARCH)
        chances[intent] = chances.get(intent, 0.0) + chance
    if on_screen and any(tag == "place" and chance >= SURE_OF_A_WORD for _, _, tag, chance in seen.tags):
        # Somebody who points at a product wants something done with it.
        chances = {each: chance * (4.0 if each in _POINTING else 1.0) for each, chance in chances.items()}
        total = sum(chances.values())
        chances = {each: chance / total for each, chance in chances.items()}
    intent = max(chances, key=lambda each: chances[each])
    if intent is literal.intent or chances[intent] < SURE:
        return literal
    if intent in _IDLE and chances[intent] < VERY_SURE and _asks(literal, lexicon):
        return literal
    if intent in _IDLE and _only_names(literal, lexicon):
        return literal
    if intent is Intent.REMEMBER and (literal.brands or literal.kinds):
        return literal  # "Beauty from Acme" names what is wanted now
    if intent in _IDLE and literal.intent in _IDLE:
        return literal
    if intent is Intent.RESET and chances[intent] < VERY_SURE:
        return literal
    pointing = literal.intent in _POINTING and literal.references
    if pointing and intent not in _POINTING and chances[intent] < CERTAIN:
        return literal
    if intent in _POINTING and not on_screen:  # that there is nothing to point at is for the reply to say
        return replace(literal, intent=intent, references=()) if literal.intent in _IDLE else literal
    trace.append(f"{literal.intent} → {intent}")
    reading = read(literal.text, lexicon, on_screen=on_screen, intent=intent)
    return replace(reading, fresh=True) if intent is Intent.RESET else reading


def _asks(literal: Reading, lexicon: Lexicon) -> bool:
    """Whether the grammar found anything to search for: a kind, a limit, or a word of the catalogue's titles."""
    limits = literal.price_max is not None or literal.price_min is not None
    words = literal.words.split() if literal.intent is Intent.SEARCH else ()
    return bool(literal.kinds) or limits or any(lexicon.in_titles(word) for word in words)


def _only_names(literal: Reading, lexicon: Lexicon) -> bool:
    """Whether all that the grammar heard is a word or two of the catalogue's titles: "let me see your protectors"."""
    words = literal.words.split() if literal.intent is Intent.SEARCH else ()
    return 0 < len(words) <= _FEW and all(lexicon.in_titles(word) for word in words)


def _with_places(
    reading: Reading, seen: Seen, lexicon: Lexicon, on_screen: Sequence[Product], trace: list[str]
) -> Reading:
    """Read each stretch that points at the screen by itself, where the grammar saw fewer of them."""
    found: list[int] = []
    for start, end, tag, chance in seen.tags:
        if tag == "place" and chance >= SURE_OF_A_WORD:
            said = reading.text[start:end]
            if said.lower() in _NO_PLACES:
                continue
            for cue in (f"tell me about {said}", f"tell me about the {said} one"):
                if places := read(cue, lexicon, on_screen=on_screen, intent=Intent.SHOW).references:
                    found += places
                    break
    places = tuple(dict.fromkeys(found))
    several = reading.intent is Intent.COMPARE or seen.meaning == "compare"
    if places and places != reading.references and (len(places) == 1 or several or not reading.references):
        trace.append(f"positions {', '.join(map(str, places))}")
        reading = replace(reading, references=places)
    side_by_side = sum(chance for meaning, chance in seen.meanings if meaning in ("compare", "compare_all"))
    if reading.intent is Intent.SHOW and len(places) > 1 and side_by_side >= _PERHAPS:
        trace.append("two of them: show → compare")  # who points at two wants them side by side
        reading = replace(reading, intent=Intent.COMPARE, references=places)
    if reading.intent is Intent.COMPARE and len(reading.references) == 1:
        reading = replace(reading, intent=Intent.SHOW)  # nothing to hold it against
    if not reading.references:
        everything = tuple(range(1, len(on_screen) + 1))
        return replace(reading, references=everything if reading.intent is Intent.COMPARE else (1,))
    return reading


def _with_statement(reading: Reading, seen: Seen, trace: list[str], *, opening: bool) -> Reading:
    """Add what the whole sentence states, and take away what single words of it only seemed to."""
    stated = STATED.get(seen.meaning)
    if seen.confidence >= VERY_SURE:
        idle: dict[str, Any] = {"change": None, "more": False, "sort": None}
        if seen.meaning in ("search", "change_kind"):
            del idle["sort"]  # "mugs, cheapest first" asks for mugs, and in an order
        wrong = {name: value for name, value in idle.items() if name not in (stated or {}) and getattr(reading, name)}
        if wrong:
            trace.append(f"does not state {', '.join(wrong)}")
            reading = replace(reading, **wrong)
    if not stated or seen.confidence < SURE:
        return reading
    missing = {name: value for name, value in stated.items() if getattr(reading, name) != value}
    if reading.price_max is not None or reading.price_min is not None:
        # A limit in so many words is not moved, and not dropped, because the sentence seems to be about prices.
        missing = {name: value for name, value in missing.items() if name not in ("change", "price_dropped")}
    if seen.confidence < VERY_SURE:
        missing.pop("price_dropped", None)  # to lose a limit takes more than a guess
    if missing:
        trace.append(f"states {', '.join(missing)}")
    reading = replace(reading, **missing)
    # Where nothing was asked for before, whoever wants an order or stock wants it of something.
    kinds = reading.kinds and (opening or seen.confidence < CERTAIN)
    named = any(tag in _THINGS for _, _, tag, _ in seen.tags) or kinds
    if reading.intent is Intent.SEARCH and not named:
        # "Anything I can put in my basket today?" names no basket.
        bare = replace(reading, kinds=(), brands=(), include=(), exclude=(), attributes=(), facets=(), words="")
        if bare != reading:
            trace.append("names nothing")
        return replace(bare, names_thing=False)
    return reading


def _with_thing(reading: Reading, seen: Seen, lexicon: Lexicon, wish: Wish, trace: list[str]) -> Reading:
    """Say whether the words name another thing to look for, or refine what was asked before."""
    things = [reading.text[start:end] for start, end, tag, _ in seen.tags if tag == "thing"]
    refines = seen.meaning in _REFINING and seen.confidence >= CERTAIN
    if reading.kinds and not things and refines and not wish.empty:
        trace.append(f"no kind: {', '.join(reading.kinds)}")
        return replace(reading, kinds=(), names_thing=False)
    named = {
        kind
        for start, end, tag, chance in seen.tags
        if tag == "thing" and chance >= CERTAIN
        for kind in read(reading.text[start:end], lexicon).kinds
    }
    if named and named < set(reading.kinds):
        # "My bag split, hiking boots, quick": what else occurs in the sentence is not asked for.
        trace.append(f"only: {', '.join(kind for kind in reading.kinds if kind in named)}")
        reading = replace(reading, kinds=tuple(kind for kind in reading.kinds if kind in named))
    if not reading.kinds and things and seen.meaning in ("search", "change_kind"):
        kinds = read(things[0], lexicon).kinds
        if kinds:
            trace.append(f"kind: {', '.join(kinds)}")
            return replace(reading, kinds=kinds)
    chances = dict(seen.meanings)
    new = chances.get("search", 0.0) + chances.get("change_kind", 0.0)
    if reading.kinds or _REFINES < new < _NEW:
        return reading
    said = {key_of(word) for term in (*reading.include, *reading.exclude, *reading.brands) for word in term.split()}
    naming = any(key_of(word) not in said for word in reading.words.split())
    # What is looked for changes only where a word is heard to name another thing.
    if not wish.empty and _THE_SAME.search(reading.text):
        new = 0.0  # "is there one with pockets?" is about what was asked for before
    named = wish.empty or any(tag == "thing" and chance >= SURE_OF_A_WORD for _, _, tag, chance in seen.tags)
    names = naming and named and new >= _NEW
    if names != reading.names_thing and (names or not wish.empty):
        trace.append("names another thing" if names else "refines")
        return replace(reading, names_thing=names)
    return reading


def _with_tastes(reading: Reading, literal: Reading, seen: Seen, lexicon: Lexicon, trace: list[str]) -> Reading:
    """Name what is liked or disliked where the grammar did not hear that it is lasting."""
    spans = [(a, b) for a, b, tag, p in seen.tags if tag in ("wanted", "refused", "brand") and p >= SURE_OF_A_WORD]
    tagged = tuple(dict.fromkeys(" ".join(WORDS.findall(reading.text[a:b].lower())) for a, b in spans))
    if len({taste.liked for taste in literal.preferences}) > 1:
        return reading  # "I like silk and hate wool": the model's meaning is one of the two
    if reading.preferences and not (tagged and seen.meaning in ("like", "dislike") and seen.confidence >= VERY_SURE):
        return reading
    subjects = dict.fromkeys(tagged or (*literal.include, *literal.exclude, *reading.include, *reading.exclude))
    liked = seen.meaning != "dislike"
    if not subjects:
        words = [word for word in literal.words.split() if lexicon.knows(word)]
        subjects = dict.fromkeys(words[:2])
    trace.append(f"{'likes' if liked else 'dislikes'} {', '.join(subjects)}")
    return replace(reading, preferences=tuple(Preference(subject, liked) for subject in subjects if subject))
