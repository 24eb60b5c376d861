"""Suggests which reports may tell of the same: what matches between them, for a person to decide.

What one of two reports leaves blank counts nothing, for or against. Coded fields decide which
reports are compared further, so that few sealed ones are opened; reports that share a phone number
and nothing else are found by searching for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from heapq import nsmallest
from typing import Final, TypeAlias

from server.domain.casework.compared import Coded, Sealed
from server.domain.casework.comparing import WEIGHTS, Outcome, Point, coded_score, compare

_LEAST: Final = 20  # of the coded fields: two of those that weigh most
_SURVIVORS: Final = 200
_SHOWN: Final = 20


class Grade(StrEnum):
    """How much speaks for it that two reports tell of the same."""

    LIKELY = "likely"
    POSSIBLE = "possible"


# The least score of each, and the least part that must match of what could be compared.
_GRADES: Final = ((Grade.LIKELY, 45, 0.8), (Grade.POSSIBLE, 30, 0.6))

Both: TypeAlias = tuple[Coded, Sealed]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A report that may tell of the same, and what each point gave."""

    reference: str
    grade: Grade
    score: int
    outcomes: Mapping[Point, Outcome]


def survivors(one: Coded, others: Iterable[Coded], limit: int = _SURVIVORS) -> list[str]:
    """Return the references of those whose coded fields match best, from a stream of any length."""

    def scored() -> Iterator[tuple[int, str]]:
        for each in others:
            score = coded_score(one, each)
            if score >= _LEAST and each.reference != one.reference:
                yield -score, each.reference

    return [reference for _, reference in nsmallest(limit, scored())]


def suggest(one: Both, others: Iterable[Both], limit: int = _SHOWN) -> list[Suggestion]:
    """Return those that may tell of the same as one report: likely first, then by score."""
    found = (_suggestion(other[0].reference, compare(one, other)) for other in others)
    return nsmallest(limit, (each for each in found if each), key=_place)


def _suggestion(reference: str, outcomes: Mapping[Point, Outcome]) -> Suggestion | None:
    score = _weight(outcomes, Outcome.MATCH)
    compared = score + _weight(outcomes, Outcome.MISMATCH)
    for grade, least, part in _GRADES:
        if score >= least and score >= part * compared:
            return Suggestion(reference=reference, grade=grade, score=score, outcomes=outcomes)
    return None


def _weight(outcomes: Mapping[Point, Outcome], outcome: Outcome) -> int:
    return sum(WEIGHTS[point] for point, each in outcomes.items() if each is outcome)


def _place(suggestion: Suggestion) -> tuple[bool, int, str]:
    return suggestion.grade is Grade.POSSIBLE, -suggestion.score, suggestion.reference
