"""What data may be asked for, by whom, and what each use needs besides consent."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Purpose(StrEnum):
    """What somebody wants data for (R79)."""

    CASE_WORK = "case_work"
    ASSISTANCE = "assistance"
    SERVICE = "service"
    LAW_ENFORCEMENT = "law_enforcement"
    RESEARCH = "research"
    STATISTICS = "statistics"
    PLANNING = "planning"
    FEEDBACK = "feedback"
    OVERSIGHT = "oversight"
    PUBLICATION = "publication"

    @property
    def words(self) -> str:
        """The purpose as it is said in a sentence."""
        return self.value.replace("_", " ")


class Audience(StrEnum):
    """Who would see the data."""

    INTERNAL = "internal"
    ASSISTANCE_PARTNER = "assistance_partner"
    LAW_ENFORCEMENT = "law_enforcement"
    RESEARCHER = "researcher"
    STATISTICAL_BODY = "statistical_body"
    REPORTING_AGENCY = "reporting_agency"
    PUBLIC = "public"

    @property
    def words(self) -> str:
        """The audience as it is said in a sentence."""
        return self.value.replace("_", " ")


class Need(StrEnum):
    """What must be there besides consent before anything is handed on."""

    ASSIGNMENT = "role and assignment"
    REQUEST = "request"
    NAMED_REQUEST = "request naming purpose, recipient, fields"
    TESTED = "threshold, coarsening and attack test"
    LEADER = "Leader"
    MOU = "MoU"
    SEALED = "sealed"
    AGREEMENT = "agreement with the agency"


_PARTNERS: Final = frozenset({Audience.INTERNAL, Audience.ASSISTANCE_PARTNER})

AUDIENCES: Final[Mapping[Purpose, frozenset[Audience]]] = MappingProxyType(
    {
        Purpose.CASE_WORK: frozenset({Audience.INTERNAL}),
        Purpose.ASSISTANCE: _PARTNERS,
        Purpose.SERVICE: _PARTNERS,
        Purpose.LAW_ENFORCEMENT: frozenset({Audience.LAW_ENFORCEMENT}),
        Purpose.RESEARCH: frozenset({Audience.RESEARCHER}),
        Purpose.STATISTICS: frozenset(Audience),
        Purpose.PLANNING: _PARTNERS | {Audience.LAW_ENFORCEMENT},
        Purpose.FEEDBACK: frozenset({Audience.REPORTING_AGENCY}),
        Purpose.OVERSIGHT: frozenset({Audience.INTERNAL}),
        Purpose.PUBLICATION: frozenset({Audience.PUBLIC}),
    }
)
