"""A database that lost its newest events is told by the file beside it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from server.services.filing.reckoning import Reckoning, reckon
from server.storage.audit.end_beside import Lost, file_of, lost_events, note_end, note_lost
from server.storage.engine import Database, open_database
from tests.storage.senders import Tablet


def reckoning(database: Database) -> Reckoning:
    with database.reading() as connection:
        return reckon(connection)


def kept(database: Database, folder: Path) -> Path:
    """Copy the database as it is, as a backup or a file without its log would be."""
    copy = folder / "older"
    with (
        closing(sqlite3.connect(str(database.engine.url.database))) as source,
        closing(sqlite3.connect(copy)) as to,
    ):
        source.backup(to)
    return copy


def go_back(database: Database, older: Path) -> None:
    """Put the older state into the database's own file."""
    with (
        closing(sqlite3.connect(older)) as source,
        closing(sqlite3.connect(str(database.engine.url.database))) as to,
    ):
        source.backup(to)


on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_nothing_is_lost_as_long_as_nothing_is(database: Database, tablet: Tablet) -> None:
    tablet.send_sealed(1)
    tablet.send_sealed(2)
    assert reckoning(database).lost is None


@on_sqlite
def test_lost_events_are_told(database: Database, tablet: Tablet, tmp_path: Path) -> None:
    older = kept(database, tmp_path)
    for number in (1, 2, 3):
        tablet.send_sealed(number)
    go_back(database, older)
    lost = reckoning(database).lost
    assert lost is not None
    assert lost.count == 3
    assert "Lost: the newest 3 events" in reckoning(database).sentences()[0]
    assert not reckoning(database).is_even


@on_sqlite
def test_new_events_do_not_hide_what_was_lost(
    database: Database, tablet: Tablet, tmp_path: Path
) -> None:
    older = kept(database, tmp_path)
    tablet.send_sealed(1)
    go_back(database, older)
    lost = reckoning(database).lost
    for number in (2, 3, 4):
        tablet.send_sealed(number)
    assert reckoning(database).lost == lost


@on_sqlite
def test_removed_file_begins_again(database: Database, tablet: Tablet, tmp_path: Path) -> None:
    older = kept(database, tmp_path)
    tablet.send_sealed(1)
    go_back(database, older)
    with database.reading() as connection:
        file = file_of(connection)
    assert file is not None
    file.unlink()
    tablet.send_sealed(2)
    assert reckoning(database).lost is None


@on_sqlite
def test_file_is_for_its_owner_only(database: Database, tablet: Tablet) -> None:
    tablet.send_sealed(1)
    with database.reading() as connection:
        file = file_of(connection)
    assert file is not None
    assert file.stat().st_mode & 0o777 == 0o600


@on_sqlite
def test_cut_file_is_no_trouble(database: Database, tablet: Tablet) -> None:
    tablet.send_sealed(1)
    with database.reading() as connection:
        file = file_of(connection)
    assert file is not None
    file.write_bytes(b"1")
    tablet.send_sealed(2)
    assert reckoning(database).lost is None


@settings(deadline=None)
@given(ends=st.lists(st.integers(1, 1000), min_size=1))
def test_late_notes_never_move_the_end_back(tmp_path_factory: object, ends: list[int]) -> None:
    assert isinstance(tmp_path_factory, pytest.TempPathFactory)
    database = open_database(f"sqlite:///{tmp_path_factory.mktemp('end') / 'x.sqlite3'}")
    with database.engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        for end in ends:
            note_end(connection, end)
        assert lost_events(connection, max(ends)) is None
        lost = lost_events(connection, max(ends) - 1)
        assert lost == Lost(first=max(ends), last=max(ends))
        note_lost(connection, max(ends) - 1)
        note_end(connection, max(ends) + 5)
        assert lost_events(connection, max(ends) + 5) == lost
    database.close()
