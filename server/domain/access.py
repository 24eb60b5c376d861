"""The one place that says whether somebody may do something; the answer is no unless it is yes.

The tables stand in `permissions`; here are the rules a table cannot hold: whose account is in
order, whose case it is, and that it takes two people to let personal data out or destroy it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from server.domain.forms import Audience
from server.domain.permissions import FORMS_OF, MAY_TOUCH, ROLES_OF, Action, Role
from server.domain.schema import Sensitivity

__all__ = [
    "Action",
    "Actor",
    "Role",
    "Sensitivity",
    "Standing",
    "Subject",
    "fillable",
    "may",
    "standing",
]


class Standing(StrEnum):
    """Whether an account may be used at all."""

    GOOD = "good"
    DISABLED = "disabled"
    UNSIGNED = "unsigned"
    EXPIRED = "expired"

    @property
    def sentence(self) -> str:
        """Why not, in plain words."""
        return _STANDINGS[self]


_STANDINGS: Final = {
    Standing.GOOD: "The account is in order.",
    Standing.DISABLED: "The account was closed.",
    Standing.UNSIGNED: "The date on which the confidentiality form was signed is missing.",
    Standing.EXPIRED: "The account has expired or waits for approval; ask the Leader.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Somebody who asks; made anew for each request, so that `standing` is of now."""

    id: str
    role: Role
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is asked about; what is not said counts against the one who asks.

    `owners` are the accounts a case is given to; `requested_by` and `authorised_by` belong to a
    disclosure, disposal, export or other request; `account` is the account an action changes.
    """

    section: str | None = None
    sensitivity: Sensitivity | None = None
    owners: frozenset[str] = frozenset()
    requested_by: str | None = None
    authorised_by: str | None = None
    account: str | None = None


_OWN_CASES_ONLY: Final = frozenset({Role.CASE_WORKER, Role.OPERATOR})
_OF_A_CASE: Final = frozenset(
    {
        Action.RECORD_READ,
        Action.RECORD_WRITE,
        Action.RECORD_EXPORT,
        Action.RECORD_SEARCH,
        Action.CASE_REFER,
        Action.CONSENT_RECORD,
        Action.DISCLOSURE_REQUEST,
    }
)
_OF_A_FIELD: Final = frozenset({Action.RECORD_READ, Action.RECORD_WRITE, Action.RECORD_EXPORT})
_AUTHORISE: Final = frozenset(
    {
        Action.DISCLOSURE_AUTHORISE,
        Action.DISPOSAL_AUTHORISE,
        Action.PERSONAL_EXPORT_AUTHORISE,
        Action.PROTOCOL_AUTHORISE,
        Action.AGREEMENT_AUTHORISE,
        Action.CODE_LIST_AUTHORISE,
        Action.ACCOUNT_AUTHORISE,
        Action.KEY_AUTHORISE,
    }
)
_CARRY_OUT: Final = frozenset(
    {
        Action.DISCLOSURE_CARRY_OUT,
        Action.DISPOSAL_CARRY_OUT,
        Action.PERSONAL_EXPORT_CARRY_OUT,
    }
)
_OWN_ACCOUNT: Final = frozenset(
    {Action.ACCOUNT_CHANGE_OWN, Action.SESSION_LIST_OWN, Action.SESSION_REVOKE_OWN}
)
_NOBODY: Final = Subject()


def standing(
    *,
    confidentiality_signed_on: date | None,
    expires_at: datetime | None,
    disabled_at: datetime | None,
    at: datetime,
) -> Standing:
    """Say whether an account may be used at a time; one without an end counts as expired."""
    if disabled_at is not None:
        return Standing.DISABLED
    if confidentiality_signed_on is None or confidentiality_signed_on > at.date():
        return Standing.UNSIGNED
    if expires_at is None or expires_at <= at:
        return Standing.EXPIRED
    return Standing.GOOD


def may(actor: Actor, action: Action, subject: Subject = _NOBODY) -> bool:
    """Tell whether the actor may do that to that."""
    return (
        actor.standing is Standing.GOOD
        and actor.role in ROLES_OF.get(action, ())
        and _case_is_theirs(actor, action, subject)
        and _field_is_open(actor, action, subject)
        and _two_people(actor, action, subject)
        and _account_is_right(actor, action, subject)
    )


def fillable(actor: Actor) -> frozenset[Audience]:
    """Return the audiences whose forms the actor may fill in in the console."""
    return FORMS_OF[actor.role] if may(actor, Action.SUBMISSION_ADD) else frozenset()


def _case_is_theirs(actor: Actor, action: Action, subject: Subject) -> bool:
    if action not in _OF_A_CASE or actor.role not in _OWN_CASES_ONLY:
        return True
    return actor.id in subject.owners


def _field_is_open(actor: Actor, action: Action, subject: Subject) -> bool:
    return (
        action not in _OF_A_FIELD
        or (actor.role, action, subject.section, subject.sensitivity) in MAY_TOUCH
    )


def _two_people(actor: Actor, action: Action, subject: Subject) -> bool:
    """Check that nobody lets personal data out, or destroys it, alone."""
    if action in _AUTHORISE:
        return subject.requested_by is not None and subject.requested_by != actor.id
    is_personal_export = (
        action is Action.RECORD_EXPORT and subject.sensitivity is not Sensitivity.CODED
    )
    if action in _CARRY_OUT or is_personal_export:
        people = (subject.requested_by, subject.authorised_by)
        return None not in people and subject.requested_by != subject.authorised_by
    return True


def _account_is_right(actor: Actor, action: Action, subject: Subject) -> bool:
    if action in _OWN_ACCOUNT:
        return subject.account == actor.id
    if action is Action.ACCOUNT_AUTHORISE:
        return subject.account is not None and subject.account != actor.id
    return True
