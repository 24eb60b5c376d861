"""A database that is away while submissions are opened is no fault of theirs."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError

from server.services.filing.owed import Owed
from server.services.publishing.form_library import FormLibrary
from server.storage.engine import Database, open_database
from server.storage.filing.attempts import opening_attempt
from tests.postgresql import started
from tests.storage.senders import Office, Tablet


class _Leaving(FormLibrary):
    """Form versions that are asked for just as the database goes away."""

    def __init__(self, leave: Callable[[], object]) -> None:
        super().__init__()
        self._leave = leave

    def version_of(self, *words: object) -> None:  # type: ignore[override]  # a fake
        self._leave()
        super().version_of(*words)  # type: ignore[arg-type]


def _attempts(database: Database) -> int:
    with database.reading() as connection:
        return connection.scalar(select(func.count()).select_from(opening_attempt)) or 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """A database that can be made to go away, and to come back."""

    database: Database
    leave: Callable[[], object]
    come_back: Callable[[], object]


@contextmanager
def _locked(folder: Path) -> Iterator[Away]:
    file = folder / "locked.sqlite3"
    with (
        closing(open_database(f"sqlite:///{file}")) as database,
        closing(sqlite3.connect(file, isolation_level=None)) as other,
    ):

        @event.listens_for(database.engine, "checkout")
        def wait_not(connection: sqlite3.Connection, *_: object) -> None:
            connection.execute("PRAGMA busy_timeout = 0")

        yield Away(
            database=database,
            leave=lambda: other.execute("BEGIN IMMEDIATE"),
            come_back=lambda: other.execute("ROLLBACK"),
        )


@contextmanager
def _stopped(_folder: Path) -> Iterator[Away]:
    with started(settings="") as server, closing(open_database(server.url("postgres"))) as database:

        def come_back() -> None:
            server.start()
            database.close()  # as in a new process: no connection is left from before

        yield Away(database=database, leave=server.stop, come_back=come_back)


@pytest.fixture(params=[_locked, _stopped], ids=["locked", "stopped"])
def away(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Away]:
    with request.param(tmp_path) as away:
        away.database.upgrade()
        yield away


@pytest.fixture
def database(away: Away) -> Database:
    return away.database


def _fail(office: Office, leave: Callable[[], object]) -> None:
    leaving = replace(office.opener, form_library=_Leaving(leave))
    with pytest.raises(OperationalError):
        replace(office, opener=leaving).unseal()


def test_a_database_that_goes_away_is_no_attempt(
    away: Away, tablet: Tablet, office: Office, tmp_path: Path
) -> None:
    here = replace(office, owed=Owed(folder=tmp_path))
    tablet.send_sealed()
    for _ in range(3):
        _fail(here, away.leave)
        away.come_back()
    assert here.states() == [("sealed", None)]
    assert here.unseal() == 1
    assert here.states() == [("filed", None)]
    assert (_attempts(away.database), list(tmp_path.glob("*unseal-ended-*"))) == (0, [])


def test_what_is_owed_is_kept_while_the_database_stays_away(tmp_path: Path) -> None:
    owed = Owed(folder=tmp_path)
    owed.note(["a", "b"])
    with suppress(LookupError), owed.settling():
        raise LookupError
    with owed.settling() as batches:
        assert batches == [["a", "b"]]


def test_what_is_owed_is_settled_once(tmp_path: Path) -> None:
    owed = Owed(folder=tmp_path)
    owed.note(["a"])
    with owed.settling() as first, owed.settling() as second:
        assert (first, second) == ([["a"]], [])
