"""Columns are named as ODK Central names them, over all versions of a form."""

from __future__ import annotations

from server.domain.forms import Question, QuestionType
from server.domain.mapping import Mapping
from server.services.export.answer_layout import lay_out
from tests.unit.export.asked import answered_names, ask, several, version


def test_columns_carry_the_names_of_their_groups() -> None:
    layout = lay_out("tip", [version("1", ask("a"), ask("g/h/b"))], split_multiples=False)
    assert answered_names(layout) == ["a", "g-h-b"]


def test_a_point_has_four_columns() -> None:
    layout = lay_out("tip", [version("1", ask("p", QuestionType.GEOPOINT))], split_multiples=False)
    assert answered_names(layout) == ["p-Latitude", "p-Longitude", "p-Altitude", "p-Accuracy"]


def test_the_leading_versions_order_comes_first_and_extras_after() -> None:
    versions = [version("2", ask("b"), ask("new")), version("1", ask("old"), ask("b"))]
    layout = lay_out("tip", versions, split_multiples=False)
    assert answered_names(layout) == ["b", "new", "old"]
    assert [each.source for each in layout.tables[""].columns[1:4]] == [
        "version 2, 1",
        "version 2",
        "version 1",
    ]


def test_a_question_that_became_a_point_has_both_columns() -> None:
    versions = [version("2", ask("p", QuestionType.GEOPOINT)), version("1", ask("p"))]
    layout = lay_out("tip", versions, split_multiples=False)
    assert answered_names(layout)[-1] == "p~2"


def test_a_question_never_takes_the_name_of_a_column_of_ours() -> None:
    layout = lay_out(
        "tip", [version("1", ask("KEY"), ask("g-a"), ask("g/a"))], split_multiples=False
    )
    names = [each.name for each in layout.tables[""].columns]
    assert names[1:4] == ["KEY~2", "g-a", "g-a~2"]
    assert len(names) == len(set(names))


def test_repeats_are_tables_of_their_own() -> None:
    questions = (
        ask("r/a", QuestionType.TEXT, "r"),
        ask("r/g/s/b", QuestionType.TEXT, "r", "r/g/s"),
    )
    layout = lay_out("tip", [version("1", *questions)], split_multiples=False)
    assert [each.name for each in layout.tables.values()] == ["tip", "tip-r", "tip-s"]
    assert answered_names(layout, "tip-s") == ["b"]
    assert layout.tables["r/g/s"].parent == "tip-r"


def test_repeats_of_one_name_are_numbered_as_in_central() -> None:
    questions = (ask("a/r/x", QuestionType.TEXT, "a/r"), ask("b/r/x", QuestionType.TEXT, "b/r"))
    layout = lay_out("tip", [version("1", *questions)], split_multiples=False)
    assert [each.name for each in layout.tables.values()] == ["tip", "tip-r~1", "tip-r~2"]


def test_questions_with_the_same_choices_share_a_list() -> None:
    same = [several("a", "x", "y"), several("b", "x", "y"), several("c", "x")]
    layout = lay_out("tip", [version("1", *same)], split_multiples=False)
    assert [each.codes for each in layout.tables[""].columns[1:4]] == ["a", "a", "c"]
    assert [each.name for each in layout.code_lists] == ["a", "c"]


def test_the_dictionary_knows_where_a_question_is_filed() -> None:
    mapping = Mapping(kind="report", field="description")
    question = Question(
        path="g/d", type=QuestionType.TEXT, mapping=mapping, labels={"fr": "Quoi ?"}
    )
    layout = lay_out("tip", [version("1", question)], split_multiples=False)
    column = layout.tables[""].columns[1]
    assert column.crosswalk == {"case": "report.description"}
    assert (column.section, column.sensitivity, column.label) == ("g", "restricted", "Quoi ?")


def test_a_form_without_versions_has_a_table_all_the_same() -> None:
    assert answered_names(lay_out("tip", [], split_multiples=False)) == []
