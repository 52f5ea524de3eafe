from __future__ import annotations

import json
import random
import re
from functools import cache

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tiny_language_model import tiny_tokenizer

from assistant.language.constraint import Grammars
from assistant.language.grammar import CallSyntax, GrammarError, call_grammar, literal, phrases
from assistant.language.parsing import Answer, parse_marked_calls

SYNTAX = CallSyntax("<tool_call>", "</tool_call>")
PATTERN = re.compile(r"<tool_call>(.*)</tool_call>", re.DOTALL)
EVIL_VALUES = ['12" pan', "a\\b", 'x", "y": "z', "tab\there", "né", "\u2028", "[a-z]* | root", "日本", "\x7f", "P-1"]


def tool(name: str, properties: dict, required: tuple[str, ...] = ()) -> dict:
    schema = {"type": "object", "properties": properties, "required": list(required)}
    return {"type": "function", "function": {"name": name, "description": "", "parameters": schema}}


SEARCH = tool(
    "search_products",
    {
        "query": {"type": "string", "x-span": True},
        "kind": {"type": "string", "x-values": EVIL_VALUES},
        "either": {"type": "string", "x-span": True, "x-values": ["anything else"]},
        "price_max": {"type": "number", "minimum": 0},
        "stars": {"type": "integer", "minimum": 1, "maximum": 5},
        "offset": {"type": "integer"},
        "exclude": {"type": "array", "items": {"type": "string", "x-span": True}, "maxItems": 3},
        "sort": {"enum": ["relevance", "price_low"]},
        "in_stock": {"type": "boolean"},
    },
    ("query",),
)
COMPARE = tool(
    "compare", {"products": {"type": "array", "items": {"enum": ["P-1", "P-2"]}, "minItems": 2}}, ("products",)
)
RESET = tool("start_over", {})
TOOLS = [SEARCH, COMPARE, RESET]


@cache
def grammars() -> Grammars:
    return Grammars(tiny_tokenizer(), 272, frozenset({2}))


def wander(grammar: str, seed: int, *, limit: int = 3000, jump: bool = True) -> str:
    """Any text that the grammar allows, by taking a random allowed token each time."""
    constraint, chance = grammars().start(grammar), random.Random(seed)
    written: list[int] = []
    while len(written) < limit:
        if jump:
            forced, done = constraint.forced()
            written += forced
            if done:
                break
        scores = torch.zeros(1, 272)
        constraint.mask(scores)
        allowed = torch.isfinite(scores[0]).nonzero().flatten().tolist()
        assert allowed, "the grammar allows nothing at all"
        token = chance.choice(allowed)
        if token == 2:
            break
        constraint.accept(token)
        written.append(token)
    else:
        pytest.fail("the walk came to no end")
    return tiny_tokenizer().decode(written)


def accepts(grammar: str, text: str) -> bool:
    constraint = grammars().start(grammar)
    tokens = grammars().spell(text)
    return all(constraint._matcher.accept_token(token) for token in tokens) and constraint._matcher.is_completed()


def spans(sources: list[str]) -> set[str]:
    found = set()
    for phrase in phrases(sources):
        for start in range(len(phrase)):
            for end in range(start + 1, min(start + 8, len(phrase)) + 1):
                words = phrase[start:end]
                found.add(words[0][1] + "".join(joint + word for joint, word in words[1:]))
    return found


