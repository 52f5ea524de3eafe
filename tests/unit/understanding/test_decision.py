"""Two readers, one decision: what the joint model may change of the grammar's reading, and what not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from assistant.understanding.decision import Decision, decide
from assistant.understanding.meanings import Seen
from assistant.understanding.reading import Change, Intent, Preference
from retrieval.facets import Lexicon
from retrieval.products import Product
from retrieval.requests import Sort


@dataclass(frozen=True)
class Scripted:
    """A joint model that is told what to find: a meaning, how surely, and tagged words."""

    meaning: str
    chance: float = 0.95
    tags: Sequence[tuple[str, str, float]] = ()

    def read(self, text: str, *, on_screen: bool, wished: bool) -> Seen:
        places = [(text.lower().index(words), words, tag, chance) for words, tag, chance in self.tags]
        rest = (("search" if self.meaning != "search" else "chat", 1 - self.chance),)
        return Seen(
            ((self.meaning, self.chance), *rest),
            tuple((start, start + len(words), tag, chance) for start, words, tag, chance in places),
        )


@pytest.fixture
def screen(on_screen: tuple[Product, ...]) -> tuple[Product, ...]:
    return on_screen


def decided(text: str, lexicon: Lexicon, reader: Scripted, screen: Sequence[Product] = ()) -> Decision:
    return decide(text, lexicon, reader, on_screen=screen)


def test_without_a_joint_model_the_grammar_decides_alone(lexicon: Lexicon) -> None:
    decision = decide("a red dress under 50", lexicon, None)
    assert (decision.reading.price_max, decision.reading.include, decision.trace) == (50, ("red",), ())


def test_a_wording_no_grammar_lists_gets_its_intent(lexicon: Lexicon, screen: tuple[Product, ...]) -> None:
    text = "the second one speaks to me, has it got siblings"
    decision = decided(text, lexicon, Scripted("similar"), screen)
    assert (decision.reading.intent, decision.reading.references) == (Intent.SIMILAR, (2,))
    assert any("→ similar" in line for line in decision.trace)


def test_an_unsure_model_changes_nothing(lexicon: Lexicon, screen: tuple[Product, ...]) -> None:
    unsure = decided("a red dress under 50", lexicon, Scripted("compare", 0.3), screen)
    assert unsure.reading == decide("a red dress under 50", lexicon, None, on_screen=screen).reading


def test_a_limit_is_never_talked_away(lexicon: Lexicon) -> None:
    decision = decided("a red dress under 50", lexicon, Scripted("chat", 0.7))
    assert (decision.reading.intent, decision.reading.price_max) == (Intent.SEARCH, 50)


def test_nothing_is_pointed_at_on_an_empty_screen(lexicon: Lexicon) -> None:
    assert decided("put them side by side", lexicon, Scripted("compare_all")).reading.intent is not Intent.COMPARE


@pytest.mark.parametrize(
    ("meaning", "field", "value"),
    [
        ("cheaper", "change", Change.CHEAPER),
        ("dearer", "change", Change.DEARER),
        ("drop_price", "price_dropped", True),
        ("sort_rated", "sort", Sort.RATING),
        ("more", "more", True),
        ("in_stock", "in_stock", True),
    ],
)
def test_what_a_meaning_states(
    meaning: str, field: str, value: object, lexicon: Lexicon, screen: tuple[Product, ...]
) -> None:
    reading = decided("hmm, you know what I am after", lexicon, Scripted(meaning), screen).reading
    assert getattr(reading, field) == value


def test_a_statement_names_no_thing_that_is_not_tagged(lexicon: Lexicon, screen: tuple[Product, ...]) -> None:
    text = "whatever fits my backpack budget"
    assert decide(text, lexicon, None, on_screen=screen).reading.kinds
    assert not decided(text, lexicon, Scripted("cheaper"), screen).reading.kinds
    tagged = Scripted("cheaper", tags=[("backpack", "thing", 0.9)])
    assert decided(text, lexicon, tagged, screen).reading.kinds


def test_a_property_goes_where_the_model_is_sure_it_belongs(lexicon: Lexicon) -> None:
    text = "a scarf, wool can stay on the sheep"
    assert decide(text, lexicon, None).reading.include == ("wool",)
    refused = decided(text, lexicon, Scripted("search", tags=[("wool", "refused", 0.9)])).reading
    assert (refused.include, refused.exclude) == ((), ("wool",))
    assert "wool" not in refused.words
    doubtful = decided(text, lexicon, Scripted("search", tags=[("wool", "refused", 0.5)])).reading
    assert doubtful.include == ("wool",)


def test_words_the_catalogue_does_not_know_are_not_refused(lexicon: Lexicon) -> None:
    reader = Scripted("search", tags=[("zorgons", "refused", 0.99)])
    assert decided("a scarf but keep the zorgons away", lexicon, reader).reading.exclude == ()


def test_a_whole_sentence_gives_its_properties_their_side(lexicon: Lexicon, screen: tuple[Product, ...]) -> None:
    refused = decided("the red ones can go", lexicon, Scripted("refine_not"), screen).reading
    assert (refused.include, refused.exclude) == ((), ("red",))
    dropped = decided("red was only an idea", lexicon, Scripted("drop_value"), screen).reading
    assert (dropped.include, dropped.dropped) == ((), ("red",))


def test_amounts_come_from_the_words_and_only_their_side_from_the_model(lexicon: Lexicon) -> None:
    text = "my purse holds 45 and a moth, a scarf"
    assert decide(text, lexicon, None).reading.price_max is None
    tagged = Scripted("search", tags=[("45", "high", 0.9)])
    assert decided(text, lexicon, tagged).reading.price_max == 45
    size = Scripted("search", tags=[("9", "high", 0.99)])
    assert decided("boots in size 9", lexicon, size).reading.price_max is None
    assert decided("a scarf under 30", lexicon, Scripted("search", tags=[("30", "low", 0.9)])).reading.price_max == 30
    once = decided("a scarf for more than 30", lexicon, Scripted("search", tags=[("30", "high", 0.99)])).reading
    assert (once.price_min, once.price_max) == (30, None)
    model = Scripted("search", tags=[("5", "high", 0.99)])
    assert decided("a scarf for the A5S", lexicon, model).reading.price_max is None


def test_a_lasting_taste_is_named_by_catalogue_words(lexicon: Lexicon) -> None:
    decision = decided("wool and me, that is a lifelong enmity", lexicon, Scripted("dislike"))
    assert decision.reading.intent is Intent.REMEMBER
    assert decision.reading.preferences == (Preference("wool", liked=False),)


def test_a_first_message_refines_nothing(lexicon: Lexicon) -> None:
    for meaning in ("refine_range", "more", "refine_add", "change_kind"):
        decision = decide("show me scarves for 20 to 40", lexicon, Scripted(meaning, chance=0.8))
        assert decision.reading.kinds
        assert not decision.reading.more
        assert (decision.reading.price_min, decision.reading.price_max) == (20, 40)


def test_a_kind_the_grammar_read_stays_unless_the_model_is_certain(
    lexicon: Lexicon, screen: tuple[Product, ...]
) -> None:
    kept = decided("scarves for 20 to 40", lexicon, Scripted("refine_range", chance=0.8), screen).reading
    assert kept.kinds
    assert decided("show me scarves", lexicon, Scripted("more", chance=0.8), screen).reading.kinds


def test_no_limit_is_lost_by_a_guess(lexicon: Lexicon, screen: tuple[Product, ...]) -> None:
    stated = decided("scarves under 30", lexicon, Scripted("drop_price", chance=0.99), screen).reading
    assert (stated.price_max, stated.price_dropped) == (30, False)
    for meaning, lost in (("drop_price", "price_dropped"), ("reset", "fresh")):
        for chance in (0.5, 0.95):
            reading = decided("as the wind blows", lexicon, Scripted(meaning, chance=chance), screen).reading
            assert getattr(reading, lost) is (chance > 0.9)


def test_sentence_and_amount_together_turn_a_limit_round(lexicon: Lexicon, screen: tuple[Product, ...]) -> None:
    text = "fifty dollars is the least i wanna spend"
    sure = Scripted("refine_min", chance=0.99, tags=[("fifty dollars", "low", 0.99)])
    turned = decided(text, lexicon, sure, screen)
    assert (turned.reading.price_min, turned.reading.price_max) == (50, None)
    assert "the limit is on the other side" in turned.trace
    for reader in (
        Scripted("refine_min", chance=0.9, tags=[("fifty dollars", "low", 0.99)]),
        Scripted("refine_min", chance=0.99, tags=[("fifty dollars", "low", 0.9)]),
        Scripted("refine_min", chance=0.99, tags=[("fifty dollars", "high", 0.99)]),
    ):
        assert decided(text, lexicon, reader, screen).reading.price_max == 50


def test_of_several_kinds_the_one_heard_as_wanted_counts(lexicon: Lexicon) -> None:
    text = "my dress tore, a scarf quickly"
    both = decide(text, lexicon, None).reading.kinds
    assert len(both) == 2
    heard = decided(text, lexicon, Scripted("search", tags=[("scarf", "thing", 0.99)])).reading.kinds
    assert len(heard) == 1
    assert heard[0] in both


def test_nobody_wants_the_name_of_a_facet(lexicon: Lexicon, screen: tuple[Product, ...]) -> None:
    for text in ("any brand", "any colour"):
        reading = decided(text, lexicon, Scripted("refine_add", chance=0.9), screen).reading
        assert reading.include == ()
        assert reading.dropped == decide(text, lexicon, None, on_screen=screen).reading.dropped != ()
