"""Every way in which compiling a spreadsheet fails names a sheet, a row and a column."""

from __future__ import annotations

import pytest

from server.odk.culprit import find_culprit
from server.odk.gate.message import Severity
from server.odk.workbook import Workbook, read_workbook
from tests.simulators.gate import CHOICES, said, settings
from tests.simulators.sheets import cells, form

SURVEY = {
    "type": "text",
    "name": "a",
    "label": "A",
}


def survey(*rows: dict[str, str]) -> str:
    """Return a survey of these rows, below a question that is in order."""
    filled = [{"type": "text", "name": "first", "label": "First"}, *rows]
    columns = list(dict.fromkeys(key for row in filled for key in row))
    lines = ["|".join(row.get(key, "") for key in columns) for row in filled]
    return "\n".join(f"|{line}|" for line in ["|".join(columns), *lines])


def row(type_: str = "text", name: str = "a", label: str = "A", **more: str) -> dict[str, str]:
    return {"type": type_, "name": name, "label": label, **more}


CALCULATED = row("calculate", "c", "", calculation="1")
GROUP = row("begin_group", "g", "G", appearance="table-list")
FAILING = {
    "no label": ([row(label="")], "label", "“a” has no label."),
    "range": ([row("range", parameters="start=x")], "parameters", "do not fit the type"),
    "unknown parameter": ([row("range", parameters="odd=1")], "parameters", "do not fit the type"),
    "randomize": ([row("select_one yn", parameters="randomize=x")], "parameters", "randomize has"),
    "seed alone": ([row("select_one yn", parameters="seed=4")], "parameters", "needs randomize"),
    "seed": (
        [row("select_one yn", parameters="randomize=true seed=x")],
        "parameters",
        "The seed is no number.",
    ),
    "pixels": ([row("image", parameters="max-pixels=x")], "parameters", "max-pixels is no number"),
    "app": ([row("image", parameters="app=x")], "parameters", "names no program"),
    "quality": ([row("audio", parameters="quality=x")], "parameters", "quality of the sound"),
    "audit name": ([row("audit", "log", "")], "name", "An audit has no name of its own."),
    "trigger": (
        [CALCULATED, row("calculate", "d", "", calculation="1", trigger="${c}")],
        "trigger",
        "${c} is never shown",
    ),
    "big image": ([row(**{"media::big-image": "x.png"})], "media::big-image", "but no picture"),
    "other": ([row("select_one_from_file x.csv or_other")], "type", "takes no or_other"),
    "other filter": (
        [row("select_one yn or_other", choice_filter="name = 'yes'")],
        "choice_filter",
        "cannot stand in one row",
    ),
    "file": ([row("select_one_from_file x.txt")], "type", "is no CSV file"),
    "table": (
        [GROUP, row("select_one yn"), row("select_one yo", "b"), row("end_group", "", "")],
        "type",
        "do not have the same choices",
    ),
    "colon": ([row(name="a:b")], "name", "The name “a:b” holds a colon."),
    "nothing in a group": (
        [row("begin_group", "g", "G"), CALCULATED, row("end_group", "", "")],
        "type",
        "The group “g” shows nothing.",
    ),
    "medium": ([row(**{"media::smell": "x"})], "media::smell", "There is no medium “smell”."),
    "two names": (
        [row(relevant="1", **{"bind::relevant": "1"})],
        "bind::relevant",
        "The column “bind::relevant” stands twice",
    ),
    "entity": ([row(save_to="x")], "save_to", "cannot make entities"),
    "tag": (
        [row("begin_group", "g", "G", **{"instance::tag": "x"}), row(), row("end_group", "", "")],
        "instance::tag",
        "cannot be compiled as this cell stands",
    ),
    "attribute": ([row(), row(name="b", **{"bind::a b": "x"})], "bind::a b", "no client can read"),
    "nodeset": ([row(**{"bind::nodeset": "/x"})], "bind::nodeset", "cannot be compiled as this"),
}
TWO_LISTS = CHOICES + "| yo | y | Y |"


@pytest.mark.parametrize("name", FAILING)
def test_a_form_that_fails_names_the_cell(name: str) -> None:
    rows, column, sentence = FAILING[name]
    inspection = said(survey(*rows), choices=TWO_LISTS, media={"x.csv": b"name,label\na,A\n"})
    errors = [each for each in inspection.messages if each.severity is Severity.ERROR]
    found = [each for each in errors if sentence in each.sentence]
    assert [(each.sheet, each.column) for each in found] == [("survey", column)], errors
    assert all(each.row for each in errors)


def test_a_list_that_a_tablet_never_gets_is_refused_once() -> None:
    rows = survey(row("select_one_external t", choice_filter="s = ${first}"))
    external = "|list_name|name|label|s|\n|t|a|A|x|"
    content = said(rows, more={"external_choices": external})
    (message,) = content.messages
    assert (message.sheet, message.row, message.column) == ("survey", 3, "type")


def test_a_prefix_of_ones_own_is_kept() -> None:
    table = settings(namespaces='esri="http://esri.com/xforms"')
    inspection = said(survey(row(**{"bind::esri:fieldLength": "40"})), table)
    assert inspection.passes
    assert inspection.draft is not None
    assert b'esri:fieldLength="40"' in inspection.draft.xform


@pytest.mark.parametrize("address", ["my_form", "a/b", "../x"])
@pytest.mark.parametrize("key", ["instance_xmlns", "namespaces"])
def test_a_namespace_that_is_no_address_is_refused(key: str, address: str) -> None:
    text = f'case="urn:lespwa:case" own="{address}"' if key == "namespaces" else address
    inspection = said(survey(), settings(**{key: text}))
    (message,) = inspection.messages
    assert f"“{address}” is no whole address" in message.sentence
    assert (message.sheet, message.row, message.column) == ("settings", 2, key)


def test_a_namespace_that_is_an_address_passes() -> None:
    assert said(survey(), settings(instance_xmlns="urn:example:form")).passes


def test_columns_of_one_meaning_are_named_as_written() -> None:
    inspection = said(survey(), settings(id_string="other"))
    assert "“form_id” (A) and “id_string” (E) mean the same" in str(inspection.messages[0])


BOOK = read_workbook(form(survey(row(hint="x"), row(name="b", hint="y"))), "trial.xlsx")


def fails_over(column: str, text: str) -> str | None:
    def fails(workbook: Workbook) -> str | None:
        rows = workbook.sheet("survey").rows
        return "Odd." if any(each.get(column) == text for each in rows) else None

    spot = find_culprit(BOOK, fails)
    return str(spot) if spot else None


def test_a_culprit_is_found_by_leaving_cells_out() -> None:
    assert fails_over("hint", "y") == "sheet survey, row 4, column D (hint)"
    assert fails_over("hint", "x") == "sheet survey, row 3, column D (hint)"


def test_no_culprit_is_named_where_leaving_out_changes_nothing() -> None:
    assert fails_over("name", "a") is None


def test_a_heading_alone_can_be_the_culprit() -> None:
    book = read_workbook(form("|type|name|label|odd|\n|text|a|A||"), "trial.xlsx")

    def fails(workbook: Workbook) -> str | None:
        return "Odd." if workbook.sheet("survey").column("odd") else None

    assert str(find_culprit(book, fails)) == "sheet survey, row 1, column D (odd)"


def test_the_table_of_this_test_is_read_as_written() -> None:
    assert cells(survey())[0] == list(SURVEY)
