"""Hybrid search: hard limits first, then meaning and words together."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from threading import Lock

import numpy as np
import numpy.typing as npt

from retrieval.catalogue import Catalogue
from retrieval.embedding import Encoder, product_text
from retrieval.filters import Columnar, Reading, read_catalogue
from retrieval.index import IndexBroken, VectorIndex
from retrieval.indexing import vectors_stamp
from retrieval.lexical import LexicalIndex, LexicalScores, meaningful
from retrieval.mentions import Lexemes, Mask, words_in
from retrieval.nearness import Nearness
from retrieval.relaxation import Limit, Opening, without_each
from retrieval.requests import Candidate, SearchRequest, SearchResult, Sort
from retrieval.tracing import retrieval
from retrieval.wordforms import fold, key

Vector = npt.NDArray[np.float32]
Order = npt.NDArray[np.int64]

_DENSE, _COVERAGE, _BM25 = 0.45, 0.25, 0.3
"""Weights of the three signals, each 0 to 1; they sum to 1, so that `Candidate.relevance` does too."""

_POOL = 200
"""How many of the nearest vectors are looked at where no limit narrows the catalogue."""

_SORTED_RELEVANCE, _SORTED_COVERAGE, _LEAST_COVERAGE = 0.8, 0.9, 0.6
"""Sorted by price, a product still needs this share of the best relevance, or of the best coverage where that
is high: cheap is no reason to be shown."""

_CACHED_QUERIES = 256


class UnknownProduct(LookupError):
    """No product of the catalogue has this identifier."""


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """Everything a search needs, of one state of the catalogue.

    Attributes:
        version: Catalogue revision and index stamp it was made of.
        columns: Limits.
        lexical: Words.
        nearness: Its vectors, float32, shape ``(n, d)``; zeros where a product has none yet.
        embedded: Whether a row has a vector.
        indexed: Whether the index holds exactly these vectors.
        readings: For the next snapshot.
    """

    version: tuple[int, str | None]
    columns: Columnar
    lexical: LexicalIndex
    nearness: Nearness
    embedded: Mask
    indexed: bool
    readings: dict[str, Reading]


@dataclass(frozen=True, slots=True)
class _Scores:
    """How well rows answer; every array has one entry a row of the catalogue."""

    relevance: Vector
    dense: Vector
    lexical: Vector
    coverage: Vector


class Searcher:
    """Answers requests over a catalogue; sees every change of it at the next call. Safe for several threads.

    Args:
        catalogue: The truth about products.
        encoder: Turns queries into vectors; the one that made the catalogue's.
        index: Used where it holds what the database holds; exact search serves elsewhere.
    """

    def __init__(self, catalogue: Catalogue, encoder: Encoder, index: VectorIndex) -> None:
        self._catalogue = catalogue
        self._encoder = encoder
        self._index = index
        self._lexemes = Lexemes()
        self._refreshing = Lock()
        self._current: _Snapshot | None = None
        self._caching = Lock()
        self._queries: OrderedDict[str, Vector] = OrderedDict()

    @retrieval
    def search(self, request: SearchRequest) -> SearchResult:
        """The products that satisfy a request, best first.

        Args:
            request: Every limit is kept, except that `include`, then `kinds`, give way where they leave
                nothing; see `SearchResult.relaxed`. `skip` does not count as a limit: skipped products count
                in `total`, and do not make anything give way.
        """
        start = time.perf_counter()
        snapshot = self._snapshot()
        allowed = snapshot.columns.relaxed(request)
        scores = self._score(snapshot, request.query, allowed.mask)
        rows = self._fitting(snapshot, allowed.request, allowed.mask, scores)
        candidates = _candidates(snapshot, rows, request, scores)
        total = int(allowed.mask.sum())
        return SearchResult(candidates, total, allowed.relaxed, time.perf_counter() - start)

    @retrieval
    def similar(self, product_id: str, request: SearchRequest) -> SearchResult:
        """The products nearest to one, itself left out; the request's limits are kept, its query is not used.

        Raises:
            UnknownProduct: Where the catalogue has no such product.
        """
        start = time.perf_counter()
        snapshot = self._snapshot()
        row = snapshot.columns.row_of.get(product_id)
        if row is None:
            raise UnknownProduct(f"the catalogue has no product {product_id!r}; use an id that a search returned")
        allowed = snapshot.columns.relaxed(replace(request, query=""))
        mask = allowed.mask.copy()
        mask[row] = False
        vector = self._vectors(snapshot, [product_id])[0]
        dense = snapshot.nearness.to(vector, np.flatnonzero(mask))
        none = np.zeros_like(dense)
        scores = _Scores(np.clip(dense, 0, 1), dense, none, none)
        rows = np.flatnonzero(mask)
        candidates = _candidates(snapshot, rows, request, scores)
        return SearchResult(candidates, len(rows), allowed.relaxed, time.perf_counter() - start)

    def vector(self, text: str) -> Vector:
        """The embedding of a query, shape ``(dimension,)``; recent ones are remembered."""
        with self._caching:
            if text in self._queries:
                self._queries.move_to_end(text)
                return self._queries[text]
        vector = self._encoder.encode([text])[0]
        vector.setflags(write=False)  # it is shared by all who ask again
        with self._caching:
            self._queries[text] = vector
            while len(self._queries) > _CACHED_QUERIES:
                self._queries.popitem(last=False)
        return vector

    def vectors_of(self, ids: Sequence[str]) -> Vector:
        """The embeddings of products, shape ``(len(ids), dimension)``; zeros where the catalogue has none."""
        return self._vectors(self._snapshot(), ids)

    def cheapest(self, request: SearchRequest) -> float | None:
        """The lowest price of what satisfies a request apart from its price limits; None where nothing does.

        Nothing is relaxed. Where the request names no kind, products that answer its query badly do not count.
        """
        snapshot = self._snapshot()
        rows = self._answering(snapshot, replace(request, price_min=None, price_max=None))
        prices = snapshot.columns.price[rows]
        priced = prices[~np.isnan(prices)]
        return float(priced.min()) if len(priced) else None

    def openings(self, request: SearchRequest) -> tuple[Opening, ...]:
        """What a single limit keeps out, for each that keeps out anything; those that open most come first.

        Nothing is relaxed, and what `SearchRequest.skip` names counts. Where the request names no kind, products
        that answer its query badly do not count. Meant for a request that nothing satisfies.
        """
        snapshot = self._snapshot()
        found: list[Opening] = []
        for limit, value, wider in without_each(request):
            rows = self._answering(snapshot, wider)
            price = None
            if limit in (Limit.PRICE_MAX, Limit.PRICE_MIN):
                prices = snapshot.columns.price[rows]
                rows, prices = rows[~np.isnan(prices)], prices[~np.isnan(prices)]
                if len(rows):
                    price = float(prices.min() if limit is Limit.PRICE_MAX else prices.max())
            if len(rows):
                found.append(Opening(limit, value, len(rows), price))
        return tuple(sorted(found, key=lambda opening: -opening.opens))

    def _answering(self, snapshot: _Snapshot, request: SearchRequest) -> Order:
        """The rows that satisfy every limit and are what was asked for."""
        mask = snapshot.columns.allowed(request)
        if request.kinds:  # whatever else was said, this is the kind of thing that was asked for
            return np.flatnonzero(mask)
        sorted_request = replace(request, sort=Sort.PRICE_LOW)
        return self._fitting(snapshot, sorted_request, mask, self._score(snapshot, request.query, mask))

    def carrying(self, ids: Sequence[str], terms: Sequence[str]) -> Mask:
        """Which products surely carry which terms, boolean, ``(len(ids), len(terms))``; False for unknown ids."""
        columns = self._snapshot().columns
        known = [(at, columns.row_of[id]) for at, id in enumerate(ids) if id in columns.row_of]
        found = np.zeros((len(ids), len(terms)), np.bool_)
        if known:
            at, rows = np.array(known, np.int64).T
            for column, term in enumerate(terms):
                found[at, column] = columns.mentions.carried(term)[0][rows]
        return found

    def admits(self, request: SearchRequest) -> bool:
        """Whether any product satisfies every limit of a request, none of them given up."""
        return bool(self._snapshot().columns.allowed(request).any())

    def of_kind(self, ids: Sequence[str], kinds: Sequence[str]) -> Mask:
        """Which products a request for these kinds admits, boolean, ``(len(ids),)``; False for unknown ids."""
        columns = self._snapshot().columns
        admitted = columns.of_kind(kinds)
        return np.array([id in columns.row_of and admitted[columns.row_of[id]] for id in ids], np.bool_)

    def of_brand(self, ids: Sequence[str], brands: Sequence[str]) -> Mask:
        """Which products are by one of these brands, boolean, ``(len(ids),)``; False for unknown ids."""
        columns = self._snapshot().columns
        admitted = columns.of_brand(brands)
        return np.array([id in columns.row_of and admitted[columns.row_of[id]] for id in ids], np.bool_)

    def _snapshot(self) -> _Snapshot:
        version = (self._catalogue.revision, self._index.stamp)
        current = self._current
        if current is not None and current.version == version:
            return current
        with self._refreshing:
            version = (self._catalogue.revision, self._index.stamp)
            if self._current is None or self._current.version != version:
                self._current = self._read(version, self._current)
            return self._current

    def _read(self, version: tuple[int, str | None], before: _Snapshot | None) -> _Snapshot:
        if before is not None and before.version[0] == version[0]:
            columns, lexical, readings = before.columns, before.lexical, before.readings
        else:
            known = before.readings if before is not None else {}
            readings = read_catalogue(self._catalogue.all(), self._lexemes, known)
            columns = Columnar(tuple(readings.values()), self._lexemes)
            lexical = LexicalIndex(columns.mentions, self._lexemes)
        nearness, embedded, indexed = self._embeddings(version[1], columns, before)
        return _Snapshot(version, columns, lexical, nearness, embedded, indexed, readings)

    def _embeddings(
        self, stamp: str | None, columns: Columnar, before: _Snapshot | None
    ) -> tuple[Nearness, Mask, bool]:
        """A vector for each row, whether it has one, and whether the index holds the same."""
        if before is not None and before.indexed and before.version[1] == stamp:
            # Only a new stamp means new vectors; reading all of them again would take longer than the rest.
            ids, matrix, indexed = before.columns.ids, before.nearness.matrix, True
            present = before.embedded
        else:
            stored = self._catalogue.vectors(self._encoder.name)
            ids, matrix = stored.ids, stored.matrix
            indexed = stamp is not None and stamp == vectors_stamp(self._encoder.name, stored)
            present = np.full(len(ids), matrix.shape[1] == self._encoder.dimension)
        vectors = np.zeros((columns.size, self._encoder.dimension), np.float32)
        embedded = np.zeros(columns.size, bool)
        pairs = [(columns.row_of[id], n) for n, id in enumerate(ids) if present[n] and id in columns.row_of]
        if pairs:
            rows, sources = map(list, zip(*pairs, strict=True))
            vectors[rows] = matrix[sources]
            embedded[rows] = True
        return Nearness.of(vectors), embedded, indexed

    def _vectors(self, snapshot: _Snapshot, ids: Sequence[str]) -> Vector:
        result = np.zeros((len(ids), self._encoder.dimension), np.float32)
        missing: list[tuple[int, str]] = []
        for place, id in enumerate(ids):
            row = snapshot.columns.row_of.get(id)
            if row is not None and snapshot.embedded[row]:
                result[place] = snapshot.nearness.matrix[row]
            elif row is not None:
                missing.append((place, product_text(snapshot.columns.products[row])))
        if missing:
            result[[place for place, _ in missing]] = self._encoder.encode([text for _, text in missing])
        return result

    def _score(self, snapshot: _Snapshot, query: str, mask: Mask) -> _Scores:
        size = snapshot.columns.size
        words = snapshot.lexical.score(query)
        lexical = words.bm25 * mask
        lexical = lexical / max(float(lexical.max(initial=0.0)), 1e-9)
        if not query.strip():
            stars = (snapshot.columns.rating / 5).astype(np.float32)
            return _Scores(stars * mask, np.zeros(size, np.float32), lexical, words.coverage)
        dense = self._dense(snapshot, query, mask, words)
        if words.words:
            relevance = _DENSE * np.clip(dense, 0, 1) + _COVERAGE * words.coverage + _BM25 * lexical
        else:
            relevance = np.clip(dense, 0, 1)
        relevance = (np.clip(relevance, 0, 1) * mask).astype(np.float32)
        return _Scores(relevance, dense, lexical, words.coverage)

    def _dense(self, snapshot: _Snapshot, query: str, mask: Mask, words: LexicalScores) -> Vector:
        """Cosines of the allowed rows; without any limit, those of a pool that the index finds.

        Measured: over 20,000 rows the index answers an unlimited query in 5 ms, and one limited to given
        identifiers in 10 to 20 ms; multiplying those rows takes 0.1 to 7 ms, so limits go to the matrix.
        """
        vector = self.vector(query)
        rows = np.flatnonzero(mask)
        pool = None
        if len(rows) == len(mask) > _POOL and snapshot.indexed:
            pool = self._nearest(snapshot, vector)
        if pool is None or not len(pool):
            return snapshot.nearness.to(vector, rows)
        best = np.argpartition(-words.bm25, _POOL)[:_POOL]
        near = np.union1d(pool, best[words.bm25[best] > 0])
        dense = snapshot.nearness.to(vector, near)
        # What the index left out is no nearer than the least it found; taken for far, it would lose to any other row.
        outside = np.ones(len(mask), bool)
        outside[near] = False
        dense[outside] = dense[pool].min()
        return dense

    def _nearest(self, snapshot: _Snapshot, vector: Vector) -> Order | None:
        """The pool that the index finds; None where it breaks just now."""
        try:
            ids, _ = self._index.search(vector, _POOL)
        except IndexBroken:
            return None  # exact search answers instead, and the next refresh rebuilds it
        if self._index.stamp != snapshot.version[1]:
            return None  # it has moved on meanwhile, and so will the next search
        row_of = snapshot.columns.row_of
        return np.array([row_of[id] for id in ids if id in row_of], np.int64)

    def _fitting(self, snapshot: _Snapshot, request: SearchRequest, mask: Mask, scores: _Scores) -> Order:
        """The allowed rows worth sorting: all, unless sorting would bring up what nobody asked for."""
        rows = np.flatnonzero(mask)
        if request.sort is Sort.RELEVANCE or not len(rows) or not _open_words(request):
            return rows
        relevance, coverage = scores.relevance[rows], scores.coverage[rows]
        needed = max(_SORTED_COVERAGE * float(coverage.max()), _LEAST_COVERAGE)
        return rows[(relevance >= _SORTED_RELEVANCE * relevance.max()) | (coverage >= needed)]


def _open_words(request: SearchRequest) -> bool:
    """Whether the query asks for more than kinds and terms already make certain."""
    certain = {key(word) for text in (*request.kinds, *request.include, *request.brands) for word in words_in(text)}
    return any(key(word) not in certain for word in meaningful(request.query))


def _candidates(snapshot: _Snapshot, rows: Order, request: SearchRequest, scores: _Scores) -> tuple[Candidate, ...]:
    columns = snapshot.columns
    rows = rows[~columns.skipped(request.skip)[rows]]
    limit = max(request.limit, 1)
    enough = 20 * limit + 200  # twins are dropped later, so more than the limit has to be in order
    if request.sort is Sort.RELEVANCE and len(rows) > enough:
        relevance = scores.relevance[rows]
        rows = rows[relevance >= np.partition(relevance, -enough)[-enough]]
    relevance = scores.relevance[rows]
    # The last key sorts first; equal rows keep the catalogue's order.
    keys = {
        Sort.RELEVANCE: (-relevance,),
        Sort.PRICE_LOW: (-relevance, np.nan_to_num(columns.price[rows], nan=np.inf)),
        Sort.PRICE_HIGH: (-relevance, -np.nan_to_num(columns.price[rows], nan=-1.0)),
        Sort.RATING: (-relevance, -columns.rating[rows]),
    }[request.sort]
    ordered = rows[np.lexsort(keys)]
    return tuple(
        Candidate(
            columns.products[row],
            round(float(scores.relevance[row]), 6),
            float(scores.dense[row]),
            float(scores.lexical[row]),
        )
        for row in _distinct(columns, ordered, limit)
    )


def _distinct(columns: Columnar, ordered: Order, limit: int) -> list[int]:
    """The first `limit` rows, those that look like an earlier one only where the others do not suffice."""
    seen: set[tuple[str, float | None]] = set()
    first: list[int] = []
    again: list[int] = []
    for row in map(int, ordered):
        product = columns.products[row]
        look = (" ".join(fold(product.title).split()), product.price)
        (again if look in seen else first).append(row)
        seen.add(look)
        if len(first) == limit:
            return first
    return [*first, *again][:limit]
