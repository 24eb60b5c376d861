"""The vocabulary in which the standard case schema is declared: fields and record kinds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class FieldType(StrEnum):
    """How a field's value is held in a record and written in an export."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    MONTH = "month"  # a partial date: YYYY-MM or YYYY
    MOMENT = "moment"  # an aware date and time
    CODE = "code"  # one code of a list
    CODES = "codes"  # several codes of a list, in the order given
    ATTACHMENT = "attachment"  # the name of a file of the submission
    PLACE = "place"  # a point: latitude longitude altitude accuracy


class Sensitivity(StrEnum):
    """Who may see a field, declared once (design: sealed unless coded)."""

    CODED = "coded"
    RESTRICTED = "restricted"
    IDENTIFYING = "identifying"


_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a record kind: type, section, sensitivity, source and crosswalks.

    `requirements` are ids of docs/requirements.md ("R45"); `crosswalk` names the same thing in
    another standard, by standard ("htcds" -> "prs_FirstName"); `codes` names a list of the
    vocabulary for CODE and CODES fields.
    """

    name: str
    type: FieldType
    label: str
    section: str
    sensitivity: Sensitivity = Sensitivity.CODED
    requirements: tuple[str, ...] = ()
    codes: str | None = None
    crosswalk: Mapping[str, str] = field(default_factory=lambda: _NONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordKind:
    """One kind of record: its fields, and the fields that tell rows of one subject apart.

    `keys` are field names a mapping gives in brackets, as in
    `means_of_control[phase=entry,mean=debt_bondage].used`. A kind with `is_subject` is a thing
    that is counted (a report, a person, a consent); the other kinds hang on the subject of their
    submission.
    """

    name: str
    label: str
    fields: tuple[Field, ...]
    keys: tuple[str, ...] = ()
    is_subject: bool = False
    _by_name: Mapping[str, Field] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Of two with one name the first counts; a check of the schema says so.
        by_name = {each.name: each for each in reversed(self.fields)}
        object.__setattr__(self, "_by_name", by_name)

    def field(self, name: str) -> Field | None:
        """Return the field of that name, or None."""
        return self._by_name.get(name)


@dataclass(frozen=True, slots=True)
class Schema:
    """The standard case schema: every record kind, in the order it is exported."""

    kinds: tuple[RecordKind, ...]
    _by_name: Mapping[str, RecordKind] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_name = {each.name: each for each in reversed(self.kinds)}
        object.__setattr__(self, "_by_name", by_name)

    def kind(self, name: str) -> RecordKind | None:
        """Return the kind of that name, or None."""
        return self._by_name.get(name)

    def field(self, kind: str, name: str) -> Field | None:
        """Return one field of one kind, or None."""
        found = self.kind(kind)
        return found.field(name) if found else None

    def fields(self) -> Iterator[tuple[RecordKind, Field]]:
        """Yield every field with the kind it belongs to."""
        for kind in self.kinds:
            for each in kind.fields:
                yield kind, each
