from __future__ import annotations

import threading
import time

import pytest
import torch
from tiny_language_model import tiny_engine, tiny_model

from assistant.language.choices import Choices
from assistant.language.engine import ContextLengthError, Engine
from assistant.language.prefixes import Prefixes, RoomyLayer
from assistant.language.run import Finished, Options

PROMPT = "The shopper wants a red jacket, and would like to know which ones are waterproof."
GRAMMAR = (
    'root ::= "{\\"name\\": \\"" name "\\", \\"words\\": [" number ", " number "]}"\n'
    'name ::= "search" | "show"\nnumber ::= [0-9] [0-9]\n'
)


def tokens(engine: Engine, text: str) -> list[int]:
    return engine.tokenizer.encode(text, add_special_tokens=False)


def write(engine: Engine, text: str, **options) -> tuple[str, Finished]:
    *pieces, finished = engine.generate(tokens(engine, text), Options(**{"max_tokens": 40, **options}))
    assert isinstance(finished, Finished)
    return "".join(pieces), finished


def by_hand(engine: Engine, text: str, length: int) -> str:
    """The likeliest tokens one by one, everything read again each time."""
    ids = tokens(engine, text)
    start = len(ids)
    with torch.inference_mode():
        while len(ids) < start + length:
            scores = tiny_model()(torch.tensor([ids])).logits[0, -1]
            scores[[0, 1]] = -torch.inf
            ids.append(int(scores.argmax()))
            if ids[-1] == 2:
                ids.pop()
                break
    return engine.tokenizer.decode(ids[start:])


def test_writes_what_the_model_finds_likeliest(engine):
    text, finished = write(engine, PROMPT)
    assert text == by_hand(engine, PROMPT, 40).rstrip("\ufffd")
    assert finished.tokens == finished.steps + 1 == 40
    assert finished.reason == "length"


def test_a_known_beginning_is_not_read_again_and_changes_nothing():
    used = tiny_engine()
    first, _ = write(used, PROMPT)
    for text in (PROMPT + first, PROMPT + " Blue ones too.", PROMPT[:30] + "another thing", PROMPT, "Unrelated"):
        fresh_text, fresh = write(tiny_engine(), text)
        used_text, finished = write(used, text)
        assert used_text == fresh_text
        assert fresh.cached_tokens == 0
        assert finished.cached_tokens >= min(len(text), 30) - 1 or text == "Unrelated"


def test_a_conversation_that_forks_keeps_both_branches(engine):
    for branch in ("A" * 20, "B" * 20, "C" * 20):
        write(engine, PROMPT + branch)
    for branch in ("A" * 20, "B" * 20, "C" * 20):
        _, finished = write(engine, PROMPT + branch + "!")
        assert finished.cached_tokens >= len(PROMPT) + 20


def test_reading_ahead_leaves_only_the_rest_to_read(engine):
    engine.read(tokens(engine, PROMPT))
    _, finished = write(engine, PROMPT + "xyz")
    assert finished.cached_tokens == len(PROMPT)


def test_forced_tokens_are_the_ones_that_would_have_been_written():
    jumped, with_jumps = write(tiny_engine(), PROMPT, grammar=GRAMMAR, max_tokens=100)
    walked, without = write(tiny_engine(), PROMPT, grammar=GRAMMAR, max_tokens=100, jump=False)
    assert jumped == walked
    assert with_jumps.reason == without.reason == "stop"
    assert with_jumps.tokens == without.tokens == len(jumped)
    assert without.forced_tokens == 0
    assert with_jumps.steps <= 5 < without.steps


def test_a_text_that_is_wholly_forced_needs_no_model(engine):
    text, finished = write(engine, PROMPT, grammar='root ::= "Nothing matches."\n')
    assert text == "Nothing matches."
    assert (finished.steps, finished.forced_tokens) == (0, len(text))


