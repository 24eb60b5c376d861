"""The case export follows the schema: every field, with everything the schema says of it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from exporters import dictionary
from exporters.tables import Book, Cell, ColumnType, Table
from server.domain.schema import SCHEMA, Field, RecordKind, Schema, Sensitivity
from server.domain.schema.kinds import FieldType
from server.domain.vocabulary import VOCABULARY
from server.services.export.case_layout import CaseLayout, CaseOptions, lay_out_cases
from server.storage.filing.record_tables import OWN_COLUMNS, RECORD_TABLES

LAYOUT = lay_out_cases(SCHEMA, VOCABULARY, CaseOptions())
EVERYTHING = CaseOptions(with_labels=True, split_multiples=True)
FIELDS = [pytest.param(kind, each, id=f"{kind.name}.{each.name}") for kind, each in SCHEMA.fields()]


def table(name: str, layout: CaseLayout = LAYOUT) -> Table:
    return next(each for each in layout.tables if each.name == name)


def described() -> Mapping[tuple[Cell, Cell], dict[str, Cell]]:
    book = Book(title="", about=(), tables=LAYOUT.tables, code_lists=LAYOUT.code_lists)
    names = [each.name for each in dictionary.COLUMNS.columns]
    lines = [dict(zip(names, row, strict=True)) for row in dictionary.columns(book)]
    return {(line["table"], line["column"]): line for line in lines}


@pytest.mark.requirement("R99")
@pytest.mark.parametrize(("kind", "field"), FIELDS)
def test_the_dictionary_says_of_a_field_what_the_schema_says(
    kind: RecordKind, field: Field
) -> None:
    line = described()[kind.name, field.name]
    assert line["table_label"] == kind.label
    assert (line["type"], line["label"]) == (field.type.value, field.label)
    assert (line["section"], line["sensitivity"]) == (field.section, field.sensitivity.value)
    assert line["source"] == " ".join(field.requirements)
    assert line["codes"] == field.codes
    assert all(
        f"{name}: {word}" in str(line["crosswalk"]) for name, word in field.crosswalk.items()
    )


@pytest.mark.requirement("R99")
def test_the_dictionary_describes_nothing_that_is_not_in_the_schema() -> None:
    fields = {(kind.name, each.name) for kind, each in SCHEMA.fields()}
    kinds = {each.name for each in SCHEMA.kinds}
    own = {"submission_id", "submission_form", "submission_version", "submission_state"}
    own |= {"review_reason", "record_id", "subject_id", "ordinal", "provenance"}
    extra = {name for name in described() if name[0] in kinds} - fields
    assert extra == {(kind, name) for kind in kinds for name in own}


@pytest.mark.requirement("R99")
@pytest.mark.parametrize("kind", SCHEMA.kinds, ids=lambda kind: kind.name)
def test_every_stored_column_of_a_record_is_exported(kind: RecordKind) -> None:
    stored = {each.name for each in RECORD_TABLES[kind.name].columns} - set(OWN_COLUMNS)
    exported = {each.name for each in table(kind.name).columns}
    assert stored <= exported


@pytest.mark.requirement("R99")
def test_every_code_list_of_a_field_is_in_the_export() -> None:
    exported = {each.name: [code.code for code in each.codes] for each in LAYOUT.code_lists}
    used = {each.codes for _, each in SCHEMA.fields() if each.codes}
    assert exported == {name: list(VOCABULARY[name].codes) for name in used}


def test_every_field_type_has_a_column_type() -> None:
    assert {each.value for each in FieldType} <= {each.value for each in ColumnType}


@pytest.mark.requirement("R42")
def test_coded_only_leaves_out_all_that_is_not_coded() -> None:
    layout = lay_out_cases(SCHEMA, VOCABULARY, CaseOptions(coded_only=True))
    kept = {column.sensitivity for each in layout.tables for column in each.columns}
    assert kept == {Sensitivity.CODED.value}
    assert "other_answer" not in {each.name for each in layout.tables}
    assert "agent" not in [each.name for each in table("submission", layout).columns]


def test_labels_and_split_codes_are_columns_beside() -> None:
    layout = lay_out_cases(SCHEMA, VOCABULARY, EVERYTHING)
    names = [each.name for each in table("report", layout).columns]
    assert "reporter_mode_label" in names
    start = names.index("exploitation")
    codes = VOCABULARY[str(_codes_of("exploitation"))].codes
    assert names[start + 1] == "exploitation_label"
    assert names[start + 2 : start + 2 + len(codes)] == [f"exploitation/{code}" for code in codes]


def _codes_of(name: str) -> str | None:
    field = SCHEMA.field("report", name)
    return field.codes if field else None


def test_two_columns_of_one_name_are_refused() -> None:
    clash = Field(name="ordinal", type=FieldType.TEXT, label="", section="")
    schema = Schema((RecordKind(name="thing", label="", fields=(clash,)),))
    with pytest.raises(ValueError, match="thing has two columns of one name"):
        lay_out_cases(schema, VOCABULARY, CaseOptions())


def test_no_list_of_rows_has_the_name_of_a_column_of_its_parent() -> None:
    root = {each.name for each in table("submission").columns}
    assert root.isdisjoint(each.name for each in LAYOUT.tables)
