"""Whether a person's record is open, held, only a stub, or closed; and what counts as a yes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from server.domain.disclosure.given import Agreement, Consent, Guardian, Minor, Status


class Gate(StrEnum):
    """How far the consent to the interview opens the record."""

    OPEN = "open"
    HELD = "held"  # kept, seen by nobody, until what is missing is there
    STUB = "stub"  # refused: sex, citizenship and suspected exploitation are kept, no more
    CLOSED = "closed"  # withdrawn: no later use


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The state of the gate, why, and the requirements that make it so."""

    gate: Gate
    why: str
    requirements: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Whether a consent to a purpose is an informed yes, why, and by which requirements."""

    is_yes: bool
    why: str
    requirements: tuple[str, ...]


def standing(consent: Consent) -> Standing:
    """Tell how far the record is open (R72-R75, R78).

    What the individual refused or took back holds whatever was signed; an unknown age is that of
    a minor until it is known.
    """
    settled = _SETTLED.get(consent.interview)
    if settled is not None:
        return settled
    if not consent.is_signed:
        return _UNSIGNED
    if consent.interview is Status.NOT_ASKED:
        return _NOT_ASKED
    return _ADULT if consent.minor is Minor.NO else _of_a_minor(consent)


def reply(agreement: Agreement) -> Reply:
    """Tell whether it is a yes that was explained and not taken back (R72, R76, R78)."""
    if agreement.is_withdrawn or agreement.status is Status.WITHDRAWN:
        return _WITHDRAWN
    if agreement.status is not Status.GIVEN:
        return _REFUSED if agreement.status is Status.REFUSED else _UNASKED
    return _INFORMED if agreement.is_informed else _UNEXPLAINED


def _of_a_minor(consent: Consent) -> Standing:
    who = "a minor"
    if consent.minor is Minor.UNKNOWN:
        who = "of unknown age and so treated as a minor"
    if consent.guardian is Guardian.GIVEN:
        return _standing(Gate.OPEN, f"the individual is {who} and a guardian consented", "R74")
    without = f"the individual is {who}; no guardian's consent"
    if consent.has_leaders_reason:
        why = f"{without}, but the Leader recorded a best-interest reason"
        return _standing(Gate.OPEN, why, "R74", "R87")
    why = f"{without} and no best-interest reason of the Leader"
    return _standing(Gate.HELD, why, "R74")


def _standing(gate: Gate, why: str, *requirements: str) -> Standing:
    return Standing(gate=gate, why=why, requirements=requirements)


def _reply(why: str, *requirements: str, is_yes: bool = False) -> Reply:
    return Reply(is_yes=is_yes, why=why, requirements=requirements)


_SETTLED = {
    Status.REFUSED: _standing(
        Gate.STUB, "the individual refused the interview: only the statistical stub is kept", "R73"
    ),
    Status.WITHDRAWN: _standing(
        Gate.CLOSED,
        "consent to the interview was withdrawn: no later use of the record; "
        "the count already published stays",
        "R78",
    ),
}
_UNSIGNED = _standing(Gate.HELD, "signature or date of the interviewer is missing", "R72", "R75")
_NOT_ASKED = _standing(Gate.HELD, "the interview consent was not asked yet", "R72")
_ADULT = _standing(Gate.OPEN, "an adult gave consent to the interview", "R73")

_WITHDRAWN = _reply("withdrawn", "R78")
_REFUSED = _reply("refused", "R76")
_UNASKED = _reply("not asked, which is not a yes", "R76")
_INFORMED = _reply("given and explained", "R76", is_yes=True)
_UNEXPLAINED = _reply(
    "given without the explanation being recorded: not informed consent", "R72", "R76"
)
