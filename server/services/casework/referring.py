"""Finding a report, situation or person by the reference that somebody typed."""

from __future__ import annotations

from sqlalchemy import Connection

from server.domain.casework.statements import Kind, Thing
from server.domain.reference import canonical
from server.errors import Code, Refused
from server.storage.casework import case_files
from server.storage.casework.references import reports_with

_LONGEST_SHOWN = 20


def thing_of(connection: Connection, kind: Kind, typed: str) -> Thing:
    """Return what a typed reference is of, in whatever way it was written.

    Whoever asks must be allowed to know that it is there.

    Raises:
        Refused: UNKNOWN_REFERENCE.
    """
    reference = canonical(typed)
    found = None if reference is None else _find(connection, kind, reference)
    if found is None:
        raise Refused(Code.UNKNOWN_REFERENCE, reference=typed[:_LONGEST_SHOWN])
    return Thing(kind=kind, reference=found)


def _find(connection: Connection, kind: Kind, reference: str) -> str | None:
    if kind is Kind.REPORT:
        return next(iter(reports_with(connection, reference)), None)
    file = case_files.by_reference(connection, [reference]).get(reference)
    return file.id if file is not None and file.kind is kind else None
