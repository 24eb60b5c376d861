from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from server.storage.engine import Database
from server.storage.entrance.sign_in_tables import console, throttle
from server.storage.upkeep import NotUpkeep

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ROW = {"key": "a", "tries": 1, "tried_at": NOON, "closed_until": NOON}


def count(database: Database) -> int:
    with database.reading() as connection:
        return connection.execute(select(func.count()).select_from(throttle)).scalar_one()


def test_upkeep_is_kept_without_an_event(database: Database) -> None:
    with database.upkeep() as connection:
        connection.execute(throttle.insert().values(ROW))
    assert count(database) == 1


def test_upkeep_left_by_an_error_is_undone(database: Database) -> None:
    with pytest.raises(IntegrityError), database.upkeep() as connection:
        connection.execute(throttle.insert(), [ROW, ROW])
    assert count(database) == 0


def test_upkeep_writes_no_other_table(database: Database) -> None:
    row = {"id": 1, "secret": b"", "created_at": NOON}
    with pytest.raises(NotUpkeep), database.upkeep() as connection:
        connection.execute(console.insert().values(row))


def test_upkeep_writes_nothing_it_cannot_name(database: Database) -> None:
    with pytest.raises(NotUpkeep), database.upkeep() as connection:
        connection.exec_driver_sql("DELETE FROM event")
