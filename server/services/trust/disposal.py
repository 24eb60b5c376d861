"""Disposing of a submission: one person asks, the Leader agrees, and its data key is destroyed.

What becomes of it: the data key is deleted, and with it the sealed envelope and every sealed
field can no longer be opened, here or in a copy of the database made earlier. The content itself
is deleted too: files, envelope, other answers, findings and records. Coded columns stay only if
the request says that statistics may keep them, and then without references and provenance. What
remains is a tombstone, and the row by which a second copy of the submission is recognised.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final
from uuid import uuid4

from sqlalchemy import Connection

from server.domain.access import Action, Actor
from server.domain.states import State
from server.errors import Code, Refused
from server.services.trust import decisions
from server.services.trust.decisions import Asked, Matter, reason
from server.services.trust.rights import require
from server.storage.trust import disposals as stored
from server.storage.work import UnitOfWork

MATTER: Final = Matter(
    ask=Action.DISPOSAL_REQUEST,
    authorise=Action.DISPOSAL_AUTHORISE,
    asked="disposal.requested",
    agreed="disposal.authorised",
    refused="disposal.refused",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked for; `why` is kept for ever, in clear, and so must name nobody."""

    submission_id: str
    why: str
    keeps_statistics: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request to dispose of a submission; `is_authorised` is None until somebody decided."""

    id: str
    submission_id: str
    form_id: str
    received_at: datetime
    requested_by: str
    requested_at: datetime
    why: str
    keeps_statistics: bool
    decided_by: str | None
    decided_at: datetime | None
    is_authorised: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """What remains of a submission; `kinds` are what it was filed under, in schema order."""

    submission_id: str
    form_id: str
    kinds: tuple[str, ...]
    received_at: datetime
    disposed_at: datetime
    requested_by: str
    authorised_by: str
    why: str
    keeps_statistics: bool


def request_disposal(work: UnitOfWork, actor: Actor, wanted: Wanted, *, at: datetime) -> None:
    """Ask for a disposal; nothing is destroyed yet.

    Raises:
        NotAllowed: unless the actor may ask.
        Refused: UNKNOWN_SUBMISSION, ALREADY_DISPOSED, DISPOSAL_ASKED or BAD_REASON.
    """
    require(actor, MATTER.ask)
    why = reason(wanted.why)
    _lock(work.connection, wanted.submission_id)
    if stored.open_request(work.connection, wanted.submission_id) is not None:
        raise Refused(Code.DISPOSAL_ASKED)
    row = {
        "id": uuid4().hex,
        "submission_id": wanted.submission_id,
        "requested_by": actor.id,
        "requested_at": at,
        "why": why,
        "keeps_statistics": wanted.keeps_statistics,
    }
    stored.add_request(work.connection, row)
    said = {"keeps_statistics": wanted.keeps_statistics}
    decisions.ask(work, MATTER, Asked(subject=wanted.submission_id, by=actor.id, said=said))


def show_request(
    connection: Connection, actor: Actor, submission_id: str, *, at: datetime
) -> Request:
    """Return the request that the actor is to authorise; raises as `authorise_disposal` does."""
    found = stored.open_request(connection, submission_id, is_locked=False)
    return _authorisable(connection, actor, found, at=at)


def authorise_disposal(
    work: UnitOfWork,
    actor: Actor,
    submission_id: str,
    *,
    at: datetime,
    shown: str | None = None,
) -> Tombstone:
    """Agree to what somebody else asked for, and do it.

    `shown` is the id of the request that the actor was shown: no other one is agreed to.

    Raises:
        NotAllowed: unless the actor is the Leader and another person than who asked, or NotTwo.
        Refused: NO_DISPOSAL, ALREADY_DISPOSED, or NOT_IN_AUDIT.
    """
    found = stored.open_request(work.connection, submission_id)
    request = _authorisable(work.connection, actor, found, at=at)
    if shown not in {None, request.id}:
        raise Refused(Code.NO_DISPOSAL)
    _lock(work.connection, submission_id)
    _decide(work, actor, request, at=at, is_authorised=True)
    remains = Tombstone(
        submission_id=submission_id,
        form_id=request.form_id,
        kinds=tuple(stored.subjects(work.connection, submission_id)),
        received_at=request.received_at,
        disposed_at=at,
        requested_by=request.requested_by,
        authorised_by=actor.id,
        why=request.why,
        keeps_statistics=request.keeps_statistics,
    )
    bury(work, remains, actor=actor.id)
    return remains


def refuse_disposal(work: UnitOfWork, actor: Actor, submission_id: str, *, at: datetime) -> None:
    """Decide against a request; who made it may take it back.

    Raises:
        NotAllowed: unless the actor is the Leader, or who asked.
        Refused: NO_DISPOSAL.
    """
    request = _refusable(actor, stored.open_request(work.connection, submission_id))
    _decide(work, actor, request, at=at, is_authorised=False)


def list_requests(connection: Connection, *, open_only: bool = True) -> Iterator[Request]:
    """Yield the requests, the oldest first."""
    return map(_request, stored.requests(connection, open_only=open_only))


def list_tombstones(connection: Connection) -> Iterator[Tombstone]:
    """Yield what remains of everything disposed of, the oldest first."""
    for row in stored.tombstones(connection):
        facts = row._asdict()
        yield Tombstone(**{**facts, "kinds": tuple(facts["kinds"].split())})


def bury(work: UnitOfWork, remains: Tombstone, *, actor: str) -> None:
    """Destroy the data key and the content of a submission, and put up its tombstone."""
    stored.erase(work.connection, remains.submission_id, keeps_statistics=remains.keeps_statistics)
    stored.add_tombstone(work.connection, {**asdict(remains), "kinds": " ".join(remains.kinds)})
    work.note(actor, f"submission.{State.DISPOSED}", remains.submission_id)


def _decide(
    work: UnitOfWork, actor: Actor, request: Request, *, at: datetime, is_authorised: bool
) -> None:
    row = {"decided_by": actor.id, "decided_at": at, "is_authorised": is_authorised}
    stored.decide(work.connection, request.id, row)
    noted = decisions.agree if is_authorised else decisions.refuse
    noted(work, actor, MATTER, _asked(request))


def _lock(connection: Connection, submission_id: str) -> None:
    held = stored.lock_submission(connection, submission_id)
    if held is None:
        raise Refused(Code.UNKNOWN_SUBMISSION, submission=submission_id)
    if held.state == State.DISPOSED:
        raise Refused(Code.ALREADY_DISPOSED)


def _authorisable(
    connection: Connection, actor: Actor, found: stored.Found | None, *, at: datetime
) -> Request:
    asked = _asked(_request(found)) if found else None
    decisions.require_to_decide(connection, actor, MATTER, asked, at=at)
    return _there(found)


def _refusable(actor: Actor, found: stored.Found | None) -> Request:
    decisions.require_to_refuse(actor, MATTER, _asked(_request(found)) if found else None)
    return _there(found)


def _there(found: stored.Found | None) -> Request:
    if found is None:
        raise Refused(Code.NO_DISPOSAL)
    return _request(found)


def _request(row: stored.Found) -> Request:
    return Request(**row._asdict())


def _asked(request: Request) -> Asked:
    said = {"keeps_statistics": request.keeps_statistics}
    return Asked(subject=request.submission_id, by=request.requested_by, said=said)
