"""Agencies: what kinds there are, and which names mean the same one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from enum import StrEnum
from typing import Final

_NOT_TOLD_APART: Final = re.compile(r"[\W_]+")
_MOST_SUGGESTIONS: Final = 3
_NEAR: Final = 0.6


class AgencyKind(StrEnum):
    """What an agency is.

    The source names the public ones (2.1: police, immigration, family court, social protection,
    health and school) and the National Task Force; the rest are those that refer or decide.
    """

    TASK_FORCE = "task_force"
    POLICE = "police"
    IMMIGRATION = "immigration"
    COURT_OR_PROSECUTION = "court_or_prosecution"
    SOCIAL_PROTECTION = "social_protection"
    HEALTH = "health"
    SCHOOL = "school"
    OTHER_GOVERNMENT = "other_government"
    NGO = "ngo"
    INTERNATIONAL_ORGANIZATION = "international_organization"
    OTHER = "other"

    @property
    def is_public(self) -> bool:
        """Whether its people are public agents, for whom the screening form is (R13)."""
        return self not in _NOT_PUBLIC

    @property
    def label(self) -> str:
        """The kind in plain words."""
        return _LABELS[self]


_NOT_PUBLIC: Final = frozenset(
    {AgencyKind.NGO, AgencyKind.INTERNATIONAL_ORGANIZATION, AgencyKind.OTHER}
)
_LABELS: Final[Mapping[AgencyKind, str]] = {
    AgencyKind.TASK_FORCE: "National Task Force",
    AgencyKind.POLICE: "Police",
    AgencyKind.IMMIGRATION: "Immigration",
    AgencyKind.COURT_OR_PROSECUTION: "Court or prosecution",
    AgencyKind.SOCIAL_PROTECTION: "Social protection",
    AgencyKind.HEALTH: "Health",
    AgencyKind.SCHOOL: "School",
    AgencyKind.OTHER_GOVERNMENT: "Other government body",
    AgencyKind.NGO: "Non-governmental organization",
    AgencyKind.INTERNATIONAL_ORGANIZATION: "International organization",
    AgencyKind.OTHER: "Other",
}


def name_key(name: str) -> str:
    """Return a name as it is compared: letters of either case, dots and spaces tell none apart."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return _NOT_TOLD_APART.sub(" ", folded).strip()


def near_names(name: str, known: Iterable[str]) -> list[str]:
    """Return the known names that may have been meant, the nearest first, three at most."""
    by_key = {name_key(each): each for each in known}
    wanted = name_key(name)
    near = get_close_matches(wanted, by_key, n=_MOST_SUGGESTIONS, cutoff=_NEAR)
    words = set(wanted.split())
    shorter = [key for key in by_key if key not in near and words and words <= set(key.split())]
    return [by_key[key] for key in [*near, *shorter][:_MOST_SUGGESTIONS]]
