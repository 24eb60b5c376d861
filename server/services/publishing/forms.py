"""Publishes forms, lists them, and gives back what was published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import uuid4

from sqlalchemy import Connection, Row

from server.domain.forms import Audience, FormId, FormVersion
from server.errors import Code, Refused
from server.odk.changes import Change
from server.odk.openrosa import md5_hex
from server.odk.publishing import Imprint, content_hash, next_version, publishable
from server.odk.xform import read_form
from server.services.publishing.compared import Comparison, Edition, compare, edition
from server.storage.publishing import forms as stored
from server.storage.work import UnitOfWork


class FormKey(Protocol):
    """The public half of the key that submissions are sealed with, in DER form."""

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the DER form, in hex."""

    @property
    def public_der(self) -> bytes:
        """The public half, as SubjectPublicKeyInfo."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVersion:
    """A form that passed the gate: compiled, with its files, and the spreadsheet it came from.

    `is_agreed` says that a Leader agreed to offer it to more people, or to let it ask more.
    """

    form_id: FormId
    title: str
    audience: Audience
    xform: bytes
    media: Mapping[str, bytes]
    source: bytes
    is_agreed: bool = False

    @property
    def edition(self) -> Edition:
        """The form as it is compared with others."""
        return edition(self.xform, self.media, self.audience, self.source)


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What publishing did; `is_new` is False when the same content was live already.

    `audience_before` is None the first time a form is published.
    """

    form_id: FormId
    version: str
    audience: Audience
    is_new: bool
    audience_before: Audience | None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedForm:
    """A form with its current version and how many versions it had so far."""

    form_id: FormId
    title: str
    audience: Audience
    is_open: bool
    version: str
    published_at: datetime
    versions: int


def publish(
    work: UnitOfWork, new: NewVersion, key: FormKey, *, at: datetime, actor: str
) -> Publication:
    """Make a form live under a new version; the same content under the same key is left alone.

    Raises:
        Refused: FORM_WIDENS when a Leader has to agree and none did.
    """
    stored.lock(work.connection)
    live = stored.current(work.connection, new.form_id)
    found = compare(work.connection, new.edition)
    content = content_hash(new.xform, new.media, [new.audience])
    before = (live.content_hash, live.key_fingerprint) if live else None
    is_new = before != (content, key.fingerprint) or bool(found.changes)
    version = live.version if live else ""
    if is_new:
        _note_widened(work, new, found, actor=actor)
        version = next_version(at, stored.versions(work.connection, new.form_id))
        _add(work, new, key, version=version, content=content, at=at)
        detail = {"version": version, "audience": new.audience.value}
        work.note(actor, "form.published", new.form_id, **detail)
    return Publication(
        form_id=new.form_id,
        version=version,
        audience=new.audience,
        is_new=is_new,
        audience_before=Audience(live.audience) if live else None,
        changes=found.changes,
    )


def _note_widened(work: UnitOfWork, new: NewVersion, found: Comparison, *, actor: str) -> None:
    if not found.widened:
        return
    if not new.is_agreed:
        raise Refused(Code.FORM_WIDENS, form_id=new.form_id)
    detail = {"what": list(found.widened), "audience": new.audience.value}
    work.note(actor, "form.widened", new.form_id, **detail)


def _add(  # noqa: PLR0913 - the columns of one row
    work: UnitOfWork, new: NewVersion, key: FormKey, *, version: str, content: str, at: datetime
) -> None:
    stored.put_form(work.connection, new.form_id, audience=new.audience, title=new.title)
    imprint = Imprint(version=version, public_key=key.public_der, audience=new.audience)
    values: dict[str, object] = {
        "id": uuid4().hex,
        "form_id": new.form_id,
        "version": version,
        "xform": publishable(new.xform, imprint),
        "source": new.source,
        "content_hash": content,
        "key_fingerprint": key.fingerprint,
        "published_at": at,
    }
    files: list[dict[str, object]] = [
        {"filename": name, "content": content, "md5": md5_hex(content)}
        for name, content in new.media.items()
    ]
    stored.add_version(work.connection, values, files)


def republish(
    work: UnitOfWork, key: FormKey, *, at: datetime, actor: str
) -> tuple[Publication, ...]:
    """Publish every form anew that is live under another key, unchanged but for that."""
    stored.lock(work.connection)
    return tuple(
        publish(work, _again(work.connection, each), key, at=at, actor=actor)
        for each in stored.currents(work.connection)
        if each.key_fingerprint != key.fingerprint
    )


def _again(connection: Connection, current: Row[*tuple[Any, ...]]) -> NewVersion:
    contents = stored.contents(connection, current.id)
    return NewVersion(
        form_id=FormId(current.form_id),
        title=current.title,
        audience=Audience(current.audience),
        xform=contents.xform,
        media=stored.media(connection, current.id),
        source=contents.source,
    )


def live_form(connection: Connection, form_id: str) -> FormVersion | None:
    """Return the current version of a form as it can be read, None when there is none."""
    current = stored.current(connection, form_id)
    if current is None:
        return None
    contents = stored.contents(connection, current.id)
    return read_form(contents.xform, stored.media(connection, current.id))


def list_forms(connection: Connection) -> tuple[PublishedForm, ...]:
    """Return every published form, by id."""
    return tuple(
        PublishedForm(
            form_id=FormId(row.id),
            title=row.title,
            audience=Audience(row.audience),
            is_open=row.is_open,
            version=row.version,
            published_at=row.published_at,
            versions=row.versions,
        )
        for row in stored.listing(connection)
    )
