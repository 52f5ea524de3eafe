"""What the remaining words name in the catalogue: kinds of product, brands and properties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.understanding.function_words import BARRIERS, COURTESY, DETERMINERS, STOPWORDS
from assistant.understanding.phrases import phrases
from assistant.understanding.terms import brand_links, property_text
from assistant.understanding.tokens import Sentence
from retrieval.facets import FacetLink, Lexicon
from retrieval.wordforms import fold, vocabulary

_SIZE = phrases("links.size")
_SUBJECTS = frozenset("i we you they he she to".split())
_TO_VERB = frozenset(
    "switch change go back move similar compared compare opposed due next over return and prefer".split()
)


@dataclass(frozen=True, slots=True)
class Links:
    """What the words name.

    Attributes:
        kinds: Catalogue values that name the wanted kind.
        brands: As the catalogue writes them.
        include: Properties wanted.
        facets: Facet of each property named, alternatives included.
        attributes: Facet to accepted values, for alternatives ("red or blue") and sizes.
        tokens: Tokens that are part of a link.
    """

    kinds: tuple[str, ...]
    brands: tuple[str, ...]
    include: tuple[str, ...]
    facets: tuple[tuple[str, str], ...]
    attributes: tuple[tuple[str, tuple[str, ...]], ...]
    tokens: frozenset[int]


def read_links(sentence: Sentence, lexicon: Lexicon, taken: frozenset[int]) -> Links:
    """Link the tokens that no other reader has explained."""
    masked = [("" if place in taken else word) for place, word in enumerate(sentence.words)]
    sizes, size_tokens = _sizes(sentence, lexicon, taken)
    masked = ["" if place in size_tokens else word for place, word in enumerate(masked)]
    kinds = _kinds(sentence, masked, lexicon)
    brands = [
        link for link in brand_links(sentence, lexicon, 0, len(sentence)) if all(masked[p] for p in range(*link.span))
    ]
    busy = {place for link in brands for place in range(*link.span)}
    kind_places = {place for link in kinds for place in range(*link.span)}
    properties = [
        link
        for link in lexicon.properties(masked)
        if not busy & set(range(*link.span)) and not set(range(*link.span)) & kind_places
    ]
    alternatives, plain = _alternatives(sentence, properties)
    include = {property_text(link, lexicon): link.field for link in plain}
    facets: dict[str, tuple[str, ...]] = dict(sizes)
    for group in alternatives:
        if all(link.listed for link in group):
            facets[group[0].field] = tuple(dict.fromkeys(link.value for link in group))
    linked = (*kinds, *brands, *properties)
    return Links(
        tuple(dict.fromkeys(link.value for link in kinds)),
        tuple(dict.fromkeys(link.value for link in brands)),
        tuple(include),
        tuple(
            {
                **include,
                **{property_text(link, lexicon): link.field for group in alternatives for link in group},
            }.items()
        ),
        tuple(facets.items()),
        frozenset(place for link in linked for place in range(*link.span)) | size_tokens,
    )


def _sizes(
    sentence: Sentence, lexicon: Lexicon, taken: frozenset[int]
) -> tuple[list[tuple[str, tuple[str, ...]]], frozenset[int]]:
    """Such as "Size 9": a value of the catalogue's size facet, however short."""
    fields = [name for name in lexicon.facets if "size" in fold(name)]
    for match in _SIZE.all(sentence.words):
        for field in fields:
            for end in range(min(len(sentence), match.end + 3), match.end, -1):
                value = lexicon.value(field, sentence.words[match.end : end])
                if value is not None and not taken & frozenset(range(match.start, end)):
                    return [(field, (value,))], frozenset(range(match.start, end))
    return [], frozenset()


def _kinds(sentence: Sentence, masked: Sequence[str], lexicon: Lexicon) -> list[FacetLink]:
    """Kinds that head their noun phrase: "bag" in "camera bag", "jacket" in "jacket for fishing"."""
    links = [
        link
        for link in lexicon.kinds(masked)
        if not (_is_verb(sentence, link) or _is_measure(sentence, link) or _is_purpose(sentence, link))
    ]
    kept: list[FacetLink] = []
    for link in links:
        others = [other for other in links if other.span != link.span]
        status = _status(sentence, masked, link, others, lexicon)
        if status is None:
            continue
        if status is not link and lexicon.lies_within(link.value, status.value):
            kept = [other for other in kept if other.span != status.span]
            kept.append(link)  # "formal footwear": the narrower kind says it all
        elif status is link and not any(
            other.span[1] == link.span[0] and lexicon.lies_within(other.value, link.value) for other in kept
        ):
            kept.append(link)
    return kept


