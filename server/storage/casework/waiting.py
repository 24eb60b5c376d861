"""What waits for somebody, as the tables tell: the oldest of each kind, so many at most."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    RowMapping,
    ScalarSelect,
    Select,
    Text,
    and_,
    case,
    cast,
    exists,
    literal,
    null,
    or_,
    select,
    union_all,
)

from server.domain.casework.queue import Item, Waits
from server.domain.casework.sayings import Stage, What
from server.domain.casework.statements import Kind, Relation, Thing
from server.domain.states import READABLE, State
from server.storage.casework.casework_tables import case_file, statement, task
from server.storage.filing.record_tables import RECORD_TABLES
from server.storage.tables import agency, agent, form, submission

_REPORT = RECORD_TABLES["report"]
_QUOTED = _REPORT.alias("quoted")
_DATED = statement.alias("dated")
_EMERGENCY: Final = "emergency"
_SCREENING: Final = "screening"
_FROM: Final = (
    submission.join(form, form.c.id == submission.c.form_id)
    .outerjoin(agent, agent.c.id == submission.c.agent_id)
    .outerjoin(agency, agency.c.id == agent.c.agency_id)
)
_UNTOLD: Final = (cast(null(), Text).label("agency"), cast(null(), Text).label("urgency"))
_FILED: Final = _FROM.join(_REPORT, _REPORT.c.submission_id == submission.c.id)


def waiting(connection: Connection, *, at: datetime, before: datetime, most: int) -> Iterator[Item]:
    """Yield what waits at a time, up to `most` of each kind, the oldest, asking once for all.

    Screenings that came in after `before` may still be followed by a report.
    """
    today = at.date()
    questions = (
        (Waits.UNREADABLE, _reports(_FROM, submission.c.state == State.UNREADABLE)),
        (Waits.LOOK, _reports(_FROM, (submission.c.state == State.NEEDS_REVIEW) & _untold())),
        (Waits.TRIAGE, _reports(_FILED, (submission.c.state == State.FILED) & _untold())),
        (Waits.DUE, _reports(_dated(_FROM, submission.c.id), _is_past(today) & _is_here())),
        (Waits.NOT_FOLLOWED, _reports(_FILED, _not_followed(before))),
        (Waits.NOT_FOUND, _reports(_FILED, _not_found())),
        (Waits.SITUATION, _files(Kind.SITUATION, case_file, _unsaid(case_file.c.id, What.OWNER))),
        (Waits.DUE, _files(Kind.SITUATION, _dated(case_file, case_file.c.id), _is_past(today))),
        (Waits.NOT_GIVEN, _files(Kind.PERSON, case_file, _unsaid(case_file.c.id, What.ASSIGNEE))),
        (Waits.TASK, _tasks()),
    )
    parts = (_part(why, question.limit(most)) for why, question in questions)
    for row in connection.execute(union_all(*parts)).mappings():
        yield _item(row)


def _part(why: Waits, question: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Return a question as part of one that asks them all."""
    return select(literal(why).label("why"), *question.subquery().c)


