"""The people that work with the system: adding, approving, renewing and closing their accounts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from uuid import uuid4

from sqlalchemy import Connection

from server.domain.access import Action, Actor, Role, Subject
from server.errors import Code, Refused
from server.services.entrance.session_end import end_sessions
from server.services.trust.accounts import (
    CUSTODIANS,
    KEY_HOLDERS,
    Account,
    actor_of,
    find_account,
    known_account,
    list_accounts,
    new_login,
)
from server.services.trust.decisions import Asked, Matter, require_asked
from server.services.trust.passwords import (
    Handed,
    hand_password,
    require_not_last,
    set_password,
)
from server.services.trust.presence import present
from server.services.trust.rights import require
from server.services.trust.slots import drop_slots
from server.services.trust.two_people import require_two_to_approve
from server.services.trust.vault import Unlocked, Vault
from server.storage.trust import people as stored
from server.storage.work import UnitOfWork

__all__ = [
    "Account",
    "FirstPerson",
    "NewPerson",
    "actor_of",
    "add_first_person",
    "add_person",
    "approve",
    "are_first_steps",
    "disable",
    "find_account",
    "known_account",
    "list_accounts",
    "renew",
    "signing_date",
]

MATTER: Final = Matter(
    ask=Action.ACCOUNT_REQUEST,
    authorise=Action.ACCOUNT_AUTHORISE,
    asked="account.added",
    agreed="account.approved",
    refused="account.disabled",
)
_TWO: Final = 2
_NOBODY: Final = "nobody"
A_YEAR: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """What is decided when somebody is added."""

    login: str
    name: str
    role: Role
    confidentiality_signed_on: date
    agency: str = ""
    valid_for: timedelta = A_YEAR


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstPerson(NewPerson):
    """The one who sets Lespwa up, with a password of their own."""

    password: str = field(repr=False)


def add_person(work: UnitOfWork, new: NewPerson, *, by: Unlocked, at: datetime) -> Handed:
    """Ask for somebody's account, which a Leader, who is not `by`, approves and gives a password.

    While a second person who could ask or a Leader who could approve has never been there, the
    account is approved at once. Only who holds a key asks for somebody who will hold one.

    Raises:
        NotAllowed, or Refused: BAD_ACCOUNT, NO_KEY_HELD, or SIGN_IN_OVERTAKEN.
    """
    actor = present(work, by, at=at)
    require(actor, Action.ACCOUNT_REQUEST)
    if new.role in KEY_HOLDERS:
        require(actor, Action.SLOT_ADD)
    is_alone, password = are_first_steps(work.connection), None
    values = _values(work.connection, new, at)
    values |= {"requested_by": actor.id, "password_is_temporary": True}
    if is_alone:
        values |= {"expires_at": at + new.valid_for, "authorised_by": actor.id}
    stored.add(work.connection, values)
    if is_alone:
        account = known_account(work.connection, new.login)
        password = hand_password(work, account, by=by, at=at)
    account = known_account(work.connection, new.login)
    work.note(actor.id, "account.added", account.id, role=new.role.value, is_approved=is_alone)
    return Handed(account=account, password=password)


def add_first_person(work: UnitOfWork, new: FirstPerson, *, vault: Vault, at: datetime) -> Account:
    """Add the first custodian of a vault just made; nobody is there to ask or to approve.

    Raises:
        Refused: BAD_ACCOUNT, or WEAK_PASSWORD.
    """
    if new.role not in CUSTODIANS:
        raise Refused(Code.BAD_ACCOUNT, why="the first person is a Leader or a Data Manager")
    values = _values(work.connection, new, at)
    values |= {"expires_at": at + new.valid_for, "password_is_temporary": False}
    stored.add(work.connection, values | {"authorised_by": values["id"]})
    account = known_account(work.connection, new.login)
    set_password(work, account, new.password, vault=vault, at=at)
    work.note(account.id, "account.added", account.id, role=new.role.value, is_approved=True)
    return known_account(work.connection, new.login)


def approve(
    work: UnitOfWork, login: str, *, by: Unlocked, at: datetime, valid_for: timedelta = A_YEAR
) -> Handed:
    """Approve an account that somebody else asked for, and give it its first password.

    Raises:
        NotAllowed, NotTwo, or Refused: UNKNOWN_ACCOUNT, SIGN_IN_OVERTAKEN, NOT_IN_AUDIT, or
            BAD_ACCOUNT when it was approved before or closed.
    """
    actor = present(work, by, at=at)
    found = find_account(work.connection, login)
    asker = found.requested_by if found else _NOBODY
    account = _required(found, login, by=actor, action=Action.ACCOUNT_AUTHORISE, asker=asker)
    require_two_to_approve(work.connection, actor, asker, at=at)
    if account.disabled_at is not None:
        raise Refused(Code.BAD_ACCOUNT, why="it was closed; add the person anew")
    if account.authorised_by is not None:
        raise Refused(Code.BAD_ACCOUNT, why="it was approved before; renew it instead")
    said = {"role": account.role.value, "is_approved": False}
    asked = Asked(subject=account.id, by=account.requested_by or _NOBODY, said=said)
    require_asked(work.connection, MATTER, asked)
    stored.change(
        work.connection, account.id, {"authorised_by": actor.id, "expires_at": at + valid_for}
    )
    password = hand_password(work, account, by=by, at=at)
    work.note(actor.id, "account.approved", account.id, days=valid_for.days)
    return Handed(account=known_account(work.connection, login), password=password)


def renew(  # noqa: PLR0913 - what is renewed, by whom, when, until when
    work: UnitOfWork,
    login: str,
    *,
    by: Unlocked,
    at: datetime,
    valid_for: timedelta = A_YEAR,
    signed_on: date | None = None,
) -> Account:
    """Let an account go on, at the wish of its owner; `signed_on` when they signed anew.

    Raises:
        NotAllowed, or Refused: UNKNOWN_ACCOUNT, SIGN_IN_OVERTAKEN, or BAD_ACCOUNT when it was
            closed or never approved.
    """
    actor = present(work, by, at=at)
    found = find_account(work.connection, login)
    asker = found.id if found else _NOBODY  # whoever wants to go on asks for it
    account = _required(found, login, by=actor, action=Action.ACCOUNT_AUTHORISE, asker=asker)
    if account.disabled_at is not None:
        raise Refused(Code.BAD_ACCOUNT, why="it was closed; add the person anew")
    if account.authorised_by is None:
        raise Refused(Code.BAD_ACCOUNT, why="it was never approved; approve it first")
    values: dict[str, object] = {"expires_at": at + valid_for}
    if signed_on is not None:
        values["confidentiality_signed_on"] = signing_date(signed_on, at)
    stored.change(work.connection, account.id, values)
    work.note(actor.id, "account.renewed", account.id, days=valid_for.days)
    return known_account(work.connection, login)


def disable(work: UnitOfWork, login: str, *, by: Unlocked, at: datetime) -> Account:
    """Close an account at once and for good; when a Leader does it, its key slot goes too.

    Raises:
        NotAllowed, or Refused: UNKNOWN_ACCOUNT, LAST_CUSTODIAN, LAST_LEADER, or
            SIGN_IN_OVERTAKEN.
    """
    actor = present(work, by, at=at)
    found = find_account(work.connection, login)
    account = _required(found, login, by=actor, action=Action.ACCOUNT_DISABLE)
    if account.disabled_at is not None:
        return account
    require_not_last(work.connection, account, at)
    stored.change(work.connection, account.id, {"disabled_at": at})
    dropped = drop_slots(work.connection, owner=account.id) if actor.role is Role.LEADER else 0
    end_sessions(work, account.id, actor=actor.id)
    work.note(actor.id, "account.disabled", account.id, slots_removed=dropped)
    return known_account(work.connection, login)


def _required(
    found: Account | None, login: str, *, by: Actor, action: Action, asker: str | None = None
) -> Account:
    """Ask first whether this may be: who may not is not told which logins there are."""
    require(by, action, Subject(requested_by=asker, account=found.id if found else _NOBODY))
    if found is None:
        raise Refused(Code.UNKNOWN_ACCOUNT, login=login)
    return found


def _values(connection: Connection, new: NewPerson, at: datetime) -> dict[str, object]:
    login, name = new_login(new.login), new.name.strip()
    if not name:
        raise Refused(Code.BAD_ACCOUNT, why="the person's name is missing")
    if find_account(connection, login) is not None:
        raise Refused(Code.BAD_ACCOUNT, why=f"the login {login} is taken, now or from earlier")
    return {
        "id": uuid4().hex,
        "login": login,
        "name": name,
        "role": new.role.value,
        "agency": new.agency.strip(),
        "confidentiality_signed_on": signing_date(new.confidentiality_signed_on, at),
        "created_at": at,
    }


def signing_date(day: date, at: datetime) -> date:
    """Return the date on which a confidentiality form was signed.

    Raises:
        Refused: BAD_ACCOUNT when it lies in the future.
    """
    if day > at.date():
        raise Refused(Code.BAD_ACCOUNT, why="the confidentiality form is dated in the future")
    return day


def are_first_steps(connection: Connection) -> bool:
    """Tell whether two people who could ask for and approve an account were never there yet.

    Closed and expired accounts count, so that nobody gets back to this by closing them.
    """
    leaders = stored.count_of(connection, [Role.LEADER])
    return not leaders or stored.count_of(connection, sorted(CUSTODIANS)) < _TWO
