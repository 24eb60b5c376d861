"""When a report came from the public pages is kept, noted and logged to the quarter hour."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from server.domain.forms import Audience
from server.storage.tables import event, submission
from tests.simulators.collect import Collect
from tests.simulators.reporter import Reporter
from tests.web.office import Office

AT = datetime(2026, 3, 1, 10, 44, 59, 123_456, tzinfo=UTC)
QUARTER = AT.replace(minute=30, second=0, microsecond=0)


def is_quarter(at: datetime) -> bool:
    return (at.minute % 15, at.second, at.microsecond) == (0, 0, 0)


@pytest.fixture
def office(office: Office) -> Office:
    office.publish("tip", audience=Audience.PUBLIC)
    office.clock.now = AT
    return office


@pytest.fixture
def reported(office: Office) -> Office:
    reporter = Reporter(client=office.app().test_client())
    assert reporter.report(office.sealed(form_id="tip")).status_code == 201
    return office


@pytest.mark.requirement("R26")
def test_report_is_held_with_the_quarter_hour(reported: Office) -> None:
    wanted = select(submission.c.received_at, submission.c.completed_at)
    with reported.database.glance() as connection:
        assert connection.execute(wanted).one() == (QUARTER, QUARTER)


@pytest.mark.requirement("R26")
def test_event_of_a_report_tells_the_quarter_hour(reported: Office) -> None:
    wanted = select(event.c.at).where(event.c.action == "submission.received")
    with reported.database.glance() as connection:
        [told] = connection.scalars(wanted).all()
    assert is_quarter(told)


@pytest.mark.requirement("R26")
def test_log_of_the_public_pages_tells_the_quarter_hour(reported: Office) -> None:
    lines = reported.lines()
    assert {line["at"] for line in lines} == {"2026-03-01T10:30:00.000+00:00"}
    assert "is_public" not in lines[0]


def test_submission_of_a_tablet_keeps_its_time(office: Office, root: str) -> None:
    office.publish("visit")
    with Collect(
        f"{root}/key/{office.add_agent(days=1000)}", randomness=random.Random(1)
    ) as tablet:
        [outcome] = tablet.send([office.sealed(form_id="visit")])
    assert outcome.is_sent
    with office.database.glance() as connection:
        assert connection.scalar(select(submission.c.received_at)) == AT
        told = connection.scalars(select(event.c.at).where(event.c.actor.startswith("agent:")))
        assert [is_quarter(each) for each in told] == [False]
    assert office.lines()[-1]["at"] == "2026-03-01T10:44:59.123+00:00"