def _reports(of: FromClause, wanted: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    said = _held(submission.c.id, What.URGENCY)
    return (
        select(
            submission.c.id,
            literal(Kind.REPORT).label("kind"),
            form.c.title.label("name"),
            submission.c.received_at.label("since"),
            _held(submission.c.id, What.OWNER).label("owner"),
            _held(submission.c.id, What.DUE).label("due"),
            agency.c.name.label("agency"),
            case((said.is_(None), _urgency_told()), else_=said).label("urgency"),
        )
        .select_from(of)
        .where(wanted)
        .order_by(submission.c.received_at, submission.c.id)
    )


def _files(kind: Kind, of: FromClause, wanted: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    stage = _held(case_file.c.id, What.STAGE)
    return (
        select(
            case_file.c.id,
            literal(kind).label("kind"),
            case_file.c.reference.label("name"),
            case_file.c.opened_at.label("since"),
            _held(case_file.c.id, What.OWNER).label("owner"),
            _held(case_file.c.id, What.DUE).label("due"),
            *_UNTOLD,
        )
        .select_from(of)
        .where(case_file.c.kind == kind, or_(stage.is_(None), stage != Stage.CLOSED), wanted)
        .order_by(case_file.c.opened_at, case_file.c.id)
    )


def _tasks() -> Select[*tuple[Any, ...]]:
    """Tell of open tasks by what they are about; what they say is sealed."""
    return (
        select(
            task.c.about.label("id"),
            task.c.kind,
            case_file.c.reference.label("name"),
            task.c.said_at.label("since"),
            task.c.owner,
            cast(task.c.due, Text).label("due"),
            *_UNTOLD,
        )
        .select_from(task.outerjoin(case_file, case_file.c.id == task.c.about))
        .where(task.c.ending.is_(None))
        .order_by(task.c.due.is_(None), task.c.due, task.c.said_at, task.c.id)
    )


def _held(about: ColumnElement[str], what: What) -> ScalarSelect[str]:
    """Return what holds of a thing: the value of the newest saying that stands."""
    return _newest(statement.c.value, about, what)


def _newest(column: ColumnElement[str], about: ColumnElement[str], what: What) -> ScalarSelect[str]:
    return (
        select(column)
        .where(statement.c.about == about, statement.c.says == what, _stands())
        .order_by(statement.c.said_at.desc(), statement.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def _stands() -> ColumnElement[bool]:
    return statement.c.withdrawn_at.is_(None)


def _untold() -> ColumnElement[bool]:
    """Say that nobody said what a report is."""
    return _unsaid(submission.c.id, What.STATE)


def _unsaid(about: ColumnElement[str], what: What) -> ColumnElement[bool]:
    said = and_(statement.c.about == about, statement.c.says == what, _stands())
    return ~exists(select(literal(1)).where(said))


def _is_here() -> ColumnElement[bool]:
    return submission.c.state != State.DISPOSED


def _dated(of: FromClause, about: ColumnElement[str]) -> FromClause:
    """Join things with the day that was set for them: few have one, so one begins with these."""
    is_set = and_(_DATED.c.says == What.DUE, _DATED.c.withdrawn_at.is_(None))
    is_newest = _DATED.c.id == _newest(statement.c.id, about, What.DUE)
    return of.join(_DATED, and_(_DATED.c.about == about, is_set, is_newest))


def _is_past(today: date) -> ColumnElement[bool]:
    """Say that the day is past; days are compared as YYYY-MM-DD."""
    return _DATED.c.value < today.isoformat()


def _not_followed(before: datetime) -> ColumnElement[bool]:
    quoted = and_(
        statement.c.value == submission.c.id, statement.c.says == Relation.QUOTES, _stands()
    )
    is_old = and_(submission.c.received_at < before, submission.c.state.in_(READABLE))
    is_screening = _REPORT.c.channel == _SCREENING
    return and_(is_screening, is_old, ~exists(select(literal(1)).where(quoted)))


def _not_found() -> ColumnElement[bool]:
    found = _QUOTED.c.reference == _REPORT.c.screening_reference
    return and_(
        _REPORT.c.screening_reference.is_not(None),
        submission.c.state.in_(READABLE),
        ~exists(select(literal(1)).select_from(_QUOTED).where(found)),
    )


def _urgency_told() -> ScalarSelect[str]:
    """Return how urgent a report says it is by itself."""
    told = RECORD_TABLES["report"].alias("told")
    return (
        select(told.c.urgency)
        .where(told.c.submission_id == submission.c.id)
        .limit(1)
        .scalar_subquery()
    )


def _item(facts: RowMapping) -> Item:
    due = facts["due"]
    return Item(
        why=Waits(facts["why"]),
        about=Thing(kind=Kind(facts["kind"]), reference=facts["id"]),
        name=facts["name"] or "",
        since=facts["since"],
        owner=facts["owner"],
        due=None if due is None else date.fromisoformat(due),
        agency=facts["agency"],
        is_urgent=facts["urgency"] == _EMERGENCY,
    )
