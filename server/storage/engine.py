"""The database: opening it, bringing it up to date, reading from it and working on it."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Select, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError

from server.errors import Code, Refused
from server.storage.asking import Asker
from server.storage.migrations import is_empty, is_ours, upgrade
from server.storage.upkeep import OPTIONS as UPKEEP
from server.storage.upkeep import watch_upkeep
from server.storage.work import GLANCE, UnitOfWork, watch_writes
from server.storage.writes import HARMLESS

_BUSY_SECONDS = 30
_BEGIN = "lespwa_begin"
_OWNER_ONLY = 0o600
_NO_FILE = (None, "", ":memory:")
_FOREIGN = "it holds the tables of another program; give Lespwa a database of its own"
_NO_ADDRESS = (
    "LESPWA_DATABASE_URL must be an address such as postgresql://user:password@host/name or"
    " sqlite:////folder/file"
)


def utc_now() -> datetime:
    """Return the time; the one place storage asks for it, unless a clock is given."""
    return datetime.now(UTC)


class Database:
    """One database, SQLite or PostgreSQL; opened by `open_database`."""

    def __init__(self, engine: Engine, asker: Asker, clock: Callable[[], datetime]) -> None:
        self.engine = engine
        self.clock = clock
        self._asker = asker

    @property
    def locks_rows(self) -> bool:
        """Whether a writer can lock rows; if not, each unit of work locks the whole database."""
        return self.engine.dialect.name == "postgresql"

    @contextmanager
    def work(self) -> Iterator[UnitOfWork]:
        """Begin one transaction that writes; leaving without `commit()` undoes it."""
        with self.engine.connect() as plain:
            connection = plain.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})
            unit = UnitOfWork(connection, self.clock)
            connection.begin()
            try:
                yield unit
            finally:
                unit.end()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Begin one read-only transaction that sees one moment of the database throughout."""
        with self.engine.connect() as plain:
            if self.locks_rows:
                yield plain.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
                return
            plain.exec_driver_sql("PRAGMA query_only = ON")
            try:
                yield plain
            finally:
                plain.rollback()
                plain.exec_driver_sql("PRAGMA query_only = OFF")

    @contextmanager
    def glance(self) -> Iterator[Connection]:
        """Give a connection on which each query stands alone, without a transaction around it.

        For the one query that every request begins with: it costs one trip to the database
        instead of three.
        """
        with self.engine.connect() as plain:
            options = {"isolation_level": "AUTOCOMMIT"} if self.locks_rows else {_BEGIN: ""}
            yield plain.execution_options(**options, **GLANCE)

    def ask(self, question: Select[*tuple[Any, ...]], **parameters: str) -> list[Any]:
        """Ask what most requests begin with; quicker than a glance, see `asking`."""
        return self._asker.ask(question, parameters)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait until no other process is at work in its turn; where rows are locked, do not wait.

        The turn of a process that dies ends with it.
        """
        file = self.engine.url.database
        if self.locks_rows or file is None:
            yield
            return
        # The folder is locked, not the file: closing that would end SQLite's own locks on it.
        folder = os.open(Path(file).parent, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)

    @contextmanager
    def upkeep(self) -> Iterator[Connection]:
        """Begin one short transaction for what is nobody's act; it commits unless left by an error.

        Only tables marked for it may be written (see `upkeep`); no event is asked for.
        """
        with self.engine.connect() as plain:
            connection = plain.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"}, **UPKEEP)
            with connection.begin():
                yield connection

    def upgrade(self) -> None:
        """Create the tables or bring them to this version; a current database is untouched.

        Raises:
            Refused: NOT_SET_UP when the database was made by a newer version than this.
        """
        with self.engine.connect() as plain:
            connection = plain.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})
            with self._unchecked_references(connection), connection.begin():
                upgrade(connection)

    @contextmanager
    def _unchecked_references(self, connection: Connection) -> Iterator[None]:
        """Let SQLite make a table anew while others refer to it; to be said before BEGIN."""
        sqlite = None if self.locks_rows else connection.connection.driver_connection
        if sqlite is not None:
            sqlite.execute("PRAGMA foreign_keys = OFF")
        try:
            yield
        finally:
            if sqlite is not None:
                sqlite.execute("PRAGMA foreign_keys = ON")

    def require_lespwa(self) -> None:
        """Go on only if it is the database of a Lespwa, of whatever version.

        Raises:
            Refused: NO_LESPWA.
        """
        with self.engine.connect() as connection:
            is_there = is_ours(connection)
        if not is_there:
            raise _no_lespwa(self.engine.url)

    def require_room(self) -> None:
        """Go on only if a new Lespwa may be made here: there is nothing, or a Lespwa already.

        Raises:
            Refused: DATABASE_UNUSABLE.
        """
        with self.engine.connect() as connection:
            is_free = is_empty(connection) or is_ours(connection)
        if not is_free:
            raise Refused(Code.DATABASE_UNUSABLE, why=_FOREIGN)

    def knock(self) -> None:
        """Connect once, to say in a sentence what would else be an error of the driver.

        Raises:
            Refused: DATABASE_UNUSABLE; never with words of the address, which holds a password.
        """
        try:
            with self.engine.connect():
                return
        except (DBAPIError, TypeError) as problem:  # of another type: an option that is none
            raise Refused(Code.DATABASE_UNUSABLE, why=say_why(problem)) from None

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()
        self._asker.close()


def open_database(url: str, clock: Callable[[], datetime] = utc_now) -> Database:
    """Open the database at `url`; a SQLite file is made when there is none, its tables are not.

    Raises:
        Refused: SETTINGS when the address is none, or DATABASE_UNUSABLE.
    """
    address = _address(url)
    if address.get_backend_name() == "postgresql":
        # An error of the driver quotes no value of a statement: it could be an answer.
        engine = create_engine(address, pool_size=8, max_overflow=16, hide_parameters=True)
        asked = create_engine(
            address,
            pool_size=8,
            max_overflow=16,
            hide_parameters=True,
            isolation_level="AUTOCOMMIT",
            pool_reset_on_return=None,
        )
    else:
        engine = asked = _sqlite(address)
    watch_writes(engine)
    watch_upkeep(engine)
    return Database(engine, Asker(asked), clock)


def require_file(url: str) -> None:
    """Go on only if the file of a SQLite database is there, which would else be made.

    Raises:
        Refused: NO_LESPWA, or SETTINGS when the address is none.
    """
    address = _address(url)
    if address.get_backend_name() == "sqlite" and not Path(address.database or "").exists():
        raise _no_lespwa(address)


def _no_lespwa(address: URL) -> Refused:
    """Say where none was found; of an address only what holds no password."""
    if address.get_backend_name() == "sqlite":
        return Refused(Code.NO_LESPWA, place=address.database or "", setting="LESPWA_DATA")
    return Refused(Code.NO_LESPWA, place="this database", setting="LESPWA_DATABASE_URL")


def say_why(problem: Exception) -> str:
    """Say why a database cannot be used; only SQLite's own words, which hold nothing else."""
    cause = problem.orig if isinstance(problem, DBAPIError) else None
    if isinstance(cause, sqlite3.Error):
        return str(cause)
    return (
        "it does not answer, or refuses what LESPWA_DATABASE_URL says (is it running, and are"
        " server, name, user and password right?)"
    )


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):  # the second for a port that is no number
        raise Refused(Code.SETTINGS, why=_NO_ADDRESS) from None
    if address.drivername in {"postgres", "postgresql"}:
        address = address.set(drivername="postgresql+psycopg")
    if address.drivername not in {"postgresql+psycopg", "sqlite", "sqlite+pysqlite"}:
        raise Refused(Code.SETTINGS, why=_NO_ADDRESS)
    if address.get_backend_name() == "sqlite" and (address.query or address.database in _NO_FILE):
        raise Refused(Code.SETTINGS, why=_NO_ADDRESS)
    return address


