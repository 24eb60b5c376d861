"""The clock of the audit: finding where it ran backwards, and accepting that once looked into."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from server.domain.access import Action, Actor
from server.domain.audit_event import written_at
from server.domain.audit_time import ACCEPTED, Setback, Timeline, minute_of
from server.errors import Code, Refused
from server.services.trust.rights import require
from server.storage.audit.clock import read_times
from server.storage.work import UnitOfWork

_SUBJECT = "audit"


def read_timeline(connection: Connection) -> Timeline:
    """Follow the times of the whole chain."""
    times = Timeline()
    for sequence, at, action in read_times(connection):
        times.follow(sequence, at, action)
    return times


def place_to_accept(connection: Connection, actor: Actor, *, at: datetime) -> Setback:
    """Return the place that the actor may accept: where time ran back, or is about to.

    Raises:
        NotAllowed: unless the actor is a custodian.
        Refused: CLOCK_IN_ORDER when there is none.
    """
    require(actor, Action.AUDIT_ACCEPT_CLOCK)
    times, now = read_timeline(connection), written_at(at)
    if times.open is not None:
        return times.open
    if not times.is_ahead_of(now):
        raise Refused(Code.CLOCK_IN_ORDER)
    return Setback(
        sequence=times.newest_sequence + 1,
        at=minute_of(now),
        newest=times.newest,
        newest_sequence=times.newest_sequence,
    )


def accept_clock(work: UnitOfWork, actor: Actor, *, at: datetime) -> Setback:
    """Let the clock of the audit count anew from now on; raises as `place_to_accept`."""
    place = place_to_accept(work.connection, actor, at=at)
    work.note(actor.id, ACCEPTED, _SUBJECT, sequence=place.newest_sequence)
    return place
