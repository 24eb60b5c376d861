from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Date, MetaData, Table, select
from sqlalchemy.exc import StatementError

from server.domain.schema.kinds import Field, FieldType, RecordKind, Schema
from server.storage.bulk import insert_rows
from server.storage.engine import Database
from server.storage.filing.record_tables import RECORD_TABLES, tables_of
from server.storage.tables import submission

_VALUES: dict[str, object] = {
    "text": "Ünïcode 🐟\n\t\"quoted\" \\ 'single'",
    "integer": -(2**31),
    "decimal": Decimal("1234567890.12345678901234567"),
    "date": date(1, 1, 1),
    "month": "2026-11",
    "moment": datetime(2026, 11, 22, 9, 30, 0, 981000, tzinfo=timezone(timedelta(hours=-4))),
    "code": "yes",
    "attachment": "p.jpg",
    "place": "13.9094 -60.9789 0 0",
}


def _schema() -> Schema:
    fields = tuple(
        Field(name=each.value, type=each, label=each.value, section="s") for each in FieldType
    )
    return Schema((RecordKind(name="everything", label="Everything", fields=fields),))


@pytest.fixture
def everything(database: Database) -> Iterator[Table]:
    metadata = MetaData()
    submission.to_metadata(metadata)
    table = tables_of(_schema(), metadata)["everything"]
    for key in list(table.foreign_key_constraints):
        table.constraints.remove(key)
    with database.engine.connect() as connection:
        table.create(connection)
        connection.commit()
    yield table
    with database.engine.connect() as connection:
        table.drop(connection)
        connection.commit()


def _kept(database: Database, table: Table, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    fixed = {"submission_id": "0" * 32, "ordinal": 1, "provenance": {}}
    filled = [fixed | {"id": str(number)} | row for number, row in enumerate(rows)]
    with database.work() as work:
        insert_rows(work.connection, table, filled)
        work.note("amina", "form.published", "columns")
        work.commit()
    columns = [table.c[each] for each in _VALUES]
    with database.reading() as connection:
        return [dict(row._mapping) for row in connection.execute(select(*columns))]


def test_every_kind_of_value_comes_back_equal(database: Database, everything: Table) -> None:
    [kept] = _kept(database, everything, [_VALUES])
    assert kept == _VALUES
    assert kept["moment"].isoformat() == "2026-11-22T09:30:00.981000-04:00"
    assert str(kept["decimal"]) == str(_VALUES["decimal"])


def test_rows_may_leave_out_different_columns(database: Database, everything: Table) -> None:
    rows = [{name: value} for name, value in _VALUES.items()]
    empty = dict.fromkeys(_VALUES)
    kept = _kept(database, everything, rows)
    assert sorted(map(str, kept)) == sorted(str({**empty, **row}) for row in rows)


def test_several_codes_have_no_column(everything: Table) -> None:
    assert "codes" not in everything.columns


def test_no_rows_is_no_statement(database: Database, everything: Table) -> None:
    with database.work() as work:
        insert_rows(work.connection, everything, [])
        assert not work.has_written


def test_value_of_no_column_type_is_refused(database: Database, everything: Table) -> None:
    with database.work() as work, pytest.raises((TypeError, StatementError)):
        insert_rows(work.connection, everything, [{"id": "1", "text": time(1)}])


def test_time_without_a_zone_is_refused(database: Database) -> None:
    naive = {"opened_at": datetime(2026, 1, 1)}  # noqa: DTZ001
    with database.work() as work, pytest.raises(StatementError, match="zone"):
        work.connection.execute(submission.update().values(naive))


def test_field_named_like_a_column_of_ours_is_a_mistake() -> None:
    field = Field(name="ordinal", type=FieldType.TEXT, label="", section="")
    kind = RecordKind(name="bad", label="", fields=(field,))
    with pytest.raises(ValueError, match="ordinal"):
        tables_of(Schema((kind,)), MetaData())


def test_dates_are_dates() -> None:
    assert isinstance(RECORD_TABLES["report"].c.report_date.type, Date)
