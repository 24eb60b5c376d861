"""The tables of the console's door: sessions, second factors, slowed-down tries, its own secret."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, String, Table, Text

from server.storage.columns import Bytes, Moment, id_type
from server.storage.tables import metadata

_SHA256 = 64  # in hex digits
_COUNTER = 80

session = Table(
    "session",
    metadata,
    Column("id", id_type(), primary_key=True),
    # Of the whole cookie, so that a cookie changed anywhere is an unknown one.
    Column("cookie_hash", String(_SHA256), nullable=False, unique=True),
    Column("account_id", id_type(), ForeignKey("account.id"), nullable=False, index=True),
    Column("stage", String(16), nullable=False),
    # What the password was when this began: another password ends the session.
    Column("password_mark", String(_SHA256), nullable=False),
    Column("browser", String(64), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    # When password and second factor, where there is one, were last shown.
    Column("proved_at", Moment, nullable=True),
    Column("vault_key_sealed", Bytes, nullable=True),
    Column("draft_key_sealed", Bytes, nullable=True),
    # Half-finished things of this session only: a security key's challenge, a phone's new secret.
    Column("challenge", Bytes, nullable=True),
    Column("pending_sealed", Bytes, nullable=True),
)

second_factor = Table(
    "second_factor",
    metadata,
    Column("id", id_type(), primary_key=True),
    Column("account_id", id_type(), ForeignKey("account.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("label", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("used_at", Moment, nullable=True),
    # A phone: its secret under the vault key, and the last time step whose digits were used.
    Column("secret_sealed", Bytes, nullable=True),
    Column("last_step", BigInteger, nullable=True),
    # A security key.
    Column("credential_id", Bytes, nullable=True, unique=True),
    Column("public_key", Bytes, nullable=True),
    Column("sign_count", BigInteger, nullable=True),
    Column("host", Text, nullable=True),
    # A printed code.
    Column("code_hash", Bytes, nullable=True),
)

throttle = Table(
    "throttle",
    metadata,
    Column("key", String(_COUNTER), primary_key=True),
    Column("tries", Integer, nullable=False),
    Column("tried_at", Moment, nullable=False, index=True),
    Column("closed_until", Moment, nullable=False),
)

console = Table(
    "console",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("secret", Bytes, nullable=False),
    Column("created_at", Moment, nullable=False),
)
