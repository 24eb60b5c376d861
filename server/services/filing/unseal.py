"""Opening and filing what waits: a batch at a time, and no submission stops another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import Connection
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError

from server.domain.forms import SubmissionId
from server.domain.normalise import normalise
from server.domain.records import Filing
from server.domain.states import Review, State
from server.domain.vocabulary import VOCABULARY
from server.errors import Code, Refused
from server.odk.seal import Unreadable
from server.services.casework.quoting import link_filed
from server.services.filing.attempts import ENOUGH, Attempts
from server.services.filing.opening import OpenedSubmission, Opener
from server.services.filing.owed import Owed
from server.storage.engine import Database
from server.storage.filing.attempts import count_of, forget
from server.storage.filing.filed import Outcome, save
from server.storage.filing.sealed import SealedSubmission, claim, still_waiting, wait_again
from server.storage.work import UnitOfWork

Tally: TypeAlias = Counter[tuple[State, str | None]]  # how many came to which state and reason

_OpenedBatch: TypeAlias = Sequence[tuple[SealedSubmission, Outcome]]

BATCH = 50
ACTOR = "unseal"
_DIED = "ProcessDied"  # stands where the class of an error does

# These concern every submission alike, so they stop the work instead of spoiling each in turn.
_STOPPING_CODES = (Code.NOT_SET_UP, Code.KEY_UNUSABLE)
_STOPPING = (SQLAlchemyError, OSError)
_OUT_OF_REACH = (OperationalError, InterfaceError, OSError)


_CODES = {name: frozenset(each.codes) for name, each in VOCABULARY.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What became of some submissions: how many were opened, and how many came to what.

    On SQLite another worker may have filed some of the opened ones first; `tally` leaves those
    out.
    """

    opened: int
    tally: Tally


def unseal_all(
    database: Database,
    opener: Opener,
    *,
    clock: Callable[[], datetime],
    owed: Owed,
    limit: int = BATCH,
) -> Iterator[Batch]:
    """Open and file until nothing waits, giving each batch as it is done.

    Raises:
        Refused: NOT_SET_UP or KEY_UNUSABLE, when nothing can be opened here at all.
    """
    while (batch := unseal_batch(database, opener, now=clock(), owed=owed, limit=limit)).opened:
        yield batch


def unseal_batch(
    database: Database, opener: Opener, *, now: datetime, owed: Owed, limit: int = BATCH
) -> Batch:
    """Open and file up to `limit` of the submissions that wait.

    A crash at any point leaves each submission as it was, or filed with all its records; what was
    being opened in two crashes is set aside. That the database was away is no crash.

    Raises:
        Refused: NOT_SET_UP or KEY_UNUSABLE, when nothing can be opened here at all.
    """
    with Attempts(database, owed) as attempts:
        if database.locks_rows:
            with database.work() as work:
                opened = _open_waiting(work.connection, opener, now, limit, attempts)
                return _file(work, opener, opened, now, attempts)
        # SQLite locks the whole database for a writer: opening before that keeps the door free,
        # and asking again under the lock keeps what has changed meanwhile from being filed.
        with database.reading() as connection:
            opened = _open_waiting(connection, opener, now, limit, attempts)
        with database.work() as work:
            return _file(work, opener, opened, now, attempts)


def reopen(work: UnitOfWork, *, actor: str) -> int:
    """Let what could not be read or processed be tried again, as after a key was imported."""
    ids = wait_again(work.connection, Review.NOT_PROCESSED)
    for submission_id in ids:
        work.note(actor, "submission.reopened", submission_id)
    return len(ids)


def _open_waiting(
    connection: Connection, opener: Opener, now: datetime, limit: int, attempts: Attempts
) -> _OpenedBatch:
    opener.keys.look_again()
    claimed = claim(connection, limit)
    ids = [held.id for held in claimed]
    if len(claimed) == 1 and count_of(connection, ids[0]) >= ENOUGH:
        return [(claimed[0], _not_processed(claimed[0], _DIED))]
    attempts.begin(ids)
    return [(held, _outcome(connection, opener, held, now)) for held in claimed]


