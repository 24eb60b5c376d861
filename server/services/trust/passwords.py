"""Passwords: setting, changing and resetting them, and with them the key slots of people."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from server.domain.access import Action, Actor, Role, Standing, Subject
from server.errors import Code, Refused
from server.services.trust.accounts import (
    CUSTODIANS,
    KEY_HOLDERS,
    Account,
    account_by_id,
    known_account,
    list_accounts,
)
from server.services.trust.rights import require
from server.services.trust.slots import drop_slots, house_cost, keep_slot, read_slots
from server.services.trust.vault import Unlocked, Vault
from server.storage import people as stored
from server.storage import vault as vault_stored
from server.storage.work import UnitOfWork
from server.vault.password_hash import hash_password
from server.vault.passwords import check_password, secret_of
from server.vault.slots import SlotKind, is_sound, seal_slot


def checker(account: Account) -> Callable[[str], None]:
    """Return what checks a new password of that account, and refuses a weak one."""
    return partial(check_password, login=account.login, name=account.name)


def change_password(work: UnitOfWork, who: Unlocked, password: str, *, at: datetime) -> None:
    """Give somebody who has just signed in another password; the old one opens nothing more.

    Raises:
        NotAllowed, or Refused: WEAK_PASSWORD.
    """
    vault_stored.lock(work.connection)
    account = known_account(work.connection, who.account.login)
    require(who.actor(at), Action.ACCOUNT_CHANGE_OWN, Subject(account=account.id))
    set_password(work, account, password, vault=who.vault, at=at)
    stored.change(work.connection, account.id, {"password_is_temporary": False})
    work.note(account.id, "password.changed", account.id)


def reset_password(  # noqa: PLR0913 - whose, to what, by whom, with which key, when
    work: UnitOfWork, login: str, password: str, *, by: Actor, vault: Vault | None, at: datetime
) -> Account:
    """Give somebody whose password is lost, or who lost their key slot, a temporary one.

    Raises:
        NotAllowed, or Refused: UNKNOWN_ACCOUNT, LEADER_RESET, WEAK_PASSWORD, or NO_KEY_HELD.
    """
    require(by, Action.SLOT_ADD)
    vault_stored.lock(work.connection)
    account = known_account(work.connection, login)
    if account.role is Role.LEADER and by.role is not Role.LEADER:
        # Else who asks for a disposal could take the place of the one who authorises it.
        raise Refused(Code.LEADER_RESET)
    set_password(work, account, password, vault=vault, at=at)
    stored.change(work.connection, account.id, {"password_is_temporary": account.id != by.id})
    work.note(by.id, "password.reset", account.id)
    return known_account(work.connection, login)


def remove_slot(work: UnitOfWork, slot_id: str, *, by: Actor, at: datetime) -> None:
    """Take a way into the vault away: a machine's, or a person's, who then cannot sign in.

    Raises:
        NotAllowed, or Refused: UNKNOWN_SLOT, LAST_CUSTODIAN, or BAD_ACCOUNT for the recovery
            code, which is only ever replaced.
    """
    require(by, Action.SLOT_REMOVE)
    vault_stored.lock(work.connection)
    found = [each.slot for each in read_slots(work.connection) if each.slot.id == slot_id]
    if not found:
        raise Refused(Code.UNKNOWN_SLOT, slot=slot_id)
    (slot,) = found
    if slot.kind is SlotKind.RECOVERY:
        why = "the recovery code is only ever replaced: `lespwa keys new-recovery`"
        raise Refused(Code.BAD_ACCOUNT, why=why)
    owner = account_by_id(work.connection, slot.owner) if slot.owner else None
    if owner is not None:
        require_another_custodian(work.connection, owner, at)
    vault_stored.remove_slot(work.connection, slot.id)
    work.note(by.id, "slot.removed", slot.owner or slot.id, kind=slot.kind.value)


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


def require_another_custodian(connection: Connection, account: Account, at: datetime) -> None:
    """Go on only if without this account somebody could open the vault and give out keys.

    Raises:
        Refused: LAST_CUSTODIAN.
    """
    if [each.id for each in custodians(connection, at)] == [account.id]:
        raise Refused(Code.LAST_CUSTODIAN)
