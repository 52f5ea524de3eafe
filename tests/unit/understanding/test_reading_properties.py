"""What holds for every utterance there is."""

from __future__ import annotations

import time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.understanding.reader import read
from assistant.understanding.wish import Wish, revise
from retrieval.facets import Lexicon
from retrieval.products import Product

_WORDS = (
    "not no without under over between and or , . the second one cheaper than most at more less 40 $ € 20-50 red "
    "leather boots jacket forget budget any colour #2 like compare for my sister I hate love - but 9 size first last "
    "twenty hundred from to free non in stock start again price is don't can't w/o 1.5k + < please"
).split()
_SETTINGS = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(text=st.one_of(st.text(max_size=200), st.lists(st.sampled_from(_WORDS), max_size=14).map(" ".join)))
@_SETTINGS
def test_no_text_fails_and_references_exist_or_are_known_not_to(
    text: str, lexicon: Lexicon, on_screen: tuple[Product, ...]
) -> None:
    for screen in ((), on_screen[:1], on_screen):
        reading = read(text, lexicon, on_screen=screen)
        assert reading.text == text
        exist = all(1 <= place <= len(screen) for place in reading.references)
        assert exist or ("references" in reading.settled and all(1 <= place <= 20 for place in reading.references))
        wish = revise(Wish(price_max=50, kinds=("Boots",), words="boots"), reading, screen)
        assert wish.price_min is None or wish.price_max is None or wish.price_min <= wish.price_max
        assert not set(wish.include) & set(wish.exclude)
        wish.request()
        wish.in_words()


@given(
    amount=st.integers(min_value=10, max_value=99_999),
    form=st.sampled_from(
        ["under ${}", "boots for at most {} dollars", "max {}", "my budget is {}", "nothing over €{}", "{} or less"]
    ),
)
@_SETTINGS
def test_a_limit_is_the_number_in_the_text(amount: int, form: str, lexicon: Lexicon) -> None:
    assert read(form.format(amount), lexicon).price_max == amount
    assert read(form.format(f"{amount:,}"), lexicon).price_max == amount


def test_long_texts_take_bounded_time(lexicon: Lexicon) -> None:
    started = time.thread_time()
    read("not red or blue under 40 and " * 50_000, lexicon)
    assert time.thread_time() - started < 10
