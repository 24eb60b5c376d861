"""Saving what filing makes of submissions, many at a time, and taking it out again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias
from uuid import uuid4

from sqlalchemy import Connection, Table, bindparam

from server.domain.answers import Value
from server.domain.records import Filing, Finding, OtherAnswer, Record
from server.domain.states import State
from server.storage.bulk import insert_rows
from server.storage.record_tables import (
    OWN_COLUMNS,
    RECORD_TABLES,
    finding,
    other_answer,
    record_code,
)
from server.storage.tables import submission

_Row: TypeAlias = dict[str, Any]
_Rows: TypeAlias = dict[Table, list[_Row]]

_FIELDS: Mapping[str, frozenset[str]] = {
    kind: frozenset(table.columns.keys()).difference(OWN_COLUMNS)
    for kind, table in RECORD_TABLES.items()
}
_CLOSE = (
    submission.update()
    .where(submission.c.id == bindparam("submission_id"))
    .values(
        state=bindparam("new_state"),
        reason=bindparam("new_reason"),
        opened_at=bindparam("at"),
        signature=bindparam("new_signature"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What opening one submission came to; `filing` is None when nothing could be read.

    `failure` is the class of an unexpected error; `was_opened` says that records of an earlier
    opening may have to make room.
    """

    submission_id: str
    state: State
    reason: str | None = None
    signature: str | None = None
    filing: Filing | None = None
    failure: str | None = None
    was_opened: bool = False


def save(connection: Connection, outcomes: Sequence[Outcome], at: datetime) -> None:
    """Write the records of these submissions and their states, few statements for all."""
    if not outcomes:
        return
    remove(connection, [each.submission_id for each in outcomes if each.was_opened])
    rows: _Rows = {}
    for outcome in outcomes:
        if outcome.filing is not None:
            _gather(rows, outcome.submission_id, outcome.filing)
    for table, each in rows.items():
        insert_rows(connection, table, each)
    connection.execute(_CLOSE, [_closing(outcome, at) for outcome in outcomes])


def remove(connection: Connection, submission_ids: Sequence[str]) -> None:
    """Take out all records of these submissions, before they are filed again."""
    if not submission_ids:
        return
    for table in (*RECORD_TABLES.values(), record_code, other_answer, finding):
        connection.execute(table.delete().where(table.c.submission_id.in_(submission_ids)))


def _gather(rows: _Rows, submission_id: str, filing: Filing) -> None:
    for record in filing.records:
        codes = {name: each for name, each in record.values.items() if isinstance(each, tuple)}
        table = RECORD_TABLES[record.kind]
        rows.setdefault(table, []).append(_record_row(submission_id, record, codes))
        rows.setdefault(record_code, []).extend(_code_rows(submission_id, record, codes))
    _extend(rows, other_answer, submission_id, map(_other_row, filing.others))
    _extend(rows, finding, submission_id, map(_finding_row, filing.findings))
    if not rows.get(record_code):
        rows.pop(record_code, None)


def _extend(rows: _Rows, table: Table, submission_id: str, each: Iterable[_Row]) -> None:
    numbered = [
        {"id": uuid4().hex, "submission_id": submission_id, "ordinal": ordinal} | row
        for ordinal, row in enumerate(each)
    ]
    if numbered:
        rows.setdefault(table, []).extend(numbered)


def _record_row(submission_id: str, record: Record, codes: Mapping[str, Value]) -> _Row:
    row: _Row = {name: value for name, value in record.values.items() if name not in codes}
    if not row.keys() <= _FIELDS[record.kind]:
        raise KeyError(f"a {record.kind} has a value for which there is no column")
    row["id"] = record.id
    row["submission_id"] = submission_id
    row["subject_id"] = record.subject
    row["ordinal"] = record.ordinal
    row["provenance"] = {
        name: [source.path, *source.position] for name, source in record.sources.items()
    }
    return row


def _code_rows(
    submission_id: str, record: Record, codes: Mapping[str, tuple[str, ...]]
) -> Iterable[_Row]:
    for name, each in codes.items():
        for position, code in enumerate(each):
            yield {
                "record_id": record.id,
                "field": name,
                "position": position,
                "code": code,
                "submission_id": submission_id,
            }


def _other_row(other: OtherAnswer) -> _Row:
    return {
        "path": other.source.path,
        "position": list(other.source.position),
        "text": other.text,
        "is_known": other.is_known,
    }


def _finding_row(found: Finding) -> _Row:
    return {
        "record_id": found.record,
        "rule": found.rule,
        "sentence": found.sentence,
        "fields": list(found.fields),
        "path": found.source.path if found.source else None,
        "position": list(found.source.position) if found.source else None,
    }


def _closing(outcome: Outcome, at: datetime) -> _Row:
    return {
        "submission_id": outcome.submission_id,
        "new_state": outcome.state,
        "new_reason": outcome.reason,
        "new_signature": outcome.signature,
        "at": at,
    }
