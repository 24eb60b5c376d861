"""The rows that the records of one submission make in a case export."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Row

from exporters.tables import Cell
from server.domain.schema.kinds import FieldType
from server.services.case_layout import FieldColumns
from server.storage.exporting import HeldFacts

Codes = Mapping[tuple[str, str], Sequence[str]]


def submission_cells(held: HeldFacts, *, coded_only: bool) -> tuple[Cell, ...]:
    """Return the row of the submission itself."""
    cells = (
        held.id,
        held.form_id,
        held.version,
        held.instance_id,
        held.received_at,
        held.opened_at,
        held.state.value,
        _reasons(held),
        held.channel,
        held.signature,
        held.agency,
    )
    return cells if coded_only else (*cells, held.agent_name)


def record_cells(
    held: HeldFacts, record: Row[*tuple[Any, ...]], codes: Codes, fields: Sequence[FieldColumns]
) -> tuple[Cell, ...]:
    """Return the row of one record."""
    values = record._mapping  # noqa: SLF001 - SQLAlchemy's public name
    before = (
        held.id,
        held.form_id,
        held.version,
        held.state.value,
        _reasons(held),
        record.id,
        record.subject_id,
        record.ordinal,
    )
    cells: list[Cell] = [*before]
    for each in fields:
        name = each.field.name
        if each.field.type is FieldType.CODES:
            cells.extend(_several(codes.get((record.id, name), ()), each))
        else:
            cells.append(values[name])
            if each.labels is not None:
                cells.append(_label(values[name], each.labels))
    return (*cells, _json(record.provenance))


def other_cells(held: HeldFacts, other: Row[*tuple[Any, ...]]) -> tuple[Cell, ...]:
    """Return the row of one answer that fills no field."""
    position = _json(other.position)
    return (held.id, other.id, other.path, position, other.text, int(other.is_known))


def finding_cells(held: HeldFacts, found: Row[*tuple[Any, ...]]) -> tuple[Cell, ...]:
    """Return the row of one finding."""
    return (
        held.id,
        found.id,
        found.record_id,
        found.rule,
        found.sentence,
        " ".join(found.fields),
        found.path,
        None if found.position is None else _json(found.position),
    )


def _several(codes: Sequence[str], columns: FieldColumns) -> Iterator[Cell]:
    yield " ".join(codes) or None
    if columns.labels is not None:
        yield "; ".join(columns.labels.get(code, code) for code in codes) or None
    for code in columns.codes:
        yield int(code in codes) if codes else None


def _label(code: str | None, labels: Mapping[str, str]) -> str | None:
    return None if code is None else labels.get(code, code)


def _reasons(held: HeldFacts) -> str | None:
    return held.reason.replace(",", " ") if held.reason else None


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
