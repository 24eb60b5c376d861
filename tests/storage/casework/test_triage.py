"""Triage of reports, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from server.domain.access import Role
from server.domain.casework.report_state import ReportState
from server.domain.casework.sayings import What, held_to_be, newest
from server.domain.casework.statements import Kind, Thing
from server.errors import Code, Refused
from server.services.trust.rights import NotAllowed
from tests.storage.casework.desk import WHY, Desk, of
from tests.storage.senders import NOON

HOUR = timedelta(hours=1)


def state(desk: Desk, report: Thing) -> ReportState:
    found = held_to_be(desk.sayings(report), NOON + 9 * HOUR)
    return found.state if found else ReportState.UNVERIFIED


@pytest.mark.requirement("R17")
def test_report_arrives_unverified_and_is_said_to_be_verified(desk: Desk, report: Thing) -> None:
    assert state(desk, report) is ReportState.UNVERIFIED
    desk.triage(of(report, What.STATE, "verified"))
    (said,) = desk.sayings(report)
    assert state(desk, report) is ReportState.VERIFIED
    assert (said.said.who, said.said.why) == (desk.actor.id, WHY)


@pytest.mark.requirement("R38")
def test_taking_back_restores_what_held_before(desk: Desk, report: Thing) -> None:
    desk.triage(of(report, What.DUE, "2026-12-01"))
    later = desk.triage(of(report, What.DUE, "2026-12-24"), at=NOON + HOUR)
    desk.take_back(later, at=NOON + 2 * HOUR)
    held = newest(desk.sayings(report), What.DUE, NOON + 3 * HOUR)
    assert held is not None
    assert held.value == "2026-12-01"


def test_what_was_taken_back_is_kept_with_both_words(desk: Desk, report: Thing) -> None:
    said = desk.triage(of(report, What.URGENCY, "emergency"))
    desk.take_back(said, "It was another child.", at=NOON + HOUR)
    (kept,) = desk.sayings(report)
    assert kept.withdrawn is not None
    assert (kept.said.why, kept.withdrawn.why) == (WHY, "It was another child.")


def test_taking_back_twice_is_refused(desk: Desk, report: Thing) -> None:
    said = desk.triage(of(report, What.URGENCY, "emergency"))
    desk.take_back(said)
    with pytest.raises(Refused) as refused:
        desk.take_back(said)
    assert refused.value.code is Code.TAKEN_BACK


@pytest.mark.requirement("R17")
@pytest.mark.parametrize("role", [Role.CASE_WORKER, Role.OPERATOR, Role.ADMINISTRATOR])
def test_only_the_task_force_may_say_or_take_back(desk: Desk, report: Thing, role: Role) -> None:
    said = desk.triage(of(report, What.URGENCY, "emergency"))
    with pytest.raises(NotAllowed):
        desk.of(role).triage(of(report, What.STATE, "verified"))
    with pytest.raises(NotAllowed):
        desk.of(role).take_back(said)


@pytest.mark.parametrize(
    ("says", "value"),
    [
        (What.STATE, "guilty"),
        (What.STATE, "duplicate_of"),
        (What.OWNER, "0" * 32),
        (What.URGENCY, "soon"),
        (What.DUE, "31 June"),
        (What.DUE, "20261224"),
        (What.DUE, "2026-W52-4"),
        (What.STAGE, "closed"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(
    desk: Desk, report: Thing, says: What, value: str
) -> None:
    with pytest.raises(Refused) as refused:
        desk.triage(of(report, says, value))
    assert refused.value.code is Code.BAD_SAYING
    assert desk.sayings(report) == []


def test_verified_report_is_not_said_to_be_something_else(desk: Desk, report: Thing) -> None:
    desk.triage(of(report, What.STATE, "verified"))
    with pytest.raises(Refused, match="take back first"):
        desk.triage(of(report, What.STATE, "not_trafficking"), at=NOON + HOUR)


def test_duplicate_names_another_report_that_is_there(
    desk: Desk, report: Thing, filed: Callable[[int], Thing]
) -> None:
    for original in (report.reference, "0" * 32):
        with pytest.raises(Refused):
            desk.triage(of(report, What.STATE, "duplicate_of", detail=original))
    other = filed(2)
    desk.triage(of(report, What.STATE, "duplicate_of", detail=other.reference))
    found = held_to_be(desk.sayings(report), NOON + HOUR)
    assert found is not None
    assert found.original == other.reference


@pytest.mark.requirement("R105")
def test_owner_is_one_of_the_task_force(desk: Desk, report: Thing) -> None:
    desk.triage(of(report, What.OWNER, desk.actor.id))
    held = newest(desk.sayings(report), What.OWNER, NOON)
    assert held is not None
    assert held.value == desk.actor.id


def test_report_that_is_not_there_is_not_found(desk: Desk) -> None:
    with pytest.raises(Refused) as refused:
        desk.triage(of(Thing(kind=Kind.REPORT, reference="0" * 32), What.URGENCY, "emergency"))
    assert refused.value.code is Code.NOT_FOUND
