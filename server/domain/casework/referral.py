"""Referrals to a service: five states, and consent to that service at the moment it is made.

`pending` becomes `accepted`, `refused` or `revoked`; `accepted` becomes `done` or `revoked` (R39).
Each step says who, when and why.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from server.domain.casework.statements import Word
from server.domain.disclosure.consent import decide
from server.domain.disclosure.decision import Decision, Result
from server.domain.disclosure.given import Consent
from server.domain.disclosure.uses import Audience, Purpose
from server.domain.schema.kinds import Sensitivity


class State(StrEnum):
    """Where a referral stands."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    REVOKED = "revoked"
    DONE = "done"


_NEXT = {
    State.PENDING: frozenset({State.ACCEPTED, State.REFUSED, State.REVOKED}),
    State.ACCEPTED: frozenset({State.DONE, State.REVOKED}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A state that was reached, and the word of who brought it there."""

    state: State
    word: Word


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """A person referred to an agency for one service, with every step since; the first is made."""

    service: str
    agency: str
    steps: tuple[Step, ...]

    @property
    def state(self) -> State:
        """Where it stands now."""
        return self.steps[-1].state

    def may_become(self, state: State) -> bool:
        """Tell whether that is a next step."""
        return state in _NEXT.get(self.state, frozenset())

    def become(self, state: State, word: Word) -> Referral:
        """Return it one step on; raises ValueError where that is no next step."""
        if not self.may_become(state):
            raise ValueError(f"a {self.state} referral cannot become {state}")
        return replace(self, steps=(*self.steps, Step(state=state, word=word)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """What a withdrawal does to a person's referrals."""

    revoked: tuple[Referral, ...]
    to_talk_about: tuple[Referral, ...]  # accepted already: somebody calls the agency


def allowed(service: str, consent: Consent) -> Decision:
    """Decide whether consent to that service stands now (R77); nothing stands in its place."""
    return decide(
        Purpose.SERVICE,
        Audience.ASSISTANCE_PARTNER,
        sensitivity=Sensitivity.CODED,
        consent=consent,
        service=service,
    )


def refer(service: str, agency: str, *, consent: Consent, word: Word) -> Referral | Decision:
    """Return a new referral, or the decision that refuses it."""
    decision = allowed(service, consent)
    if decision.result is not Result.SHOWN:
        return decision
    return Referral(service=service, agency=agency, steps=(Step(state=State.PENDING, word=word),))


def after_withdrawal(referrals: Iterable[Referral], *, consent: Consent, word: Word) -> Withdrawn:
    """Revoke what is pending without consent, and list what was accepted (R78)."""
    without = [
        each for each in referrals if allowed(each.service, consent).result is not Result.SHOWN
    ]
    return Withdrawn(
        revoked=tuple(
            each.become(State.REVOKED, word) for each in without if each.state is State.PENDING
        ),
        to_talk_about=tuple(each for each in without if each.state is State.ACCEPTED),
    )
