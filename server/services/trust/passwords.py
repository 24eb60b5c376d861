"""Passwords: setting, changing and resetting them, and with them the key slots of people.

Nobody chooses a password for another: the system makes one, which serves only to be changed, and
shows it once to whoever hands it over. The two then count as one person for some days.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from server.domain.access import Action, Role, Standing, Subject
from server.domain.two_people import APART
from server.errors import Code, Refused
from server.services.entrance.session_end import end_sessions
from server.services.trust.accounts import (
    CUSTODIANS,
    KEY_HOLDERS,
    Account,
    account_by_id,
    known_account,
    list_accounts,
)
from server.services.trust.draft_keys import Lost, carry_over, lose_drafts
from server.services.trust.presence import present
from server.services.trust.rights import require
from server.services.trust.slots import drop_slots, house_cost, keep_slot, read_slots
from server.services.trust.vault import Unlocked, Vault
from server.storage.trust import people as stored
from server.storage.trust import vault as vault_stored
from server.storage.work import UnitOfWork
from server.vault.keys import DraftKey
from server.vault.one_time_codes import new_one_time_codes
from server.vault.password_hash import hash_password, is_password, is_sound_hash
from server.vault.passwords import check_password, secret_of
from server.vault.slots import (
    DamagedSlot,
    SlotKind,
    WrongSecret,
    is_sound,
    open_slot,
    seal_slot,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """An account, and the password to be handed to its owner, who changes it; shown this once.

    `drafts_lost` counts what only the password before could open.
    """

    account: Account
    password: str | None = field(repr=False)
    drafts_lost: int = 0


def checker(account: Account) -> Callable[[str], None]:
    """Return what checks a new password of that account, and refuses a weak one."""
    return partial(check_password, login=account.login, name=account.name)


def change_password(work: UnitOfWork, who: Unlocked, password: str, *, at: datetime) -> DraftKey:
    """Give somebody who has just signed in another password; the old one opens nothing more.

    Their drafts open with the new one if `who` holds the key to them, which is returned.

    Raises:
        NotAllowed, or Refused: WEAK_PASSWORD, also for the one that was handed over, or
            SIGN_IN_OVERTAKEN.
    """
    actor = present(work, who, at=at)
    require(actor, Action.ACCOUNT_CHANGE_OWN, Subject(account=actor.id))
    account = known_account(work.connection, who.account.login)
    own: dict[str, object] = {"password_is_temporary": False}
    drafts = None if account.password_is_temporary else who.drafts
    if account.password_is_temporary:
        if _is_present(work.connection, account, password):
            why = "it is the one you were given, which somebody else knows; choose your own"
            raise Refused(Code.WEAK_PASSWORD, why=why)
        own["apart_from"] = at + APART
    set_password(work, account, password, vault=who.vault, at=at)
    stored.change(work.connection, account.id, own)
    kept = carry_over(work, account.id, password, key=drafts, at=at)
    end_sessions(work, account.id, actor=account.id)
    work.note(account.id, "password.changed", account.id)
    return kept


def reset_password(work: UnitOfWork, login: str, *, by: Unlocked, at: datetime) -> Handed:
    """Give somebody whose password is lost, or who lost their key slot, a temporary one.

    Raises:
        NotAllowed, or Refused: UNKNOWN_ACCOUNT, LEADER_RESET, BAD_ACCOUNT, NO_KEY_HELD, or
            SIGN_IN_OVERTAKEN.
    """
    actor = present(work, by, at=at)
    require(actor, Action.SLOT_ADD)
    account = known_account(work.connection, login)
    if account.id == actor.id:
        raise Refused(Code.BAD_ACCOUNT, why="change your own with `lespwa people password`")
    if account.role is Role.LEADER and actor.role is not Role.LEADER:
        # Else who asks for a disposal could take the place of the one who authorises it.
        raise Refused(Code.LEADER_RESET)
    if account.authorised_by is None:
        raise Refused(Code.BAD_ACCOUNT, why="it waits for approval, which gives the first password")
    password = hand_password(work, account, by=by, at=at)
    lost = lose_drafts(work, account.id, by=actor.id, why=Lost.PASSWORD)
    end_sessions(work, account.id, actor=actor.id)
    work.note(actor.id, "password.reset", account.id)
    renewed = known_account(work.connection, login)
    return Handed(account=renewed, password=password, drafts_lost=lost)


def hand_password(work: UnitOfWork, account: Account, *, by: Unlocked, at: datetime) -> str:
    """Make a temporary password for an account and return it, to be shown to `by` once.

    The caller has asked whether this may be, and notes it.

    Raises:
        Refused: NO_KEY_HELD when the vault is needed and not open.
    """
    [made] = new_one_time_codes(secrets.token_bytes, 1)
    set_password(work, account, made.text, vault=by.vault, at=at)
    handed: dict[str, object] = {"password_is_temporary": True, "apart_from": None}
    handed |= {"password_given_by": by.account.id, "password_given_at": at}
    stored.change(work.connection, account.id, handed)
    return made.text


def remove_slot(work: UnitOfWork, slot_id: str, *, by: Unlocked, at: datetime) -> None:
    """Take a way into the vault away: a machine's, or a person's, who then cannot sign in.

    Raises:
        NotAllowed, or Refused: UNKNOWN_SLOT, LAST_CUSTODIAN, LAST_LEADER, SIGN_IN_OVERTAKEN, or
            BAD_ACCOUNT for the recovery code, which is only ever replaced.
    """
    actor = present(work, by, at=at)
    require(actor, Action.SLOT_REMOVE)
    found = [each.slot for each in read_slots(work.connection) if each.slot.id == slot_id]
    if not found:
        raise Refused(Code.UNKNOWN_SLOT, slot=slot_id)
    (slot,) = found
    if slot.kind is SlotKind.RECOVERY:
        why = "the recovery code is only ever replaced: `lespwa keys new-recovery`"
        raise Refused(Code.BAD_ACCOUNT, why=why)
    owner = account_by_id(work.connection, slot.owner) if slot.owner else None
    if owner is not None:
        require_not_last(work.connection, owner, at)
        end_sessions(work, owner.id, actor=actor.id)
    vault_stored.remove_slot(work.connection, slot.id)
    work.note(actor.id, "slot.removed", slot.owner or slot.id, kind=slot.kind.value)


def set_password(
    work: UnitOfWork, account: Account, password: str, *, vault: Vault | None, at: datetime
) -> None:
    """Let a password open the account, and the vault if its role reads records.

    The caller has asked whether this may be, and notes it.

    Raises:
        Refused: WEAK_PASSWORD, or NO_KEY_HELD when the vault is needed and not open.
    """
    check_password(password, login=account.login, name=account.name)
    secret, cost, kept = secret_of(password), house_cost(work.connection), None
    drop_slots(work.connection, owner=account.id)
    if account.role not in KEY_HOLDERS:
        kept = hash_password(secret, cost, random=secrets.token_bytes)
    elif vault is None:
        raise Refused(Code.NO_KEY_HELD)
    else:
        slot = seal_slot(
            vault.key,
            secret,
            kind=SlotKind.CUSTODIAN,
            owner=account.id,
            cost=cost,
            random=vault.random,
        )
        keep_slot(work.connection, slot, label="", at=at)
    stored.change(work.connection, account.id, {"password_hash": kept})


def custodians(connection: Connection, at: datetime) -> list[Account]:
    """Return who can open the vault and give keys to others."""
    sound = {each.slot.owner for each in read_slots(connection) if is_sound(each.slot)}
    return [
        each
        for each in list_accounts(connection)
        if each.id in sound and each.role in CUSTODIANS and each.standing(at) is Standing.GOOD
    ]


def require_not_last(connection: Connection, account: Account, at: datetime) -> None:
    """Go on only if without this account somebody could open the vault, and a Leader authorise.

    Raises:
        Refused: LAST_CUSTODIAN, or LAST_LEADER.
    """
    able = custodians(connection, at)
    if [each.id for each in able] == [account.id]:
        raise Refused(Code.LAST_CUSTODIAN)
    if [each.id for each in able if each.role is Role.LEADER] == [account.id]:
        # Whoever closes the only Leader would rid themselves of the one who says no.
        raise Refused(Code.LAST_LEADER)


def _is_present(connection: Connection, account: Account, password: str) -> bool:
    """Tell whether a password is the one that an account has now."""
    secret, slots = secret_of(password), read_slots(connection, owner=account.id)
    if not slots:
        kept = stored.password_hash(connection, account.id)
        return kept is not None and is_sound_hash(kept) and is_password(kept, secret)
    try:
        open_slot(slots[0].slot, secret)
    except (WrongSecret, DamagedSlot):
        return False
    return True
