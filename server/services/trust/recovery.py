"""The recovery code: making it, replacing it, and getting back in with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from server.domain.access import Action
from server.domain.two_people import APART
from server.errors import Code, Refused
from server.services.entrance.second_factors import drop_factors
from server.services.trust.accounts import CUSTODIANS, Account, known_account
from server.services.trust.draft_keys import Lost, lose_drafts
from server.services.trust.passwords import set_password
from server.services.trust.presence import present
from server.services.trust.rights import require
from server.services.trust.slots import drop_slots, house_cost, keep_slot, read_slots
from server.services.trust.vault import Unlocked, Vault, open_any
from server.storage.engine import Database
from server.storage.trust import people as stored
from server.storage.trust import vault as vault_stored
from server.storage.work import UnitOfWork
from server.vault.recovery import RecoveryCode, new_recovery_code, parse_recovery_code
from server.vault.slots import SlotKind, seal_slot

__all__ = [
    "ACTOR",
    "Recovery",
    "RecoveryCode",
    "begin_recovery",
    "check_typed_back",
    "new_recovery_code",
    "note_refused",
    "recover",
    "replace_recovery",
]

ACTOR: Final = "recovery code"
_A_YEAR: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """The vault, opened with the recovery code of one slot."""

    vault: Vault
    slot_id: str = field(repr=False)


def check_typed_back(code: RecoveryCode, typed: str) -> None:
    """Go on only if the code was typed back as it was shown.

    Raises:
        Refused: BAD_RECOVERY_CODE, naming the group that holds a slip where it can.
    """
    if not parse_recovery_code(typed).is_same(code):
        raise Refused(Code.BAD_RECOVERY_CODE, why="it is not the one that was shown")


def keep_recovery(work: UnitOfWork, vault: Vault, code: RecoveryCode, *, at: datetime) -> None:
    """Let a code that was typed back open the vault, in place of the one before."""
    cost = house_cost(work.connection)
    slot = seal_slot(
        vault.key,
        code.secret,
        kind=SlotKind.RECOVERY,
        owner=None,
        cost=cost,
        random=vault.random,
    )
    drop_slots(work.connection, SlotKind.RECOVERY)
    keep_slot(work.connection, slot, label="", at=at)


def replace_recovery(work: UnitOfWork, code: RecoveryCode, *, by: Unlocked, at: datetime) -> None:
    """Let a new code, typed back, take the place of the one before, which opens nothing more.

    Raises:
        NotAllowed, or Refused: NO_KEY_HELD, or SIGN_IN_OVERTAKEN.
    """
    actor = present(work, by, at=at)
    # Only a Leader: with the code anybody can take the place of the one who authorises.
    require(actor, Action.SLOT_REMOVE)
    keep_recovery(work, by.opened_vault(), code, at=at)
    work.note(actor.id, "recovery.replaced", "vault")


def begin_recovery(connection: Connection, typed: str) -> Recovery:
    """Open the vault with the recovery code; nothing is changed yet.

    Raises:
        Refused: BAD_RECOVERY_CODE when it is mistyped, RECOVERY_REFUSED when it opens nothing,
            or NOT_SET_UP.
    """
    code = parse_recovery_code(typed)
    found = open_any(connection, code.secret, SlotKind.RECOVERY)
    if found is None:
        raise Refused(Code.RECOVERY_REFUSED)
    slot, vault = found
    return Recovery(vault=vault, slot_id=slot.id)


def note_refused(database: Database, refusal: Refused) -> None:
    """Keep an event of a recovery that was refused."""
    with database.work() as work:
        work.note(ACTOR, "recovery.refused", "vault", code=refusal.code.name.lower())
        work.commit()


def recover(  # noqa: PLR0913 - with what, for whom, with which password and code, when
    work: UnitOfWork,
    recovery: Recovery,
    login: str,
    password: str,
    *,
    code: RecoveryCode,
    at: datetime,
) -> Account:
    """Let a Leader or Data Manager back in, whatever became of their account, under a new code.

    Their second step is forgotten, for it may be what was lost; they set up another. Whoever
    knew the code may be somebody else, so for some days they decide with nobody what takes two.
    The code that was used is replaced. Of two people who use it at once, the first wins; for the
    second nothing is changed.

    Raises:
        Refused: RECOVERY_OVERTAKEN, UNKNOWN_ACCOUNT, WEAK_PASSWORD, or BAD_ACCOUNT for any
            other role, whose password a custodian resets.
    """
    vault_stored.lock(work.connection)
    present = {each.slot.id for each in read_slots(work.connection, SlotKind.RECOVERY)}
    if recovery.slot_id not in present:
        raise Refused(Code.RECOVERY_OVERTAKEN)
    account = known_account(work.connection, login)
    if account.role not in CUSTODIANS:
        raise Refused(Code.BAD_ACCOUNT, why="the recovery code is for a Leader or a Data Manager")
    if account.authorised_by is None:
        # Else who knows the code makes a second person of somebody whom nobody would miss.
        raise Refused(Code.BAD_ACCOUNT, why="it was never approved; a Leader approves it")
    set_password(work, account, password, vault=recovery.vault, at=at)
    stored.change(work.connection, account.id, _back_in(account, at))
    lose_drafts(work, account.id, by=ACTOR, why=Lost.PASSWORD)
    drop_factors(work, account.id, by=ACTOR)
    keep_recovery(work, recovery.vault, code, at=at)
    work.note(ACTOR, "account.recovered", account.id, was_closed=account.disabled_at is not None)
    return known_account(work.connection, login)


def _back_in(account: Account, at: datetime) -> dict[str, object]:
    return {
        "disabled_at": None,
        "expires_at": max(account.expires_at or at, at + _A_YEAR),
        "password_is_temporary": False,
        "password_given_by": None,
        "password_given_at": at,
        "apart_from": at + APART,
    }
