"""The desk in a real browser: a report is triaged and put into a situation that is tended."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest
from playwright.sync_api import Browser, Page

from server.domain.permissions import Role
from tests.browser.answering import answer_all
from tests.browser.form_page import ready
from tests.browser.looking import CROSSED, faults
from tests.browser.test_report_end_to_end import TYPED
from tests.browser.whole import Whole, sign_in, visit

_NUMBERS = count()
WHY = "Two people told the same."


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that may complain: some states are refusals."""
    with visit(browser, 360) as (page, _):
        yield page


@pytest.fixture
def report(page: Page, whole: Whole) -> Page:
    """A Data Manager before a report from the public page that was opened."""
    page.goto(f"{whole.address}/en/report")
    ready(page)
    answer_all(page, TYPED)
    page.click("[data-send]")
    page.wait_for_selector("#outcome[data-state=sent]")
    login = f"desk{next(_NUMBERS)}"
    whole.add(login, Role.DATA_MANAGER)
    sign_in(page, whole.address, login)
    page.goto(f"{whole.address}/console/reports")
    with page.expect_navigation():
        page.click("text=Open what is sealed")
    page.click(".cards a >> nth=0")
    page.wait_for_selector("text=What the task force says")
    return page


def say(page: Page, title: str, why: str = WHY) -> None:
    """Unfold what can be said, choose the first there is to choose, and send it with a word."""
    part = page.locator("details", has=page.locator(f"summary:text-is('{title}')"))
    part.locator("summary").click()
    for choice in part.locator("select[required]").all():
        choice.select_option(index=1)
    for day in part.locator("input[type=date]").all():
        day.fill("2026-01-01")
    part.locator("textarea").first.fill(why)
    with page.expect_navigation():  # or the page before could be taken for the next one
        part.locator("button").first.click()


def looked_at(page: Page) -> list[str]:
    """Unfold everything and look at it."""
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
    return faults(page, CROSSED)


def test_report_is_triaged_and_refused_in_words(report: Page) -> None:
    for title in ("Say what it is", "Say who sees to it", "Say how urgent it is", "Set a day"):
        say(report, title)
        report.wait_for_selector("[role=status]")
    found = looked_at(report)
    report.reload()
    say(report, "Say how urgent it is", "no")
    report.wait_for_selector("[role=alert]")
    assert found + looked_at(report) == []


def test_what_waits_is_seen_and_narrowed(report: Page) -> None:
    report.click("nav >> text=What waits")
    report.wait_for_selector("h1:has-text('What waits')")
    found = looked_at(report)
    report.check("#late")
    with report.expect_navigation():
        report.click("button:has-text('Show')")
    report.wait_for_selector("#late:checked")
    assert found + looked_at(report) == []


def test_situation_is_opened_tended_and_closed(report: Page) -> None:
    say(report, "Open a situation from it")
    report.wait_for_selector("h1:has-text('Situation')")
    for title in ("Say who sees to it", "Set a day", "Give somebody a task", "Write into the log"):
        say(report, title)
        report.wait_for_selector("[role=status]")
    found = looked_at(report)
    report.reload()
    report.click("text=Take this back >> nth=-1")
    report.fill("textarea[id^=past-]:visible", WHY)
    with report.expect_navigation():
        report.click("button:has-text('Take back'):visible")
    report.wait_for_selector("text=Taken back:")
    report.click("text=All situations")
    report.wait_for_selector("h1:has-text('Situations')")
    assert found + looked_at(report) == []
