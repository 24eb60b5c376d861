"""Bringing a database to this version's tables; every step is a file in `versions`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from server.errors import Code, Refused

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).parent
_OURS = frozenset({"alembic_version", "audit_head", "submission"})  # of every version
_LOCK = 0x1E59A  # any number, as long as nothing else on the server locks the same


def known_revisions() -> list[str]:
    """Return the numbers of all steps, the newest last; a step's file is named `0001_what.py`."""
    return sorted(each.name[:4] for each in (FOLDER / "versions").glob("[0-9]*_*.py"))


def is_current(connection: Connection) -> bool:
    """Tell whether the database has had every step."""
    return _revision(connection) == known_revisions()[-1]


def is_ours(connection: Connection) -> bool:
    """Tell whether the database holds the tables of some version of Lespwa."""
    names = inspect(connection).get_table_names()
    return _OURS.issubset(names) and _revision(connection) is not None


def is_empty(connection: Connection) -> bool:
    """Tell whether there is no table in the database at all."""
    return not inspect(connection).get_table_names()


def upgrade(connection: Connection) -> None:
    """Run every step the database has not had yet, all in the transaction that was begun.

    Raises:
        Refused: NOT_SET_UP when the database was made by a newer version than this.
    """
    if connection.dialect.name == "postgresql":  # two starting processes take turns
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    known, revision = known_revisions(), _revision(connection)
    if revision is not None and revision not in known:
        raise Refused(Code.NOT_SET_UP, why="the database belongs to a newer version of Lespwa")
    if revision != known[-1]:
        from alembic import command  # noqa: PLC0415 - slow to import, and seldom needed

        command.upgrade(configuration(connection), "head")
        _check_references(connection)


def configuration(connection: Connection) -> Config:
    """Return Alembic's settings for the steps shipped in this package."""
    from alembic.config import Config  # noqa: PLC0415 - slow to import, and seldom needed

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config


def _check_references(connection: Connection) -> None:
    """Undo the upgrade rather than leave a row that refers to nothing (SQLite checks late)."""
    if connection.dialect.name == "sqlite":
        broken = connection.execute(text("PRAGMA foreign_key_check")).first()
        if broken is not None:
            raise RuntimeError("a migration left rows that refer to nothing")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision
