"""The tables of data keys, and of what remains when one is destroyed."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, String, Table, Text, text

from server.storage.columns import Bytes, Moment, id_type
from server.storage.tables import metadata

data_key = Table(
    "data_key",
    metadata,
    # The submission whose envelope and sealed fields lie under it, or the case file whose texts do.
    Column("id", id_type(), primary_key=True),
    Column("wrapped", Bytes, nullable=False),
    Column("created_at", Moment, nullable=False),
)

disposal = Table(
    "disposal",
    metadata,
    Column("id", id_type(), primary_key=True),
    Column("submission_id", id_type(), ForeignKey("submission.id"), nullable=False),
    Column("requested_by", id_type(), nullable=False),
    Column("requested_at", Moment, nullable=False),
    Column("why", Text, nullable=False),
    Column("keeps_statistics", Boolean, nullable=False),
    # Empty until somebody else has authorised or refused it.
    Column("decided_by", id_type(), nullable=True),
    Column("decided_at", Moment, nullable=True),
    Column("is_authorised", Boolean, nullable=True),
)
Index(
    "uq_disposal_open",
    disposal.c.submission_id,
    unique=True,
    sqlite_where=text("decided_at IS NULL"),
    postgresql_where=text("decided_at IS NULL"),
)

tombstone = Table(
    "tombstone",
    metadata,
    Column("submission_id", id_type(), ForeignKey("submission.id"), primary_key=True),
    Column("form_id", Text, nullable=False),
    # What it was about: kinds of the standard schema, separated by spaces.
    Column("kinds", Text, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("disposed_at", Moment, nullable=False),
    # Not references: a tombstone outlives the accounts of an earlier copy of the database.
    Column("requested_by", String(32), nullable=False),
    Column("authorised_by", String(32), nullable=False),
    Column("why", Text, nullable=False),
    Column("keeps_statistics", Boolean, nullable=False),
)
