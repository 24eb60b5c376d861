"""Every table in one place, for what needs them all: the migrations and their tests."""

from __future__ import annotations

from server.storage import (
    attempts,
    data_key_tables,
    draft_tables,
    export_tables,
    record_tables,
    sign_in_tables,
    trust_tables,
)
from server.storage.tables import metadata

__all__ = [
    "attempts",
    "data_key_tables",
    "draft_tables",
    "export_tables",
    "metadata",
    "record_tables",
    "sign_in_tables",
    "trust_tables",
]
