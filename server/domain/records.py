"""Normalised records: what filing makes of one submission."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NewType

from server.domain.answers import Value

RecordId = NewType("RecordId", str)  # uuid5 of submission, kind, keys and position: 32 hex digits


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a value came from: the question's path and its position in repeats."""

    path: str
    position: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record of the standard schema: key values and fields together in `values`.

    `subject` is the id of the report, person or consent of the same submission that the record
    hangs on (its own id when it is that subject, None when the submission holds no subject);
    `sources` gives the provenance of each field that came from an answer.
    """

    id: RecordId
    kind: str
    subject: RecordId | None
    ordinal: int
    values: Mapping[str, Value]
    sources: Mapping[str, Source]


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherAnswer:
    """An answer that fills no field of the schema: an unmapped question or an unknown node."""

    source: Source
    text: str
    is_known: bool  # False when the form version has no such question


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something a person should look at: a rule's code, where, and one plain sentence.

    `rule` is a stable code ("date_in_future"); `fields` are "kind.field" names; the sentence
    names questions and never repeats a value.
    """

    rule: str
    sentence: str
    record: RecordId | None = None
    fields: tuple[str, ...] = ()
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """Everything that normalising one submission yields."""

    records: tuple[Record, ...]
    others: tuple[OtherAnswer, ...]
    findings: tuple[Finding, ...]
