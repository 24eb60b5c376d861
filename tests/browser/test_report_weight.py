"""All that a browser loads for the online report is light enough for a slow line."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Request
from pyxform.xls2xform import convert

from server.domain.forms import Audience
from tests.browser.conftest import Serve
from tests.browser.test_portal_in_browser import online_report
from tests.simulators.sheets import form
from tests.web.office import Office

MOST = 40 * 1024  # bytes as they travel, squeezed
_DATED = """
| type      | name | label | calculation                  |
| text      | told | Told  |                              |
| calculate | on   |       | format-date(today(), '%Y')   |
| note      | read | ${on} |                              |
"""


def loaded(page: Page, address: str, last: str) -> dict[str, int]:
    """Open a page until this has come, and nothing more; return the size of each answer."""
    found: list[Request] = []
    page.on("requestfinished", lambda request: found.append(request))  # noqa: PLW0108
    with page.expect_event("requestfinished", lambda each: each.url.endswith(f"/{last}")):
        page.goto(address)
    page.wait_for_selector(".toggle, .moves, [data-send]:not([hidden])", state="attached")
    page.wait_for_load_state("networkidle")
    with_body = [each for each in found if each.url.startswith("http")]
    return {each.url.rpartition("/")[2]: each.sizes()["responseBodySize"] for each in with_body}


@pytest.mark.requirement("R19")
@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_report_weighs_forty_kilobytes_all_in(
    page: Page, office: Office, serve: Serve, language: str
) -> None:
    office.publish("online_report", audience=Audience.PUBLIC, xform=online_report(office.key))
    sizes = loaded(page, f"{serve(office.app())}/{language}/report/online_report", "work")
    assert set(sizes) == {"online_report", "leave.js", "public.js", "seal.js", "work"}
    assert sum(sizes.values()) <= MOST, sizes


def test_rare_functions_come_for_a_form_that_calls_one(
    page: Page, office: Office, serve: Serve
) -> None:
    xform = convert(form(_DATED)).xform.encode()
    office.publish("dated", audience=Audience.PUBLIC, xform=xform)
    sizes = loaded(page, f"{serve(office.app())}/en/report/dated", "functions.js")
    assert "functions.js" in sizes
    assert page.inner_text("[data-question='/data/read']").startswith("20")
