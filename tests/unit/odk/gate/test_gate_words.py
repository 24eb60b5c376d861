"""The publish gate on translations, files, features and expressions."""

from __future__ import annotations

import pytest

from server.odk.gate.files import files_named
from server.odk.gate.message import Severity
from server.odk.gate.xpath import functions, steps_not_taken
from tests.simulators.gate import only, said, sentences, settings

TWO = "|type|name|label::English (en)|label::French (fr)|hint::English (en)|\n"
CHOICES = "|list_name|name|label::English (en)|label::French (fr)|\n|yn|y|Yes|Oui|"


def test_missing_translations_are_listed_by_row() -> None:
    inspection = said(TWO + "|text|a|A||||\n|text|b||B|||", choices=CHOICES)
    text = sentences(inspection)
    assert "column D (label::French (fr)): French (fr) has no label in row 2." in text
    assert "column C (label::English (en)): English (en) has no label in row 3." in text
    assert inspection.passes


def test_a_missing_column_of_translations_is_named() -> None:
    text = sentences(said(TWO + "|text|a|A|B|Help|", choices=CHOICES))
    assert "The column hint::French (fr) is missing; 1 rows have no hint in French (fr)." in text


def test_many_missing_translations_are_counted() -> None:
    rows = "\n".join(f"|text|q{n}|A||" for n in range(20))
    assert "rows 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 and 8 more." in sentences(
        said(TWO + rows, choices=CHOICES)
    )


def test_a_default_language_without_columns_is_refused() -> None:
    table = settings(default_language="German (de)")
    message = only(said(TWO + "|text|a|A|B||", table, choices=CHOICES))
    assert message.mend == "Write one of: English (en), French (fr)."


def test_words_of_no_language_among_others_are_warned_of() -> None:
    survey = "|type|name|label|label::French (fr)|\n|text|a|A|B|"
    inspection = said(survey, choices=CHOICES)
    assert "The column label names no language, but others do." in sentences(inspection)
    assert said(survey, settings(default_language="English (en)"), choices="").passes


LIST = "|type|name|label|parameters|calculation|media::image|\n"


@pytest.mark.parametrize(
    ("row", "media", "expected"),
    [
        ("|select_one_from_file places.csv|a|A||||", {}, "The file places.csv is not beside"),
        ("|select_one_from_file places.csv|a|A||||", {"place.csv": b""}, "“place.csv”?"),
        ("|select_one_from_file p.csv|a|A||||", {"p.csv": b"label\nA\n"}, "has no column name."),
        ("|select_one_from_file p.csv|a|A||||", {"p.csv": b""}, "The list p.csv is empty."),
        ("|select_one_from_file p.csv|a|A|label=lib|||", {"p.csv": b"name\n"}, "no column lib."),
        ("|select_one_from_file p.csv|a|A||||", {"p.csv": b"name,l\xe9\n"}, "not saved as UTF-8"),
        ("|select_one_from_file p.csv|a|A||||", {"p.csv": b'"a"b\n'}, "no proper CSV file"),
        ("|select_one_from_file p.csv|a|A||||", {"p.csv": b"name,label\na b,A\n"}, "code “a b”"),
        ("|text|a|A|||../face.png|", {}, "“../face.png” is not usable"),
        ("|text|a|A|||face.png|", {}, "The file face.png is not beside the spreadsheet."),
    ],
)
def test_files_that_a_form_names_must_be_there(
    row: str, media: dict[str, bytes], expected: str
) -> None:
    assert expected in str(only(said(LIST + row, media=media)))


def test_only_the_files_that_a_form_names_are_taken() -> None:
    media = {"p.csv": b"name,label\nx,X\n", "other.csv": b"", "face.png": b"png"}
    survey = (
        LIST
        + "|select_one_from_file p.csv|a|A|||face.png|\n|text|b|B||pulldata('p','label','name',1)||"
    )
    inspection = said(survey, media=media)
    assert inspection.draft is not None
    assert set(inspection.draft.media) == {"p.csv", "face.png"}
    assert inspection.passes, sentences(inspection)


def test_a_list_that_no_select_names_needs_no_columns() -> None:
    survey = LIST + "|calculate|a|||pulldata('p', 'a', 'b', 1)||"
    assert said(survey, media={"p.csv": b"a,b\n"}).passes


