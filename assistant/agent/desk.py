"""The desk: where a proposal becomes an outcome. Nothing a model wrote decides anything here.

Limits come from the wish, which the shopper's own words made; products come from the database; positions are
those on screen. The desk only reads: what an outcome asks to be stored, the conversation stores.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.agent.offer import resolve_positions
from assistant.agent.question import question
from assistant.agent.remedies import remedy
from assistant.agent.turn import Outcome, Turn
from assistant.explanation.contrast import contrast
from assistant.explanation.detail import detail
from assistant.explanation.naming import short_name
from assistant.understanding.answers import Question
from assistant.understanding.reading import Change, Preference
from prompts import render
from retrieval.carrying import carried_by
from retrieval.money import money
from retrieval.products import Product
from retrieval.ranking import Ranker
from retrieval.relaxation import Limit, Opening
from retrieval.requests import Candidate, Ranked, SearchRequest, SearchResult, Sort
from retrieval.search import Searcher
from retrieval.tracing import span
from retrieval.wordforms import keys_of

Chosen = Callable[[str, Sequence[str]], Mapping[str, int]]

LONGEST_TOPIC = 90
"""Characters of a heading."""

_OPENINGS_TOLD = 3

POOL = 60
"""Candidates that are ranked for the shopper before the cut."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Carries out tool calls.

    Attributes:
        searcher: Finds what satisfies a request.
        ranker: Orders it for the shopper.
        chosen: How many other shoppers chose each of some products, for one session.
        currency: The shop's own, for prices whose product names none.
        cards: How many products a search shows.
    """

    searcher: Searcher
    ranker: Ranker
    chosen: Chosen
    currency: str | None = None
    cards: int = 4

    def search(self, turn: Turn, query: str = "", category: str | None = None) -> Outcome:
        """Find products; the model's query is searched beside the shopper's own words, never in their place.

        Args:
            turn: The turn, with every limit the shopper stated.
            query: The model's wording, or empty.
            category: The model's guess, searched for and not filtered by, since no word of the shopper proves it.
        """
        request = self._request(turn)
        request = replace(request, query=_beside(request.query, [query, category or ""]))
        # Sold-out products are shown only where nothing else fits.
        result = self.searcher.search(replace(request, in_stock=True))
        if not result.candidates or set(result.relaxed) & set(request.kinds):
            result = self.searcher.search(request)
        if turn.reading.change is not None and turn.on_screen and not result.candidates:
            return self._no_further(turn, request)
        found = self._found(turn, request, result, tool="search_products", arguments=_arguments(request, turn))
        found = replace(found, question=self._question(turn, result, found))
        gone = self._sold_out(turn, request, found)
        # A gift or a birthday is no name of a thing.
        named = turn.reading.names_thing and not turn.wish.recipient
        unheard = bool(found.ranked) and named and not any(each.lexical for each in result.candidates)
        if not gone and not unheard:
            return found
        lead = render("lead_closest", words=turn.reading.words, gone=gone)
        return replace(found, lead=lead if unheard else f"{lead} {found.lead}")

    def _question(self, turn: Turn, result: SearchResult, found: Outcome) -> Question | None:
        reading = turn.reading
        if not found.ranked or result.relaxed or reading.more or reading.change or reading.sort:
            return None  # whoever browses has been answered, and not asked
        products = [candidate.product for candidate in result.candidates]
        return question(
            products,
            found.total,
            turn.wish,
            self.searcher.carrying,
            asked=turn.asked,
            avoid=turn.avoid,
            currency=self.currency,
        )

    def _sold_out(self, turn: Turn, request: SearchRequest, found: Outcome) -> tuple[str, ...]:
        """Names of products that the shopper asked for by name and that are sold out."""
        wanted = keys_of(turn.reading.words)
        if not wanted or turn.reading.kinds or turn.seen:
            return ()
        shown = {ranked.product.id for ranked in found.ranked}
        candidates = self.searcher.search(replace(request, in_stock=False, limit=self.cards)).candidates
        return tuple(
            short_name(each.product)
            for each in candidates
            if not each.product.available
            and each.product.id not in shown
            and {*wanted} <= {*keys_of(each.product.title)}
        )

    def similar(self, turn: Turn, position: int) -> Outcome:
        """More like one product on screen, within the limits in force."""
        anchor = self._at(turn, position)
        request = replace(self._request(turn), query="", kinds=(), skip=turn.seen | {anchor.id})
        result = self._akin(anchor, request)
        request = replace(request, kinds=anchor.category[-1:])
        if turn.reading.change is not None and not result.candidates:
            return self._no_further(turn, request)
        outcome = self._found(
            turn, request, result, tool="similar_products", arguments={"product": anchor.id}, anchor=anchor
        )
        if not outcome.ranked:
            return outcome
        limits = [limit for limit in outcome.limits if limit]
        lead = render("lead_similar", name=short_name(anchor), limits=limits)
        return replace(outcome, lead=lead, title=f"More like {short_name(anchor)}")

    def _akin(self, anchor: Product, request: SearchRequest) -> SearchResult:
        """Of its own kind, or else of the next wider one: a rain jacket is like another one, not like a dog's."""
        if not anchor.category:
            return self.searcher.similar(anchor.id, request)
        for level in reversed(anchor.category[1:] or anchor.category):  # a whole department is no kind
            result = self.searcher.similar(anchor.id, replace(request, kinds=(level,)))
            if result.candidates and not result.relaxed:
                return result
        return SearchResult((), 0)

    def show(self, turn: Turn, position: int) -> Outcome:
        """One product on screen in detail."""
        product = self._at(turn, position)
        return Outcome(
            tool="show_product",
            arguments={"product": product.id},
            lead=f"{_answer(turn, product)}{detail(product, self.currency)}",
            ranked=self._rank_given(turn, [product]),
            total=1,
            title=short_name(product),
            layout="detail",
            price_max=turn.wish.price_max,
        )

    def compare(self, turn: Turn, positions: Sequence[int]) -> Outcome:
        """Products on screen side by side; those the shopper named win over those the model did."""
        chosen = resolve_positions(turn) if turn.reading.references else [*positions]
        if len(chosen) < 2:
            chosen = resolve_positions(turn)
        products = [turn.on_screen[p - 1] for p in dict.fromkeys(chosen) if 1 <= p <= len(turn.on_screen)]
        return Outcome(
            tool="compare_products",
            arguments={"products": [product.id for product in products]},
            lead=f"{render('lead_comparison')} {contrast(products)}",
            ranked=self._rank_given(turn, products),
            total=len(products),
            title="Compared",
            layout="comparison",
            price_max=turn.wish.price_max,
        )

    def remember(self, turn: Turn, subject: str, *, liked: bool) -> Outcome:
        """A lasting taste; what the words state wins over what the model made of them."""
        preferences = turn.reading.preferences or (Preference(subject, liked=liked),)
        first = preferences[0]
        return Outcome(
            tool="remember_preference",
            arguments={"subject": first.subject, "liked": first.liked},
            lead=render("remembered", preferences=preferences),
            preferences=preferences,
        )

    def recommend(self, turn: Turn, limit: int) -> tuple[Ranked, ...]:
        """What to show before anything is said: near the shopper's taste, or popular where it is unknown."""
        request = SearchRequest(exclude=turn.avoid, limit=POOL, in_stock=True)
        found = {c.product.id: c for c in self.searcher.search(request).candidates}
        for item in turn.profile.liked[:3]:
            for candidate in self.searcher.similar(item.product.id, replace(request, limit=12)).candidates:
                found.setdefault(candidate.product.id, candidate)
        owned = {item.product.id for item in turn.profile.liked}
        candidates = [c for c in found.values() if c.product.id not in owned]
        return self._rank(turn, candidates, SearchRequest(), top=limit)

    def _request(self, turn: Turn) -> SearchRequest:
        request = turn.wish.request(limit=POOL, skip=turn.seen)
        return replace(request, exclude=tuple(dict.fromkeys([*request.exclude, *turn.avoid])))

    def _found(
        self,
        turn: Turn,
        request: SearchRequest,
        result: SearchResult,
        *,
        tool: str,
        arguments: Mapping[str, object],
        anchor: Product | None = None,
    ) -> Outcome:
        # A property may be left out, and that is said; another kind of product is no answer to this one.
        other = set(result.relaxed) & set(request.kinds)
        ranked = () if other else self._rank(turn, result.candidates, request, top=self.cards, anchor=anchor)
        topic = _short(turn.wish.topic(self.currency))
        openings: tuple[Opening, ...] = ()
        if (not ranked and (anchor is not None or not turn.seen)) or (ranked and result.relaxed):
            openings = self._openings(turn, request)
        if ranked:  # what was left out is told already; what else would help is the price
            openings = tuple(each for each in openings if each.price is not None and len(result.relaxed) == 1)
        if not ranked:
            nearest = "" if openings or turn.seen else self._nearest(request)
            told = self._told(openings)
            more = bool(turn.seen) and not openings
            lead = render("lead_nothing", more=more, topic=topic, openings=told, nearest=nearest)
        else:
            lead = render("lead_found", shown=len(ranked), total=max(result.total, len(ranked)), topic=topic)
            if result.relaxed:
                lead = render("lead_relaxed", missing=result.relaxed, lead=lead, openings=self._told(openings))
        return Outcome(
            tool=tool,
            arguments=arguments,
            lead=lead,
            ranked=ranked,
            total=result.total if ranked else 0,
            title=topic,
            limits=self._limits(turn),
            price_max=request.price_max,
            cheaper=self._cheaper_exists(request, ranked),
            remedies=tuple(said for each in _first(openings) if (said := remedy(each, self.currency))),
        )

    def _no_further(self, turn: Turn, request: SearchRequest) -> Outcome:
        """Nothing costs less (or more) than what is shown: that is said, and everything stays as it was."""
        earlier = replace(turn, wish=turn.before)
        prices = [product.price for product in turn.on_screen if product.price is not None]
        dearer = turn.reading.change is Change.DEARER
        end = (max if dearer else min)(prices) if prices else None
        return Outcome(
            tool="search_products",
            arguments=_arguments(request, turn),
            lead=render("lead_no_further", dearer=dearer, price=money(end, self.currency) if end is not None else ""),
            ranked=self._rank_given(earlier, turn.on_screen),
            total=len(turn.on_screen),
            title=_short(turn.before.topic(self.currency)),
            limits=self._limits(earlier),
            price_max=turn.before.price_max,
            undone=True,
        )

    def _cheaper_exists(self, request: SearchRequest, ranked: Sequence[Ranked]) -> bool:
        prices = [each.product.price for each in ranked if each.product.price is not None]
        if not prices or request.price_min is not None:
            return False
        lowest = self.searcher.cheapest(replace(request, skip=frozenset()))
        return lowest is not None and lowest < min(prices)

    def _nearest(self, request: SearchRequest) -> str:
        """The lowest price of the kind asked for, properties and price set aside; "" where that says nothing."""
        stated = request.price_max is not None and bool(request.include or request.exclude or request.attributes)
        bare = replace(request, include=(), exclude=(), attributes={}, brands=(), skip=frozenset())
        lowest = self.searcher.cheapest(bare) if stated and request.kinds else None
        return "" if lowest is None else money(lowest, self.currency)

    def _openings(self, turn: Turn, request: SearchRequest) -> tuple[Opening, ...]:
        """What would let something fit, without lasting dislikes: those are not this wish's to give up."""
        lasting = {*turn.avoid} - {*turn.wish.exclude}
        return tuple(
            each
            for each in self.searcher.openings(request)
            if each.limit is not Limit.EXCLUDE or each.value not in lasting
        )

    def _told(self, openings: Sequence[Opening]) -> list[dict[str, object]]:
        """The openings worth telling, prices first, in the terms of the templates."""
        return [
            {
                "limit": each.limit.value,
                "value": each.value,
                "opens": each.opens,
                "price": "" if each.price is None else money(each.price, self.currency),
            }
            for each in _first(openings)
        ]

    def _rank(
        self,
        turn: Turn,
        candidates: Sequence[Candidate],
        request: SearchRequest,
        *,
        top: int,
        anchor: Product | None = None,
    ) -> tuple[Ranked, ...]:
        chosen = self.chosen(turn.session, [c.product.id for c in candidates]) if candidates else {}
        # The shopper's own words are what a reason quotes; the model's wording only helped to find.
        quoted = replace(request, query=turn.wish.words) if request.query else request
        with span("rank products", {"shop_assistant.rank.candidates": len(candidates), "shop_assistant.rank.top": top}):
            return self.ranker.rank(
                candidates, quoted, turn.profile, self.searcher.vectors_of, chosen=chosen, anchor=anchor, top=top
            )

    def _rank_given(self, turn: Turn, products: Sequence[Product]) -> tuple[Ranked, ...]:
        """Reasons for products that were picked and not searched, in the order given."""
        request = replace(turn.wish.request(limit=len(products), skip=frozenset()), sort=Sort.PRICE_LOW)
        candidates = [Candidate(product, relevance=0.0, dense=0.0, lexical=0.0) for product in products]
        return self._rank(turn, candidates, request, top=len(products))

    def _limits(self, turn: Turn) -> tuple[str, ...]:
        said = turn.wish.in_words(self.currency)
        return (*said, *(f"no {subject}" for subject in turn.avoid if f"not {subject}" not in said))

    def _at(self, turn: Turn, position: int) -> Product:
        named = resolve_positions(turn)
        # A position the words name wins; without one, the model's is used if it is on screen.
        if turn.reading.references or not 1 <= position <= len(turn.on_screen):
            position = named[0]
        return turn.on_screen[position - 1]


