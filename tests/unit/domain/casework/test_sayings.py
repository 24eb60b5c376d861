"""What holds is the newest saying that stands; of what holds several times, all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from server.domain.casework.report_state import ReportState
from server.domain.casework.sayings import Saying, What, every, held_to_be, newest
from server.domain.casework.statements import Kind, StatementId, Thing, Word

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
REPORT = Thing(kind=Kind.REPORT, reference="A")


def word(hour: int) -> Word:
    return Word(who="amina", at=NOON + hour * HOUR, why="She said so.")


def saying(
    name: str, hour: int, *, what: What = What.STATE, value: str = "verified", until: int = 0
) -> Saying:
    return Saying(
        id=StatementId(name),
        about=REPORT,
        what=what,
        value=value,
        said=word(hour),
        withdrawn=word(until) if until else None,
    )


def test_newest_that_stands_holds_and_another_kind_does_not() -> None:
    said = [saying("a", 1, value="x"), saying("b", 2, value="y"), saying("c", 3, what=What.DUE)]
    assert newest(said, What.STATE, NOON + 9 * HOUR) == said[1]
    assert newest(said, What.STATE, NOON + HOUR) == said[0]
    assert newest(said, What.OWNER, NOON + 9 * HOUR) is None


@given(st.lists(st.tuples(st.integers(1, 20), st.integers(0, 30)), max_size=8), st.integers(1, 30))
def test_taking_back_gives_the_same_as_never_saying(
    spans: list[tuple[int, int]], hour: int
) -> None:
    said = [
        saying(str(number), since, until=until if until > since else 0)
        for number, (since, until) in enumerate(spans)
    ]
    at = NOON + hour * HOUR
    standing = [each for each in said if each.stands(at)]
    assert newest(said, What.STATE, at) == newest(reversed(standing), What.STATE, at)
    assert set(every(said, What.STATE, at)) == set(standing)


def test_every_stands_side_by_side_the_oldest_first() -> None:
    said = [saying("b", 2), saying("a", 1), saying("c", 1, until=2)]
    assert every(said, What.STATE, NOON + 9 * HOUR) == (said[1], said[0])


def test_report_is_held_to_be_what_was_said_last() -> None:
    assert held_to_be([], NOON) is None
    assert held_to_be([saying("a", 1, value="unverified")], NOON + 9 * HOUR) is None
    found = held_to_be([saying("a", 1)], NOON + 9 * HOUR)
    assert found is not None
    assert found.state is ReportState.VERIFIED
