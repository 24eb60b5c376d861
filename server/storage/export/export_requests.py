"""The statements about requests to export personal data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from server.storage.export.export_tables import export_request

Found = Row[*tuple[Any, ...]]


def add(connection: Connection, values: Mapping[str, object]) -> None:
    """Keep a request."""
    connection.execute(export_request.insert(), dict(values))


def waiting(connection: Connection, request_id: str, *, is_locked: bool = True) -> Found | None:
    """Return a request that waits for a decision, and lock it for one who decides."""
    wanted = select(export_request).where(
        export_request.c.id == request_id, export_request.c.decided_at.is_(None)
    )
    return connection.execute(wanted.with_for_update() if is_locked else wanted).one_or_none()


def decide(connection: Connection, request_id: str, values: Mapping[str, object]) -> None:
    """Note a decision."""
    row = export_request.c.id == request_id
    connection.execute(export_request.update().where(row).values(dict(values)))


def note_use(connection: Connection, request_id: str, at: datetime) -> None:
    """Note that a file was written under a request."""
    row = export_request.c.id == request_id
    connection.execute(export_request.update().where(row).values(used_at=at))


def about(connection: Connection, what: str) -> Sequence[Found]:
    """Return the requests for something, the newest first."""
    wanted = select(export_request).where(export_request.c.what == what)
    newest = wanted.order_by(export_request.c.requested_at.desc(), export_request.c.id)
    return connection.execute(newest).all()


def listing(connection: Connection) -> Sequence[Found]:
    """Return every request, the oldest first."""
    wanted = select(export_request).order_by(export_request.c.requested_at, export_request.c.id)
    return connection.execute(wanted).all()
