"""Held submissions as the opening needs them: found, claimed, and their bytes read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, case, func, select

from server.domain.states import READABLE, State
from server.storage.filing.attempts import tried_ids
from server.storage.handfuls import handfuls
from server.storage.intake.chunks import read_chunks
from server.storage.one_of import one_of
from server.storage.tables import file_chunk, submission, submission_file
from server.storage.trust.data_key_tables import data_key

_SMALL = 128 * 1024  # files up to this size are read together, not one by one
_TOGETHER = 8 * 1024 * 1024  # and no more than this many bytes of them at once


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedFile:
    """One named file; `size` is None until it has arrived, `content` may be read ahead.

    `sealed_header` is set once a file that came in clear was filed: its box is without its header
    then.
    """

    id: str
    name: str
    size: int | None
    content: bytes | None = field(default=None, repr=False)
    sealed_header: bytes | None = field(default=None, repr=False)

    @property
    def is_here(self) -> bool:
        """Whether it has arrived."""
        return self.size is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedSubmission:
    """One held submission: `envelope` as received, or boxed when it came in clear.

    Once filed, `envelope_is_sealed` besides, under the data key; `wrapped_key` is None before
    there is one, and again after it was destroyed. `kept_seal` is what opening its seal gave,
    under the data key too; None when a form key has to open it.
    """

    id: str
    form_id: str
    version: str | None
    is_plain: bool
    received_at: datetime
    completed_at: datetime | None
    was_opened: bool
    envelope: bytes = field(repr=False)
    envelope_is_sealed: bool
    wrapped_key: bytes | None = field(default=None, repr=False)
    kept_seal: bytes | None = field(default=None, repr=False)
    files: tuple[SealedFile, ...] = ()


_SUBMISSIONS = select(
    submission.c.id,
    submission.c.form_id,
    submission.c.version,
    submission.c.is_plain,
    submission.c.received_at,
    submission.c.completed_at,
    submission.c.opened_at,
    submission.c.envelope,
    submission.c.envelope_is_sealed,
    data_key.c.wrapped,
    # What came since it was opened is not in what was kept of its seal.
    case((submission.c.state.in_(READABLE), submission.c.kept_seal)).label("kept_seal"),
).select_from(submission.outerjoin(data_key, data_key.c.id == submission.c.id))


def claim(connection: Connection, limit: int) -> list[SealedSubmission]:
    """Return the oldest submissions that wait to be opened and were not tried yet.

    They are no more than fit into memory together. When there is none, return the oldest that was
    being opened when a process died, alone. Where rows can be locked, they are locked until the
    commit, and those that another worker has locked are passed over.
    """
    waiting = (
        select(submission.c.id)
        .where(submission.c.state == State.SEALED)
        .order_by(submission.c.received_at)
        .with_for_update(skip_locked=True, of=submission)
    )
    untried = waiting.where(submission.c.id.not_in(tried_ids())).limit(limit)
    ids = connection.scalars(untried).all() or connection.scalars(waiting.limit(1)).all()
    chosen = next(handfuls(connection, ids), [])
    found = {each.id: each for each in sealed_submissions(connection, chosen)}
    return [found[each] for each in chosen]


def count_waiting(connection: Connection) -> int:
    """Return how many submissions wait to be opened."""
    waiting = select(func.count()).where(submission.c.state == State.SEALED)
    return connection.scalar(waiting) or 0


def sealed_submission(connection: Connection, submission_id: str) -> SealedSubmission | None:
    """Return one submission, in whatever state it is."""
    found = _with_files(connection, _SUBMISSIONS.where(submission.c.id == submission_id))
    return found[0] if found else None


def sealed_submissions(
    connection: Connection, submission_ids: Sequence[str]
) -> list[SealedSubmission]:
    """Return these submissions, in whatever state they are, in no particular order.

    Their envelopes and small files are all in memory then: ask for a handful at a time.
    """
    return _with_files(
        connection, _SUBMISSIONS.where(one_of(connection, submission.c.id, submission_ids))
    )


def sealed_ids(
    connection: Connection, *, since: datetime | None = None, size: int = 500
) -> Iterator[list[str]]:
    """Yield the ids of all submissions that only a form key can open, the oldest first."""
    is_kept = submission.c.state.in_(READABLE) & submission.c.kept_seal.is_not(None)
    wanted = select(submission.c.id).where(submission.c.state != State.DISPOSED, ~is_kept)
    if since is not None:
        wanted = wanted.where(submission.c.received_at >= since)
    ordered = wanted.order_by(submission.c.received_at, submission.c.id)
    options = {"stream_results": True, "yield_per": size}
    for each in connection.execute(ordered, execution_options=options).scalars().partitions():
        yield list(each)


def still_waiting(
    connection: Connection, submission_ids: Sequence[str]
) -> set[tuple[str, datetime | None]]:
    """Return which of these still wait, with the time they became complete, and lock them."""
    rows = connection.execute(
        select(submission.c.id, submission.c.completed_at)
        .where(submission.c.id.in_(submission_ids), submission.c.state == State.SEALED)
        .with_for_update()
    )
    return {(row.id, row.completed_at) for row in rows}


def wait_again(connection: Connection, not_processed: str) -> list[str]:
    """Put back what is unreadable, or needs review for that reason; return the ids."""
    stuck = (submission.c.state == State.UNREADABLE) | (
        (submission.c.state == State.NEEDS_REVIEW) & (submission.c.reason == not_processed)
    )
    ids = connection.scalars(select(submission.c.id).where(stuck).with_for_update()).all()
    if ids:
        connection.execute(submission.update().where(stuck).values(state=State.SEALED, reason=None))
    return list(ids)


def chunks_of(connection: Connection, file: SealedFile) -> Iterator[bytes]:
    """Yield a file's bytes as they are kept."""
    if file.content is not None:
        return iter([file.content])
    return read_chunks(connection, file.id)


