"""The statements about drafts and the keys that open them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, or_, select

from server.storage.intake.draft_tables import draft, draft_key
from server.storage.tables import form, form_version

Found = Row[*tuple[Any, ...]]


def key_of(connection: Connection, account_id: str) -> bytes | None:
    """Return the sealed draft key of an account."""
    query = select(draft_key.c.sealed).where(draft_key.c.account_id == account_id)
    found: bytes | None = connection.scalar(query)
    return found


def put_key(connection: Connection, account_id: str, sealed: bytes, *, at: datetime) -> None:
    """Keep the sealed draft key of an account in place of the one before."""
    drop_key(connection, account_id)
    row = {"account_id": account_id, "sealed": sealed, "created_at": at}
    connection.execute(draft_key.insert().values(row))


def drop_key(connection: Connection, account_id: str) -> None:
    """Delete the sealed draft key of an account."""
    connection.execute(delete(draft_key).where(draft_key.c.account_id == account_id))


def of_account(connection: Connection, account_id: str) -> Sequence[Found]:
    """Return the drafts of an account, the one saved last first, without what they hold."""
    query = _drafts().where(draft.c.account_id == account_id)
    return connection.execute(query.order_by(draft.c.saved_at.desc(), draft.c.id)).all()


def one(connection: Connection, account_id: str, draft_id: str) -> Found | None:
    """Return one draft of an account."""
    query = _drafts().where(draft.c.account_id == account_id, draft.c.id == draft_id)
    return connection.execute(query).one_or_none()


def sealed(connection: Connection, account_id: str, draft_id: str) -> bytes | None:
    """Return what one draft of an account holds."""
    query = select(draft.c.sealed).where(draft.c.account_id == account_id, draft.c.id == draft_id)
    found: bytes | None = connection.scalar(query)
    return found


def is_taken(connection: Connection, draft_id: str) -> bool:
    """Tell whether anybody has a draft of that id."""
    return connection.scalar(select(draft.c.id).where(draft.c.id == draft_id)) is not None


def count(connection: Connection, account_id: str) -> int:
    """Count the drafts of an account."""
    query = select(func.count()).select_from(draft).where(draft.c.account_id == account_id)
    return connection.scalar(query) or 0


def add(connection: Connection, row: Mapping[str, object]) -> None:
    """Add a draft."""
    connection.execute(draft.insert().values(row))


def save(
    connection: Connection, account_id: str, draft_id: str, values: Mapping[str, object], known: int
) -> bool:
    """Save a draft anew; false when another page has saved it since it was saved `known` times."""
    is_own = (draft.c.account_id == account_id) & (draft.c.id == draft_id)
    is_latest = or_(draft.c.saves == known, draft.c.writer == values["writer"])
    statement = draft.update().where(is_own, is_latest, draft.c.lost.is_(None))
    return connection.execute(statement.values(saves=draft.c.saves + 1, **values)).rowcount == 1


def remove(connection: Connection, account_id: str, draft_id: str) -> bool:
    """Delete one draft of an account; false when there is none."""
    statement = delete(draft).where(draft.c.account_id == account_id, draft.c.id == draft_id)
    return connection.execute(statement).rowcount == 1


def lose(connection: Connection, account_id: str, why: str) -> int:
    """Empty every draft of an account, say why, and count them."""
    is_held = (draft.c.account_id == account_id) & draft.c.lost.is_(None)
    return connection.execute(draft.update().where(is_held).values(sealed=None, lost=why)).rowcount


def empty_old(connection: Connection, why: str, *, before: datetime) -> None:
    """Empty the drafts that were last saved before a time, and say why."""
    is_old = (draft.c.saved_at < before) & draft.c.lost.is_(None)
    connection.execute(draft.update().where(is_old).values(sealed=None, lost=why))


def remove_lost(connection: Connection, *, before: datetime) -> None:
    """Delete the empty drafts that were last saved before a time."""
    is_old = (draft.c.saved_at < before) & draft.c.lost.is_not(None)
    connection.execute(delete(draft).where(is_old))


def _drafts() -> Select[*tuple[Any, ...]]:
    return select(
        draft.c.id,
        draft.c.form_version_id,
        draft.c.began_at,
        draft.c.saved_at,
        draft.c.saves,
        draft.c.lost,
        form.c.id.label("form_id"),
        form.c.title,
        form_version.c.version,
    ).select_from(
        draft.join(form_version, form_version.c.id == draft.c.form_version_id).join(
            form, form.c.id == form_version.c.form_id
        )
    )
