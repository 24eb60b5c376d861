"""Decides what of a person may be shown or handed on, for what and to whom.

Every view, export, referral and disclosure of a person is to ask `decide`. No role and no flag is
among what it looks at, so none can override consent; a Leader's recorded reason for a minor is
part of the consent itself (R74, R87).
"""

from __future__ import annotations

from typing import Final

from server.domain.disclosure.counting import AGGREGATE_PURPOSES, counted
from server.domain.disclosure.decision import Decision, Extent, Result, refused
from server.domain.disclosure.gate import Gate, standing
from server.domain.disclosure.given import Consent
from server.domain.disclosure.terms import TERMS
from server.domain.disclosure.uses import AUDIENCES, Audience, Need, Purpose
from server.domain.schema.kinds import Sensitivity

_HELD: Final = Decision(
    result=Result.HELD,
    why="the case is held: no personal data visible or exportable",
    requirements=("R72",),
)
_STUB: Final = Decision(
    result=Result.STUB,
    extent=Extent.STUB,
    why="the interview was refused",
    requirements=("R73",),
)
_STUB_ONLY: Final = refused("the interview was refused: only the statistical stub is kept", "R73")
_CLOSED: Final = refused("consent to the interview was withdrawn", "R78")
_CASE_WORK: Final = Decision(
    result=Result.SHOWN,
    extent=Extent.ALL,
    needs=(Need.ASSIGNMENT,),
    why="work on the case by those assigned",
    requirements=("R40", "R83", "R84"),
)


def decide(
    purpose: Purpose,
    audience: Audience,
    *,
    sensitivity: Sensitivity,
    consent: Consent,
    service: str | None = None,
) -> Decision:
    """Decide about fields of one sensitivity; `service` is the one a referral would go to.

    The four results of a view are shown, stub, held and refused; counted is the answer to who
    asks for figures only. What a decision needs besides (`needs`) is for the caller to check.
    """
    if audience not in AUDIENCES[purpose]:
        return _no_such_use(purpose, audience)
    gate = standing(consent).gate
    if purpose in AGGREGATE_PURPOSES:
        return counted(purpose, audience, sensitivity=sensitivity, gate=gate)
    if gate is not Gate.OPEN:
        return _shut(gate, purpose, sensitivity)
    if purpose is Purpose.CASE_WORK:
        return _CASE_WORK
    terms = TERMS[purpose]
    if not terms.agreed(consent, service):
        return refused(terms.no, *terms.requirements)
    return terms.handed_on(audience, sensitivity)


def _no_such_use(purpose: Purpose, audience: Audience) -> Decision:
    requirements = ("R94", "R107") if audience is Audience.PUBLIC else ("R79", "R83")
    return refused(f"{purpose.words} is not a purpose for {audience.words}", *requirements)


def _shut(gate: Gate, purpose: Purpose, sensitivity: Sensitivity) -> Decision:
    if gate is Gate.HELD:
        return _HELD
    if gate is Gate.CLOSED:
        return _CLOSED
    is_the_stub = purpose is Purpose.CASE_WORK and sensitivity is Sensitivity.CODED
    return _STUB if is_the_stub else _STUB_ONLY
