"""Destroying an old form key: one person asks, the Leader agrees, and nothing opens with it again.

What opening the seal of a submission gave is kept under its data key: to open it again takes no
form key. So a form key can go once nothing needs it that was not opened; each of those is tried,
and one that cannot be tried counts as one that needs it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from server.domain.access import Action, Actor
from server.domain.counted import counted
from server.errors import Code, Refused
from server.services.trust import decisions
from server.services.trust.decisions import Asked, Matter, reason
from server.services.trust.keys import find_key
from server.services.trust.rights import require
from server.storage.trust import form_keys as stored
from server.storage.work import UnitOfWork

MATTER: Final = Matter(
    ask=Action.DISPOSAL_REQUEST,
    authorise=Action.DISPOSAL_AUTHORISE,
    asked="key.destruction_requested",
    agreed="key.destroyed",
    refused="key.destruction_refused",
)

NeededBy = Callable[[Connection, str], Iterator[str]]  # the ids of submissions that need a key


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRequest:
    """A request to destroy a form key; `last_received` is of a form that carried it, if any."""

    fingerprint: str
    made_at: datetime
    asked_by: str
    asked_at: datetime
    why: str
    last_received: datetime | None


def request_destruction(
    work: UnitOfWork, actor: Actor, prefix: str, *, why: str, at: datetime
) -> str:
    """Ask for a key to be destroyed and return its fingerprint; nothing is destroyed yet.

    Raises:
        NotAllowed: unless the actor may ask.
        Refused: UNKNOWN_KEY, KEY_IN_USE, KEY_GONE, KEY_ASKED or BAD_REASON.
    """
    require(actor, MATTER.ask)
    said = reason(why)
    stored.lock(work.connection)
    name = find_key(work.connection, prefix).fingerprint
    row = _destroyable(work.connection, name)
    if row.asked_by is not None:
        raise Refused(Code.KEY_ASKED)
    stored.ask(work.connection, name, {"asked_by": actor.id, "asked_at": at, "why": said})
    decisions.ask(work, MATTER, Asked(subject=name, by=actor.id))
    return name


def show_key_request(
    connection: Connection, actor: Actor, prefix: str, *, at: datetime
) -> KeyRequest:
    """Return the request that the actor is to authorise.

    Raises:
        NotAllowed: unless the actor is a Leader and another person than who asked, or NotTwo.
        Refused: UNKNOWN_KEY, NO_KEY_REQUEST, or NOT_IN_AUDIT.
    """
    name = _known(connection, actor, prefix)
    row = stored.details(connection, name)
    decisions.require_to_decide(connection, actor, MATTER, _asked(row), at=at)
    if row.asked_by is None:
        raise Refused(Code.NO_KEY_REQUEST)
    return KeyRequest(
        fingerprint=name,
        made_at=row.created_at,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        why=row.why,
        last_received=stored.last_received(connection, name),
    )


def check_unneeded(connection: Connection, fingerprint: str, needed_by: NeededBy) -> None:
    """Go on only if nothing that is held needs the key; this tries all that were not opened.

    Raises:
        Refused: KEY_NEEDED, with how many there are and the first of them.
    """
    found = list(needed_by(connection, fingerprint))
    if found:
        count = counted(len(found), "submission", "submissions")
        raise Refused(Code.KEY_NEEDED, count=count, submission=found[0])


def authorise_destruction(
    work: UnitOfWork, actor: Actor, shown: KeyRequest, *, at: datetime
) -> None:
    """Destroy the private half of a key, once `check_unneeded` has let it.

    Raises:
        NotAllowed: as `show_key_request`.
        Refused: NO_KEY_REQUEST when the one that was shown waits no more, KEY_IN_USE or KEY_GONE.
    """
    stored.lock(work.connection)
    now = show_key_request(work.connection, actor, shown.fingerprint, at=at)
    if (now.asked_by, now.asked_at) != (shown.asked_by, shown.asked_at):
        raise Refused(Code.NO_KEY_REQUEST)
    _destroyable(work.connection, shown.fingerprint)
    stored.destroy(work.connection, shown.fingerprint)
    decisions.agree(work, actor, MATTER, Asked(subject=shown.fingerprint, by=shown.asked_by))


def refuse_destruction(work: UnitOfWork, actor: Actor, prefix: str) -> None:
    """Decide against a request; who made it may take it back.

    Raises:
        NotAllowed: unless the actor is a Leader, or who asked.
        Refused: UNKNOWN_KEY, or NO_KEY_REQUEST.
    """
    stored.lock(work.connection)
    name = _known(work.connection, actor, prefix)
    asked = _asked(stored.details(work.connection, name))
    decisions.require_to_refuse(actor, MATTER, asked)
    if asked is None:
        raise Refused(Code.NO_KEY_REQUEST)
    stored.ask(work.connection, name, stored.NOT_ASKED)
    decisions.refuse(work, actor, MATTER, asked)


def _asked(row: stored.KeyRow) -> Asked | None:
    return None if row.asked_by is None else Asked(subject=row.fingerprint, by=row.asked_by)


def _known(connection: Connection, actor: Actor, prefix: str) -> str:
    """Ask first whether this may be: who may not decide is not told which keys there are."""
    try:
        return find_key(connection, prefix).fingerprint
    except Refused:
        decisions.require_to_refuse(actor, MATTER, None)
        raise


def _destroyable(connection: Connection, fingerprint: str) -> stored.KeyRow:
    row = stored.details(connection, fingerprint)
    if row.is_current or row.forms:
        raise Refused(Code.KEY_IN_USE)
    if not row.is_here:
        raise Refused(Code.KEY_GONE)
    return row
