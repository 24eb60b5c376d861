"""Statements stand from when they are said until they are taken back."""

from datetime import UTC, datetime, timedelta

import pytest

from server.domain.casework.statements import (
    Kind,
    Relation,
    Statement,
    StatementId,
    Thing,
    Word,
    standing,
)

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
ONE, OTHER = (Thing(kind=Kind.PERSON, reference=each) for each in "AB")


def _word(at: datetime) -> Word:
    return Word(who="amina", at=at, why="They have one passport.")


def _statement(withdrawn: Word | None = None) -> Statement:
    return Statement(
        id=StatementId("1"),
        one=ONE,
        relation=Relation.IS,
        other=OTHER,
        said=_word(NOON),
        withdrawn=withdrawn,
    )


@pytest.mark.parametrize(("hours", "expected"), [(-1, "no"), (0, "yes"), (1, "yes"), (2, "no")])
def test_statement_stands_from_saying_to_withdrawing(hours: int, expected: str) -> None:
    statement = _statement(_word(NOON + 2 * HOUR))
    assert statement.stands(NOON + hours * HOUR) is (expected == "yes")


@pytest.mark.requirement("R38")
def test_as_of_a_day_is_what_stood_then() -> None:
    withdrawn = _statement(_word(NOON + HOUR))
    assert list(standing([withdrawn], NOON)) == [withdrawn]
    assert list(standing([withdrawn], NOON + HOUR)) == []
    assert list(standing([_statement()], NOON + HOUR)) == [_statement()]


def test_person_belongs_to_no_report() -> None:
    report = Thing(kind=Kind.REPORT, reference="A")
    with pytest.raises(ValueError, match="cannot be said"):
        Statement(
            id=StatementId("1"),
            one=ONE,
            relation=Relation.BELONGS_TO,
            other=report,
            said=_word(NOON),
        )


def test_nobody_is_different_from_themselves() -> None:
    with pytest.raises(ValueError, match="two things"):
        Statement(
            id=StatementId("1"), one=ONE, relation=Relation.IS_NOT, other=ONE, said=_word(NOON)
        )
