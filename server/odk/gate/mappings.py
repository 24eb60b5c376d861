"""Checks that every mapping can be read and names a known record and field."""

from __future__ import annotations

from collections.abc import Iterator

from server.domain.schema.kinds import RecordKind
from server.odk.gate.case import Sheets
from server.odk.gate.message import Message, did_you_mean, error
from server.odk.gate.targets import Target, Unreadable, read_targets
from server.odk.outline import MAPPING


def check_mappings(sheets: Sheets) -> Iterator[Message]:
    """Say which mappings cannot be read or lead nowhere."""
    for target in read_targets(sheets.outline, sheets.standards.schema):
        if isinstance(target, Unreadable):
            mend = "Write it like report.channel or means_of_control[phase=entry,mean=threat].used."
            spot = sheets.spot(target.entry, MAPPING)
            yield error(f"The mapping cannot be read: {target.why}.", mend, spot)
        elif target.kind is None:
            yield _unknown_record(sheets, target)
        else:
            yield from _field(sheets, target, target.kind)


def _unknown_record(sheets: Sheets, target: Target) -> Message:
    names = [kind.name for kind in sheets.standards.schema.kinds]
    mend = did_you_mean(target.mapping.kind, names) or f"The records are: {', '.join(names)}."
    sentence = f"There is no record named “{target.mapping.kind}”."
    return error(sentence, mend, sheets.spot(target.entry, MAPPING))


def _field(sheets: Sheets, target: Target, kind: RecordKind) -> Iterator[Message]:
    spot, name = sheets.spot(target.entry, MAPPING), target.mapping.field
    if name is None and target.is_question:
        sentence = f"The mapping names the record “{kind.name}” but no field of it."
        yield error(sentence, f"Add a field, as in {kind.name}.{kind.fields[0].name}.", spot)
    elif name is not None and not target.is_question:
        sentence = "A group is mapped to a record, not to a field."
        yield error(sentence, f"Write {kind.name} here, and .{name} at the question.", spot)
    elif name is not None and target.field is None:
        sentence = f"The record “{kind.name}” has no field “{name}”."
        yield error(sentence, _suggestion(sheets, name, kind), spot)


def _suggestion(sheets: Sheets, name: str, kind: RecordKind) -> str:
    """Return near names of the same record, else the other records that have the field."""
    near = did_you_mean(name, (field.name for field in kind.fields))
    if near:
        return near
    kinds = [other.name for other in sheets.standards.schema.kinds if other.field(name)]
    if kinds:
        return f"Did you mean {' or '.join(f'{other}.{name}' for other in kinds)}?"
    return "Choose a field of the data dictionary, or clear the cell: the answer is kept anyway."
