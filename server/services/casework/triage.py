"""Triage of a report: what it is held to be, whose it is, how urgent, and by when."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection

from server.domain.access import Action, Standing
from server.domain.casework.report_state import ReportState, may_become
from server.domain.casework.sayings import What, newest
from server.domain.casework.statements import Kind, Thing
from server.domain.permissions import ROLES_OF
from server.domain.vocabulary import VOCABULARY
from server.errors import Code, Refused
from server.services.casework.saying import Speaker, Wanted, keep, read_sayings
from server.services.casework.things import require_thing
from server.services.trust.accounts import account_by_id
from server.services.trust.rights import require
from server.storage.work import UnitOfWork

URGENCIES: Final = VOCABULARY["urgency"].codes


def triage(work: UnitOfWork, speaker: Speaker, wanted: Wanted) -> str:
    """Say something of a report; return the id of what was said.

    Raises:
        NotAllowed: unless the actor is of the task force (R17).
        Refused: NOT_FOUND, BAD_SAYING, BAD_WORD or NO_KEY_HELD.
    """
    require(speaker.actor, Action.REPORT_TRIAGE)
    if wanted.about.kind is not Kind.REPORT:
        raise Refused(Code.NOT_FOUND)
    require_thing(work.connection, wanted.about)
    _require_sense(work.connection, speaker, wanted)
    return keep(work, speaker, wanted)


def _require_sense(connection: Connection, speaker: Speaker, wanted: Wanted) -> None:
    match wanted.says:
        case What.STATE:
            _require_next(connection, speaker, wanted)
        case What.OWNER:
            require_tender(connection, wanted.value, at=speaker.at)
        case What.URGENCY if wanted.value in URGENCIES:
            pass
        case What.DUE:
            require_day(wanted.value)
        case _:
            raise _bad("this is nothing that can be said of a report")


def _require_next(connection: Connection, speaker: Speaker, wanted: Wanted) -> None:
    """Go on only if a report may change from what it is held to be to that."""
    then = next((each for each in ReportState if each == wanted.value), None)
    if then is None:
        raise _bad("there is no such state")
    about = wanted.about.reference
    now = newest(read_sayings(connection, None, [about])[about], What.STATE, speaker.at)
    held = ReportState.UNVERIFIED if now is None else ReportState(now.value)
    if not may_become(speaker.actor.role, held, then):
        raise _bad("take back first what it is held to be now")
    if (then is ReportState.DUPLICATE_OF) != (wanted.detail is not None):
        raise _bad("a duplicate names the report that it repeats, and nothing else does")
    if wanted.detail is not None:
        if wanted.detail == about:
            raise _bad("no report is a duplicate of itself")
        require_thing(connection, Thing(kind=Kind.REPORT, reference=wanted.detail))


def require_tender(connection: Connection, account_id: str, *, at: datetime) -> None:
    """Go on only if this account can own a report or a case: of the task force, and in order.

    Raises:
        Refused: BAD_SAYING.
    """
    account = account_by_id(connection, account_id)
    if account is None or account.standing(at) is not Standing.GOOD:
        raise _bad("there is no such account, or it is not in order")
    if account.role not in ROLES_OF[Action.REPORT_TRIAGE]:
        raise _bad("only a Leader or a Data Manager can see to it")


def require_day(text: str) -> None:
    """Go on only if it is a day, as YYYY-MM-DD.

    Raises:
        Refused: BAD_SAYING.
    """
    try:
        written = date.fromisoformat(text).isoformat()
    except ValueError:
        written = ""
    if written != text:  # 20261224 and 2026-W52-4 are days too, and would be compared as text
        raise _bad("this is no day of the calendar")


def _bad(why: str) -> Refused:
    return Refused(Code.BAD_SAYING, why=why)
