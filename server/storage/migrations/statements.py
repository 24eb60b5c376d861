"""A step of a migration that is a statement for one kind of database only."""

from __future__ import annotations

from alembic import op


def execute_on(kind: str, statement: str) -> None:
    """Run a statement if the database is of that kind: sqlite or postgresql."""
    connection = op.get_bind()
    if connection.dialect.name == kind:
        connection.exec_driver_sql(statement)
