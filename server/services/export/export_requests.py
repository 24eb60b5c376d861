"""Letting personal data out: one person asks, a Leader who is somebody else agrees, for some days.

What is asked for is `cases`, or `submissions` and a form. An authorised request stands until it
ends and may serve several exports; each names it in its event. Reasons and recipients are kept
with the request, never in an event.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from sqlalchemy import Connection

from server.domain.access import Action, Actor, Subject
from server.errors import Code, Refused
from server.services.trust import decisions
from server.services.trust.decisions import MOST, NOBODY, Asked, Matter, reason
from server.services.trust.rights import require
from server.services.trust.two_people import require_two
from server.storage.export import export_requests as stored
from server.storage.export.exporting import form_exists
from server.storage.work import UnitOfWork

CASES: Final = "cases"
SUBMISSIONS: Final = "submissions"
DAYS: Final = 7
MOST_DAYS: Final = 31
_ROLE_ALONE: Final = Subject(requested_by=NOBODY, authorised_by="another")
MATTER: Final = Matter(
    ask=Action.PERSONAL_EXPORT_REQUEST,
    authorise=Action.PERSONAL_EXPORT_AUTHORISE,
    asked="export.requested",
    agreed="export.authorised",
    refused="export.refused",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked for, why, and who is to have it; `why` and `recipient` name no victim."""

    what: str
    why: str
    recipient: str = ""
    days: int = DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRequest:
    """A request to export personal data; `is_authorised` is None until somebody decided.

    `until` is when an authorised request ends, `used_at` when a file was last written under it.
    """

    id: str
    what: str
    why: str
    recipient: str
    days: int
    requested_by: str
    requested_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    is_authorised: bool | None
    until: datetime | None
    used_at: datetime | None

    def stands(self, at: datetime) -> bool:
        """Tell whether exports may be made under it at a time."""
        return self.is_authorised is True and self.until is not None and at < self.until


def submissions_of(form_id: str) -> str:
    """Return what a request for the submissions of a form asks for."""
    return f"{SUBMISSIONS} {form_id}"


def request_export(work: UnitOfWork, actor: Actor, wanted: Wanted, *, at: datetime) -> str:
    """Ask for an export of personal data and return the id of the request.

    Raises:
        NotAllowed: unless the actor may ask.
        Refused: BAD_EXPORT_REQUEST, UNKNOWN_FORM or BAD_REASON.
    """
    require(actor, MATTER.ask)
    row = {
        "id": uuid4().hex,
        "what": _what(work.connection, wanted.what),
        "why": reason(wanted.why),
        "recipient": _recipient(wanted.recipient),
        "days": _days(wanted.days),
        "requested_by": actor.id,
        "requested_at": at,
    }
    stored.add(work.connection, row)
    asked = Asked(
        subject=str(row["what"]), by=actor.id, request=str(row["id"]), said={"days": wanted.days}
    )
    decisions.ask(work, MATTER, asked)
    return str(row["id"])


def show_export_request(
    connection: Connection, actor: Actor, request_id: str, *, at: datetime
) -> ExportRequest:
    """Return the request that the actor is to authorise; raises as `authorise_export` does."""
    waiting = stored.waiting(connection, request_id, is_locked=False)
    return _authorisable(connection, actor, waiting, request_id, at=at)


def authorise_export(
    work: UnitOfWork, actor: Actor, request_id: str, *, at: datetime
) -> ExportRequest:
    """Agree to what somebody else asked for; from now on it stands for so many days.

    Raises:
        NotAllowed: unless the actor is a Leader and another person than who asked, or NotTwo.
        Refused: NO_EXPORT_REQUEST, or NOT_IN_AUDIT.
    """
    waiting = stored.waiting(work.connection, request_id)
    found = _authorisable(work.connection, actor, waiting, request_id, at=at)
    until = at + timedelta(days=found.days)
    decided = {"decided_by": actor.id, "decided_at": at, "is_authorised": True, "until": until}
    stored.decide(work.connection, found.id, decided)
    decisions.agree(work, actor, MATTER, _asked(found), until=until.isoformat())
    return replace(found, decided_by=actor.id, decided_at=at, is_authorised=True, until=until)


