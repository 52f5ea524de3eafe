"""The reading of an utterance: small readers, one after the other, each leaving its tokens explained.

The order matters and is the whole grammar: references before prices ("the $45 one"), ratings before prices ("rated
above 4"), prices before negations ("not over 30"), what is taken back before what is disliked, drops before refusals
("need not be red"), and what nobody explained is what is searched for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.understanding.amounts import currency_signs, read_ratings
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
from assistant.understanding.preferences import read_recipient, read_retractions, read_tastes
from assistant.understanding.prices import GRAMMAR_WORDS as PRICE_WORDS
from assistant.understanding.prices import read_prices
from assistant.understanding.reading import Change, Intent, Reading
from assistant.understanding.references import GRAMMAR_WORDS as REFERENCE_WORDS
from assistant.understanding.references import References, asks_which, fitting, read_references
from assistant.understanding.tokens import Sentence, tokenize
from retrieval.facets import Lexicon
from retrieval.products import Product
from retrieval.requests import SearchRequest, Sort
from retrieval.wordforms import vocabulary, within_one_edit

_LONGEST = 2000  # characters; nobody shops in longer sentences, and the time stays bounded
_GRAMMAR = (
    "under below above between budget dollars cheaper cheapest maximum minimum without around exceed price anything "
    "something compare similar second third first instead expensive looking waterproof please search available "
    "dollar euros within"
).split()

_POINTING = frozenset({Intent.SHOW, Intent.COMPARE, Intent.SIMILAR})
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
        intent: What is to be done, where that is known already; read from the words otherwise, and where they leave
            no doubt ("forget that I hate wool" remembers nothing).

    Returns:
        The reading; never fails, whatever the text.
    """
    sentence = _corrected(tokenize(text[:_LONGEST]), lexicon)
    references = read_references(sentence, on_screen, pointing=intent in _POINTING)
    taken = references.tokens
    rated, rating_tokens = read_ratings(sentence, taken)
    taken |= rating_tokens
    unrated = sentence.with_words("" if at in rating_tokens else word for at, word in enumerate(sentence.words))
    prices = read_prices(unrated, lexicon, taken)
    taken |= prices.tokens
    retractions = read_retractions(sentence, lexicon, taken)
    taken |= retractions.tokens
    changes = read_changes(sentence, lexicon, taken, screen=bool(on_screen))
    taken |= changes.tokens
    tastes = read_tastes(sentence, lexicon, taken)
    taken |= tastes.tokens
    negations = read_negations(sentence, lexicon, taken)
    taken |= negations.tokens
    recipient, person = read_recipient(sentence, taken)
    links = read_links(sentence, lexicon, taken | person)
    words = _search_words(sentence, lexicon, taken | person, links, negations)
    references = _pointed(sentence, references, on_screen, links, words)
    change = changes.change or (Change.CHEAPER if prices.relative else None) or _relative(sentence, references)
    excluded = tuple(dict.fromkeys(term.text for term in (*negations.excluded, *tastes.refused)))
    wished = {term.text: term.facet for term in negations.wished}
    facets = {**dict(links.facets), **wished}
    include = tuple(term for term in (*links.include, *wished) if term not in excluded)
    loosened = (term.text for term in negations.loosened)
    dropped = tuple(dict.fromkeys((*changes.dropped, *loosened, *retractions.disliked)))
    kinds = tuple(dict.fromkeys((*links.kinds, *negations.kinds)))
    named = bool(kinds or links.brands or include or links.attributes)
    sort = changes.sort or (Sort.RATING if rated else None)
    stated = (
        prices.amounts,
        changes.price_dropped or prices.dismissed,
        changes.price_eased,
        change,
        sort,
        changes.more,
        references.rejected,
        changes.in_stock,
        negations.excluded,
        negations.wished,
        kinds,
        links.attributes,
    )
    if references.firm and intent not in _POINTING:
        intent = None  # whatever it is, it is about these products
    asked = asks_which(sentence, references) and bool(on_screen) and bool(named or excluded or prices.amounts)
    if asked:
        wanted = SearchRequest(
            kinds=kinds,
            include=include,
            exclude=excluded,
            attributes=dict(links.attributes),
            price_min=prices.low,
            price_max=prices.high,
        )
        references = References(fitting(on_screen, wanted), references.tokens, firm=True)
        intent = (Intent.SEARCH, Intent.SHOW, Intent.COMPARE)[min(len(references.positions), 2)]
    alone = not (any(stated) or words or named or excluded or tastes.preferences)
    retracted = tuple(dict.fromkeys((*retractions.subjects, *(changes.forgotten if alone else ()))))
    if intent is Intent.REMEMBER and not (tastes.preferences or words or named or excluded):
        intent = None  # nothing is there to be remembered
    if alone and retractions.everything:
        intent = Intent.RESET
    elif alone and (retractions.asked or retractions.firm or (retracted and not on_screen)):
        intent = Intent.OTHER
    signals = Signals(
        content=len(words),
        known=sum(lexicon.in_titles(word) for word in words),
        named=named,
        limits=any((*stated, dropped)),
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
        return Reading(
            text=text,
            intent=intent,
            dropped=tuple(term for term in dropped if term in retracted),
            retracted=retracted,
            forget_all=retractions.everything,
            asks_profile=retractions.asked,
            recipient=recipient,
        )
    return Reading(
        text=text,
        intent=intent,
        price_min=prices.low,
        price_max=prices.high,
        price_dropped=(changes.price_dropped or prices.dismissed) and not prices.amounts,
        price_eased=changes.price_eased and not prices.amounts,
        change=change
        if intent in (Intent.SEARCH, Intent.SIMILAR) and (not prices.amounts or prices.relative)
        else None,
        kinds=kinds,
        brands=links.brands,
        include=include,
        exclude=excluded,
        dropped=dropped,
        references=references.positions if intent in _POINTING or change is not None else (),
        sort=sort,
        more=(changes.more or references.rejected) and intent is Intent.SEARCH,
        in_stock=changes.in_stock,
        preferences=tastes.preferences,
        retracted=retracted,
        forget_all=retractions.everything,
        asks_profile=retractions.asked,
        recipient=recipient,
        fresh=changes.fresh or intent is Intent.RESET,
        words=" ".join(words) if intent in (Intent.SEARCH, Intent.SIMILAR) else "",
        names_thing=intent is Intent.SEARCH and bool(words) and names_thing(sentence, lexicon, taken | person, links),
        attributes=links.attributes,
        facets=tuple(facets.items()),
        settled=_settled_fields(
            {
                ("price_min", "price_max"): prices.settled or rating_tokens or changes.price_eased,
                ("sort",): rated,
                ("change", "price_dropped"): changes.price_eased,
                ("exclude",): negations.firm,
                ("dropped",): changes.forgotten or changes.drops_kind or retractions.disliked,
                ("kinds", "names_thing"): changes.drops_kind and not kinds,
                ("intent", "references"): references.firm or references.rejected,
            }
        ),
    )


def _settled_fields(certain: Mapping[tuple[str, ...], object]) -> tuple[str, ...]:
    """Names of the fields whose condition holds."""
    return tuple(name for names, condition in certain.items() if condition for name in names)


def _corrected(sentence: Sentence, lexicon: Lexicon) -> Sentence:
    """Slips of the finger mended, towards the grammar's words first, then the catalogue's."""
    return sentence.with_words(
        _mended(word, lexicon) if (token.kind == "word" and token.text != token.text.upper()) or len(word) > 6 else word
        for word, token in zip(sentence.words, sentence.tokens, strict=True)
    )


def _mended(word: str, lexicon: Lexicon) -> str:
    if len(word) < 4 or not word.isalpha() or word in _KNOWN_WORDS or lexicon.knows(word) or lexicon.is_common(word):
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


def _pointed(
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
