"""How a new migration comes to make the guards that the last one does not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from alembic.autogenerate import renderers
from alembic.autogenerate.api import AutogenContext
from alembic.operations import MigrateOperation, MigrationScript
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from server.storage.audit.guards import GUARDS

_IMPORT = "from server.storage.migrations.statements import execute_on"


class ExecuteOn(MigrateOperation):
    """A statement for one kind of database."""

    def __init__(self, kind: str, statement: str) -> None:
        self.kind = kind
        self.statement = statement

    def reverse(self) -> Self:
        """Nothing here goes back."""
        return self


@renderers.dispatch_for(ExecuteOn)
def _written(context: AutogenContext, step: ExecuteOn) -> str:
    context.imports.add(_IMPORT)
    return f"execute_on({step.kind!r}, {step.statement!r})"


def add_guards(
    context: MigrationContext, revision: object, directives: list[MigrationScript]
) -> None:
    """Let a new migration make the guards that the database it is compared with has not."""
    del revision
    connection = context.connection
    upgrade = directives[0].upgrade_ops
    if connection is None or upgrade is None:
        return
    query = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    upgrade.ops.extend(_missing(list(connection.scalars(query))))


def _missing(triggers: list[str]) -> Iterable[ExecuteOn]:
    for guard in GUARDS:
        if any(each.startswith(guard.name) for each in triggers):
            continue
        yield from (ExecuteOn("sqlite", each) for each in guard.sqlite)
        yield from (ExecuteOn("postgresql", each) for each in guard.postgresql)
