"""What an utterance changes about the search at hand: cheaper, another order, more of it, less of it, or a fresh start."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.understanding.phrases import Phrases, words_in
from assistant.understanding.reading import Change
from assistant.understanding.terms import Term, property_text, read_terms
from assistant.understanding.tokens import Sentence
from retrieval.facets import Lexicon
from retrieval.requests import Sort

_CHANGES = Phrases(
    {
        "(cheaper|pricier|dearer) than": None,  # a limit or a product follows; the price reader knows
        "[a|a little|a bit|much|even|any] [bit] (cheaper|cheapest than that)": Change.CHEAPER,
        "(less|lower) (expensive|pricey|costly|priced|price|cost|in price|prices)": Change.CHEAPER,
        "lower [the] (price|prices|cost|end|budget|price range|price point)": Change.CHEAPER,
        "[a|way|far|is|are|all] [bit|little] too (expensive|pricey|dear|costly|steep|much money|high priced|rich for my blood)": Change.CHEAPER,
        "(is|are) [a bit|a little|way|far] too (much|high)": Change.CHEAPER,
        "(costs|cost) (too much|a lot|a fortune|an arm and a leg)": Change.CHEAPER,
        "more (affordable|economical|reasonable|reasonably priced|budget|budget friendly|wallet friendly)": Change.CHEAPER,
        "[way|a bit|a little|out] (over|above|beyond|exceeds|outside|out of) my (budget|price range|limit|means)": Change.CHEAPER,
        "can not afford (that|it|this|these|those|them|any of these)": Change.CHEAPER,
        "(a bit|a little|rather|pretty|quite|so|very) (steep|pricey|expensive|costly)": Change.CHEAPER,
        "(for|with) less [money]": Change.CHEAPER,
        "(bring|get) the price down": Change.CHEAPER,
        "not (too|so|very|that|overly|super|crazy|ridiculously) (expensive|pricey|costly|dear|steep)": None,
        "nothing (too|so) (expensive|pricey)": None,
        "(most|more) expensive than": None,
        "(pricier|dearer|costlier|fancier|posher|classier)": Change.DEARER,
        "more (expensive|pricey|costly|upmarket|premium|upscale|luxurious|exclusive|high end|high-end|luxury|deluxe)": Change.DEARER,
        "(higher|upper) (end|priced|price|price range|price point|class)": Change.DEARER,
        "too (cheap|cheap looking|basic and cheap)": Change.DEARER,
        "[bit|step] up (market|scale)": Change.DEARER,
        "step it up": Change.DEARER,
    }
)  # fmt: skip
_SORTS = Phrases(
    {
        "[the] (cheapest|least expensive|lowest priced|lowest price|most affordable|lowest cost) [ones|one|option|options] [first]": Sort.PRICE_LOW,
        "(price|prices) [from] (low|lowest) to (high|highest)": Sort.PRICE_LOW,
        "(low|lowest) to (high|highest)": Sort.PRICE_LOW,
        "(by|on) [ascending] price": Sort.PRICE_LOW,
        "(ascending price|price ascending|from cheap to expensive|cheap to expensive|cheapest to most expensive|by lowest price)": Sort.PRICE_LOW,
        "[the] (most expensive|priciest|dearest|highest priced|highest price|costliest) [ones|one|option|options] [first]": Sort.PRICE_HIGH,
        "[price|prices] [from] (high|highest) to (low|lowest)": Sort.PRICE_HIGH,
        "(by|on) (descending price|price descending|highest price)": Sort.PRICE_HIGH,
        "(expensive to cheap|most expensive to cheapest|price descending)": Sort.PRICE_HIGH,
        "[the] (best|top|highest|better) (rated|reviewed|ranked|rating|ratings|reviews) [ones|one|first]": Sort.RATING,
        "(by|on|with) [the] [best|highest|top|good|great] (rating|ratings|review|reviews|stars|popularity|customer rating)": Sort.RATING,
        "[the] (most popular|best selling|bestselling|best sellers|bestsellers|highest rating|best loved|most loved|most liked)": Sort.RATING,
    }
)  # fmt: skip
_MORE = Phrases.of(
    True,
    "(show|see|give|got|have|load|list|display|view|fetch) [me|us] [some|any|a few|few] more [please]",
    "(show|see|give|got|have) [me|us] [some|any|a few] (other|different|additional|further) [ones|options|choices|results|products|items]",
    "[any|some|few|a few|two|three|see] more (options|choices|results|products|items|ones|of them|of these|of those|please|ideas|suggestions|picks)",
    "(what|anything|something|who|nothing) else [is there|do you have|have you got|you have|you got]",
    "[the] next (page|ones|few|batch|results|set|five|ten|lot|please)", "[any|some|the] other (options|choices|ones|results|products|suggestions|ideas|possibilities|alternatives|picks)",
    "(any|some) (others|alternatives)", "show [me] others", "keep going", "go on", "load more", "(different|another) (ones|one|options|choices|batch)",
    "and (others|more)", "(got|have) any others",
)  # fmt: skip
_ALONE_MORE = Phrases.of(True, "(next|more|others|another|continue|further|again more)")
_IN_STOCK = Phrases.of(
    True,
    "[are|is|currently|actually|that are|which are|only|be] (in stock|in-stock) [now|right now|only|today]",
    "[are|is|currently|that are|which are|only] available [right] (now|today|immediately|straight away|at once)",
    "(currently|immediately|only|readily) available", "(that are|which are|that is) available", "(ready to|can) ship [now|today|immediately]",
    "(not|nothing|no) [that is|which is] (sold out|out of stock|out-of-stock)", "(is|are) not (sold out|out of stock)",
    "(no|without) [any] (sold out|out of stock) (items|products|things|ones|stuff)", "(have|got) in stock",
)  # fmt: skip
_FRESH = Phrases.of(
    True,
    "(start|starting|begin) (over|again|afresh|anew|fresh|from scratch|from the beginning|new)", "[a] (new|fresh|brand new) (search|start|topic|conversation)",
    "(forget|clear|reset|erase|scrap|delete|drop|remove|undo|ditch|discard) (everything|all|all of it|all of that|it all|all that|the search|my search|the lot|the filters|all filters|all the filters|filters|the conversation|this search|everything i said|everything so far)",
    "from scratch", "(something|anything) (completely|totally|entirely) different", "(reset|restart)",
)  # fmt: skip
_RESET_ALONE = frozenset(["reset", "restart"])

_PRICE = "(price|prices|budget|cost|costs|money|price limit|price limits|price range|budget limit|limit|price cap|cap|maximum|max price|price filter|spending limit|price ceiling)"
_PRICE_DROPPED = Phrases.of(
    True,
    f"(forget|ignore|remove|drop|scrap|lift|cancel|skip|disregard|delete|lose|ditch|clear|never mind|take off|take away|get rid of|do not mind|nix|waive) [about] [the|my|that|any|all] {_PRICE}",
    f"[the|my] {_PRICE} (does|do|is|are) (not|no longer) [really|that|an|a|of] [important|matter|issue|problem|object|concern|limit|relevant|factor|importance|too important]",
    f"[the|my] {_PRICE} (is|are) [totally|completely|really] (irrelevant|unimportant|no object|no issue|no problem|no concern|not important|unlimited|flexible|open|secondary|whatever|not an issue|not a problem|not a concern|not an object|not a factor|no factor)",
    f"{_PRICE} no object", f"(any|whatever) [the] {_PRICE} [is fine|is ok|is okay|goes|works|will do]", f"regardless of [the] {_PRICE}", f"no matter [what] [the] {_PRICE}",
    "(whatever|however much|no matter what|no matter how much|regardless of what) (it|they|that) (costs|cost|takes)", "(sky|the sky) is the limit", "money is no object",
    f"(no|without|without a|without any|unlimited|not|no fixed|no set|no particular|no specific) [upper] {_PRICE}",
    f"(do|does) not (care|mind|worry|bother) [about|for|what] [the|how much] {_PRICE}", "(do|does) not (care|mind) [about] (how much|what) [it|they] (costs|cost|is)",
    "(does|do) not matter (how much|what) [it|they|the price] (costs|cost|is)", f"(do|does) not have [a|any|a fixed|a set] {_PRICE}",
    f"not (worried|concerned|bothered|fussed) about [the] {_PRICE}", "(how much|what) it costs (does not matter|is not important)", f"without [a|any|the] {_PRICE}",
    f"{_PRICE} (doesnt matter|not important|unimportant|whatever)", f"never mind [about] [the|my] {_PRICE}",
)  # fmt: skip

_DROPS = Phrases.of(
    True,
    "(forget|drop|scrap|ditch|lose|disregard|ignore|cancel) [about|what i said about|that i said|everything about] [the|my|that|any|those|it being|being]",
    "[please] (remove|take away|take off|undo|delete|clear|take out) [the|my|that]", "(never mind|do not mind) [about|that] [the|my]",
    "(it|they|that|this|these|those|which) (need|needs) not [to] be", "(it|they|that|this|need) (does|do) not (need|have|has) to (be|have|come|come in|come with|be in|be made of) [a|an|the|in|necessarily]",
    "(does|do) not (need|have) to (be|have|come|come in|come with|be in|be made of) [a|an|the|in|necessarily]", "need not (be|have) [a|an|the|in]",
    "(i|we) do not [really|actually|necessarily] need [it|them] [to be|to have|to come in] [a|an|the|any|in|it]",
    "not necessarily [in|a|the]", "no longer [need|want|needs|has to be|interested in|looking for] [a|an|the|any]", "(it|they) (can|could|may) be other than",
    "(do|does) not care (about|if it is|whether it is|if they are) [the|a|an]", "(skip|without) the requirement [of|that it is]", "(does|do) not matter (if|whether) (it is|they are) [a|an|the]",
    "not bothered about [the|it being]", "i changed my mind about [the]",
)  # fmt: skip
_ALLOWED = Phrases.of(
    True,
    "[would|will|can|could|might] (is|are|be) [also|totally|perfectly|just] (fine|ok|okay|allowed|acceptable|alright|all right) [too|actually|now|again|after all|as well|also|with me|by me]",
)
_FACET = "(color|colour|colors|colours|brand|brands|material|materials|size|sizes|style|styles|pattern|patterns|fabric|fit|kind|maker|make|gender|shape|finish)"
_ANY_FACET = Phrases.of(
    True,
    f"any {_FACET}", f"{_FACET} (does|do|is|are) not [really|that] (matter|important|relevant|an issue)", f"no matter [what|which] {_FACET}",
    f"whatever {_FACET}", f"(does|do) not (care|mind|matter) [about|which|what] [the] {_FACET}", f"no {_FACET} (preference|preferences)", f"regardless of [the] {_FACET}",
    f"(never mind|forget|ignore|drop|remove|lose|scrap|disregard) [about] [the|my] {_FACET} [filter|limit|restriction|requirement]", f"(no|all) (particular|specific) {_FACET}",
    f"{_FACET} is (irrelevant|unimportant|not important|whatever|up to you)", f"all {_FACET} (are|is) (fine|ok|okay|good|welcome)", f"in any {_FACET}",
)  # fmt: skip
_FACET_NAMES = {"colour": "color", "colours": "color", "colors": "color", "brands": "brand", "materials": "material",
                "fabric": "material", "sizes": "size", "styles": "style", "patterns": "pattern", "maker": "brand", "make": "brand",
                "kind": "kind"}  # fmt: skip
_EXCEPTING = frozenset(["but", "except", "besides", "other", "apart"])


@dataclass(frozen=True, slots=True)
class Changes:
    """What an utterance changes.

    Attributes:
        change: Cheaper or dearer than what is on screen.
        sort: Order asked for.
        more: More of the same search.
        in_stock: Only what can be bought now.
        fresh: The shopper starts over.
        price_dropped: Price limits no longer count.
        dropped: Things said before that no longer count; a facet's name stands for every value of it.
        tokens: Tokens explained.
    """

    change: Change | None
    sort: Sort | None
    more: bool
    in_stock: bool
    fresh: bool
    price_dropped: bool
    dropped: tuple[str, ...]
    tokens: frozenset[int]


def read_changes(
    sentence: Sentence, lexicon: Lexicon, taken: frozenset[int] = frozenset(), *, screen: bool = False
) -> Changes:
    """Read what an utterance changes.

    Args:
        sentence: Where to read.
        lexicon: For what "forget the …" names.
        taken: Tokens of limits and references.
        screen: Whether products are on screen; "a bit pricey" is a comparison only then.
    """
    words, used = sentence.words, set[int]()

    def take(table: Phrases[bool], busy: frozenset[int] = taken) -> bool:
        found = [match for match in table.all(words) if not busy & frozenset(range(match.start, match.end))]
        used.update(place for match in found for place in range(match.start, match.end))
        return bool(found)

    fresh_found = [match for match in _FRESH.all(words) if match.start not in taken]
    fresh_found = [
        match for match in fresh_found if words[match.start] not in _RESET_ALONE or match.end - match.start > 1 or len(words) < 4
    ]  # fmt: skip
    used.update(place for match in fresh_found for place in range(match.start, match.end))
    price_dropped = take(_PRICE_DROPPED)
    dropped = _dropped(sentence, lexicon, taken | frozenset(used))
    used.update(dropped[1])
    in_stock = take(_IN_STOCK, taken | frozenset(used))
    change = None
    for match in _CHANGES.all(words):
        if match.start in taken or match.start in used:
            continue
        graded = (
            words[match.start] in ("a", "rather", "pretty", "quite", "so", "very")
            and match.value
            and words[match.end - 1] != "cheaper"
        )
        if match.value is None or (graded and not screen):
            if match.value is None and words[match.end - 1] != "than":
                used.update(range(match.start, match.end))
            continue
        change = match.value
        used.update(range(match.start, match.end))
    sort = None
    for ordered in _SORTS.all(words):
        if ordered.start not in taken and ordered.start not in used:
            sort = ordered.value
            used.update(range(ordered.start, ordered.end))
    more = take(_MORE, taken | frozenset(used))
    if not more and len(words) <= 3 and _ALONE_MORE.first(words) is not None and not used:
        more = take(_ALONE_MORE)
    return Changes(
        change, sort, more, in_stock, bool(fresh_found), price_dropped, dropped[0], frozenset(used) - taken
    )


def _dropped(
    sentence: Sentence, lexicon: Lexicon, busy: frozenset[int]
) -> tuple[tuple[str, ...], frozenset[int]]:
    words = sentence.words
    texts: list[str] = []
    tokens: set[int] = set()
    for match in _ANY_FACET.all(words):
        if match.start in busy or words[match.end : match.end + 1] and words[match.end] in _EXCEPTING:
            continue
        facet = next(word for word in words[match.start : match.end] if word in _FACETS)
        texts.append(_FACET_NAMES.get(facet, facet))
        end = match.end
        while sentence.word(end) in (
            "is",
            "are",
            "fine",
            "ok",
            "okay",
            "will",
            "do",
            "works",
            "goes",
            "good",
            "you",
            "have",
            "like",
        ):
            end += 1
        tokens.update(range(match.start, end))
    for match in _DROPS.all(words):
        if match.start in busy or match.start in tokens:
            continue
        terms = read_terms(sentence, match.end, lexicon, busy | frozenset(tokens))
        if terms.found:
            texts.extend(term.text for term in _carried(terms.found, terms.kinds))
            tokens.update(range(match.start, terms.end))
    for match in _ALLOWED.all(words):  # "leather is fine"
        for link in lexicon.properties(words[: match.start]):
            if (
                link.span[1] == match.start
                and not busy & frozenset(range(*link.span))
                and link.span[0] not in tokens
            ):
                texts.append(property_text(link, lexicon))
                tokens.update(range(link.span[0], match.end))
    for place, word in enumerate(words):  # "I don't need the watch any more"
        if word == "anymore" or (
            word == "any" and sentence.word(place + 1) == "more" and sentence.is_mark(place + 2)
        ):
            texts.extend(_no_more(sentence, place, lexicon, tokens))
    return tuple(dict.fromkeys(texts)), frozenset(tokens)


def _carried(terms: tuple[Term, ...], kinds: tuple[str, ...]) -> tuple[Term, ...]:
    """ "Forget the leather bag" drops the bag too."""
    return (*terms, *(Term(kind.lower(), "kind", terms[-1].end, terms[-1].end) for kind in kinds))


def _no_more(sentence: Sentence, place: int, lexicon: Lexicon, tokens: set[int]) -> list[str]:
    for back in range(place - 1, max(-1, place - 8), -1):
        if sentence.word(back) == "not":
            start = back + 1
            while sentence.word(start) in (
                "need",
                "want",
                "looking",
                "for",
                "have",
                "to",
                "be",
                "care",
                "about",
            ):
                start += 1
            terms = read_terms(sentence, start, lexicon)
            if terms.found:
                tokens.update(range(back - 1, place + 2))
            return [term.text for term in terms.found]
    return []


_FACETS = frozenset(word for word in _FACET.strip("()").split("|"))


GRAMMAR_WORDS = words_in(
    _CHANGES, _SORTS, _MORE, _ALONE_MORE, _IN_STOCK, _FRESH, _PRICE_DROPPED, _DROPS, _ALLOWED, _ANY_FACET
)
"""Words of this grammar, which are never taken for misspelt catalogue words."""
