"""``shop-assistant search``: batch retrieval without the language model.

A query is read as a message would be: what its words state ("under $40", "not leather") is a limit, beside
the filters of its row.
"""

from __future__ import annotations

import statistics
import time
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.errors import InputError
from assistant.commands.options import (
    DebugOption,
    JsonOption,
    StoreOption,
    output,
    products_in,
    rows_file,
    where,
)

if TYPE_CHECKING:
    from assistant.build import Store
    from retrieval.profile import Profile
    from retrieval.requests import SearchRequest
    from retrieval.search import Searcher

_POOL = 60
# What having the kind or brand, or all the properties, that the words name is worth beside a relevance of 0 to 1.
# On two labelled catalogues anything from half to twice as much did as well.
_NAMED, _PROPERTIES = 0.1, 0.05
"""Candidates ranked for a shopper before the cut, at least."""


def search(
    queries: Annotated[
        Path,
        typer.Option("--queries", metavar="FILE", help="JSONL: id, query, optional filters and shopper."),
    ],
    out_file: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="JSONL written: id, ms, products with scores.")
    ],
    limit: Annotated[int, typer.Option("--limit", min=1, help="Products a query.")] = 10,
    store: StoreOption = None,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Answer a file of queries without the language model."""
    from assistant.commands.queries import read_queries, with_words_read

    asked = list(read_queries(queries, limit))  # a mistake in the last row is told before the first search
    with output(as_json) as out, ExitStack() as closing:
        from assistant.build import common_words, open_store
        from retrieval.facets import Lexicon

        place = where(store)
        if not products_in(place):
            raise InputError(f"{place} holds no products; import a feed first: shop-assistant index FEED")
        # Only now: results of an earlier run are not lost to a mistyped store.
        write = closing.enter_context(rows_file(out_file, queries))
        opened = open_store(place)
        milliseconds: list[float] = []
        count = 0
        watch = out.progress("{} of {} queries answered")
        try:
            opened.refresh()
            lexicon = Lexicon.from_products(opened.catalogue.all(), common_words(opened.encoder))
            profiles = {one: _profile(opened, one) for one in {query.shopper for query in asked} if one is not None}
            for number, query in enumerate(asked, 1):
                start = time.perf_counter()
                profile = profiles[query.shopper] if query.shopper is not None else None
                products = _answer(opened, with_words_read(query.request, lexicon), query.request, profile)
                milliseconds.append((time.perf_counter() - start) * 1000)
                count += len(products)
                rows = [{"id": id, "score": round(score, 6)} for id, score in products]
                write({"id": query.id, "ms": round(milliseconds[-1], 3), "products": rows})
                watch(number, len(asked))
        finally:
            opened.close()
        median = statistics.median(milliseconds) if milliseconds else 0.0
        out.say(f"{len(asked):,} queries answered, {count:,} products, {median:.1f} ms a query (median)")
        out.document({"queries": len(asked), "products": count, "ms_median": round(median, 3), "out": str(out_file)})


def _answer(
    store: Store, request: SearchRequest, firm: SearchRequest, profile: Profile | None
) -> list[tuple[str, float]]:
    """Products and scores, best first; with a profile ordered for its shopper, whose dislikes are limits."""
    if profile is None:
        return answer(store.searcher, request, firm)
    from retrieval.ranking import Ranker

    wide = replace(
        request,
        limit=max(request.limit, _POOL),
        exclude=tuple(dict.fromkeys([*request.exclude, *profile.dislikes])),
    )
    found = store.searcher.search(wide)
    ranked = Ranker().rank(found.candidates, wide, profile, store.searcher.vectors_of, top=request.limit)
    return [(one.product.id, one.score) for one in ranked]


def answer(searcher: Searcher, request: SearchRequest, firm: SearchRequest) -> list[tuple[str, float]]:
    """Products and scores, best first, as many as were asked for where the filters let through as many.

    Filters, prices, exclusions and stock are limits. Kinds, brands and properties that only the words name are not: in
    a batch nobody can be told what was left out, so they raise the score of what has them.

    Args:
        searcher: Where to look.
        request: The query with filters, and with what its words state.
        firm: The query with its filters alone.
    """
    import numpy as np

    from retrieval.requests import Sort

    if request.sort is not Sort.RELEVANCE:
        return [(one.product.id, one.relevance) for one in searcher.search(request).candidates]
    if not searcher.admits(firm):
        return []  # a filter that lets nothing through is no wish that gives way
    limits = (request.price_min, request.price_max, request.exclude, request.in_stock)
    if limits == (firm.price_min, firm.price_max, firm.exclude, firm.in_stock):
        request = replace(request, query=firm.query)  # no word of it is about anything but the thing
    open_ = replace(request, kinds=firm.kinds, brands=firm.brands, include=(), limit=max(_POOL, 4 * request.limit))
    found = {one.product.id: one.relevance for one in searcher.search(open_).candidates}
    # What satisfies everything belongs to the answer, however far down its relevance puts it.
    for one in searcher.search(replace(request, include=(), limit=request.limit)).candidates:
        found.setdefault(one.product.id, one.relevance)
    ids = list(found)
    scores = np.array(list(found.values()))
    if request.kinds != firm.kinds:
        scores += _NAMED * searcher.of_kind(ids, request.kinds)
    if request.brands != firm.brands:
        scores += _NAMED * searcher.of_brand(ids, request.brands)
    if request.include:
        scores += _PROPERTIES * searcher.carrying(ids, request.include).mean(axis=1)
    order = np.argsort(-scores, kind="stable")[: request.limit]
    return [(ids[at], float(scores[at])) for at in order]


def _profile(store: Store, shopper: str) -> Profile:
    """What the shop remembers of a shopper."""
    from assistant.memory import Memory
    from retrieval.profile import build_profile

    memory = Memory(store.engine, products=store.catalogue.get)
    session = f"search-{shopper}"
    memory.start(session, shopper)
    events = memory.events(session)
    products = store.catalogue.get([event.product for event in events if event.product is not None])
    return build_profile(events, store.searcher.vectors_of, store.searcher.vector, products, datetime.now(UTC))
