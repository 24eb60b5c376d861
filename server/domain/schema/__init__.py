"""The standard case schema, declared once: tables, dictionary and checks follow from it."""

from __future__ import annotations

from server.domain.schema.kinds import Field, FieldType, RecordKind, Schema, Sensitivity

__all__ = ["SCHEMA", "Field", "FieldType", "RecordKind", "Schema", "Sensitivity"]

SCHEMA = Schema(())
