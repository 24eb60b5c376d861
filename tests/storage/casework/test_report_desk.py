"""What the desk says of a report is read together: state, owner, situation, what quotes it."""

from __future__ import annotations

import pytest

from server.domain.access import Role
from server.domain.casework.report_state import ReportState
from server.domain.casework.sayings import What
from server.domain.casework.statements import Kind, Thing
from server.services.casework.report_desk import ReportDesk, report_desk
from server.services.trust.rights import NotAllowed
from tests.storage.casework.desk import Desk, of
from tests.storage.casework.quoting import Quoting


def read(desk: Desk, report: Thing) -> ReportDesk:
    with desk.database.reading() as connection:
        return report_desk(connection, desk.speaker(), report.reference)


def test_nothing_was_said_of_a_new_report(desk: Desk, report: Thing) -> None:
    found = read(desk, report)
    assert (found.held, found.owner, found.urgency, found.due) == (None, None, None, None)
    assert not found.situations
    assert not found.happened


@pytest.mark.requirement("R17")
def test_what_was_said_is_read_together(desk: Desk, report: Thing) -> None:
    desk.triage(of(report, What.STATE, "verified"))
    desk.triage(of(report, What.OWNER, desk.actor.id))
    situation = desk.open(report)
    found = read(desk, report)
    assert found.held is not None
    assert found.held.state is ReportState.VERIFIED
    assert found.owner is not None
    assert [each.id for each in found.situations] == [situation.reference]
    assert len(found.happened) == 3


@pytest.mark.requirement("R14")
def test_linked_reports_and_persons_are_named(desk: Desk, quoting: Quoting) -> None:
    reference, case = quoting.reference(), quoting.reference()
    screening = Thing(kind=Kind.REPORT, reference=quoting.file(own=reference))
    report = quoting.file(screened=reference)
    quoting.file(person=case, about=reference)
    found = read(desk, screening)
    assert found.reference == reference
    assert [each.report.id for each in found.linked] == [report]
    assert [each.reference for each in found.persons] == [case]


def test_others_are_told_nothing(desk: Desk, report: Thing) -> None:
    with pytest.raises(NotAllowed):
        read(desk.of(Role.CASE_WORKER), report)
