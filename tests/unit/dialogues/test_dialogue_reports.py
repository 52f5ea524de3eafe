"""The reports that a person reads and a CI counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from assistant.dialogues import DialogueResult, Shop, html_report, junit_report, parse, play, summary
from assistant.events import Event
from retrieval.products import Product

WHEN = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'\x1b[31m\u202e\ud800"
Make = Callable[..., list[Event]]


@pytest.fixture
def results(standin: Callable[..., object], turn: Make, shop_products: tuple[Product, ...]) -> list[DialogueResult]:
    """One that fails, one that passed 2 of 3 repeats, one that passes; the catalogue is hostile."""
    text = """
dialogue: fine
turns: [{user: hello, expect: {reply: {contains: hi}}}]
---
dialogue: now & then
repeats: 3
pass_at: 2
turns: [{user: hello, expect: {reply: {contains: hi}}}]
---
dialogue: <b>bad</b>
turns: [{user: dresses, expect: {products: {min: 1}}}, {user: "<i>more</i>", expect: {products: {min: 1}}}]
"""
    fine, flaky, bad = parse(text, Path("shop/scripts/kinds.dialogue.yaml"))
    shop = Shop.of(shop_products)
    return [
        play(fine, standin(turn("hello", "hi")), shop),  # type: ignore[arg-type]
        play(flaky, standin(turn("", "hi"), turn("", "bye"), turn("", "hi there")), shop),  # type: ignore[arg-type]
        play(bad, standin(turn("", "Alba Linen Dress", "d1"), turn("", HOSTILE)), shop),  # type: ignore[arg-type]
    ]


class Page(HTMLParser):
    """What a browser would make of the page: elements, attributes and text in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in {"style", "title"} and data.strip():
            self.texts.append(data.strip())


def test_failures_come_first_and_everything_is_told(results: list[DialogueResult]) -> None:
    page = Page(html_report(results, WHEN, "USD"))
    assert page.open == []
    text = "\n".join(page.texts)
    order = [text.index(title) for title in ("<b>bad</b>", "now & then", "fine")]
    assert order == sorted(order)
    assert "2 of 3 dialogues passed" in text
    assert "01 March 2026, 09:30" in text
    assert "2 of 3" in page.texts
    assert "2 of 3 repeats passed, 2 needed" in text
    assert "at least 1 products" in text
    assert "Alba Linen Dress" in text
    assert "$35.00" in page.texts


def test_nothing_in_the_page_runs_or_calls(results: list[DialogueResult]) -> None:
    text = html_report(results, WHEN)
    page = Page(text)
    assert {"script", "img", "i onerror", "link", "iframe"}.isdisjoint(page.tags)
    assert "alert(1)" in "".join(page.texts)
    names = {name for name, _ in page.attributes}
    assert not any(name.startswith("on") or name == "src" for name in names)
    assert all(value and value.startswith("#") for name, value in page.attributes if name == "href")
    assert "default-src 'none'" in text
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_an_empty_run_is_a_page_too() -> None:
    assert "0 of 0 dialogues passed" in html_report([], WHEN)


def test_junit_counts_and_tells(results: list[DialogueResult], tmp_path: Path) -> None:
    file = tmp_path / "report.xml"
    file.write_text(junit_report(results, WHEN), encoding="utf-8")
    root = ElementTree.parse(file).getroot()
    assert root.tag == "testsuites"
    (suite,) = root
    for element in (root, suite):
        assert (element.get("tests"), element.get("failures"), element.get("errors")) == ("3", "1", "0")
        assert float(element.get("time", "")) >= 0
    assert suite.get("timestamp") == "2026-03-01T09:30:00+00:00"
    assert [case.get("name") for case in suite] == ["fine", "now & then", "<b>bad</b>"]
    assert suite[0].get("classname") == "shop.scripts.kinds.dialogue"
    assert [len(case.findall("failure")) for case in suite] == [0, 0, 1]
    assert (suite[1].findtext("system-out") or "").startswith("2 of 3 repeats passed, 2 needed")
    failure = suite[2].find("failure")
    assert failure is not None
    assert failure.get("type") == "products"
    assert "<i>more</i>" in (failure.text or "")
    assert "\x1b" not in file.read_text()


def test_the_summary_names_what_is_not_the_same_every_time(results: list[DialogueResult]) -> None:
    assert "2 of 3 dialogues passed" in summary(results)
    assert summary(results).endswith("not the same every time: now & then (2 of 3)")
