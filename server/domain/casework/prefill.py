"""What a sitting begins with, and where each value came from (R37).

A first sitting begins with what the linked reports say, a later one with the record as it stands.
Nothing is guessed: where reports contradict each other the field stays empty, with what each says
beside it; and what a report says of several victims is not said of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from server.domain.answers import Value
from server.domain.casework.record import PersonRecord, Place, Spot
from server.domain.profile import is_group
from server.domain.schema import SCHEMA, FieldType

# Left out on purpose: whether somebody is in danger is asked anew each time; phone and name are
# those of who reported; and what happened is for the person to tell.
OF_THE_VICTIM: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "victim_sex": ("person", "sex"),
        "victim_age": ("person", "age"),
        "victim_country_of_birth": ("person", "country_of_birth"),
        "victim_ethnicity": ("person", "ethnicity"),
        "victim_ethnicity_other": ("person", "ethnicity_other"),
    }
)
OF_THE_REPORT: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "reference": ("linked_report", "reference"),
        "agency": ("interview", "referring_name"),
    }
)

# Each sitting has its own, and says so anew.
OF_ONE_SITTING: Final = frozenset(
    {
        ("person", "sitting"),
        ("interview", "interviewer_name"),
        ("interview", "interviewer_organisation"),
        ("interview", "interviewer_contact"),
        ("interview", "has_interpreter"),
        ("interview", "interpreter_name"),
        ("interview", "status"),
        ("interview", "next_date"),
        ("interview", "next_step"),
        ("safe_contact", "in_danger_now"),
    }
)
_UNKNOWN: Final = "unknown"
_GROUP: Final = "mixed"  # of sexes


class CameFrom(StrEnum):
    """What said a value."""

    REPORT = "report"
    SITTING = "sitting"


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledReport:
    """A linked report: its reference, and the values of its record."""

    reference: str
    values: Mapping[str, Value] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A value, and the reference of the report or the id of the sitting that says it."""

    value: Value = field(repr=False)
    came_from: CameFrom
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prefilled:
    """A field of a new sitting, with everything that is said of it."""

    place: Place
    field: str
    said: Sequence[Said]

    @property
    def value(self) -> Value | None:
        """What the field begins with; None where what is said differs."""
        first = self.said[0].value
        return first if all(each.value == first for each in self.said) else None


def from_reports(reports: Iterable[FiledReport]) -> list[Prefilled]:
    """Return what linked reports say of the person whom they are about, in order."""
    found: dict[Spot, list[Said]] = {}
    for report in reports:
        for name, (kind, target) in _table(report).items():
            value = report.values.get(name)
            if value not in {None, "", _UNKNOWN}:
                place = Place(kind=kind, row=_row(report, kind))
                said = Said(value=value, came_from=CameFrom.REPORT, reference=report.reference)
                found.setdefault((place, target), []).append(said)
    return [Prefilled(place=place, field=name, said=said) for (place, name), said in found.items()]


def from_record(record: PersonRecord) -> list[Prefilled]:
    """Return what stands in a person's record, but for what each sitting has of its own."""
    return [
        Prefilled(place=place, field=name, said=[_of_a_sitting(given.value, given.sitting)])
        for place, fields in record.rows.items()
        for name, history in fields.items()
        if (given := history.given[-1]).value is not None and _lasts(place.kind, name)
    ]


def _of_a_sitting(value: Value, sitting: str) -> Said:
    return Said(value=value, came_from=CameFrom.SITTING, reference=sitting)


def _table(report: FiledReport) -> Mapping[str, tuple[str, str]]:
    """Return which fields of a report say something of one person."""
    values = report.values
    count, profile = values.get("victim_count"), values.get("victim_profile")
    are_several = (
        (isinstance(count, int) and count > 1)
        or (isinstance(profile, tuple) and is_group(frozenset(profile)))
        or values.get("victim_sex") == _GROUP
    )
    return OF_THE_REPORT if are_several else {**OF_THE_REPORT, **OF_THE_VICTIM}


def _row(report: FiledReport, kind: str) -> str:
    """Each linked report is a row of its own."""
    return report.reference if kind == "linked_report" else ""


def _lasts(kind: str, name: str) -> bool:
    """Tell whether the next sitting begins with it; a file belongs to the sitting it came with."""
    of = SCHEMA.field(kind, name)
    is_file = of is not None and of.type is FieldType.ATTACHMENT
    return not is_file and (kind, name) not in OF_ONE_SITTING