def test_a_text_cut_short_inside_forced_tokens_has_the_length_asked_for(engine):
    text, finished = write(engine, PROMPT, grammar='root ::= "Nothing matches."\n', max_tokens=7)
    assert (text, finished.tokens, finished.reason) == ("Nothing", 7, "length")


def test_stop_strings_end_the_answer_and_are_not_part_of_it(engine):
    whole, _ = write(engine, PROMPT)
    stop = whole[8:11]
    text, finished = write(engine, PROMPT, stop=(stop, "never to be seen"))
    assert text == whole[: whole.index(stop)]
    assert finished.reason == "stop"


def test_signs_of_several_tokens_arrive_whole(engine):
    grammar = 'root ::= "é" [a-b] "红色" [a-b] "😀" [a-b] [a-b]\n'
    pieces = list(engine.generate(tokens(engine, PROMPT), Options(grammar=grammar)))
    text = "".join(piece for piece in pieces if isinstance(piece, str))
    assert "\ufffd" not in "".join(map(str, pieces))
    assert text[0] + text[2:4] + text[5] == "é红色😀"


def test_a_temperature_varies_and_a_seed_repeats(engine):
    texts = {write(engine, PROMPT, temperature=3.0, seed=seed)[0] for seed in range(4)}
    assert len(texts) == 4
    assert (
        write(engine, PROMPT, temperature=3.0, top_p=0.9, seed=1)[0]
        == write(engine, PROMPT, temperature=3.0, top_p=0.9, seed=1)[0]
    )
    assert write(engine, PROMPT, temperature=1.0, top_p=1e-6, seed=9)[0] == write(engine, PROMPT)[0]


def test_cancelling_stops_within_one_step_and_harms_nothing(engine):
    cancelled = threading.Event()
    generation = engine.generate(tokens(engine, PROMPT), Options(max_tokens=200), cancelled)
    pieces = [next(generation) for _ in range(3)]
    cancelled.set()
    *_, finished = generation
    assert isinstance(finished, Finished)
    assert finished.reason == "cancelled"
    assert finished.tokens <= len(tokens(engine, "".join(map(str, pieces)))) + 3
    assert write(engine, PROMPT)[0] == write(tiny_engine(), PROMPT)[0]


def test_closing_early_frees_the_model(engine):
    generation = engine.generate(tokens(engine, PROMPT), Options(max_tokens=200))
    next(generation)
    generation.close()
    assert write(engine, PROMPT, seconds=30.0)[1].reason == "length"


def test_time_runs_out_while_waiting_for_the_model(engine):
    holding = engine.generate(tokens(engine, PROMPT), Options(max_tokens=200))
    next(holding)
    started = time.monotonic()
    text, finished = write(engine, PROMPT, seconds=0.2)
    assert (text, finished.reason) == ("", "deadline")
    assert 0.15 < time.monotonic() - started < 10
    cancelled = threading.Event()
    cancelled.set()
    assert [finished.reason for finished in engine.generate([5], Options(), cancelled)] == ["cancelled"]
    holding.close()


def test_time_runs_out_while_reading_and_while_writing(engine):
    assert write(engine, PROMPT, seconds=0.0)[1].reason == "deadline"
    _, finished = write(engine, PROMPT, seconds=0.1, max_tokens=3000)
    assert finished.reason == "deadline"
    assert finished.seconds < 10


def test_threads_take_turns(engine):
    answers: dict[int, str] = {}

    def work(number: int) -> None:
        answers[number] = write(engine, f"{PROMPT} {number % 2}", max_tokens=20)[0]

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected = [write(tiny_engine(), f"{PROMPT} {number}", max_tokens=20)[0] for number in (0, 1)]
    assert [answers[number] for number in range(6)] == expected * 3


def test_a_prompt_too_long_is_refused(engine):
    with pytest.raises(ContextLengthError, match="the model reads 1 to 4095"):
        write(engine, "x" * 4096)
    with pytest.raises(ContextLengthError, match="has 0 tokens"):
        list(engine.generate([], Options()))


