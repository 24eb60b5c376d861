"""Compares two reports point by point: match, mismatch, or blank where one of them says nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from rapidfuzz import fuzz

from server.domain.casework.compared import Coded, Sealed
from server.domain.casework.names import SOUNDS_ALIKE, alike

_APART: Final = timedelta(days=14)
_YEARS_APART: Final = 2
_SAME_TEXT: Final = 85  # of 100: the likeness from which two texts tell of the same


class Point(StrEnum):
    """One thing in which two reports are compared, in the order in which they are shown."""

    DATE = "date"
    DISTRICT = "district"
    PLACE = "place"
    SEX = "sex"
    AGE = "age"
    COUNTRY_OF_BIRTH = "country_of_birth"
    ETHNICITY = "ethnicity"
    EXPLOITATION = "exploitation"
    AGENCY = "agency"
    TRAFFICKER = "trafficker"
    PHONE = "phone"
    NAME = "name"


WEIGHTS: Final[Mapping[Point, int]] = MappingProxyType(
    {
        Point.DATE: 10,
        Point.DISTRICT: 10,
        Point.PLACE: 5,
        Point.SEX: 10,
        Point.AGE: 10,
        Point.COUNTRY_OF_BIRTH: 5,
        Point.ETHNICITY: 1,
        Point.EXPLOITATION: 10,
        Point.AGENCY: 5,
        Point.TRAFFICKER: 10,
        Point.PHONE: 15,
        Point.NAME: 15,
    }
)


class Outcome(StrEnum):
    """What comparing one point gave."""

    MATCH = "match"
    MISMATCH = "mismatch"
    BLANK = "blank"


def compare(one: tuple[Coded, Sealed], other: tuple[Coded, Sealed]) -> Mapping[Point, Outcome]:
    """Return what every point gives between two reports, in the order of the points."""
    found = _coded(one[0], other[0]) | _sealed(one[1], other[1])
    return MappingProxyType({point: _outcome(found[point]) for point in Point})


def coded_score(one: Coded, other: Coded) -> int:
    """Return the weight of the coded points that match, fast: it is asked of every report."""
    score = 0
    if one.district and one.district == other.district:
        score += WEIGHTS[Point.DISTRICT]
    if one.sex and one.sex == other.sex:
        score += WEIGHTS[Point.SEX]
    if one.country_of_birth and one.country_of_birth == other.country_of_birth:
        score += WEIGHTS[Point.COUNTRY_OF_BIRTH]
    if not one.exploitation.isdisjoint(other.exploitation):
        score += WEIGHTS[Point.EXPLOITATION]
    if _are_of_an_age(one, other):
        score += WEIGHTS[Point.AGE]
    return score + (WEIGHTS[Point.DATE] if _are_near(one, other) else 0)


def _coded(one: Coded, other: Coded) -> dict[Point, bool | None]:
    exploitation = one.exploitation and other.exploitation
    return {
        Point.DATE: _are_near(one, other),
        Point.DISTRICT: _same(one.district, other.district),
        Point.SEX: _same(one.sex, other.sex),
        Point.AGE: _are_of_an_age(one, other),
        Point.COUNTRY_OF_BIRTH: _same(one.country_of_birth, other.country_of_birth),
        Point.EXPLOITATION: bool(one.exploitation & other.exploitation) if exploitation else None,
    }


def _sealed(one: Sealed, other: Sealed) -> dict[Point, bool | None]:
    return {
        Point.PLACE: _like(one.place, other.place),
        Point.ETHNICITY: _same(one.ethnicity, other.ethnicity),
        Point.AGENCY: _like(one.agency, other.agency),
        Point.TRAFFICKER: _like(one.trafficker, other.trafficker),
        Point.PHONE: _same(one.phone, other.phone),
        Point.NAME: _named_alike(one.name, other.name),
    }


def _outcome(matches: bool | None) -> Outcome:  # noqa: FBT001 - it is what is told
    if matches is None:
        return Outcome.BLANK
    return Outcome.MATCH if matches else Outcome.MISMATCH


def _same(one: str, other: str) -> bool | None:
    return one == other if one and other else None


def _like(one: str, other: str) -> bool | None:
    """Tell whether the words of two plain texts are alike, in whichever order."""
    return fuzz.token_set_ratio(one, other) >= _SAME_TEXT if one and other else None


def _named_alike(one: str, other: str) -> bool | None:
    """Tell whether two names are alike, whichever of them has a word more."""
    if not one or not other:
        return None
    return max(alike(one)(other), alike(other)(one)) >= SOUNDS_ALIKE


def _are_near(one: Coded, other: Coded) -> bool | None:
    """Tell whether two periods lie at most some days apart."""
    if not (one.first_day and one.last_day and other.first_day and other.last_day):
        return None
    return one.first_day - _APART <= other.last_day and other.first_day - _APART <= one.last_day


def _are_of_an_age(one: Coded, other: Coded) -> bool | None:
    """Tell whether two ages, or ranges of ages, lie at most some years apart."""
    if one.ages is None or other.ages is None:
        return None
    youngest = max(one.ages[0], other.ages[0])
    return youngest - min(one.ages[1], other.ages[1]) <= _YEARS_APART
