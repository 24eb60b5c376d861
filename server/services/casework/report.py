"""One report to be read: what the books say of it, what it tells, what was filed, and its files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from sqlalchemy import Connection

from server.domain.access import Action, Actor
from server.domain.states import READABLE, Review, State
from server.errors import Code, Refused
from server.odk.opened import Unreadable
from server.services.casework.filed_fields import FiledRecord, filed_records
from server.services.casework.told import Told, field_of, may_read, told
from server.services.filing.books import explain
from server.services.filing.opening import OpenedSubmission, Opener
from server.services.trust.rights import require
from server.storage.casework.report_list import Listed, report_of
from server.storage.engine import Database
from server.storage.export import exporting

_LONGEST_ENDING = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFile:
    """One file of a report, by its place among them; a `kind` such as ".jpg", or none."""

    position: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What lies inside a report, as far as somebody's role may read it."""

    languages: Sequence[str]
    language: str
    told: Told
    records: Sequence[FiledRecord]
    findings: Sequence[str]
    files: Sequence[ReportFile]
    hidden_files: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One report; without `content` it was not opened, for the reasons in `why`."""

    facts: Listed
    why: str
    content: Content | None = field(repr=False)


def read_report(
    database: Database,
    actor: Actor,
    opener: Opener | None,
    submission_id: str,
    *,
    language: str = "",
) -> Report:
    """Open a report for somebody's eyes; that it was read is an event, kept before it is opened.

    `opener` is None for whoever holds no key to the vault.

    Raises:
        NotAllowed.
        Refused: NOT_FOUND.
    """
    facts = _facts(database, actor, submission_id)
    why = _why(facts)
    if opener is None or not _can_be_read(facts):
        return Report(facts=facts, why=why, content=None)
    _note(database, actor, "report.read", submission_id)
    with database.reading() as connection:
        try:
            opened = opener.find_and_open(connection, submission_id)
            content = _content(connection, actor, opener, opened, language)
        except Unreadable as fault:
            return Report(facts=facts, why=fault.reason.sentence, content=None)
    return Report(facts=facts, why=why, content=content)


def read_file(
    database: Database, actor: Actor, opener: Opener | None, submission_id: str, position: int
) -> tuple[ReportFile, Iterator[bytes]]:
    """Open one file of a report; it was read to its end before the first byte is given.

    Raises:
        NotAllowed.
        Refused: NOT_FOUND, also for a file that the role may not read; or NO_KEY_HELD.
        Unreadable: when it does not open.
    """
    facts = _facts(database, actor, submission_id)
    if not _can_be_read(facts):
        raise Refused(Code.NOT_FOUND)
    if opener is None:
        raise Refused(Code.NO_KEY_HELD)
    with database.reading() as connection:
        opened = opener.find_and_open(connection, submission_id)
        file = next((each for each in _files(actor, opened) if each.position == position), None)
        if file is None:
            raise Refused(Code.NOT_FOUND)
        name = opened.attachments[position]
        for _ in opener.attachment(connection, opened, name):
            pass  # only what is read to its end is known to be what was sent
    _note(database, actor, "report.file_read", submission_id, position=position)
    return file, _streamed(database, opener, opened, name)


def _facts(database: Database, actor: Actor, submission_id: str) -> Listed:
    require(actor, Action.REPORT_LIST)
    with database.reading() as connection:
        facts = report_of(connection, submission_id)
    if facts is None:
        raise Refused(Code.NOT_FOUND)
    return facts


def _can_be_read(facts: Listed) -> bool:
    is_processed = Review.NOT_PROCESSED not in (facts.reason or "").split(",")
    return facts.state in READABLE and is_processed


def _why(facts: Listed) -> str:
    """Say why a person should look at it, or why it cannot be read."""
    if facts.state not in {State.NEEDS_REVIEW, State.UNREADABLE} or not facts.reason:
        return ""
    return explain(facts.state, facts.reason)


def _note(
    database: Database, actor: Actor, action: str, submission_id: str, **detail: object
) -> None:
    with database.work() as work:
        work.note(actor.id, action, submission_id, **detail)
        work.commit()


def _content(
    connection: Connection, actor: Actor, opener: Opener, opened: OpenedSubmission, language: str
) -> Content:
    held, form = opened.held, opened.form
    contents = opener.data_keys.contents(held.id, held.wrapped_key)
    files = _files(actor, opened)
    return Content(
        languages=form.languages,
        language=language if language in form.languages else next(iter(form.languages), ""),
        told=told(actor, opened.answers.answers, form, language),
        records=filed_records(connection, actor, held.id, contents),
        findings=[each.sentence for each in exporting.findings(connection, [held.id])],
        files=files,
        hidden_files=len(opened.attachments) - len(files),
    )


def _files(actor: Actor, opened: OpenedSubmission) -> list[ReportFile]:
    """Return the files that somebody may read: as the field that a file answers may be read."""
    fields = {each.raw: field_of(each.question) for each in opened.answers.answers}
    return [
        ReportFile(position=position, kind=_kind(name))
        for position, name in enumerate(opened.attachments)
        if may_read(actor, fields.get(name))
    ]


def _kind(name: str) -> str:
    """Return the ending of a name that somebody chose, if it is a plain one."""
    ending = PurePath(name).suffix.lower()
    is_plain = len(ending) <= _LONGEST_ENDING and ending.isascii() and ending[1:].isalnum()
    return ending if is_plain else ""


def _streamed(
    database: Database, opener: Opener, opened: OpenedSubmission, name: str
) -> Iterator[bytes]:
    with database.reading() as connection:
        yield from opener.attachment(connection, opened, name)
