"""What a single limit keeps out, computed and not guessed."""

from __future__ import annotations

import pytest

from retrieval.relaxation import Limit, Opening
from retrieval.requests import SearchRequest
from retrieval.search import Searcher


def opened(searcher: Searcher, **request: object) -> list[tuple[str, str, int, float | None]]:
    found = searcher.openings(SearchRequest(**request))  # pyright: ignore[reportArgumentType]
    return [(each.limit.value, each.value, each.opens, each.price) for each in found]


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        ({"kinds": ("backpack",), "price_max": 30}, [("price_max", "", 3, 40.0)]),
        ({"kinds": ("backpack",), "price_min": 300}, [("price_min", "", 3, 120.0)]),
        (
            {"kinds": ("backpack",), "price_max": 50, "include": ("waterproof",)},
            [("price_max", "", 1, 120.0), ("include", "waterproof", 1, None)],
        ),
        (
            {"kinds": ("backpack",), "brands": ("Summit",), "price_max": 90},
            [("brand", "Summit", 2, None), ("price_max", "", 1, 120.0)],
        ),
        ({"kinds": ("backpack",), "brands": ("Summit",), "exclude": ("padded",)}, None),
        (
            {"kinds": ("backpack",), "attributes": {"colour": ("green",)}, "in_stock": True},
            [("attribute", "colour", 2, None), ("stock", "", 1, None)],
        ),
        ({"kinds": ("dress",), "price_max": 50}, [("price_max", "", 1, 60.0)]),  # one has no price
        ({"kinds": ("spaceship",), "price_max": 50}, []),
        ({"kinds": ("backpack",), "price_max": 10, "include": ("wool",)}, []),  # no single limit is to blame
    ],
)
def test_one_limit_at_a_time(searcher: Searcher, request_: dict, expected: list | None) -> None:
    if expected is None:
        expected = [("brand", "Summit", 2, None), ("exclude", "padded", 1, None)]
    assert opened(searcher, **request_) == expected


def test_the_nearest_price_satisfies_everything_else(searcher: Searcher) -> None:
    request = SearchRequest(kinds=("backpack",), price_max=10, exclude=("leather",))
    (opening,) = [each for each in searcher.openings(request) if each.limit is Limit.PRICE_MAX]
    assert opening == Opening(Limit.PRICE_MAX, "", 2, 40.0)


def test_words_without_a_kind_open_only_what_answers_them(searcher: Searcher) -> None:
    assert opened(searcher, query="headphones", price_max=20) == [("price_max", "", 1, 99.0)]
