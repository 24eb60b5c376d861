"""Leaving the page at once: by the button, or by Shift pressed three times."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask, send_from_directory
from playwright.sync_api import Page

from tests.browser.conftest import Serve

STATIC = Path(__file__).parents[2] / "server/web/fill/static"
_POLICY = {"Content-Security-Policy": "default-src 'none'; script-src 'self'"}
_FORM = """<!doctype html><html lang="en"><title>Report</title>
<script src="/static/leave.js" type="module"></script>
<h1>Report</h1><a href="/weather" data-leave>Leave this page</a>
<form><label>Words <input id="words"></label></form>
<script src="/stay.js" type="module"></script>"""
_STAY = "addEventListener('beforeunload', (event) => event.preventDefault());"


@pytest.fixture
def report(page: Page, serve: Serve) -> Page:
    app = Flask("leaving", static_folder=None)
    app.add_url_rule("/report", view_func=lambda: (_FORM, _POLICY))
    app.add_url_rule("/weather", "w", view_func=lambda: "<!doctype html><title>Weather</title>")
    app.add_url_rule(
        "/stay.js", "s", view_func=lambda: (_STAY, {"Content-Type": "text/javascript"})
    )
    app.add_url_rule("/favicon.ico", "icon", view_func=lambda: ("", 204))
    app.add_url_rule(
        "/static/<name>", "f", view_func=lambda name: send_from_directory(STATIC, name)
    )
    address = serve(app)
    page.goto(address + "/weather")
    page.goto(address + "/report")
    page.fill("#words", "what nobody may see")
    return page


def _press_shift(page: Page, times: int) -> None:
    for _ in range(times):
        page.keyboard.press("Shift")


@pytest.mark.requirement("R26")
def test_button_replaces_the_page(report: Page) -> None:
    before = report.evaluate("history.length")
    report.click("[data-leave]")
    report.wait_for_url("**/weather")
    assert report.evaluate("history.length") == before


def test_going_back_does_not_lead_to_the_report(report: Page) -> None:
    report.click("[data-leave]")
    report.wait_for_url("**/weather")
    report.go_back()
    assert report.url.endswith("/weather")


def test_three_shifts_leave_even_out_of_a_field(report: Page) -> None:
    report.focus("#words")
    _press_shift(report, 3)
    report.wait_for_url("**/weather")


def test_what_was_written_is_gone_before_the_other_page_comes(report: Page) -> None:
    report.evaluate("document.querySelector('[data-leave]').href = '/favicon.ico'")  # no page
    _press_shift(report, 3)
    assert report.evaluate("document.body.textContent + document.title") == ""


def test_two_shifts_stay(report: Page) -> None:
    _press_shift(report, 2)
    assert report.url.endswith("/report")
    assert report.input_value("#words") == "what nobody may see"


def test_shift_with_other_keys_stays(report: Page) -> None:
    report.focus("#words")
    for _ in range(4):
        report.keyboard.press("Shift+A")
    assert report.url.endswith("/report")


def test_slow_shifts_stay(report: Page) -> None:
    report.evaluate("Date.now = ((real) => () => real() + (window.later ?? 0))(Date.now)")
    _press_shift(report, 2)
    report.evaluate("window.later = 6000")
    _press_shift(report, 1)
    assert report.url.endswith("/report")


def test_nothing_is_kept_in_the_browser(report: Page) -> None:
    report.click("[data-leave]")
    report.wait_for_url("**/weather")
    kept = "[localStorage.length, sessionStorage.length, document.cookie.length]"
    assert report.evaluate(kept) == [0, 0, 0]
