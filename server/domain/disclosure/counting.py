"""Decides what may be counted: figures need no consent, and never hold text or identity."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from server.domain.disclosure.decision import Decision, Extent, Result, refused
from server.domain.disclosure.gate import Gate
from server.domain.disclosure.uses import Audience, Need, Purpose
from server.domain.schema.kinds import Sensitivity

_STATISTICS: Final = frozenset({Purpose.STATISTICS, Purpose.PUBLICATION})
AGGREGATE_PURPOSES: Final = _STATISTICS | {Purpose.PLANNING, Purpose.FEEDBACK, Purpose.OVERSIGHT}

_COUNTS_BY_GATE: Final[Mapping[Gate, Extent]] = MappingProxyType(
    {
        Gate.HELD: Extent.ONE_CASE,
        Gate.STUB: Extent.STUB,
        Gate.CLOSED: Extent.FROZEN,
        Gate.OPEN: Extent.ALL_CODED,
    }
)
_TEXT_REFUSED: Final[Mapping[Purpose, Decision]] = MappingProxyType(
    {
        Purpose.PLANNING: refused(
            "planning gets number, sex, language, minors and dates only", "R106"
        ),
        Purpose.FEEDBACK: refused(
            "an agency hears what became of its report, without personal data", "R104"
        ),
        Purpose.OVERSIGHT: refused("review works with counts and error rates", "R96", "R97"),
    }
)
_NO_TEXT: Final = refused("only coded data may be counted; text and identity never", "R81", "R94")
_FEEDBACK: Final = Decision(
    result=Result.COUNTED,
    extent=Extent.STATE,
    needs=(Need.AGREEMENT,),
    why="what became of the report, without personal data",
    requirements=("R104",),
)
_OVERSIGHT: Final = Decision(
    result=Result.COUNTED,
    extent=Extent.RATES,
    why="quality and quarterly review",
    requirements=("R96", "R97", "R100"),
)


def counted(
    purpose: Purpose, audience: Audience, *, sensitivity: Sensitivity, gate: Gate
) -> Decision:
    """Decide for a purpose of `AGGREGATE_PURPOSES` (R81, R96, R101, R104, R106)."""
    if sensitivity is not Sensitivity.CODED:
        return _TEXT_REFUSED.get(purpose, _NO_TEXT)
    if purpose in _STATISTICS:
        return _statistics(audience, gate)
    if purpose is Purpose.PLANNING:
        return _planning(audience)
    return _FEEDBACK if purpose is Purpose.FEEDBACK else _OVERSIGHT


def _statistics(audience: Audience, gate: Gate) -> Decision:
    why = "anonymous aggregate statistics"
    if gate is Gate.CLOSED:
        why += "; leaving the count out later would single the person out"
    return Decision(
        result=Result.COUNTED,
        extent=_COUNTS_BY_GATE[gate],
        needs=(Need.REQUEST, Need.TESTED, *_of_the_recipient(audience)),
        why=why,
        requirements=("R81", "R101", "R103"),
    )


def _of_the_recipient(audience: Audience) -> tuple[Need, ...]:
    if audience is Audience.INTERNAL:
        return ()
    return (Need.LEADER,) if audience is Audience.PUBLIC else (Need.MOU,)


def _planning(audience: Audience) -> Decision:
    outside = () if audience is Audience.INTERNAL else (Need.MOU, Need.SEALED)
    return Decision(
        result=Result.COUNTED,
        extent=Extent.PLANNING,
        needs=(Need.REQUEST, *outside),
        why="the minimum for planning, before and without consent",
        requirements=("R106",),
    )
