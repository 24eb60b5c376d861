"""What a form shows: groups, repeats, questions, tables, and where choices come from."""

from __future__ import annotations

import pytest

from server.odk.web_form.compile import compile_web_form
from server.odk.web_form.model import ControlKind
from server.odk.web_form.tree import Grid, Group, Question, Repeat, Text
from tests.simulators.web_forms import CHOICES, compiled, questions, xform_of

HEAD = "|type|name|label|appearance|hint|guidance_hint|\n"
LONG = "|list_name|name|label|\n" + "\n".join(f"|yn|n{number}|N{number}|" for number in range(31))


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ("|text|a|A||", ControlKind.STRING),
        ("|text|a|A|multiline|", ControlKind.MULTILINE),
        ("|integer|a|A||", ControlKind.INTEGER),
        ("|decimal|a|A||", ControlKind.DECIMAL),
        ("|date|a|A||", ControlKind.DATE),
        ("|time|a|A||", ControlKind.TIME),
        ("|dateTime|a|A||", ControlKind.MOMENT),
        ("|geopoint|a|A||", ControlKind.GEOPOINT),
        ("|select_one yn|a|A||", ControlKind.SELECT_ONE),
        ("|select_multiple yn|a|A||", ControlKind.SELECT_MULTIPLE),
        ("|rank yn|a|A||", ControlKind.RANK),
        ("|range|a|A||", ControlKind.RANGE),
        ("|acknowledge|a|A||", ControlKind.TRIGGER),
        ("|note|a|A||", ControlKind.NOTE),
        ("|image|a|A||", ControlKind.IMAGE),
        ("|image|a|A|signature|", ControlKind.SIGNATURE),
        ("|image|a|A|draw|", ControlKind.DRAW),
        ("|file|a|A||", ControlKind.FILE),
        ("|barcode|a|A||", ControlKind.STRING),
    ],
)
def test_every_type_has_its_control(row: str, kind: ControlKind) -> None:
    question = questions(compiled(HEAD + row))["a"]
    assert question.kind is kind
    assert question.label == Text(parts=("A",))


def test_a_textarea_of_another_tool_is_a_large_field() -> None:
    xform = xform_of(f"{HEAD}|text|a|A||")
    other = xform.replace(b"<input", b"<textarea").replace(b"</input", b"</textarea")
    assert questions(compile_web_form(other, {}, None))["a"].kind is ControlKind.MULTILINE


def test_hints_and_guidance_stand_apart() -> None:
    question = questions(compiled(f"{HEAD}|text|a|A||In short|At length|\n|text|b|B||||"))["a"]
    assert question.hint == Text(parts=("In short",))
    assert question.guidance == Text(parts=("At length",))


def test_a_hint_without_guidance_has_none() -> None:
    question = questions(compiled(f"{HEAD}|text|a|A||In short|"))["a"]
    assert (question.hint, question.guidance) == (Text(parts=("In short",)), None)


def test_a_hint_in_the_body_itself_is_read() -> None:
    xform = xform_of(f"{HEAD}|text|a|A|||").replace(b"</label>", b"</label><hint>Here</hint>")
    assert questions(compile_web_form(xform, {}, None))["a"].hint == Text(parts=("Here",))


def test_groups_and_repeats_hold_what_stands_in_them() -> None:
    rows = (
        "|begin_group|g|G|field-list|\n|text|a|A||\n|end_group|||\n"
        "|begin_repeat|r|R||\n|begin_repeat|s|S||\n|text|b|B||\n|end_repeat|||\n|end_repeat|||"
    )
    group, repeat = compiled(HEAD + rows).nodes
    assert isinstance(group, Group)
    assert isinstance(repeat, Repeat)
    assert (group.path, group.is_together, len(group.nodes)) == ("/data/g", True, 1)
    (inner,) = repeat.nodes
    assert isinstance(inner, Repeat)
    assert (inner.path, inner.label, inner.is_counted) == ("/data/r/s", Text(parts=("S",)), False)


def test_a_repeat_of_another_tool_needs_no_group_around_it() -> None:
    xform = xform_of(f"{HEAD}|begin_repeat|r|R||\n|text|a|A||\n|end_repeat|||").decode()
    begin, end = xform.index('<group ref="/data/r">'), xform.rindex("</group>")
    bare = xform[:begin] + xform[xform.index("<repeat") : end] + xform[end + len("</group>") :]
    (repeat,) = compile_web_form(bare.encode(), {}, None).nodes
    assert isinstance(repeat, Repeat)
    assert repeat.label is None


def test_a_group_around_a_repeat_and_more_stays_a_group() -> None:
    rows = "|begin_group|g|G||\n|begin_repeat|r|R||\n|text|a|A||\n|end_repeat|||\n|end_group|||"
    (group,) = compiled(HEAD + rows).nodes
    assert isinstance(group, Group)
    assert isinstance(group.nodes[0], Repeat)


def test_conditions_and_needs_are_told() -> None:
    survey = (
        "|type|name|label|relevant|required|read_only|\n|integer|n|N||||\n"
        "|begin_group|g|G|${n} > 1||\n|text|a|A|${n} = 2|yes|yes|\n|end_group||||\n"
        "|begin_repeat|r|R|${n} = 1|||\n|text|b|B||${n} = 1||\n|end_repeat||||"
    )
    _, group, repeat = compiled(survey).nodes
    assert isinstance(group, Group)
    assert isinstance(repeat, Repeat)
    assert group.is_conditional
    assert repeat.is_conditional
    a, b = group.nodes[0], repeat.nodes[0]
    assert isinstance(a, Question)
    assert isinstance(b, Question)
    assert (a.is_conditional, a.is_required, a.is_readonly) == (True, True, True)
    assert (b.is_conditional, b.is_required, b.is_readonly) == (False, False, False)


