"""The online report from step to step: what is in sight, checked at the end, and not lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from server.domain.forms import Audience
from tests.browser.answering import answer_all
from tests.browser.conftest import Serve
from tests.browser.form_page import question, ready, value, xform
from tests.browser.test_portal_in_browser import WEATHER, online_report
from tests.browser.whole import visit
from tests.web.office import Office

_URGENCY = '[data-question="/data/welcome/urgency"]'
_PLACE = '[data-question$="/situation/place"] input'
_STORY = '[data-question$="/details/description"] textarea'
_TOLD = {
    "/data/welcome/urgency": "not_urgent",
    "/data/report/situation/exploitation": ["labor", "domestic_labor"],
    "/data/report/situation/location_scope": "abroad",
    "/data/report/situation/country": "Fran",
    "/data/report/situation/date_basis": "occurred",
    "/data/report/situation/situation_date_from": "2026-02-28",
    "/data/report/details/description": "A made-up house\nby the sea",
}
_BARE = {"/data/welcome/urgency": "not_urgent"}
_COVERED = """() => {
  const edge = document.querySelector('.bar').getBoundingClientRect().bottom
  const seen = ['.progress', ':focus'].map((each) => document.querySelector(`#fill ${each}`))
  return seen.map((each) => each.getBoundingClientRect().top >= edge)
}"""


@pytest.fixture
def address(office: Office, serve: Serve) -> str:
    """The portal with the online report; its way out leads to the weather."""

    def weather(_environ: object, start: object) -> list[bytes]:
        start("200 OK", [("Content-Type", "text/html")])  # type: ignore[operator] # WSGI
        return [WEATHER.encode()]

    office.publish("online_report", audience=Audience.PUBLIC, xform=online_report(office.key))
    office.settings = replace(office.settings, leave_to=f"{serve(weather)}/")
    return serve(office.app())


@pytest.fixture
def report(browser: Browser, address: str) -> Iterator[Page]:
    """The report on a telephone, come to from an empty page."""
    with visit(browser, 360) as (page, wrong):
        _open(page, address)
        yield page
    assert wrong == []


def _open(page: Page, address: str, language: str = "en") -> None:
    page.goto("about:blank")
    page.goto(f"{address}/{language}/report")
    ready(page)


def _begin(page: Page, steps: int = 0) -> None:
    page.check(f'{_URGENCY} input[value="not_urgent"]')
    for _ in range(steps):
        page.click("#fill .next")


def _step(page: Page) -> str:
    return page.inner_text("#fill .progress p").split()[1]


def _left(page: Page) -> None:
    expect(page).to_have_title("Weather", timeout=20_000)


@pytest.mark.parametrize("language", ["en", "es", "fr"])
@pytest.mark.parametrize("width", [320, 360, 412, 1280])
def test_heading_and_progress_are_in_sight_after_each_step(
    browser: Browser, address: str, width: int, language: str
) -> None:
    with visit(browser, width) as (page, _):
        _open(page, address, language)
        covered = list[bool]()
        _begin(page)
        while page.locator("#fill .next").is_visible():
            page.mouse.wheel(0, 3000)
            page.click("#fill .next")
            covered += page.evaluate(_COVERED)
    assert len(covered) > 10
    assert all(covered)


def test_what_is_tabbed_back_to_is_not_behind_the_bar(report: Page) -> None:
    _begin(report, 1)
    report.focus("#fill .next")
    covered = list[bool]()
    for _ in range(20):
        report.keyboard.press("Shift+Tab")
        inside = report.evaluate("document.activeElement.closest('#fill') !== null")
        covered += report.evaluate(_COVERED)[1:] if inside else []
    assert len(covered) > 5
    assert all(covered)


@pytest.mark.requirement("R18")
def test_last_step_lists_the_answers_and_thanks_nobody_yet(report: Page) -> None:
    answer_all(report, _TOLD)
    assert report.inner_text("#fill .check h2") == "Check your answers and send"
    said = [each.inner_text() for each in report.locator("#fill .check dd").all()]
    assert said[1] == "Labor (forced to work), Domestic labor (forced to work in a home)"
    assert {"In another country", "France", "February 28, 2026"} <= set(said)
    assert "A made-up house\nby the sea" in said
    assert not any(word in report.inner_text("main") for word in ("Thank", "eference: "))


def test_form_of_one_page_is_sent_from_there(page: Page, office: Office, serve: Serve) -> None:
    form = xform("|type|name|label|\n|text|what|What?|\n|text|where|Where?|")
    office.publish("tip", audience=Audience.PUBLIC, xform=form)
    page.goto(f"{serve(office.app())}/en/report/tip")
    ready(page)
    page.click("[data-send]")
    assert page.inner_text("#fill [role=alert]:visible").startswith("You have not told us")
    assert not page.is_visible("#fill .next")
    assert not page.is_visible("#fill .check")


def test_what_was_answered_before_the_script_came_is_kept(
    page: Page, office: Office, serve: Serve
) -> None:
    held = list[Route]()
    page.route("**/public.js", lambda route: held.append(route))  # noqa: PLW0108
    choices = "|list_name|name|label|\n|yn|yes|Yes|\n|yn|no|No|"
    form = xform("|type|name|label|\n|text|what|What?|\n|select_one yn|sure|Sure?|", choices)
    office.publish("tip", audience=Audience.PUBLIC, xform=form)
    page.goto(f"{serve(office.app())}/en/report/tip", wait_until="commit")
    question(page, "what").locator("input").fill("A made-up house")
    question(page, "sure").locator("input[value=yes]").check()
    held[0].continue_()
    ready(page)
    assert (value(page, "/data/what"), value(page, "/data/sure")) == ("A made-up house", "yes")
    assert question(page, "sure").locator("input[value=yes]").is_checked()


def test_thanks_and_reference_come_with_the_arrival(report: Page) -> None:
    answer_all(report, _TOLD)
    report.click("[data-send]")
    report.wait_for_selector("#outcome[data-state=sent]")
    said = report.inner_text("#outcome")
    assert "can free somebody" in said
    assert said.count(report.inner_text("#outcome .reference")) == 1


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("width", [320, 360, 412, 1280])
def test_what_is_said_after_sending_is_in_sight(
    browser: Browser, address: str, width: int, language: str
) -> None:
    with visit(browser, width) as (page, _):
        _open(page, address, language)
        answer_all(page, _TOLD, lambda: page.mouse.wheel(0, 3000))
        page.click("[data-send]")
        page.wait_for_selector("#outcome[data-state=sent]")
        page.wait_for_function("() => history.state === null || history.state === 0")
        top = page.evaluate("document.querySelector('#outcome').getBoundingClientRect().top")
        edge = page.evaluate("document.querySelector('.bar').getBoundingClientRect().bottom")
    assert top >= edge


def test_answer_is_changed_from_the_last_step_and_back_at_once(report: Page) -> None:
    answer_all(report, _TOLD)
    report.locator("#fill .check a").nth(1).click()
    assert _step(report) == "2"
    report.click("#fill .next")
    assert report.is_visible("#fill .check")


def test_step_that_a_changed_answer_brings_is_not_passed_over(report: Page) -> None:
    answer_all(report, _TOLD)
    report.locator("#fill .check a").last.click()
    report.check('[data-question$="/reporter_mode"] input[value="contact"]')
    report.click("#fill .next")
    assert report.is_visible('[data-question$="/reporter_first_name"]')


def test_empty_report_is_asked_about_once(report: Page) -> None:
    answer_all(report, _BARE)
    report.click("[data-send]")
    assert report.inner_text("#fill [role=alert]:visible").startswith("You have not told us")
    report.click("[data-send]")
    report.wait_for_selector("#outcome[data-state=sent]")


def test_report_with_an_answer_is_sent_at_once(report: Page) -> None:
    answer_all(report, _TOLD)
    report.click("[data-send]")
    report.wait_for_selector("#outcome[data-state=sent]")
    report.go_back()
    assert report.url == "about:blank"


def test_back_goes_one_step_back_and_loses_nothing(report: Page) -> None:
    _begin(report, 1)
    report.fill(_PLACE, "A made-up bay")
    report.click("#fill .next")
    report.go_back()
    assert _step(report) == "2"
    assert report.input_value(_PLACE) == "A made-up bay"
    report.click("#fill .back")
    report.wait_for_selector(f"{_URGENCY}:visible")
    assert _step(report) == "1"


def test_back_before_the_first_step_asks_once(report: Page) -> None:
    _begin(report)
    report.go_back()
    assert report.inner_text("#fill .told:visible").startswith("If you leave now")
    assert report.is_checked(f'{_URGENCY} input[value="not_urgent"]')
    report.go_back()
    assert report.url == "about:blank"


def test_back_leaves_a_report_that_nobody_began(report: Page) -> None:
    report.go_back()
    assert report.url == "about:blank"


def test_back_from_all_on_one_page_leads_to_the_steps(report: Page) -> None:
    _begin(report, 1)
    report.click("#fill .toggle")
    report.go_back()
    assert _step(report) == "2"
    assert report.locator("#fill .next").is_visible()


def test_back_works_in_another_language_too(report: Page) -> None:
    _begin(report, 2)
    report.click("a[data-language=fr]")
    report.wait_for_selector("html[lang=fr]")
    report.go_back()
    assert _step(report) == "2"
    assert report.url.endswith("/fr/report/online_report")


def test_own_link_asks_once_before_a_begun_report_is_lost(report: Page, address: str) -> None:
    _begin(report, 1)
    report.click("footer a")
    assert report.inner_text("footer [role=alert]").startswith("If you leave now")
    report.click("footer a")
    report.wait_for_url(f"{address}/en/")
    report.go_back()
    assert report.url == "about:blank"


def test_own_link_leaves_a_report_that_nobody_began(report: Page, address: str) -> None:
    report.click("footer a")
    report.wait_for_url(f"{address}/en/")


@pytest.mark.requirement("R26")
@pytest.mark.parametrize("steps", [0, 1, 3])
def test_leaving_a_begun_report_asks_nothing_and_leaves_no_way_back(
    report: Page, steps: int
) -> None:
    asked = list[str]()
    report.on("dialog", lambda dialog: asked.append(dialog.message))
    _begin(report, steps)
    report.click("a.leave")
    _left(report)
    report.go_back()
    assert (report.url, asked) == ("about:blank", [])


def test_going_forward_after_leaving_leads_to_the_other_site(report: Page) -> None:
    _begin(report, 3)
    report.click("a.leave")
    _left(report)
    report.go_back()
    for _ in range(2):
        report.go_forward()
        _left(report)
    assert report.go_forward() is None


def test_leaving_after_going_back_leaves_no_way_back(report: Page) -> None:
    _begin(report, 2)
    report.go_back()
    report.go_back()
    for _ in range(3):
        report.keyboard.press("Shift")
    _left(report)
    report.go_back()
    assert report.url == "about:blank"
