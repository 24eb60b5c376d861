"""The publish gate on what the web form client cannot do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from server.odk.gate.web_support import COLLECT_FUNCTIONS, CONTROLS, INPUTS, WEB_FUNCTIONS
from tests.simulators.gate import only, said, sentences, settings

HEAD = "|type|name|label|appearance|calculation|trigger|default|repeat_count|media::image|\n"
FILES = {"p.csv": b"name,label\nx,X\n", "p.xml": b"<r/>", "p.geojson": b"{}", "i.png": b""}


@pytest.mark.parametrize(
    "row",
    [
        "|text|a|A|multiline|||||",
        "|text|a|A|numbers|||||",
        "|integer|a|A||||||",
        "|decimal|a|A||||||",
        "|date|a|A|month-year|||||",
        "|time|a|A||||||",
        "|dateTime|a|A||||||",
        "|geopoint|a|A||||||",
        "|select_one yn|a|A|minimal autocomplete|||||",
        "|select_one yn|a|A|likert|||||",
        "|select_multiple yn|a|A|columns|||||",
        "|select_multiple yn|a|A|columns-2|||||",
        "|select_one yn|a|A|columns-pack|||||",
        "|begin_group|g|G|table-list|||||\n|select_one yn|a|A||||||\n|end_group||||||||",
        "|calculate|b|||indexed-repeat(1, 2, 3)|||||\n|text|a|A||||||",
        "|calculate|b|||instance('yn')/root/item[1]/label|||||\n|select_one yn|a|A||||||",
        "|select_one_from_file p.csv|a|A||||||",
        "|rank yn|a|A||||||",
        "|range|a|A||||||",
        "|acknowledge|a|A||||||",
        "|note|a|A||||||",
        "|image|a|A|signature|||||",
        "|file|a|A||||||",
        "|hidden|a|||||x||",
        "|start|a|||||||",
        "|end|a|||||||",
        "|today|a|||||||",
        "|text|a|A||||today()||",
        "|calculate|b|||once(uuid())|||||",
        "|integer|b|B|||||||\n|calculate|a|||now()|${b}||||",
        "|begin_group|g|G|field-list|||||\n|text|a|A||||||\n|end_group||||||||",
        "|begin_repeat|g|G|||||2|\n|text|a|A||||||\n|end_repeat||||||||",
    ],
)
def test_what_the_web_form_can_do_passes(row: str) -> None:
    inspection = said(HEAD + row, settings("public"), media=FILES)
    assert inspection.passes, sentences(inspection)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("|barcode|a|A|||||||", "“a” is of the type barcode"),
        ("|geotrace|a|A|||||||", "“a” is of the type geotrace"),
        ("|audio|a|A|||||||", "“a” is of the type audio"),
        ("|video|a|A|||||||", "“a” is of the type video"),
        ("|text|a|A|url||||||", "does not know the appearance “url”. For string it knows: multi"),
        ("|integer|a|A|counter||||||", "the appearance “counter”. Clear the cell."),
        ("|image|a|A|annotate||||||", "the appearance “annotate”"),
        ("|select_one yn|a|A|quick||||||", "the appearance “quick”"),
        ("|select_multiple yn|a|A|likert||||||", "the appearance “likert”"),
        ("|geopoint|a|A|maps||||||", "the appearance “maps”"),
        ("|range|a|A|rating||||||", "the appearance “rating”"),
        ("|text|a|A||distance(1)|||||", "distance( ) works on tablets but not"),
        ("|deviceid|a||||||||", "“a” asks the device for something a browser does not tell"),
        ("|username|a||||||||", "“a” asks the device"),
        ("|audit|||||||||", "“audit” asks the device"),
        ("|start-geopoint|a||||||||", "“a” is set or recorded in a way"),
        ("|select_one_from_file p.xml|a|A|||||||", "cannot read lists such as p.xml"),
        ("|select_one_from_file p.geojson|a|A|||||||", "cannot read lists such as p.geojson"),
    ],
)
@pytest.mark.parametrize("audience", ["public", "hotline", "expert"])
def test_what_the_web_form_cannot_do_is_refused(row: str, expected: str, audience: str) -> None:
    inspection = said(HEAD + row, settings(audience), media=FILES)
    assert expected in sentences(inspection)
    assert not inspection.passes


@pytest.mark.parametrize("type_", ["barcode", "geotrace", "audio", "video", "audit", "deviceid"])
def test_agencies_have_what_a_tablet_can_do(type_: str) -> None:
    name = "" if type_ == "audit" else "a"
    assert said(f"{HEAD}|{type_}|{name}|A|||||||", settings("agency")).passes


def test_choices_that_are_answers_are_refused_on_the_web() -> None:
    survey = (
        "|type|name|label|\n|begin_repeat|r|R|\n|text|x|X|\n|end_repeat|||\n|select_one ${x}|a|A|"
    )
    message = only(said(survey, settings("public"), choices=""))
    assert message.sentence == "The choices of “a” are answers of a repeat."
    assert said(survey, settings("agency"), choices="").passes


def test_choices_that_show_an_answer_are_refused_on_the_web() -> None:
    survey = "|type|name|label|\n|text|x|X|\n|select_one yn|a|A|"
    choices = "|list_name|name|label|\n|yn|y|Yes, ${x}|\n|yn|n|No|"
    message = only(said(survey, settings("public"), choices=choices))
    assert message.sentence.startswith("A choice of the list “yn” shows an answer")


def test_pictures_beside_questions_are_refused_on_the_web() -> None:
    survey = "|type|name|label::English (en)|media::image::English (en)|\n|text|a|A|i.png|"
    message = only(said(survey, settings("public"), choices="", media=FILES))
    assert "shows no image beside a question" in message.sentence


def test_the_table_holds_no_function_that_tablets_lack() -> None:
    assert WEB_FUNCTIONS < COLLECT_FUNCTIONS
    assert not set(INPUTS) & set(CONTROLS)


def test_every_function_of_the_table_is_in_the_client() -> None:
    folder = Path(__file__).parents[4] / "client" / "src" / "engine" / "xpath"
    source = "".join(each.read_text(encoding="utf-8") for each in folder.glob("*.ts"))
    table = set(re.findall(r'^  "?([a-z][a-z0-9-]*)"?[:,]', source, re.MULTILINE))
    called = set(re.findall(r'name === "([a-z-]+)"', source))
    assert table | called >= WEB_FUNCTIONS
