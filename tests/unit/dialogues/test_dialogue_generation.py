"""Dialogues from a catalogue: their truth is counted here a second time, by hand-written rules."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.dialogues import DialogueError, load
from assistant.dialogues.generation import Census, generate, write
from assistant.dialogues.generation.census import Kind
from assistant.dialogues.generation.draw import between
from assistant.dialogues.generation.families import FAMILIES
from retrieval.catalogue import Catalogue
from retrieval.database import open_engine
from retrieval.demo import demo_products
from retrieval.feeds.importing import import_feed
from retrieval.products import Product

DEMO = tuple(demo_products())
BY_ID = {product.id: product for product in DEMO}
CENSUS = Census.of(DEMO)
ALL = generate(DEMO, 195, 3)
MANY = [(family, script) for family, scripts in ALL.scripts.items() for script in scripts]


def of(family: str) -> list[Any]:
    return [script for name, script in MANY if name == family]


def kind_in(message: str) -> Kind:
    """The kind that a message asks for; "wall clocks" rather than "clocks"."""
    return max((kind for kind in CENSUS.kinds if kind.said in message.lower()), key=lambda kind: len(kind.said))


def demo_kind(product: Product, name: str) -> bool:
    """Of the demo shop's own making: its type or the last level of its category."""
    return name in product.attributes["type"] or name in product.category


def test_equal_seeds_write_equal_files(tmp_path: Path) -> None:
    for place, seed in (("a", 7), ("b", 7), ("c", 8)):
        write(generate(DEMO, 60, seed), tmp_path / place, seed, len(DEMO))
    texts = {p: {f.name: f.read_text() for f in sorted((tmp_path / p).iterdir())} for p in "abc"}
    assert texts["a"] == texts["b"]
    assert texts["a"] != texts["c"]


def test_every_family_is_drawn_from_the_demo_shop_and_read_back(tmp_path: Path) -> None:
    files = write(ALL, tmp_path, 3, len(DEMO))
    assert [file.name.partition(".")[0] for file in files] == [family.name for family in FAMILIES]
    assert ALL.left_out == ()
    dialogues = load([tmp_path])
    assert len(dialogues) == ALL.count == 195
    assert all(turn.user for dialogue in dialogues for turn in dialogue.turns)
    assert len({dialogue.title for dialogue in dialogues}) == 195


def test_one_file_holds_all(tmp_path: Path) -> None:
    (file,) = write(generate(DEMO, 20, 1), tmp_path / "deep" / "shop.yaml", 1, len(DEMO))
    assert len(load([file])) == 20
    assert file.read_text().startswith("# Written by `shop-assistant script --generate` from 447 products, seed 1.")


def test_somebody_elses_file_is_left_alone(tmp_path: Path) -> None:
    mine = tmp_path / "budgets.dialogue.yaml"
    mine.write_text("dialogue: mine\nturns: [{user: hello}]\n")
    with pytest.raises(DialogueError, match="was not generated"):
        write(generate(DEMO, 60, 1), tmp_path, 1, len(DEMO))
    assert mine.read_text().startswith("dialogue: mine")
    assert [file.name for file in tmp_path.iterdir()] == [mine.name]


def test_as_many_products_are_asked_for_as_truly_fit() -> None:
    checked = 0
    for script in of("budgets"):
        for _, expect in script.turns:
            wish = expect["products"]["all"]
            low, high = wish.get("price_min", 0), wish.get("price_max", float("inf"))
            fit = [p for p in DEMO if demo_kind(p, wish["category"]) and p.available and low < (p.price or 0) < high]
            assert expect["products"]["min"] == min(3, len(fit)), script
            assert fit
            checked += 1
    assert checked >= 12


def test_exact_screens_name_every_product_that_fits() -> None:
    exact = [s for s in of("counts") if "ids" in s.turns[0][1]["products"]]
    assert len(exact) >= 5
    for script in exact:
        message, expect = script.turns[0]
        limit = float(script.title.rsplit(" ", 1)[1])
        fit = {p.id for p in DEMO if demo_kind(p, kind_in(message).name) and (p.price or 0) < limit}
        assert set(expect["products"]["ids"]) == fit
        assert 2 <= len(fit) <= 4
        assert all(BY_ID[one].available for one in fit)


