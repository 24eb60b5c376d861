"""The unit of work: one transaction that cannot commit a write without an audit event."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError

from server.domain.audit_actions import named, sayable
from server.domain.audit_event import written_at, written_detail
from server.domain.quarter import time_kept
from server.errors import Code, Refused
from server.storage.audit.clock import is_set_back
from server.storage.audit.end_beside import note_end
from server.storage.audit.events import CHAINING, Note, append, is_broken, is_of_another_time
from server.storage.tables import audit_clock, audit_head
from server.storage.tables import event as events
from server.storage.writes import is_write, written_tables

_UNIT = "lespwa_unit"
_GLANCE = "lespwa_glance"
GLANCE = {_GLANCE: True}  # the options of a connection on which nothing is written
_AUDIT = {events, audit_head, audit_clock}


class EventMissing(RuntimeError):  # noqa: N818 - names what is missing; a bug, never caught
    """Something was written and nobody noted who did what."""


class EventsAreKept(RuntimeError):  # noqa: N818 - the same
    """Something else than a unit of work's commit tried to touch the audit."""


class Hurried(RuntimeError):  # noqa: N818 - the same
    """Something asks what the database says after the work was told not to wait for it."""


class UnitOfWork:
    """One writing transaction: run statements on `connection`, `note` them, `commit`."""

    def __init__(self, connection: Connection, clock: Callable[[], datetime]) -> None:
        self.connection = connection.execution_options(**{_UNIT: self})
        self.has_written = False
        self._clock = clock
        self._notes: list[Note] = []
        self._hurry = ExitStack()
        self._is_hurrying = False
        self._was_hurried = False

    def hurry(self) -> None:
        """Send what follows, the commit included, without awaiting the answer to each statement.

        For a few small statements whose results nobody needs: on PostgreSQL they and the commit
        then take one trip together, and what is wrong with any of them is raised by the commit.
        """
        self._was_hurried = True
        driver = self.connection.connection.driver_connection
        if driver is not None and hasattr(driver, "pipeline") and not self._is_hurrying:
            self._hurry.enter_context(driver.pipeline())
            self._hurry.callback(self._walk)
            self._is_hurrying = True

    def require_answers(self) -> None:
        """Go on only if the database's answers are waited for.

        Raises:
            Hurried: from `hurry` on until the commit, on SQLite too, which has no hurry.
        """
        if self._was_hurried:
            raise Hurried("this unit of work takes no more than the statements it hurries with")

    def _walk(self) -> None:
        self._is_hurrying = False

    def note(self, actor: str, action: str, subject: str, **detail: object) -> None:
        """Add one audit event; what it may say is in the register `domain.audit_actions`.

        What the public channel does is dated to the quarter hour.

        Raises:
            NotNoted: when the register does not know it; a bug.
        """
        self._notes.append(
            Note(
                at=written_at(time_kept(self._clock(), actor)),
                actor=named(actor),
                action=action,
                subject=named(subject),
                detail=written_detail(sayable(action, detail)),
            )
        )

    def commit(self) -> None:
        """Make everything durable, the events with it, linked to those before.

        Raises:
            EventMissing: when something was written and nothing was noted.
            Refused: AUDIT_BROKEN when no event can be added to the chain any more, or
                CLOCKS_DIFFER when the database keeps another day, or CLOCK_SET_BACK when the
                time lies well before that of other events.
        """
        if self.has_written and not self._notes:
            raise EventMissing("a write without an event cannot be committed")
        try:
            end = self._link()
            self.connection.commit()
        except DBAPIError as error:
            if is_broken(error):
                raise Refused(Code.AUDIT_BROKEN) from error
            if is_of_another_time(error):
                raise Refused(Code.CLOCKS_DIFFER) from error
            if is_set_back(error):
                raise Refused(Code.CLOCK_SET_BACK) from error
            raise
        self._hurry.close()
        if end is not None:
            note_end(self.connection, end)
        self.has_written = self._was_hurried = False

    def _link(self) -> int | None:
        """Put the events at the end of the chain: last, since all who commit wait for its lock."""
        if not self._notes:
            return None
        self.hurry()
        end = append(self.connection, self._notes)
        self._notes = []
        return end

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
    _statement: str,
    _parameters: object,
    context: Any,
    _many: bool,  # noqa: FBT001 - the event's signature
) -> None:
    if not is_write(context):
        return
    if written_tables(context) & _AUDIT and not context.execution_options.get(CHAINING):
        raise EventsAreKept("audit events are only ever added, and only by a commit")
    options: Mapping[str, Any] = connection.get_execution_options()
    if options.get(_GLANCE):
        raise EventMissing("a write needs a unit of work")
    unit = options.get(_UNIT)
    if unit is not None:
        unit.has_written = True
