"""The published form versions, each read from its XForm once."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from server.domain.forms import FormVersion
from server.odk.instance import AnswerReader
from server.odk.xform import read_form
from server.storage.tables import form_media, form_version

_LISTS = (".csv", ".xml", ".geojson")  # the media files that may hold choices


@dataclass(slots=True)
class FormLibrary:
    """Form versions by form and version; a published version never changes, so each is kept."""

    _read: dict[str, FormVersion] = field(default_factory=dict, init=False)
    _ids: dict[tuple[str, str], str] = field(default_factory=dict, init=False)
    _readers: dict[tuple[str, str], AnswerReader] = field(default_factory=dict, init=False)

    def version_of(
        self, connection: Connection, form_id: str, version: str | None
    ) -> FormVersion | None:
        """Return one version of a form, or None when it was never published here."""
        name = (form_id, version or "")
        if name not in self._ids:
            found = connection.scalar(
                select(form_version.c.id).where(
                    form_version.c.form_id == form_id, form_version.c.version == name[1]
                )
            )
            if found is None:
                return None
            self._ids[name] = found
        return self._form(connection, self._ids[name])

    def nearest(self, connection: Connection, form_id: str) -> FormVersion | None:
        """Return the version to read an unknown version by: the current one, else the newest."""
        found = connection.scalar(
            select(form_version.c.id)
            .where(form_version.c.form_id == form_id)
            .order_by(form_version.c.is_current.desc(), form_version.c.published_at.desc())
            .limit(1)
        )
        return None if found is None else self._form(connection, found)

    def reader(self, form: FormVersion) -> AnswerReader:
        """Return what reads the submissions made with one of these versions."""
        name = (form.form_id, form.version)
        if name not in self._readers:
            self._readers[name] = AnswerReader.of(form)
        return self._readers[name]

    def _form(self, connection: Connection, version_id: str) -> FormVersion:
        if version_id not in self._read:
            xform = connection.scalar(
                select(form_version.c.xform).where(form_version.c.id == version_id)
            )
            self._read[version_id] = read_form(xform or b"", _lists(connection, version_id))
        return self._read[version_id]


def _lists(connection: Connection, version_id: str) -> dict[str, bytes]:
    names = select(form_media.c.filename).where(form_media.c.form_version_id == version_id)
    holding = [name for name in connection.scalars(names) if name.lower().endswith(_LISTS)]
    contents = select(form_media.c.filename, form_media.c.content).where(
        form_media.c.form_version_id == version_id, form_media.c.filename.in_(holding)
    )
    return {row.filename: row.content for row in connection.execute(contents)}