def test_the_told_number_is_counted() -> None:
    for script in of("counts"):
        wish = script.turns[0][1]["products"].get("all")
        if wish:
            fit = [p for p in DEMO if demo_kind(p, wish["category"]) and (p.price or 0) < wish["price_max"]]
            assert script.turns[0][1]["reply"]["contains"] == [str(len(fit))]


def test_impossible_wishes_are_impossible() -> None:
    budgets = brands = colours = 0
    for script in of("impossible"):
        message, expect = script.turns[0]
        assert "nothing" in expect["reply"]["contains_any"]
        kind = kind_in(message)
        if "up to" in script.title:
            limit = float(script.title.rsplit(" ", 1)[1])
            assert min(p.price or 0 for p in kind.products) > limit
            budgets += 1
        elif " by " in script.title:
            brand = script.title.rsplit(" by ", 1)[1]
            assert brand in {p.brand for p in DEMO}
            assert brand not in {p.brand for p in kind.products}
            brands += 1
        else:
            colour = script.title.rsplit(" in ", 1)[1]
            assert not any(colour in " ".join(p.attributes["colour"]) for p in kind.products)
            colours += 1
    assert min(budgets, brands, colours) >= 3


def test_a_colour_is_asked_for_only_where_nobody_can_argue() -> None:
    """A product that only its description calls forest green makes that a matter of opinion for its kind."""
    kind = [p for p in DEMO if demo_kind(p, "backpack")]
    told = [replace(p, description="Also great with forest green laces.") for p in kind]
    asked, argued = ({s.title for s in generate(each, 120, 0).scripts["colours"]} for each in (kind, told))
    assert "backpacks in forest green" in asked
    assert not any("forest green" in title for title in argued)
    assert argued


def test_what_a_catalogue_lacks_is_left_out_and_told() -> None:
    bare = tuple(replace(p, attributes={}, brand=None) for p in DEMO)
    written = generate(bare, 60, 0)
    assert {"colours", "materials", "brands", "refusals", "refinements"}.isdisjoint(written.scripts)
    assert any(line.startswith("colours: needs an attribute “colour”") for line in written.left_out)
    free = generate(tuple(replace(p, price=None) for p in DEMO), 60, 0)
    assert "budgets" not in free.scripts
    assert any(line.startswith("budgets: needs prices") for line in free.left_out)
    nothing = generate((), 60, 0)
    assert set(nothing.scripts) == {"policies"}
    assert len(nothing.left_out) == len(FAMILIES)


def test_hostile_titles_stay_data(tmp_path: Path) -> None:
    odd = tuple(replace(p, title=f"{p.title} {{kind}} : - # ' \" \u202e <b>") for p in DEMO)
    write(generate(odd, 120, 0), tmp_path / "odd.yaml", 0, len(odd))
    assert len(load([tmp_path / "odd.yaml"])) == 120


@pytest.mark.parametrize(
    ("low", "high", "amount"),
    [(35, 64, 50), (0, 12, 10), (39.5, 40, None), (39.5, 41, 40), (40, 41, 40.5), (4000, 9000, 5000), (5, 5, None)],
)
def test_round_amounts_lie_strictly_between(low: float, high: float, amount: float | None) -> None:
    found = between(low, high)
    if amount is None:
        assert found is None or low < found < high
    else:
        assert found == amount


def test_yaml_has_no_aliases(tmp_path: Path) -> None:
    (file,) = write(generate(DEMO, 60, 1), tmp_path / "a.yaml", 1, len(DEMO))
    assert "&id" not in file.read_text()
    assert len(list(yaml.safe_load_all(file.read_text()))) == 60


@pytest.mark.shared
@pytest.mark.parametrize("name", ["amazon_1000", "demo_store_2465"])
def test_other_catalogues(name: str, tmp_path: Path) -> None:
    feed = Path(__file__).resolve().parents[4] / "shared" / "data" / "catalogues" / f"{name}.jsonl"
    if not feed.is_file():
        pytest.skip(f"needs {feed.name} in the data folder beside the checkout")
    engine = open_engine(f"sqlite:///{tmp_path / 'shop.sqlite3'}")
    catalogue = Catalogue(engine)
    import_feed(catalogue, feed)
    products = tuple(catalogue.all())
    engine.dispose()
    written = generate(products, 60, 0)
    assert written.count == 60
    assert any(line.startswith("colours:") for line in written.left_out)  # neither states any
    write(written, tmp_path / "scripts", 0, len(products))
    assert len(load([tmp_path / "scripts"])) == 60
