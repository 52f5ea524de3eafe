"""Training sentences: true, varied, grammatical, the same for the same seed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

import pytest

from assistant.explanation.check import problems
from assistant.explanation.sentences import Voice, compose, drafts
from assistant.explanation.sentences.bank import bank
from assistant.explanation.sentences.clauses import KINDS, parse
from assistant.explanation.sentences.wording import article, classify, head_of
from assistant.learning.samples import attempts, samples
from retrieval.demo import demo_products

NEVER_GIVEN = {"sort", "usual"}  # notes are not told


@pytest.fixture(scope="module")
def many():
    return list(samples(demo_products(), Random(11), 1200))


def test_every_sentence_holds_and_says_its_digits_and_titles(many):
    assert len(many) == 1200
    for sample in many:
        assert problems(sample.sentence, sample.facts) == ()
        assert len(sample.sentence.split()) <= 32
        assert sample.noun == sample.facts.noun
        assert sample.clauses == sample.facts.clauses
        told = [parse(clause) for clause in sample.clauses]
        for clause in told[:3]:
            assert all(text in sample.sentence for text in clause.required), (clause, sample.sentence)


def test_few_sentences_are_thrown_away():
    made = list(attempts(demo_products(), Random(5), 600, voices=tuple(Voice)))
    assert sum(bool(attempt.findings) for attempt in made) < 0.1 * len(made)


def test_sentences_vary(many):
    assert len({sample.sentence for sample in many}) > 0.98 * len(many)
    openings = Counter(" ".join(sample.sentence.split()[:3]) for sample in many)
    assert openings.most_common(1)[0][1] <= 0.05 * len(many), openings.most_common(3)


def test_every_kind_of_clause_occurs(many):
    kinds = {parse(clause).kind for sample in many for clause in sample.clauses}
    assert kinds >= set(KINDS) - NEVER_GIVEN


def test_the_same_seed_gives_the_same_sentences():
    first, second = (
        [sample.sentence for sample in samples(demo_products(), Random(3), 40, voices=tuple(Voice))] for _ in range(2)
    )
    assert first == second
    assert first != [sample.sentence for sample in samples(demo_products(), Random(4), 40, voices=tuple(Voice))]


def test_the_bank_is_rich_enough():
    assert sum(map(len, bank().frames.values())) >= 40
    for kind, forms in bank().kinds.items():
        assert all(forms.values()), kind
        assert kind in {"price", "kindred"} or sum(map(len, forms.values())) >= 12, kind


@pytest.mark.parametrize("voice", tuple(Voice))
@pytest.mark.parametrize("count", [0, 1, 2, 3, 4])
def test_any_number_of_reasons_can_be_said(voice, count):
    clauses = ["rated 4.7 by 80 reviewers", "within your $80 limit at $59.00", "popular: 41 other shoppers chose it"]
    for seed in range(10):
        said = compose("lamp", [*clauses, "by Acme, like “Bowl”, which you bought"][:count], Random(seed), voice=voice)
        assert said[-1] in ".!"
        assert "{" not in said
        assert "[" not in said


@pytest.mark.parametrize("noun", ["boots", "running shoes", "jeans", "earrings", "socks", "headphones"])
def test_plural_nouns_take_plural_verbs(noun):
    for seed in range(40):
        said = compose(noun, ["rated 4.5", "teal"], Random(seed)).lower().replace("it is easy", "")
        assert not any(f" {word} " in f" {said} " for word in ("this", "it", "comes", "has", "stands")), said
        assert f"a teal {noun}" not in said


@pytest.mark.parametrize(("noun", "said"), [("Dresses", "Dress"), ("watches", "watch"), ("puppies", "puppy")])
def test_a_category_is_put_into_the_singular(noun, said):
    assert head_of(noun, Random(0)).text == said


def test_a_title_for_a_noun_is_not_repeated():
    title = "Kitchenex Stainless Steel Flatware Pie Server and Pie Cutter Set of 2"
    assert "Kitchenex" not in compose(title, ["teal"], Random(1))


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        *[("apron", "an"), ("orange", "an"), ("hourglass", "an"), ("8", "an"), ("LED", "an"), ("elegant", "an")],
        *[("unisex", "a"), ("lamp", "a"), ("USB", "a"), ("one", "a"), ("European", "a"), ("50", "a")],
    ],
)
def test_articles(word, expected):
    assert article(word) == expected


def test_a_or_an_follows_the_word_that_comes_next():
    for seed in range(60):
        said = f" {compose('umbrella', ['orange', 'rated 4.5'], Random(seed)).lower()}"
        assert " a orange" not in said
        assert " a umbrella" not in said
        assert " an rated" not in said


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("within your $80 limit at $59.00", "within"),
        ("between $20 and $40, as you asked, at $35.00", "between"),
        ("at least $50, as you asked, at $59.00", "from"),
        ("because you put “River Bowl” in your cart", "because"),
        ("linen, which you like", "liked"),
        ("by Acme, like “X”, which you bought", "leaning"),
        ("also blue, cotton, like products you chose or looked at", "leaning_more"),
        ("not leather, as you asked", "excluded"),
        ("in stock, as you asked", "stock"),
        ("by Acme, as you asked", "brand"),
        ("waterproof, as you asked", "asked"),
        ("rated 4.7 by 80 reviewers", "rating"),
        ("rated 4.5", "rating_bare"),
        ("popular: 41 other shoppers chose it", "popular"),
        ("similar to “X”", "similar"),
        ("in the price range you usually choose, $20 to $60", "usual"),
        ("teal", "feature"),
        ("made of nylon", "made"),
        ("CA$59.00", "price"),
        ("59.00 CHF", "price"),
        ("600 ml", "feature"),
    ],
)
def test_clauses_are_told_apart_by_their_wording(text, kind):
    assert parse(text).kind == kind
    assert compose("mug", [text], Random(2))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("sky blue", "colour"),
        ("merino wool", "material"),
        ("pockets", "thing"),
        ("gift", "purpose"),
        ("28 cm", "measure"),
    ],
)
def test_values_are_told_apart(text, kind):
    assert classify(text).kind == kind


def test_drafts_of_one_reply_hold_and_begin_each_in_its_own_way(many):
    facts = [sample.facts for sample in many[:40]]
    for shown in (facts[at : at + 4] for at in range(0, 40, 4)):
        written = drafts(shown, Random(2))
        for each, sentences in zip(shown, written, strict=True):
            assert sentences
            assert len(set(sentences)) == len(sentences)
            assert not any(problems(sentence, each) for sentence in sentences)
        openings = [{" ".join(text.lower().split()[:2]) for text in sentences} for sentences in written]
        assert sum(map(len, openings)) == len(set().union(*openings))


def test_drafts_are_the_same_for_the_same_chance_and_none_for_nothing_to_say(many):
    facts = [sample.facts for sample in many[:3]]
    assert drafts(facts, Random(4)) == drafts(facts, Random(4)) != drafts(facts, Random(5))
    assert drafts([replace(facts[0], clauses=())], Random(4)) == [[]]


def test_a_property_within_another_is_said_once():
    said = [compose("skirt", ["made of recycled polyester", "recycled"], Random(seed)) for seed in range(20)]
    assert all(sentence.count("recycled") == 1 for sentence in said)
