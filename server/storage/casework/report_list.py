"""The reports as a list shows them, the newest first; nothing of what they hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, select, tuple_

from server.domain.states import State
from server.storage.one_of import one_of
from server.storage.tables import agency, agent, form, submission


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which reports a list is to show: of a form, a state, a channel, or all; none that is gone.

    `after` is the id of the last one of the page before.
    """

    form_id: str | None = None
    state: State | None = None
    channel: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One report; `reason` is why it waits for a person, as codes."""

    id: str
    form_id: str
    title: str
    received_at: datetime
    channel: str
    agency: str | None
    state: State
    reason: str | None
    signature: str | None


_COLUMNS = (
    submission.c.id,
    submission.c.form_id,
    form.c.title,
    submission.c.received_at,
    submission.c.channel,
    agency.c.name.label("agency"),
    submission.c.state,
    submission.c.reason,
    submission.c.signature,
)
_FROM = (
    submission.join(form, form.c.id == submission.c.form_id)
    .outerjoin(agent, agent.c.id == submission.c.agent_id)
    .outerjoin(agency, agency.c.id == agent.c.agency_id)
)
_PLACE = tuple_(submission.c.received_at, submission.c.id)


def list_reports(connection: Connection, wanted: Wanted, size: int) -> Sequence[Listed]:
    """Return up to `size` reports."""
    chosen = _chosen(wanted)
    last = None if wanted.after is None else _place_of(connection, wanted.after)
    if last is not None:
        chosen = chosen.where(last > _PLACE)
    newest_first = (submission.c.received_at.desc(), submission.c.id.desc())
    rows = connection.execute(chosen.order_by(*newest_first).limit(size)).all()
    return [_listed(row) for row in rows]


def report_of(connection: Connection, submission_id: str) -> Listed | None:
    """Return one report, in whatever state; None when there is none."""
    row = connection.execute(
        select(*_COLUMNS).select_from(_FROM).where(submission.c.id == submission_id)
    ).one_or_none()
    return None if row is None else _listed(row)


def reports_of(connection: Connection, ids: Sequence[str]) -> Mapping[str, Listed]:
    """Return these reports by id, in whatever state, the oldest first."""
    wanted = select(*_COLUMNS).select_from(_FROM).where(one_of(connection, submission.c.id, ids))
    ordered = wanted.order_by(submission.c.received_at, submission.c.id)
    return {row.id: _listed(row) for row in connection.execute(ordered)}


def forms_held(connection: Connection) -> Mapping[str, str]:
    """Return the title of every form there is, by its id, in the order of the titles."""
    rows = connection.execute(select(form.c.id, form.c.title).order_by(form.c.title, form.c.id))
    return {row.id: row.title for row in rows}


def _chosen(wanted: Wanted) -> Select[*tuple[Any, ...]]:
    chosen = select(*_COLUMNS).select_from(_FROM)
    if wanted.form_id is not None:
        chosen = chosen.where(submission.c.form_id == wanted.form_id)
    if wanted.channel is not None:
        chosen = chosen.where(submission.c.channel == wanted.channel)
    if wanted.state is not None:
        chosen = chosen.where(submission.c.state == wanted.state)
    else:
        chosen = chosen.where(submission.c.state != State.DISPOSED)
    return chosen


def _place_of(connection: Connection, submission_id: str) -> ColumnElement[Any] | None:
    columns = select(submission.c.received_at, submission.c.id)
    row = connection.execute(columns.where(submission.c.id == submission_id)).one_or_none()
    return None if row is None else tuple_(*row)


def _listed(row: Row[*tuple[Any, ...]]) -> Listed:
    return Listed(**{**row._asdict(), "state": State(row.state)})
