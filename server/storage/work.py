"""The unit of work: one transaction that cannot commit a write without an audit event."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, event

from server.storage.tables import event as events

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
        if self._notes:
            self.connection.execute(events.insert(), self._notes)
            self._notes = []
        self.connection.commit()
        self.has_written = False

    def end(self) -> None:
        """Undo whatever was not committed."""
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