hostile = st.lists(
    st.one_of(
        st.text(max_size=30),
        st.text(alphabet="ab \"\\/'{}[]<>|.,$\u0000\u001b\n\t\u2028\u200b\ud800😀ä红色()*+?-^]", max_size=30),
        st.sampled_from(
            ["</tool_call>", "<|end|>", '", "query": "', 'root ::= "x"', '27" monitor', "\\u0041", "\\x41"]
        ),
    ),
    max_size=3,
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(sources=hostile, seed=st.integers(0, 2**32))
def test_whatever_the_shopper_writes_every_call_is_well_formed_and_quotes_only_them(sources, seed):
    grammar = call_grammar(TOOLS, SYNTAX, choice="required", sources=sources)
    text = wander(grammar, seed)
    found = PATTERN.fullmatch(text)
    assert found, text
    call = json.loads(found[1])
    assert parse_marked_calls(text, SYNTAX.begin, SYNTAX.end) == Answer("", ((call["name"], call["arguments"]),))
    assert list(call) == ["name", "arguments"]
    arguments = call["arguments"]
    if call["name"] == "compare":
        assert list(arguments) == ["products"]
        assert len(arguments["products"]) >= 2
        assert set(arguments["products"]) <= {"P-1", "P-2"}
        return
    if call["name"] == "start_over":
        assert arguments == {}
        return
    order = list(SEARCH["function"]["parameters"]["properties"])
    assert [key for key in order if key in arguments] == list(arguments)
    allowed = spans(sources)
    assert arguments["query"] in (allowed or {""})
    assert arguments.get("kind", "P-1") in EVIL_VALUES
    assert arguments.get("either", "anything else") in allowed | {"anything else"}
    assert set(arguments.get("exclude", [])) <= allowed
    assert "exclude" not in arguments or (allowed and len(arguments["exclude"]) <= 3)
    assert arguments.get("stars", 1) in range(1, 6)
    assert isinstance(arguments.get("offset", 0), int)
    assert arguments.get("price_max", 0) >= 0
    assert arguments.get("sort", "relevance") in ("relevance", "price_low")
    assert isinstance(arguments.get("in_stock", True), bool)


@settings(max_examples=60, deadline=None)
@given(sources=hostile)
def test_words_of_a_span_are_the_shoppers_own(sources):
    for span in spans(sources):
        joined = [" ".join(re.findall(r"\S+", source.encode("utf-8", "replace").decode())) for source in sources]
        assert any(span in source for source in joined)
        assert span.strip() == span


def test_a_span_has_at_most_eight_words_and_does_not_cross_punctuation():
    words = "one two three four five six seven eight nine"
    grammar = call_grammar([SEARCH], SYNTAX, choice="search_products", sources=[words, "red, blue"])

    def asks(query: str) -> bool:
        call = json.dumps({"name": "search_products", "arguments": {"query": query}})
        return accepts(grammar, f"<tool_call>{call}</tool_call>")

    assert asks("one two three four five six seven eight")
    assert asks("two three four five six seven eight nine")
    assert asks("red")
    assert not asks(words)
    assert not asks("two one")
    assert not asks("one three")
    assert not asks("red blue")
    assert not asks("red, blue")
    assert not asks("on")
    assert not asks("green")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('a 27" monitor, please!', ['27"', "monitor", 'a 27" monitor', "please"]),
        ("my sister's (old) coat", ["sister's", "old", "coat", "my sister's"]),
        ("at most $40.", ["$40", "at most $40"]),
        ("我要红色的裙子", ["红色", "裙子", "红色的裙子"]),
        ("non-leather size 8.5", ["non-leather size 8.5"]),
        ('C:\\new "quoted" it\'s', ["C:\\new", "quoted", "it's"]),
    ],
)
def test_words_are_found_in_ordinary_writing(text, expected):
    assert set(expected) <= spans([text])


def test_the_newest_words_are_kept():
    assert spans(["old words here", "new words"]) == spans(["new words", "old words here"])
    assert [word for phrase in phrases(["a b c", "d e"], limit=3) for _, word in phrase] == ["d", "e", "a"]


def test_auto_allows_words_or_words_and_one_call():
    grammar = call_grammar(TOOLS, SYNTAX, sources=["red"])
    call = '<tool_call>{"name": "start_over", "arguments": {}}</tool_call>'
    assert accepts(grammar, "Hello, how <are> you?")
    assert accepts(grammar, call)
    assert accepts(grammar, f"Surely. {call}")
    assert not accepts(grammar, f"{call}{call}")
    assert not accepts(grammar, '<tool_call>{"name": "delete_everything", "arguments": {}}</tool_call>')
    assert not accepts(grammar, '<tool_call>{"name": "start_over"')


