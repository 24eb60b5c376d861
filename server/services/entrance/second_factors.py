"""The second proof of who signs in: a phone's digits, a security key, or a printed code.

The secret shared with a phone lies sealed under the vault key, so only somebody who holds a key to
the vault can have one; a security key and printed codes leave nothing secret here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import uuid4

from sqlalchemy import Connection

from server.domain.access import Action, Actor, Subject
from server.errors import Code, Refused
from server.services.entrance.session_end import end_sessions
from server.services.trust.accounts import Account, find_account, known_account
from server.services.trust.presence import present
from server.services.trust.rights import require
from server.services.trust.vault import Unlocked, Vault
from server.storage.entrance import second_factors as stored
from server.storage.work import UnitOfWork
from server.vault.cipher import DoesNotOpen, Random
from server.vault.fields import FieldSealer, Place
from server.vault.one_time_codes import OneTimeCode, matched_code, new_one_time_codes
from server.vault.second_factor import TotpSecret, matched_step


class Kind(StrEnum):
    """What proves it."""

    PHONE = "phone"
    SECURITY_KEY = "security_key"
    PRINTED_CODE = "printed_code"


_NOBODY: Final = "nobody"
STRONG: Final = (Kind.PHONE, Kind.SECURITY_KEY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """One second factor, as it is listed."""

    id: str
    kind: Kind
    label: str
    created_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What was proved with: the kind, and how many printed codes are left."""

    kind: Kind
    codes_left: int


def list_factors(connection: Connection, account_id: str) -> list[Factor]:
    """Return the second factors of an account, each printed code among them."""
    return [_factor(row) for row in stored.of_account(connection, account_id)]


def is_enrolled(factors: Sequence[Factor]) -> bool:
    """Tell whether there is a phone or a security key."""
    return any(each.kind in STRONG for each in factors)


def add_phone(
    work: UnitOfWork,
    unlocked: Unlocked,
    typed: str,
    *,
    secret: TotpSecret,
    at: datetime,
) -> None:
    """Add the phone that showed these digits for the secret it was given.

    Raises:
        Refused: CODE_REFUSED when these are not the digits of now.
    """
    vault, account = unlocked.opened_vault(), unlocked.account
    step = matched_step(secret, typed, at=at, last_step=None)
    if step is None:
        raise Refused(Code.CODE_REFUSED)
    row = new_row(account.id, Kind.PHONE, label="Phone", at=at)
    place = _place(str(row["id"]))
    sealed = FieldSealer(vault.key, random=vault.random).seal(place, secret.text)
    stored.add(work.connection, [row | {"secret_sealed": sealed, "last_step": step}])
    work.note(account.id, "second_factor.added", account.id, kind=Kind.PHONE.value)


def make_codes(
    work: UnitOfWork, account_id: str, *, at: datetime, random: Random
) -> tuple[OneTimeCode, ...]:
    """Make ten codes to print, in place of all earlier ones; they are shown once."""
    stored.remove_all(work.connection, account_id, [Kind.PRINTED_CODE])
    codes = new_one_time_codes(random)
    rows = [
        new_row(account_id, Kind.PRINTED_CODE, label="Printed code", at=at)
        | {"code_hash": code.hashed(account_id)}
        for code in codes
    ]
    stored.add(work.connection, rows)
    work.note(account_id, "second_factor.codes_made", account_id, codes=len(codes))
    return codes


def use_typed(work: UnitOfWork, unlocked: Unlocked, typed: str, *, at: datetime) -> Proof | None:
    """Take the digits of a phone or a printed code, once; None when they are not right."""
    rows = stored.of_account(work.connection, unlocked.account.id, held=True)
    codes = [row for row in rows if row.kind == Kind.PRINTED_CODE]
    phones = [row for row in rows if row.kind == Kind.PHONE]
    matched = matched_code([row.code_hash for row in codes], typed, account=unlocked.account.id)
    if matched is not None:
        stored.remove(work.connection, codes[matched].id)
        return Proof(kind=Kind.PRINTED_CODE, codes_left=len(codes) - 1)
    if any(_use_phone(work, unlocked.vault, row, typed, at=at) for row in phones):
        return Proof(kind=Kind.PHONE, codes_left=len(codes))
    return None


def remove_factor(work: UnitOfWork, actor: Actor, factor_id: str, *, must_stay: bool) -> None:
    """Remove a phone or security key of one's own; `must_stay` keeps the last one.

    Raises:
        Refused: UNKNOWN_FACTOR, or LAST_FACTOR.
    """
    rows = stored.of_account(work.connection, actor.id, held=True)
    strong = [row for row in rows if row.kind in STRONG]
    if factor_id not in {row.id for row in strong}:
        raise Refused(Code.UNKNOWN_FACTOR)
    if must_stay and len(strong) == 1:
        raise Refused(Code.LAST_FACTOR)
    stored.remove(work.connection, factor_id)
    work.note(actor.id, "second_factor.removed", actor.id)


def forget_factors(work: UnitOfWork, login: str, *, by: Unlocked, at: datetime) -> Account:
    """Remove every second factor of somebody who lost them; they enrol anew at the next sign-in.

    Raises:
        NotAllowed: to all but who may let people in; nobody does it for themselves.
        Refused: UNKNOWN_ACCOUNT, or SIGN_IN_OVERTAKEN.
    """
    actor = present(work, by, at=at)
    found = find_account(work.connection, login)
    whose = _NOBODY if found is None else found.id  # only who may ask learns which logins exist
    require(actor, Action.ACCOUNT_AUTHORISE, Subject(account=whose, requested_by=whose))
    account = known_account(work.connection, login)
    drop_factors(work, account.id, by=actor.id)
    return account


def drop_factors(work: UnitOfWork, account_id: str, *, by: str) -> None:
    """Remove every second factor of an account and end its sessions.

    The caller has asked whether this may be: it is for whoever came in by the recovery code.
    """
    count = stored.remove_all(work.connection, account_id, list(Kind))
    work.note(by, "second_factor.forgotten", account_id, factors=count)
    end_sessions(work, account_id, actor=by)


def new_row(account_id: str, kind: Kind, *, label: str, at: datetime) -> dict[str, object]:
    """Return the columns that every second factor has."""
    return {
        "id": uuid4().hex,
        "account_id": account_id,
        "kind": kind,
        "label": label,
        "created_at": at,
    }


def _use_phone(
    work: UnitOfWork, vault: Vault | None, row: stored.Found, typed: str, *, at: datetime
) -> bool:
    secret = None if vault is None else _opened(vault, row)
    if secret is None:
        return False
    step = matched_step(secret, typed, at=at, last_step=row.last_step)
    if step is None:
        return False
    stored.change(work.connection, row.id, {"last_step": step, "used_at": at})
    return True


def _opened(vault: Vault, row: stored.Found) -> TotpSecret | None:
    """Return a phone's secret; none when it was damaged, which printed codes are for."""
    try:
        text = FieldSealer(vault.key, random=vault.random).open(_place(row.id), row.secret_sealed)
    except DoesNotOpen:
        return None
    return TotpSecret(text=text)


def _place(factor_id: str) -> Place:
    return Place("second_factor", factor_id, "secret_sealed")


def _factor(row: stored.Found) -> Factor:
    return Factor(
        id=row.id,
        kind=Kind(row.kind),
        label=row.label,
        created_at=row.created_at,
        used_at=row.used_at,
    )
