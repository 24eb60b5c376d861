"""Which report a reference is of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, select

from server.storage.filing.record_tables import RECORD_TABLES
from server.storage.one_of import one_of
from server.storage.tables import submission

_REPORT = RECORD_TABLES["report"]


def reports_with(connection: Connection, reference: str) -> list[str]:
    """Return the reports that have this reference, the oldest first: more than one if copied."""
    wanted = (
        select(_REPORT.c.submission_id)
        .join(submission, submission.c.id == _REPORT.c.submission_id)
        .where(_REPORT.c.reference == reference)
        .order_by(submission.c.received_at, submission.c.id)
    )
    return list(connection.scalars(wanted))


def references_of(connection: Connection, report_ids: Sequence[str]) -> Mapping[str, str]:
    """Return the references of these reports, of those that have one."""
    wanted = select(_REPORT.c.submission_id, _REPORT.c.reference).where(
        one_of(connection, _REPORT.c.submission_id, report_ids), _REPORT.c.reference.is_not(None)
    )
    return {row.submission_id: row.reference for row in connection.execute(wanted)}
