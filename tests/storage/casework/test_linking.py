"""What belongs together is said and taken back, and what contradicts it is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from server.domain.access import Role
from server.domain.casework.statements import Kind, Relation, Thing
from server.errors import Code, Refused
from server.services.trust.rights import NotAllowed
from server.storage.casework.casework_tables import case_file
from server.storage.engine import Database
from tests.storage.casework.desk import Desk, of
from tests.storage.casework.quoting import Quoting
from tests.storage.senders import NOON

HOUR = timedelta(hours=1)


@pytest.fixture
def persons(database: Database, quoting: Quoting) -> tuple[Thing, Thing, Thing]:
    """Three persons with a case record each."""
    for _ in range(3):
        quoting.file(person=quoting.reference())
    with database.reading() as connection:
        first, second, third = connection.scalars(select(case_file.c.id).order_by(case_file.c.id))
    return person(first), person(second), person(third)


def person(name: str) -> Thing:
    return Thing(kind=Kind.PERSON, reference=name)


def refused(desk: Desk, one: Thing, says: Relation, other: Thing, detail: str = "") -> Code:
    with pytest.raises(Refused) as found:
        desk.link(of(one, says, other.reference, detail=detail))
    return found.value.code


@pytest.mark.requirement("R38")
def test_report_is_put_in_a_situation_and_taken_out(
    desk: Desk, filed: Callable[[int], Thing]
) -> None:
    one, other = filed(1), filed(2)
    situation = desk.open(one)
    said = desk.link(of(other, Relation.BELONGS_TO, situation.reference))
    assert desk.together(one).reports(situation) == tuple(sorted([one, other]))
    desk.take_back(said)
    assert desk.together(one).reports(situation) == (one,)


def test_report_in_one_situation_is_not_put_in_another(
    desk: Desk, filed: Callable[[int], Thing]
) -> None:
    one = filed(1)
    desk.open(one)
    other = desk.open(filed(2))
    assert refused(desk, one, Relation.BELONGS_TO, other) is Code.IN_ANOTHER


def test_situations_that_are_one_share_their_reports(
    desk: Desk, filed: Callable[[int], Thing]
) -> None:
    one, other = filed(1), filed(2)
    first, second = desk.open(one), desk.open(other)
    desk.link(of(second, Relation.IS, first.reference))
    assert desk.together(second).reports(second) == tuple(sorted([one, other]))


@pytest.mark.requirement("R14")
def test_report_that_quotes_follows_into_the_situation(desk: Desk, quoting: Quoting) -> None:
    reference = quoting.reference()
    screening = Thing(kind=Kind.REPORT, reference=quoting.file(own=reference))
    situation = desk.open(screening)
    later = Thing(kind=Kind.REPORT, reference=quoting.file(screened=reference))
    assert later in desk.together(situation).reports(situation)
    assert refused(desk, later, Relation.BELONGS_TO, situation) is Code.IN_ANOTHER


@pytest.mark.requirement("R38")
def test_different_persons_are_not_joined_over_a_third(
    desk: Desk, persons: tuple[Thing, Thing, Thing]
) -> None:
    one, between, other = persons
    different = desk.link(of(one, Relation.IS_NOT, other.reference, why="Two passports."))
    desk.link(of(one, Relation.IS, between.reference))
    with pytest.raises(Refused, match="Two passports"):
        desk.link(of(between, Relation.IS, other.reference))
    desk.take_back(different, at=NOON + HOUR)
    desk.link(of(between, Relation.IS, other.reference))
    assert desk.together(one).of(one) == set(persons)


def test_same_is_not_said_twice_from_either_side(
    desk: Desk, persons: tuple[Thing, Thing, Thing]
) -> None:
    one, other, _ = persons
    desk.link(of(one, Relation.IS, other.reference))
    assert refused(desk, other, Relation.IS, one) is Code.BAD_SAYING


def test_person_is_in_a_situation_and_with_another(
    desk: Desk, persons: tuple[Thing, Thing, Thing], quoting: Quoting
) -> None:
    one, other, _ = persons
    situation = desk.open(Thing(kind=Kind.REPORT, reference=quoting.file()))
    desk.link(of(one, Relation.IS_IN, situation.reference))
    desk.link(of(one, Relation.IS_WITH, other.reference, detail="family"))
    assert desk.together(one).of(one) == {one}  # neither makes two one
    assert refused(desk, one, Relation.IS_IN, situation) is Code.BAD_SAYING
    assert refused(desk, other, Relation.IS_WITH, one, "enemy") is Code.BAD_SAYING


def test_what_cannot_be_said_of_two_things_is_refused(desk: Desk, report: Thing) -> None:
    situation = desk.open(report)
    assert refused(desk, report, Relation.QUOTES, report) is Code.BAD_SAYING
    assert refused(desk, situation, Relation.IS, situation) is Code.BAD_SAYING
    assert refused(desk, situation, Relation.BELONGS_TO, report) is Code.BAD_SAYING
    nothing = Thing(kind=Kind.SITUATION, reference="0" * 32)
    assert refused(desk, report, Relation.BELONGS_TO, nothing) is Code.NOT_FOUND


@pytest.mark.parametrize("role", [each for each in Role if each is not Role.DATA_MANAGER])
def test_only_the_data_manager_links(desk: Desk, report: Thing, role: Role) -> None:
    situation = desk.open(report)
    with pytest.raises(NotAllowed):
        desk.of(role).link(of(report, Relation.BELONGS_TO, situation.reference))
