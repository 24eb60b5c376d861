"""The audit for those who oversee the work: proving the chain, checkpoints, and what happened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from typing import Final, TypeAlias

from sqlalchemy import Connection

from server.domain.audit import ChainedEvent, Checkpoint, Fault, Verdict, parse_checkpoint, verify
from server.domain.audit_event import written_at
from server.domain.audit_time import Timeline
from server.errors import Code, Refused
from server.storage.audit.events import read_chain, read_head
from server.storage.audit.happened import Happening, Wanted, latest
from server.storage.engine import Database
from server.storage.grants import Part, grant

__all__ = [
    "Happening",
    "Wanted",
    "find_checkpoint",
    "grant_role",
    "latest",
    "make_checkpoint",
    "verify_chain",
]

Tell: TypeAlias = Callable[[int], None]  # is told every so often how many events were followed
_EVERY: Final = 10_000
_SUBJECT: Final = "audit"


def _nobody(_count: int) -> None:
    pass


def verify_chain(
    connection: Connection,
    *,
    until: Checkpoint | None = None,
    tell: Tell = _nobody,
    now: datetime | None = None,
) -> Verdict:
    """Follow the whole chain to the first event that is not as Lespwa wrote it.

    It is compared with its recorded end, and with a checkpoint if one is given: without one, a
    chain that somebody wrote anew from an event to its end counts as whole. Then its times are
    looked at, among each other and, if it is given, by the time that it is now.
    """
    head, times = read_head(connection), Timeline()
    with closing(read_chain(connection)) as events:
        verdict = verify(_followed(events, tell, times), until=until, head=head)
    verdict = replace(verdict, accepted=tuple(times.accepted))
    if not verdict.is_whole:
        return verdict
    if head is None:
        return replace(verdict, fault=Fault.HEADLESS, broken_at=verdict.head.sequence)
    if times.open is not None:
        return replace(verdict, fault=Fault.BACKWARDS, broken_at=times.open.sequence)
    if now is not None and times.is_ahead_of(written_at(now)):
        return replace(verdict, fault=Fault.AHEAD, broken_at=times.newest_sequence)
    return verdict


def _followed(
    events: Iterable[ChainedEvent], tell: Tell, times: Timeline
) -> Iterator[ChainedEvent]:
    for count, each in enumerate(events):
        if count % _EVERY == 0:
            tell(count)
        times.follow(each.event.sequence, each.event.at, each.event.action)
        yield each


def make_checkpoint(database: Database, *, actor: str, tell: Tell = _nobody) -> Checkpoint:
    """Return the chain's end, once the chain was proved, and note that it was asked for.

    Raises:
        Refused: CHAIN_BROKEN, since a checkpoint of a broken chain would vouch for it.
    """
    with database.reading() as connection:
        verdict = verify_chain(connection, tell=tell, now=database.clock())
    if not verdict.is_whole:
        raise Refused(Code.CHAIN_BROKEN, why=verdict.sentence)
    with database.work() as work:
        work.note(actor, "audit.checkpoint", _SUBJECT, sequence=verdict.head.sequence)
        work.commit()
    return verdict.head


def find_checkpoint(text: str) -> Checkpoint:
    """Return the checkpoint in a text: typed from paper, or somewhere in a file or an e-mail.

    Of several the last in the chain, which vouches for those before it.

    Raises:
        Refused: BAD_CHECKPOINT when there is none.
    """
    found = list(_checkpoints(text))
    return max(found, key=lambda each: each.sequence) if found else parse_checkpoint(text)


def _checkpoints(text: str) -> Iterator[Checkpoint]:
    for line in text.splitlines():
        try:
            yield parse_checkpoint(line.lstrip("> \t"))
        except Refused:
            continue


def grant_role(database: Database, part: str, role: str, *, actor: str) -> None:
    """Give a role of the database what a part of Lespwa needs, and no more.

    Raises:
        Refused: NO_ROLES, UNKNOWN_ROLE or OWNER_ROLE.
    """
    with database.work() as work:
        grant(work.connection, Part(part), role)
        work.note(actor, "database.granted", role, part=part)
        work.commit()
