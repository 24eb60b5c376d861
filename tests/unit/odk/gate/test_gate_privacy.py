"""The publish gate on personal data: the lint of R3, and what a submission's name may show."""

from __future__ import annotations

import pytest

from server.odk.gate.message import Severity
from tests.simulators.gate import only, said, sentences, settings

HEAD = "|type|name|label|hint|bind::case:field|constraint|calculation|\n"
NO_DATA = settings(personal_data="no")
pytestmark = pytest.mark.requirement("R3")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("|text|who|Who?|No names.|report.reporter_name|||", "fills a field that identifies"),
        ("|text|victim_name|V|Write no names.||||", "seems to ask who somebody is"),
        ("|text|v|Telephone of the victim|Write no names.||||", "seems to ask who somebody is"),
        ("|integer|passport|Number|||||", "seems to ask who somebody is"),
        ("|text|v|Prénom de la victime|Pas de noms.||||", "seems to ask who somebody is"),
        ("|audio|sound|Sound|||||", "takes a file, a place or a code"),
        ("|geopoint|where|Where|||||", "takes a file, a place or a code"),
        ("|text|story|What happened?|||||", "nobody is told to write no names"),
        ("|text|story|What happened?||report.story|||", "nobody is told to write no names"),
        ("|select_one yn or_other|q|Question|||||", "“q_other” takes any words"),
    ],
)
def test_a_form_without_personal_data_asks_for_none(row: str, expected: str) -> None:
    message = only(said(HEAD + row, NO_DATA))
    assert expected in message.sentence
    assert message.severity is Severity.ERROR


@pytest.mark.parametrize(
    "row",
    [
        "|text|story|What happened?|Write no names.|report.story|||",
        "|text|story|¿Qué pasó?|No escriba nombres.||||",
        "|text|story|Do not write who they are.|||||",
        "|text|agent|Name of the agent||report.agent_name|||",
        "|text|place|Name of the place||report.place|||",
        "|text|agency_name|Agency|Write no names.||||",
        "|text|ref|Reference||||regex(., '[A-Z]{3}')||",
        "|text|fixed|Shown||||'x'|",
        "|note|n|Write no name and no phone number|||||",
        "|select_one yn|q|Question|||||",
        "|calculate|name|||||1|",
    ],
)
def test_what_tells_nobody_passes(row: str) -> None:
    assert said(HEAD + row, NO_DATA).passes, sentences(said(HEAD + row, NO_DATA))


def test_a_form_with_personal_data_may_ask_for_it() -> None:
    assert said(HEAD + "|text|victim_name|Name||report.reporter_name|||").passes


def test_a_label_in_several_languages_is_read_in_each() -> None:
    survey = "|type|name|label::English (en)|label::French (fr)|\n|integer|x|N|Passeport|"
    message = said(survey, NO_DATA, choices="").messages[0]
    assert message.column == "label::French (fr)"


NAMED = (
    HEAD
    + """
| text       | story | Story |  | report.story  |                   |                      |
| text       | free  | Free  |  |               |                   |                      |
| text       | ref   | Ref   |  |               | regex(., '[A-Z]') |                      |
| text       | place | Place |  | report.place  |                   |                      |
| date       | day   | Day   |  |               |                   |                      |
| geopoint   | spot  | Spot  |  |               |                   |                      |
| calculate  | sum   |       |  |               |                   | concat(${free}, ${sum2}) |
| calculate  | sum2  |       |  |               |                   | concat(${sum}, ${day}) |
| calculate  | safe  |       |  | report.victim_count |                   | concat(${free}, 'x') |
"""
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("${story}", "shows “story”, which is restricted;"),
        ("${free}", "shows “free”, which is free text;"),
        ("${spot}", "shows “spot”, which is a place;"),
        ("${sum}", "shows “free”, which is free text;"),
    ],
)
def test_an_instance_name_gives_nothing_away(name: str, expected: str) -> None:
    # ${sum} and ${sum2} go in a circle, which compiles: ODK Validate is who refuses it.
    message = only(said(NAMED, settings(instance_name=f"concat({name}, 'x')")))
    assert expected in message.sentence
    assert (message.sheet, message.column) == ("settings", "instance_name")


@pytest.mark.parametrize("name", ["${day}", "${ref}", "${place}", "${safe}", "'fixed'"])
def test_an_instance_name_may_show_what_says_nothing(name: str) -> None:
    assert said(NAMED, settings(instance_name=f"concat({name}, 'x')")).passes


def test_an_instance_name_on_the_survey_sheet_is_looked_at_too() -> None:
    survey = NAMED + "|calculate|instanceName|||||${story}|"
    assert "shows “story”" in sentences(said(survey))