@pytest.mark.parametrize("type_", ["select_one", "select_multiple"])
def test_a_table_is_a_grid_under_the_names_of_its_choices(type_: str) -> None:
    rows = f"|begin_group|g|G|table-list|\n|{type_} yn|a|A||\n|{type_} yn|b|B||\n|end_group|||"
    (group,) = compiled(HEAD + rows).nodes
    assert isinstance(group, Group)
    grid = group.nodes[1]
    assert isinstance(grid, Grid)
    assert grid.head.kind is ControlKind.NOTE
    assert [each.name for each in grid.head.choices] == ["yes", "no"]
    assert [each.path for each in grid.questions] == ["/data/g/a", "/data/g/b"]


def test_rows_that_do_not_fit_their_head_are_no_grid() -> None:
    choices = CHOICES + "\n|other|x|X|"
    rows = (
        "|select_one yn|h|H|label|\n|select_one other|a|A|list-nolabel|\n"
        "|select_one yn|i|I|label|\n|text|b|B||\n|select_one yn|c|C|list-nolabel|"
    )
    nodes = compiled(HEAD + rows, choices).nodes
    assert [each.path[-1] for each in nodes if isinstance(each, Question)] == list("haibc")


@pytest.mark.parametrize(
    ("row", "choices", "size"),
    [
        ("|select_one yn|a|A||", CHOICES, None),
        ("|select_one yn|a|A|minimal|", CHOICES, 2),
        ("|select_multiple yn|a|A|autocomplete|", CHOICES, 2),
        ("|select_one yn|a|A||", LONG, 31),
        ("|rank yn|a|A||", CHOICES, 2),
    ],
)
def test_the_client_builds_what_is_long_or_searched_in(
    row: str, choices: str, size: int | None
) -> None:
    question = questions(compiled(HEAD + row, choices))["a"]
    assert question.list_size == size
    assert [each.name for each in question.choices] == ([] if size else ["yes", "no"])


CSV = "|type|name|label|parameters|\n|select_one_from_file p.csv|a|A|{}|\n"


def test_a_list_in_a_file_is_read() -> None:
    media = {"p.csv": b"name,label\nx,Ex\ny,\n"}
    question = questions(compiled(CSV.format(""), media=media))["a"]
    assert [(each.name, each.label) for each in question.choices] == [
        ("x", Text(parts=("Ex",))),
        ("y", None),
    ]


def test_one_file_may_be_read_in_two_ways() -> None:
    rows = CSV.format("") + "|select_one_from_file p.csv|b|B|value=code label=title|"
    survey = rows.replace("parameters|\n", "parameters|appearance|\n").replace("|\n", "|minimal|\n")
    survey = survey.replace("appearance|minimal|", "appearance|").replace(
        "title|", "title|minimal|"
    )
    media = {"p.csv": b"name,label,code,title\nx,Ex,1,*One*\n"}
    model = compiled(survey, media=media).model
    assert model.lists["p"].rows == (("x", "Ex"),)
    assert model.lists["p#2"].rows == (("1", "One"),)


def test_a_file_that_is_not_there_gives_no_choices() -> None:
    assert questions(compiled(CSV.format("")))["a"].choices == ()


def test_choices_written_out_are_read() -> None:
    xform = xform_of(f"{HEAD}|select_one yn|a|A||")
    begin, end = xform.index(b"<itemset"), xform.index(b"</itemset>") + len(b"</itemset>")
    items = b"<item><value>x</value><label>Ex</label></item><item/>"
    other = compile_web_form(xform[:begin] + items + xform[end:], {}, None)
    assert [each.name for each in questions(other)["a"].choices] == ["x", ""]


def test_an_itemset_that_says_nothing_takes_the_usual_columns() -> None:
    xform = xform_of(f"{HEAD}|select_one yn|a|A||")
    begin, end = xform.index(b"<value ref"), xform.index(b"</itemset>")
    form = compile_web_form(xform[:begin] + xform[end:], {}, None)
    assert [each.name for each in questions(form)["a"].choices] == ["yes", "no"]


@pytest.mark.parametrize("nodeset", ["/data/r[./x != '']", "instance('gone')/root/item", ""])
def test_choices_from_elsewhere_are_none(nodeset: str) -> None:
    xform = xform_of(f"{HEAD}|select_one yn|a|A||").decode()
    other = xform.replace("instance('yn')/root/item", nodeset)
    assert questions(compile_web_form(other.encode(), {}, None))["a"].choices == ()


def test_what_is_no_control_is_passed_over() -> None:
    xform = xform_of(f"{HEAD}|text|a|A||").replace(b"</h:body>", b"<submit/><input/></h:body>")
    assert list(questions(compile_web_form(xform, {}, None))) == ["a"]


def test_marks_within_a_label_are_only_words() -> None:
    xform = xform_of(f"{HEAD}|text|a|A|||")
    other = xform.replace(b"<label>A</label>", b"<label> so <h:b>very</h:b> bold </label>")
    assert questions(compile_web_form(other, {}, None))["a"].label == Text(parts=("so very bold",))


def test_a_label_of_spaces_is_none() -> None:
    xform = xform_of(f"{HEAD}|text|a|A|||").replace(b"<label>A<", b"<label> <")
    assert questions(compile_web_form(xform, {}, None))["a"].label is None
