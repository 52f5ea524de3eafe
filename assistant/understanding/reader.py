"""The reading of an utterance: small readers, one after the other, each leaving its tokens explained.

The order matters and is the whole grammar: references before prices ("the $45 one"), prices before negations ("not
over 30"), drops before refusals ("need not be red"), and what nobody explained is what is searched for.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.understanding.amounts import currency_signs
from assistant.understanding.changes import GRAMMAR_WORDS as CHANGE_WORDS
from assistant.understanding.changes import read_changes
from assistant.understanding.function_words import PEOPLE, STOPWORDS
from assistant.understanding.intents import GRAMMAR_WORDS as INTENT_WORDS
from assistant.understanding.intents import Signals, asks_details, compares, read_intent, resembles
from assistant.understanding.links import Links, names_thing, read_links
from assistant.understanding.negation import GRAMMAR_WORDS as NEGATION_WORDS
from assistant.understanding.negation import Negations, read_negations
from assistant.understanding.numbers import NUMBER_WORDS
from assistant.understanding.preferences import GRAMMAR_WORDS as PREFERENCE_WORDS
from assistant.understanding.preferences import read_recipient, read_tastes
from assistant.understanding.prices import GRAMMAR_WORDS as PRICE_WORDS
from assistant.understanding.prices import read_prices
from assistant.understanding.reading import Change, Intent, Reading
from assistant.understanding.references import GRAMMAR_WORDS as REFERENCE_WORDS
from assistant.understanding.references import References, read_references
from assistant.understanding.tokens import Sentence, tokenize
from retrieval.facets import Lexicon
from retrieval.products import Product
from retrieval.wordforms import vocabulary, within_one_edit

_LONGEST = 2000  # characters; nobody shops in longer sentences, and the time stays bounded
_GRAMMAR = (
    "under below above between budget dollars cheaper cheapest maximum minimum without around exceed price anything "
    "something compare similar second third first instead expensive looking waterproof please search available "
    "dollar euros within"
).split()

_KNOWN_WORDS = (
    STOPWORDS | PEOPLE | NUMBER_WORDS | currency_signs()
    | CHANGE_WORDS | INTENT_WORDS | NEGATION_WORDS | PREFERENCE_WORDS | PRICE_WORDS | REFERENCE_WORDS
)  # fmt: skip


def read(text: str, lexicon: Lexicon, *, on_screen: Sequence[Product] = (), intent: Intent | None = None) -> Reading:
    """Read what one utterance states literally.

    Args:
        text: Whatever the shopper typed.
        lexicon: The catalogue's own words.
        on_screen: The products shown now, best first; references point at them.
        intent: What is to be done, where that is known already; read from the words otherwise.

    Returns:
        The reading; never fails, whatever the text.
    """
    sentence = _corrected(tokenize(text[:_LONGEST]), lexicon)
    references = read_references(sentence, on_screen)
    taken = references.tokens
    prices = read_prices(sentence, lexicon, taken)
    taken |= prices.tokens
    changes = read_changes(sentence, lexicon, taken, screen=bool(on_screen))
    taken |= changes.tokens
    tastes = read_tastes(sentence, lexicon, taken)
    taken |= tastes.tokens
    negations = read_negations(sentence, lexicon, taken)
    taken |= negations.tokens
    recipient, person = read_recipient(sentence, taken)
    links = read_links(sentence, lexicon, taken | person)
    words = _search_words(sentence, lexicon, taken | person, links, negations)
    references = _settled(sentence, references, on_screen, links, words)
    change = changes.change or (Change.CHEAPER if prices.relative else None) or _relative(sentence, references)
    excluded = tuple(dict.fromkeys(term.text for term in (*negations.excluded, *tastes.refused)))
    wished = {term.text: term.facet for term in negations.wished}
    facets = {**dict(links.facets), **wished}
    include = tuple(term for term in (*links.include, *wished) if term not in excluded)
    dropped = tuple(dict.fromkeys((*changes.dropped, *(term.text for term in negations.loosened))))
    kinds = tuple(dict.fromkeys((*links.kinds, *negations.kinds)))
    limits = any(
        (
            prices.amounts,
            changes.price_dropped or prices.dismissed,
            change,
            changes.sort,
            changes.more,
            references.rejected,
            changes.in_stock,
            negations.excluded,
            negations.wished,
            dropped,
            kinds,
            links.attributes,
        )
    )
    signals = Signals(
        content=len(words),
        known=sum(lexicon.in_titles(word) for word in words),
        named=bool(kinds or links.brands or include or links.attributes),
        limits=limits,
        preferences=bool(tastes.preferences),
        references=len(references.positions),
        screen=len(on_screen),
        fresh=changes.fresh,
        shifted=change is not None,
    )
    intent = intent or read_intent(sentence, signals)
    if intent is Intent.COMPARE and not references.positions:
        references = References(tuple(range(1, len(on_screen) + 1)), references.tokens, whole=True)
    if intent is Intent.OTHER:
        return Reading(text=text, intent=intent, recipient=recipient)
    pointing = intent in (Intent.SHOW, Intent.COMPARE, Intent.SIMILAR) or change is not None
    return Reading(
        text=text,
        intent=intent,
        price_min=prices.low,
        price_max=prices.high,
        price_dropped=(changes.price_dropped or prices.dismissed) and not prices.amounts,
        change=change
        if intent in (Intent.SEARCH, Intent.SIMILAR) and (not prices.amounts or prices.relative)
        else None,
        kinds=kinds,
        brands=links.brands,
        include=include,
        exclude=excluded,
        dropped=dropped,
        references=references.positions if pointing else (),
        sort=changes.sort,
        more=(changes.more or references.rejected) and intent in (Intent.SEARCH, Intent.OTHER),
        in_stock=changes.in_stock,
        preferences=tastes.preferences,
        recipient=recipient,
        fresh=changes.fresh,
        words=" ".join(words) if intent in (Intent.SEARCH, Intent.SIMILAR) else "",
        names_thing=intent is Intent.SEARCH and bool(words) and names_thing(sentence, lexicon, taken | person, links),
        attributes=links.attributes,
        facets=tuple(facets.items()),
    )


def _corrected(sentence: Sentence, lexicon: Lexicon) -> Sentence:
    """Slips of the finger mended, towards the grammar's words first, then the catalogue's."""
    return sentence.with_words(
        _mended(word, lexicon) if (token.kind == "word" and token.text != token.text.upper()) or len(word) > 6 else word
        for word, token in zip(sentence.words, sentence.tokens, strict=True)
    )


def _mended(word: str, lexicon: Lexicon) -> str:
    if len(word) < 4 or not word.isalpha() or word in _KNOWN_WORDS or lexicon.knows(word):
        return word
    for known in _GRAMMAR:
        if word != known and word[0] == known[0] and len(known) > 4 and within_one_edit(word, known):
            return known
    return lexicon.correct(word)


def _search_words(
    sentence: Sentence, lexicon: Lexicon, taken: frozenset[int], links: Links, negations: Negations
) -> list[str]:
    """The content words left over, in order; linked words always count as content."""
    words: list[str] = []
    for place, token in enumerate(sentence.tokens):
        word = sentence.word(place)
        linked = place in links.tokens
        counted = sentence.word(place + 1) == "of" and word in vocabulary().measures
        if place in taken or counted or token.kind == "mark" or (token.kind == "sign" and not linked):
            continue
        if linked or token.kind == "number" or (word not in STOPWORDS and len(word) > 1):
            glued = token.joined and words and place - 1 not in taken and sentence.tokens[place - 1].end == token.start
            if token.kind == "number" and sentence.word(place - 1) == "size":
                words.extend((word,) if words[-1:] == ["size"] else ("size", word))
            elif glued and sentence.tokens[place - 1].kind == "number":
                words[-1] += word  # "32gb"
            else:
                words.append(word)
        elif word == "t" and sentence.word(place + 1) == "shirt":
            words.append("t")
    words.extend(term.text for term in negations.wished)
    words.extend(word for word in negations.heads if word not in words)
    return words


def _settled(
    sentence: Sentence,
    references: References,
    on_screen: Sequence[Product],
    links: Links,
    words: Sequence[str],
) -> References:
    """Drop "these" where something else is asked for, and let "it" point at the only product shown."""
    if references.positions or len(on_screen) != 1:
        asked = compares(sentence) or resembles(sentence) or asks_details(sentence)
        return References((), references.tokens) if references.whole and not asked else references
    about = {"it", "its", "this", "that"} & set(sentence.words) and sentence.word(0) in (
        "is", "does", "do", "has", "can", "will", "what", "how", "tell", "which", "where", "who", "are",
    )  # fmt: skip
    return References((1,), references.tokens) if about and not links.kinds and len(words) < 6 else references


def _relative(sentence: Sentence, references: References) -> Change | None:
    """Such as "Cheaper than the second": a price next to a reference."""
    words = sentence.words
    for place, word in enumerate(words):
        if word != "than" or not any(at in references.tokens for at in (place + 1, place + 2)):
            continue
        if words[place - 1] in ("cheaper", "less", "lower") or words[place - 2 : place] == (
            "less",
            "expensive",
        ):
            return Change.CHEAPER
        if words[place - 1] in ("pricier", "dearer", "expensive", "fancier"):
            return Change.DEARER
    return None