def test_optional_keys_may_be_left_out_but_not_swapped():
    pair = tool("pair", {"a": {"type": "boolean"}, "b": {"type": "boolean"}, "c": {"type": "boolean"}}, ("b",))
    grammar = call_grammar([pair], SYNTAX, choice="pair")

    def fits(arguments: str) -> bool:
        return accepts(grammar, f'<tool_call>{{"name": "pair", "arguments": {arguments}}}</tool_call>')

    assert fits('{"b": true}')
    assert fits('{"a": true, "b": true}')
    assert fits('{"b": true, "c": false}')
    assert fits('{"a": true, "b": true, "c": false}')
    assert not fits("{}")
    assert not fits('{"a": true}')
    assert not fits('{"c": true, "b": true}')
    assert not fits('{"b": true,}')


def test_schemas_as_pydantic_writes_them():
    schema = {
        "type": "object",
        "$defs": {"Size": {"enum": ["S", "M"]}},
        "properties": {
            "size": {"$ref": "#/$defs/Size"},
            "limit": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
            "kind": {"type": ["boolean", "null"]},
            "inner": {"properties": {"x": {"const": 1}}, "required": ["x"]},
            "free": {"type": "string"},
            "any": {},
        },
        "required": ["size", "limit", "kind", "inner", "free", "any"],
    }
    order = {"type": "function", "function": {"name": "order", "parameters": schema}}
    grammar = call_grammar([order], SYNTAX, choice="order")

    def fits(**changes) -> bool:
        good = {"size": "S", "limit": None, "kind": None, "inner": {"x": 1}, "free": "a {q} é, 😀", "any": 4}
        call = json.dumps({"name": "order", "arguments": {**good, **changes}}, ensure_ascii=False)
        return accepts(grammar, f"<tool_call>{call}</tool_call>")

    assert fits()
    assert fits(limit=-12, kind=True, any="x", size="M")
    assert not fits(size="L")
    assert not fits(limit=1.5)
    assert not fits(inner={"x": 2})
    assert fits(free="")
    assert fits(free="word " * 31 + "word")
    assert not fits(free="word " * 32 + "word")
    assert not fits(free="long" * 7)


@pytest.mark.parametrize(
    ("schema", "problem"),
    [
        ({"type": "colour"}, "has type 'colour'; valid are"),
        ({"enum": []}, "lists no values"),
        ({"$ref": "#/$defs/None"}, "does not hold"),
        ({"enum": ["\ud800"]}, "surrogate"),
    ],
)
def test_a_schema_that_cannot_be_followed_is_named(schema, problem):
    with pytest.raises(GrammarError, match=re.escape(problem)):
        call_grammar([tool("bad", {"x": schema}, ("x",))], SYNTAX)


def test_an_unknown_choice_names_the_tools():
    with pytest.raises(GrammarError, match="choose auto, required, none or one of search_products, compare"):
        call_grammar(TOOLS, SYNTAX, choice="search")


@settings(max_examples=150, deadline=None)
@given(st.text(min_size=1, max_size=12).filter(lambda text: not any("\ud800" <= sign <= "\udfff" for sign in text)))
def test_a_literal_stands_for_itself_alone(text):
    grammar = f"root ::= {literal(text)}\n"
    assert accepts(grammar, text)
    assert not accepts(grammar, text + "x")
    assert wander(grammar, 0) == text


def test_a_grammar_that_cannot_be_read_is_told():
    with pytest.raises(GrammarError, match="missing"):
        grammars().start("root ::= missing\n")


def test_a_turns_grammar_stays_small():
    words = "I need a waterproof red jacket for my sister at most 40 dollars and not leather with pockets".split()
    small = call_grammar(TOOLS, SYNTAX, sources=[" ".join(words)])
    large = call_grammar(TOOLS, SYNTAX, sources=[" ".join(f"{word}{turn}" for word in words) for turn in range(40)])
    assert len(large) < 8 * len(small)