def test_writing_ends_where_the_context_does(engine):
    _, finished = write(engine, "x" * 4090, max_tokens=50, grammar="root ::= [a-z]*\n")
    assert finished.reason in ("length", "stop")
    assert finished.tokens <= 6


def test_kept_states_stay_within_their_bound_and_the_oldest_go_first():
    one = tiny_engine()
    write(one, "m" * 100, max_tokens=1)
    size = one._prefixes.bytes
    engine = tiny_engine(memory=int(size * 2.5))
    for letter in "abc":
        write(engine, letter * 100, max_tokens=1)
    assert engine._prefixes.bytes <= size * 2.5
    assert write(engine, "a" * 100, max_tokens=1)[1].cached_tokens == 0
    assert write(engine, "c" * 100, max_tokens=1)[1].cached_tokens == 99


def test_a_copy_of_states_is_independent():
    layer = RoomyLayer()
    first = torch.arange(300 * 4.0).reshape(1, 1, 300, 4)
    layer.update(first[..., :200, :], first[..., :200, :])
    copy = layer.copy(100)
    layer.update(first[..., 200:, :], first[..., 200:, :])
    copy.update(-first[..., :50, :], -first[..., :50, :])
    assert torch.equal(layer.keys, first)
    assert torch.equal(copy.keys[..., :100, :], first[..., :100, :])
    assert torch.equal(copy.values[..., 100:, :], -first[..., :50, :])


def test_models_that_forget_are_read_afresh():
    config = tiny_model().config.__class__(**{**tiny_model().config.to_dict(), "sliding_window": 16})
    config.layer_types = ["sliding_attention", "full_attention"]
    prefixes = Prefixes(config, 1 << 20)
    assert not prefixes.reusable
    prefixes.keep([1, 2, 3], prefixes.lend([1, 2, 3])[0])
    assert prefixes.lend([1, 2, 3, 4])[1] == 0


def write_together(engine: Engine, texts: list[str], **options) -> tuple[list[str], list[Finished]]:
    said, ends = [""] * len(texts), {}
    prompts = [tokens(engine, text) for text in texts]
    for row, piece in engine.generate_together(prompts, Options(**{"max_tokens": 24, **options})):
        if isinstance(piece, Finished):
            assert row not in ends
            ends[row] = piece
        else:
            said[row] += piece
    return said, [ends[row] for row in range(len(texts))]


TOGETHER = [PROMPT + " Boots.", PROMPT + " A long list of other things that she would like.", PROMPT + " Hats?"]


def test_answers_written_in_step_are_those_written_one_by_one(engine):
    said, ends = write_together(engine, TOGETHER)
    alone = [write(tiny_engine(), text, max_tokens=24) for text in TOGETHER]
    assert said == [text for text, _ in alone]
    assert [end.tokens for end in ends] == [end.tokens for _, end in alone]
    assert max(end.steps for end in ends) <= 24


def test_what_rows_share_is_read_once_and_kept(engine):
    write_together(engine, TOGETHER)
    again, ends = write_together(engine, [PROMPT + " Gloves.", PROMPT + " Belts."])
    assert all(end.cached_tokens >= len(tokens(engine, PROMPT)) - 1 for end in ends)
    assert again == [write(tiny_engine(), PROMPT + end, max_tokens=24)[0] for end in (" Gloves.", " Belts.")]


