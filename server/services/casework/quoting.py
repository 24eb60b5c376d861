"""Linking by quoted reference, at once on filing: exact, said by nobody, and withdrawable."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import uuid4

from server.domain.casework.statements import Kind, Relation
from server.services.filing.sealing import DataKeys
from server.storage.casework import case_files, quoted, statements
from server.storage.casework.case_files import CaseFile
from server.storage.casework.statements import Stored
from server.storage.work import UnitOfWork

ACTOR: Final = "unseal"


def link_filed(work: UnitOfWork, keys: DataKeys, ids: Sequence[str], *, at: datetime) -> None:
    """Link what these submissions quote, and what quotes them, whichever came first.

    A case reference that is new opens the case file of a person. What somebody took back is not
    said again.
    """
    if not ids or not _is_anything_new(work, ids):
        return
    statements.lock(work.connection)  # and what another worker has said meanwhile is known now
    for reference in quoted.new_persons(work.connection, ids):
        _open_person(work, keys, reference, at=at)
    for one, other in quoted.quoting_reports(work.connection, ids):
        _say(work, one, Relation.QUOTES, other, at=at)
    for one, other in quoted.reports_of_persons(work.connection, ids):
        _say(work, one, Relation.IS_ABOUT, other, at=at)


def _is_anything_new(work: UnitOfWork, ids: Sequence[str]) -> bool:
    looks = (quoted.new_persons, quoted.quoting_reports, quoted.reports_of_persons)
    return any(look(work.connection, ids) for look in looks)


def _open_person(work: UnitOfWork, keys: DataKeys, reference: str, *, at: datetime) -> None:
    file = CaseFile(
        id=uuid4().hex, kind=Kind.PERSON, reference=reference, opened_by=ACTOR, opened_at=at
    )
    _, wrapped = keys.new(file.id)
    case_files.add(work.connection, file, wrapped)
    work.note(ACTOR, "case.opened", file.id, kind=Kind.PERSON)


def _say(work: UnitOfWork, one: str, relation: Relation, other: str, *, at: datetime) -> None:
    said = Stored(
        id=uuid4().hex,
        kind=Kind.REPORT,
        about=one,
        says=relation,
        value=other,
        said_by=ACTOR,
        said_at=at,
    )
    statements.add(work.connection, said)
    told = {"statement": said.id, "kind": said.kind, "says": said.says}
    work.note(ACTOR, "statement.said", one, **told)