def _sqlite(address: URL) -> Engine:
    _keep_to_owner(Path(address.database or ""))
    engine = create_engine(
        address,
        pool_size=8,
        max_overflow=16,
        connect_args={"timeout": _BUSY_SECONDS},
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _keep_to_owner(file: Path) -> None:
    """Let nobody but its owner read the case records, whatever the umask or another program did.

    Raises:
        Refused: DATABASE_UNUSABLE when the file cannot be made, or is somebody else's and open.
    """
    try:
        file.touch(mode=_OWNER_ONLY)
        for each in (file, *(file.with_name(file.name + end) for end in ("-wal", "-shm"))):
            with suppress(FileNotFoundError):  # SQLite makes and removes its own
                mode = each.stat().st_mode
                if stat.S_ISREG(mode) and stat.S_IMODE(mode) & ~_OWNER_ONLY:
                    each.chmod(_OWNER_ONLY)
    except OSError as problem:
        why = f"{problem.filename}: {(problem.strerror or 'it cannot be used').lower()}"
        raise Refused(Code.DATABASE_UNUSABLE, why=why) from None


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # Python's own transaction handling begins too late and never immediately: we say BEGIN.
    connection.isolation_level = None
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",  # a 201 means that the bytes survive a power cut
        "foreign_keys = ON",
        "secure_delete = ON",  # a destroyed data key is overwritten, not just unlinked
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    statement = connection.get_execution_options().get(_BEGIN, "BEGIN")
    if statement:
        connection.exec_driver_sql(statement, execution_options=HARMLESS)
