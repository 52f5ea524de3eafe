"""Played dialogues as one HTML page: complete in itself, without scripts, readable on a phone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from assistant.dialogues.expectations import Failure
from assistant.dialogues.player import DialogueResult, TurnResult
from assistant.dialogues.report import visible
from retrieval.money import money
from retrieval.requests import Ranked


@dataclass(frozen=True, slots=True)
class _Section:
    """Dialogues that came out alike.

    Attributes:
        key: ``failed``, ``flaky`` or ``passed``.
        title: In words.
        results: In the order played.
    """

    key: str
    title: str
    results: tuple[DialogueResult, ...]


def html_report(results: Sequence[DialogueResult], when: datetime, currency: str | None = None) -> str:
    """The page: failures first, then what passed only some of its repeats, then the rest, each with its transcript.

    Everything that a shopper, a model or a catalogue wrote is escaped, and control and direction marks are made
    visible; the page's own policy allows neither scripts nor requests.

    Args:
        results: In the order played.
        when: The time of the run.
        currency: The shop's own, for products that state none.
    """
    sections = (
        _Section("failed", "Failed", tuple(each for each in results if not each.passed)),
        _Section("flaky", "Passed some of the time", tuple(each for each in results if each.passed and each.flaky)),
        _Section("passed", "Passed", tuple(each for each in results if each.passed and not each.flaky)),
    )
    turns = [turn for result in results for run in result.runs for turn in run.turns]
    return _template().render(
        sections=[section for section in sections if section.results],
        total=len(results),
        passed=sum(result.passed for result in results),
        flaky=sum(result.flaky for result in results),
        turns=len(turns),
        seconds=sum(result.seconds for result in results),
        models=sorted({turn.observed.model for turn in turns}),
        reasons=Counter(failure.expectation for turn in turns for failure in turn.failures).most_common(),
        when=when,
        price=lambda one: _price(one, currency),
        named=_named,
        first=_first,
    )


def _price(ranked: Ranked, currency: str | None) -> str:
    product = ranked.product
    return "no price" if product.price is None else money(product.price, product.currency or currency)


def _named(turn: TurnResult) -> list[str]:
    """The tool calls of a turn, as they were executed."""
    return [
        f"{call.name}({', '.join(f'{key}={value!r}' for key, value in call.arguments.items())})"
        for call in turn.observed.tool_calls
    ]


def _first(result: DialogueResult) -> Failure | None:
    """The first thing that went wrong."""
    return next((failure for run in result.runs for turn in run.turns for failure in turn.failures), None)


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("assistant.dialogues", "."),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: visible(value) if type(value) is str else value,
    )
    return environment.get_template("report.html.j2")
