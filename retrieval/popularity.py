"""How much other people's judgement says for a product."""

from __future__ import annotations

from retrieval.products import Product

PRIOR_RATING = 4.0
"""What a product without reviews is taken to be worth, in stars: about the mean where stars are collected."""

PRIOR_REVIEWS = 10
"""Reviews it takes until the product's own mean weighs as much as `PRIOR_RATING`."""

FEWEST_SHOPPERS = 3
"""Choices of fewer other shoppers count nothing, so that nobody's choice can be read off a score."""

_HALF_WAY = 10


def bayesian_rating(product: Product) -> float:
    """The mean rating, drawn towards `PRIOR_RATING` the fewer reviews it rests on, in stars.

    A rating that states no number of reviews counts as one review.
    """
    if product.rating is None:
        return PRIOR_RATING
    reviews = 1 if product.reviews_count is None else product.reviews_count
    return (PRIOR_RATING * PRIOR_REVIEWS + product.rating * reviews) / (PRIOR_REVIEWS + reviews)


def quality(product: Product) -> float:
    """`bayesian_rating` as -1 to 1: one star above or below the prior counts in full."""
    return max(-1.0, min(1.0, bayesian_rating(product) - PRIOR_RATING))


def popularity(shoppers: int) -> float:
    """Choices of `shoppers` other shoppers as 0 to 1; ten shoppers are half of the way."""
    return shoppers / (shoppers + _HALF_WAY) if shoppers >= FEWEST_SHOPPERS else 0.0