def test_rows_end_each_by_itself(engine):
    first, _ = write(tiny_engine(), TOGETHER[0], max_tokens=24)
    stop = first[len(first) // 2 : len(first) // 2 + 2]
    said, ends = write_together(engine, TOGETHER, stop=(stop,))
    assert said[0] == first.split(stop)[0]
    assert ends[0].reason == "stop"
    assert [stop in text for text in said] == [False] * 3


def test_rows_stop_together_when_cancelled_or_out_of_time(engine):
    said, ends = write_together(engine, TOGETHER, seconds=0.0)
    assert (said, {end.reason for end in ends}) == ([""] * 3, {"deadline"})
    cancelled = threading.Event()
    prompts = [tokens(engine, text) for text in TOGETHER]
    pieces = []
    for _, piece in engine.generate_together(prompts, Options(max_tokens=40), cancelled):
        pieces.append(piece)
        cancelled.set()
    reasons = [piece.reason for piece in pieces if isinstance(piece, Finished)]
    assert reasons == ["cancelled"] * 3
    assert len(pieces) < 12


def test_rows_under_a_grammar_are_written_one_after_the_other(engine):
    said, ends = write_together(engine, TOGETHER[:2], grammar=GRAMMAR)
    assert said == [write(tiny_engine(), text, grammar=GRAMMAR, max_tokens=24)[0] for text in TOGETHER[:2]]
    assert len(ends) == 2


TEXTS = [
    ["A red boat.", "A red hat for you.", "The hat is red."],
    ["You like blue, so here is a bowl.", "You like blue, so take this bowl.", "Blue is what you like."],
    ["Only this."],
]


def choose_together(engine: Engine, texts: list[list[str]], **options) -> tuple[list[str], list[Finished]]:
    said, ends = [""] * len(texts), {}
    prompts = [tokens(engine, text) for text in TOGETHER[: len(texts)]]
    choices = [[tokens(engine, text) for text in row] for row in texts]
    for row, piece in engine.generate_together(prompts, Options(**options), choices=choices):
        if isinstance(piece, Finished):
            ends[row] = piece
        else:
            said[row] += piece
    return said, [ends[row] for row in range(len(texts))]


def likeliest(engine: Engine, prompt: str, texts: list[str]) -> str:
    """What is chosen where each token is asked for by itself, over the whole prompt again."""
    left, at = [tokens(engine, text) for text in texts], 0
    while len({tuple(text[at:]) for text in left}) > 1:
        allowed = list(dict.fromkeys(text[at] for text in left))
        if len(allowed) > 1:
            ids = torch.tensor([[*tokens(engine, prompt), *left[0][:at]]])
            with torch.inference_mode():
                scores = engine.model(input_ids=ids).logits[0, -1, allowed]
            best = allowed[int(scores.argmax())]
            left = [text for text in left if text[at] == best]
        at += 1
    return engine.tokenizer.decode(left[0])


def test_an_answer_is_one_of_its_choices_and_the_likeliest_at_each_fork(engine):
    said, ends = choose_together(engine, TEXTS)
    assert said == [likeliest(tiny_engine(), TOGETHER[at], texts) for at, texts in enumerate(TEXTS)]
    assert [end.reason for end in ends] == ["stop"] * 3
    assert [end.tokens for end in ends] == [len(tokens(engine, text)) for text in said]
    assert ends[2].forced_tokens == ends[2].tokens
    assert all(end.tokens - end.forced_tokens <= end.steps + 1 <= 4 for end in ends[:2])


def test_one_prompt_with_choices_and_a_chance_that_repeats(engine):
    seen = {choose_together(engine, TEXTS[:1], temperature=2.0, seed=seed)[0][0] for seed in range(12)}
    assert len(seen) > 1
    assert seen <= set(TEXTS[0])
    again = [choose_together(engine, TEXTS[:2], temperature=2.0, seed=3)[0] for _ in range(2)]
    assert again[0] == again[1]


def test_choosing_stops_when_time_is_up(engine):
    said, ends = choose_together(engine, TEXTS[:2], seconds=0.0)
    assert {end.reason for end in ends} == {"deadline"}
    assert not any(said)


def test_there_is_no_choice_among_nothing():
    with pytest.raises(ValueError, match="no text to choose"):
        Choices([[]])


def test_a_text_that_another_one_begins_with_is_chosen_where_it_ends():
    choices = Choices([[1, 2, 3], [1, 2]])
    assert choices.certain() == [1, 2]
    assert choices.settled
