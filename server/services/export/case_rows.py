"""The rows that the records of one submission make in a case export."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from exporters.tables import Cell
from server.domain.answers import Value
from server.domain.schema.kinds import Field, FieldType
from server.services.export.case_layout import FieldColumns
from server.services.filing.sealing import Contents
from server.storage.export.exporting import HeldFacts
from server.storage.filing.sealed_values import from_text

Kept = Mapping[str, Any]  # a record as it lies, by column
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """What gives the values of one submission's records, wherever they are kept.

    `contents` opens the sealed ones; without it nothing that is sealed is asked for.
    """

    codes: Codes
    contents: Contents | None = None

    def of(self, kind: str, record: Kept, field: Field) -> Value | None:
        """Return one value.

        Raises:
            Unreadable: when a sealed one does not open.
        """
        kept = record.get(field.name)
        if isinstance(kept, bytes):
            if self.contents is None:
                return None
            text = self.contents.value(kind, record["id"], field.name, sealed=kept)
            return from_text(field.type, text)
        if field.type is FieldType.CODES:
            return tuple(self.codes.get((record["id"], field.name), ()))
        return kept


def record_cells(
    held: HeldFacts,
    record: Row[*tuple[Any, ...]],
    *,
    kind: str,
    fields: Sequence[FieldColumns],
    values: Values,
) -> tuple[Cell, ...]:
    """Return the row of one record; raises as `Values.of` does."""
    kept = record._asdict()
    cells: list[Cell] = [
        held.id,
        held.form_id,
        held.version,
        held.state.value,
        _reasons(held),
        kept["id"],
        kept["subject_id"],
        kept["ordinal"],
    ]
    for each in fields:
        value = kept.get(each.field.name)
        if each.may_be_several or isinstance(value, bytes):
            value = values.of(kind, kept, each.field)
        if isinstance(value, tuple) or each.may_be_several:
            cells.extend(_several(value if isinstance(value, tuple) else (), each))
            continue
        cells.append(value)
        if each.labels is not None:
            cells.append(_label(value, each.labels))
    return (*cells, _as_written(kept["provenance"]))


def other_cells(
    held: HeldFacts, other: Row[*tuple[Any, ...]], contents: Contents
) -> tuple[Cell, ...]:
    """Return the row of one answer that fills no field; raises Unreadable if it does not open."""
    position, text = _json(other.position), contents.other(other.id, other.text)
    return (held.id, other.id, other.path, position, text, int(other.is_known))


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


def _label(code: Cell, labels: Mapping[str, str]) -> str | None:
    return labels.get(code, code) if isinstance(code, str) else None


def _reasons(held: HeldFacts) -> str | None:
    return held.reason.replace(",", " ") if held.reason else None


def _as_written(document: str) -> str:
    """Write a JSON document as `_json` does; only one with escapes may be written otherwise."""
    return _json(json.loads(document)) if "\\" in document else document


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
