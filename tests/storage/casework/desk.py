"""Somebody at a desk who says things, takes them back and reads what was said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from server.domain.access import Actor, Role
from server.domain.casework.groups import Groups, groups
from server.domain.casework.sayings import Saying, What
from server.domain.casework.statements import Kind, Relation, Thing
from server.services.casework.linking import link, standing_between
from server.services.casework.saying import Speaker, Wanted, read_sayings, take_back
from server.services.casework.situations import open_situation, tend
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
