"""Tasks about a report, situation or person: given, done or dropped with a word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import uuid4

from server.domain.access import Action
from server.domain.casework.statements import Kind, Thing, Word
from server.domain.casework.task import Ending, Task
from server.errors import Code, Refused
from server.services.casework.saying import Speaker, seal
from server.services.casework.sealed_words import SealedWord, Words
from server.services.casework.things import require_thing
from server.services.casework.triage import require_tender
from server.services.trust.rights import require
from server.storage.casework import tasks as stored
from server.storage.casework.casework_tables import task
from server.storage.casework.tasks import StoredTask
from server.storage.work import UnitOfWork
from server.vault.fields import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTask:
    """What is to be done; without an owner or a day it is as loud as one that is late."""

    about: Thing
    what: str = field(repr=False)
    owner: str | None = None
    due: date | None = None


def add_task(work: UnitOfWork, speaker: Speaker, new: NewTask) -> str:
    """Give somebody a task; return its id.

    Raises:
        NotAllowed.
        Refused: NOT_FOUND, BAD_SAYING for an owner who cannot have it, BAD_WORD or NO_KEY_HELD.
    """
    require(speaker.actor, _right_to(new.about.kind))
    require_thing(work.connection, new.about)
    if new.owner is not None:
        require_tender(work.connection, new.owner, at=speaker.at)
    task_id, about = uuid4().hex, new.about.reference
    kept = StoredTask(
        id=task_id,
        kind=new.about.kind,
        about=about,
        what=seal(work, speaker, about, _place(task_id, task.c.what.name), new.what),
        owner=new.owner,
        due=new.due,
        said_by=speaker.actor.id,
        said_at=speaker.at,
    )
    stored.add_task(work.connection, kept)
    work.note(speaker.actor.id, "task.given", about, task=task_id, kind=new.about.kind)
    return task_id


def end_task(work: UnitOfWork, speaker: Speaker, task_id: str, ending: Ending, word: str) -> Thing:
    """Say that a task is done or dropped; return what it was about.

    Raises:
        NotAllowed.
        Refused: NOT_FOUND, TASK_ENDED when it ended already, BAD_WORD or NO_KEY_HELD.
    """
    held = stored.find_task(work.connection, task_id)
    if held is None:
        raise Refused(Code.NOT_FOUND)
    about = Thing(kind=held.kind, reference=held.about)
    require(speaker.actor, _right_to(held.kind))
    require_thing(work.connection, about)
    if held.ending is not None:
        raise Refused(Code.TASK_ENDED)
    sealed = seal(work, speaker, held.about, _place(task_id, task.c.word.name), word)
    by = speaker.actor.id
    ended = {"ending": ending, "ended_by": by, "ended_at": speaker.at, "word": sealed}
    stored.end_task(work.connection, task_id, ended)
    work.note(by, "task.ended", held.about, task=task_id, ending=ending)
    return about


def tasks_of(rows: Iterable[StoredTask], words: Words) -> Sequence[Task]:
    """Return tasks as they were given, with the words that open."""
    return [_task(each, words) for each in rows]


def _right_to(kind: Kind) -> Action:
    return Action.REPORT_TRIAGE if kind is Kind.REPORT else Action.CASE_TEND


def _place(task_id: str, column: str) -> Place:
    return Place(task.name, task_id, column)


def _task(row: StoredTask, words: Words) -> Task:
    what, word = (
        words.open(SealedWord(about=row.about, place=_place(row.id, column), sealed=sealed))
        for column, sealed in ((task.c.what.name, row.what), (task.c.word.name, row.word))
    )
    ended = None
    if row.ended_by is not None and row.ended_at is not None:
        ended = Word(who=row.ended_by, at=row.ended_at, why=word or "")
    return Task(
        id=row.id,
        about=Thing(kind=row.kind, reference=row.about),
        what=what,
        owner=row.owner,
        due=row.due,
        said=Word(who=row.said_by, at=row.said_at, why=""),
        ending=None if row.ending is None else Ending(row.ending),
        ended=ended,
    )
