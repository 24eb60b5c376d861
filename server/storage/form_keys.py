"""The statements about form keys: their two halves, and which one is current."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, select, true

from server.storage.tables import form_key, form_version
from server.storage.writes import lock_table


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
        changes["private_sealed"] = row["private_sealed"]
    if changes:
        connection.execute(form_key.update().where(form_key.c.fingerprint == name).values(changes))
    return bool(changes)


def private_sealed(connection: Connection, fingerprint: str) -> bytes | None:
    """Return the private half of a key, sealed, None when it is not here."""
    found: bytes | None = connection.scalar(
        select(form_key.c.private_sealed).where(form_key.c.fingerprint == fingerprint)
    )
    return found


def listing(connection: Connection) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return every key, the current one first, with how many live forms carry it."""
    forms = (
        select(func.count())
        .where(form_version.c.key_fingerprint == form_key.c.fingerprint, form_version.c.is_current)
        .scalar_subquery()
    )
    query = select(
        form_key.c.fingerprint,
        form_key.c.public_der,
        form_key.c.created_at,
        form_key.c.is_current,
        form_key.c.private_sealed.is_not(None).label("is_here"),
        forms.label("forms"),
    )
    return connection.execute(
        query.order_by(form_key.c.is_current.desc(), form_key.c.created_at.desc())
    ).all()


def ordered(connection: Connection, form_id: str, version: str | None) -> Sequence[str]:
    """Return all fingerprints, that of the form's version first, then the newest first."""
    own = select(form_version.c.key_fingerprint).where(
        form_version.c.form_id == form_id, form_version.c.version == (version or "")
    )
    every = select(form_key.c.fingerprint).order_by(
        form_key.c.fingerprint.in_(own).desc(), form_key.c.created_at.desc()
    )
    return connection.scalars(every).all()
