"""Setting up: vault, first custodian, recovery code and form keys, all of them or nothing."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from server.errors import Code, Refused
from server.services.publishing.forms import republish
from server.services.trust.keys import (
    add_key,
    current_is_in_vault,
    current_public,
    public_half,
    rotate,
)
from server.services.trust.people import Account, FirstPerson, add_first_person
from server.services.trust.recovery import check_typed_back, keep_recovery
from server.services.trust.slots import is_set_up
from server.services.trust.vault import Vault
from server.storage.engine import Database
from server.storage.trust import vault as stored
from server.storage.work import UnitOfWork
from server.vault.cipher import Random
from server.vault.cost import Cost
from server.vault.keys import new_vault_key
from server.vault.recovery import RecoveryCode, new_recovery_code


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVault:
    """A vault that exists in memory only, until its recovery code was typed back."""

    vault: Vault
    code: RecoveryCode
    cost: Cost


def require_no_vault(database: Database) -> None:
    """Go on only if this was not set up yet.

    Raises:
        Refused: ALREADY_SET_UP.
    """
    with database.reading() as connection:
        if is_set_up(connection):
            raise Refused(Code.ALREADY_SET_UP)


def begin_vault(cost: Cost, *, random: Random = secrets.token_bytes) -> NewVault:
    """Make a vault and its recovery code; nothing is kept yet."""
    vault = Vault(key=new_vault_key(random), random=random)
    return NewVault(vault=vault, code=new_recovery_code(random), cost=cost)


def set_up(  # noqa: PLR0913 - what a system begins with
    work: UnitOfWork,
    new: NewVault,
    first: FirstPerson,
    *,
    typed: str,
    form_keys: Sequence[RSAPrivateKey],
    at: datetime,
) -> Account:
    """Keep the vault, its first custodian, its recovery code and its form keys.

    `typed` is the recovery code as it was typed back; `form_keys` are those that were in files
    so far. If the current one is not among them, a new one is made and all forms carry it.

    Raises:
        Refused: ALREADY_SET_UP, BAD_RECOVERY_CODE, BAD_ACCOUNT, or WEAK_PASSWORD.
    """
    check_typed_back(new.code, typed)
    stored.lock(work.connection)
    if is_set_up(work.connection):
        raise Refused(Code.ALREADY_SET_UP)
    cost = new.cost
    state: dict[str, object] = {"created_at": at, "proof": new.vault.proof()}
    state |= {"memory_kib": cost.memory_kib, "passes": cost.passes, "lanes": cost.lanes}
    stored.add_state(work.connection, state)
    account = add_first_person(work, first, vault=new.vault, at=at)
    keep_recovery(work, new.vault, new.code, at=at)
    work.note(account.id, "vault.made", "vault")
    _keep_form_keys(work, new.vault, form_keys, at=at, actor=account.id)
    return account


def _keep_form_keys(
    work: UnitOfWork, vault: Vault, keys: Sequence[RSAPrivateKey], *, at: datetime, actor: str
) -> None:
    for key in keys:
        current = current_public(work.connection)
        is_current = current in {None, public_half(key.public_key())}
        add_key(work, vault, key, at=at, actor=actor, is_current=is_current)
    if not current_is_in_vault(work.connection):
        republish(work, rotate(work, vault, at, actor=actor), at=at, actor=actor)