def test_names_of_files_are_unescaped() -> None:
    assert files_named(b'<i src="jr://file/a&amp;b.xml"/><j>jr://images/x.png</j>') == (
        "a&b.xml",
        "x.png",
    )
    assert files_named(b'<value form="image">jr://images/l\'ecole.png</value>') == ("l'ecole.png",)
    assert files_named(b'<i src="jr://file/l\'e.csv"/>') == ("l'e.csv",)


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ("|select_one_from_file p.csv|a|A||||", "row 2, column A (type)"),
        ("|calculate|a|||pulldata('p', 'a', 'b', 1)||", "row 2, column E (calculation)"),
        ("|text|a|A|||face.png|", "row 2, column F (media::image)"),
        ("|text|a|A||||\n|xml-external|f|||||", "row 3, column B (name)"),
    ],
)
def test_a_missing_file_is_said_at_the_cell_that_names_it(row: str, place: str) -> None:
    assert place in str(only(said(LIST + row)))


@pytest.mark.parametrize("name", ["l'école.png", "l'e\u0301cole.png"])
def test_a_file_is_found_however_its_accents_are_composed(name: str) -> None:
    inspection = said(LIST + "|text|a|A|||l'école.png|", media={name: b"png"})
    assert inspection.passes, sentences(inspection)
    assert inspection.draft is not None
    assert dict(inspection.draft.media) == {"l'école.png": b"png"}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("|begin_loop over yn|g|G||\n|text|a|A||\n|end_loop||||", "Loops are not used."),
        ("|select_one_external yn|a|A||", "do not reach the tablet"),
        ("|background-audio|a|||", "Forms do not record unseen."),
        ("|start-geopoint|a|||", "do not follow where the tablet is"),
        ("|text|a|A|${last-saved#a}|", "keeps nothing of the one saved before"),
    ],
)
def test_what_no_form_may_have_is_refused(row: str, expected: str) -> None:
    assert expected in sentences(said(f"|type|name|label|default|\n{row}"))


@pytest.mark.parametrize("rows", ["", "|begin_group|g|G|\n|end_group||"])
def test_a_form_that_asks_nothing_is_refused(rows: str) -> None:
    assert only(said(f"|type|name|label|\n{rows}")).sentence == "The form asks nothing."


EXPRESSION = "|type|name|label|relevant|default|\n|integer|b|B|||\n"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("floor(${b}) = 1", "There is no function floor( ). Use int( )"),
        ("selcted(${b}, 'x')", "Did you mean “selected” or"),
        ("xyzzyx(${b})", "See the list of ODK's functions."),
        ("ancestor::b = 1", "“ancestor::” is a way through the form"),
        ("//b = 1", "“//” is a way through the form"),
    ],
)
def test_functions_that_do_not_exist_are_refused(expression: str, expected: str) -> None:
    text = sentences(said(f"{EXPRESSION}|text|a|A|{expression}||"))
    assert "row 3, column D (relevant)" in text
    assert expected in text


def test_functions_that_the_web_form_lacks_are_refused_there_only() -> None:
    survey = f"{EXPRESSION}|text|a|A|digest(${{b}}, 'MD5') = 'x'||"
    assert said(survey).passes
    assert "digest( ) works on tablets but not in the web form" in sentences(
        said(survey, settings("public"))
    )


@pytest.mark.parametrize("step", ["@", "child::", "parent::", "self::"])
def test_steps_that_the_web_form_does_not_go_are_refused_there_only(step: str) -> None:
    survey = f"{EXPRESSION}|text|a|A|../{step}b = 'x'||"
    assert f"“{step}” works on tablets" not in sentences(said(survey))
    assert f"“{step}” works on tablets" in sentences(said(survey, settings("public")))


@pytest.mark.parametrize("default", ["Unknown (not asked) yet", "12", "${b}", "today()"])
def test_a_default_may_be_plain_words(default: str) -> None:
    assert said(f"{EXPRESSION}|text|a|A||{default}|").passes


def test_the_instance_name_is_an_expression_too() -> None:
    message = only(said(EXPRESSION, settings(instance_name="upper-case('x')")))
    assert (message.severity, message.column) == (Severity.ERROR, "instance_name")
    assert message.mend == "Use translate( )."


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("if(a and (b or (c)), 'x(', 1-count(d))", ["if", "count"]),
        ("jr:choice-name(a, 'b') div (2)", ["jr:choice-name"]),
        ("a-count (b)", ["a-count"]),
        ("../text() = ${a-b(c)}", []),
    ],
)
def test_functions_are_told_from_words(expression: str, expected: list[str]) -> None:
    assert functions(expression) == expected


def test_ways_through_the_form_are_found() -> None:
    assert steps_not_taken("parent::a/following-sibling::b//c") == ["following-sibling::", "//"]
