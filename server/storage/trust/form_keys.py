"""The statements about form keys: their two halves, and which one is current."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, func, select, true

from server.storage.tables import form_key, form_version, submission
from server.storage.writes import lock_table

KeyRow = Row[*tuple[Any, ...]]
NOT_ASKED: Final[Mapping[str, object]] = {"asked_by": None, "asked_at": None, "why": None}


def lock(connection: Connection) -> None:
    """Let only one unit of work at a time decide which key is current."""
    lock_table(connection, form_key, "SHARE ROW EXCLUSIVE")


def current(connection: Connection) -> Row[*tuple[Any, ...]] | None:
    """Return fingerprint and public half of the current key."""
    return connection.execute(
        select(form_key.c.fingerprint, form_key.c.public_der).where(form_key.c.is_current)
    ).first()


def keep(connection: Connection, row: dict[str, object], *, is_current: bool) -> bool:
    """Keep a key; a current one takes the place of the one before.

    A key that is there gets its private half back if that was withdrawn, and becomes current if
    told so. Tell whether anything changed.
    """
    name = row["fingerprint"]
    known = connection.execute(
        select(
            form_key.c.is_current, form_key.c.private_sealed.is_not(None).label("is_here")
        ).where(form_key.c.fingerprint == name)
    ).first()
    becomes_current = is_current and not (known is not None and known.is_current)
    if becomes_current:
        connection.execute(
            form_key.update().where(form_key.c.is_current == true()).values(is_current=False)
        )
    if known is None:
        connection.execute(form_key.insert().values(is_current=is_current, **row))
        return True
    changes: dict[str, object] = {"is_current": True} if becomes_current else {}
    if not known.is_here:
        changes |= {"private_sealed": row["private_sealed"], **NOT_ASKED}
    if changes:
        connection.execute(form_key.update().where(form_key.c.fingerprint == name).values(changes))
    return bool(changes)


def private_sealed(connection: Connection, fingerprint: str) -> bytes | None:
    """Return the private half of a key, sealed, None when it is not here."""
    found: bytes | None = connection.scalar(
        select(form_key.c.private_sealed).where(form_key.c.fingerprint == fingerprint)
    )
    return found


def listing(connection: Connection) -> Sequence[KeyRow]:
    """Return every key, the current one first, with how many live forms carry it."""
    query = _details()
    return connection.execute(
        query.order_by(form_key.c.is_current.desc(), form_key.c.created_at.desc())
    ).all()


def details(connection: Connection, fingerprint: str) -> KeyRow:
    """Return what `listing` does of one key, and who asked for it to be destroyed."""
    return connection.execute(_details().where(form_key.c.fingerprint == fingerprint)).one()


def ask(connection: Connection, fingerprint: str, values: Mapping[str, object]) -> None:
    """Note who asks for a key to be destroyed, or that nobody does."""
    chosen = form_key.update().where(form_key.c.fingerprint == fingerprint)
    connection.execute(chosen.values(dict(values)))


def destroy(connection: Connection, fingerprint: str) -> None:
    """Take out the private half of a key for good."""
    ask(connection, fingerprint, {**NOT_ASKED, "private_sealed": None})


def last_received(connection: Connection, fingerprint: str) -> datetime | None:
    """Return when the last submission came of a form's version that carried the key."""
    query = (
        select(func.max(submission.c.received_at))
        .join(
            form_version,
            (form_version.c.form_id == submission.c.form_id)
            & (form_version.c.version == submission.c.version),
        )
        .where(form_version.c.key_fingerprint == fingerprint)
    )
    found: datetime | None = connection.scalar(query)
    return found


def _details() -> Select[*tuple[Any, ...]]:
    forms = (
        select(func.count())
        .where(form_version.c.key_fingerprint == form_key.c.fingerprint, form_version.c.is_current)
        .scalar_subquery()
    )
    return select(
        form_key.c.fingerprint,
        form_key.c.public_der,
        form_key.c.created_at,
        form_key.c.is_current,
        form_key.c.private_sealed.is_not(None).label("is_here"),
        form_key.c.asked_by,
        form_key.c.asked_at,
        form_key.c.why,
        forms.label("forms"),
    )


def ordered(connection: Connection, form_id: str, version: str | None) -> Sequence[str]:
    """Return all fingerprints, that of the form's version first, then the newest first."""
    own = select(form_version.c.key_fingerprint).where(
        form_version.c.form_id == form_id, form_version.c.version == (version or "")
    )
    every = select(form_key.c.fingerprint).order_by(
        form_key.c.fingerprint.in_(own).desc(), form_key.c.created_at.desc()
    )
    return connection.scalars(every).all()
