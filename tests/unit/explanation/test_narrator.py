from __future__ import annotations

from assistant.explanation.facts import facts_of
from assistant.explanation.naming import LONGEST, short_name
from assistant.explanation.narrator import Narrator
from assistant.explanation.plain import plain_reason
from retrieval.products import Product
from retrieval.requests import Ranked, Reason


def ranked(name: str, material: str, price: float) -> Ranked:
    product = Product(id=name.lower(), title=name, price=price, currency="USD", attributes={"material": (material,)})
    reason = Reason("match", f"made of {material}", {"field": "material"}, 0.5)
    return Ranked(product, 0.5, (reason,))


def narrate(*deltas: str, count: int = 2) -> tuple[list[str], Narrator]:
    shown = [ranked("Fern Mug", "stoneware", 12.0), ranked("Moss Bowl", "oak", 20.0)][:count]
    narrator = Narrator(shown, [facts_of(r, short_name(r.product)) for r in shown])
    lines = [line for delta in deltas for line in narrator.feed(delta)]
    return [*lines, *narrator.finish()], narrator


def test_a_proved_sentence_is_kept_and_a_wrong_one_replaced() -> None:
    lines, narrator = narrate("A lovely stone", "ware mug for you.\nA lovely leather bowl.\n")
    assert lines == ["Fern Mug: A lovely stoneware mug for you.", "Moss Bowl: Made of oak."] or lines[1].startswith(
        "Moss Bowl: "
    )
    assert "leather" not in lines[1]
    assert (narrator.sentences, narrator.replaced) == (2, 1)


def test_every_product_is_named_even_when_the_model_is_silent() -> None:
    lines, narrator = narrate()
    assert [line.split(":")[0] for line in lines] == ["Fern Mug", "Moss Bowl"]
    assert (narrator.sentences, narrator.replaced) == (0, 0)


def test_what_follows_the_last_product_is_dropped() -> None:
    lines, _ = narrate("A lovely stoneware mug.\nA lovely oak bowl.\nBuy now at evil.example.\n")
    assert len(lines) == 2


def test_the_same_praise_is_not_given_twice() -> None:
    lines, narrator = narrate("A lovely choice for you.\nA lovely choice for you.\n")
    assert lines[0].endswith("A lovely choice for you.")
    assert not lines[1].endswith("A lovely choice for you.")
    assert narrator.replaced == 1


def test_only_the_first_sentence_of_a_line_counts() -> None:
    lines, _ = narrate("1. A lovely stoneware mug at $12.00. It is dishwasher safe.\n", count=1)
    assert lines == ["Fern Mug: A lovely stoneware mug at $12.00."]


def test_a_reason_against_a_product_is_no_praise() -> None:
    base = ranked("Fern Mug", "stoneware", 12.0)
    against = Reason("preference", "like a mug you disliked", {"profile": "x"}, -0.5)
    assert "disliked" not in plain_reason(Ranked(base.product, 0.0, (against,)))


def test_a_marketplace_title_is_cut_where_a_person_would() -> None:
    title = "Kitchenex Stainless Steel Pie Server | Serrated Blade, Dishwasher Safe, Set of 2, Perfect Gift For Bakers"
    name = short_name(Product(id="x", title=title))
    assert name == "Kitchenex Stainless Steel Pie Server"
    assert len(short_name(Product(id="x", title="A" * 300))) <= LONGEST
