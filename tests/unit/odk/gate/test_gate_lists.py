"""The publish gate on lists in CSV files: looked at as closely as the choices sheet."""

from __future__ import annotations

import pytest

from server.odk.gate.inspection import Inspection
from server.odk.list_file import read_list
from tests.simulators.gate import only, said, sentences, settings

ROW = "|type|name|label|parameters|choice_filter|\n|select_one_from_file p.csv|a|A|"


def listed(content: str, parameters: str = "", choice_filter: str = "") -> Inspection:
    return said(f"{ROW}{parameters}|{choice_filter}|", media={"p.csv": content.encode()})


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            "name,label,,\na,Castries, north,\n",
            "row 2: The row has 4 cells, but the",
        ),
        ("name,label\na,A\n,\nb,B\n", "file p.csv, row 3: The row is blank"),
        ("name,label\na,Castries, north\n", "file p.csv, row 2: The row has 3 cells, but the"),
        ("name,label\na,A\nb,B\na,C\n", "row 4, column name, A: The code “a” stands in row 2"),
        ("name,label\na,A\n\nb,\n", "file p.csv, row 4, column B (label): The choice has no label"),
        ("name,label\na,A\nb\n", "file p.csv, row 3, column B (label): The choice has no label"),
        ("name,label\n,A\n", "file p.csv, row 2, column A (name): The choice has no code"),
        ("name,label\na b,A\n", "file p.csv, row 2, column A (name): The code “a b” is not usable"),
        ("name,label\n", "file p.csv, row 1: The list p.csv is empty."),
        ("name,label,name\na,A,b\n", "file p.csv, row 1: The list p.csv has the column “name” t"),
        ("name;title\na;A\n", "file p.csv, row 1: The list p.csv has no column label."),
        ("name, label\na,A\n", "Did you mean “ label”?"),
    ],
)
def test_a_list_in_a_file_is_looked_at_row_by_row(content: str, expected: str) -> None:
    wanted = expected.replace("column name, A:", "column A (name):")
    assert wanted in str(only(listed(content)))


@pytest.mark.parametrize(
    ("content", "parameters"),
    [
        ("name,label\na,A\n\nb,B\n", ""),
        ("name;label\na;A, or a\n", ""),
        ('name,label\na,"Castries, north"\n', ""),
        ("name,label\na,A,\n", ""),
        ("name,label,,,\na,A,,,\nb,B,,,\n", ""),
        ("name,,label,\na,,A,\n", ""),
        ("key,nm\na,A\n", "value=key, label=nm"),
        ("key,nm\na,A\n", "value = key;label = nm"),
        ("name,label\n-99,No\n50+,Old\nété,Summer\n", ""),
    ],
)
def test_a_list_that_every_client_reads_passes(content: str, parameters: str) -> None:
    inspection = listed(content, parameters)
    assert inspection.messages == (), sentences(inspection)


def test_a_code_may_stand_twice_where_a_filter_tells_the_rows_apart() -> None:
    content = "name,label,of\na,A,x\na,A,y\n"
    assert listed(content, choice_filter="of = 'x'").passes
    assert not listed(content).passes
    assert not listed("name,label,of\na,A,x\na,B,x\n", choice_filter="of = 'x'").passes


def test_a_code_may_stand_twice_where_the_settings_say_so() -> None:
    table = settings(allow_choice_duplicates="yes")
    media = {"p.csv": b"name,label\na,A\na,B\n"}
    assert said(f"{ROW}||", table, media=media).passes


def test_a_list_of_many_mistakes_names_the_first() -> None:
    assert len(listed("name,label\n" + "a b,A\n" * 500).messages) == 20


def test_each_question_looks_for_its_own_columns() -> None:
    survey = f"{ROW}value=key|\n|select_one_from_file p.csv|b|B|||"
    text = sentences(said(survey, media={"p.csv": b"name,label\na,A\n"}))
    assert "has no column key." in text


def test_choices_of_a_file_are_read_as_tablets_read_them() -> None:
    inspection = listed("name;label;of\na;A, or a\n;;\nb;B\n")
    draft = inspection.draft
    assert draft is not None
    (question,) = (each for each in draft.form.questions if each.name == "a")
    assert [each.code for each in question.choices] == ["a", "b"]


def test_a_broken_file_is_read_as_far_as_it_goes() -> None:
    read = read_list(b'name,label\na,\xe9\n"' + b"x" * 200_000)
    assert [dict(row) for row in read.rows()] == [{"name": "a", "label": "\ufffd"}]
