"""What a role of PostgreSQL may do that does not own the tables: the door's, and the office's.

No role but the owner can write into the audit except through `lespwa_append`, which adds what fits
the chain, and none can switch off the triggers that keep it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection, text

from server.errors import Code, Refused
from server.storage.all_tables import metadata


class Part(StrEnum):
    """Which part of Lespwa a role is for."""

    INTAKE = "intake"
    OFFICE = "office"


# Table -> what the door may do with it; names in brackets are the only columns. It cannot read
# back what was received, nor see who the agents are, nor a private key.
_INTAKE: Final[Mapping[str, tuple[str, ...]]] = {
    "alembic_version": ("SELECT",),
    "agent": ("SELECT (id, token_hash, audiences, expires_at, revoked_at)",),
    "form": ("SELECT",),
    "form_version": (
        "SELECT (id, form_id, version, xform, key_fingerprint, published_at, is_current)",
    ),
    "form_media": ("SELECT",),
    "form_key": ("SELECT (fingerprint, public_der, created_at, is_current)",),
    "submission": (
        "SELECT (id, form_id, instance_id, state, xml_sha256)",
        "INSERT",
        "UPDATE (state, reason, completed_at)",
    ),
    "submission_file": (
        "SELECT (id, submission_id, position, name, sha256)",
        "INSERT",
        "UPDATE (size, sha256)",
    ),
    "file_chunk": ("INSERT",),
    "throttle": ("SELECT", "INSERT", "UPDATE (tries, tried_at, closed_until)", "DELETE"),
}
_AUDIT: Final = dict.fromkeys(
    ("event", "audit_head", "audit_clock", "alembic_version"), ("SELECT",)
)
_EVERYTHING: Final = ("SELECT", "INSERT", "UPDATE", "DELETE")
_APPEND: Final = "EXECUTE ON FUNCTION lespwa_append"


def grant(connection: Connection, part: Part, role: str) -> None:
    """Give a role exactly what its part of Lespwa needs, and take away what else it had here.

    To be run by the owner of the tables, again after every upgrade.

    Raises:
        Refused: NO_ROLES on SQLite, UNKNOWN_ROLE, or OWNER_ROLE for who needs no grant.
    """
    if connection.dialect.name != "postgresql":
        raise Refused(Code.NO_ROLES)
    _check(connection, role)
    quote = connection.dialect.identifier_preparer.quote_identifier
    schema = str(connection.scalar(text("SELECT current_schema()")))
    for statement in _statements(part, quote(role), quote(schema)):
        connection.execute(text(statement))


def _check(connection: Connection, role: str) -> None:
    found = connection.execute(
        text("SELECT rolsuper OR rolname = current_user FROM pg_roles WHERE rolname = :role"),
        {"role": role},
    ).scalar_one_or_none()
    if found is None:
        raise Refused(Code.UNKNOWN_ROLE, role=role)
    if found:
        raise Refused(Code.OWNER_ROLE, role=role)


def _statements(part: Part, role: str, schema: str) -> Iterator[str]:
    yield f"GRANT USAGE ON SCHEMA {schema} TO {role}"
    for table in [*metadata.tables, "alembic_version"]:
        yield f'REVOKE ALL ON "{table}" FROM {role}'
    for table, rights in _rights(part).items():
        for right in rights:
            yield f'GRANT {right} ON "{table}" TO {role}'
    yield f"GRANT {_APPEND} TO {role}"


def _rights(part: Part) -> Mapping[str, tuple[str, ...]]:
    if part is Part.INTAKE:
        return _INTAKE
    return {**dict.fromkeys(metadata.tables, _EVERYTHING), **_AUDIT}
