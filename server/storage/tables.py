"""The tables of forms, keys, agents, submissions and events; record tables join them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from server.storage.columns import Bytes, Moment, WrittenDetail, WrittenMoment, id_type

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_FINGERPRINT = 64  # SHA-256 in hex digits

form = Table(
    "form",
    metadata,
    Column("id", Text, primary_key=True),
    Column("audience", String(16), nullable=False),
    Column("title", Text, nullable=False),
    Column("is_open", Boolean, nullable=False),
)

form_key = Table(
    "form_key",
    metadata,
    Column("fingerprint", String(_FINGERPRINT), primary_key=True),
    Column("public_der", Bytes, nullable=False),
    # The private half, sealed under the vault key; empty when it was destroyed here.
    Column("private_sealed", Bytes, nullable=True),
    Column("created_at", Moment, nullable=False),
    Column("is_current", Boolean, nullable=False),
    # Who asked for it to be destroyed; empty when nobody did, or a Leader refused.
    Column("asked_by", id_type(), nullable=True),
    Column("asked_at", Moment, nullable=True),
    Column("why", Text, nullable=True),
)

form_version = Table(
    "form_version",
    metadata,
    Column("id", id_type(), primary_key=True),
    Column("form_id", Text, ForeignKey("form.id"), nullable=False),
    Column("version", Text, nullable=False),
    Column("xform", Bytes, nullable=False),
    Column("source", Bytes, nullable=False),
    Column("content_hash", String(_FINGERPRINT), nullable=False),
    Column(
        "key_fingerprint",
        String(_FINGERPRINT),
        ForeignKey("form_key.fingerprint"),
        nullable=False,
    ),
    Column("published_at", Moment, nullable=False),
    Column("is_current", Boolean, nullable=False),
    UniqueConstraint("form_id", "version"),
)
Index(
    "uq_form_version_current",
    form_version.c.form_id,
    unique=True,
    sqlite_where=text("is_current"),
    postgresql_where=text("is_current"),
)

form_media = Table(
    "form_media",
    metadata,
    Column("form_version_id", id_type(), ForeignKey("form_version.id"), primary_key=True),
    Column("filename", Text, primary_key=True),
    Column("content", Bytes, nullable=False),
    Column("md5", String(32), nullable=False),
)

agency = Table(
    "agency",
    metadata,
    Column("id", id_type(), primary_key=True),
    Column("name", Text, nullable=False),
    # The name as it is compared, so that there are no two for one agency.
    Column("name_key", Text, nullable=False, unique=True),
    Column("kind", String(32), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("closed_at", Moment, nullable=True),
)

agent = Table(
    "agent",
    metadata,
    Column("id", id_type(), primary_key=True),
    Column("name", Text, nullable=False),
    Column("agency_id", id_type(), ForeignKey("agency.id"), nullable=False, index=True),
    # Whose forms the agent is offered: codes of domain.forms.Audience, separated by spaces.
    Column("audiences", Text, nullable=False, server_default="agency"),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=True),
    Column("revoked_at", Moment, nullable=True),
    Column("trained_on", Date, nullable=False),
)

submission = Table(
    "submission",
    metadata,
    Column("id", id_type(), primary_key=True),
    Column("form_id", Text, ForeignKey("form.id"), nullable=False),
    Column("version", Text, nullable=True),
    Column("instance_id", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", Text, nullable=True),
    Column("received_at", Moment, nullable=False),
    Column("completed_at", Moment, nullable=True),
    Column("opened_at", Moment, nullable=True),
    Column("agent_id", id_type(), ForeignKey("agent.id"), nullable=True),
    # Who sent it from the console.
    Column("account_id", id_type(), ForeignKey("account.id"), nullable=True),
    Column("channel", String(16), nullable=False),
    Column("is_plain", Boolean, nullable=False),
    Column("xml_sha256", String(64), nullable=False),
    # As received (boxed, if that was in clear); once filed, sealed under the data key.
    Column("envelope", Bytes, nullable=False),
    Column("envelope_is_sealed", Boolean, nullable=False),
    Column("signature", String(16), nullable=True),
    # What opening its seal gave, sealed under the data key.
    Column("kept_seal", Bytes, nullable=True),
    UniqueConstraint("form_id", "instance_id"),
    Index(None, "state", "received_at"),
)
# Nothing is in it once what was filed by an older version was opened again (filing.keeping).
Index(
    "ix_submission_unkept",
    submission.c.received_at,
    submission.c.id,
    sqlite_where=text("envelope_is_sealed = 1 AND kept_seal IS NULL"),
    postgresql_where=text("envelope_is_sealed AND kept_seal IS NULL"),
)

submission_file = Table(
    "submission_file",
    metadata,
    Column("id", id_type(), primary_key=True),
    Column("submission_id", id_type(), ForeignKey("submission.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("size", BigInteger, nullable=True),
    Column("sha256", String(64), nullable=True),
    # Of a file that came in clear: once filed, its box's header, sealed under the data key.
    Column("sealed_header", Bytes, nullable=True),
    UniqueConstraint("submission_id", "name"),
)

file_chunk = Table(
    "file_chunk",
    metadata,
    Column("file_id", id_type(), ForeignKey("submission_file.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("data", Bytes, nullable=False),
)

# Only ever added to, by `events.append`; the triggers in `guards` refuse everything else.
event = Table(
    "event",
    metadata,
    Column(
        "sequence",
        BigInteger().with_variant(Integer(), "sqlite"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("at", WrittenMoment, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False, index=True),
    Column("detail", WrittenDetail, nullable=False),
    Column("previous_hash", Bytes, nullable=False),
    Column("hash", Bytes, nullable=False),
)

# At most one row: the minute of the newest event, by which the triggers in `guards` notice a clock
# that was set back.
audit_clock = Table(
    "audit_clock",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("newest", String(16), nullable=False),
)

# One row: where the chain of events ends. Who adds to the chain locks it first.
audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("sequence", BigInteger, nullable=False),
    Column("hash", Bytes, nullable=False),
)
