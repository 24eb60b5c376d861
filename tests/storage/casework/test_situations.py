"""Situations are opened from reports, tended and listed; each step can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from server.domain.access import Role
from server.domain.agencies import AgencyKind
from server.domain.casework.sayings import What
from server.domain.casework.statements import Kind, Thing
from server.domain.reference import is_valid
from server.errors import Code, Refused
from server.services.casework.situations import ListedSituation, Standing, list_situations
from server.services.register.agencies import add_agency
from server.services.trust.rights import NotAllowed
from tests.storage.casework.desk import Desk, of
from tests.storage.senders import NOON

HOUR = timedelta(hours=1)


def listed(desk: Desk, after: str | None = None) -> tuple[list[ListedSituation], str | None]:
    with desk.database.reading() as connection:
        return list_situations(connection, desk.actor, at=NOON + 9 * HOUR, after=after)


def standing(desk: Desk) -> Standing:
    return listed(desk)[0][0].standing


@pytest.mark.requirement("R108")
def test_situation_is_listed_by_a_reference_without_identities(desk: Desk, report: Thing) -> None:
    situation = desk.open(report)
    ((only,), after) = listed(desk)
    assert (only.file.id, after) == (situation.reference, None)
    assert is_valid(only.file.reference)


def test_situation_needs_a_report(desk: Desk) -> None:
    with pytest.raises(Refused) as refused:
        desk.open()
    assert refused.value.code is Code.BAD_SAYING
    with pytest.raises(Refused):
        desk.open(Thing(kind=Kind.REPORT, reference="0" * 32))
    assert listed(desk) == ([], None)


def test_owner_agency_and_day_are_said(desk: Desk, report: Thing) -> None:
    situation = desk.open(report)
    with desk.database.work() as work:
        agency = add_agency(work, "Sample Clinic", AgencyKind.HEALTH, by=desk.actor, at=NOON)
        work.commit()
    desk.tend(of(situation, What.OWNER, desk.actor.id))
    desk.tend(of(situation, What.LEAD_AGENCY, agency.id))
    desk.tend(of(situation, What.DUE, "2026-12-24"))
    held = standing(desk)
    said = [each.value for each in (held.owner, held.lead_agency, held.due) if each]
    assert said == [desk.actor.id, agency.id, "2026-12-24"]


@pytest.mark.requirement("R38")
def test_situation_is_closed_for_a_reason_and_reopened_by_taking_that_back(
    desk: Desk, report: Thing
) -> None:
    situation = desk.open(report)
    closed = desk.tend(of(situation, What.STAGE, "closed", detail="helped"))
    assert standing(desk).is_closed
    desk.take_back(closed, at=NOON + HOUR)
    assert not standing(desk).is_closed


@pytest.mark.parametrize(
    ("says", "value", "detail"),
    [
        (What.STAGE, "closed", ""),
        (What.STAGE, "closed", "bored"),
        (What.STAGE, "open", "helped"),
        (What.STAGE, "lost", ""),
        (What.LEAD_AGENCY, "0" * 32, ""),
        (What.OWNER, "0" * 32, ""),
        (What.DUE, "soon", ""),
        (What.STATE, "verified", ""),
    ],
)
def test_what_makes_no_sense_is_refused(
    desk: Desk, report: Thing, says: What, value: str, detail: str
) -> None:
    situation = desk.open(report)
    with pytest.raises(Refused) as refused:
        desk.tend(of(situation, says, value, detail=detail))
    assert refused.value.code is Code.BAD_SAYING


@pytest.mark.parametrize("role", [Role.CASE_WORKER, Role.OPERATOR, Role.ADMINISTRATOR])
def test_others_neither_see_nor_tend_situations(desk: Desk, report: Thing, role: Role) -> None:
    situation = desk.open(report)
    with pytest.raises(NotAllowed):
        listed(desk.of(role))
    with pytest.raises(NotAllowed):
        desk.of(role).tend(of(situation, What.DUE, "2026-12-24"))
    with pytest.raises(NotAllowed):
        desk.of(role).open(report)


def test_list_goes_on_where_a_page_ends(desk: Desk, filed: Callable[[int], Thing]) -> None:
    minute = timedelta(minutes=1)
    opened = [desk.open(filed(number), at=NOON + number * minute) for number in range(52)]
    first, after = listed(desk)
    rest, end = listed(desk, after)
    found = [each.file.id for each in [*first, *rest]]
    assert found == [each.reference for each in reversed(opened)]
    assert (len(first), end) == (50, None)
