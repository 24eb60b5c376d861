"""One situation to be read: its reports and persons, what holds of it, and what happened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Self

from sqlalchemy import Connection

from server.domain.access import Action
from server.domain.casework.groups import groups
from server.domain.casework.sayings import Saying
from server.domain.casework.statements import Kind, Relation, Statement, Thing, Word
from server.domain.casework.task import Task
from server.errors import Code, Refused
from server.services.casework.happened import Happened, timeline
from server.services.casework.notes import notes_of
from server.services.casework.saying import Speaker, sayings_of, statements_of
from server.services.casework.sealed_words import Words
from server.services.casework.situations import Standing, standing_of
from server.services.casework.tasks import tasks_of
from server.services.trust.rights import require
from server.storage.casework import case_files
from server.storage.casework import statements as stored
from server.storage.casework import tasks as tasks_stored
from server.storage.casework.case_files import CaseFile
from server.storage.casework.report_list import Listed, reports_of
from server.storage.casework.statements import Stored
from server.storage.casework.tasks import StoredNote, StoredTask
from server.storage.engine import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedReport:
    """A report of a situation; `link` is what put it there itself, None when another brought it."""

    report: Listed
    link: Statement | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedPerson:
    """A person who is in a situation, by reference only."""

    file: CaseFile
    link: Statement = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """A situation; `others` are the references that were joined with it and lead here too."""

    file: CaseFile
    others: Sequence[CaseFile]
    standing: Standing
    reports: Sequence[LinkedReport]
    persons: Sequence[LinkedPerson]
    joined: Sequence[Statement] = field(repr=False)
    tasks: Sequence[Task] = field(repr=False)
    log: Sequence[Word] = field(repr=False)
    happened: Sequence[Happened] = field(repr=False)


def read_situation(database: Database, speaker: Speaker, situation_id: str) -> Situation:
    """Open a situation for somebody's eyes; that it was read is an event, kept before it is shown.

    Raises:
        NotAllowed.
        Refused: NOT_FOUND.
    """
    require(speaker.actor, Action.CASE_LIST)
    with database.work() as work:
        found = _situation(work.connection, speaker, situation_id)
        work.note(speaker.actor.id, "case.read", situation_id, kind=Kind.SITUATION)
        work.commit()
    return found


def _situation(connection: Connection, speaker: Speaker, situation_id: str) -> Situation:
    here = Thing(kind=Kind.SITUATION, reference=situation_id)
    links = stored.component(connection, [situation_id])
    members = groups(statements_of(links, Words.none())).of(here)
    situations = [each.reference for each in members if each.kind is Kind.SITUATION]
    persons = [each.about for each in links if each.says == Relation.IS_IN]
    files = case_files.by_id(connection, [*situations, *persons])
    if situation_id not in files or files[situation_id].kind is not Kind.SITUATION:
        raise Refused(Code.NOT_FOUND)
    rows = _Rows.read(connection, links, situations)
    words = Words.read(connection, speaker.keys, rows.abouts())
    standing = statements_of(links, words)
    main = min((files[each] for each in situations), key=lambda each: (each.opened_at, each.id))
    return Situation(
        file=main,
        others=[files[each] for each in sorted(situations) if each != main.id],
        standing=standing_of(_said_of(main, rows.said, words), speaker.at),
        reports=_reports(connection, members, standing),
        persons=[
            LinkedPerson(file=files[each.one.reference], link=each)
            for each in standing
            if each.relation is Relation.IS_IN
        ],
        joined=[each for each in standing if each.relation is Relation.IS],
        tasks=tasks_of(rows.tasks, words),
        log=notes_of(rows.notes, words),
        happened=timeline(rows.said, words),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """What is kept of some situations, before its words are opened."""

    links: Sequence[Stored]
    said: Sequence[Stored]
    tasks: Sequence[StoredTask]
    notes: Sequence[StoredNote]

    @classmethod
    def read(cls, connection: Connection, links: Sequence[Stored], ids: Sequence[str]) -> Self:
        return cls(
            links=links,
            said=list(stored.ever_said(connection, ids)),
            tasks=tasks_stored.tasks_of(connection, ids),
            notes=tasks_stored.notes_of(connection, ids),
        )

    def abouts(self) -> Iterator[str]:
        """Yield what the words are about, so that all their keys are read with one query."""
        for row in (*self.links, *self.said):
            yield row.about
        yield from (each.about for each in self.tasks)
        yield from (each.about for each in self.notes)


def _said_of(file: CaseFile, rows: Sequence[Stored], words: Words) -> Sequence[Saying]:
    return sayings_of((each for each in rows if each.about == file.id), words)


def _reports(
    connection: Connection, members: frozenset[Thing], standing: Sequence[Statement]
) -> list[LinkedReport]:
    links = {each.one.reference: each for each in standing if each.relation is Relation.BELONGS_TO}
    ids = [each.reference for each in members if each.kind is Kind.REPORT]
    return [
        LinkedReport(report=each, link=links.get(each.id))
        for each in reports_of(connection, ids).values()
    ]
