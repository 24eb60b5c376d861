"""Keeping what the seals gave of submissions that were filed before it was kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from server.errors import Refused
from server.odk.opened import Unreadable
from server.services.filing.opening import Opener
from server.storage.engine import Database
from server.storage.filing import kept_seals
from server.storage.filing.sealed import SealedSubmission
from server.storage.work import UnitOfWork

ACTOR = "unseal"
BATCH = 20  # SQLite is locked for others while they are opened


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How many seals of a batch were kept, and how many do not open any more."""

    kept: int
    unreadable: int


def keep_seals(database: Database, opener: Opener, *, limit: int = BATCH) -> Iterator[Kept]:
    """Open again, a batch at a time, what was filed and still needs a form key; keep what it gave.

    Each batch is durable by itself: stopped at any point, the next call goes on with the rest.
    What does not open stays as it is, and is tried again by the next call.
    """
    after = kept_seals.START
    while True:
        with database.work() as work:
            batch = kept_seals.claim_unkept(work.connection, after, limit)
            if not batch:
                return
            kept = _keep(work, opener, batch)
            work.commit()
        after = kept_seals.place_of(batch[-1])
        yield Kept(kept=kept, unreadable=len(batch) - kept)


def _keep(work: UnitOfWork, opener: Opener, batch: list[SealedSubmission]) -> int:
    rows = [
        {"submission_id": held.id, "new_kept_seal": sealed}
        for held in batch
        if (sealed := _sealed_again(work.connection, opener, held)) is not None
    ]
    if rows:
        kept_seals.keep(work.connection, rows)
        work.note(ACTOR, "seals.kept", ACTOR, submissions=len(rows))
    return len(rows)


def _sealed_again(connection: Connection, opener: Opener, held: SealedSubmission) -> bytes | None:
    try:
        seal, _ = opener.break_seal(connection, held)
        return opener.data_keys.sealing(connection, held, seal).kept_seal
    except (Unreadable, Refused):
        return None
