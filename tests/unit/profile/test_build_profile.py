from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.products import Product
from retrieval.profile import HALF_LIFE_DAYS, Profile, ProfileEvent, Vectors, build_profile, facets_of

NOW = datetime(2025, 6, 1, tzinfo=UTC)
AXES = {"a": 0, "b": 1, "c": 2, "d": 3, "e": 3}
PRODUCTS = {
    "a": Product(
        "a",
        "Shirt",
        brand="Wave",
        category=("Clothing", "Shirts"),
        attributes={"material": ("Linen",)},
        price=20,
        currency="USD",
    ),
    "b": Product(
        "b",
        "Dress",
        category=("Clothing", "Dresses"),
        attributes={"material": ("linen",)},
        price=40,
        currency="USD",
    ),
    "c": Product(
        "c",
        "Boots",
        attributes={"material": ("Leather",)},
        price=90,
        currency="USD",
    ),
    "d": Product("d", "Mug"),
    "e": Product("e", "Suit", attributes=dict.fromkeys(("material", "lining", "v", "w", "x"), ("linen",))),
}


def vectors(ids: Sequence[str]) -> Vectors:
    return np.eye(5, dtype=np.float32)[[AXES[identifier] for identifier in ids]]


def encode(_: str) -> Vectors:
    return np.eye(5, dtype=np.float32)[4]


def event(
    kind: str,
    product: str | None = None,
    subject: str | None = None,
    value: float | None = None,
    days: float = 0,
) -> ProfileEvent:
    return ProfileEvent(product, subject, kind, value, NOW - timedelta(days=days))


def build(*events: ProfileEvent) -> Profile:
    return build_profile(events, vectors, encode, PRODUCTS, NOW)


def weights(profile: Profile) -> dict[str, float]:
    liked = {item.product.id: item.weight for item in profile.liked}
    return liked | {item.product.id: -item.weight for item in profile.disliked}


def test_nothing_known_is_a_cold_start() -> None:
    profile = build()
    assert profile.empty
    assert profile.positive is None
    assert profile.negative is None
    assert profile.price_band is None


def test_kinds_weigh_in_their_order() -> None:
    fresh = [weights(build(event(kind, "a")))["a"] for kind in ("purchase", "cart", "like", "click", "view")]
    assert fresh == sorted(fresh, reverse=True)
    assert len(set(fresh)) == 5


def test_an_event_counts_half_after_its_half_life() -> None:
    assert weights(build(event("like", "a", days=HALF_LIFE_DAYS)))["a"] == pytest.approx(0.5)


def test_a_clock_that_runs_ahead_adds_nothing() -> None:
    assert weights(build(event("like", "a", days=-400)))["a"] == 1.0


def test_looking_often_is_not_buying() -> None:
    assert weights(build(*[event("view", "a")] * 100)) == weights(build(event("view", "a")))


@pytest.mark.parametrize(("stars", "weight"), [(5, 1.0), (4, 0.5), (2, -0.5), (1, -1.0), (0, -1.0)])
def test_stars_weigh_by_their_distance_to_three(stars: float, weight: float) -> None:
    assert weights(build(event("rating", "a", value=stars))) == {"a": weight}


def test_three_stars_say_nothing() -> None:
    assert build(event("rating", "a", value=3)).empty


def test_the_last_opinion_counts_whatever_the_order_of_the_list() -> None:
    like, dislike = event("like", "a", days=2), event("dislike", "a", days=1)
    assert weights(build(like, dislike)) == weights(build(dislike, like))
    assert weights(build(like, dislike))["a"] < 0
    assert weights(build(event("dislike", "a", days=2), event("like", "a", days=1)))["a"] > 0


def test_a_bad_last_opinion_silences_a_purchase() -> None:
    profile = build(event("purchase", "a", days=3), event("rating", "a", value=1, days=1))
    assert profile.liked == ()
    assert [item.product.id for item in profile.disliked] == ["a"]
    assert not profile.affinities


def test_the_last_word_on_a_subject_counts() -> None:
    profile = build(event("likes", subject="Linen", days=2), event("dislikes", subject="linen", days=1))
    assert (profile.likes, profile.dislikes) == ((), ("linen",))


def test_products_that_are_gone_are_left_out() -> None:
    assert build(event("like", "gone")).empty


def test_the_direction_is_the_weighted_mean_with_stated_likes() -> None:
    profile = build(event("purchase", "a"), event("like", "b"), event("likes", subject="linen"))
    assert profile.positive == pytest.approx(np.array([2, 1, 0, 0, 2]) / 3)
    assert profile.negative is None
    assert build(event("dislike", "c")).negative == pytest.approx(np.array([0, 0, 1, 0, 0]))


def test_affinities_share_a_products_weight_and_name_who_gave_most() -> None:
    profile = build(event("purchase", "a"), event("like", "b"))
    linen = profile.affinities["material", "linen"]
    assert linen.weight == pytest.approx(2 / 3 + 1 / 3)
    assert linen.source.product.id == "a"
    assert profile.affinities["brand", "wave"].weight == pytest.approx(2 / 3)
    assert ("category", "clothing") not in profile.affinities
    heavy_but_shared = build(event("purchase", "e"), event("cart", "a")).affinities["material", "linen"]
    assert heavy_but_shared.weight == pytest.approx(2 / 5 + 1.5 / 3)
    assert heavy_but_shared.source.product.id == "a"


def test_a_price_band_needs_three_choices() -> None:
    assert build(event("like", "a"), event("purchase", "b"), event("view", "c")).price_band is None
    band = build(event("like", "a"), event("purchase", "b"), event("cart", "c")).price_band
    assert band is not None
    assert (band.low, band.high, band.currency, band.count) == (20, 90, "USD", 3)


def test_facets_leave_out_what_says_nothing_about_taste() -> None:
    product = Product(
        "x",
        "X",
        attributes={
            "size": ("S", "M", "L", "XL"),
            "washable": ("Yes",),
            "pieces": ("12",),
            "note": ("long " * 20,),
            "style": ("Boho",),
        },
    )
    assert [(facet.name, facet.value) for facet in facets_of(product)] == [("style", "Boho")]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (event("love", "a"), "valid kinds: purchase"),
        (event("like"), "needs a product"),
        (event("likes", subject=" "), "needs a subject"),
        (event("rating", "a"), "0 to 5"),
        (event("rating", "a", value=float("nan")), "0 to 5"),
    ],
)
def test_a_wrong_event_says_what_is_valid(wrong: ProfileEvent, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        build(wrong)


KINDS = st.sampled_from(["view", "click", "like", "dislike", "cart", "purchase"])


@given(st.lists(st.tuples(KINDS, st.sampled_from("abcd"), st.integers(0, 1000)), max_size=12))
def test_every_product_is_on_one_side_at_most(rows: list[tuple[str, str, int]]) -> None:
    profile = build(*(event(kind, product, days=days) for kind, product, days in rows))
    liked = {item.product.id for item in profile.liked}
    disliked = {item.product.id for item in profile.disliked}
    assert not liked & disliked
    assert len(profile.liked) == len(liked) == len(profile.liked_vectors)
    assert len(profile.disliked) == len(disliked) == len(profile.disliked_vectors)
    assert all(item.weight > 0 for item in (*profile.liked, *profile.disliked))
