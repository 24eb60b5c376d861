"""Reminders name who needs something soon, and go on until it is done."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from server.services.register.reminders import reminders
from server.storage.engine import Database
from tests.simulators.staff import hire
from tests.storage.hiring import MONTH, NOW, add, revoke


@pytest.mark.requirement("R36")
def test_reminders_name_who_needs_something_soon(database: Database) -> None:
    both, _ = add(database, name="Both", trained_on=date(2025, 12, 1))
    code, _ = add(database, name="Code", trained_on=NOW.date())
    training, _ = add(database, name="Training", trained_on=date(2026, 1, 10), expires_at=None)
    add(database, name="Neither", trained_on=NOW.date(), expires_at=NOW + 3 * MONTH)
    gone, _ = add(database, name="Gone")
    revoke(database, gone.id)
    with database.reading() as connection:
        found = reminders(connection, at=NOW, within=2 * MONTH)
    assert [each.agent for each in found] == [both, code, training]
    assert [each.training_lapses for each in found] == [date(2026, 12, 1), None, date(2027, 1, 10)]
    assert [each.code_expires for each in found] == [date(2026, 12, 22), date(2026, 12, 22), None]


@pytest.mark.requirement("R36")
def test_reminders_go_on_after_the_training_has_lapsed(database: Database) -> None:
    with database.work() as work:
        bo, _ = hire(work, NOW, lasts=timedelta(days=500))
        work.commit()
    with database.reading() as connection:
        found = reminders(connection, at=NOW + timedelta(days=400), within=timedelta(0))
    assert [(each.agent, each.due) for each in found] == [(bo, date(2027, 11, 21))]
