"""Reports whose seal is broken: a person may read what can be read, and have it filed.

By itself nothing of them is filed, for ODK's signature covers words and files together and proves
none of them once one byte is wrong. What a person accepts is filed as NEEDS_REVIEW, with a
finding, and its signature counts as broken wherever it is shown or exported.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection

from server.domain.access import Action, Actor
from server.domain.answers import Answers
from server.domain.records import Filing, Finding
from server.domain.states import Review
from server.errors import Code, Refused
from server.odk.damaged import MAY_BE_LOOKED_AT, Looked
from server.odk.opened import Incomplete, Unreadable
from server.services.casework.quoting import link_filed
from server.services.filing.opening import Opener
from server.services.filing.unseal import filed_outcome, note_outcome
from server.services.trust.rights import require
from server.storage.filing import damaged as stored
from server.storage.filing.filed import Outcome, save
from server.storage.filing.sealed import SealedSubmission, sealed_submission
from server.storage.work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What can be read of a damaged submission, not proved: for a person's eyes.

    `answers` is set when the words read as a whole filled form; `raw` is the text as it is.
    """

    where: str
    can_be_filed: bool
    raw: str = field(repr=False)
    answers: Answers | None = field(repr=False)


def list_damaged(connection: Connection, actor: Actor) -> Iterator[stored.Damaged]:
    """Yield the submissions whose seal is broken, the oldest first.

    Raises:
        NotAllowed.
    """
    require(actor, Action.SUBMISSION_ACCEPT)
    return stored.damaged(connection, MAY_BE_LOOKED_AT)


def read_damaged(work: UnitOfWork, actor: Actor, opener: Opener, submission_id: str) -> Words:
    """Read what can be read; the caller commits the event before showing it to anybody.

    Raises:
        NotAllowed.
        Refused: UNKNOWN_SUBMISSION, NOT_DAMAGED, or CANNOT_BE_READ with the reason.
    """
    held, looked = _look(work, actor, opener, submission_id)
    work.note(actor.id, "submission.looked_at", submission_id)
    answers = None
    if looked.root is not None:
        answers = opener.read(work.connection, held, looked.seal, looked.root).answers
    return Words(
        where=looked.where,
        can_be_filed=looked.can_be_filed,
        raw=looked.words.decode(errors="replace"),
        answers=answers,
    )


def accept_damaged(
    work: UnitOfWork, actor: Actor, opener: Opener, submission_id: str, *, at: datetime
) -> str:
    """File what can be read, as needing review; return where the damage is.

    Raises:
        NotAllowed.
        Refused: as `read_damaged`, and NOT_ACCEPTABLE when the words are no whole form of it.
    """
    held, looked = _look(work, actor, opener, submission_id)
    if looked.root is None or not looked.can_be_filed:
        raise Refused(Code.NOT_ACCEPTABLE, why=looked.where)
    opened = opener.read(work.connection, held, looked.seal, looked.root)
    outcome = filed_outcome(work.connection, opener, opened, at)
    if outcome.filing is not None:
        outcome = _with_finding(outcome, outcome.filing, looked)
    save(work.connection, [outcome], at)
    work.note(actor.id, "submission.accepted", submission_id)
    note_outcome(work, outcome)
    link_filed(work, opener.data_keys, [submission_id], at=at)
    return looked.where


def _look(
    work: UnitOfWork, actor: Actor, opener: Opener, submission_id: str
) -> tuple[SealedSubmission, Looked]:
    require(actor, Action.SUBMISSION_ACCEPT)
    held = sealed_submission(work.connection, submission_id)
    if held is None:
        raise Refused(Code.UNKNOWN_SUBMISSION, submission=submission_id)
    if held.is_plain or not stored.is_damaged(work.connection, submission_id, MAY_BE_LOOKED_AT):
        raise Refused(Code.NOT_DAMAGED, submission=submission_id)
    try:
        return held, opener.look(work.connection, held)
    except (Unreadable, Incomplete) as problem:
        raise Refused(Code.CANNOT_BE_READ, why=str(problem)) from problem


def _with_finding(outcome: Outcome, filing: Filing, looked: Looked) -> Outcome:
    sentence = f"{Review.NOT_PROVED.sentence} {looked.where}"
    found = Finding(rule=Review.NOT_PROVED.value, sentence=sentence)
    return replace(outcome, filing=replace(filing, findings=(found, *filing.findings)))
