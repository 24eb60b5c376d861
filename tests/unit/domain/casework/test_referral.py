"""A referral takes consent to its service, and goes only the ways there are."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.casework.referral import Referral, State, after_withdrawal, refer
from server.domain.casework.statements import Word
from server.domain.disclosure.decision import Decision, Result
from server.domain.disclosure.given import Agreement, Consent, Minor, Status

WORD = Word(who="amina", at=datetime(2026, 5, 4, tzinfo=UTC), why="She asked for a doctor.")
YES = Agreement(status=Status.GIVEN, is_informed=True)
CONSENT = Consent(
    interview=Status.GIVEN,
    is_signed=True,
    minor=Minor.NO,
    sharing=YES,
    services={"medical": YES},
)
WAYS = {
    ("pending", "accepted"),
    ("pending", "refused"),
    ("pending", "revoked"),
    ("accepted", "done"),
    ("accepted", "revoked"),
}


def _made() -> Referral:
    made = refer("medical", "clinic", consent=CONSENT, word=WORD)
    assert isinstance(made, Referral)
    return made


@pytest.mark.requirement("R39", "R77")
def test_referral_with_consent_is_pending() -> None:
    assert _made().state is State.PENDING


@pytest.mark.requirement("R39", "R77")
@pytest.mark.parametrize(
    ("service", "consent"), [("reintegration", CONSENT), ("medical", Consent())]
)
def test_referral_without_consent_is_refused(service: str, consent: Consent) -> None:
    found = refer(service, "clinic", consent=consent, word=WORD)
    assert isinstance(found, Decision)
    assert found.result in {Result.REFUSED, Result.HELD}


@pytest.mark.requirement("R39")
@given(st.lists(st.sampled_from(State)))
def test_referral_goes_only_the_ways_there_are(states: list[State]) -> None:
    referral = _made()
    for state in states:
        if referral.may_become(state):
            referral = referral.become(state, WORD)
    gone = [(one.state.value, other.state.value) for one, other in pairwise(referral.steps)]
    assert set(gone) <= WAYS


@pytest.mark.parametrize("way", sorted(WAYS))
def test_every_way_can_be_gone(way: tuple[str, str]) -> None:
    made = _made()
    begun = made if way[0] == "pending" else made.become(State.ACCEPTED, WORD)
    assert begun.become(State(way[1]), WORD).state == way[1]


def test_what_is_refused_becomes_nothing_else() -> None:
    with pytest.raises(ValueError, match="cannot become"):
        _made().become(State.REFUSED, WORD).become(State.DONE, WORD)


@pytest.mark.requirement("R39", "R78")
def test_withdrawal_revokes_pending_and_lists_accepted() -> None:
    pending, accepted = _made(), _made().become(State.ACCEPTED, WORD)
    done = accepted.become(State.DONE, WORD)
    found = after_withdrawal([pending, accepted, done], consent=Consent(), word=WORD)
    assert found.revoked == (pending.become(State.REVOKED, WORD),)
    assert found.to_talk_about == (accepted,)


def test_consent_that_stands_revokes_nothing() -> None:
    found = after_withdrawal([_made()], consent=CONSENT, word=WORD)
    assert (found.revoked, found.to_talk_about) == ((), ())