def refuse_export(work: UnitOfWork, actor: Actor, request_id: str, *, at: datetime) -> None:
    """Decide against a request; who made it may take it back.

    Raises:
        NotAllowed: unless the actor is a Leader, or who asked.
        Refused: NO_EXPORT_REQUEST.
    """
    waiting = stored.waiting(work.connection, request_id)
    decisions.require_to_refuse(actor, MATTER, _asked(_request(waiting)) if waiting else None)
    found = _there(waiting, request_id)
    decided = {"decided_by": actor.id, "decided_at": at, "is_authorised": False}
    stored.decide(work.connection, found.id, decided)
    decisions.refuse(work, actor, MATTER, _asked(found))


def list_export_requests(connection: Connection) -> list[ExportRequest]:
    """Return every request, the oldest first."""
    return [_request(each) for each in stored.listing(connection)]


def standing_request(
    connection: Connection,
    actor: Actor,
    what: str,
    *,
    at: datetime,
    request_id: str | None = None,
) -> ExportRequest:
    """Return the request under which the actor may export that now.

    It is the one named, or else the newest that stands among those the actor made.

    Raises:
        NotAllowed: when the actor may never carry out such an export, or NotTwo.
        Refused: EXPORT_WAITS or EXPORT_NOT_AGREED, saying what to do next, or NOT_IN_AUDIT.
    """
    require(actor, Action.PERSONAL_EXPORT_CARRY_OUT, _ROLE_ALONE)
    there = [_request(each) for each in stored.about(connection, what)]
    named = [each for each in there if request_id in {None, each.id}]
    own = named if request_id else [each for each in named if each.requested_by == actor.id]
    found = next((each for each in own if each.stands(at)), None)
    if found is None:
        raise _not_agreed(own, what)
    people = Subject(requested_by=found.requested_by, authorised_by=found.decided_by)
    require(actor, Action.PERSONAL_EXPORT_CARRY_OUT, people)
    # Again: who authorised it may have taken the place of the actor since.
    require_two(connection, actor, Action.PERSONAL_EXPORT_CARRY_OUT, found.decided_by, at=at)
    until = found.until.isoformat() if found.until else None
    decisions.require_agreed(connection, MATTER, _asked(found), by=found.decided_by, until=until)
    return found


def _not_agreed(requests: Sequence[ExportRequest], what: str) -> Refused:
    waiting = next((each for each in requests if each.decided_at is None), None)
    if waiting is not None:
        return Refused(Code.EXPORT_WAITS, request=waiting.id)
    return Refused(Code.EXPORT_NOT_AGREED, what=what)


def _authorisable(
    connection: Connection,
    actor: Actor,
    waiting: stored.Found | None,
    request_id: str,
    *,
    at: datetime,
) -> ExportRequest:
    asked = _asked(_request(waiting)) if waiting else None
    decisions.require_to_decide(connection, actor, MATTER, asked, at=at)
    return _there(waiting, request_id)


def _there(waiting: stored.Found | None, request_id: str) -> ExportRequest:
    if waiting is None:
        raise Refused(Code.NO_EXPORT_REQUEST, request=request_id)
    return _request(waiting)


def _request(row: stored.Found) -> ExportRequest:
    return ExportRequest(**row._asdict())


def _asked(row: ExportRequest) -> Asked:
    return Asked(subject=row.what, by=row.requested_by, request=row.id, said={"days": row.days})


def _what(connection: Connection, typed: str) -> str:
    kind, _, form_id = typed.partition(" ")
    if kind == SUBMISSIONS and form_id:
        if not form_exists(connection, form_id):
            raise Refused(Code.UNKNOWN_FORM, form=form_id)
    elif typed != CASES:
        raise Refused(Code.BAD_EXPORT_REQUEST, why="say cases, or submissions and a form")
    return typed


def _recipient(typed: str) -> str:
    recipient = " ".join(typed.split())
    if len(recipient) > MOST:
        why = f"who is to have it is said in at most {MOST} characters"
        raise Refused(Code.BAD_EXPORT_REQUEST, why=why)
    return recipient


def _days(days: int) -> int:
    if not 1 <= days <= MOST_DAYS:
        raise Refused(Code.BAD_EXPORT_REQUEST, why=f"it can stand for 1 to {MOST_DAYS} days")
    return days
