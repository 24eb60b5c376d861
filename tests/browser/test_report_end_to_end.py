"""A report from the first page to the books, as somebody with a telephone makes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.answering import Answer, answer_all
from tests.browser.reporting import kept
from tests.browser.whole import Whole, open_whole, visit

_REPORT = "/data/report"
TYPED: Mapping[str, Answer] = {
    "/data/welcome/urgency": "not_urgent",
    f"{_REPORT}/situation/exploitation": ["labor", "domestic_labor"],
    f"{_REPORT}/situation/location_scope": "abroad",
    f"{_REPORT}/situation/country": "Fran",
    f"{_REPORT}/situation/place": "Una casa <inventada> & más 🐟",
    f"{_REPORT}/situation/date_basis": "occurred",
    f"{_REPORT}/situation/situation_date_from": "2026-02-28",
    f"{_REPORT}/victims/victim_profile": ["female", "under_18"],
    f"{_REPORT}/details/description": "première ligne\nsecond line",
    f"{_REPORT}/about_you/reporter_mode": "contact",
    f"{_REPORT}/contact/reporter_first_name": "Zoë",
    f"{_REPORT}/contact/reporter_phone": "555 0100",
    f"{_REPORT}/contact/contact_channels": ["text_message"],
    f"{_REPORT}/contact/contact_language": "fra",
    f"{_REPORT}/reported/prior_report": "none",
}
_CODES = {"en": "eng", "es": "spa", "fr": "fra"}
_SECRET = ("inventada", "première ligne", "Zoë", "555 0100")


def _column(path: str) -> str:
    return path.removeprefix("/data/").replace("/", "-")


def _expected(path: str, answer: Answer) -> str:
    if path.endswith("/country"):
        return "FRA"
    return answer if isinstance(answer, str) else " ".join(answer)


def _report(page: Page, address: str, *, change_to: str = "") -> str:
    """Report from the first page on, with nothing but what it shows; return the reference.

    `change_to` is a language to change to before it is sent.
    """
    page.goto(f"{address}/")
    page.click("a.go >> nth=0")
    page.wait_for_selector("#fill .toggle", state="attached")
    answer_all(page, TYPED)
    if change_to:
        page.click(f"a[data-language={change_to}]")
        page.wait_for_selector(f"#fill[lang={change_to}] .toggle", state="attached")
    page.click("[data-send]")
    page.wait_for_selector("#outcome[data-state=sent]")
    return page.inner_text("#outcome .reference")


def _require_filed(whole: Whole, reference: str, language: str) -> None:
    filed = whole.filed("online_report", reference)
    expected = {_column(path): _expected(path, answer) for path, answer in TYPED.items()}
    assert expected.items() <= filed.items()
    assert (filed["Seal"], filed["Channel"], filed["Status"]) == ("valid", "web", "filed")
    record = whole.record("report", reference)
    assert record["description"] == TYPED[f"{_REPORT}/details/description"]
    assert record["reporter_first_name"] == "Zoë"
    assert record["report_language"] == _CODES[language]
    assert abs(datetime.now(UTC).date() - record["register_date"]).days <= 1


@pytest.mark.requirement("R8", "R18", "R19", "R26")
@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_what_was_typed_on_a_phone_is_in_the_books(
    browser: Browser, whole: Whole, language: str
) -> None:
    with visit(browser, 360, locale=language) as (page, wrong):
        reference = _report(page, whole.address)
        assert page.get_attribute("html", "lang") == language
        assert kept(page) == {}
        assert page.context.cookies() == []
        left = page.content()
    assert wrong == []
    assert not any(each in left for each in _SECRET)
    _require_filed(whole, reference, language)


@pytest.mark.parametrize(("begun", "sent"), [("es", "fr"), ("fr", "en")])
def test_report_keeps_the_language_in_which_it_was_sent(
    browser: Browser, whole: Whole, begun: str, sent: str
) -> None:
    with visit(browser, 360, locale=begun) as (page, wrong):
        reference = _report(page, whole.address, change_to=sent)
    assert wrong == []
    _require_filed(whole, reference, sent)


def test_report_is_in_the_books_of_postgresql(
    browser: Browser, postgresql_url: str, tmp_path: Path
) -> None:
    with open_whole(tmp_path, postgresql_url, ["online_report"]) as whole:
        with visit(browser, 360, locale="es") as (page, wrong):
            reference = _report(page, whole.address, change_to="fr")
        assert wrong == []
        _require_filed(whole, reference, "fr")


def test_report_step_by_step_never_scrolls_sideways(browser: Browser, whole: Whole) -> None:
    with visit(browser, 320, locale="fr") as (page, wrong):
        page.goto(f"{whole.address}/fr/report")
        page.wait_for_selector("#fill .toggle", state="attached")
        widest = "document.documentElement.scrollWidth"
        wide = [page.evaluate(widest)]
        answer_all(page, TYPED, lambda: wide.append(page.evaluate(widest)))
    assert max(wide) <= 320
    assert wrong == []
