"""What waits is found of every kind, goes when it is done, and comes back when that is undone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from server.domain.access import Role
from server.domain.casework.queue import Chosen, Waits
from server.domain.casework.sayings import What
from server.domain.casework.statements import Kind, Thing
from server.domain.casework.task import Ending
from server.services.casework.tasks import NewTask
from server.services.casework.waits import Queue, read_queue
from server.services.trust.rights import NotAllowed
from server.storage.casework.casework_tables import statement
from server.storage.filing.record_tables import RECORD_TABLES
from server.storage.tables import submission
from tests.storage.casework.desk import Desk, of
from tests.storage.casework.quoting import Quoting
from tests.storage.senders import NOON, Tablet

LATER = NOON + timedelta(days=3)


def queue(desk: Desk, chosen: Chosen | None = None) -> Queue:
    with desk.database.reading() as connection:
        return read_queue(connection, desk.actor, chosen or Chosen(), at=LATER)


def waits(desk: Desk) -> list[tuple[Waits, str]]:
    return sorted((each.why, each.about.reference) for each in queue(desk).items)


def test_what_lies_sealed_is_counted(desk: Desk, tablet: Tablet) -> None:
    tablet.send_sealed(1)
    assert queue(desk).sealed == 1


@pytest.mark.requirement("R17")
def test_report_waits_until_somebody_says_what_it_is(desk: Desk, report: Thing) -> None:
    waiting = [(Waits.TRIAGE, report.reference)]
    assert waits(desk) == waiting
    said = desk.triage(of(report, What.STATE, "verified"))
    assert waits(desk) == []
    desk.take_back(said)
    assert waits(desk) == waiting


@pytest.mark.requirement("R105")
def test_owner_and_day_stand_with_what_waits(desk: Desk, report: Thing) -> None:
    desk.triage(of(report, What.OWNER, desk.actor.id))
    desk.triage(of(report, What.DUE, "2026-12-24"))
    (found,) = queue(desk).items
    assert (found.owner, found.due) == (desk.actor.id, date(2026, 12, 24))
    assert queue(desk).loud == 0


@pytest.mark.requirement("R105")
def test_past_day_waits_beside_the_rest(desk: Desk, report: Thing) -> None:
    desk.triage(of(report, What.STATE, "verified"))
    desk.triage(of(report, What.DUE, "2026-11-23"))
    assert waits(desk) == [(Waits.DUE, report.reference)]
    assert queue(desk, Chosen(only_late=True)).items == queue(desk).items


def test_day_that_was_said_twice_waits_once(desk: Desk, report: Thing) -> None:
    desk.triage(of(report, What.STATE, "verified"))
    for minute in range(2):
        said = of(report, What.DUE, "2026-11-23")
        desk.triage(said, at=NOON + timedelta(minutes=minute))
    assert waits(desk) == [(Waits.DUE, report.reference)]


@pytest.mark.requirement("R14")
def test_screening_waits_for_its_report(desk: Desk, quoting: Quoting) -> None:
    reference = quoting.reference()
    screening = quoting.file(own=reference)
    with desk.database.work() as work:
        work.connection.execute(RECORD_TABLES["report"].update().values(channel="screening"))
        work.note("amina", "form.published", "tip")
        work.commit()
    assert (Waits.NOT_FOLLOWED, screening) in waits(desk)
    quoting.file(screened=reference)
    assert Waits.NOT_FOLLOWED not in dict(waits(desk))


@pytest.mark.requirement("R14")
def test_quoted_reference_that_is_not_found_waits(desk: Desk, quoting: Quoting) -> None:
    reference = quoting.reference()
    report = quoting.file(screened=reference)
    assert (Waits.NOT_FOUND, report) in waits(desk)
    quoting.file(own=reference)
    assert Waits.NOT_FOUND not in dict(waits(desk))


def test_situation_waits_for_somebody_and_for_its_day(desk: Desk, report: Thing) -> None:
    desk.triage(of(report, What.STATE, "verified"))
    situation = desk.open(report)
    assert waits(desk) == [(Waits.SITUATION, situation.reference)]
    desk.tend(of(situation, What.OWNER, desk.actor.id))
    desk.tend(of(situation, What.DUE, "2026-11-23"))
    assert waits(desk) == [(Waits.DUE, situation.reference)]
    desk.tend(of(situation, What.STAGE, "closed", detail="helped"))
    assert waits(desk) == []


@pytest.mark.requirement("R40")
def test_case_that_was_given_to_nobody_waits(desk: Desk, quoting: Quoting) -> None:
    reference = quoting.reference()
    quoting.file(agreed=reference)
    assert [each.name for each in queue(desk, Chosen(why=Waits.NOT_GIVEN)).items] == [reference]


def test_task_waits_until_it_ends(desk: Desk, report: Thing) -> None:
    desk.triage(of(report, What.STATE, "verified"))
    task = desk.give(NewTask(about=report, what="Call the shelter", due=date(2026, 11, 23)))
    assert waits(desk) == [(Waits.TASK, report.reference)]
    assert queue(desk).loud == 1
    desk.end(task, Ending.DONE)
    assert waits(desk) == []


@pytest.mark.parametrize(
    ("state", "why"), [("unreadable", Waits.UNREADABLE), ("needs_review", Waits.LOOK)]
)
def test_report_that_did_not_go_well_waits(
    desk: Desk, report: Thing, state: str, why: Waits
) -> None:
    with desk.database.work() as work:
        work.connection.execute(submission.update().values(state=state))
        work.note("amina", "submission.reopened", report.reference)
        work.commit()
    assert waits(desk) == [(why, report.reference)]


@pytest.mark.requirement("R18")
def test_emergency_is_urgent_until_somebody_says_otherwise(desk: Desk, report: Thing) -> None:
    with desk.database.work() as work:
        work.connection.execute(RECORD_TABLES["report"].update().values(urgency="emergency"))
        work.note("amina", "form.published", "tip")
        work.commit()
    assert [each.is_urgent for each in queue(desk).items] == [True]
    desk.triage(of(report, What.URGENCY, "not_urgent"))
    assert [each.is_urgent for each in queue(desk).items] == [False]


@pytest.mark.parametrize("role", [Role.CASE_WORKER, Role.OPERATOR, Role.ADMINISTRATOR])
def test_others_do_not_see_what_waits(desk: Desk, role: Role) -> None:
    with pytest.raises(NotAllowed):
        queue(desk.of(role))


def test_nothing_is_written_by_looking(desk: Desk, report: Thing) -> None:
    assert queue(desk).counts == {Waits.TRIAGE: 1}
    assert report.kind is Kind.REPORT
    with desk.database.reading() as connection:
        assert connection.execute(select(statement)).all() == []
