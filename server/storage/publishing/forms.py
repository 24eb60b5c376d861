"""The statements about published forms: their versions, which of them is current, their files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select, true

from server.storage.tables import form, form_media, form_version
from server.storage.writes import lock_table

_CURRENT = (
    form_version.c.id,
    form_version.c.form_id,
    form_version.c.version,
    form_version.c.content_hash,
    form_version.c.key_fingerprint,
    form_version.c.published_at,
    form.c.audience,
    form.c.title,
)


def lock(connection: Connection) -> None:
    """Let only one unit of work at a time publish."""
    lock_table(connection, form_version, "SHARE ROW EXCLUSIVE")


def current(connection: Connection, form_id: str) -> Row[*tuple[Any, ...]] | None:
    """Return the current version of a form with its audience and title, without its contents."""
    return connection.execute(_currents().where(form.c.id == form_id)).first()


def currents(connection: Connection) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the current version of every form, as `current` does."""
    return connection.execute(_currents().order_by(form.c.id)).all()


def _currents() -> Select[*tuple[Any, ...]]:
    joined = form_version.join(form, form.c.id == form_version.c.form_id)
    return select(*_CURRENT).select_from(joined).where(form_version.c.is_current)


def of_title(connection: Connection, title: str) -> Sequence[str]:
    """Return the ids of the live forms that have a title."""
    joined = form.join(form_version, form_version.c.form_id == form.c.id)
    query = select(form.c.id).select_from(joined).where(form_version.c.is_current)
    return connection.scalars(query.where(form.c.title == title).order_by(form.c.id)).all()


def versions(connection: Connection, form_id: str) -> Sequence[str]:
    """Return every version of a form, in no order."""
    query = select(form_version.c.version).where(form_version.c.form_id == form_id)
    return connection.scalars(query).all()


def contents(connection: Connection, version_id: str) -> Row[*tuple[Any, ...]]:
    """Return the XForm and the spreadsheet of a version."""
    query = select(form_version.c.xform, form_version.c.source)
    return connection.execute(query.where(form_version.c.id == version_id)).one()


def media(connection: Connection, version_id: str) -> dict[str, bytes]:
    """Return the files of a version by name."""
    query = select(form_media.c.filename, form_media.c.content)
    rows = connection.execute(query.where(form_media.c.form_version_id == version_id))
    return {row.filename: row.content for row in rows}


def put_form(connection: Connection, form_id: str, *, audience: str, title: str) -> None:
    """Add a form, open for new submissions, or change who is offered it and its title."""
    values = {"audience": audience, "title": title}
    done = connection.execute(form.update().where(form.c.id == form_id).values(values))
    if done.rowcount == 0:
        connection.execute(form.insert().values(id=form_id, is_open=True, **values))


def add_version(
    connection: Connection, values: dict[str, object], files: Iterable[dict[str, object]]
) -> None:
    """Add a version with its files and make it the current one; the earlier ones stay."""
    connection.execute(
        form_version.update()
        .where(form_version.c.form_id == values["form_id"], form_version.c.is_current == true())
        .values(is_current=False)
    )
    connection.execute(form_version.insert().values(is_current=True, **values))
    rows = [{"form_version_id": values["id"], **each} for each in files]
    if rows:
        connection.execute(form_media.insert(), rows)


def listing(connection: Connection) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return every form with its current version and how many versions it had."""
    every = form_version.alias()
    count = select(func.count()).where(every.c.form_id == form.c.id).scalar_subquery()
    query = (
        select(
            form.c.id,
            form.c.title,
            form.c.audience,
            form.c.is_open,
            form_version.c.version,
            form_version.c.published_at,
            count.label("versions"),
        )
        .join(form_version, form_version.c.form_id == form.c.id)
        .where(form_version.c.is_current)
        .order_by(form.c.id)
    )
    return connection.execute(query).all()
