"""Which words of an utterance are searched for: what is wanted, and not the small talk around it."""

from __future__ import annotations

from dataclasses import replace

from assistant.understanding.meanings import Seen
from assistant.understanding.reading import Reading
from assistant.understanding.tokens import tokenize
from retrieval.facets import Lexicon
from retrieval.wordforms import fold

_THING = 0.55  # probability from which a tagged thing is one
_SAID = frozenset({"thing", "wanted", "refused", "dropped", "brand"})
_BESIDE = 2  # tokens between a tagged word and one that may belong to it


def worded(reading: Reading, seen: Seen, lexicon: Lexicon, *, refines: bool) -> Reading:
    """The reading without words that only stood around what was asked for.

    Where a thing is named, a word without a tag counts if titles use it, or if descriptions do and it stands beside a
    tagged one: "my back is killing me, so a desk chair would be a blessing" searches for a desk chair. A message that
    refines adds tagged words alone. Where nothing is tagged, all words count, because they are all there is.

    Args:
        reading: What was read; its properties and kinds stay as they are.
        seen: What the joint model saw.
        lexicon: The catalogue's own words.
        refines: Whether the message adds to an earlier wish instead of naming a thing.
    """
    things = any(tag == "thing" and chance >= _THING for _, _, tag, chance in seen.tags)
    spans = [(start, end) for start, end, tag, _ in seen.tags if tag in _SAID]
    if not (things or (refines and (spans or reading.include or reading.exclude))):
        return reading
    tokens = tokenize(reading.text).tokens
    tagged = {at for at, token in enumerate(tokens) if any(a < token.end and token.start < b for a, b in spans)}
    near = {at + step for at in tagged for step in range(-_BESIDE, _BESIDE + 1)}
    said: dict[str, set[int]] = {}
    for at, token in enumerate(tokens):
        said.setdefault(token.word, set()).add(at)
    read = {word for term in (*reading.include, *reading.kinds, *reading.brands) for word in fold(term).split()}

    def counts(word: str) -> bool:
        places = said.get(word)
        if places is None or word in read or places & tagged:  # a word that was put right, or is known to be meant
            return True
        return not refines and (lexicon.in_titles(word) or (lexicon.knows(word) and bool(places & near)))

    return replace(reading, words=" ".join(word for word in reading.words.split() if counts(word)))
