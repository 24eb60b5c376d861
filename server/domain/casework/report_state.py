"""The states of a report: it arrives unverified, and only the task force says what it is (R17)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from server.domain.casework.statements import Word
from server.domain.permissions import Role

NTF_ROLES = frozenset({Role.LEADER, Role.DATA_MANAGER})


class ReportState(StrEnum):
    """What the task force holds a report to be."""

    UNVERIFIED = "unverified"
    VERIFIED = "verified"
    NOT_TRAFFICKING = "not_trafficking"
    DUPLICATE_OF = "duplicate_of"
    MORE_INFORMATION_NEEDED = "more_information_needed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a report is, by whose word; `original` is the reference a duplicate repeats.

    Raises ValueError for a duplicate of nothing, or an original of what is no duplicate.
    """

    state: ReportState
    word: Word
    original: str | None = None

    def __post_init__(self) -> None:
        if (self.state is ReportState.DUPLICATE_OF) != bool(self.original):
            raise ValueError("a duplicate names its original, and nothing else does")


def may_become(role: Role, now: ReportState, then: ReportState) -> bool:
    """Tell whether this role may change the state so: from unverified, or back to it (R17)."""
    one_is_unverified = (now is ReportState.UNVERIFIED) != (then is ReportState.UNVERIFIED)
    return role in NTF_ROLES and one_is_unverified
