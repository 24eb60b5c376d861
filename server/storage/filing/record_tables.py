"""The tables of filed records: one a record kind, generated from the standard case schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Integer,
    MetaData,
    Table,
    Text,
)
from sqlalchemy.types import TypeEngine

from server.domain.schema import SCHEMA
from server.domain.schema.kinds import Field, FieldType, RecordKind, Schema
from server.storage.columns import AnsweredMoment, Bytes, Document, ExactDecimal, id_type
from server.storage.filing.sealed_values import is_sealed
from server.storage.tables import metadata

__all__ = [
    "OWN_COLUMNS",
    "PREFIX",
    "RECORD_TABLES",
    "finding",
    "metadata",
    "other_answer",
    "record_code",
    "tables_of",
]

PREFIX = "filed_"
OWN_COLUMNS = ("id", "submission_id", "subject_id", "ordinal", "provenance")

_TYPES: Mapping[FieldType, TypeEngine[Any]] = {
    FieldType.TEXT: Text(),
    FieldType.INTEGER: BigInteger(),
    FieldType.DECIMAL: ExactDecimal(),
    FieldType.DATE: Date(),
    FieldType.MONTH: Text(),
    FieldType.MOMENT: AnsweredMoment(),
    FieldType.CODE: Text(),
    FieldType.ATTACHMENT: Text(),
    FieldType.PLACE: Text(),
}


def tables_of(schema: Schema, metadata: MetaData) -> Mapping[str, Table]:
    """Return a table for each record kind of the schema, by the kind's name.

    A field that is not coded holds sealed bytes. A coded one that holds several codes has no
    column: its codes are rows of `record_code`. What is neither sealed nor a code is a reference,
    by which records are found.
    """
    return {kind.name: _table(kind, metadata) for kind in schema.kinds}


def _table(kind: RecordKind, metadata: MetaData) -> Table:
    clash = {each.name for each in kind.fields} & set(OWN_COLUMNS)
    if clash:
        raise ValueError(f"{kind.name} has a field with the name of a column: {sorted(clash)}")
    fields = [
        Column(each.name, _type(each), nullable=True, index=_is_reference(each))
        for each in kind.fields
        if is_sealed(each) or each.type is not FieldType.CODES
    ]
    return Table(
        PREFIX + kind.name,
        metadata,
        Column("id", id_type(), primary_key=True),
        Column("submission_id", id_type(), ForeignKey("submission.id"), nullable=False, index=True),
        Column("subject_id", id_type(), nullable=True, index=True),
        Column("ordinal", Integer, nullable=False),
        Column("provenance", Document, nullable=False),
        *fields,
    )


def _is_reference(field: Field) -> bool:
    return field.type is FieldType.TEXT and not is_sealed(field)


def _type(field: Field) -> TypeEngine[Any]:
    return Bytes() if is_sealed(field) else _TYPES[field.type]


RECORD_TABLES = tables_of(SCHEMA, metadata)

record_code = Table(
    "record_code",
    metadata,
    Column("record_id", id_type(), primary_key=True),
    Column("field", Text, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("code", Text, nullable=False),
    Column("submission_id", id_type(), ForeignKey("submission.id"), nullable=False, index=True),
)

other_answer = Table(
    "other_answer",
    metadata,
    Column("id", id_type(), primary_key=True),
    Column("submission_id", id_type(), ForeignKey("submission.id"), nullable=False, index=True),
    Column("ordinal", Integer, nullable=False),
    Column("path", Text, nullable=False),
    Column("position", Document, nullable=False),
    # Sealed: nobody declared what a question outside the schema asks.
    Column("text", Bytes, nullable=False),
    Column("is_known", Boolean, nullable=False),
)

finding = Table(
    "finding",
    metadata,
    Column("id", id_type(), primary_key=True),
    Column("submission_id", id_type(), ForeignKey("submission.id"), nullable=False, index=True),
    Column("ordinal", Integer, nullable=False),
    Column("record_id", id_type(), nullable=True),
    Column("rule", Text, nullable=False),
    Column("sentence", Text, nullable=False),
    Column("fields", Document, nullable=False),
    Column("path", Text, nullable=True),
    Column("position", Document, nullable=True),
)
