"""The tables of people and of the vault: accounts, key slots, and the vault's one row."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, String, Table, Text

from server.storage.columns import Bytes, Moment, id_type
from server.storage.tables import metadata

account = Table(
    "account",
    metadata,
    Column("id", id_type(), primary_key=True),
    Column("login", String(64), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("role", String(16), nullable=False),
    Column("agency", Text, nullable=False),
    Column("confidentiality_signed_on", Date, nullable=True),
    # Empty until a second person has approved the account: one without an end is of no use.
    Column("expires_at", Moment, nullable=True),
    Column("disabled_at", Moment, nullable=True),
    # Empty for whoever holds a key slot: there the slot is what the password opens.
    Column("password_hash", Text, nullable=True),
    # Whether somebody else was shown the password.
    Column("password_is_temporary", Boolean, nullable=False),
    # Who handed over the last password that was not the owner's own, and when; somebody with the
    # recovery code when only the time is there. From `apart_from` on the two count as two people.
    Column("password_given_by", id_type(), ForeignKey("account.id"), nullable=True),
    Column("password_given_at", Moment, nullable=True),
    Column("apart_from", Moment, nullable=True),
    Column("created_at", Moment, nullable=False),
    Column("requested_by", id_type(), ForeignKey("account.id"), nullable=True),
    Column("authorised_by", id_type(), ForeignKey("account.id"), nullable=True),
)

key_slot = Table(
    "key_slot",
    metadata,
    Column("id", id_type(), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("account_id", id_type(), ForeignKey("account.id"), nullable=True, unique=True),
    Column("label", Text, nullable=False),
    Column("salt", Bytes, nullable=False),
    Column("memory_kib", Integer, nullable=False),
    Column("passes", Integer, nullable=False),
    Column("lanes", Integer, nullable=False),
    Column("nonce", Bytes, nullable=False),
    Column("wrapped", Bytes, nullable=False),
    Column("checksum", Bytes, nullable=False),
    Column("created_at", Moment, nullable=False),
)

vault_state = Table(
    "vault_state",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("created_at", Moment, nullable=False),
    # A known text under the vault key: a slot that gives another key is not one of this vault.
    Column("proof", Bytes, nullable=False),
    # What one guess at a new password costs.
    Column("memory_kib", Integer, nullable=False),
    Column("passes", Integer, nullable=False),
    Column("lanes", Integer, nullable=False),
)
