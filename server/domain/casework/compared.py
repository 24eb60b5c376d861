"""What of a report is compared with others, read from its values; what is not known is blank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from server.domain.answers import Value
from server.domain.casework.names import number, plain
from server.domain.profile import AGE_RANGES

_SAY_NOTHING: Final = frozenset({"unknown", "not_stated", "other"})
_SEVERAL: Final = "mixed"  # of sexes: a group; of ethnicities it is an answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """The coded fields of a report, as the database holds them in clear; empty or None is blank.

    `ages` are the youngest and the oldest that the victim may be.
    """

    reference: str
    first_day: date | None = None
    last_day: date | None = None
    district: str = ""
    sex: str = ""
    ages: tuple[int, int] | None = None
    country_of_birth: str = ""
    exploitation: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """The fields of a report that are opened only to compare it; texts in their plain form."""

    place: str = field(default="", repr=False)
    ethnicity: str = field(default="", repr=False)
    agency: str = field(default="", repr=False)
    trafficker: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    name: str = field(default="", repr=False)


def coded(reference: str, values: Mapping[str, Value]) -> Coded:
    """Read the coded fields of a report's values; a day without a last one is a period of one."""
    first = _day(values, "situation_date_from")
    return Coded(
        reference=reference,
        first_day=first,
        last_day=_day(values, "situation_date_to") or first,
        district=_code(values, "district"),
        sex="" if values.get("victim_sex") == _SEVERAL else _code(values, "victim_sex"),
        ages=_ages(values),
        country_of_birth=_code(values, "victim_country_of_birth"),
        exploitation=_codes(values, "exploitation"),
    )


def sealed(values: Mapping[str, Value]) -> Sealed:
    """Read the sealed fields of a report's values.

    Phone and name are the reporter's, as a report has no others; an anonymous reporter's were
    withheld when the report was filed.
    """
    names = (_text(values, "reporter_first_name"), _text(values, "reporter_last_name"))
    return Sealed(
        place=plain(_text(values, "place")),
        ethnicity=_code(values, "victim_ethnicity"),
        agency=plain(_text(values, "agency")),
        trafficker=plain(_text(values, "trafficker_information")),
        phone=number(_text(values, "reporter_phone")),
        name=plain(" ".join(names)),
    )


def _text(values: Mapping[str, Value], name: str) -> str:
    return str(values.get(name, ""))


def _code(values: Mapping[str, Value], name: str) -> str:
    code = _text(values, name)
    return "" if code in _SAY_NOTHING else code


def _codes(values: Mapping[str, Value], name: str) -> frozenset[str]:
    found = values.get(name)
    return frozenset(found) - _SAY_NOTHING if isinstance(found, tuple) else frozenset()


def _day(values: Mapping[str, Value], name: str) -> date | None:
    found = values.get(name)
    return found if isinstance(found, date) else None


def _ages(values: Mapping[str, Value]) -> tuple[int, int] | None:
    age = values.get("victim_age")
    if isinstance(age, int):
        return age, age
    return AGE_RANGES.get(_text(values, "victim_age_range"))
