"""The keys to people's drafts: opened with a password, sealed anew, and lost with a password."""

from __future__ import annotations

import secrets
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection

from server.services.trust.slots import house_cost
from server.storage.intake import drafts as stored
from server.storage.work import UnitOfWork
from server.vault.cipher import DoesNotOpen, Random
from server.vault.draft_key import new_draft_key, open_draft_key, seal_draft_key
from server.vault.keys import DraftKey
from server.vault.passwords import secret_of


class Lost(StrEnum):
    """Why a draft cannot be opened any more."""

    PASSWORD = "password"  # noqa: S105 - a reason: the password was given anew by somebody else
    KEY = "key"  # what opens it was damaged
    AGE = "age"


def open_drafts(connection: Connection, account_id: str, password: str) -> DraftKey | None:
    """Return the key to an account's drafts; None when there is none, or it was damaged."""
    sealed = stored.key_of(connection, account_id)
    if sealed is None:
        return None
    try:
        return open_draft_key(sealed, secret_of(password), owner=account_id)
    except DoesNotOpen:
        return None


def seal_anew(
    connection: Connection, account_id: str, password: str, *, key: DraftKey, random: Random
) -> bytes:
    """Seal a key to an account's drafts under a password."""
    cost = house_cost(connection)
    return seal_draft_key(key, secret_of(password), owner=account_id, cost=cost, random=random)


def carry_over(
    work: UnitOfWork, account_id: str, password: str, *, key: DraftKey | None, at: datetime
) -> DraftKey:
    """Let the key to an account's drafts open with its new password; without one, begin anew."""
    random = secrets.token_bytes
    if key is None:
        lose_drafts(work, account_id, by=account_id, why=Lost.KEY)
    kept = key or new_draft_key(random)
    sealed = seal_anew(work.connection, account_id, password, key=kept, random=random)
    stored.put_key(work.connection, account_id, sealed, at=at)
    return kept


def lose_drafts(work: UnitOfWork, account_id: str, *, by: str, why: Lost) -> int:
    """Empty what nobody can open any more, with its key; its owner is shown what it was."""
    stored.drop_key(work.connection, account_id)
    count = stored.lose(work.connection, account_id, why.value)
    if count:
        work.note(by, "draft.lost", account_id, drafts=count)
    return count
