"""What an export reads: the submissions of a snapshot in order, a stretch at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Text, cast, exists, func, select

from server.domain.states import READABLE, State
from server.storage.filing.record_tables import RECORD_TABLES, finding, other_answer, record_code
from server.storage.filing.sealed_values import SEALED
from server.storage.one_of import one_of
from server.storage.tables import (
    agency,
    agent,
    form,
    form_version,
    submission,
    submission_file,
)
from server.storage.trust.data_key_tables import data_key
from server.storage.trust.trust_tables import account


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldFacts:
    """What the books say of one submission, without its content.

    `is_sealed` says that it was filed, and so lies under a data key; `wrapped_key` is that key,
    None once it was destroyed.
    """

    id: str
    form_id: str
    version: str | None
    instance_id: str
    state: State
    reason: str | None
    received_at: datetime
    opened_at: datetime | None
    channel: str
    signature: str | None
    agent_id: str | None
    agent_name: str | None
    account_id: str | None = None
    account_login: str | None = None
    agency: str | None
    files_expected: int
    files_present: int
    is_sealed: bool
    wrapped_key: bytes | None = field(default=None, repr=False)


_FACTS: Sequence[ColumnElement[Any]] = (
    submission.c.id,
    submission.c.form_id,
    submission.c.version,
    submission.c.instance_id,
    submission.c.state,
    submission.c.reason,
    submission.c.received_at,
    submission.c.opened_at,
    submission.c.channel,
    submission.c.signature,
    submission.c.agent_id,
    agent.c.name.label("agent_name"),
    submission.c.account_id,
    account.c.login.label("account_login"),
    agency.c.name.label("agency"),
    submission.c.envelope_is_sealed.label("is_sealed"),
    data_key.c.wrapped.label("wrapped_key"),
)


_HELD = (
    submission.outerjoin(agent)
    .outerjoin(agency)
    .outerjoin(data_key, data_key.c.id == submission.c.id)
    .outerjoin(account, account.c.id == submission.c.account_id)
)


def form_exists(connection: Connection, form_id: str) -> bool:
    """Whether a form of that id was ever published here."""
    return connection.scalar(select(form.c.id).where(form.c.id == form_id)) is not None


def versions(connection: Connection, form_id: str) -> Sequence[str]:
    """Return every version of a form, the current one first, then the newest first."""
    return connection.scalars(
        select(form_version.c.version)
        .where(form_version.c.form_id == form_id)
        .order_by(form_version.c.is_current.desc(), form_version.c.published_at.desc())
    ).all()


def count_by_state(connection: Connection, form_id: str | None = None) -> dict[State, int]:
    """Count every submission by its state: of one form, or of all."""
    counts = select(submission.c.state, func.count()).group_by(submission.c.state)
    if form_id is not None:
        counts = counts.where(submission.c.form_id == form_id)
    return {State(state): number for state, number in connection.execute(counts).all()}


def stretches(
    connection: Connection, size: int, form_id: str | None = None
) -> Iterator[list[HeldFacts]]:
    """Yield the opened submissions in the order they were received, `size` at a time."""
    wanted = (
        select(*_FACTS)
        .select_from(_HELD)
        .where(submission.c.state.in_(READABLE))
        .order_by(submission.c.received_at, submission.c.id)
    )
    if form_id is not None:
        wanted = wanted.where(submission.c.form_id == form_id)
    # A cursor on the server: the rows of a million submissions never lie in memory together.
    options = {"stream_results": True, "yield_per": size}
    found = connection.execute(wanted, execution_options=options)
    for rows in found.partitions():
        files = _files(connection, [row.id for row in rows])
        yield [_facts(row, *files.get(row.id, (0, 0))) for row in rows]


def _facts(row: Row[*tuple[Any, ...]], expected: int, present: int) -> HeldFacts:
    return HeldFacts(
        **{**row._mapping, "state": State(row.state)},  # noqa: SLF001 - SQLAlchemy's public name
        files_expected=expected,
        files_present=present,
    )


def _files(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    counts = (
        select(submission_file.c.submission_id, func.count(), func.count(submission_file.c.size))
        .where(one_of(connection, submission_file.c.submission_id, ids))
        .group_by(submission_file.c.submission_id)
    )
    return {each[0]: (each[1], each[2]) for each in connection.execute(counts).all()}


def kinds_held(connection: Connection) -> list[str]:
    """Return the kinds of record of which there is at least one."""
    asked = {kind: exists(select(table.c.id)).label(kind) for kind, table in RECORD_TABLES.items()}
    found = connection.execute(select(*asked.values())).one()
    return [kind for kind, is_held in zip(asked, found, strict=True) if is_held]


def records(
    connection: Connection, kind: str, ids: Sequence[str], *, coded_only: bool = False
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the records of one kind that these submissions hold, sealed fields as they lie.

    Their provenance is the text of a JSON document.
    """
    table = RECORD_TABLES[kind]
    left_out = SEALED[kind] if coded_only else {}
    not_as_is = {*left_out, "provenance"}
    columns = [each for each in table.columns if each.name not in not_as_is]
    provenance = cast(table.c.provenance, Text).label("provenance")
    wanted = select(*columns, provenance).where(one_of(connection, table.c.submission_id, ids))
    return connection.execute(wanted.order_by(table.c.submission_id, table.c.ordinal)).all()


def codes(connection: Connection, ids: Sequence[str]) -> dict[tuple[str, str], list[str]]:
    """Return the codes of every field with several, by record and field."""
    found: dict[tuple[str, str], list[str]] = {}
    wanted = (
        select(record_code.c.record_id, record_code.c.field, record_code.c.code)
        .where(one_of(connection, record_code.c.submission_id, ids))
        .order_by(record_code.c.record_id, record_code.c.field, record_code.c.position)
    )
    for record_id, name, code in connection.execute(wanted):
        found.setdefault((record_id, name), []).append(code)
    return found


def others(connection: Connection, ids: Sequence[str]) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the answers of these submissions that fill no field."""
    table = other_answer
    wanted = select(table).where(one_of(connection, table.c.submission_id, ids))
    return connection.execute(wanted.order_by(table.c.submission_id, table.c.ordinal)).all()


def findings(connection: Connection, ids: Sequence[str]) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return what a person should look at in these submissions."""
    table = finding
    wanted = select(table).where(one_of(connection, table.c.submission_id, ids))
    return connection.execute(wanted.order_by(table.c.submission_id, table.c.ordinal)).all()
