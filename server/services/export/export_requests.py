"""Letting personal data out: one person asks, a Leader who is somebody else agrees, for some days.

What is asked for is `cases`, or `submissions` and a form. An authorised request stands until it
ends and may serve several exports; each names it in its event. Reasons and recipients are kept
with the request, never in an event.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from sqlalchemy import Connection

from server.domain.access import Action, Actor, Subject
from server.errors import Code, Refused
from server.services.trust.rights import require
from server.services.trust.two_people import require_two
from server.storage.export import export_requests as stored
from server.storage.export.exporting import form_exists
from server.storage.work import UnitOfWork

CASES: Final = "cases"
SUBMISSIONS: Final = "submissions"
DAYS: Final = 7
MOST_DAYS: Final = 31
LEAST: Final = 10
MOST: Final = 500
_NOBODY: Final = ""  # the id of no account
_ROLE_ALONE: Final = Subject(requested_by=_NOBODY, authorised_by="another")


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
    require(actor, Action.PERSONAL_EXPORT_REQUEST)
    row = {
        "id": uuid4().hex,
        "what": _what(work.connection, wanted.what),
        "why": _reason(wanted.why),
        "recipient": _recipient(wanted.recipient),
        "days": _days(wanted.days),
        "requested_by": actor.id,
        "requested_at": at,
    }
    stored.add(work.connection, row)
    work.note(actor.id, "export.requested", str(row["what"]), request=row["id"], days=row["days"])
    return str(row["id"])


def show_export_request(
    connection: Connection, actor: Actor, request_id: str, *, at: datetime
) -> ExportRequest:
    """Return the request that the actor is to authorise; raises as `authorise_export` does."""
    found = _required(actor, request_id, stored.waiting(connection, request_id, is_locked=False))
    _require_another(connection, actor, found, at=at)
    return _request(found)


def authorise_export(
    work: UnitOfWork, actor: Actor, request_id: str, *, at: datetime
) -> ExportRequest:
    """Agree to what somebody else asked for; from now on it stands for so many days.

    Raises:
        NotAllowed: unless the actor is a Leader and another person than who asked, or NotTwo.
        Refused: NO_EXPORT_REQUEST.
    """
    found = _required(actor, request_id, stored.waiting(work.connection, request_id))
    _require_another(work.connection, actor, found, at=at)
    until = at + timedelta(days=found.days)
    decided = {"decided_by": actor.id, "decided_at": at, "is_authorised": True, "until": until}
    stored.decide(work.connection, found.id, decided)
    said = {"request": found.id, "requested_by": found.requested_by, "until": until.isoformat()}
    work.note(actor.id, "export.authorised", found.what, **said)
    return _request(found, **decided)


def refuse_export(work: UnitOfWork, actor: Actor, request_id: str, *, at: datetime) -> None:
    """Decide against a request; who made it may take it back.

    Raises:
        NotAllowed: unless the actor is a Leader, or who asked.
        Refused: NO_EXPORT_REQUEST.
    """
    waiting = stored.waiting(work.connection, request_id)
    found = _required(actor, request_id, waiting, may_take_back=True)
    decided = {"decided_by": actor.id, "decided_at": at, "is_authorised": False}
    stored.decide(work.connection, found.id, decided)
    said = {"request": found.id, "requested_by": found.requested_by}
    work.note(actor.id, "export.refused", found.what, **said)


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
        Refused: EXPORT_WAITS or EXPORT_NOT_AGREED, saying what to do next.
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
    return found


def _not_agreed(requests: Sequence[ExportRequest], what: str) -> Refused:
    waiting = next((each for each in requests if each.decided_at is None), None)
    if waiting is not None:
        return Refused(Code.EXPORT_WAITS, request=waiting.id)
    return Refused(Code.EXPORT_NOT_AGREED, what=what)


def _require_another(
    connection: Connection, actor: Actor, found: stored.Found, *, at: datetime
) -> None:
    action = Action.PERSONAL_EXPORT_AUTHORISE
    require_two(connection, actor, action, found.requested_by, at=at)


def _required(
    actor: Actor, request_id: str, found: stored.Found | None, *, may_take_back: bool = False
) -> stored.Found:
    """Ask first whether this may be: who may not decide is not told which requests there are."""
    asker = found.requested_by if found else _NOBODY
    if may_take_back and asker == actor.id:
        require(actor, Action.PERSONAL_EXPORT_REQUEST)
    else:
        require(actor, Action.PERSONAL_EXPORT_AUTHORISE, Subject(requested_by=asker))
    if found is None:
        raise Refused(Code.NO_EXPORT_REQUEST, request=request_id)
    return found


def _request(row: stored.Found, **changed: object) -> ExportRequest:
    return ExportRequest(**{**row._asdict(), **changed})


def _what(connection: Connection, typed: str) -> str:
    kind, _, form_id = typed.partition(" ")
    if kind == SUBMISSIONS and form_id:
        if not form_exists(connection, form_id):
            raise Refused(Code.UNKNOWN_FORM, form=form_id)
    elif typed != CASES:
        raise Refused(Code.BAD_EXPORT_REQUEST, why="say cases, or submissions and a form")
    return typed


def _reason(typed: str) -> str:
    why = " ".join(typed.split())
    if not LEAST <= len(why) <= MOST:
        raise Refused(Code.BAD_REASON, least=str(LEAST), most=str(MOST))
    return why


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
