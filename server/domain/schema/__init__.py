"""The standard case schema, declared once: tables, dictionary and checks follow from it."""

from __future__ import annotations

from server.domain.schema.consent import CONSENT_KINDS
from server.domain.schema.determination import DETERMINATION_KINDS
from server.domain.schema.entry import ENTRY_KINDS
from server.domain.schema.exploitation import EXPLOITATION_KINDS
from server.domain.schema.interview import INTERVIEW_KINDS
from server.domain.schema.kinds import Field, FieldType, RecordKind, Schema, Sensitivity
from server.domain.schema.person import PERSON_KINDS
from server.domain.schema.report import REPORT

__all__ = ["SCHEMA", "Field", "FieldType", "RecordKind", "Schema", "Sensitivity"]

SCHEMA = Schema(
    (
        REPORT,
        *PERSON_KINDS,
        *INTERVIEW_KINDS,
        *ENTRY_KINDS,
        *EXPLOITATION_KINDS,
        *DETERMINATION_KINDS,
        *CONSENT_KINDS,
    )
)
