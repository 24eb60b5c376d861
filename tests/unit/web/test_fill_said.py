"""A page carries the words and asks for the scripts that its own form needs, and no others."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pyxform.xls2xform import convert

from server.odk.gate.web_support import RARE_FUNCTIONS, WEB_FUNCTIONS
from server.odk.web_form.compile import compile_web_form
from server.odk.web_form.rare import needs_rare
from server.odk.web_form.tree import WebForm
from server.web.fill.said import said
from server.web.words.table import words_for
from tests.simulators.sheets import form

XPATH = Path(__file__).parents[3] / "client/src/engine/xpath"
CHOICES = """
| list_name | name | label |
| side      | left | Left  |
"""


def compiled(*rows: str) -> WebForm:
    table = (
        "| type | name | label | calculation | relevant | constraint | parameters | appearance |",
        *rows,
    )
    survey = "\n".join(("", *table, ""))
    return compile_web_form(convert(form(survey, CHOICES)).xform.encode(), {}, None)


def spoken(*rows: str) -> set[str]:
    return set(said(compiled(*rows), words_for("en").for_script()))


@pytest.mark.parametrize(
    ("row", "keys"),
    [
        ("| integer | a | A | | | | |", {"not_a_whole_number", "too_large_number"}),
        ("| decimal | a | A | | | | |", {"not_a_number", "too_many_digits"}),
        ("| date | a | A | | | | |", {"not_a_date"}),
        ("| date | a | A | | | | | year |", {"not_a_year"}),
        ("| date | a | A | | | | | month-year |", {"not_a_month"}),
        ("| time | a | A | | | | |", {"not_a_time"}),
        ("| geopoint | a | A | | | | |", {"place.here", "place.not_one"}),
        ("| image | a | A | | | | |", {"photo.too_large"}),
        ("| file | a | A | | | | |", {"file.too_large", "file.empty"}),
        ("| rank side | a | A | | | | |", {"rank.up"}),
        ("| select_multiple side | a | A | | | | |", {"remove_choice"}),
    ],
)
def test_words_of_a_control_come_with_it(row: str, keys: set[str]) -> None:
    assert keys <= spoken(row)
    assert not keys & spoken("| text | a | A | | | | |")


def test_words_of_repeats_come_with_them() -> None:
    rows = (
        "| begin_repeat | r | R | | | | |",
        "| text | a | A | | | | |",
        "| end_repeat | | | | | | |",
    )
    assert {"remove", "remove_sure"} <= spoken(*rows)
    assert "remove_sure" not in spoken("| text | a | A | | | | |")


def test_every_word_is_said_by_some_form() -> None:
    kinds = ["integer", "decimal", "date", "time", "geopoint", "image", "file", "range"]
    rows = [f"| {kind} | q_{kind} | A | | | | |" for kind in kinds]
    rows += [f"| date | q_{look[:5]} | A | | | | | {look} |" for look in ("year", "month-year")]
    rows += ["| rank side | b | B | | | | |", "| select_multiple side | c | C | | | | |"]
    rows += ["| begin_repeat | r | R | | | | |", "| text | a | A | | | | |"]
    missing = set(words_for("en").for_script()) - spoken(*rows, "| end_repeat | | | | | | |")
    assert missing == {"add", "acknowledge", "guidance", "leave", "needed", "send"} | {
        key for key in missing if key.startswith(("draw.", "sign."))
    }


@pytest.mark.parametrize(
    "row",
    [
        "| calculate | a | | format-date(today(), '%Y') | | | |",
        "| text | a | A | | pow(2, 2) = 4 | | |",
        "| text | a | A | | | max(1, 2) = 2 | |",
        "| select_one side | a | A | | | | randomize=true |",
    ],
)
def test_form_with_a_rare_function_says_so(row: str) -> None:
    assert needs_rare(compiled(row).model)


def test_conditions_of_lists_and_counts_are_looked_at() -> None:
    counted = """
| type            | name | label | repeat_count |
| begin_repeat    | r    | R     | min(2, 3)    |
| text            | a    | A     |              |
| end_repeat      |      |       |              |
"""
    filtered = """
| type            | name | label | choice_filter          |
| select_one side | a    | A     | ends-with(name, 'eft') |
"""
    for survey in (counted, filtered):
        xform = convert(form(survey, CHOICES)).xform.encode()
        assert needs_rare(compile_web_form(xform, {}, None).model)


def test_operator_before_brackets_is_no_function() -> None:
    row = "| text | a | A | | (1 = 1) and (2 = 2 or(3 = 3)) | | |"
    assert not needs_rare(compiled(row).model)


def test_each_script_has_the_functions_that_the_server_takes_it_to_have() -> None:
    common, rare = (_names(XPATH / name) for name in ("functions.ts", "rare.ts"))
    assert rare == RARE_FUNCTIONS
    # These two are read by the parser itself.
    assert common == WEB_FUNCTIONS - RARE_FUNCTIONS - {"instance", "current"}


def _names(source: Path) -> set[str]:
    tables = re.findall(
        r"^(?:export )?const \w+: Record<string, (?:Function|Making)> = \{\n(.*?)^\};",
        source.read_text("utf-8"),
        re.MULTILINE | re.DOTALL,
    )
    name = re.compile(r'^  "?([a-z][\w-]*)"?[:,]', re.MULTILINE)
    return {each for table in tables for each in name.findall(table)}
