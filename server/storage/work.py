"""The unit of work: one transaction that cannot commit a write without an audit event."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, event

from server.storage.bulk import run_for_each
from server.storage.tables import event as events

_ADD_EVENT = events.insert().inline()  # nobody needs to be told the new id
_UNIT = "lespwa_unit"
_WRITES = ("INSERT", "UPDATE", "DELETE")


class EventMissing(RuntimeError):  # noqa: N818 - names what is missing; a bug, never caught
    """Something was written and nobody noted who did what."""


class EventsAreKept(RuntimeError):  # noqa: N818 - the same
    """Something tried to change or delete an audit event."""


class UnitOfWork:
    """One writing transaction: run statements on `connection`, `note` them, `commit`."""

    def __init__(self, connection: Connection, clock: Callable[[], datetime]) -> None:
        self.connection = connection.execution_options(**{_UNIT: self})
        self.has_written = False
        self._clock = clock
        self._notes: list[dict[str, object]] = []
        self._hurry = ExitStack()

    def hurry(self) -> None:
        """Send what follows, the commit included, without awaiting the answer to each statement.

        For a few small statements whose results nobody needs: on PostgreSQL they and the commit
        then take one trip together, and what is wrong with any of them is raised by the commit.
        """
        driver = self.connection.connection.driver_connection
        if driver is not None and hasattr(driver, "pipeline"):
            self._hurry.enter_context(driver.pipeline())

    def note(self, actor: str, action: str, subject: str, **detail: object) -> None:
        """Add one audit event; `detail` holds counts and codes, never personal data."""
        self._notes.append(
            {
                "at": self._clock(),
                "actor": actor,
                "action": action,
                "subject": subject,
                "detail": detail,
            }
        )

    def commit(self) -> None:
        """Make everything durable, the events with it.

        Raises:
            EventMissing: when something was written and nothing was noted.
        """
        if self.has_written and not self._notes:
            raise EventMissing("a write without an event cannot be committed")
        run_for_each(self.connection, _ADD_EVENT, self._notes)
        self._notes = []
        self.connection.commit()
        self._hurry.close()
        self.has_written = False

    def end(self) -> None:
        """Undo whatever was not committed."""
        # What was still on its way is undone with the rest, whether it would have failed or not.
        with suppress(self.connection.dialect.loaded_dbapi.Error):
            self._hurry.close()
        self.connection.rollback()


def watch_writes(engine: Engine) -> None:
    """Tell each unit of work of the engine when a statement of it writes."""
    event.listen(engine, "before_cursor_execute", _watch)


def _watch(
    connection: Connection,
    _cursor: object,
    statement: str,
    _parameters: object,
    context: Any,
    _many: bool,  # noqa: FBT001 - the event's signature
) -> None:
    word = statement.lstrip()[:6].upper()
    if word not in _WRITES:
        return
    if word != "INSERT" and _changes_events(context):
        raise EventsAreKept("audit events are only ever added")
    options: Mapping[str, Any] = connection.get_execution_options()
    unit = options.get(_UNIT)
    if unit is not None:
        unit.has_written = True


def _changes_events(context: Any) -> bool:
    compiled = getattr(context, "compiled", None)
    table = getattr(getattr(compiled, "statement", None), "table", None)
    return table is events
