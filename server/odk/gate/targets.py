"""Finds out which record and field each row of a survey is mapped to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from server.domain.mapping import BadMapping, Mapping, parse
from server.domain.schema.kinds import Field, RecordKind, Schema
from server.odk.outline import MAPPING, Entry, Outline, RowKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A row with its mapping, completed by the groups around it; kind and field where known."""

    entry: Entry
    mapping: Mapping
    kind: RecordKind | None
    field: Field | None

    @property
    def is_question(self) -> bool:
        """Whether the row asks for or calculates something."""
        return self.entry.kind is RowKind.QUESTION


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A row whose mapping cannot be read, and one clause that says why."""

    entry: Entry
    why: str


def read_targets(outline: Outline, schema: Schema) -> tuple[Target | Unreadable, ...]:
    """Return every mapped row, in the order of the survey."""
    return tuple(_targets(outline, schema))


def _targets(outline: Outline, schema: Schema) -> Iterator[Target | Unreadable]:
    around: dict[int, Mapping | None] = {}  # what each group passes on, by its row
    for entry in outline.entries:
        passed_on = around.get(entry.around[-1].row.number) if entry.around else None
        if entry.row.get(MAPPING):
            target = _target(entry, passed_on, schema)
            passed_on = target.mapping if isinstance(target, Target) else passed_on
            yield target
        around[entry.row.number] = passed_on


def _target(entry: Entry, within: Mapping | None, schema: Schema) -> Target | Unreadable:
    try:
        mapping = parse(entry.row.get(MAPPING), within)
    except BadMapping as problem:
        return Unreadable(entry=entry, why=str(problem))
    kind = schema.kind(mapping.kind)
    field = kind.field(mapping.field) if kind and mapping.field else None
    return Target(entry=entry, mapping=mapping, kind=kind, field=field)
