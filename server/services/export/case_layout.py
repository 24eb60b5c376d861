"""The tables of a case export: one for each record kind, generated from the standard schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from exporters.tables import Code, CodeList, Column, ColumnType, Table
from server.domain.schema.kinds import Field, FieldType, RecordKind, Schema, Sensitivity
from server.domain.vocabulary import CodeList as Vocabulary
from server.domain.vocabulary import Term
from server.services.export.case_columns import (
    AFTER,
    BEFORE,
    FINDING,
    OTHER_ANSWER,
    ROOT,
    SUBMISSION,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOptions:
    """What a case export holds beside the fields as they are, and what it leaves out."""

    with_labels: bool = False
    split_multiples: bool = False
    coded_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldColumns:
    """The columns of one field: as it is, its label if wished, and one for each code if wished."""

    field: Field
    columns: tuple[Column, ...]
    labels: Mapping[str, str] | None
    codes: tuple[str, ...]
    may_be_several: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLayout:
    """Every table of a case export, and the fields of each record kind."""

    tables: tuple[Table, ...]
    fields: Mapping[str, tuple[FieldColumns, ...]]
    code_lists: tuple[CodeList, ...]
    coded_only: bool


def lay_out_cases(
    schema: Schema, vocabulary: Mapping[str, Vocabulary], options: CaseOptions
) -> CaseLayout:
    """Lay out every record kind of the schema, and what is beside the records."""
    fields = {
        kind.name: tuple(
            _field_columns(each, vocabulary, options)
            for each in kind.fields
            if _is_wanted(each.sensitivity.value, options)
        )
        for kind in schema.kinds
    }
    records = [_record_table(kind, fields[kind.name]) for kind in schema.kinds]
    beside = [FINDING] if options.coded_only else [OTHER_ANSWER, FINDING]
    used = {each.codes for _, each in schema.fields() if each.codes}
    return CaseLayout(
        tables=tuple(_wanted(each, options) for each in (SUBMISSION, *records, *beside)),
        fields=fields,
        code_lists=tuple(_code_list(vocabulary[name]) for name in sorted(used)),
        coded_only=options.coded_only,
    )


def _is_wanted(sensitivity: str, options: CaseOptions) -> bool:
    return not options.coded_only or sensitivity == Sensitivity.CODED.value


def _wanted(table: Table, options: CaseOptions) -> Table:
    kept = tuple(each for each in table.columns if _is_wanted(each.sensitivity, options))
    return replace(table, columns=kept)


def _record_table(kind: RecordKind, fields: Sequence[FieldColumns]) -> Table:
    columns = (*BEFORE, *(column for each in fields for column in each.columns), *AFTER)
    names = [each.name for each in columns]
    if len(set(names)) < len(names):
        raise ValueError(f"{kind.name} has two columns of one name")
    return Table(
        name=kind.name,
        label=kind.label,
        columns=columns,
        key="record_id",
        parent=ROOT,
        parent_key="submission_id",
    )


def _field_columns(
    field: Field, vocabulary: Mapping[str, Vocabulary], options: CaseOptions
) -> FieldColumns:
    column = Column(
        name=field.name,
        type=ColumnType(field.type.value),
        label=field.label,
        section=field.section,
        sensitivity=field.sensitivity.value,
        source=" ".join(field.requirements),
        codes=field.codes,
        crosswalk=field.crosswalk,
    )
    labels = {each.code: each.label for each in _terms(field, vocabulary)}
    may_be_several = field.type is FieldType.CODES
    codes = tuple(labels) if options.split_multiples and may_be_several else ()
    split = (_variant(column, f"/{code}", ColumnType.FLAG, labels[code]) for code in codes)
    is_labelled = bool(labels) and options.with_labels
    words = [_variant(column, "_label", ColumnType.TEXT, "in words")] if is_labelled else []
    return FieldColumns(
        field=field,
        columns=(column, *words, *split),
        labels=labels if is_labelled else None,
        codes=codes,
        may_be_several=may_be_several,
    )


def _terms(field: Field, vocabulary: Mapping[str, Vocabulary]) -> Sequence[Term]:
    return vocabulary[field.codes].terms if field.codes else ()


def _variant(column: Column, ending: str, type_: ColumnType, what: str) -> Column:
    return replace(
        column, name=column.name + ending, type=type_, label=f"{column.label}: {what}", codes=None
    )


def _code_list(codes: Vocabulary) -> CodeList:
    terms = (
        Code(code=each.code, label=each.label, crosswalk=each.crosswalk) for each in codes.terms
    )
    return CodeList(name=codes.name, codes=tuple(terms))
