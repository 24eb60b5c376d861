"""What makes a form behave, and how one version behaves otherwise than another."""

from __future__ import annotations

import pytest

from server.odk.behaviour import Behaviour, read_behaviour
from server.odk.behaviour_changes import behaviour_changes, file_changes, order_changes
from server.odk.workbook import read_workbook
from server.odk.xform import read_form
from server.odk.xlsform import compile_form
from tests.simulators.sheets import SETTINGS, form

HEAD = (
    "|type|name|label::English (en)|relevant|constraint|constraint_message::English (en)|required|"
    "required_message::English (en)|read_only|calculation|default|appearance|choice_filter|"
    "repeat_count|trigger|parameters|guidance_hint::English (en)|media::image::English (en)|\n"
)
ROWS = {
    "a": ["select_one yn", "a", "A"],
    "b": ["integer", "b", "B"],
    "c": ["calculate", "c", "", "", "", "", "", "", "", "1"],
    "g": ["begin_group", "g", "G"],
    "d": ["text", "d", "D"],
    "/g": ["end_group"],
    "r": ["begin_repeat", "r", "R"],
    "e": ["text", "e", "E"],
    "/r": ["end_repeat"],
}
CHOICES = "|list_name|name|label::English (en)|zone|\n|yn|yes|Yes|x|\n|yn|no|No|x|"
COLUMNS = [cell.partition("::")[0] for cell in HEAD.strip().strip("|").split("|")]


def compiled(rows: dict[str, list[str]], settings: str = SETTINGS) -> bytes:
    survey = HEAD + "\n".join(f"|{'|'.join(row)}|" for row in rows.values())
    done = compile_form(read_workbook(form(survey, CHOICES, settings), "t.xlsx"))
    assert done.xform is not None, done.messages
    return done.xform


def edited(row: str, column: str, text: str) -> dict[str, list[str]]:
    cells = [*ROWS[row], *[""] * (len(COLUMNS) - len(ROWS[row]))]
    cells[COLUMNS.index(column)] = text
    return ROWS | {row: cells}


def sentences(old: bytes, new: bytes) -> list[str]:
    behaviours: tuple[Behaviour, Behaviour] = read_behaviour(old), read_behaviour(new)
    forms = read_form(old), read_form(new)
    return [each.sentence for each in behaviour_changes(*behaviours, *forms)]


@pytest.mark.parametrize(
    ("row", "column", "text", "expected"),
    [
        ("b", "relevant", "${a} = 'yes'", "The condition of “B” (b) is new: “${a} = 'yes'”."),
        ("g", "relevant", "${a} = 'yes'", "The condition of the group “g” is new"),
        ("r", "relevant", "${a} = 'yes'", "The condition of the group “r” is new"),
        ("b", "constraint", ". > 3", "The check of “B” (b) is new: “. > 3”."),
        ("b", "required", "yes", "The required of “B” (b) is new: “true()”."),
        ("b", "read_only", "yes", "The read only of “B” (b) is new"),
        ("c", "calculation", "2", "The calculation of “c” was “1” and is now “2”."),
        ("b", "default", "7", "The default of “B” (b) is new: “7”."),
        ("b", "default", "${c} + 1", "The value set by itself of “B” (b) is new: “${c} + 1 ("),
        ("d", "appearance", "multiline", "The appearance of “D” (d) is new: “multiline”."),
        ("g", "appearance", "field-list", "The appearance of the group “g” is new"),
        ("a", "choice_filter", "zone = 'x'", "The choices and their filter of “A” (a) was"),
        ("r", "repeat_count", "3", "The number of times of the group “r” is new"),
        ("g", "label", "Gg", "The heading of the group “g” was “G” and is now “Gg”."),
        ("b", "guidance_hint", "Ask", "The guidance of the hint in English (en) of “B” (b) is new"),
        ("b", "media", "x.png", "The image of the label in English (en) of “B” (b) is new"),
    ],
)
def test_every_column_that_behaves_is_told(row: str, column: str, text: str, expected: str) -> None:
    assert expected in "\n".join(sentences(compiled(ROWS), compiled(edited(row, column, text))))


def test_the_same_form_behaves_the_same() -> None:
    assert sentences(compiled(ROWS), compiled(ROWS)) == []


def test_what_is_taken_away_is_told() -> None:
    old = compiled(edited("b", "constraint", ". > 3"))
    assert sentences(old, compiled(ROWS)) == ["The check of “B” (b) was “. > 3” and is gone."]


def test_a_message_is_told_in_words() -> None:
    old = edited("b", "constraint", ". > 3")
    was, now = [*old["b"]], [*old["b"]]
    was[COLUMNS.index("constraint_message")] = "More"
    now[COLUMNS.index("constraint_message")] = "Larger"
    found = sentences(compiled(old | {"b": was}), compiled(old | {"b": now}))
    assert found == ["The message of the check of “B” (b) was “More” and is now “Larger”."]


def test_a_value_set_by_two_triggers_is_told() -> None:
    rows = edited("c", "trigger", "${a}, ${b}")
    found = "\n".join(sentences(compiled(ROWS), compiled(rows)))
    assert "The value set by itself of “c” is new: “1 (xforms-value-changed a); 1 (" in found


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("|style|\n|pages|", "The style of the form is new: “pages”."),
        ("|instance_name|\n|${b}|", "The calculation of “instanceName” is new: “${b}”."),
        ("|instance_xmlns|\n|urn:x|", "The namespace of the form was"),
    ],
)
def test_a_setting_that_behaves_is_told(cell: str, expected: str) -> None:
    head, row = cell.split("\n")
    base = SETTINGS.strip().splitlines()
    settings = f"{base[0].rstrip()}{head[1:]}\n{base[1].rstrip()}{row[1:]}"
    assert expected in "\n".join(sentences(compiled(ROWS), compiled(ROWS, settings)))


def test_questions_that_are_new_gone_or_moved_are_told_elsewhere() -> None:
    more = ROWS | {"b": ["integer", "b", "B"], "n": ["text", "n", "N", "${b} = 1"]}
    assert sentences(compiled(ROWS), compiled(more)) == []
    assert sentences(compiled(more), compiled(ROWS)) == []
    moved = {key: row for key, row in ROWS.items() if key not in {"b", "g", "d", "/g"}}
    moved |= {"g": ROWS["g"], "b": ["integer", "b", "B", "", ". > 1"], "d": ROWS["d"]}
    moved |= {"/g": ROWS["/g"]}
    assert sentences(compiled(ROWS), compiled(moved)) == ["The check of “B” (b) is new: “. > 1”."]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("bacg", ["“B” (b) now comes to the beginning."]),
        ("cab", ["“c” now comes to the beginning."]),
        ("bca", ["“A” (a) now comes after “c”."]),
        ("acb", ["“c” now comes after “A” (a)."]),
    ],
)
def test_another_order_is_told(order: str, expected: list[str]) -> None:
    keys = [*order, *(key for key in ROWS if key not in order)]
    old, new = read_form(compiled(ROWS)), read_form(compiled({key: ROWS[key] for key in keys}))
    assert [each.sentence for each in order_changes(old, new)] == expected


def test_files_that_are_new_gone_or_other_are_told() -> None:
    found = file_changes({"a": b"1", "b": b"1", "c": b"1"}, {"b": b"2", "c": b"1", "d": b"1"})
    assert [each.sentence for each in found] == [
        "The file a no longer goes with the form.",
        "The file b has other content.",
        "The file d is new.",
    ]
