"""What a rule sees: the records of one submission, and typed looks into them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from server.domain.records import Finding, Record
from server.domain.schema.kinds import Schema


class Grade(StrEnum):
    """How much a finding asks of the one who reads it."""

    LOOK = "look"  # something contradicts itself, is missing or cannot be
    INFO = "info"  # worth knowing when the record is read anyway


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """All records of one submission, on the day they are examined."""

    records: tuple[Record, ...]
    schema: Schema
    today: date

    def of(self, kind: str) -> Iterator[Record]:
        """Yield the records of one kind."""
        return (record for record in self.records if record.kind == kind)

    def beside(self, record: Record, kind: str) -> Iterator[Record]:
        """Yield the records of one kind that hang on the same subject."""
        return (each for each in self.of(kind) if each.subject == record.subject)

    def label(self, kind: str, name: str) -> str:
        """Return what a person reads for a field."""
        found = self.schema.field(kind, name)
        return found.label if found else name


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A place where a rule strikes; `{}` in the sentence are filled with the fields' labels.

    `fields` are of the record, or "kind.field" where they belong to a record beside it.
    """

    record: Record
    fields: tuple[str, ...]
    sentence: str


Check: TypeAlias = Callable[[Case], Iterator[Hit]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: its stable code, how much it matters and the function that applies it."""

    code: str
    check: Check
    grade: Grade = Grade.LOOK

    def findings(self, case: Case) -> Iterator[Finding]:
        """Apply the rule to the records of one submission."""
        for hit in self.check(case):
            names = [_full(hit.record, name) for name in hit.fields]
            labels = [f"“{case.label(*name.split('.'))}”" for name in names]
            yield Finding(
                rule=self.code,
                sentence=hit.sentence.format(*labels),
                record=hit.record.id,
                fields=tuple(names),
                source=next(
                    (hit.record.sources[name] for name in hit.fields if name in hit.record.sources),
                    None,
                ),
            )


def _full(record: Record, name: str) -> str:
    return name if "." in name else f"{record.kind}.{name}"


def code(record: Record, name: str) -> str | None:
    """Return the code or text in a field, or None."""
    value = record.values.get(name)
    return value if isinstance(value, str) else None


def codes(record: Record, name: str) -> frozenset[str]:
    """Return the codes in a field that holds one or several."""
    value = record.values.get(name)
    if isinstance(value, tuple):
        return frozenset(value)
    return frozenset({value}) if isinstance(value, str) else frozenset()


def day(record: Record, name: str) -> date | None:
    """Return the date in a field, or None."""
    value = record.values.get(name)
    return value if isinstance(value, date) and not isinstance(value, datetime) else None


def number(record: Record, name: str) -> int | Decimal | None:
    """Return the number in a field, or None."""
    value = record.values.get(name)
    return value if isinstance(value, int | Decimal) else None
