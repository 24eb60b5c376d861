"""Drafts: what somebody has not finished yet, sealed in their browser, found again only by them.

The server can neither read a draft nor tell what changed in it. It keeps a few for each person,
none too large, none for ever; one that can no longer be opened is emptied and shown as lost until
its owner has seen it, for to lose work without a word would be worse.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from server.domain.access import Actor
from server.errors import Code, Refused
from server.services.intake.desk_forms import form_to_fill
from server.services.trust.draft_keys import Lost
from server.storage.engine import Database
from server.storage.intake import drafts as stored
from server.storage.work import UnitOfWork

LONGEST: Final = 8 * 1024 * 1024  # bytes of one draft, its photographs included
MOST: Final = 20  # of one person
KEPT_FOR: Final = timedelta(days=30)
_ID: Final = re.compile(r"[0-9a-f]{32}")
_SHORTEST: Final = 28  # nonce and tag
_MOST_SAVES: Final = 10**6  # in 30 days, with two in a minute, a tenth of that


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One draft without what it holds; `saves` counts how often it was saved."""

    id: str
    form_id: str
    title: str
    version_id: str
    version: str
    began_at: datetime
    saved_at: datetime
    saves: int
    lost: Lost | None

    @property
    def kept_until(self) -> datetime:
        """When it is emptied unless it is saved again."""
        return self.saved_at + KEPT_FOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Saving:
    """One saving of a draft by an open page, `writer`, which knows of `known` earlier ones."""

    draft_id: str
    form_id: str
    version_id: str
    writer: str
    known: int
    sealed: bytes = field(repr=False)
    at: datetime


def list_drafts(connection: Connection, actor: Actor) -> Sequence[Draft]:
    """Return one's own drafts, the one saved last first."""
    return [_draft(row) for row in stored.of_account(connection, actor.id)]


def own_draft(connection: Connection, actor: Actor, draft_id: str) -> Draft:
    """Return one of one's own drafts.

    Raises:
        Refused: NOT_FOUND, also for somebody else's.
    """
    row = stored.one(connection, actor.id, draft_id)
    if row is None:
        raise Refused(Code.NOT_FOUND)
    return _draft(row)


def sealed_draft(connection: Connection, actor: Actor, draft_id: str) -> bytes:
    """Return what one of one's own drafts holds, sealed.

    Raises:
        Refused: NOT_FOUND, also for one that is lost.
    """
    sealed = stored.sealed(connection, actor.id, draft_id)
    if sealed is None:
        raise Refused(Code.NOT_FOUND)
    return sealed


def save_draft(database: Database, actor: Actor, saving: Saving) -> int:
    """Begin a draft or save it anew; return how often it was saved.

    That it was begun is an event; each saving after that, two in a minute, is not.

    Raises:
        Refused: DRAFT_ELSEWHERE when another page saved it meanwhile, NOT_FOUND for a form or a
            draft of others, TOO_MANY_DRAFTS, or BAD_REQUEST.
    """
    _check(saving)
    with database.reading() as connection:
        is_own = stored.one(connection, actor.id, saving.draft_id) is not None
    if is_own:
        return _save_again(database, actor, saving)
    if saving.known:
        raise Refused(Code.NOT_FOUND)  # it was sent or discarded in another window
    with database.work() as work:
        _begin(work, actor, saving)
        work.commit()
    return 1


def discard(work: UnitOfWork, actor: Actor, draft_id: str) -> None:
    """Delete one of one's own drafts.

    Raises:
        Refused: NOT_FOUND.
    """
    if not stored.remove(work.connection, actor.id, draft_id):
        raise Refused(Code.NOT_FOUND)
    work.note(actor.id, "draft.discarded", draft_id)


def sent(database: Database, actor: Actor, draft_id: str) -> None:
    """Delete the draft of what has arrived as a submission; it may be gone already."""
    with database.reading() as connection:
        if stored.one(connection, actor.id, draft_id) is None:
            return
    with database.work() as work:
        if stored.remove(work.connection, actor.id, draft_id):
            work.note(actor.id, "draft.sent", draft_id)
            work.commit()


def forget_old(connection: Connection, *, at: datetime) -> None:
    """Empty drafts that nobody went on with for long, and later delete what is left of them."""
    stored.empty_old(connection, Lost.AGE.value, before=at - KEPT_FOR)
    stored.remove_lost(connection, before=at - 2 * KEPT_FOR)


def _check(saving: Saving) -> None:
    if not (_ID.fullmatch(saving.draft_id) and _ID.fullmatch(saving.writer)):
        raise Refused(Code.BAD_REQUEST)
    if not _SHORTEST <= len(saving.sealed) <= LONGEST or not 0 <= saving.known <= _MOST_SAVES:
        raise Refused(Code.BAD_REQUEST)


def _begin(work: UnitOfWork, actor: Actor, saving: Saving) -> None:
    offer = form_to_fill(work.connection, actor, saving.form_id, saving.version_id)
    if stored.is_taken(work.connection, saving.draft_id):
        raise Refused(Code.NOT_FOUND)
    if stored.count(work.connection, actor.id) >= MOST:
        raise Refused(Code.TOO_MANY_DRAFTS, most=str(MOST))
    row: dict[str, object] = {
        "id": saving.draft_id,
        "account_id": actor.id,
        "form_version_id": offer.version_id,
        "began_at": saving.at,
        "saved_at": saving.at,
        "saves": 1,
        "writer": saving.writer,
        "sealed": saving.sealed,
        "lost": None,
    }
    stored.add(work.connection, row)
    work.note(actor.id, "draft.begun", saving.draft_id)


def _save_again(database: Database, actor: Actor, saving: Saving) -> int:
    values = {"sealed": saving.sealed, "saved_at": saving.at, "writer": saving.writer}
    with database.upkeep() as connection:
        if not stored.save(connection, actor.id, saving.draft_id, values, saving.known):
            raise Refused(Code.DRAFT_ELSEWHERE)
        return own_draft(connection, actor, saving.draft_id).saves


def _draft(row: stored.Found) -> Draft:
    return Draft(
        id=row.id,
        form_id=row.form_id,
        title=row.title,
        version_id=row.form_version_id,
        version=row.version,
        began_at=row.began_at,
        saved_at=row.saved_at,
        saves=row.saves,
        lost=None if row.lost is None else Lost(row.lost),
    )
