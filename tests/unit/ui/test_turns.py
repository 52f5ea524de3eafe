import pytest

from ui.turns import MESSAGE_LIMIT, Busy, Full, MessageRejected, Turns, checked, new_session


def test_sessions_are_long_and_never_alike():
    made = {new_session() for _ in range(1_000)}

    assert len(made) == 1_000
    assert min(len(each) for each in made) == 32


@pytest.mark.parametrize("message", ["", "  \n ", "x" * (MESSAGE_LIMIT + 1)])
def test_a_message_that_cannot_be_read_is_rejected_with_what_is_valid(message):
    with pytest.raises(MessageRejected, match=r"empty|at most 2,000"):
        checked(message)


def test_the_longest_message_passes_without_its_margins():
    assert checked(f" {'x' * MESSAGE_LIMIT}\n") == "x" * MESSAGE_LIMIT


def test_a_session_has_one_turn_at_a_time():
    turns = Turns()

    with turns.one("a"), turns.one("b"):
        with pytest.raises(Busy, match="still answering"), turns.one("a"):
            pass
        with pytest.raises(Busy, match="still answering"):
            turns.check("a")
    turns.check("a")


def test_a_failed_turn_gives_its_place_back():
    turns = Turns()

    with pytest.raises(ZeroDivisionError), turns.one("a"):
        raise ZeroDivisionError
    turns.check("a")


def test_a_full_house_asks_for_patience():
    turns = Turns(under_way=1)

    with turns.one("a"), pytest.raises(Full, match="Many shoppers"):
        turns.check("b")
