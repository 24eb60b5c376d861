"""Somebody at a desk who says things, takes them back and reads what was said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from server.domain.access import Actor, Role
from server.domain.casework.groups import Groups, groups
from server.domain.casework.sayings import Saying, What
from server.domain.casework.statements import Kind, Relation, Thing
from server.domain.casework.task import Ending
from server.services.casework.linking import link, standing_between
from server.services.casework.notes import add_note
from server.services.casework.saying import Speaker, Wanted, read_sayings, take_back
from server.services.casework.situation import Situation, read_situation
from server.services.casework.situations import open_situation, tend
from server.services.casework.tasks import NewTask, add_task, end_task
from server.services.casework.triage import triage
from server.services.filing.sealing import DataKeys
from server.storage.engine import Database
from tests.storage.senders import NOON

WHY = "They told us so."


def of(
    about: Thing, says: What | Relation, value: str, *, why: str = WHY, detail: str = ""
) -> Wanted:
    """What somebody wants to say of a thing."""
    return Wanted(about=about, says=says, value=value, why=why, detail=detail or None)


@dataclass
class Desk:
    """One person with their keys."""

    database: Database
    keys: DataKeys | None
    actor: Actor

    def of(self, role: Role) -> Desk:
        """The same desk, where somebody of another role sits."""
        return replace(self, actor=replace(self.actor, role=role))

    def speaker(self, at: datetime = NOON) -> Speaker:
        """Who speaks."""
        return Speaker(actor=self.actor, keys=self.keys, at=at)

    def triage(self, wanted: Wanted, at: datetime = NOON) -> str:
        """Say something of a report."""
        with self.database.work() as work:
            said = triage(work, self.speaker(at), wanted)
            work.commit()
        return said

    def link(self, wanted: Wanted, at: datetime = NOON) -> str:
        """Say what belongs together."""
        with self.database.work() as work:
            said = link(work, self.speaker(at), wanted)
            work.commit()
        return said

    def open(self, *reports: Thing, at: datetime = NOON) -> Thing:
        """Open a situation."""
        with self.database.work() as work:
            ids = [each.reference for each in reports]
            file = open_situation(work, self.speaker(at), ids, WHY)
            work.commit()
        return Thing(kind=Kind.SITUATION, reference=file.id)

    def tend(self, wanted: Wanted, at: datetime = NOON) -> str:
        """Say something of a case."""
        with self.database.work() as work:
            said = tend(work, self.speaker(at), wanted)
            work.commit()
        return said

    def give(self, new: NewTask, at: datetime = NOON) -> str:
        """Give somebody a task."""
        with self.database.work() as work:
            task_id = add_task(work, self.speaker(at), new)
            work.commit()
        return task_id

    def end(self, task_id: str, ending: Ending, word: str = WHY) -> None:
        """Say how a task ended."""
        with self.database.work() as work:
            end_task(work, self.speaker(), task_id, ending, word)
            work.commit()

    def note(self, about: Thing, text: str) -> None:
        """Write into a log."""
        with self.database.work() as work:
            add_note(work, self.speaker(), about, text)
            work.commit()

    def read(self, situation: Thing) -> Situation:
        """Read a situation."""
        return read_situation(
            self.database, self.speaker(NOON + timedelta(days=1)), situation.reference
        )

    def together(self, *things: Thing) -> Groups:
        """What belongs together now."""
        with self.database.reading() as connection:
            return groups(standing_between(connection, self.speaker(), things))

    def take_back(self, said: str, why: str = WHY, at: datetime = NOON) -> Thing:
        """Take something back."""
        with self.database.work() as work:
            about = take_back(work, self.speaker(at), said, why)
            work.commit()
        return about

    def sayings(self, about: Thing) -> Sequence[Saying]:
        """Read what was said of a thing."""
        with self.database.reading() as connection:
            return read_sayings(connection, self.keys, [about.reference])[about.reference]