def _answer(turn: Turn, product: Product) -> str:
    """Yes or no to the properties that the message asks about, by the rule that the search filters by."""
    asked = (*turn.reading.include, *turn.reading.exclude)
    if not asked:
        return ""
    carried = carried_by([product])[0]
    return render(
        "answer_asked",
        known=[t for t in asked if carried.surely(t)],
        unknown=[t for t in asked if not carried.surely(t)],
    )


def _first(openings: Sequence[Opening]) -> Sequence[Opening]:
    """The openings worth telling, prices first."""
    return sorted(openings, key=lambda each: each.price is None)[:_OPENINGS_TOLD]


def _short(topic: str) -> str:
    """A topic that fits a heading; a shopper may have written a letter."""
    if len(topic) <= LONGEST_TOPIC:
        return topic
    return topic[:LONGEST_TOPIC].rsplit(" ", 1)[0] + " …"


def _beside(words: str, more: Sequence[str]) -> str:
    """The words, and of the rest only what they do not hold already."""
    known = set(words.lower().split())
    extra = [word for text in more for word in text.split() if word.lower() not in known]
    return " ".join([words, *dict.fromkeys(extra)]).strip()


def _arguments(request: SearchRequest, turn: Turn) -> dict[str, object]:
    """The call as executed, in the tool's own terms; what was not stated is left out."""
    values: dict[str, object] = {
        "query": turn.wish.words,
        "category": request.kinds[0] if len(request.kinds) == 1 else list(request.kinds),
        "brand": request.brands[0] if len(request.brands) == 1 else list(request.brands),
        "price_min": request.price_min,
        "price_max": request.price_max,
        "include": list(request.include),
        "exclude": list(request.exclude),
        "sort": request.sort.value if request.sort is not Sort.RELEVANCE else None,
        "in_stock": request.in_stock or None,
    }
    return {name: value for name, value in values.items() if value not in (None, [], "")}
