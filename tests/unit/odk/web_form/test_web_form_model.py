"""What the client is told of a form: binds, actions, repeats, controls, lists and values."""

from __future__ import annotations

import json
from typing import Any

import pytest

from server.odk.web_form.compile import compile_web_form
from server.odk.web_form.model import ControlKind, Expression
from server.odk.web_form.model_json import model_json
from tests.simulators.web_forms import CHOICES, compiled, xform_of

HEAD = "|type|name|label|appearance|relevant|constraint|constraint_message|required|"
MORE = "calculation|trigger|default|repeat_count|choice_filter|parameters|read_only|"
WIDTH = HEAD.count("|") + MORE.count("|") - 1
COLUMNS = [each for each in (HEAD + MORE).split("|") if each]


def survey(*rows: dict[str, str]) -> str:
    lines = ["|".join(["", *(row.get(each, "") for each in COLUMNS), ""]) for row in rows]
    return "\n".join([HEAD + MORE, *lines])


def row(type_: str, name: str = "", label: str = "L", **more: str) -> dict[str, str]:
    return {"type": type_, "name": name, "label": label if name else ""} | more


def model_of(*rows: dict[str, str], choices: str = CHOICES) -> dict[str, Any]:
    form = compiled(survey(*rows), choices)
    found: dict[str, Any] = json.loads(model_json(form.model, {"next": "Next"}))
    return found


def test_the_rules_of_a_node_stand_with_what_they_read() -> None:
    model = model_of(
        row("integer", "a"),
        row("integer", "b", relevant="${a} > 1", constraint=". > ${a}", required="yes"),
    )
    assert model["binds"]["/data/b"] == {
        "type": "int",
        "relevant": ["/data/a  > 1", ["/data/a"]],
        "constraint": [". >  /data/a", ["/data/b", "/data/a"]],
        "required": ["true()", []],
    }


def test_rules_that_rule_nothing_are_left_out() -> None:
    form = row("text", "a", required="false()", relevant="true()", read_only="false()")
    assert "/data/a" not in model_of(form)["binds"]


def test_a_note_needs_no_bind() -> None:
    model = model_of(row("note", "n"), row("text", "a"))
    assert model["controls"]["/data/n"] == {"appearance": ""}
    assert "/data/n" not in model["binds"]


@pytest.mark.parametrize(
    "more", [{"calculation": "1 + 1"}, {"default": "x"}, {"trigger": "${a}", "calculation": "2"}]
)
def test_what_shows_a_value_is_no_note(more: dict[str, str]) -> None:
    form = compiled(survey(row("text", "a"), row("text", "n", read_only="yes", **more)))
    assert form.model.controls["/data/n"].kind is ControlKind.STRING


def test_a_message_that_quotes_an_answer_is_an_expression() -> None:
    model = model_of(
        row("integer", "a"),
        row("integer", "b", constraint=". > 1", constraint_message="Not under ${a}!"),
        row("integer", "c", constraint=". > 1", constraint_message="Not so"),
    )
    assert model["binds"]["/data/b"]["constraintMsg"] == [
        "concat('Not under ', /data/a, '!', '')",
        ["/data/a"],
    ]
    assert model["binds"]["/data/c"]["constraintMsg"] == "Not so"


def test_an_empty_message_is_none() -> None:
    xform = xform_of(survey(row("text", "a", constraint=". = 1", constraint_message="X")))
    form = compile_web_form(xform.replace(b'Msg="X"', b'Msg=" "'), {}, None)
    assert form.model.binds["/data/a"].messages == {}


def test_what_is_asked_of_the_clock_is_told() -> None:
    binds = model_of(row("start", "s"), row("text", "a"))["binds"]
    assert binds["/data/s"] == {"type": "dateTime", "preload": ["timestamp", "start"]}
    assert binds["/data/meta/instanceID"]["preload"] == ["uid", ""]


def test_values_set_at_events_are_told() -> None:
    model = model_of(
        row("text", "a", default="now()"),
        row("begin_repeat", "r"),
        row("text", "b", default="${a}"),
        row("text", "c", trigger="${a}", calculation="uuid()"),
        row("end_repeat"),
    )
    found = {(each["event"], each["ref"]): each for each in model["actions"]}
    assert found["odk-instance-first-load", "/data/a"]["value"] == ["now()", []]
    assert "within" not in found["odk-instance-first-load", "/data/a"]
    assert found["odk-new-repeat", "/data/r/b"]["within"] == "/data/r"
    assert found["xforms-value-changed", "/data/r/c"]["trigger"] == "/data/a"


def test_a_value_set_as_plain_text_is_quoted() -> None:
    xform = xform_of(survey(row("text", "a", default="now()"), row("text", "b")))
    said = xform.replace(b'value="now()"/>', b">it's</setvalue>")
    (action,) = compile_web_form(said, {}, None).model.actions
    assert action.value == Expression(text='"it\'s"')


def test_a_repeat_may_count_itself() -> None:
    model = model_of(
        row("integer", "n"),
        row("begin_repeat", "r", repeat_count="${n}"),
        row("begin_repeat", "s"),
        row("text", "a"),
        row("end_repeat"),
        row("end_repeat"),
    )
    assert model["repeats"] == {
        "/data/r": {"count": ["/data/n", ["/data/n"]]},
        "/data/r/s": {},
    }


def test_a_repeat_may_be_fixed() -> None:
    rows = row("begin_repeat", "r"), row("text", "a"), row("end_repeat")
    xform = xform_of(survey(*rows)).replace(
        b'<repeat nodeset="/data/r"', b'<repeat nodeset="/data/r" jr:noAddRemove="true()"'
    )
    form = compile_web_form(xform, {}, None)
    assert form.model.repeats["/data/r"].is_fixed
    assert json.loads(model_json(form.model, {}))["repeats"] == {"/data/r": {"fixed": True}}


