"""Checks the keys that tell the rows of a record apart, and that no field is filled twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TypeAlias

from server.domain.schema.kinds import RecordKind
from server.odk.gate.case import Sheets
from server.odk.gate.message import Message, did_you_mean, error, note, warning
from server.odk.gate.targets import Target, read_targets
from server.odk.outline import MAPPING

# One row of a record: kind, keys, and the repeats in which it stands.
_Row: TypeAlias = tuple[str, frozenset[tuple[str, str]], tuple[str, ...]]
_Cell: TypeAlias = tuple[_Row, str | None]


def check_keys(sheets: Sheets) -> Iterator[Message]:
    """Say which keys are missing or unknown, and which questions fill the same field."""
    read = read_targets(sheets.outline, sheets.standards.schema)
    known = [(each, each.kind) for each in read if isinstance(each, Target) and each.kind]
    cells: dict[_Cell, list[Target]] = defaultdict(list)
    for target, _ in known:
        if target.is_question:
            cells[_row(target), target.mapping.field].append(target)
    for target, kind in known:
        yield from _given(sheets, target, kind)
        yield from _missing(sheets, target, kind, cells)
    for same in cells.values():
        yield from _twice(sheets, same)


def _row(target: Target) -> _Row:
    return target.mapping.kind, frozenset(target.mapping.keys), target.entry.repeats


def _given(sheets: Sheets, target: Target, kind: RecordKind) -> Iterator[Message]:
    spot = sheets.spot(target.entry, MAPPING)
    for name, code in target.mapping.keys:
        if name not in kind.keys:
            known = f"Its keys are: {', '.join(kind.keys)}." if kind.keys else "It has no keys."
            mend = did_you_mean(name, kind.keys) or known
            yield error(f"“{name}” is no key of the record “{kind.name}”.", mend, spot)
        elif target.mapping.field == name:
            sentence = f"“{name}” stands in the brackets and is the field as well."
            yield error(sentence, "Leave one of them out.", spot)
        elif f"{name}={code}".replace(" ", "") in target.entry.row.get(MAPPING).replace(" ", ""):
            yield from _code(sheets, target, kind, (name, code))


def _code(
    sheets: Sheets, target: Target, kind: RecordKind, key: tuple[str, str]
) -> Iterator[Message]:
    name, code = key
    field = kind.field(name)
    list_name = field.codes if field else None
    codes = sheets.standards.codes.get(list_name or "")
    if codes is None or code in codes:
        return
    hint = did_you_mean(code, codes)
    sentence = f"“{code}” is not on the standard list “{list_name}” and is taken as an addition."
    yield note(f"{sentence} {hint}".strip(), sheets.spot(target.entry, MAPPING))


def _missing(
    sheets: Sheets, target: Target, kind: RecordKind, cells: dict[_Cell, list[Target]]
) -> Iterator[Message]:
    """Say which keys stand neither in the brackets nor in a question beside this one."""
    given = {name for name, _ in target.mapping.keys}
    missing = [
        name for name in kind.keys if name not in given and (_row(target), name) not in cells
    ]
    if missing and target.is_question and target.field is not None:
        example = ",".join(f"{name}=…" for name in kind.keys)
        sentence = f"The record “{kind.name}” needs to know its {' and '.join(missing)}."
        mend = f"Write {kind.name}[{example}].{target.field.name}, or map the group around it so."
        yield error(sentence, mend, sheets.spot(target.entry, MAPPING))


def _twice(sheets: Sheets, same: list[Target]) -> Iterator[Message]:
    if len(same) == 1 or same[0].field is None:
        return
    rows = " and ".join(str(each.entry.row.number) for each in same)
    sentence = f"Rows {rows} fill the same field, {same[0].mapping}."
    spot = sheets.spot(same[-1].entry, MAPPING)
    if all(each.entry.has_condition for each in same):
        yield warning(sentence, "See that only one of them is asked at a time.", spot)
    else:
        yield error(sentence, "Map only one of them, or ask each under its own condition.", spot)
