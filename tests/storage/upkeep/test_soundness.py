"""Damage in the database, as a disk or somebody with SQL leaves it: doctor says so."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from server.cli import main
from server.cli.upkeep.doctor import room_for
from server.storage.engine import Database, open_database
from server.storage.soundness import damage
from tests.storage.senders import Tablet

_PAGE = 4096
_MIB = 2**20


def found(database: Database) -> list[str]:
    with database.reading() as connection:
        return list(damage(connection))


def doctor(url: str, folder: Path) -> Result:
    env = {"LESPWA_DATABASE_URL": url, "LESPWA_DATA": str(folder)}
    return CliRunner().invoke(main, ["doctor"], env=env)


@pytest.fixture
def received(tablet: Tablet) -> Database:
    for number in range(20):
        tablet.send_sealed(number)
    return tablet.database


def test_database_that_is_sound_has_no_damage(received: Database) -> None:
    assert found(received) == []


def zero_pages(url: str, share: float) -> None:
    """Zero three pages of a SQLite file, so far into it."""
    file = Path(url.removeprefix("sqlite:///"))
    with closing(open_database(url)) as database, database.engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    with file.open("r+b") as content:
        content.seek(int(file.stat().st_size / _PAGE * share) * _PAGE)
        content.write(bytes(3 * _PAGE))


@pytest.mark.parametrize("share", [0.3, 0.5, 0.7])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_pages_zeroed_in_the_middle_are_told(
    received: Database, database_url: str, tmp_path: Path, share: float
) -> None:
    received.close()
    zero_pages(database_url, share)
    done = doctor(database_url, tmp_path)
    assert done.exit_code == 1
    assert "damaged" in done.stdout


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_rows_whose_submission_is_gone_are_told(received: Database, database_url: str) -> None:
    with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as connection:
        connection.execute("DELETE FROM submission")
        connection.commit()
    assert "a row of submission_file belongs to one of submission that is gone" in found(received)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_table_that_cannot_be_read_is_told_and_the_others_are_read(received: Database) -> None:
    with received.engine.begin() as connection:
        connection.execute(text("CREATE TABLE broken AS SELECT 0 AS zero"))
        connection.execute(
            text(
                "CREATE FUNCTION fail(broken) RETURNS text LANGUAGE sql AS"
                " 'SELECT (1 / $1.zero)::text'"
            )
        )
        connection.execute(text("CREATE CAST (broken AS text) WITH FUNCTION fail(broken)"))
    try:
        assert found(received) == ["the table broken cannot be read to its end"]
    finally:
        with received.engine.begin() as connection:
            connection.execute(text("DROP TABLE broken CASCADE"))


def test_room_on_the_disk_is_told_when_it_gets_short() -> None:
    assert [each.code for each in room_for(1023 * _MIB)] == ["disk_full"]
    assert list(room_for(1024 * _MIB)) == []