def _status(
    sentence: Sentence, masked: Sequence[str], link: FacetLink, others: Sequence[FacetLink], lexicon: Lexicon
) -> FacetLink | None:
    """The link that heads this link's noun phrase; ``None`` where the phrase is about something else."""
    heads = {other.span[0]: other for other in others}
    place = link.span[1]
    properties = {p for found in lexicon.properties(masked) for p in range(*found.span)}
    while not sentence.is_mark(place) and masked[place] and sentence.word(place) not in _PHRASE_ENDS:
        if place in heads:
            return heads[place]
        word = sentence.word(place)
        if place not in properties and lexicon.is_head(word) and lexicon.support(link.value, word) < 0.5:
            return None
        place += 1
    governor = _governed_by(sentence, masked, link, others)
    if isinstance(governor, FacetLink):
        return None if governor.span != link.span else link
    if governor is not None and lexicon.is_head(governor) and lexicon.support(link.value, governor) < 0.5:
        return None
    return link


def _governed_by(
    sentence: Sentence, masked: Sequence[str], link: FacetLink, others: Sequence[FacetLink]
) -> FacetLink | str | None:
    """What stands before "for", "with" or "in" in front of this link: another kind, or a word."""
    place = link.span[0] - 1
    while place >= 0 and (
        sentence.word(place) in DETERMINERS or (masked[place] and sentence.word(place) not in BARRIERS)
    ):
        if sentence.is_mark(place):
            return None
        place -= 1
    if place < 0 or sentence.word(place) not in ("for", "with", "of", "in", "on", "to", "from", "like"):
        return None
    if sentence.word(place) == "of" and sentence.word(place - 1) in vocabulary().measures:
        return None
    place -= 1
    for other in others:
        if other.span[1] == place + 1:
            return other
    word = sentence.word(place)
    return word if word.isalpha() and word not in STOPWORDS else None


def _is_verb(sentence: Sentence, link: FacetLink) -> bool:
    """Such as "I saw", "to watch": a verb, not a kind."""
    start = link.span[0]
    if link.span[1] - start > 1 or sentence.word(start) not in vocabulary().also_verbs:
        return False
    before = sentence.word(start - 1)
    return before in _SUBJECTS and not (before == "to" and sentence.word(start - 2) in _TO_VERB)


def _is_measure(sentence: Sentence, link: FacetLink) -> bool:
    """Such as "A set of bowls" asks for bowls."""
    return sentence.word(link.span[1]) == "of" and sentence.word(link.span[1] - 1) in vocabulary().measures


def _is_purpose(sentence: Sentence, link: FacetLink) -> bool:
    """Such as "A gift for my dad": what for, and not what; a shop may well have a shelf called Gifts."""
    start, end = link.span
    gift = end == start + 1 and sentence.word(start) in ("gift", "gifts", "present", "presents")
    return gift and (sentence.word(end) in ("for", "to") or sentence.words[max(start - 2, 0) : start] == ("as", "a"))


def _alternatives(sentence: Sentence, properties: Sequence[FacetLink]) -> tuple[list[list[FacetLink]], list[FacetLink]]:
    """Split properties joined by "or" within one facet from those that must all hold."""
    groups: list[list[FacetLink]] = []
    for link in properties:
        before = groups[-1][-1] if groups else None
        if before is not None and before.field == link.field and _or_between(sentence, before.span[1], link.span[0]):
            groups[-1].append(link)
        elif before is None or before.span != link.span:
            groups.append([link])
    return [group for group in groups if len(group) > 1], [group[0] for group in groups if len(group) == 1]


def _or_between(sentence: Sentence, start: int, end: int) -> bool:
    between = sentence.words[start:end]
    return ("or" in between or between == ("/",)) and all(
        word in ("or", "/", "in", "a", ",", "maybe", "even") for word in between
    )


_PHRASE_ENDS = BARRIERS | COURTESY | DETERMINERS
_GOVERNING = frozenset(
    "with in for of without by from at on to made that has have having more less very too like be is as less".split()
)
_PRO_FORMS = frozenset("one ones it them they those these".split())


def names_thing(sentence: Sentence, lexicon: Lexicon, taken: frozenset[int], links: Links) -> bool:
    """Whether the words name a thing to look for that is no kind of the catalogue.

    "I need a kettle" and "unicorn saddle" do; "with a hood", "for hiking", "a warmer one" only refine.
    """
    if links.kinds or _PRO_FORMS & set(sentence.words):
        return False
    seeking = any(
        word in ("need", "want", "find", "looking", "buy", "search", "show", "get", "instead")
        for word in sentence.words
    )
    for place, word in enumerate(sentence.words):
        ends = sentence.is_mark(place + 1) or sentence.word(place + 1) in _PHRASE_ENDS or place + 1 in taken
        plain = word.isalpha() and word not in STOPWORDS and place not in taken and place not in links.tokens
        if not plain or not ends:
            continue
        start = place
        while (
            start > 0
            and start - 1 not in taken
            and not sentence.is_mark(start - 1)
            and sentence.word(start - 1) not in _PHRASE_ENDS
        ):
            start -= 1
        determined = sentence.word(start - 1) in ("a", "an", "some", "any", "the", "my")
        governor = sentence.word(start - 2 if determined else start - 1)
        looked_for = governor == "for" and sentence.word(start - (3 if determined else 2)) in (
            "looking",
            "search",
            "searching",
            "hunting",
            "shopping",
        )
        if (governor not in _GOVERNING or looked_for) and (seeking or determined or lexicon.is_head(word)):
            return True
    return False
