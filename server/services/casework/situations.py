"""Situations: opened from reports, listed, and what is said of one, such as its owner."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import uuid4

from sqlalchemy import Connection

from server.domain.access import Action, Actor
from server.domain.casework.sayings import Saying, Stage, What, newest
from server.domain.casework.statements import Kind, Relation, Thing
from server.domain.reference import make
from server.errors import Code, Refused
from server.services.casework.linking import link
from server.services.casework.saying import Speaker, Wanted, keep, read_sayings, right_to
from server.services.casework.things import require_thing
from server.services.casework.triage import require_day, require_tender
from server.services.trust.rights import require
from server.storage.casework import case_files
from server.storage.casework.case_files import CaseFile
from server.storage.register import agencies
from server.storage.work import UnitOfWork

PAGE: Final = 50
REASONS: Final = ("helped", "no_trafficking", "no_more_to_do", "handed_over", "by_mistake")
"""Why a situation is closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What holds of a situation or a person's case at a time; each may have been said by nobody."""

    owner: Saying | None
    lead_agency: Saying | None
    stage: Saying | None
    due: Saying | None

    @property
    def is_closed(self) -> bool:
        """Whether it is closed."""
        return self.stage is not None and self.stage.value == Stage.CLOSED


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedSituation:
    """A situation as the list shows it: by its reference, with no identity (R108)."""

    file: CaseFile
    standing: Standing


def open_situation(
    work: UnitOfWork, speaker: Speaker, reports: Sequence[str], why: str
) -> CaseFile:
    """Open a situation from reports that belong together.

    Raises:
        NotAllowed.
        Refused: BAD_SAYING without a report, and as `link`.
    """
    require(speaker.actor, Action.CASE_LINK)
    if speaker.keys is None:
        raise Refused(Code.NO_KEY_HELD)
    if not reports:
        raise Refused(Code.BAD_SAYING, why="a situation is opened from a report")
    file = CaseFile(
        id=uuid4().hex,
        kind=Kind.SITUATION,
        reference=make(secrets.SystemRandom()),
        opened_by=speaker.actor.id,
        opened_at=speaker.at,
    )
    _, wrapped = speaker.keys.new(file.id)
    case_files.add(work.connection, file, wrapped)
    work.note(speaker.actor.id, "case.opened", file.id, kind=file.kind)
    for report in dict.fromkeys(reports):
        about = Thing(kind=Kind.REPORT, reference=report)
        wanted = Wanted(about=about, says=Relation.BELONGS_TO, value=file.id, why=why)
        link(work, speaker, wanted)
    return file


def tend(work: UnitOfWork, speaker: Speaker, wanted: Wanted) -> str:
    """Say something of a situation or a person's case; return the id of what was said.

    Raises:
        NotAllowed.
        Refused: NOT_FOUND, BAD_SAYING, BAD_WORD or NO_KEY_HELD.
    """
    if not isinstance(wanted.says, What) or wanted.about.kind is Kind.REPORT:
        raise Refused(Code.BAD_SAYING, why="this is nothing that can be said of a case")
    require(speaker.actor, right_to(wanted.about.kind, wanted.says))
    require_thing(work.connection, wanted.about)
    _require_sense(work.connection, wanted, at=speaker.at)
    return keep(work, speaker, wanted)


def list_situations(
    connection: Connection, actor: Actor, *, at: datetime, after: str | None = None
) -> tuple[list[ListedSituation], str | None]:
    """Return a page of the situations, the newest first, and where the next page begins.

    Raises:
        NotAllowed.
    """
    require(actor, Action.CASE_LIST)
    files = case_files.page(connection, Kind.SITUATION, after=after, size=PAGE + 1)
    shown = files[:PAGE]
    sayings = read_sayings(connection, None, [each.id for each in shown])
    listed = [
        ListedSituation(file=each, standing=standing_of(sayings[each.id], at)) for each in shown
    ]
    return listed, shown[-1].id if len(files) > PAGE else None


def standing_of(sayings: Sequence[Saying], at: datetime) -> Standing:
    """Return what holds of a case at a time."""
    held: Mapping[What, Saying | None] = {each: newest(sayings, each, at) for each in What}
    return Standing(
        owner=held[What.OWNER],
        lead_agency=held[What.LEAD_AGENCY],
        stage=held[What.STAGE],
        due=held[What.DUE],
    )


def _require_sense(connection: Connection, wanted: Wanted, *, at: datetime) -> None:
    match wanted.says:
        case What.OWNER:
            require_tender(connection, wanted.value, at=at)
        case What.DUE:
            require_day(wanted.value)
        case What.LEAD_AGENCY:
            _, open_names = agencies.names(connection)
            if wanted.value not in open_names:
                raise Refused(Code.BAD_SAYING, why="there is no such agency, or it was closed")
        case What.STAGE:
            _require_stage(wanted)
        case _:
            raise Refused(Code.BAD_SAYING, why="this is nothing that can be said of a case")


def _require_stage(wanted: Wanted) -> None:
    if wanted.value not in set(Stage):
        raise Refused(Code.BAD_SAYING, why="there is no such stage")
    if (wanted.value == Stage.CLOSED) != (wanted.detail in REASONS):
        raise Refused(Code.BAD_SAYING, why="say for which of the reasons it is closed")
    if wanted.about.kind is Kind.PERSON and wanted.value == Stage.CLOSED:
        raise Refused(Code.BAD_SAYING, why="a person's case is closed by two people")
