"""The statements about sessions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, or_, select

from server.storage.entrance.sign_in_tables import session
from server.storage.trust.trust_tables import account, key_slot

Found = Row[*tuple[Any, ...]]

# What the account's password is checked against today: a session is good for one password.
_PASSWORD = (key_slot.c.checksum, account.c.password_hash)
_PEOPLE = account.outerjoin(key_slot, key_slot.c.account_id == account.c.id)
_LISTED = (
    session.c.id,
    session.c.account_id,
    session.c.stage,
    session.c.password_mark,
    session.c.browser,
    session.c.created_at,
    session.c.seen_at,
    session.c.expires_at,
    session.c.proved_at,
    *_PASSWORD,
)
_SECRETS = (
    session.c.vault_key_sealed,
    session.c.draft_key_sealed,
    session.c.challenge,
    session.c.pending_sealed,
)
_OF = _PEOPLE.join(session, session.c.account_id == account.c.id)


def add(connection: Connection, row: Mapping[str, object]) -> None:
    """Add a session."""
    connection.execute(session.insert().values(row))


def of_cookie(connection: Connection, cookie_hash: str) -> Found | None:
    """Return the session of a cookie."""
    query = select(*_LISTED, *_SECRETS).select_from(_OF)
    return connection.execute(query.where(session.c.cookie_hash == cookie_hash)).one_or_none()


def every(
    connection: Connection, *, account_id: str | None = None, session_id: str | None = None
) -> Sequence[Found]:
    """Return all sessions, or those of one account, or one; the one used last first."""
    query = select(*_LISTED).select_from(_OF).order_by(session.c.seen_at.desc(), session.c.id)
    if account_id is not None:
        query = query.where(session.c.account_id == account_id)
    if session_id is not None:
        query = query.where(session.c.id == session_id)
    return connection.execute(query).all()


def change(connection: Connection, session_id: str, values: Mapping[str, object]) -> None:
    """Change some columns of a session."""
    connection.execute(session.update().where(session.c.id == session_id).values(values))


def remove(connection: Connection, session_id: str) -> bool:
    """Delete a session; false when there is none any more."""
    return connection.execute(delete(session).where(session.c.id == session_id)).rowcount == 1


def remove_all(connection: Connection, account_id: str, *, but: str | None) -> int:
    """Delete the sessions of an account, except one, and count them."""
    others = delete(session).where(session.c.account_id == account_id)
    if but is not None:
        others = others.where(session.c.id != but)
    return connection.execute(others).rowcount


def remove_ended(connection: Connection, *, at: datetime, unseen_since: datetime) -> None:
    """Delete what has ended by itself."""
    is_over = or_(session.c.expires_at <= at, session.c.seen_at <= unseen_since)
    connection.execute(delete(session).where(is_over))
