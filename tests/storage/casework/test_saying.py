"""What people say is sealed, noted, and kept only with a word why."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from server.domain.casework.sayings import What
from server.domain.casework.statements import Thing
from server.errors import Code, Refused
from server.storage.casework.casework_tables import statement
from server.storage.tables import event
from tests.storage.casework.desk import WHY, Desk, of


def test_reason_lies_sealed_and_no_event_tells_it(desk: Desk, report: Thing) -> None:
    desk.triage(of(report, What.URGENCY, "emergency"))
    with desk.database.reading() as connection:
        row = connection.execute(select(statement)).one()
        told = connection.execute(select(event).where(event.c.action == "statement.said")).one()
    assert WHY.encode() not in row.why
    assert told.subject == report.reference
    assert told.detail == {"statement": row.id, "kind": "report", "says": "urgency"}


@pytest.mark.parametrize("why", ["", "  ", "no", "x" * 2001])
def test_without_a_word_why_nothing_is_kept(desk: Desk, report: Thing, why: str) -> None:
    with pytest.raises(Refused) as refused:
        desk.triage(of(report, What.URGENCY, "emergency", why=why))
    assert refused.value.code is Code.BAD_WORD
    assert desk.sayings(report) == []


def test_what_was_never_said_cannot_be_taken_back(desk: Desk) -> None:
    with pytest.raises(Refused) as refused:
        desk.take_back("0" * 32)
    assert refused.value.code is Code.NOT_FOUND
