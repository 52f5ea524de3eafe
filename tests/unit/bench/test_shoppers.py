"""The simulated shoppers judge fairly: their needs can be met, and what they count has happened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from retrieval.demo import demo_products
from retrieval.products import Product
from tests.bench.shoppers.conversations import Conversation, figures, visit
from tests.bench.shoppers.needs import BUDGET, KIND, MOST_THAT_FIT, Draw, Need, Part
from tests.bench.shoppers.shopper import Shopper
from tests.bench.shoppers.shops import Answer
from tests.bench.shoppers.sight import known_properties, normal, see, shows
from tests.bench.shoppers.texts import wordings

PRODUCTS = {product.id: product for product in demo_products()}


class ScriptedShop:
    """Shows what it is told to, whatever is said."""

    def __init__(self, shows: Callable[[], Sequence[Product]], reply: str = "") -> None:
        self._shows = shows
        self._reply = reply
        self.heard: list[str] = []

    async def begin(self) -> None:
        pass

    async def say(self, text: str) -> Answer:
        self.heard.append(text)
        return Answer(tuple(self._shows()), self._reply, 0.0)


@pytest.fixture(scope="module")
def draw() -> Draw:
    return Draw(PRODUCTS.values(), seed=1)


@pytest.fixture(scope="module")
def needs(draw: Draw) -> tuple[Need, ...]:
    return draw.needs(12)


async def _play(need: Need, draw: Draw, shop: ScriptedShop, runs: int = 4) -> list[Conversation]:
    return await visit([need], draw, shop, runs=runs, turns=4, seed=1)


def _named(name: str):
    return next(known for known in known_properties() if known.value == name)


def test_needs_can_be_met_and_are_not_trivial(draw: Draw, needs: tuple[Need, ...]) -> None:
    assert len(needs) == 12
    assert len({need.kind.name for need in needs}) >= 4
    for need in needs:
        fitting = [p for p in PRODUCTS.values() if draw.fits(need, p)]
        of_kind = [p for p in PRODUCTS.values() if KIND not in need.unmet(p, see(p))]
        assert need.target in {p.id for p in fitting}
        assert len(fitting) == need.fitting <= max(1, MOST_THAT_FIT * len(of_kind))
        assert 1 <= len(need.wanted) <= 2


def test_needs_are_the_same_for_every_way(needs: tuple[Need, ...]) -> None:
    shuffled = sorted(PRODUCTS.values(), key=lambda p: p.title)
    assert Draw(shuffled, seed=1).needs(5) == needs[:5]
    assert Draw(shuffled, seed=2).needs(5) != needs[:5]


async def test_a_perfect_shop_succeeds_at_once(draw: Draw, needs: tuple[Need, ...]) -> None:
    for need in needs:
        played = await _play(need, draw, ScriptedShop(lambda need=need: [PRODUCTS[need.target]]))
        judged = figures(played, 4)
        assert (judged.success, judged.pass_all, judged.turns_to_success) == (1, 1, 1)
        assert (judged.over_budget, judged.refused) == (0, 0)


async def test_a_shop_that_shows_junk_fails(draw: Draw, needs: tuple[Need, ...]) -> None:
    need = needs[0]
    junk = [p for p in PRODUCTS.values() if KIND in need.unmet(p, see(p))][:4]
    judged = figures(await _play(need, draw, ScriptedShop(lambda: junk)), 4)
    assert (judged.success, judged.pass_all, judged.turns_to_success) == (0, 0, None)
    assert judged.turns == 16


async def test_limits_are_broken_only_once_stated(draw: Draw, needs: tuple[Need, ...]) -> None:
    need = next(n for n in needs if n.unwanted is not None)
    wrong = [
        p
        for p in PRODUCTS.values()
        if p.price is not None and p.price > need.budget and need.unwanted and shows(see(p), need.unwanted)
    ][:3]
    assert wrong
    for conversation in await _play(need, draw, ScriptedShop(lambda: wrong)):
        counts = [(turn.over_budget, turn.refused) for turn in conversation.turns]
        assert counts == sorted(counts, key=sum)
        assert all(over in (0, len(wrong)) and refused in (0, len(wrong)) for over, refused in counts)
        told = any(character.isdigit() for turn in conversation.turns for character in turn.said if character != "4")
        assert told or all(over == 0 for over, _ in counts)


async def test_products_left_on_screen_break_nothing_again(draw: Draw, needs: tuple[Need, ...]) -> None:
    class Stale(ScriptedShop):
        async def say(self, text: str) -> Answer:
            answer = await super().say(text)
            return Answer(answer.products, answer.reply, 0.0, fresh=False)

    dear = [p for p in PRODUCTS.values() if p.price is not None and p.price > 200][:3]
    assert figures(await _play(needs[0], draw, Stale(lambda: dear)), 4).shown == 0


def test_a_question_about_the_budget_is_answered(draw: Draw, needs: tuple[Need, ...]) -> None:
    for seed in range(20):
        shopper = Shopper(needs[0], draw, f"{seed}")
        shopper.open()
        said = shopper.react(Answer((), "Gladly! How much would you like to spend?", 0.0))
        assert f"{needs[0].budget:.0f}" in said
        assert BUDGET in shopper.said


def test_a_choice_that_leaves_out_what_is_refused_is_not_called_indifferent(
    draw: Draw, needs: tuple[Need, ...]
) -> None:
    need = replace(needs[0], wanted=(), unwanted=_named("cotton"))
    shopper = Shopper(need, draw, "1")
    assert "cotton" in str(shopper._reply_to("Would you rather have vinyl or polyester?"))


def test_nobody_calls_a_product_without_a_price_too_dear(draw: Draw, needs: tuple[Need, ...]) -> None:
    target = PRODUCTS[needs[0].target]
    unpriced = [replace(target, price=None)]
    for seed in range(10):
        shopper = Shopper(needs[0], draw, f"{seed}")
        shopper.open()
        before = set(shopper.said)
        shopper.react(Answer(tuple(unpriced), "", 0.0))
        assert BUDGET not in shopper.said - before


def test_a_question_without_a_choice_is_not_answered(draw: Draw, needs: tuple[Need, ...]) -> None:
    shopper = Shopper(needs[0], draw, "1")
    shopper.open()
    assert shopper._reply_to("Here are three. Anything else?") is None


@pytest.mark.parametrize("seed", range(40))
def test_a_person_speaks_in_whole_words_and_tells_only_the_need(draw: Draw, needs: tuple[Need, ...], seed: int) -> None:
    need = needs[seed % len(needs)]
    shopper = Shopper(need, draw, f"{seed}")
    on_screen = list(PRODUCTS.values())[seed * 7 : seed * 7 + 6]
    messages = [shopper.open(), *(shopper.react(Answer(tuple(on_screen), "", 0.0)) for _ in range(6))]
    for message in messages:
        assert message
        assert not set("{}") & set(message)
        assert "  " not in message
        assert " ," not in message
    assert shopper.said <= set(need.parts)


def test_refusing_is_held_against_what_is_plainly_so() -> None:
    beige = Product("1", "Expedition Backpack", "A beige backpack with black straps. Free of PVC.")
    vegan = Product("2", "Vegan Leather Backpack")
    assert not shows(see(beige), _named("black"))
    assert shows(see(beige), _named("beige"))
    assert not shows(see(vegan), _named("leather"))


def test_a_part_of_a_thing_is_not_the_thing(needs: tuple[Need, ...]) -> None:
    shirt = next(need.kind for need in needs if need.kind.name == "shirt")
    assert shirt.includes(see(Product("1", "Linen Shirt in White")))
    assert not shirt.includes(see(Product("2", "Shirt Hanger, Wood")))


def test_wordings_are_many_for_each_thing_said() -> None:
    manners = set(wordings()["manners"])
    acts = {name: said for name, said in wordings().items() if isinstance(said, dict) and set(said) == manners}
    assert sum(len(way) for said in acts.values() for way in said.values()) >= 150
    for name, said in acts.items():
        ways = [text for manner in said.values() for text in manner]
        assert len(ways) == len(set(ways)) >= 8, name


def test_parts_are_told_apart_by_their_property() -> None:
    assert Part("wanted", _named("blue")) != Part("wanted", _named("red"))
    assert normal("Grey Wool-Blend Socks, 3 pairs") == "grey wool blend sock | 3 pair"
