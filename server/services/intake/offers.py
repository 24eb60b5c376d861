"""Offers: which forms, and which files of them, an agent may fetch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, exists, select, true

from server.domain.forms import FormId
from server.errors import Code, Refused
from server.services.intake.admission import Bearer, Credentials, admit, key_of
from server.storage.engine import Database
from server.storage.register.agents import AT_THE_DOOR
from server.storage.tables import agent, form_media, form_version
from server.storage.tables import form as forms


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A version of a form, most often the current one; `xform` holds a placeholder as address."""

    version_id: str
    form_id: FormId
    title: str
    version: str
    xform: bytes
    has_media: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedFile:
    """One media file of a form version, without its content."""

    filename: str
    md5: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Who asks for the list of forms, and the state of all lists."""

    agent: Bearer
    state: frozenset[str]


def offered_forms(
    connection: Connection, agent: Bearer, form_id: str | None = None
) -> Iterator[Offer]:
    """Yield the open forms of the agent's audiences, or only the one with that id."""
    query = _OFFERS.where(forms.c.audience.in_(sorted(agent.audiences)))
    if form_id is not None:
        query = query.where(forms.c.id == form_id)
    for row in connection.execute(query.order_by(forms.c.id)):
        yield _offer(row)


def listed_now(database: Database, shown: Credentials, at: datetime) -> Listed:
    """Return who shows a code, and the state of all lists of forms, in one question.

    Raises:
        Refused: UNKNOWN_TOKEN.
    """
    rows = database.ask(_LISTED, token_hash=key_of(shown))
    agent = admit(rows[0] if rows else None, shown, at)
    return Listed(agent=agent, state=frozenset(row.state for row in rows if row.state))


def state_of_lists(connection: Connection) -> frozenset[str]:
    """Return what differs whenever a list of forms would: of each its version, audience, title."""
    return frozenset(connection.scalars(_STATES))


def files_at_once(
    database: Database, shown: Credentials, at: datetime, version_id: str
) -> list[OfferedFile]:
    """Return what `offered_files` does, in one question with who asks.

    Raises:
        Refused: UNKNOWN_TOKEN, or FORM_NOT_OFFERED.
    """
    rows = database.ask(_AGENTS_FILES, token_hash=key_of(shown), version_id=version_id)
    agent = admit(rows[0] if rows else None, shown, at)
    _require(agent, rows[0].audience)
    return [OfferedFile(filename=row.filename, md5=row.md5) for row in rows if row.filename]


def offered_version(connection: Connection, agent: Bearer, version_id: str) -> Offer | None:
    """Return one version of a form of the agent's audiences, current or not, open or not."""
    is_for_them = forms.c.audience.in_(sorted(agent.audiences))
    query = _EVERY_VERSION.where(form_version.c.id == version_id, is_for_them)
    row = connection.execute(query).one_or_none()
    return None if row is None else _offer(row)


def offered_xform(connection: Connection, agent: Bearer, version_id: str) -> bytes:
    """Return one version's XForm, also when a newer one is published while a tablet fetches it.

    Raises:
        Refused: FORM_NOT_OFFERED.
    """
    row = connection.execute(_XFORM, {"version_id": version_id}).one_or_none()
    _require(agent, None if row is None else row.audience)
    return bytes(row.xform) if row is not None else b""


def offered_files(connection: Connection, agent: Bearer, version_id: str) -> list[OfferedFile]:
    """Return the media of one version, by name; empty when it has none.

    Raises:
        Refused: FORM_NOT_OFFERED.
    """
    _require(agent, connection.execute(_AUDIENCE, {"version_id": version_id}).scalar_one_or_none())
    rows = connection.execute(_FILES, {"version_id": version_id})
    return [OfferedFile(filename=row.filename, md5=row.md5) for row in rows]


def offered_file(connection: Connection, agent: Bearer, version_id: str, filename: str) -> bytes:
    """Return the content of one media file; the name is looked up, never used as a path.

    Raises:
        Refused: FORM_NOT_OFFERED, or NOT_FOUND for a file the version does not have.
    """
    _require(agent, connection.execute(_AUDIENCE, {"version_id": version_id}).scalar_one_or_none())
    wanted = {"version_id": version_id, "filename": filename}
    content = connection.execute(_CONTENT, wanted).scalar_one_or_none()
    if content is None:
        raise Refused(Code.NOT_FOUND)
    return bytes(content)


def _offer(row: Row[*tuple[Any, ...]]) -> Offer:
    return Offer(
        version_id=row.version_id,
        form_id=FormId(row.form_id),
        title=row.title,
        version=row.version,
        xform=row.xform,
        has_media=row.has_media,
    )


def _require(agent: Bearer, audience: str | None) -> None:
    if audience not in agent.audiences:
        raise Refused(Code.FORM_NOT_OFFERED)


_VERSION = form_version.c.id == bindparam("version_id")
_EVERY_VERSION = select(
    form_version.c.id.label("version_id"),
    forms.c.id.label("form_id"),
    forms.c.title,
    form_version.c.version,
    form_version.c.xform,
    exists().where(form_media.c.form_version_id == form_version.c.id).label("has_media"),
).join(forms, forms.c.id == form_version.c.form_id)
_OFFERS = _EVERY_VERSION.where(form_version.c.is_current, forms.c.is_open)
_VERSIONS = form_version.join(forms, forms.c.id == form_version.c.form_id)
_XFORM = select(forms.c.audience, form_version.c.xform).select_from(_VERSIONS).where(_VERSION)
_AUDIENCE = select(forms.c.audience).select_from(_VERSIONS).where(_VERSION)
_FILES = (
    select(form_media.c.filename, form_media.c.md5)
    .where(form_media.c.form_version_id == bindparam("version_id"))
    .order_by(form_media.c.filename)
)
_CONTENT = select(form_media.c.content).where(
    form_media.c.form_version_id == bindparam("version_id"),
    form_media.c.filename == bindparam("filename"),
)
# A version never changes, so its id stands for all that it holds.
_STATES = (
    select((form_version.c.id + forms.c.audience + " " + forms.c.title).label("state"))
    .join(forms, forms.c.id == form_version.c.form_id)
    .where(form_version.c.is_current, forms.c.is_open)
)
_STATE = _STATES.subquery()
_LISTED = AT_THE_DOOR.add_columns(_STATE.c.state).select_from(agent.outerjoin(_STATE, true()))
_AGENTS_FILES = (
    AT_THE_DOOR.add_columns(forms.c.audience, form_media.c.filename, form_media.c.md5)
    .select_from(
        agent.outerjoin(form_version, _VERSION)
        .outerjoin(forms, forms.c.id == form_version.c.form_id)
        .outerjoin(form_media, form_media.c.form_version_id == form_version.c.id)
    )
    .order_by(form_media.c.filename)
)
