"""What a decision about a person's data says: the result, how far it goes, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from server.domain.disclosure.uses import Need


class Result(StrEnum):
    """What may be done with the field that was asked about."""

    SHOWN = "shown"
    STUB = "stub"
    COUNTED = "counted"  # only in figures, never by itself
    HELD = "held"
    REFUSED = "refused"


class Extent(StrEnum):
    """Which fields a decision reaches."""

    NOTHING = ""
    ALL = "all"
    NAMED = "fields named in the request"
    CODED = "coded fields"
    ANONYMOUS = "coded fields, k-anonymous, no dates finer than a year, no district"
    STUB = "stub: sex, citizenship, suspected exploitation"
    ONE_CASE = "counted as a case, no breakdown"
    FROZEN = "frozen: what was counted before the withdrawal"
    ALL_CODED = "all coded fields"
    PLANNING = "planning set: number, sex, language, minors, date window"
    STATE = "state of the report; counts"
    RATES = "counts, error rates, dates"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A result, the fields it reaches, what else must be there, why, and by which requirements."""

    result: Result
    why: str
    requirements: tuple[str, ...]
    extent: Extent = Extent.NOTHING
    needs: tuple[Need, ...] = ()


def refused(why: str, *requirements: str) -> Decision:
    """Return a no."""
    return Decision(result=Result.REFUSED, why=why, requirements=requirements)
