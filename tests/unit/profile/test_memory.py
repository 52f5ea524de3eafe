from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.events import ToolCalled
from assistant.memory import EntryError, FeedbackError, Memory, SessionError
from assistant.memory_erasure import ErasureError
from assistant.memory_texts import Shown, clean
from assistant.understanding.reading import Preference
from retrieval.database import open_engine
from retrieval.products import Product

CATALOGUE = {
    identifier: Product(identifier, title)
    for identifier, title in (("s", "Sea Breeze Shirt"), ("d", "Summer Dress"), ("b", "{0} %s Boots"))
}


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.now = datetime(2025, 6, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


def lookup(ids: object) -> dict[str, Product]:
    assert isinstance(ids, list)
    return {identifier: CATALOGUE[identifier] for identifier in ids if identifier in CATALOGUE}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[sa.Engine]:
    engine = open_engine(f"sqlite:///{tmp_path}/store.db")
    yield engine
    engine.dispose()


@pytest.fixture
def memory(engine: sa.Engine, clock: Clock) -> Memory:
    return Memory(engine, products=lookup, clock=clock)


def entries(memory: Memory, session: str) -> list[str]:
    return [entry.text for entry in memory.view(session).entries]


def stored(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


def test_everything_survives_reopening(tmp_path: Path, clock: Clock) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    engine = open_engine(url)
    memory = Memory(engine, products=lookup, clock=clock)
    memory.start("one", "ana")
    calls = (ToolCalled("search_products", MappingProxyType({"price_max": 40, "kinds": ("dress",)}), None),)
    memory.add_turn("one", "a dress?", "Here.", shown=[Shown("d", 35.0), Shown("s", None)], wish="{}", tool_calls=calls)
    memory.set_state("one", "wish")
    memory.add_preference("one", Preference("linen", liked=True))
    memory.add_feedback("one", "s", "rating", 4)
    engine.dispose()

    engine = open_engine(url)
    memory = Memory(engine, products=lookup, clock=clock)
    (turn,) = memory.history("one")
    assert (turn.user, turn.reply, turn.wish, turn.at) == ("a dress?", "Here.", "{}", clock.now)
    assert turn.shown == (Shown("d", 35.0), Shown("s", None))
    assert turn.tool_calls == (ToolCalled("search_products", {"price_max": 40, "kinds": ["dress"]}, None),)
    assert memory.state("one") == "wish"
    assert memory.view("one").shopper == "ana"
    assert entries(memory, "one") == ["likes linen", "rated Sea Breeze Shirt 4 out of 5"]
    engine.dispose()


def test_history_is_the_last_turns_of_this_session_oldest_first(memory: Memory) -> None:
    for number in range(5):
        memory.add_turn("one", f"message {number}", "reply")
    memory.add_turn("two", "elsewhere", "reply")
    assert [turn.user for turn in memory.history("one", limit=2)] == ["message 3", "message 4"]
    assert memory.history("one", limit=0) == ()
    assert memory.history("unknown") == ()


def test_state_is_replaced_and_cleared(memory: Memory) -> None:
    assert memory.state("one") is None
    memory.set_state("one", "first")
    memory.set_state("one", "second")
    assert memory.state("one") == "second"
    memory.set_state("one", None)
    assert memory.state("one") is None


def test_a_known_shopper_is_remembered_across_sessions_and_others_see_nothing(memory: Memory) -> None:
    memory.start("one", "ana")
    memory.add_preference("one", Preference("linen", liked=True))
    memory.add_feedback("one", "s", "like")
    memory.start("two", "ana")
    memory.start("three", "bob")
    assert [(event.kind, event.product, event.subject) for event in memory.events("two")] == [
        ("likes", None, "linen"),
        ("like", "s", None),
    ]
    assert memory.events("three") == []
    assert memory.events("anonymous") == []


def test_signing_in_takes_the_session_along(memory: Memory) -> None:
    memory.add_feedback("one", "s", "like")
    memory.start("one", "ana")
    memory.start("two", "ana")
    assert entries(memory, "two") == ["liked Sea Breeze Shirt"]


def test_a_session_is_not_handed_to_another_shopper(memory: Memory) -> None:
    memory.start("one", "ana")
    with pytest.raises(SessionError, match="start a new session"):
        memory.start("one", "bob")
    memory.start("one")
    assert memory.view("one").shopper == "ana"


def test_anonymous_sessions_expire_and_known_shoppers_do_not(memory: Memory, clock: Clock) -> None:
    memory.start("known", "ana")
    for session in ("known", "passer-by"):
        memory.add_feedback(session, "s", "like")
        memory.add_turn(session, "hello", "hi")
        memory.set_state(session, "wish")
    clock.pass_by(hours=23)
    assert entries(memory, "passer-by") == ["liked Sea Breeze Shirt"]
    clock.pass_by(hours=2)
    assert entries(memory, "passer-by") == []
    assert memory.history("passer-by") == ()
    assert memory.state("passer-by") is None
    memory.add_feedback("passer-by", "d", "like")
    assert entries(memory, "passer-by") == ["liked Summer Dress"]
    clock.pass_by(hours=25)
    assert memory.expire() == 1
    assert memory.expire() == 0
    assert entries(memory, "known") == ["liked Sea Breeze Shirt"]


def test_the_last_opinion_counts_across_sessions(memory: Memory) -> None:
    memory.start("one", "ana")
    memory.start("two", "ana")
    memory.add_feedback("one", "s", "like")
    memory.add_feedback("two", "s", "dislike")
    assert [(event.kind, event.product) for event in memory.events("one")] == [("dislike", "s")]
    memory.add_feedback("one", "s", "rating", 5)
    assert entries(memory, "two") == ["rated Sea Breeze Shirt 5 out of 5"]
    memory.add_preference("one", Preference("Wool", liked=True))
    memory.add_preference("two", Preference(" wool ", liked=False))
    assert [event.subject for event in memory.events("one") if event.kind == "dislikes"] == ["wool"]
    assert not [event for event in memory.events("one") if event.kind == "likes"]


def test_the_profile_is_told_in_words(memory: Memory) -> None:
    for kind in ("view", "click", "like", "cart", "purchase"):
        memory.add_feedback("one", "s", kind)
    memory.add_feedback("one", "b", "dislike")
    memory.add_preference("one", Preference("linen", liked=True))
    memory.add_preference("one", Preference("leather", liked=False))
    view = memory.view("one")
    assert view.shopper is None
    assert [entry.text for entry in view.entries] == [
        "dislikes leather",
        "likes linen",
        "disliked {0} %s Boots",
        "bought Sea Breeze Shirt",
        "put Sea Breeze Shirt in the cart",
        "liked Sea Breeze Shirt",
        "looked at Sea Breeze Shirt",
    ]
    assert len({entry.id for entry in view.entries}) == len(view.entries)


def test_forgetting_an_entry_forgets_what_it_stood_for(memory: Memory) -> None:
    memory.start("one", "ana")
    memory.start("two", "ana")
    memory.add_feedback("one", "s", "like")
    memory.add_feedback("two", "s", "dislike")
    memory.add_feedback("two", "s", "view")
    memory.add_feedback("two", "s", "click")
    memory.add_preference("one", Preference("linen", liked=True))
    for text in ("disliked Sea Breeze Shirt", "looked at Sea Breeze Shirt", "likes linen"):
        (entry,) = [entry for entry in memory.view("one").entries if entry.text == text]
        memory.forget_entry("one", entry.id)
    assert entries(memory, "two") == []


def test_nobody_forgets_anothers_entry(memory: Memory) -> None:
    memory.add_feedback("one", "s", "like")
    (entry,) = memory.view("one").entries
    for wrong in (entry.id, "f999", "p1", "", "'; drop table memory_feedback; --"):
        with pytest.raises(EntryError, match="no entry"):
            memory.forget_entry("two", wrong)
    assert entries(memory, "one") == ["liked Sea Breeze Shirt"]


@pytest.mark.parametrize(
    ("product", "kind", "value", "says"),
    [
        ("s", "love", None, "valid kinds: purchase, cart, like, click, view, dislike, rating"),
        ("s", "likes", None, "valid kinds"),
        ("s", "rating", None, "0 to 5"),
        ("s", "rating", 5.1, "0 to 5"),
        ("s", "rating", -0.1, "0 to 5"),
        ("s", "rating", float("nan"), "0 to 5"),
        ("s", "cart", float("inf"), "finite"),
        ("gone", "like", None, "no product 'gone'"),
        ("", "like", None, "identifier"),
        ("\ud800", "like", None, "identifier"),
    ],
)
def test_wrong_feedback_says_what_is_valid(
    memory: Memory, product: str, kind: str, value: float | None, says: str
) -> None:
    with pytest.raises(FeedbackError, match=says):
        memory.add_feedback("one", product, kind, value)
    assert memory.events("one") == []


@pytest.mark.parametrize("subject", ["", "  ", "\0", "x" * 201])
def test_a_taste_needs_a_subject(memory: Memory, subject: str) -> None:
    with pytest.raises(FeedbackError, match="1 to 200"):
        memory.add_preference("one", Preference(subject, liked=True))


@pytest.mark.parametrize("identifier", ["", "x" * 257, "a\0b", "\udfff"])
def test_identifiers_are_checked(memory: Memory, identifier: str) -> None:
    with pytest.raises(SessionError, match="identifier"):
        memory.start(identifier)
    with pytest.raises(SessionError, match="identifier"):
        memory.start("one", identifier)


def test_choices_of_others_are_counted_once_a_shopper(memory: Memory) -> None:
    memory.start("mine", "me")
    memory.add_feedback("mine", "s", "purchase")
    for session in ("a1", "a2"):
        memory.start(session, "ana")
        memory.add_feedback(session, "s", "like")
    memory.add_feedback("a1", "s", "purchase")
    memory.add_feedback("passer-by", "s", "cart")
    memory.add_feedback("passer-by", "d", "view")
    assert memory.chosen("mine", ["s", "d", "b"]) == {"s": 2}
    assert memory.chosen("new", ["s"]) == {"s": 3}
    assert memory.chosen("new", []) == {}


def test_erasing_leaves_no_byte_and_nobody_else_loses_anything(
    engine: sa.Engine, memory: Memory, tmp_path: Path
) -> None:
    memory.start("one", "ana-SECRET")
    memory.start("two", "ana-SECRET")
    memory.start("three", "bob")
    for number in range(60):
        text = f"SECRET {number} " * (number * 7 % 90 + 1)
        for session in ("one", "two"):
            memory.add_turn(session, text, text, shown=[Shown("SECRET", 1.0)], wish=text)
            memory.set_state(session, text)
        memory.add_turn("three", f"KEPT {number}", "KEPT", wish="KEPT")
        memory.add_preference("one", Preference(f"SECRET {number}", liked=True))
    memory.add_feedback("two", "s", "like")
    assert b"SECRET" in stored(tmp_path)
    memory.erase("two")
    assert b"SECRET" not in stored(tmp_path)
    assert b"KEPT" in stored(tmp_path)
    for session in ("one", "two"):
        assert memory.view(session).shopper is None
        assert memory.events(session) == []
        assert memory.history(session) == ()
        assert memory.state(session) is None
    assert len(memory.history("three", limit=100)) == 60
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def test_erasing_an_anonymous_session_even_an_expired_one(memory: Memory, clock: Clock, tmp_path: Path) -> None:
    memory.add_turn("one", "SECRET", "SECRET")
    memory.add_turn("two", "KEPT", "KEPT")
    clock.pass_by(hours=30)
    memory.erase("one")
    assert b"SECRET" not in stored(tmp_path)
    assert b"KEPT" in stored(tmp_path)
    memory.erase("never seen")


def test_erasing_while_somebody_reads_says_so_and_can_be_finished(
    memory: Memory, engine: sa.Engine, tmp_path: Path
) -> None:
    memory.add_turn("one", "SECRET", "SECRET")
    reader = engine.raw_connection()
    cursor = reader.cursor()
    cursor.execute("BEGIN")
    cursor.execute("SELECT * FROM memory_turns").fetchall()
    with pytest.raises(ErasureError, match="erase again"):
        memory.erase("one")
    assert memory.history("one") == ()
    cursor.execute("COMMIT")
    reader.close()
    memory.erase("one")
    assert b"SECRET" not in stored(tmp_path)


def test_export_holds_everything_as_json(memory: Memory) -> None:
    memory.start("one", "ana")
    memory.start("two", "ana")
    memory.add_turn("one", "hello", "hi")
    memory.add_preference("two", Preference("linen", liked=True))
    memory.add_feedback("two", "s", "like")
    memory.add_turn("other", "not hers", "no")
    exported = json.loads(json.dumps(memory.export("one")))
    assert exported["shopper"] == "ana"
    assert [row["id"] for row in exported["sessions"]] == ["one", "two"]
    assert [row["user"] for row in exported["turns"]] == ["hello"]
    assert [row["subject"] for row in exported["preferences"]] == ["linen"]
    assert [row["product"] for row in exported["feedback"]] == ["s"]


HOSTILE = st.text(st.characters(), max_size=60) | st.sampled_from(
    ["\ud83d", "\ud83d\ude00", "'; drop table memory_turns; --", "\0", "<script>", "{0}%s", "裙子", "\u202e"]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(user=HOSTILE, reply=HOSTILE, wish=HOSTILE)
def test_any_text_is_kept_as_any_database_can(memory: Memory, user: str, reply: str, wish: str) -> None:
    memory.add_turn("one", user, reply, wish=wish)
    memory.set_state("one", wish)
    turn = memory.history("one", limit=1)[0]
    assert (turn.user, turn.reply, turn.wish) == (clean(user), clean(reply), clean(wish))
    assert memory.state("one") == clean(wish)


def test_cleaning_keeps_what_is_sound() -> None:
    assert clean("a\0b\ud800c 裙子 👗") == "ab\ufffdc 裙子 👗"


def test_an_argument_that_is_no_json_is_refused(memory: Memory) -> None:
    with pytest.raises(TypeError, match="JSON values, got object"):
        memory.add_turn("one", "u", "r", tool_calls=[ToolCalled("t", {"x": object()}, None)])
    memory.add_turn("one", "u", "r", tool_calls=[ToolCalled("t", {"x": frozenset("ba")}, {"y": 1})])
    assert memory.history("one")[0].tool_calls == (ToolCalled("t", {"x": ["a", "b"]}, {"y": 1}),)


def test_many_threads_write_the_same_and_different_sessions(memory: Memory) -> None:
    together = threading.Barrier(8)

    def work(number: int) -> None:
        together.wait()
        for turn in range(10):
            memory.start("shared", "ana")
            memory.add_turn("shared", f"{number}.{turn}", "reply")
            memory.add_turn(f"own {number}", str(turn), "reply")
            memory.add_feedback("shared", "s", "like" if turn % 2 else "dislike")
            memory.view("shared")

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(work, number) for number in range(8)]:
            done.result()
    assert len(memory.history("shared", limit=1_000)) == 80
    assert all(len(memory.history(f"own {number}", limit=100)) == 10 for number in range(8))
    assert len(memory.events("shared")) == 1
