"""Saving what filing makes of submissions, many at a time, and taking it out again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias
from uuid import uuid4

from sqlalchemy import Connection, Table, bindparam, func

from server.domain.records import Filing, Finding, OtherAnswer, Record
from server.domain.states import State
from server.storage.bulk import insert_rows
from server.storage.filing.record_tables import (
    OWN_COLUMNS,
    RECORD_TABLES,
    finding,
    other_answer,
    record_code,
)
from server.storage.filing.sealed_values import SEALED, as_text
from server.storage.intake.chunks import blank
from server.storage.tables import submission, submission_file
from server.storage.trust.data_key_tables import data_key

Seal: TypeAlias = Callable[[str, str, str, str], bytes]  # table, row, column, text
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
        envelope=func.coalesce(
            bindparam("new_envelope", type_=submission.c.envelope.type), submission.c.envelope
        ),
        envelope_is_sealed=func.coalesce(
            bindparam("is_sealed", type_=submission.c.envelope_is_sealed.type),
            submission.c.envelope_is_sealed,
        ),
        kept_seal=bindparam("new_kept_seal", type_=submission.c.kept_seal.type),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedHeader:
    """The sealed header of a file's box, and how many bytes of the box it stands for."""

    file_id: str
    size: int
    sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealing:
    """How the content of one submission is sealed.

    `wrapped_key` is the data key when it is a new one, and `envelope` the sealed envelope when it
    lies unsealed so far; `kept_seal` is what opening its seal gave; `headers` are those of boxes
    that have theirs still.
    """

    seal: Seal = field(repr=False)
    kept_seal: bytes = field(repr=False)
    wrapped_key: bytes | None = field(default=None, repr=False)
    envelope: bytes | None = field(default=None, repr=False)
    headers: tuple[SealedHeader, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What opening one submission came to; `filing` is None when nothing could be read.

    A filing is saved only together with its `sealing`. `failure` is the class of an unexpected
    error; `was_opened` says that records of an earlier opening may have to make room.
    """

    submission_id: str
    state: State
    reason: str | None = None
    signature: str | None = None
    filing: Filing | None = None
    sealing: Sealing | None = None
    failure: str | None = None
    was_opened: bool = False


def save(connection: Connection, outcomes: Sequence[Outcome], at: datetime) -> None:
    """Write the records of these submissions and their states, few statements for all."""
    if not outcomes:
        return
    remove(connection, [each.submission_id for each in outcomes if each.was_opened])
    rows: _Rows = {}
    for outcome in outcomes:
        if outcome.filing is not None and outcome.sealing is not None:
            _gather(rows, outcome.submission_id, outcome.filing, seal=outcome.sealing.seal)
            _gather_key(rows, outcome.submission_id, outcome.sealing.wrapped_key, at)
            _seal_boxes(connection, outcome.sealing.headers)
    for table, each in rows.items():
        insert_rows(connection, table, each)
    connection.execute(_CLOSE, [_closing(outcome, at) for outcome in outcomes])


def remove(connection: Connection, submission_ids: Sequence[str]) -> None:
    """Take out all records of these submissions, before they are filed again."""
    if not submission_ids:
        return
    for table in (*RECORD_TABLES.values(), record_code, other_answer, finding):
        connection.execute(table.delete().where(table.c.submission_id.in_(submission_ids)))


def _seal_boxes(connection: Connection, headers: Iterable[SealedHeader]) -> None:
    for each in headers:
        connection.execute(
            submission_file.update()
            .where(submission_file.c.id == each.file_id)
            .values(sealed_header=each.sealed)
        )
        blank(connection, each.file_id, each.size)


def _gather(rows: _Rows, submission_id: str, filing: Filing, *, seal: Seal) -> None:
    for record in filing.records:
        table = RECORD_TABLES[record.kind]
        rows.setdefault(table, []).append(_record_row(submission_id, record, seal))
        codes = list(_code_rows(submission_id, record))
        if codes:
            rows.setdefault(record_code, []).extend(codes)
    others = [_other_row(each, seal) for each in filing.others]
    _extend(rows, other_answer, submission_id, others)
    findings = [_finding_row(each) for each in filing.findings]
    _extend(rows, finding, submission_id, findings)


def _gather_key(rows: _Rows, submission_id: str, wrapped: bytes | None, at: datetime) -> None:
    if wrapped is not None:
        row = {"id": submission_id, "wrapped": wrapped, "created_at": at}
        rows.setdefault(data_key, []).append(row)


def _extend(rows: _Rows, table: Table, submission_id: str, each: Iterable[_Row]) -> None:
    numbered = [
        {"submission_id": submission_id, "ordinal": ordinal} | row
        for ordinal, row in enumerate(each)
    ]
    if numbered:
        rows.setdefault(table, []).extend(numbered)


def _record_row(submission_id: str, record: Record, seal: Seal) -> _Row:
    table, sealed = RECORD_TABLES[record.kind].name, SEALED[record.kind]
    row: _Row = {}
    for name, value in record.values.items():
        if name in sealed:
            row[name] = seal(table, record.id, name, as_text(value))
        elif not isinstance(value, tuple):
            row[name] = value
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


def _code_rows(submission_id: str, record: Record) -> Iterable[_Row]:
    sealed = SEALED[record.kind]
    for name, codes in record.values.items():
        if isinstance(codes, tuple) and name not in sealed:
            for position, code in enumerate(codes):
                yield {
                    "record_id": record.id,
                    "field": name,
                    "position": position,
                    "code": code,
                    "submission_id": submission_id,
                }


def _other_row(other: OtherAnswer, seal: Seal) -> _Row:
    row_id = uuid4().hex
    return {
        "id": row_id,
        "path": other.source.path,
        "position": list(other.source.position),
        "text": seal(other_answer.name, row_id, other_answer.c.text.name, other.text),
        "is_known": other.is_known,
    }


def _finding_row(found: Finding) -> _Row:
    return {
        "id": uuid4().hex,
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
        "new_envelope": outcome.sealing.envelope if outcome.sealing else None,
        "new_kept_seal": outcome.sealing.kept_seal if outcome.sealing else None,
        "is_sealed": True if outcome.sealing else None,
        "at": at,
    }
