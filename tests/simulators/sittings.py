"""Sittings with a made-up person, each some hours after noon and filled in by its author."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from server.domain.answers import Value
from server.domain.casework.record import Place, Sitting
from server.domain.mapping import parse
from server.domain.records import Record, RecordId, Source
from server.domain.schema import SCHEMA

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
PERSON = Place(kind="person")
DOCUMENT = "identity_document"


def record(kind: str, *, row: str = "", **values: Value) -> Record:
    """One record; with a row it stands in a repeat, and its keys are no answers."""
    found = SCHEMA.kind(kind)
    source = Source(path=kind, position=(1,) if row else ())
    answered = [name for name in values if found is not None and name not in found.keys]
    return Record(
        id=RecordId(row or kind),
        kind=kind,
        subject=None,
        ordinal=1,
        values=values,
        sources=dict.fromkeys(answered, source),
    )


def sitting(hour: int, *records: Record, author: str = "bo", amends: str = "") -> Sitting:
    """One sitting; what it amends are mappings, as forms write them."""
    return Sitting(
        id=f"sitting-{hour}",
        author=author,
        at=NOON + timedelta(hours=hour),
        records=records,
        amends=frozenset(map(parse, amends.split())),
    )
