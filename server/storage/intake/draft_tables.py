"""The tables of drafts: what somebody has not finished yet, and the key that opens it for them."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Table

from server.storage.columns import Bytes, Moment, id_type
from server.storage.tables import metadata

draft_key = Table(
    "draft_key",
    metadata,
    Column("account_id", id_type(), ForeignKey("account.id"), primary_key=True),
    # The key under its owner's password: see vault.draft_key.
    Column("sealed", Bytes, nullable=False),
    Column("created_at", Moment, nullable=False),
)

draft = Table(
    "draft",
    metadata,
    Column("id", id_type(), primary_key=True),
    Column("account_id", id_type(), ForeignKey("account.id"), nullable=False, index=True),
    Column("form_version_id", id_type(), ForeignKey("form_version.id"), nullable=False),
    Column("began_at", Moment, nullable=False),
    Column("saved_at", Moment, nullable=False, index=True),
    # How often it was saved, and by which open page last, so that two do not undo each other.
    Column("saves", Integer, nullable=False),
    Column("writer", String(32), nullable=False),
    # Sealed in the browser. Empty when it is lost, and then `lost` says why.
    Column("sealed", Bytes, nullable=True),
    Column("lost", String(16), nullable=True),
)
