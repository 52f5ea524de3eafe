"""What the language model is taught: a prompt as the assistant will write it, and the answer it should give."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from assistant.agent.offer import TOOL_OF, offered, proposal
from assistant.agent.turn import Turn
from assistant.language.templates import ChatFormat
from assistant.learning.samples import samples
from assistant.learning.scenery import Scenery
from assistant.learning.utterances import Speaker, Utterance
from assistant.learning.wordings import Wordings
from assistant.understanding.reading import Intent
from assistant.understanding.wish import revise
from prompts import render
from retrieval.products import Product
from retrieval.profile import Profile

_MEANINGS = (
    "search", "change_kind", "refine_add", "refine_not", "cheaper", "more", "sort_rated", "show", "ask", "compare",
    "compare_all", "similar", "similar_cheaper", "like", "dislike",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lesson:
    """One thing to learn.

    Attributes:
        prompt: Everything before the answer, control tokens included.
        answer: What the model should write, without the token that ends it.
    """

    prompt: str
    answer: str


def sentence_lessons(chat: ChatFormat, products: Sequence[Product], random: Random, count: int) -> Iterator[Lesson]:
    """Facts about a product to one sentence about it."""
    system = {"role": "system", "content": render("explain")}
    for sample in samples(products, random, count):
        told = render("explain_product", noun=sample.noun, facts=sample.clauses)
        yield Lesson(chat.render([system, {"role": "user", "content": told}]), sample.sentence)


def call_lessons(
    chat: ChatFormat, scenery: Scenery, wordings: Wordings, random: Random, count: int
) -> Iterator[Lesson]:
    """A message, with two to four tools on offer, to the one call that answers it."""
    for said in Speaker(scenery, wordings, random.randrange(1 << 30)).say(count, _MEANINGS):
        turn = turn_of(said)
        right = said.truth.intent
        others = [intent for intent in TOOL_OF if intent is not right and _possible(intent, turn)]
        random.shuffle(others)
        intents = [right, *others[: random.choice((1, 1, 2, 3))]]
        random.shuffle(intents)
        tools = [tool for intent in intents for tool in offered(_as(turn, intent), wide=False)]
        name, arguments = proposal(turn)
        arguments = _complete(turn, arguments, next(tool for tool in tools if tool["function"]["name"] == name))
        prompt = chat.render(
            [{"role": "system", "content": render("agent", on_screen=())}, {"role": "user", "content": said.text}],
            tools,
        )
        call = json.dumps({"name": name, "arguments": arguments}, ensure_ascii=False)
        yield Lesson(prompt, f"<tool_call>{call}</tool_call>")


def turn_of(said: Utterance) -> Turn:
    """The turn that an utterance opens, truly read."""
    return Turn(
        session="lesson",
        message=said.text,
        reading=said.truth,
        wish=revise(said.before, said.truth, said.on_screen),
        before=said.before,
        on_screen=said.on_screen,
        seen=frozenset(),
        profile=Profile(),
        avoid=(),
    )


def _possible(intent: Intent, turn: Turn) -> bool:
    return bool(turn.on_screen) or intent in (Intent.SEARCH, Intent.REMEMBER)


def _as(turn: Turn, intent: Intent) -> Turn:
    return replace(turn, reading=replace(turn.reading, intent=intent))


def _complete(turn: Turn, arguments: dict[str, Any], tool: dict[str, Any]) -> dict[str, Any]:
    """The arguments in the schema's order, its constants filled in."""
    schema = tool["function"]["parameters"]
    complete: dict[str, Any] = {}
    for name, value in schema["properties"].items():
        if name in arguments:
            complete[name] = arguments[name]
        elif name in schema["required"]:
            complete[name] = list(value["items"]["enum"]) if value.get("type") == "array" else value["enum"][0]
    return complete
