"""The reader that ships, on what most shoppers say: what a first-year reader must not get wrong."""

from __future__ import annotations

import pytest

from assistant.build import load_reader
from assistant.understanding.decision import UtteranceReader
from retrieval.encoder import BertEncoder
from retrieval.weights import DEFAULT_ENCODER, resolve

SAID = {
    "under 50": ("refine_max", "50", "high"),
    "under $50 please": ("refine_max", "$50", "high"),
    "nothing over 50": ("refine_max", "50", "high"),
    "Up to $54": ("refine_max", "$54", "high"),
    "over 100": ("refine_min", "100", "low"),
    "nothing below 50": ("refine_min", "50", "low"),
    "drop everything under 90": ("refine_min", "90", "low"),
    "in grey instead": ("refine_add", "grey", "wanted"),
    "do you have it in green?": ("refine_add", "green", "wanted"),
    "not black": ("refine_not", "black", "refused"),
    "anything but leather": ("refine_not", "leather", "refused"),
    "nothing in wool": ("refine_not", "wool", "refused"),
    "it doesn't have to be blue": ("drop_value", "blue", "dropped"),
    "i hate leather": ("dislike", "leather", "refused"),
    "more like the second": ("similar", "the second", "place"),
    "is the second waterproof?": ("ask", "the second", "place"),
    "compare the first two": ("compare", "the first two", "place"),
    "what are your cheapest mugs?": ("search", "mugs", "thing"),
    "something cheaper": ("cheaper", "", ""),
    "cheapest first": ("sort_cheap", "", ""),
    "start over": ("reset", "", ""),
    "thanks": ("thanks", "", ""),
}


@pytest.fixture(scope="module")
def reader() -> UtteranceReader:
    found = load_reader(BertEncoder(resolve(DEFAULT_ENCODER, progress=False)))
    assert found is not None
    return found


@pytest.mark.model
@pytest.mark.parametrize("text", SAID)
def test_common_words_are_read_without_doubt(reader: UtteranceReader, text: str) -> None:
    meaning, words, tag = SAID[text]
    seen = reader.read(text, on_screen=True, wished=True)
    assert (seen.meaning, seen.confidence > 0.8) == (meaning, True), seen.meanings[:3]
    if words:
        start = text.index(words)
        assert any(a <= start < b and found == tag for a, b, found, _ in seen.tags), seen.tags
