"""People who ask and decide, and an earlier copy of a database."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text

from server.domain.access import Actor, Role, Standing
from server.services.trust.disposal import Tombstone, Wanted, authorise_disposal, request_disposal
from server.storage.engine import Database, open_database
from tests.postgresql import PostgreSQL
from tests.storage.senders import NOON

LATER = NOON + timedelta(days=30)
WHY = "The time for keeping it is over."


def person(name: str, role: Role) -> Actor:
    return Actor(id=name, role=role, standing=Standing.GOOD)


AMINA = person("amina", Role.DATA_MANAGER)
LEON = person("leon", Role.LEADER)
LUCIA = person("lucia", Role.LEADER)
BO = person("bo", Role.CASE_WORKER)
OLIVE = person("olive", Role.OPERATOR)
ADA = person("ada", Role.ADMINISTRATOR)


def dispose(database: Database, submission_id: str, *, keeps_statistics: bool = False) -> Tombstone:
    """Amina asks and Leon agrees."""
    wanted = Wanted(submission_id=submission_id, why=WHY, keeps_statistics=keeps_statistics)
    with database.work() as work:
        request_disposal(work, AMINA, wanted, at=LATER)
        work.commit()
    with database.work() as work:
        remains = authorise_disposal(work, LEON, submission_id, at=LATER)
        work.commit()
    return remains


def copy_of(database: Database, folder: Path, postgresql: PostgreSQL) -> Database:
    """Copy a whole database as it is now, as a backup does."""
    url = database.engine.url
    if database.locks_rows:
        database.engine.dispose()  # PostgreSQL copies only what nobody uses
        assert url.database is not None
        return open_database(postgresql.url(postgresql.new_database(url.database)))
    file = folder / "copy.sqlite3"
    with (
        closing(sqlite3.connect(str(url.database))) as source,
        closing(sqlite3.connect(file)) as to,
    ):
        source.backup(to)
    return open_database(f"sqlite:///{file}")


def files_of(database: Database, postgresql: PostgreSQL) -> list[Path]:
    """The files in which a database lies, without the log that PostgreSQL writes for recovery."""
    name = str(database.engine.url.database)
    if database.locks_rows:
        postgresql.execute("CHECKPOINT")
        with database.reading() as connection:
            number = connection.scalar(
                text("SELECT oid FROM pg_database WHERE datname = :name"), {"name": name}
            )
        return list((postgresql.folder / "data" / "base" / str(number)).iterdir())
    return [each for each in Path(name).parent.iterdir() if each.name.startswith(Path(name).name)]
