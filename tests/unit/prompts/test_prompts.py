from __future__ import annotations

import jinja2
import pytest

import prompts
from prompts.examples import explain_examples


def test_a_missing_variable_is_an_error() -> None:
    with pytest.raises(jinja2.UndefinedError):
        prompts.render("explain_product", noun="mug")


def test_an_unknown_text_is_an_error() -> None:
    with pytest.raises(jinja2.TemplateNotFound):
        prompts.render("no_such_text")


def test_every_text_compiles() -> None:
    assert len(prompts.names()) > 10
    for name in prompts.names():
        prompts._template(name)


@pytest.mark.parametrize(
    ("shown", "total", "expected"),
    [
        (1, 1, "One product fits: mugs."),
        (3, 3, "mugs: these 3 fit."),
        (4, 9, "mugs: the best 4 of 9 that fit."),
    ],
)
def test_the_lead_counts_honestly(shown: int, total: int, expected: str) -> None:
    assert prompts.render("lead_found", shown=shown, total=total, topic="mugs") == expected


def test_the_agent_prompt_reads_as_frozen_here() -> None:
    text = prompts.render("agent", on_screen=["Blue Mug", "Red Mug"])
    assert text == (
        "You help people shop. Answer every message with one tool call. Copy words from the shopper's message.\n"
        "On screen now:\n1. Blue Mug\n2. Red Mug"
    )


def test_examples_give_facts_and_a_sentence() -> None:
    for given, said in explain_examples():
        assert ": " in given
        assert said.endswith(".")
