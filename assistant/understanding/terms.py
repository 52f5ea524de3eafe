"""Noun phrases after a word that governs them: "no *wool, silk or fur*", "I love *linen*", "forget *the watch*"."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.understanding.function_words import BARRIERS, COURTESY, DETERMINERS, PREPOSITIONS, STOPWORDS, VERBS
from assistant.understanding.tokens import Sentence
from retrieval.facets import FacetLink, Lexicon
from retrieval.wordforms import fold, key

_SKIPPED = DETERMINERS | frozenset(
    "to be being made make out of from in with have has having contain contains containing containing "
    "include including come comes coming it them look looks like wear anything something things stuff "
    "ones one else about look products items is are show see get buy want me us that which for please "
    "thing kind kinds sort sorts type types".split()
)
_HEADS = frozenset(
    "one ones stuff thing things item items product products version versions option options model models "
    "kind parts part anymore any more either at all stuffs clothing thanks requirement requirements".split()
)
_CLASSES = frozenset(
    "color colour colors colours colored coloured material materials fabric fabrics brand brands".split()
)
_LONGEST_RAW = 3  # words; a longer phrase is a clause that was misread
_CLAUSES = (VERBS | frozenset(["also", "i", "it", "please", "then"])) - frozenset(
    "have having contain contains".split()
)
_DEGREES = frozenset("too so very overly that super extremely particularly especially really quite necessarily".split())
_GENUINE = frozenset("real genuine pure actual proper true any".split())
_LINKERS = frozenset(["or", "nor", "and", "/", "&", ","])


@dataclass(frozen=True, slots=True)
class Term:
    """One thing named.

    Attributes:
        text: Lower case, as the catalogue spells it where it knows it; a brand as the catalogue writes it.
        facet: ``kind``, ``brand``, a facet's name, or ``""`` for words of the shopper's own.
        start: First token.
        end: Past the last token.
    """

    text: str
    facet: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Terms:
    """What a governed phrase names.

    Attributes:
        found: Terms in order, without repetition.
        kinds: Catalogue kinds that the terms only qualify ("jackets" in "no leather jackets").
        heads: The shopper's own words for those kinds.
        degree: Whether it only grades ("not too bright"), so that it names nothing.
        end: Past the last token of the phrase.
    """

    found: tuple[Term, ...]
    kinds: tuple[str, ...]
    heads: tuple[str, ...]
    degree: bool
    end: int


def property_text(link: FacetLink, lexicon: Lexicon) -> str:
    """How a linked property is written in a reading."""
    return fold(link.value) if link.listed else lexicon.spelling(link.value)


def brand_links(sentence: Sentence, lexicon: Lexicon, start: int, end: int, *, cued: bool = False) -> list[FacetLink]:
    """Brands in a stretch of tokens; one whose name is an ordinary word needs a cue or a capital letter."""
    tokens = sentence.tokens
    found: list[FacetLink] = []
    # Marks within a name are no part of it: "Eco-Products, Inc" is three words.
    places = [place for place in range(start, end) if tokens[place].kind != "mark"]
    for link in lexicon.brands([sentence.words[place] for place in places]):
        first, last = places[link.span[0]], places[link.span[1] - 1] + 1
        name = sentence.text[tokens[first].start : tokens[last - 1].end]
        cue = cued or sentence.word(first - 1) in ("by", "brand") or sentence.word(last) in ("brand", "brands")
        capital = name[:1].isupper() and first > 0 and not sentence.text.isupper()
        grammar = all(word in BARRIERS | COURTESY | DETERMINERS for word in sentence.words[first:last])
        ordinary = lexicon.is_plain(link.value) or grammar or len(name) < 4
        if cue or capital or not ordinary:
            found.append(FacetLink(link.field, link.value, (first, last), link.listed))
    return found


def read_terms(
    sentence: Sentence,
    place: int,
    lexicon: Lexicon,
    taken: frozenset[int] = frozenset(),
    *,
    loose: bool = False,
) -> Terms:
    """Read the noun phrase, or the list of them, that starts at `place`.

    Args:
        sentence: Where to read.
        place: First token after the word that governs the phrase.
        lexicon: Tells properties, brands and kinds.
        taken: Tokens of other readers; a phrase ends there.
        loose: Whether "and" joins anything; otherwise only values of one facet, as in "not black and brown".
    """
    found: list[Term] = []
    kinds: list[str] = []
    heads: list[str] = []
    start = _skip(sentence, place, taken)
    if sentence.word(start) in _DEGREES:
        end = _stretch(sentence, start + 1, taken)
        return Terms((), (), (), True, max(end, start + 1))
    end, listed = place, False
    while True:
        stop = _stretch(sentence, start, taken)
        if stop == start:
            break
        terms, qualified = _resolve(sentence, start, stop, lexicon)
        if not terms or (found and not loose and _breaks(sentence, start, found[-1], terms[0], lexicon)):
            break
        found.extend(terms)
        if qualified:
            kinds.extend(qualified)
            heads.extend(sentence.words[terms[-1].end : stop])
        end = stop
        following = _continuation(sentence, stop, taken, listed=listed)
        if following is None:
            break
        listed = sentence.word(stop) == ","  # an "or" closes a list: "no wool or silk, boots please"
        start = _skip(sentence, following, taken)
    unique = {term.text: term for term in reversed(found)}
    ordered = tuple(term for term in found if unique[term.text] is term)
    return Terms(ordered, tuple(dict.fromkeys(kinds)), tuple(dict.fromkeys(heads)), False, end)


def _skip(sentence: Sentence, place: int, taken: frozenset[int]) -> int:
    while place not in taken and sentence.word(place) in _SKIPPED and place < len(sentence) - 1:
        place += 1
    return place


def _stretch(sentence: Sentence, place: int, taken: frozenset[int]) -> int:
    """Past the last content word of the phrase that begins here."""
    end = place
    while not sentence.is_mark(end) and end not in taken:
        word = sentence.word(end)
        inside = word in ("like", "fit", "made") and end > place
        if (word in BARRIERS and not inside) or (word in COURTESY and word != "night") or word in DETERMINERS:
            break
        if sentence.tokens[end].kind in ("sign", "number") or inside:
            break
        end += 1
    return end


def _continuation(sentence: Sentence, stop: int, taken: frozenset[int], *, listed: bool) -> int | None:
    word, following = sentence.word(stop), sentence.word(stop + 1)
    if stop in taken or word not in _LINKERS:
        return None
    if word == ",":
        if following in ("or", "nor") or (following == "and" and listed):
            return stop + 2
        if following in PREPOSITIONS or following in _CLAUSES:
            return None
        return stop + 1 if listed or _list_ends(sentence, stop, taken) else None
    if following in ("not", "no", "without", "any") and stop + 1 not in taken:
        return stop + 2
    if word in ("and", "&") and (following in PREPOSITIONS or following in _CLAUSES):
        return None
    return stop + 1


def _list_ends(sentence: Sentence, comma: int, taken: frozenset[int]) -> bool:
    """Whether the items after this comma run up to an "or" or "and": "no wool, silk or fur"."""
    for _ in range(5):
        start = _skip(sentence, comma + 1, taken)
        end = _stretch(sentence, start, taken)
        if end == start or end - start > _LONGEST_RAW:
            return False
        if sentence.word(end) in ("or", "nor", "and", "/"):
            return sentence.word(end + 1) not in _CLAUSES | PREPOSITIONS
        if sentence.word(end) != ",":
            return False
        if sentence.word(end + 1) in ("or", "nor", "and"):
            return True
        comma = end
    return False


def _breaks(sentence: Sentence, start: int, before: Term, term: Term, lexicon: Lexicon) -> bool:
    """Whether "and" starts something new: "not black and waterproof" says nothing against waterproof."""
    back = start - 1
    while sentence.word(back) in _SKIPPED:
        back -= 1
    if sentence.word(back) in ("any", "no", "not") or sentence.word(back) not in ("and", "&"):
        return False
    return before.facet != term.facet


def _resolve(sentence: Sentence, start: int, stop: int, lexicon: Lexicon) -> tuple[list[Term], list[str]]:
    """Terms of one phrase without conjunctions, and the kinds that they qualify."""
    while stop > start + 1 and sentence.word(stop - 1) in _HEADS:
        stop -= 1
    if stop > start + 1 and sentence.word(stop - 1) in _CLASSES:  # "red color", but not "artificial colors"
        before = [sentence.word(stop - 2)]
        stop -= bool(lexicon.properties(before) or lexicon.brands(before))
    while start < stop - 1 and sentence.word(start) in _GENUINE | _CLASSES:
        start += 1
    words = sentence.words[start:stop]
    kinds = [link for link in lexicon.kinds(words) if start + link.span[1] == stop]
    props = [
        FacetLink(link.field, link.value, (start + link.span[0], start + link.span[1]), link.listed)
        for link in lexicon.properties(words)
    ]
    brands = brand_links(sentence, lexicon, start, stop, cued=True)
    covered = {place for link in (*props, *brands) for place in range(*link.span)}
    terms = [Term(property_text(link, lexicon), link.field, *link.span) for link in props]
    terms.extend(Term(link.value, link.field, *link.span) for link in brands if link.span[0] not in _places(props))
    head = start + kinds[0].span[0] if kinds else stop
    if kinds and head > start and covered and all(place in covered for place in range(start, head)):
        return [term for term in terms if term.end <= head], [link.value for link in kinds]
    if kinds and head == start:
        others = [fold(link.value) for link in kinds if not _same(link.value, words)]
        return [Term(name, "kind", start, stop) for name in dict.fromkeys((" ".join(words), *others))], []
    if terms and covered == set(range(start, stop)):
        return terms, []
    if all(word in STOPWORDS for word in words):
        return [], []
    words = words[:_LONGEST_RAW] if len(words) <= _LONGEST_RAW else words[:2]
    return ([Term(" ".join(words), "", start, start + len(words))] if words else []), []


def _same(value: str, words: tuple[str, ...]) -> bool:
    return [key(word) for word in fold(value).split()] == [key(word) for word in words]


def _places(links: list[FacetLink]) -> set[int]:
    return {place for link in links for place in range(*link.span)}
