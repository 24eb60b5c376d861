"""The log of a case is written sealed and read in order; a report has none."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from server.domain.access import Role
from server.domain.casework.statements import Thing
from server.errors import Code, Refused
from server.services.trust.rights import NotAllowed
from server.storage.casework.casework_tables import log_note
from tests.storage.casework.desk import Desk


@pytest.mark.requirement("R108")
def test_log_is_read_as_it_was_written_and_lies_sealed(desk: Desk, report: Thing) -> None:
    situation = desk.open(report)
    desk.note(situation, "A bed was found")
    (note,) = desk.read(situation).log
    assert (note.who, note.why) == (desk.actor.id, "A bed was found")
    with desk.database.reading() as connection:
        assert b"bed" not in connection.scalars(select(log_note.c.text)).one()


def test_report_has_no_log(desk: Desk, report: Thing) -> None:
    with pytest.raises(Refused) as refused:
        desk.note(report, "A bed was found")
    assert refused.value.code is Code.NOT_FOUND


def test_case_worker_writes_into_no_log_yet(desk: Desk, report: Thing) -> None:
    situation = desk.open(report)
    with pytest.raises(NotAllowed):
        desk.of(Role.CASE_WORKER).note(situation, "A bed was found")