def _with_files(
    connection: Connection, statement: Select[*tuple[Any, ...]]
) -> list[SealedSubmission]:
    rows = connection.execute(statement).all()
    if not rows:
        return []
    files = _files(connection, [row.id for row in rows])
    return [
        SealedSubmission(
            id=row.id,
            form_id=row.form_id,
            version=row.version,
            is_plain=row.is_plain,
            received_at=row.received_at,
            completed_at=row.completed_at,
            was_opened=row.opened_at is not None,
            envelope=row.envelope,
            envelope_is_sealed=row.envelope_is_sealed,
            wrapped_key=row.wrapped,
            kept_seal=row.kept_seal,
            files=tuple(files.get(row.id, ())),
        )
        for row in rows
    ]


def _files(connection: Connection, ids: Sequence[str]) -> dict[str, list[SealedFile]]:
    rows = connection.execute(
        select(
            submission_file.c.submission_id,
            submission_file.c.id,
            submission_file.c.name,
            submission_file.c.size,
            submission_file.c.sealed_header,
        )
        .where(one_of(connection, submission_file.c.submission_id, ids))
        .order_by(submission_file.c.submission_id, submission_file.c.position)
    ).all()
    found = [
        (row[0], SealedFile(id=row[1], name=row[2], size=row[3], sealed_header=row[4]))
        for row in rows
    ]
    contents = _read_ahead(connection, [file for _, file in found])
    files: dict[str, list[SealedFile]] = {}
    for owner, file in found:
        files.setdefault(owner, []).append(replace(file, content=contents.get(file.id)))
    return files


def _read_ahead(connection: Connection, files: Sequence[SealedFile]) -> dict[str, bytes]:
    """Read small files with one statement; the usual submission is one small file."""
    chosen, size = [], 0
    for file in files:
        if file.size is not None and file.size <= _SMALL and size + file.size <= _TOGETHER:
            chosen.append(file.id)
            size += file.size
    # A boxed file is a little longer than it was, yet still one chunk.
    rows = connection.execute(
        select(file_chunk.c.file_id, file_chunk.c.data).where(
            one_of(connection, file_chunk.c.file_id, chosen), file_chunk.c.seq == 0
        )
    )
    return {row.file_id: row.data for row in rows}
