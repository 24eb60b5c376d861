"""What quotes a reference is linked on filing, whichever came first; nobody had to say so."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from server.domain.casework.statements import Kind, Thing
from server.storage.casework.casework_tables import case_file, statement
from server.storage.engine import Database
from server.storage.tables import event
from tests.storage.casework.desk import Desk
from tests.storage.casework.quoting import Quoting


def said(database: Database) -> list[tuple[str, str, str]]:
    columns = (statement.c.about, statement.c.says, statement.c.value)
    with database.reading() as connection:
        return [(row[0], row[1], row[2]) for row in connection.execute(select(*columns))]


@pytest.mark.requirement("R14")
def test_report_that_quotes_a_screening_is_linked(database: Database, quoting: Quoting) -> None:
    reference = quoting.reference()
    screening = quoting.file(own=reference)
    report = quoting.file(screened=reference.lower().replace("-", " "))
    assert said(database) == [(report, "quotes", screening)]


@pytest.mark.requirement("R14")
def test_screening_that_comes_after_its_report_is_linked(
    database: Database, quoting: Quoting
) -> None:
    reference = quoting.reference()
    report = quoting.file(screened=reference)
    assert said(database) == []
    screening = quoting.file(own=reference)
    assert said(database) == [(report, "quotes", screening)]


def test_both_in_one_batch_are_linked_once(database: Database, quoting: Quoting) -> None:
    reference = quoting.reference()
    report = quoting.send(screened=reference)
    screening = quoting.send(own=reference)
    quoting.office.unseal()
    assert said(database) == [(report, "quotes", screening)]


def test_report_that_quotes_itself_or_nothing_known_is_not_linked(
    database: Database, quoting: Quoting
) -> None:
    own = quoting.reference()
    quoting.file(own=own, screened=own)
    quoting.file(screened=quoting.reference())
    assert said(database) == []


@pytest.mark.requirement("R38")
def test_link_that_was_taken_back_is_not_said_again(
    database: Database, quoting: Quoting, desk: Desk
) -> None:
    reference = quoting.reference()
    quoting.file(own=reference)
    quoting.file(screened=reference)
    with database.reading() as connection:
        link = connection.scalars(select(statement.c.id)).one()
    desk.take_back(link)
    another = quoting.file(own=reference)  # a copy of the screening that came late
    assert [each[2] for each in said(database)].count(another) == 1
    assert len(said(database)) == 2


@pytest.mark.requirement("R37")
def test_new_case_reference_opens_the_file_of_a_person_once(
    database: Database, quoting: Quoting
) -> None:
    reference = quoting.reference()
    quoting.file(agreed=reference)
    quoting.file(person=reference)
    with database.reading() as connection:
        (file,) = connection.execute(select(case_file)).all()
        told = connection.execute(select(event).where(event.c.action == "case.opened")).one()
    assert (file.kind, file.reference, told.subject) == ("person", reference, file.id)


@pytest.mark.requirement("R37")
def test_case_record_that_names_a_report_is_linked_to_it(
    database: Database, quoting: Quoting
) -> None:
    reference = quoting.reference()
    report = quoting.file(own=reference)
    quoting.file(person=quoting.reference(), about=reference)
    with database.reading() as connection:
        person = connection.scalars(select(case_file.c.id)).one()
    assert said(database) == [(report, "is_about", person)]


def test_nothing_is_said_of_a_report_without_references(database: Database, report: Thing) -> None:
    assert report.kind is Kind.REPORT
    assert said(database) == []
