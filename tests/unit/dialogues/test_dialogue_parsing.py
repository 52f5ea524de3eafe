from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from assistant.dialogues import DialogueError, load, parse
from assistant.dialogues.schema import Expectation, ProductFilter, Range, ToolExpectation

CONTRACT = """\
dialogue: A budget is kept through a change of mind
shopper: {id: ana, likes: [linen], dislikes: [leather]}
repeats: 1
turns:
  - user: "I need a summer dress, at most $40"
    expect:
      tool: {name: search_products, arguments: {price_max: 40}}
      products:
        {min: 1, max: 6, all: {price_max: 40}, any: {category: dress},
         none: {attributes: {material: leather}}}
      reply: {names_every_product: true, grounded: true, contains: [], not_contains: ["$41"]}
      model_calls: {max: 2}
  - user: "Show me the second one in more detail"
    expect: {products: {ids_from_previous: [2]}}
"""


def one_turn(expect: str) -> str:
    return f"dialogue: t\nturns:\n  - user: hi\n    expect: {expect}\n"


def expectation(expect: str) -> Expectation:
    return parse(one_turn(expect))[0].turns[0].expect


def complaint(content: str) -> str:
    with pytest.raises(DialogueError) as caught:
        parse(content, Path("a.yaml"))
    return str(caught.value)


def test_the_contracts_example() -> None:
    (dialogue,) = parse(CONTRACT)
    assert dialogue.title == "A budget is kept through a change of mind"
    assert dialogue.shopper is not None
    assert (dialogue.shopper.id, dialogue.shopper.likes, dialogue.shopper.dislikes) == (
        "ana",
        ("linen",),
        ("leather",),
    )
    first, second = dialogue.turns
    assert first.expect.tool == ToolExpectation("search_products", {"price_max": 40})
    products = first.expect.products
    assert products is not None
    assert products.count == Range(1, 6)
    assert products.all == (ProductFilter(price_max=40),)
    assert products.any == (ProductFilter(category=("dress",)),)
    assert products.none == (ProductFilter(attributes={"material": ("leather",)}),)
    assert first.expect.reply is not None
    assert first.expect.reply.not_contains == ("$41",)
    assert first.expect.model_calls == Range(None, 2)
    assert second.expect.products is not None
    assert second.expect.products.ids_from_previous == (2,)


@pytest.mark.parametrize("written", ["null", "none", '"none"', "None"])
def test_no_tool_is_written_in_two_ways(written: str) -> None:
    assert expectation(f"{{tool: {written}}}").tool == ToolExpectation(None)


def test_a_tool_by_its_name_alone() -> None:
    assert expectation("{tool: search_products}").tool == ToolExpectation("search_products")


def test_several_filters_under_one_key() -> None:
    products = expectation("{products: {none: [{brand: Alba}, {category: [dress, skirt]}]}}").products
    assert products is not None
    assert products.none == (ProductFilter(brand=("Alba",)), ProductFilter(category=("dress", "skirt")))


def test_repeats_must_all_pass_unless_told() -> None:
    assert parse("dialogue: t\nrepeats: 3\nturns: [{user: a}]")[0].pass_at == 3
    assert parse("dialogue: t\nrepeats: 3\npass_at: 2\nturns: [{user: a}]")[0].pass_at == 2


def test_an_empty_message_is_a_message() -> None:
    assert parse('dialogue: t\nturns: [{user: ""}]')[0].turns[0].user == ""


