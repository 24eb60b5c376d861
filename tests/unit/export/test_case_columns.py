"""The columns beside the fields lead from every record to its submission, and give nothing away."""

from __future__ import annotations

import pytest

from exporters.tables import Table
from server.domain.schema import SCHEMA
from server.domain.schema.kinds import Sensitivity
from server.services.export.case_columns import (
    AFTER,
    BEFORE,
    FINDING,
    OTHER_ANSWER,
    ROOT,
    SUBMISSION,
)

TABLES = pytest.mark.parametrize(
    "table", [SUBMISSION, OTHER_ANSWER, FINDING], ids=lambda table: table.name
)


@TABLES
def test_a_table_has_the_columns_by_which_it_is_joined(table: Table) -> None:
    names = {each.name for each in table.columns}
    assert {table.key, table.parent_key or table.key} <= names


@TABLES
def test_columns_of_a_table_are_told_apart(table: Table) -> None:
    names = [each.name for each in table.columns]
    assert len(set(names)) == len(names)


@TABLES
def test_every_column_says_what_it_holds(table: Table) -> None:
    assert all(each.label and each.sensitivity for each in table.columns)


def test_what_is_beside_a_record_hangs_on_its_submission() -> None:
    assert {OTHER_ANSWER.parent, FINDING.parent} == {ROOT} == {SUBMISSION.name}


@pytest.mark.requirement("R42")
def test_only_who_sent_it_and_free_answers_are_more_than_codes() -> None:
    columns = (*SUBMISSION.columns, *BEFORE, *AFTER, *OTHER_ANSWER.columns, *FINDING.columns)
    told = {each.name for each in columns if each.sensitivity != Sensitivity.CODED.value}
    assert told == {"agent", "text"}


def test_no_field_of_the_schema_has_the_name_of_one_of_ours() -> None:
    ours = {each.name for each in (*BEFORE, *AFTER)}
    assert ours.isdisjoint(each.name for _, each in SCHEMA.fields())
