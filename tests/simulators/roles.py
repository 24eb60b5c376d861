"""Roles of the test's PostgreSQL server that own nothing, one for each part of Lespwa."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

from sqlalchemy import make_url, text

from server.storage.engine import Database, open_database
from server.storage.grants import Part, grant

_MAKE = """DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN
        CREATE ROLE "{role}" LOGIN NOSUPERUSER;
    END IF;
END $$"""


@contextmanager
def opened_as(database: Database, part: Part) -> Iterator[Database]:
    """Open the database again, as a role that was granted what the part needs.

    On SQLite, which has no roles, it is opened as ever.
    """
    engine = database.engine
    url = make_url(engine.url)
    if engine.dialect.name == "postgresql":
        role = f"lespwa {part}"  # a name that has to be quoted
        with engine.begin() as connection:
            connection.execute(text(_MAKE.format(role=role)))
            grant(connection, part, role)
        url = url.set(username=role)
    where = url.render_as_string(hide_password=False)
    with closing(open_database(where, database.clock)) as opened:
        yield opened