def test_documents_and_folders(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text("dialogue: b\nturns: [{user: x}]\n---\ndialogue: c\nturns: [{user: y}]\n---\n")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.yml").write_text("dialogue: d\nturns: [{user: z}]")
    (tmp_path / "notes.txt").write_text("no dialogue")
    found = load([tmp_path])
    assert [dialogue.title for dialogue in found] == ["b", "c", "d"]
    assert [dialogue.line for dialogue in found] == [1, 4, 1]
    assert found[1].file == tmp_path / "b.yaml"


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        ("dialog: t\nturns: [{user: a}]", ["a.yaml:1", "unknown key 'dialog'", "dialogue, shopper"]),
        ("turns: [{user: a}]", ["'dialogue' is missing"]),
        ("dialogue: t", ["'turns' is missing"]),
        ("dialogue: t\nturns: []", ["a.yaml:2", "turns", "at least one turn", "an empty list"]),
        ("dialogue: t\nturns: {user: a}", ["a list of at least one turn", "a mapping"]),
        ("dialogue: t\nturns:\n  - user: a\n  - expect: {}", ["a.yaml:4", "turn 2", "'user' is missing"]),
        ("dialogue: t\nturns:\n  - user: yes", ["a.yaml:3", "turn 1", "user", "expected text", "quotes"]),
        ("dialogue: t\nturns:\n  - user:", ["expected text; found nothing"]),
        ("dialogue: t\nturns:\n  - user: 2024-01-01", ["a date", "quotes"]),
        (one_turn("{}"), ["turn 1", "expects nothing", "tool, products"]),
        (one_turn("{product: {}}"), ["a.yaml:4", "turn 1", "unknown key 'product'", "products"]),
        (one_turn("{products: {maxx: 3}}"), ["expect.products", "unknown key 'maxx'", "min, max, all"]),
        (
            one_turn("{products: {all: {colour: red}}}"),
            ["products.all", "'colour'", "category, brand"],
        ),
        (one_turn("{products: {all: {}}}"), ["an empty filter says nothing"]),
        (one_turn("{products: {all: {brand: []}}}"), ["all.brand", "at least one text"]),
        (
            one_turn("{products: {all: {price_max: cheap}}}"),
            ["all.price_max", "a number of", "cheap"],
        ),
        (one_turn("{products: {all: {price_max: -1}}}"), ["a number of at least 0"]),
        (one_turn("{products: {all: {price_max: .nan}}}"), ["a number of at least 0"]),
        (one_turn("{products: {all: {price_max: true}}}"), ["a number of at least 0"]),
        (one_turn("{products: {min: 1.5}}"), ["products.min", "a whole number"]),
        (one_turn("{products: {min: 4, max: 2}}"), ["min 4 exceeds max 2"]),
        (one_turn("{products: {all: {price_min: 9, price_max: 2}}}"), ["price_min 9 exceeds price_max 2"]),
        (one_turn("{products: {ids_from_previous: [0]}}"), ["ids_from_previous", "count from 1"]),
        (one_turn("{products: {ids_from_previous: 2}}"), ["a list of at least one position"]),
        (one_turn("{products: {ids: [17]}}"), ["products.ids", "expected text", "quotes"]),
        (one_turn("{products: {order: cheap}}"), ["unknown order 'cheap'", "price_low, price_high, rating"]),
        (one_turn("{tool: {arguments: {}}}"), ["'name' is missing"]),
        (one_turn("{tool: {name: a, arguments: {b: [[[1]]]}}}"), ["arguments.b", "nested too deep"]),
        (one_turn("{tool: {name: a, arguments: {b: 2024-01-01}}}"), ["arguments.b", "a date"]),
        (one_turn("{tool: {name: a, arguments: {b: !!int forty}}}"), ["not a whole number"]),
        (one_turn("{tool: [a]}"), ["expected a mapping with the keys name, arguments; found a list"]),
        (one_turn("{reply: {grounded: 1}}"), ["reply.grounded", "true or false"]),
        (one_turn("{reply: {contains: [40]}}"), ["reply.contains", "quotes"]),
        (one_turn("{model_calls: {}}"), ["model_calls", "min, max"]),
        (one_turn("{model_calls: 2}"), ["model_calls", "a mapping with the keys min, max"]),
        (one_turn("{model: null}"), ["expect.model", "expected text"]),
        ("dialogue: t\nrepeats: 0\nturns: [{user: a}]", ["repeats", "at least 1"]),
        ("dialogue: t\nrepeats: 1001\nturns: [{user: a}]", ["at most 1000 repeats"]),
        ("dialogue: t\nrepeats: 2\npass_at: 3\nturns: [{user: a}]", ["pass_at", "cannot exceed repeats"]),
        ("dialogue: t\nshopper: ana\nturns: [{user: a}]", ["shopper", "keys id, likes, dislikes"]),
        ("dialogue: t\ndialogue: u\nturns: [{user: a}]", ["a.yaml:2", "stands twice"]),
        ("dialogue: t\nturns: [{user: a}]\n1: b", ["a key must be text"]),
        ("[1, 2]", ["expected a mapping", "found a list"]),
        ("# nothing", ["holds no dialogue"]),
        ("dialogue: [t\nturns: x", ["a.yaml:2", "not valid YAML"]),
        ("dialogue: \x07", ["a.yaml", "not valid YAML"]),
        ("[" * 1200, ["nested too deep"]),
        ("dialogue: t\nturns: [{user: !!python/object/apply:os.system [ls]}]", ["expected text"]),
    ],
)
def test_what_is_wrong_is_named(content: str, parts: list[str]) -> None:
    message = complaint(content)
    assert message.startswith("a.yaml")
    assert "\n" not in message
    for part in parts:
        assert part in message


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(DialogueError, match=r"missing\.yaml: cannot be read"):
        load([tmp_path / "missing.yaml"])
    with pytest.raises(DialogueError, match="the folder holds no"):
        load([tmp_path])
    (tmp_path / "latin.yaml").write_bytes("dialogue: caf\xe9".encode("latin-1"))
    with pytest.raises(DialogueError, match="is not UTF-8 at byte 13"):
        load([tmp_path / "latin.yaml"])


def test_a_bomb_of_aliases_stays_small() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x]"]
    lines += [f"{name}: &{name} [{', '.join([f'*{before}'] * 8)}]" for before, name in pairwise("abcdefgh")]
    content = "dialogue: t\nturns:\n  - user: a\n    expect:\n      tool:\n        name: x\n        arguments:\n"
    assert "nested too deep" in complaint(content + "".join(f"          {line}\n" for line in lines))
