from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tiny_language_model import tiny_tokenizer

from assistant.language.text import StopStrings, TextDecoder, overlap

TOKENIZER = tiny_tokenizer()


@given(st.text(max_size=40).filter(lambda text: "\ufffd" not in text), st.randoms())
def test_pieces_add_up_and_never_hold_half_a_sign(text, chance):
    tokens = TOKENIZER.encode(text, add_special_tokens=False)
    decoder = TextDecoder(TOKENIZER)
    pieces = []
    while tokens:
        cut = chance.randint(1, 4)
        pieces.append(decoder.add(tokens[:cut]))
        tokens = tokens[cut:]
    pieces.append(decoder.rest())
    assert "".join(pieces) == text
    assert not any("\ufffd" in piece for piece in pieces)


def test_half_a_sign_at_the_end_is_dropped():
    tokens = TOKENIZER.encode("ok😀", add_special_tokens=False)
    decoder = TextDecoder(TOKENIZER)
    assert decoder.add(tokens[:-1]) + decoder.rest() == "ok"


@given(
    st.text(alphabet="ab<|", max_size=30),
    st.lists(st.text(alphabet="ab<|", min_size=1, max_size=4), max_size=3),
    st.randoms(),
)
def test_the_text_ends_before_the_first_stop_string(text, stops, chance):
    passing = StopStrings(stops)
    out, rest = "", text
    while rest and not passing.hit:
        cut = chance.randint(1, 5)
        out += passing.add(rest[:cut])
        assert text.startswith(out)
        rest = rest[cut:]
    out += passing.rest()
    found = [text.find(stop) for stop in stops if stop in text]
    if not found:
        assert out == text
    elif passing.hit:
        assert not any(stop in out for stop in stops)
        assert any(text[len(out) :].startswith(stop) for stop in stops)
    else:
        raise AssertionError("a stop string was missed")


def test_overlap_is_the_longest_beginning_of_the_mark():
    assert overlap("see <tool", "<tool_call>") == 5
    assert overlap("see <", "<tool_call>") == 1
    assert overlap("see", "<tool_call>") == 0
    assert overlap("aab", "abab") == 2
