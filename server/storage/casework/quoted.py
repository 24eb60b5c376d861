"""What quotes what by reference, and nobody has said yet: reports each other, cases a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Subquery,
    literal,
    select,
    union,
)

from server.domain.casework.statements import Kind, Relation
from server.storage.casework.casework_tables import case_file, statement
from server.storage.filing.record_tables import RECORD_TABLES
from server.storage.one_of import one_of

Pair = tuple[str, str]
_REPORT, _PERSON = RECORD_TABLES["report"], RECORD_TABLES["person"]
_CONSENT, _LINKED = RECORD_TABLES["consent"], RECORD_TABLES["linked_report"]
_QUOTED: Final = _REPORT.alias("quoted")


def quoting_reports(connection: Connection, ids: Sequence[str]) -> list[Pair]:
    """Return the reports that quote the reference of another, where either is one of these.

    Each pair is the one that quotes, and the one that is quoted; pairs that were ever said, also
    those that were taken back, are left out.
    """
    pairs = select(_REPORT.c.submission_id, _QUOTED.c.submission_id.label("quoted")).where(
        _REPORT.c.screening_reference == _QUOTED.c.reference,
        _REPORT.c.submission_id != _QUOTED.c.submission_id,
    )
    sides = (_REPORT.c.submission_id, _QUOTED.c.submission_id)
    return _unsaid(connection, pairs, sides, Relation.QUOTES, ids)


def reports_of_persons(connection: Connection, ids: Sequence[str]) -> list[Pair]:
    """Return the reports that a case record names as about its person, where either is of these.

    Each pair is the report, and the case file of the person.
    """
    pairs = (
        select(_REPORT.c.submission_id, case_file.c.id)
        .select_from(_LINKED)
        .join(_PERSON, _PERSON.c.submission_id == _LINKED.c.submission_id)
        .join(case_file, case_file.c.reference == _PERSON.c.reference)
        .join(_REPORT, _REPORT.c.reference == _LINKED.c.reference)
        .where(case_file.c.kind == Kind.PERSON)
    )
    sides = (_LINKED.c.submission_id, _REPORT.c.submission_id)
    return _unsaid(connection, pairs, sides, Relation.IS_ABOUT, ids)


def new_persons(connection: Connection, ids: Sequence[str]) -> list[str]:
    """Return the case references in these submissions for which there is no case file yet."""
    quoted = union(
        *(
            select(column.label("reference")).where(
                one_of(connection, column.table.c.submission_id, ids), column.is_not(None)
            )
            for column in (_PERSON.c.reference, _CONSENT.c.case_reference)
        )
    ).subquery()
    is_known = select(literal(1)).where(case_file.c.reference == quoted.c.reference).exists()
    wanted = select(quoted.c.reference).where(~is_known).order_by(quoted.c.reference)
    return list(connection.scalars(wanted))


def _unsaid(
    connection: Connection,
    pairs: Select[*tuple[Any, ...]],
    sides: tuple[ColumnElement[str], ColumnElement[str]],
    relation: Relation,
    ids: Sequence[str],
) -> list[Pair]:
    """Run the query once for each side, so that both find their index."""
    found = union(*(pairs.where(one_of(connection, side, ids)) for side in sides)).subquery()
    one, other = found.c
    wanted = select(one, other).where(~_was_said(found, relation)).order_by(one, other)
    return [(row[0], row[1]) for row in connection.execute(wanted)]


def _was_said(pairs: Subquery, relation: Relation) -> ColumnElement[bool]:
    one, other = pairs.c
    said = select(literal(1)).where(
        statement.c.about == one, statement.c.says == relation, statement.c.value == other
    )
    return said.exists()
