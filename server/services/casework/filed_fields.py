"""What was filed of one report: the fields of its records in words, as far as a role may read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from server.domain.access import Actor
from server.domain.answers import Value
from server.domain.schema import SCHEMA, Field, RecordKind
from server.domain.vocabulary import VOCABULARY
from server.services.casework.told import may_read
from server.services.export.case_rows import Values
from server.services.filing.sealing import Contents
from server.storage.export import exporting
from server.storage.filing.sealed_values import as_text

_YES_NO = {True: "yes", False: "no"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledField:
    """One value of a record, in words."""

    label: str
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledRecord:
    """One record of the standard schema: what kind it is, and its values."""

    kind: str
    fields: Sequence[FiledField]


def filed_records(
    connection: Connection, actor: Actor, submission_id: str, contents: Contents
) -> list[FiledRecord]:
    """Return the records of one report, each with the fields that somebody may read.

    Raises:
        Unreadable: when a sealed value does not open.
    """
    values = Values(codes=exporting.codes(connection, [submission_id]), contents=contents)
    found = []
    held = set(exporting.kinds_held(connection))
    for kind in [each for each in SCHEMA.kinds if each.name in held]:
        for row in exporting.records(connection, kind.name, [submission_id]):
            fields = tuple(_fields(actor, kind, row._asdict(), values))
            found.append(FiledRecord(kind=kind.label, fields=fields))
    return [each for each in found if each.fields]


def _fields(
    actor: Actor, kind: RecordKind, record: Mapping[str, Any], values: Values
) -> Iterator[FiledField]:
    for each in kind.fields:
        value = values.of(kind.name, record, each) if may_read(actor, each) else None
        if value not in {None, ()}:
            yield FiledField(label=each.label, value=_in_words(each, value))


def _in_words(of: Field, value: Value) -> str:
    if isinstance(value, bool):
        return _YES_NO[value]
    labels = {each.code: each.label for each in VOCABULARY[of.codes].terms} if of.codes else {}
    if isinstance(value, tuple):
        return "; ".join(labels.get(code, code) for code in value)
    text = as_text(value)
    return labels.get(text, text)
