"""A key to drafts for somebody who signs in and has none, or whose key was damaged."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from server.services.entrance.desk import Desk, in_turn
from server.services.trust.draft_keys import Lost, lose_drafts, seal_anew
from server.services.trust.vault import Unlocked
from server.storage.intake import drafts as stored
from server.storage.trust import vault as vault_stored
from server.storage.work import UnitOfWork
from server.vault.draft_key import new_draft_key
from server.vault.keys import DraftKey


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """A key that was made and is not kept yet; `instead_of` is what there was before."""

    key: DraftKey = field(repr=False)
    sealed: bytes = field(repr=False)
    instead_of: bytes | None = field(repr=False)


def make_key(desk: Desk, unlocked: Unlocked, password: str) -> NewKey | None:
    """Make a key where one is missing; none under a password that somebody else knows."""
    account = unlocked.account
    if unlocked.drafts is not None or account.password_is_temporary:
        return None
    key = new_draft_key(desk.random)
    with in_turn(desk), desk.database.reading() as connection:
        sealed = seal_anew(connection, account.id, password, key=key, random=desk.random)
        before = stored.key_of(connection, account.id)
    return NewKey(key=key, sealed=sealed, instead_of=before)


def keep_key(work: UnitOfWork, unlocked: Unlocked, new: NewKey | None, *, at: datetime) -> Unlocked:
    """Keep it, unless another sign-in was first: this one then goes without."""
    account_id = unlocked.account.id
    if new is None:
        return unlocked
    vault_stored.lock(work.connection)
    if stored.key_of(work.connection, account_id) != new.instead_of:
        return unlocked
    lose_drafts(work, account_id, by=account_id, why=Lost.KEY)
    stored.put_key(work.connection, account_id, new.sealed, at=at)
    return replace(unlocked, drafts=new.key)
