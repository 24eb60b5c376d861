"""The list "potential victims are" of the reports, split into what it says of each thing.

The source prints sex, age, grouping and origin in one list, of which several may be ticked.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

_SEX = frozenset({"female", "male"})
_GENDER = frozenset({"transgender_male", "transgender_female"})
_AGE = frozenset({"under_18", "over_18"})
_GROUPING = frozenset({"individual_alone", "group", "family"})
_ORIGIN = frozenset({"national", "foreigner"})

_OLDEST = 200
AGE_RANGES = {
    "under_9": (0, 8),
    "9_17": (9, 17),
    "18_29": (18, 29),
    "30_47": (30, 47),
    "48_over": (48, _OLDEST),
    "under_18": (0, 17),
    "18_over": (18, _OLDEST),
}
"""The youngest and oldest age in each age range of a report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """What a profile says of sex, gender, age, grouping and origin; any may be empty."""

    sex: frozenset[str]
    gender: frozenset[str]
    age: frozenset[str]
    grouping: frozenset[str]
    origin: frozenset[str]


def facets_of(profile: AbstractSet[str]) -> Facets:
    """Split the codes of a profile."""
    codes = frozenset(profile)
    return Facets(
        sex=codes & _SEX,
        gender=codes & _GENDER,
        age=codes & _AGE,
        grouping=codes & _GROUPING,
        origin=codes & _ORIGIN,
    )


def is_group(profile: AbstractSet[str]) -> bool:
    """Tell whether a profile says that the victims are several."""
    return not profile.isdisjoint({"group", "family"})


def filled_in(profile: AbstractSet[str]) -> dict[str, str]:
    """Return the single-answer fields of a report that a profile settles, with their codes.

    Sex is left open where gender says more than it, and a contradiction settles nothing.
    """
    facets = facets_of(profile)
    sex = None if facets.gender else _settled(facets.sex, profile)
    age = _settled(facets.age, profile)
    origin = next(iter(facets.origin)) if len(facets.origin) == 1 else None
    found = {
        "victim_sex": sex,
        "victim_age_range": "18_over" if age == "over_18" else age,
        "victim_origin": origin,
    }
    return {name: code for name, code in found.items() if code is not None}


def _settled(facet: frozenset[str], profile: AbstractSet[str]) -> str | None:
    if len(facet) == 1:
        return next(iter(facet))
    return "mixed" if facet and is_group(profile) else None
