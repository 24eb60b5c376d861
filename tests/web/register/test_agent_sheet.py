"""The sheet an agent is handed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from lxml import html

from server.odk.collect_settings import Project, payload
from server.web.print.agent_sheet import SheetFacts, agent_sheet, said_day
from tests.simulators.qr import read_svg_path

FACTS = SheetFacts(
    agent="Bo Made-Up",
    agency="Example Police Post",
    payload=payload(Project(name="Lespwa", server_url="https://x.example/key/" + "A" * 43)),
    hotline="847",
    expires_on=date(2027, 1, 2),
)


def page(facts: SheetFacts = FACTS) -> html.HtmlElement:
    return html.document_fromstring(agent_sheet(facts))


def text(facts: SheetFacts = FACTS) -> str:
    return " ".join(page(facts).find("body").text_content().split())


def test_sheet_holds_the_code_to_scan() -> None:
    [path] = page().xpath("//*[local-name()='svg']//*[local-name()='path'][@stroke]")
    assert read_svg_path(path.get("d")) == FACTS.payload


def test_sheet_loads_nothing() -> None:
    shown = page()
    assert shown.xpath("//script | //link | //img | //iframe | //@src | //@href | //form") == []
    assert "url(" not in agent_sheet(FACTS)
    [policy] = shown.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'")


def test_sheet_says_for_whom_and_until_when() -> None:
    assert "Example Police Post For Bo Made-Up This code works until 2 January 2027" in text()
    assert "works until it is withdrawn" in text(replace(FACTS, expires_on=None))


def test_sheet_says_that_it_is_a_secret() -> None:
    assert "This page holds a secret." in text()
    assert "destroy this page" in text()


@pytest.mark.requirement("R4", "R35")
def test_sheet_says_the_rules() -> None:
    for rule in (
        "Do not confront anyone",
        "Do not handle it alone",
        "Keep nothing",
        "Nothing on paper",
    ):
        assert rule in text()


def test_sheet_sends_emergencies_to_the_hotline() -> None:
    shown = text(replace(FACTS, hotline="+1 758 555 0100"))
    assert "+1 758 555 0100 Is somebody in danger now? Call the Hotline, not the form." in shown


def test_sheet_tells_experts_of_drafts() -> None:
    assert "Finish the form in one go" in text()
    drafts = text(replace(FACTS, keeps_drafts=True))
    assert "A paused interview is not sealed" in drafts
    assert "in one go" not in drafts


def test_sheet_takes_any_name_as_text() -> None:
    facts = replace(FACTS, agency="<script>alert(1)</script>", agent='"&<b>')
    assert page(facts).xpath("//script | //b[not(ancestor::*[@class='call'])]") == []
    assert '<script>alert(1)</script> For "&<b>' in text(facts)


def test_facts_do_not_show_the_code() -> None:
    assert FACTS.payload not in repr(FACTS)


def test_day_is_said_in_words() -> None:
    assert said_day(date(2027, 11, 9)) == "9 November 2027"
