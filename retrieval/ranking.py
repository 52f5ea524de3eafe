"""The order of candidates for one shopper, and why.

The score is a sum, so every part of it is a reason with its exact weight::

    score = match      relevance to the words, or to the product that more like it is wanted of
          + quality    rating, drawn to the mean where reviews are few
          + popular    choices of other shoppers
          + history    T / (1 + T),  T = sum of weight_i * nearness(product, liked_i)
          + taste      F / (1 + F),  F = sum over facet values and stated likes
          - distaste   D / (1 + D),  D like T over disliked products
          - a fixed step for each stated dislike the product carries
          - sameness   to an earlier near copy

T, F and D have only terms that are not negative and x / (1 + x) rises, so a product of the history that is
named as a reason did raise the score: without it the score is lower. A mean over the history would not
promise that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from math import fsum
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from retrieval import reasons as words
from retrieval.carrying import Carried, carried_by, surely_carried
from retrieval.mentions import Mask
from retrieval.popularity import popularity, quality
from retrieval.products import Product
from retrieval.profile import (
    STATED_WEIGHT,
    Affinity,
    Facet,
    HistoryItem,
    Profile,
    Vectors,
    facet_keys,
    facets_of,
)
from retrieval.requests import Candidate, Ranked, Reason, SearchRequest, Sort

Floats = NDArray[np.float64]

_NOBODY: Mapping[str, int] = MappingProxyType({})
_NAMED_PRODUCTS = 2
_NAMED_FACETS = 2


@dataclass(frozen=True, slots=True)
class RankingWeights:
    """How much each part of the score can give or take at most.

    Attributes:
        match: Of a relevance of 1.
        quality: Of a rating one star or more from the prior.
        popular: Of a product that everybody chooses.
        history: Of likeness to liked products.
        taste: Of facet values that are liked.
        distaste: Of likeness to disliked products.
        stated_dislike: Of each stated dislike; by default more than everything that can speak for a product.
        sameness: Of an exact copy of a better candidate; 0 turns diversity off.
        near: Cosine of two products from which they count as alike at all. With all-MiniLM-L6-v2, 19 of 20
            pairs of products from different categories lie below.
        copy: Cosine from which they count as near copies.
    """

    match: float = 1.0
    quality: float = 0.15
    popular: float = 0.1
    history: float = 0.5
    taste: float = 0.25
    distaste: float = 1.0
    stated_dislike: float = 2.5
    sameness: float = 0.2
    near: float = 0.3
    copy: float = 0.85


@dataclass(frozen=True, slots=True, eq=False)
class _Parts:
    """Every term of n scores, in one row a product; h products of the history are liked, g disliked."""

    match: Floats  # (n,)
    quality: Floats  # (n,)
    popular: Floats  # (n,)
    history: Floats  # (n, h)
    distaste: Floats  # (n, g)
    likes: Mask  # (n, stated likes)
    leaning: Mapping[tuple[str, str], Affinity]
    taste_scale: Floats  # (n,)
    dislikes: Mask  # (n, stated dislikes)
    sameness: Floats  # (n,)
    original: NDArray[np.intp]  # (n,), row of the product it copies, or -1
    score: Floats  # (n,)


@dataclass(frozen=True, slots=True)
class Ranker:
    """Orders candidates and says why.

    Attributes:
        weights: The dials.
        currency: The shop's own, for products that state none.
        pool: Near copies are looked for among this many of the candidates that match best.
    """

    weights: RankingWeights = RankingWeights()
    currency: str | None = None
    pool: int = 200

    def rank(
        self,
        candidates: Sequence[Candidate],
        request: SearchRequest,
        profile: Profile,
        vectors: Callable[[Sequence[str]], Vectors],
        *,
        chosen: Mapping[str, int] = _NOBODY,
        anchor: Product | None = None,
        top: int | None = None,
    ) -> tuple[Ranked, ...]:
        """Order candidates, best first; where the shopper asked for an order, the given one is kept.

        Args:
            candidates: They satisfy the request's limits; this is not checked again.
            request: What was asked. Relevance counts only where it has a query, or `anchor` is given.
            profile: Of the shopper; ``Profile()`` where nothing is known.
            vectors: Embeddings of product identifiers, float32 (n, d), rows of length 1.
            chosen: How many other shoppers chose each product.
            anchor: The product that relevance is the similarity to, where more like it is wanted.
            top: Return only this many; reasons are worded for them alone.

        Returns:
            Every candidate, or the first `top`. The weights of a product's reasons add up to its score.
        """
        if not candidates:
            return ()
        products = [candidate.product for candidate in candidates]
        relevance = np.array([candidate.relevance for candidate in candidates])
        if not (request.query.strip() or anchor):
            relevance = np.zeros(len(products))
        by_score = request.sort is Sort.RELEVANCE
        parts = self._weigh(products, relevance, profile, vectors, chosen, diverse=by_score)
        order = np.argsort(-parts.score, kind="stable") if by_score else np.arange(len(products))
        ranked: list[Ranked] = []
        rows: list[int] = order[:top].tolist()
        for row, carried in zip(rows, carried_by([products[row] for row in rows]), strict=True):
            product = products[row]
            found = [
                *_matching(row, product, parts, request, carried, anchor, chosen),
                *self._personal(row, product, parts, profile),
                *words.limit_reasons(product, request, carried, self.currency),
                *words.price_band_reasons(product, profile.price_band, self.currency),
            ]
            original = int(parts.original[row])
            if original >= 0:
                found.append(words.copy_reason(products[original], -float(parts.sameness[row])))
            found.sort(key=lambda reason: -reason.weight)
            ranked.append(Ranked(product=product, score=float(parts.score[row]), reasons=tuple(found)))
        return tuple(ranked)

    def _weigh(
        self,
        products: Sequence[Product],
        relevance: Floats,
        profile: Profile,
        vectors: Callable[[Sequence[str]], Vectors],
        chosen: Mapping[str, int],
        *,
        diverse: bool,
    ) -> _Parts:
        weights = self.weights
        match = relevance * weights.match
        stars = np.array([quality(product) for product in products]) * weights.quality
        popular = np.array([popularity(chosen.get(product.id, 0)) for product in products]) * weights.popular
        public = match + stars + popular

        ids = [product.id for product in products]
        embedded = vectors(ids) if profile.liked or profile.disliked else None
        history = self._nearness(embedded, profile.liked_vectors, profile.liked, len(products)) * weights.history
        distaste = (
            self._nearness(embedded, profile.disliked_vectors, profile.disliked, len(products)) * weights.distaste
        )
        stated = surely_carried(products, (*profile.likes, *profile.dislikes))
        likes, dislikes = stated[:, : len(profile.likes)], stated[:, len(profile.likes) :]
        leaning = _leaning(profile)
        tastes = STATED_WEIGHT * likes.sum(axis=1)
        if leaning:
            tastes = tastes + np.array(
                [fsum(leaning[key].weight for key in facet_keys(product) & leaning.keys()) for product in products]
            )
        steps = weights.stated_dislike * dislikes.sum(axis=1)

        sameness = np.zeros(len(products))
        original = np.full(len(products), -1, dtype=np.intp)
        if diverse and weights.sameness > 0:
            best = np.argsort(-public, kind="stable")[: self.pool]
            rows: list[int] = best.tolist()
            pool = embedded[best] if embedded is not None else vectors([ids[row] for row in rows])
            sameness[best], copied = self._sameness(pool)
            original[best] = np.where(copied >= 0, best[copied], -1)
        return _Parts(
            match=match,
            quality=stars,
            popular=popular,
            history=history,
            distaste=distaste,
            likes=likes,
            leaning=leaning,
            taste_scale=weights.taste / (1.0 + tastes),
            dislikes=dislikes,
            sameness=sameness,
            original=original,
            score=public
            + history.sum(axis=1)
            + weights.taste * tastes / (1.0 + tastes)
            - distaste.sum(axis=1)
            - steps
            - sameness,
        )

    def _nearness(self, embedded: Vectors | None, history: Vectors, items: Sequence[HistoryItem], count: int) -> Floats:
        """Shares (count, len(items)) of each product of the history; a row adds up to T / (1 + T)."""
        if embedded is None or not items:
            return np.zeros((count, 0))
        near = self.weights.near
        cosine = (embedded @ history.T).astype(np.float64)
        shares = np.clip((cosine - near) / (1.0 - near), 0.0, 1.0) * np.array([item.weight for item in items])
        return shares / (1.0 + shares.sum(axis=1, keepdims=True))

    def _sameness(self, embedded: Vectors) -> tuple[Floats, NDArray[np.intp]]:
        """What each of n products loses for a near copy before it, and the row of that copy or -1.

        Neither depends on the shopper, so that a profile moves a product only by the reasons it is given.
        """
        before = np.tril(embedded @ embedded.T, k=-1).astype(np.float64)
        nearest = before.argmax(axis=1)
        excess = (before[np.arange(len(before)), nearest] - self.weights.copy) / (1.0 - self.weights.copy)
        loss = np.clip(excess, 0.0, 1.0) * self.weights.sameness
        return loss, np.where(loss > 0, nearest, -1)

    def _personal(self, row: int, product: Product, parts: _Parts, profile: Profile) -> list[Reason]:
        found: list[Reason] = []
        for items, shares in ((profile.liked, parts.history[row]), (profile.disliked, -parts.distaste[row])):
            by_size: list[int] = np.argsort(-np.abs(shares), kind="stable").tolist()
            telling = [index for index in by_size if shares[index] != 0.0]
            rest = telling[_NAMED_PRODUCTS:]
            found += [
                words.history_reason(items[index], product, float(shares[index])) for index in telling[:_NAMED_PRODUCTS]
            ]
            if rest:
                found.append(words.more_history_reason(len(rest), float(shares[rest].sum())))
        scale = float(parts.taste_scale[row])
        found += [
            words.stated_reason(subject, STATED_WEIGHT * scale) for subject in compress(profile.likes, parts.likes[row])
        ]
        learnt = _learnt(product, parts.leaning)
        found += [
            words.affinity_reason(facet, affinity, product, affinity.weight * scale)
            for facet, affinity in learnt[:_NAMED_FACETS]
        ]
        if len(learnt) > _NAMED_FACETS:
            weight = sum(affinity.weight for _, affinity in learnt[_NAMED_FACETS:]) * scale
            found.append(words.more_affinity_reason([facet for facet, _ in learnt[_NAMED_FACETS:]], weight))
        found += [
            words.stated_reason(subject, -self.weights.stated_dislike)
            for subject in compress(profile.dislikes, parts.dislikes[row])
        ]
        return found


def _leaning(profile: Profile) -> dict[tuple[str, str], Affinity]:
    """The affinities of the history, without values the shopper spoke about: their word counts."""
    stated = {subject.lower() for subject in (*profile.likes, *profile.dislikes)}
    return {key: affinity for key, affinity in profile.affinities.items() if key[1] not in stated}


def _learnt(product: Product, leaning: Mapping[tuple[str, str], Affinity]) -> list[tuple[Facet, Affinity]]:
    """The product's facet values that the history leans to, heaviest first."""
    found = {
        (facet.name, facet.key): (facet, leaning[facet.name, facet.key])
        for facet in facets_of(product)
        if (facet.name, facet.key) in leaning
    }
    return sorted(found.values(), key=lambda entry: -entry[1].weight)


def _matching(
    row: int,
    product: Product,
    parts: _Parts,
    request: SearchRequest,
    carried: Carried,
    anchor: Product | None,
    chosen: Mapping[str, int],
) -> list[Reason]:
    found: list[Reason] = []
    match, stars, popular = float(parts.match[row]), float(parts.quality[row]), float(parts.popular[row])
    if match != 0.0 and anchor is not None:
        found.append(words.similar_reason(anchor, match))
    elif match != 0.0:
        found.append(words.match_reason(request.query, carried, match))
    if stars != 0.0:
        found.append(words.rating_reason(product, stars))
    if popular != 0.0:
        found.append(words.popular_reason(chosen[product.id], popular))
    return found
