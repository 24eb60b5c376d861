"""Case files: the situations and persons there are, by id and by reference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, tuple_

from server.domain.casework.statements import Kind
from server.storage.casework.casework_tables import case_file
from server.storage.one_of import one_of
from server.storage.trust.data_key_tables import data_key

_COLUMNS = (
    case_file.c.id,
    case_file.c.kind,
    case_file.c.reference,
    case_file.c.opened_by,
    case_file.c.opened_at,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """A situation or a person; `opened_by` is an account, or the part of Lespwa that did it."""

    id: str
    kind: Kind
    reference: str
    opened_by: str
    opened_at: datetime


def add(connection: Connection, opened: CaseFile, wrapped_key: bytes) -> None:
    """Keep a new case file, and the data key of its texts."""
    row = {
        "id": opened.id,
        "kind": opened.kind,
        "reference": opened.reference,
        "opened_by": opened.opened_by,
        "opened_at": opened.opened_at,
    }
    connection.execute(case_file.insert(), row)
    key = {"id": opened.id, "wrapped": wrapped_key, "created_at": opened.opened_at}
    connection.execute(data_key.insert(), key)


def by_id(connection: Connection, ids: Sequence[str]) -> Mapping[str, CaseFile]:
    """Return the case files among these ids."""
    wanted = select(*_COLUMNS).where(one_of(connection, case_file.c.id, ids))
    return {row.id: _read(row) for row in connection.execute(wanted)}


def by_reference(connection: Connection, references: Sequence[str]) -> Mapping[str, CaseFile]:
    """Return the case files that have one of these references, by it."""
    wanted = select(*_COLUMNS).where(one_of(connection, case_file.c.reference, references))
    return {row.reference: _read(row) for row in connection.execute(wanted)}


def page(connection: Connection, kind: Kind, *, after: str | None, size: int) -> list[CaseFile]:
    """Return up to `size` case files of a kind, the newest first, from the one after that on."""
    newest_first = (case_file.c.opened_at.desc(), case_file.c.id.desc())
    wanted = select(*_COLUMNS).where(case_file.c.kind == kind).order_by(*newest_first).limit(size)
    if after is not None:
        last = by_id(connection, [after]).get(after)
        if last is not None:
            place = tuple_(case_file.c.opened_at, case_file.c.id)
            wanted = wanted.where(place < tuple_(last.opened_at, last.id))
    return [_read(row) for row in connection.execute(wanted)]


def _read(row: Row[*tuple[Any, ...]]) -> CaseFile:
    return CaseFile(**{**row._asdict(), "kind": Kind(row.kind)})
