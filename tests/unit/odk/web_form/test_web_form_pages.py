"""The HTML of a form: every control of the gate's table, steps, repeats, and the page around."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from lxml.html import HtmlElement

from server.odk.gate.web_support import CONTROLS, INPUTS
from server.odk.web_form.tree import WebForm
from server.web.fill.page import FillPlace
from server.web.fill.pages import FillPages, Published
from server.web.fill.style import fill_css
from server.web.words.table import words_for
from tests.simulators.web_forms import compiled, page_of, xform_of

HEAD = "|type|name|label|appearance|hint|required|\n"
TYPES: Mapping[str, str] = {
    "string": "text",
    "int": "integer",
    "select1": "select_one yn",
    "select": "select_multiple yn",
    "rank": "rank yn",
    "trigger": "acknowledge",
}
EVERY_CONTROL = [
    (TYPES.get(kind, kind), appearance)
    for kind, appearances in (INPUTS | CONTROLS).items()
    if kind not in {"group", "repeat"}
    for appearance in ("", *sorted(appearances))
]


def question(page: HtmlElement, name: str = "a") -> HtmlElement:
    (found,) = page.xpath(f"//*[@data-question='/data/{name}']")
    return found


@pytest.mark.parametrize(("type_", "appearance"), EVERY_CONTROL)
def test_every_control_is_labelled_and_described(type_: str, appearance: str) -> None:
    asked = question(page_of(compiled(f"{HEAD}|{type_}|a|Label|{appearance}|Hint||")))
    assert "Label" in asked.cssselect(".label")[0].text_content()
    assert asked.cssselect(".hint")[0].text_content() == "Hint"
    named = {each.get("for") for each in asked.cssselect("label[for]")}
    ids = {each.get("id") for each in asked.cssselect("[id]")}
    is_note = asked.get("data-kind") == "note"
    is_left_to_the_script = bool(asked.cssselect("div[data-list]"))
    assert is_note or asked.cssselect("fieldset > legend") or named <= ids or is_left_to_the_script
    described = {
        str(each.get("aria-describedby")) for each in asked.cssselect("[aria-describedby]")
    }
    assert described <= {"q-1-hint q-1-error"}
    assert described or is_note or is_left_to_the_script


@pytest.mark.parametrize(
    ("row", "selector"),
    [
        ("|text|a|A||||", "input[type=text][autocomplete=off][spellcheck=false]:not([name])"),
        ("|text|a|A|multiline|||", "textarea[autocomplete=off][spellcheck=false]:not([name])"),
        ("|text|a|A|numbers|||", "input[inputmode=tel]"),
        ("|integer|a|A||||", "input[inputmode=numeric]"),
        ("|decimal|a|A||||", "input[inputmode=decimal]"),
        ("|date|a|A||||", "input[type=date]"),
        ("|date|a|A|month-year|||", "input[type=month]"),
        ("|date|a|A|year|||", "input[inputmode=numeric]"),
        ("|time|a|A||||", "input[type=time]"),
        ("|dateTime|a|A||||", "input[type=datetime-local]"),
        ("|select_one yn|a|A||||", "fieldset > .choices > label > input[type=radio][value=yes]"),
        ("|select_multiple yn|a|A||||", "input[type=checkbox][name=q-1][value=no]"),
        ("|select_one yn|a|A|columns|||", ".choices.columns"),
        ("|select_one yn|a|A|likert|||", ".choices.likert"),
        ("|select_one yn|a|A|minimal|||", "label[for=q-1-control] + select#q-1-control[data-list]"),
        ("|select_multiple yn|a|A|minimal|||", "label + .choices[data-list]"),
        ("|select_one yn|a|A|autocomplete|||", "label + .choices[data-list]"),
        ("|rank yn|a|A||||", "fieldset > .control"),
        ("|geopoint|a|A||||", "fieldset > .control"),
        ("|image|a|A|signature|||", "fieldset > .control"),
        ("|image|a|A|draw|||", "fieldset > .control"),
        ("|range|a|A||||", ".control > input[type=range][min='1'][max='10']"),
        ("|acknowledge|a|A||||", "fieldset input[type=checkbox][value=OK]"),
        ("|image|a|A||||", "input[type=file][accept='image/*'] + .control"),
        ("|file|a|A||||", "input[type=file]:not([accept])"),
        ("|note|a|A||||", "div.note > .label > p"),
    ],
)
def test_a_control_is_written_as_its_kind_asks(row: str, selector: str) -> None:
    asked = question(page_of(compiled(HEAD + row)))
    assert asked.getparent().cssselect(selector)


@pytest.mark.parametrize(("required", "is_shown"), [("yes", True), ("", False)])
def test_that_an_answer_is_needed_is_said_in_words(
    required: str,
    is_shown: bool,  # noqa: FBT001
) -> None:
    asked = question(page_of(compiled(f"{HEAD}|text|a|A|||{required}|")))
    (needed,) = asked.cssselect(".needed")
    assert needed.text_content() == "(needed)"
    assert (needed.get("hidden") is None) is is_shown


def test_a_table_is_read_row_by_row() -> None:
    rows = "|begin_group|g|G|table-list|||\n|select_one yn|a|A||||\n|end_group|||||"
    page = page_of(compiled(HEAD + rows))
    (names,) = page.cssselect(".grid > .head > .names[aria-hidden=true]")
    assert [each.text_content() for each in names] == ["Yes", "No"]
    assert len(page.cssselect(".grid > .row input[type=radio]")) == 2
    assert page.cssselect(".grid .head .label") == []


REPEAT = (
    "|begin_repeat|r|Child|||\n|text|a|A|||\n|begin_repeat|s|Toy|||\n|text|b|B|||\n"
    "|end_repeat|||||\n|end_repeat|||||"
)


def test_a_repeat_is_a_template_whose_ids_are_to_be_numbered() -> None:
    page = page_of(compiled(HEAD + REPEAT))
    (repeat,) = page.xpath("//section[@data-repeat='/data/r']")
    (template,) = repeat.xpath("template")
    assert repeat.xpath("div[@class='instances']")[0].text_content() == ""
    assert [each.get("id") for each in template.xpath(".//input")] == [
        "q-2-__n__-control",
        "q-4-__n__-control",
    ]
    assert repeat.xpath("button[@data-add]")[0].text_content() == "Add another: Child"


def test_a_repeat_without_a_label_has_no_heading() -> None:
    survey = "|type|name|label|\n|begin_repeat|r||\n|text|a|A|\n|end_repeat|||"
    page = page_of(compiled(survey))
    assert page.cssselect("section > h2") == []
    assert page.cssselect("[data-add]")[0].text_content() == "Add another"


def test_nobody_adds_to_a_repeat_that_counts_itself() -> None:
    survey = "|type|name|label|repeat_count|\n|begin_repeat|r|R|2|\n|text|a|A||\n|end_repeat||||"
    assert page_of(compiled(survey)).cssselect("[data-add]") == []


def test_headings_go_down_by_one() -> None:
    survey = "".join(f"|begin_group|g{n}|G{n}|||\n" for n in range(4))
    survey += "|note|a|# Note|||\n" + "|end_group|||||\n" * 4
    page = page_of(compiled(HEAD + survey))
    assert [each.tag for each in page.xpath("//h2|//h3|//h4")] == ["h2", "h3", "h4", "h4", "h4"]


STEPS = (
    "|note|n|N||||\n|text|t|T||||\n|begin_group|g|G|field-list|||\n|text|a|A||||\n|end_group|||||\n"
    "|text|u|U||||"
)


def away(form: WebForm) -> list[str]:
    page = page_of(form)
    found = page.xpath("//*[contains(concat(' ', @class, ' '), ' away ')]")
    return [str(each.get("data-question") or each.get("data-group")) for each in found]


def test_only_the_first_step_is_in_sight() -> None:
    assert away(compiled(HEAD + STEPS)) == ["/data/g", "/data/u"]


def test_the_groups_around_the_first_step_are_in_sight() -> None:
    inner = "|begin_group|i|I|field-list|||\n|text|a|A||||\n|end_group|||||\n"
    last = "|begin_group|j|J|field-list|||\n|text|b|B||||\n|end_group|||||\n"
    survey = f"|begin_group|g|G||||\n{inner}{last}|end_group|||||\n|text|c|C||||"
    assert away(compiled(HEAD + survey)) == ["/data/g/j", "/data/c"]


def test_a_group_that_only_asks_is_one_step() -> None:
    survey = "|begin_group|g|G||||\n|text|a|A||||\n|end_group|||||\n" + REPEAT
    page = page_of(compiled(HEAD + survey))
    assert page.cssselect("[data-group].away") == []
    assert page.cssselect("[data-repeat].away")


def test_a_table_that_stands_later_is_away() -> None:
    rows = "|select_one yn|h|H|label|||\n|select_one yn|b|B|list-nolabel|||"
    assert away(compiled(f"{HEAD}{STEPS}\n{rows}"))[-2:] == ["/data/h", "/data/b"]


def test_everything_is_in_sight_where_there_are_no_steps() -> None:
    place = FillPlace(submit="/send", is_stepped=False)
    page = page_of(compiled(HEAD + STEPS), place)
    assert page.cssselect(".away") == []
    assert page.cssselect("form")[0].get("data-steps") is None


def test_what_depends_on_answers_waits_for_the_script() -> None:
    survey = "|type|name|label|relevant|\n|integer|n|N||\n|text|a|A|${n} = 1|"
    assert question(page_of(compiled(survey))).get("hidden") is not None


def test_the_form_tells_its_script_where_it_stands() -> None:
    place = FillPlace(submit="/s", csrf="c'\"", owner="o", may_locate=True)
    (form,) = page_of(compiled(f"{HEAD}|text|a|A||||"), place).cssselect("form#fill")
    assert (form.get("data-submit"), form.get("data-work")) == ("/s", None)
    assert (form.get("data-csrf"), form.get("data-owner")) == ("c'\"", "o")
    assert form.get("data-locate") is not None


def test_a_form_without_its_script_sends_nothing() -> None:
    (form,) = page_of(compiled(f"{HEAD}|text|a|A||||")).cssselect("form")
    assert (form.get("method"), form.get("action")) == ("dialog", None)
    assert form.cssselect("[data-send]")[0].get("hidden") is not None
    assert form.cssselect("input[name], textarea[name]") == []


def test_the_model_stands_beside_the_form() -> None:
    page = page_of(compiled(f"{HEAD}|text|a|A||||"))
    model = json.loads(page.cssselect("script#form-model[type='application/json']")[0].text)
    assert model["words"]["next"] == "Next"


def test_the_style_is_small_and_loads_nothing() -> None:
    style = fill_css()
    assert "\n" not in style
    assert "url(" not in style
    assert "@import" not in style
    assert "<" not in style
    assert "prefers-color-scheme: dark" in style
    assert "@media print" in style
    assert not any(f"{side}: " in style for side in ("margin-left", "padding-left", "margin-right"))


class Counting:
    """A published form that counts how often it is read."""

    def __init__(self) -> None:
        self.reads = 0
        survey = "|type|name|label::English (en)|label::French (fr)|\n|text|a|Name|Nom|"
        self.xform = xform_of(survey, "")
        self.published = Published(version_id="v", read=self.read)

    def read(self) -> tuple[bytes, Mapping[str, bytes]]:
        self.reads += 1
        return self.xform, {}


def test_a_written_form_is_kept() -> None:
    counting, pages, words = Counting(), FillPages(), words_for("en")
    first = pages.text(counting.published, "fr", words, is_stepped=True)
    reads = counting.reads
    assert pages.text(counting.published, "fr", words, is_stepped=True) is first
    assert "Nom" in first.inside
    assert counting.reads == reads


def test_an_invented_language_is_the_default_one_and_costs_nothing() -> None:
    counting, pages, words = Counting(), FillPages(), words_for("en")
    first = pages.text(counting.published, None, words, is_stepped=True)
    reads = counting.reads
    assert pages.text(counting.published, "xx", words, is_stepped=True) is first
    assert counting.reads == reads


def test_only_so_many_written_forms_are_kept() -> None:
    counting, pages, words = Counting(), FillPages(most=1), words_for("en")
    first = pages.text(counting.published, "fr", words, is_stepped=True)
    pages.text(counting.published, "en", words, is_stepped=True)
    assert pages.text(counting.published, "fr", words, is_stepped=True) is not first
