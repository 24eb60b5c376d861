"""The statements that put received submissions into the books and find them again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Insert, and_, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from server.domain.states import State
from server.storage.bulk import run_for_each
from server.storage.tables import form, form_key, form_version, submission, submission_file


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldSubmission:
    """What the books say about one submission."""

    id: str
    state: State
    xml_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldFile:
    """One file a submission names; `sha256` is None until it has arrived."""

    id: str
    position: int
    name: str
    sha256: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldBytes:
    """The hashes of what is held of a submission; None for a file that has not arrived."""

    id: str
    xml_sha256: str
    files: Mapping[str, str | None]


_COLUMNS = [each.name for each in submission.columns]
_NEW = (
    select(*(bindparam(each.name, type_=each.type) for each in submission.columns))
    .select_from(form)
    .where(form.c.id == bindparam("form_id", type_=form.c.id.type))
)
# Only where the form is known, and not where the submission is: one statement asks it all, and
# of two copies that arrive at once the second waits here for the first.
_ADD: Mapping[str, Insert] = {
    "postgresql": postgresql.insert(submission)
    .from_select(_COLUMNS, _NEW)
    .on_conflict_do_nothing(index_elements=["form_id", "instance_id"])
    .execution_options(preserve_rowcount=True),
    "sqlite": sqlite.insert(submission)
    .from_select(_COLUMNS, _NEW)
    .on_conflict_do_nothing(index_elements=["form_id", "instance_id"])
    .execution_options(preserve_rowcount=True),
}
_IDENTITY = and_(
    submission.c.form_id == bindparam("form_id"),
    submission.c.instance_id == bindparam("instance_id"),
)
_HELD = (
    select(submission.c.id, submission.c.state, submission.c.xml_sha256)
    .where(_IDENTITY)
    .with_for_update()
)
_HELD_BYTES = (
    select(
        submission.c.id, submission.c.xml_sha256, submission_file.c.name, submission_file.c.sha256
    )
    .select_from(submission.outerjoin(submission_file))
    .where(_IDENTITY, submission.c.state != State.DISPOSED)
)
_FILES = (
    select(
        submission_file.c.id,
        submission_file.c.position,
        submission_file.c.name,
        submission_file.c.sha256,
    )
    .where(submission_file.c.submission_id == bindparam("submission_id"))
    .order_by(submission_file.c.position)
)
_ADD_FILES = submission_file.insert()
_FILE_ARRIVED = (
    submission_file.update()
    .where(submission_file.c.id == bindparam("file_id"))
    .values(size=bindparam("new_size"), sha256=bindparam("new_sha256"))
)


def add_submission(connection: Connection, row: Mapping[str, object]) -> bool:
    """Insert a submission's row; False when its form is unknown or its identity is held."""
    return connection.execute(_ADD[connection.dialect.name], row).rowcount == 1


def lock_submission(
    connection: Connection, form_id: str, instance_id: str
) -> HeldSubmission | None:
    """Find a submission by its identity and keep others from changing it until the commit."""
    row = connection.execute(_HELD, {"form_id": form_id, "instance_id": instance_id}).first()
    return row and HeldSubmission(id=row.id, state=State(row.state), xml_sha256=row.xml_sha256)


def held_bytes(connection: Connection, form_id: str, instance_id: str) -> HeldBytes | None:
    """Find by its identity what is held of a submission; None also where it was destroyed."""
    identity = {"form_id": form_id, "instance_id": instance_id}
    rows = connection.execute(_HELD_BYTES, identity).all()
    if not rows:
        return None
    files = {row.name: row.sha256 for row in rows if row.name is not None}
    return HeldBytes(id=rows[0].id, xml_sha256=rows[0].xml_sha256, files=files)


def files_of(connection: Connection, submission_id: str) -> list[HeldFile]:
    """Return the files a submission names, in the envelope's order."""
    rows = connection.execute(_FILES, {"submission_id": submission_id})
    return [
        HeldFile(id=row.id, position=row.position, name=row.name, sha256=row.sha256) for row in rows
    ]


def add_files(connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert the rows of named files, arrived or not."""
    run_for_each(connection, _ADD_FILES, rows)


def mark_arrived(connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
    """Note size and hash of named files that arrived later than their submission."""
    run_for_each(connection, _FILE_ARRIVED, rows)


def set_sealed(connection: Connection, submission_id: str, at: datetime) -> None:
    """Note that everything a submission names is here, so that it can be opened (again)."""
    connection.execute(
        submission.update()
        .where(submission.c.id == submission_id)
        .values(state=State.SEALED, reason=None, completed_at=at)
    )


def sealing_key(connection: Connection, form_id: str, version: str | None) -> bytes | None:
    """Return the public key (DER) of a form's version, or of its current one, or the newest."""
    statement = (
        select(form_key.c.public_der)
        .join(form_version, form_version.c.key_fingerprint == form_key.c.fingerprint)
        .where(form_version.c.form_id == form_id)
        .order_by((form_version.c.version == version).desc(), form_version.c.is_current.desc())
        .limit(1)
    )
    own: bytes | None = connection.scalar(statement)
    if own is not None:
        return own
    newest = select(form_key.c.public_der).order_by(
        form_key.c.is_current.desc(), form_key.c.created_at.desc()
    )
    found: bytes | None = connection.scalar(newest.limit(1))
    return found
