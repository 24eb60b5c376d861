"""The page of a form that anybody may fill in."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyxform.xls2xform import convert

from server.domain.forms import Audience
from server.web.words.table import read_table
from tests.simulators.sheets import form as sheet
from tests.web.office import Office

ROOT = Path(__file__).parents[3]
GZIP = {"Accept-Encoding": "gzip"}
MOST = 17 * 1024  # bytes; scripts come on top

TIP = """
| type | name  | label::English (en)  | label::Kwéyòl (acf)  |
| text | place | Where is it?         | Ki koté?             |
"""
SETTINGS = """
| form_id | form_title | default_language |
| tip     | Tip        | English (en)     |
"""


@pytest.fixture(scope="session")
def online_report() -> bytes:
    """The XForm of the online report."""
    return convert(str(ROOT / "xlsforms/online_report.xlsx")).xform.encode()


@dataclass(frozen=True, slots=True)
class Shown:
    """A page as it came, and its model."""

    html: str

    @property
    def model(self) -> dict[str, object]:
        found = re.search(r'id="form-model">(.*?)</script>', self.html, re.DOTALL)
        assert found
        model: dict[str, object] = json.loads(found[1])
        return model


@pytest.fixture
def client(office: Office, online_report: bytes) -> FlaskClient:
    """A browser at an office with the online report."""
    office.publish("online_report", audience=Audience.PUBLIC, xform=online_report)
    office.publish("screening")
    return office.app().test_client()


def test_form_is_there_without_a_login(client: FlaskClient) -> None:
    page = client.get("/report/online_report").text
    assert 'data-submit="/en/report/online_report/submission"' in page
    assert 'data-work="/report/work"' in page
    assert Shown(page).model["id"] == "online_report"


@pytest.mark.requirement("R19")
@pytest.mark.parametrize("path", ["/report", "/es/report"])
def test_only_form_is_shown_at_once(client: FlaskClient, path: str) -> None:
    page = client.get(path, headers={"Accept-Language": "es"}).text
    assert 'data-submit="/es/report/online_report/submission"' in page


@pytest.mark.requirement("R18", "R20")
@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_form_begins_with_hotline_and_explanation(client: FlaskClient, language: str) -> None:
    page, words = client.get(f"/{language}/report").text, read_table().words_for(language)
    first = page.index("<input")
    assert page.index("847") < page.index('data-question="/data/welcome/explanation"') < first
    assert f'<html lang="{language}"' in page
    assert dict(Shown(page).model["words"]).items() <= words.for_public().items()  # type: ignore[call-overload]


@pytest.mark.requirement("R26")
def test_nobody_need_say_who_they_are(client: FlaskClient) -> None:
    page = client.get("/en/report/online_report").text
    instance = str(Shown(page).model["instance"])
    assert "<reporter_mode>anonymous</reporter_mode>" in instance


@pytest.mark.requirement("R27", "R28")
def test_asked_about_oneself_by_choice_only(client: FlaskClient) -> None:
    model = Shown(client.get("/en/report/online_report").text).model
    binds = model["binds"]
    assert isinstance(binds, dict)
    assert "anonymous" in binds["/data/report/for_statistics"]["relevant"][0]
    assert "contact" in binds["/data/report/contact"]["relevant"][0]


def test_without_script_there_is_the_hotline(client: FlaskClient) -> None:
    page = client.get("/es/report/online_report").text
    told = page[page.index("<noscript>") : page.index("</noscript>")]
    assert 'href="tel:847"' in told
    assert "JavaScript" in told


def test_form_in_a_language_without_words_has_its_address(office: Office) -> None:
    xform = convert(sheet(TIP, settings=SETTINGS)).xform.encode()
    office.publish("tip", audience=Audience.PUBLIC, xform=xform)
    client = office.app().test_client()
    page = client.get("/acf/report/tip").text
    assert "Ki koté?" in page
    assert '<a href="/acf/report/tip" lang="acf"' in page
    assert client.get("/pt/report/tip").status_code == 404


def test_form_in_a_language_it_does_not_have_is_in_its_own(office: Office) -> None:
    xform = convert(sheet(TIP, settings=SETTINGS)).xform.encode()
    office.publish("tip", audience=Audience.PUBLIC, xform=xform)
    page = office.app().test_client().get("/es/report/tip").text
    assert "Where is it?" in page
    assert "Salir de esta página" in page


@pytest.mark.parametrize("form_id", ["screening", "nothing", "ONLINE_REPORT"])
def test_no_other_form_is_shown(client: FlaskClient, form_id: str) -> None:
    assert client.get(f"/report/{form_id}").status_code == 404


def test_closed_form_is_not_shown(office: Office, client: FlaskClient) -> None:
    office.close("online_report")
    assert client.get("/report/online_report").status_code == 404
    assert "by telephone only" in client.get("/report").text


def test_new_version_is_shown_at_once(office: Office, client: FlaskClient) -> None:
    assert "Where?" not in client.get("/report/online_report").text
    office.publish("online_report", version="2", audience=Audience.PUBLIC)
    assert "Where?" in client.get("/report/online_report").text


def test_page_of_a_form_may_send_and_nothing_else(client: FlaskClient) -> None:
    policy = client.get("/report/online_report").headers["Content-Security-Policy"]
    assert "connect-src 'self'; img-src 'self' data: blob:" in policy
    assert "form-action 'none'" in policy


def test_place_is_let_in_only_for_a_form_that_asks_for_it(office: Office) -> None:
    xform = convert(sheet(TIP.replace("text", "geopoint"), settings=SETTINGS)).xform.encode()
    office.publish("tip", audience=Audience.PUBLIC, xform=xform)
    answer = office.app().test_client().get("/report/tip")
    assert "geolocation=(self)" in answer.headers["Permissions-Policy"]
    assert "data-locate" in answer.text


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_page_of_the_report_is_light(client: FlaskClient, language: str) -> None:
    page = client.get(f"/{language}/report/online_report", headers=GZIP)
    assert page.headers["Content-Encoding"] == "gzip"
    assert len(page.data) < MOST