def _outcome(
    connection: Connection, opener: Opener, held: SealedSubmission, now: datetime
) -> Outcome:
    try:
        return filed_outcome(connection, opener, opener.open(connection, held), now)
    except Unreadable as found:
        return _unfiled(held, State.UNREADABLE, found.reason)
    except _STOPPING:
        raise
    except Exception as error:  # a fault in one must not stop the others
        if isinstance(error, Refused) and error.code in _STOPPING_CODES:
            raise
        return _not_processed(held, type(error).__name__)


def filed_outcome(
    connection: Connection, opener: Opener, opened: OpenedSubmission, now: datetime
) -> Outcome:
    """Normalise an opened submission and seal it under its data key.

    Raises:
        Unreadable: when its data key does not open.
    """
    return Outcome(
        submission_id=opened.held.id,
        state=State.NEEDS_REVIEW if opened.reviews else State.FILED,
        reason=",".join(opened.reviews) or None,
        signature=opened.signature,
        filing=_normalised(opened, now),
        sealing=opener.data_keys.sealing(connection, opened.held, opened.seal),
        was_opened=opened.held.was_opened,
    )


def _normalised(opened: OpenedSubmission, now: datetime) -> Filing:
    return normalise(
        SubmissionId(opened.held.id),
        opened.answers,
        today=now.date(),
        known_codes=_CODES.__getitem__,
    )


def _unfiled(held: SealedSubmission, state: State, reason: str) -> Outcome:
    return Outcome(submission_id=held.id, state=state, reason=reason, was_opened=held.was_opened)


def _not_processed(of: SealedSubmission | Outcome, failure: str) -> Outcome:
    """Set a submission aside; `failure` is a class of error, never its words: they may quote."""
    return Outcome(
        submission_id=of.submission_id if isinstance(of, Outcome) else of.id,
        state=State.NEEDS_REVIEW,
        reason=Review.NOT_PROCESSED,
        failure=failure,
        was_opened=of.was_opened,
    )


def _file(
    work: UnitOfWork, opener: Opener, opened: _OpenedBatch, now: datetime, attempts: Attempts
) -> Batch:
    waiting = still_waiting(work.connection, [held.id for held, _ in opened])
    unchanged = [outcome for held, outcome in opened if (held.id, held.completed_at) in waiting]
    filed = _save(work.connection, unchanged, now)
    for outcome in filed:
        note_outcome(work, outcome)
    ids = [outcome.submission_id for outcome in filed]
    link_filed(work, opener.data_keys, ids, at=now)
    if ids:
        forget(work.connection, ids)
    work.commit()
    attempts.ended(ids)
    return Batch(opened=len(opened), tally=Counter((each.state, each.reason) for each in filed))


def _save(connection: Connection, outcomes: Sequence[Outcome], now: datetime) -> list[Outcome]:
    """Save all at once, or else one by one, so that one that cannot be saved stands alone."""
    if _problem_of(connection, outcomes, now) is None:
        return list(outcomes)
    saved = []
    for outcome in outcomes:
        problem = _problem_of(connection, [outcome], now)
        if problem is not None:
            failure = type(problem).__name__
            outcome = _not_processed(outcome, failure)  # noqa: PLW2901 - becomes of it instead
            save(connection, [outcome], now)
        saved.append(outcome)
    return saved


def _problem_of(
    connection: Connection, outcomes: Sequence[Outcome], now: datetime
) -> Exception | None:
    try:
        with connection.begin_nested():
            save(connection, outcomes, now)
    except _OUT_OF_REACH:
        raise
    except Exception as error:  # noqa: BLE001 - a fault in one must not stop the others
        return error
    return None


def note_outcome(work: UnitOfWork, outcome: Outcome) -> None:
    """Keep an event of what became of a submission."""
    detail: dict[str, object] = {}
    if outcome.reason:
        detail["reason"] = outcome.reason
    if outcome.failure:
        detail["failure"] = outcome.failure[:40]  # as long as a code in an event may be
    if outcome.filing:
        detail["records"] = len(outcome.filing.records)
        detail["others"] = len(outcome.filing.others)
        detail["findings"] = len(outcome.filing.findings)
    work.note(ACTOR, f"submission.{outcome.state}", outcome.submission_id, **detail)
