"""A typed reference finds what it is of, in whatever way it was written, and nothing else."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from server.domain.casework.statements import Kind, Thing
from server.errors import Code, Refused
from server.services.casework.referring import thing_of
from server.storage.casework.casework_tables import case_file
from server.storage.engine import Database
from tests.storage.casework.desk import Desk
from tests.storage.casework.quoting import Quoting


def found(database: Database, kind: Kind, typed: str) -> str:
    with database.reading() as connection:
        return thing_of(connection, kind, typed).reference


def test_report_is_found_however_its_reference_is_written(
    database: Database, quoting: Quoting
) -> None:
    reference = quoting.reference()
    report = quoting.file(own=reference)
    for typed in (reference, reference.lower(), reference.replace("-", " "), f" {reference} "):
        assert found(database, Kind.REPORT, typed) == report


def test_case_file_is_found_as_what_it_is_only(
    database: Database, desk: Desk, report: Thing
) -> None:
    situation = desk.open(report)
    with database.reading() as connection:
        reference = connection.scalars(select(case_file.c.reference)).one()
    assert found(database, Kind.SITUATION, reference) == situation.reference
    with pytest.raises(Refused):
        found(database, Kind.PERSON, reference)


@pytest.mark.parametrize("typed", ["", "222-222-223", "nothing", "2" * 4000])
def test_what_is_no_reference_is_told_shortly(database: Database, typed: str) -> None:
    with pytest.raises(Refused) as refused:
        found(database, Kind.REPORT, typed)
    assert refused.value.code is Code.UNKNOWN_REFERENCE
    assert len(refused.value.sentence) < 100
