"""Every table in one place, for what needs them all: the migrations and their tests."""

from __future__ import annotations

from server.storage.casework import casework_tables
from server.storage.entrance import sign_in_tables
from server.storage.export import export_tables
from server.storage.filing import attempts, record_tables
from server.storage.intake import draft_tables
from server.storage.tables import metadata
from server.storage.trust import data_key_tables, trust_tables

__all__ = [
    "attempts",
    "casework_tables",
    "data_key_tables",
    "draft_tables",
    "export_tables",
    "metadata",
    "record_tables",
    "sign_in_tables",
    "trust_tables",
]