FILTERED = "|list_name|name|label|kind|unused|\n|yn|yes|Yes|a|1|\n|yn|no|*No*||2|"


def test_a_filtered_list_is_handed_over_with_what_the_filter_reads() -> None:
    model = model_of(
        row("text", "k"),
        row("select_one yn", "a", choice_filter="kind = ${k}"),
        choices=FILTERED,
    )
    assert model["controls"]["/data/a"] == {
        "appearance": "",
        "list": "yn",
        "where": ["kind =  /data/k", ["/data/k"]],
    }
    assert model["lists"]["yn"] == {
        "columns": ["name", "label", "kind"],
        "rows": [["yes", "Yes", "a"], ["no", "No", ""]],
    }


def test_a_list_shown_from_the_beginning_is_not_handed_over() -> None:
    model = model_of(row("select_one yn", "a"))
    assert model["lists"] == {}
    assert model["controls"]["/data/a"] == {"appearance": ""}


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ("randomize=true", True),
        ("randomize=true, seed=42", 42),
        ("randomize=true, seed=0", 0),
        ("randomize=true, seed=${k}", ["/data/k", ["/data/k"]]),
    ],
)
def test_choices_may_be_shuffled(parameters: str, expected: object) -> None:
    model = model_of(row("integer", "k"), row("select_one yn", "a", parameters=parameters))
    assert model["controls"]["/data/a"]["shuffled"] == expected
    assert "yn" in model["lists"]


def test_a_filter_and_an_order_go_together() -> None:
    more = {"choice_filter": "kind = ${k} or f(1, 2) = 3", "parameters": "randomize=true, seed=7"}
    control = model_of(row("text", "k"), row("select_one yn", "a", **more), choices=FILTERED)[
        "controls"
    ]["/data/a"]
    assert control["where"][0] == "kind =  /data/k  or f(1, 2) = 3"
    assert control["shuffled"] == 7


def test_two_conditions_are_one() -> None:
    xform = xform_of(survey(row("select_one yn", "a", choice_filter="kind = 1")), FILTERED)
    form = compile_web_form(xform.replace(b"[kind = 1]", b"[kind = 1][name]"), {}, None)
    where = form.model.controls["/data/a"].where
    assert where == Expression(text="(kind = 1) and (name)")


def test_a_range_a_rank_and_a_picture_say_what_they_need() -> None:
    model = model_of(
        row("range", "a", parameters="start=1 end=5 step=2"),
        row("rank yn", "b"),
        row("image", "c", parameters="max-pixels=640"),
    )
    controls = model["controls"]
    assert controls["/data/a"]["range"] == ["1", "5", "2"]
    assert controls["/data/b"]["list"] == "yn"
    assert (controls["/data/c"]["media"], controls["/data/c"]["maxPixels"]) == ("image/*", 640)


def test_a_list_that_an_expression_names_is_handed_over() -> None:
    model = model_of(
        row("select_one yn", "a"),
        row("calculate", "b", calculation="instance('yn')/root/item[name = ${a}]/kind"),
        row("calculate", "c", calculation="instance('nothing')/root/item"),
        choices=FILTERED,
    )
    assert model["lists"]["yn"]["columns"] == ["name", "label", "kind"]
    assert "nothing" not in model["lists"]


def test_values_in_labels_are_numbered_once() -> None:
    form = compiled(
        survey(
            row("text", "a"),
            row("calculate", "k", calculation="'847'"),
            row("note", "b", label="You said ${a}, call ${k}."),
            row("note", "c", label="${a} again"),
        )
    )
    assert form.model.values == (Expression(text="/data/a", reads=("/data/a",)),)


@pytest.mark.parametrize(
    ("row_", "is_constant"),
    [
        (row("calculate", "k", calculation="'847'"), True),
        (row("calculate", "k", calculation="'847'", relevant="${a} = 1"), False),
        (row("calculate", "k", calculation="concat('8', '47')"), False),
        (row("calculate", "k", calculation="'847'", trigger="${a}"), False),
    ],
)
def test_only_what_never_changes_is_written_into_the_words(
    row_: dict[str, str],
    is_constant: bool,  # noqa: FBT001
) -> None:
    form = compiled(survey(row("text", "a"), row_, row("note", "b", label="Call ${k}.")))
    assert (form.model.values == ()) is is_constant


def test_the_model_can_stand_in_a_page() -> None:
    form = compiled(survey(row("text", "a", constraint=". < 1", constraint_message="</script>")))
    text = model_json(form.model, {"x": "<!--\u2028"})
    assert "<" not in text
    assert "\u2028" not in text
    found = json.loads(text)
    assert found["words"] == {"x": "<!--\u2028"}
    assert found["binds"]["/data/a"]["constraintMsg"] == "</script>"
    assert found["instance"].startswith("<data ")


def test_the_key_the_version_and_the_reference_are_told() -> None:
    head = "|type|name|label|calculation|bind::case:field|\n"
    xform = xform_of(
        f"{head}|calculate|ref||uuid()|report.reference|\n|text|a|A||report.place|"
    ).replace(b'<data id="trial">', b'<data id="trial" version="7">')
    sealed = xform.replace(b"<instance>", b'<submission base64RsaPublicKey="AAA="/><instance>', 1)
    model = compile_web_form(sealed, {}, None).model
    assert (model.key, model.version, model.quote) == ("AAA=", "7", "/data/ref")


def test_a_reference_that_is_asked_for_is_not_the_one_to_quote() -> None:
    survey_ = "|type|name|label|bind::case:field|\n|text|a|A|report.reference|"
    assert compiled(survey_).model.quote is None
